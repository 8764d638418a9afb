"""What the clock owes is read from the rows that say when: in the database, past all that fails, and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from comity.cases.acts import CloseStage
from comity.cases.models import Case
from comity.instruments.models import Instrument
from comity.record import clock
from comity.record.clock import ClockedRows, due, watch
from comity.record.models import SigningKey

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def case(id: str, at: datetime | None, round: int = 1) -> Case:
    return Case(
        id=id,
        procedure="p/1",
        body="commission",
        subject_kind="question",
        subject=id,
        subject_version="",
        title={},
        roll="",
        roll_date=NOON.date(),
        roll_source="",
        opened_by="",
        opened_at=NOON,
        state={},
        stage="only",
        round=round,
        deadline=at,
        due=at,
        end="",
        ended_at=None,
    )


def instrument(id: str, at: datetime | None) -> Instrument:
    return Instrument(
        id=id,
        reference=id,
        kind="agreement",
        title={},
        body="commission",
        originator="",
        authentic=[],
        status="adopted",
        version=1,
        case="",
        drafted_at=NOON,
        clause={},
        roll="",
        each_on={},
        due=at,
    )


def owed(found) -> list[tuple[str, str]]:
    return [(one.act.type, one.act.payload().get("case") or one.act.payload()["instrument"]) for one in found]


CLOSE, EFFECT = "cases.stage.close", "instruments.instrument.take-effect"


@pytest.mark.django_db
def test_what_is_due_comes_from_every_room_the_earliest_first():
    Case.objects.bulk_create([case("b", NOON), case("later", NOON + 5 * MINUTE), case("never", None)])
    Instrument.objects.bulk_create([instrument("i", NOON - MINUTE), instrument("never", None)])
    assert owed(due(NOON + MINUTE)) == [(EFFECT, "i"), (CLOSE, "b")]
    assert [one.at for one in due(NOON + MINUTE)] == [NOON - MINUTE, NOON]


@pytest.mark.django_db
def test_the_clock_reads_on_past_whatever_stays_due(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(clock, "PAGE", 3)
    # equal moments across the edge of a page are where a page by moment alone would lose or repeat rows
    Case.objects.bulk_create([case(f"c{number}", NOON + (number // 4) * MINUTE) for number in range(8)])
    with django_assert_num_queries(5):  # three pages and the empty fourth of cases; none of instruments
        assert owed(due(NOON + MINUTE)) == [(CLOSE, f"c{number}") for number in range(8)]


@pytest.mark.django_db
def test_a_page_is_read_only_when_the_one_before_it_is_done_with(monkeypatch):
    monkeypatch.setattr(clock, "PAGE", 2)
    Case.objects.bulk_create([case(f"c{number}", NOON) for number in range(4)])
    found = due(NOON)
    first = [next(found), next(found)]
    Case.objects.filter(id="c3").update(due=None)
    assert owed([*first, *found]) == [(CLOSE, "c0"), (CLOSE, "c1"), (CLOSE, "c2")]


def test_in_memory_the_clock_owes_what_the_rows_now_say():
    rows = ClockedRows()
    first, second = case("a", NOON), case("b", NOON + MINUTE)
    for row in (second, first, instrument("i", NOON - MINUTE)):
        rows.put(row)
    gone = case("gone", NOON - 2 * MINUTE)
    rows.put(gone)
    rows.remove(gone)
    found = []
    while (one := rows.next_due(NOON + MINUTE)) is not None:
        found.append(one)
        if one.act == CloseStage(case="a", round=1):
            first.due, first.round = NOON + MINUTE, 2
            second.due = None
            rows.put(first)
            rows.put(second)
    assert owed(found) == [(EFFECT, "i"), (CLOSE, "a"), (CLOSE, "a")]
    assert [one.act.payload().get("round") for one in found] == [None, 1, 2]


def test_in_memory_nothing_is_owed_before_its_moment():
    rows = ClockedRows()
    rows.put(case("a", NOON))
    assert rows.next_due(NOON - MINUTE) is None
    assert rows.next_due(NOON).at == NOON


def test_an_act_that_leaves_its_moment_standing_is_an_error_and_no_endless_loop():
    rows = ClockedRows()
    row = case("a", NOON)
    rows.put(row)
    rows.next_due(NOON)
    rows.put(row)
    with pytest.raises(RuntimeError, match=r"cases\.stage\.close does not clear cases\.Case\.due"):
        rows.next_due(NOON)


def test_asking_the_clock_costs_no_look_at_the_rows_that_are_not_due(monkeypatch):
    rows = ClockedRows()
    for number in range(1000):
        rows.put(case(f"c{number}", NOON + MINUTE))
    looked: list = []
    table = rows.tables[Case]
    monkeypatch.setattr(rows, "tables", {Case: _Counting(table, looked)})
    assert rows.next_due(NOON) is None
    assert looked == []


class _Counting(dict):
    def __init__(self, rows, looked):
        super().__init__(rows)
        self._looked = looked

    def get(self, key, default=None):
        self._looked.append(key)
        return super().get(key, default)


@pytest.mark.parametrize(
    ("model", "field", "why"),
    [
        (Case, "opened_at", "must be a DateTimeField"),
        (Case, "deadline", "must be a DateTimeField"),
        (Instrument, "enters_on", "must be a DateTimeField"),
        (SigningKey, "revoked_at", "must be a DateTimeField"),
        (Case, "due", "watched already"),
    ],
)
def test_only_an_indexed_moment_that_may_be_absent_can_be_watched(model, field, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        watch(model, field, lambda row: None)
