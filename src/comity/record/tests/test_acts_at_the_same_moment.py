"""Acts at the same moment: rows under their locks, deadlocks, lost connections, an order that respects cause."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from comity.parties import acts as parties
from comity.parties.models import Body, Party
from comity.parties.refusals import PartyNotActing
from comity.parties.testing import House
from comity.record import commit as corridor
from comity.record import keys, log, refusals, sequencer
from comity.record.acts import Capacity, GrantKey, OpenRecord, RevokeKey
from comity.record.commit import commit, draft
from comity.record.models import Recorded, SigningKey
from comity.record.replay import differences, recorded_leaves, replay
from comity.record.testing import SoftwareKey
from comity.record.verification import verify_installation

SYSTEM = Capacity.of_system()


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def shared_house(transactional_db: None) -> House:
    """A house whose acts are really committed, for tests with several connections."""
    return House.of("AM", "BY")


def weigh(party: str = "AM", population: int = 3, source: str = "a census") -> parties.SetWeights:
    return parties.SetWeights(party=party, weights={"population": population}, source=source)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment, each on a connection of its own; results, and refusals as values."""
    barrier = threading.Barrier(len(works))

    def done(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return work()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))


def test_of_two_openings_at_the_same_moment_one_counts(transactional_db: None) -> None:
    opening = OpenRecord(origin=keys.origin(), key=keys.attestation_public())
    answers = together(*[lambda: commit(opening, SYSTEM)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Receipt", "RecordAlreadyOpen"]
    assert Recorded.objects.count() == 1


def test_of_two_acts_that_exclude_each_other_one_is_done_and_the_other_told_why(shared_house: House) -> None:
    leaving = parties.WithdrawParty(party="AM", until=date(2026, 2, 1))
    answers = together(*[lambda: commit(leaving, SYSTEM)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["PartyNotActing", "Receipt"]
    refused = next(answer for answer in answers if isinstance(answer, PartyNotActing))
    assert str(refused) == "AM is not a party to this organisation on 2026-02-01."


def test_of_two_acts_that_make_the_same_row_one_is_done_and_the_other_told_why(shared_house: House) -> None:
    council = parties.EstablishBody(body="council", name={"en": "Council"})
    answers = together(*[lambda: commit(council, SYSTEM)] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyThere"] * 3 + ["Receipt"]
    assert Body.objects.count() == 1


def test_the_same_signed_act_sent_twice_at_once_is_recorded_once(shared_house: House) -> None:
    officer = shared_house.officer()
    key = shared_house.grant_key("officer")
    prepared = draft(parties.EstablishBody(body="council", name={"en": "Council"}), officer)
    sealed = key.sign(prepared.signed)
    first, second, third = together(*[lambda: commit(prepared, signed=sealed)] * 3)
    assert first == second == third
    assert Recorded.objects.filter(act=prepared.id).count() == 1


def test_an_act_caught_in_a_deadlock_is_done_again(shared_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else holds BY and wants AM, while the act has read AM and wants BY: the database ends the act."""
    tried = []
    attempt = corridor._attempt
    monkeypatch.setattr(corridor, "_attempt", lambda *of: tried.append(1) or attempt(*of))
    wanted = {name: value for name, value in connection.get_connection_params().items() if name in _PLACE}
    with psycopg.connect(**wanted) as other:
        other.execute("SET deadlock_timeout = '1min'")  # so that it is never the one that is ended
        other.execute("UPDATE parties_party SET weights_source = 'x' WHERE id = 'BY'")
        with ThreadPoolExecutor(1) as pool:
            body = parties.EstablishBody(body="bureau", name={"en": "Bureau"}, seats=("AM", "BY"))
            doing = pool.submit(lambda: (commit(body, SYSTEM), connection.close()))
            _wait_for_a_waiting_backend()
            other.execute("UPDATE parties_party SET weights_source = 'x' WHERE id = 'AM'")
            other.rollback()
            doing.result(timeout=20)
    # Once more for the deadlock; and perhaps for statements that a connection of the pool has forgotten.
    assert len(tried) in (2, 3)
    assert Body.objects.filter(id="bureau").exists()


_PLACE = ("host", "port", "dbname", "user", "password")


def _wait_for_a_waiting_backend() -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits for the lock")


def test_an_act_that_meets_others_every_time_says_that_nothing_was_recorded(
    shared_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always_in_the_way(*_: object) -> None:
        raise OperationalError from psycopg.errors.DeadlockDetected()

    monkeypatch.setattr(corridor, "_attempt", always_in_the_way)
    with pytest.raises(refusals.TryAgain, match="Nothing was recorded; please try again"):
        commit(weigh(), SYSTEM)


def test_a_lost_connection_is_found_again_for_the_next_act(shared_house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    wanted = {name: value for name, value in connection.get_connection_params().items() if name in _PLACE}
    with psycopg.connect(**wanted) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    with pytest.raises(OperationalError):
        commit(weigh(), SYSTEM)
    commit(weigh("BY"), SYSTEM)
    assert Party.objects.get(id="BY").weights == {"population": 3}


# The order


def test_whoever_saw_an_act_stands_after_it(shared_house: House) -> None:
    """One thread grants keys, another revokes each as soon as it can see it, while the sequencer places both."""
    made = [SoftwareKey("anna", f"a key of many {number}") for number in range(40)]
    revoked: list[tuple[str, str]] = []

    def grant() -> None:
        for key in made:
            commit(GrantKey(key=key.public, holder="anna"), SYSTEM)

    def revoke() -> None:
        for key in made:
            while True:
                try:
                    receipt = commit(RevokeKey(key=key.id), SYSTEM)
                except refusals.NoSuchKey:
                    continue
                revoked.append((key.id, receipt.id))
                break

    ended = threading.Event()

    def place() -> None:
        while not ended.is_set():
            sequencer.step()

    def grant_and_revoke() -> None:
        try:
            assert together(grant, revoke) == [None, None]
        finally:
            ended.set()

    assert together(place, grant_and_revoke) == [None, None]
    sequencer.drain()
    places = {str(orjson.loads(leaf)["id"]): place for place, leaf in enumerate(log.all_leaves())}
    granted = {
        orjson.loads(leaf)["payload"]["key"]["id"]: place
        for place, leaf in enumerate(log.all_leaves())
        if b'"type":"record.key.grant"' in leaf
    }
    assert len(revoked) == len(made)
    assert all(granted[key] < places[act] for key, act in revoked)
    assert verify_installation().ok


def test_an_act_that_becomes_visible_late_goes_into_a_later_batch(shared_house: House) -> None:
    begun, visible = threading.Event(), threading.Event()

    def slow() -> str:
        with transaction.atomic():
            receipt = commit(weigh("AM"), SYSTEM)
            begun.set()
            visible.wait(timeout=10)
        connection.close()
        return receipt.id

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(slow)
        assert begun.wait(timeout=10)
        council = commit(parties.EstablishBody(body="council", name={"en": "Council"}), SYSTEM)
        sequencer.drain()
        assert log.position_of(council.id) == log.size() - 1
        visible.set()
        first = late.result(timeout=10)
    sequencer.drain()
    assert Recorded.objects.get(act=first).number < Recorded.objects.get(act=council.id).number
    assert log.position_of(first) == log.size() - 1
    assert verify_installation().ok


def test_many_at_once_leave_what_a_replay_leaves(shared_house: House) -> None:
    """Four threads do whatever comes to their minds with the same few rows; the record's order explains the rows."""

    def careless(seed: int) -> Callable[[], None]:
        chance = random.Random(seed)

        def work() -> None:
            for number in range(40):
                party, day = chance.choice(["AM", "BY"]), date(2026, 1, chance.randint(1, 28))
                act = chance.choice(
                    [
                        weigh(party, number, f"census {seed}"),
                        parties.SuspendParty(party=party, since=day, grounds={"en": "Arrears."}),
                        parties.LiftSuspension(party=party, on=day),
                        parties.EstablishBody(body=f"b{number % 7}", name={"en": "B"}, seats=("AM", "BY")),
                        GrantKey(key=SoftwareKey("anna", f"k{number % 9}").public, holder="anna"),
                        RevokeKey(key=SoftwareKey("anna", f"k{chance.randint(0, 8)}").id),
                    ]
                )
                try:
                    commit(act, SYSTEM)
                except refusals.ActRefused:
                    continue

        return work

    assert together(*map(careless, range(4))) == [None] * 4
    sequencer.step()
    assert list(differences(replay(recorded_leaves()))) == []
    assert SigningKey.objects.count() == 10
