"""The clock closes what is due by acts of the system, however many workers strike at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comity.api import clock
from comity.api.testing import Secretariat
from comity.cases.models import Case, Visit
from comity.cases.testing import SIX, one_stage
from comity.instruments import acts as instruments
from comity.instruments.models import Instrument
from comity.record.leaf import SYSTEM, Leaf
from comity.record.models import Recorded


def asked_long_ago(house, **stage):
    house.now = timezone.now() - timedelta(days=31)
    return house.asked(one_stage(**stage))


def test_a_stage_whose_deadline_has_passed_is_closed_by_the_system(house):
    asked_long_ago(house)
    assert clock.strike() == 1
    case = Case.objects.get(id="q1")
    assert (case.end, Visit.objects.get(case="q1").outcome) == ("rejected", "lapsed")
    leaf = Leaf.read(bytes(Recorded.objects.get(type="cases.stage.close").leaf))
    assert (leaf.actor, leaf.party, leaf.capacity.rpartition("/")[2]) == (SYSTEM, SYSTEM, SYSTEM)


def test_a_stage_whose_deadline_lies_ahead_stays_open(house):
    house.asked(one_stage())
    assert clock.strike() == 0
    assert Case.objects.get(id="q1").is_open


def test_a_second_stroke_does_nothing(house):
    asked_long_ago(house)
    assert [clock.strike(), clock.strike()] == [1, 0]


def test_a_silence_procedure_that_nobody_broke_is_adopted_when_its_window_closes(house):
    house.now = timezone.now() - timedelta(days=31)
    source = {
        "procedure": "silence",
        "version": 1,
        "stages": [
            {
                "id": "silence",
                "kind": "tacit",
                "body": "commission",
                "positions": ["object"],
                "defeated_if": {"count": "object", "more_than": 0},
                "window": "P30D",
                "on_objection": "break",
                "then": {"adopted": "adopted", "rejected": "rejected"},
            }
        ],
        "ends": ["adopted", "rejected", "abandoned"],
    }
    house.asked(source)
    clock.strike()
    assert Case.objects.get(id="q1").end == "adopted"


def test_one_odd_case_does_not_keep_the_clock_from_the_others(house, monkeypatch, caplog):
    asked_long_ago(house)
    house.asked("simple/1", case="q2")
    original = clock.commit

    def odd(act, by):
        if act.case == "q1":
            raise ValueError("odd")
        return original(act, by)

    monkeypatch.setattr(clock, "commit", odd)
    assert clock.strike() == 1
    assert Case.objects.get(id="q2").end
    assert "the clock failed on cases.stage.close" in caplog.text


def test_an_instrument_takes_effect_on_its_day(house):
    by = house.delegates["AM"]
    house.now = timezone.now() - timedelta(days=60)
    text = house.ledger.deposit(b"Article 1.")
    clause = {"when": {"count": "deposited", "at_least": 1}, "then": {"after": "P30D"}}
    house.do(
        instruments.DraftInstrument(
            instrument="statute",
            reference="C/1",
            kind="agreement",
            title={"en": "Statute"},
            body="commission",
            authentic=("en",),
            texts={"en": text},
            clause=clause,
        ),
        by,
    )
    house.do(instruments.SubmitInstrument(instrument="statute", case="q1", procedure=house.published(one_stage())), by)
    house.all_say("approve", *SIX[:4])
    assert clock.strike() == 0
    on = house.now.date()
    house.do(instruments.MakeDeposit(instrument="statute", party="AM", kind="ratification", on=on), by)
    assert Instrument.objects.get(id="statute").enters_on == on + timedelta(days=30)
    assert clock.strike() == 1
    assert Instrument.objects.get(id="statute").status == "in force"
    assert clock.strike() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_strike_at_once_close_every_case_once():
    house = Secretariat.now_sitting("AM", "BY")
    house.now = timezone.now() - timedelta(days=31)
    house.published(one_stage())
    for number in range(6):
        house.asked("simple/1", case=f"c{number}")
    barrier, done, failures = threading.Barrier(3), [], []

    def work() -> None:
        try:
            barrier.wait(10)
            done.append(clock.strike())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert failures == []
    assert sum(done) == 6
    assert Recorded.objects.filter(type="cases.stage.close").count() == 6
    assert not Case.objects.filter(end="").exists()
