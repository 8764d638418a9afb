"""The speakers' list and its times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.meetings.floor import Entry, Limits, Speech, clock, earlier, queue, rotated, speaking, time_of

NOON = datetime(2021, 9, 9, 12, tzinfo=UTC)


def entry(number: int, kind: Speech = Speech.STATEMENT, party: str = "AM", **more) -> Entry:
    return Entry(f"e{number}", party, kind, NOON + timedelta(minutes=number), **more)


def test_a_point_of_order_comes_at_once_and_replies_at_the_end():
    waiting = [entry(1, Speech.REPLY), entry(2), entry(3, Speech.POINT), entry(4)]
    assert [one.id for one in queue(waiting)] == ["e3", "e2", "e4", "e1"]


def test_whoever_spoke_or_gave_up_the_place_is_not_in_the_queue():
    assert queue([entry(1, began=NOON), entry(2, left=True)]) == []


def test_the_time_of_a_speaker_runs_until_the_floor_is_taken_back():
    one = entry(1, began=NOON, limit=60)
    assert one.used(NOON + timedelta(seconds=90)) == timedelta(seconds=90)
    assert one.over(NOON + timedelta(seconds=90)) == timedelta(seconds=30)
    done = entry(1, began=NOON, ended=NOON + timedelta(seconds=45), limit=60)
    assert done.used(NOON + timedelta(hours=1)) == timedelta(seconds=45)
    assert done.over(NOON + timedelta(hours=1)) == timedelta(0)


def test_a_clock_that_runs_behind_makes_no_negative_time():
    assert entry(1, began=NOON).used(NOON - timedelta(seconds=30)) == timedelta(0)


def test_a_second_reply_is_shorter_and_a_third_is_none():
    limits = Limits()
    assert (limits.of(Speech.REPLY, 0), limits.of(Speech.REPLY, 1)) == (600, 300)
    assert limits.may(Speech.REPLY, 1)
    assert not limits.may(Speech.REPLY, 2)


def test_the_number_of_statements_on_an_item_may_be_limited():
    assert Limits(times=2).may(Speech.STATEMENT, 1)
    assert not Limits(times=2).may(Speech.STATEMENT, 2)
    assert Limits().may(Speech.STATEMENT, 99)
    assert Limits(times=1).may(Speech.POINT, 5)


def test_earlier_speeches_are_counted_by_kind_and_without_those_given_up():
    entries = [entry(1), entry(2, left=True), entry(3, Speech.POINT), entry(4, party="BY")]
    assert earlier(entries, "AM", Speech.STATEMENT) == 1


@given(st.lists(st.tuples(st.sampled_from(["AM", "BY"]), st.integers(0, 5000)), max_size=8))
def test_the_time_of_each_party_adds_up(speeches):
    entries = [
        entry(number, party=party, began=NOON, ended=NOON + timedelta(seconds=seconds))
        for number, (party, seconds) in enumerate(speeches)
    ]
    total = time_of(entries, NOON)
    assert sum(total.values(), timedelta(0)) == timedelta(seconds=sum(seconds for _, seconds in speeches))
    assert list(total.values()) == sorted(total.values(), reverse=True)


def test_only_one_has_the_floor():
    assert speaking([entry(1), entry(2, began=NOON), entry(3, began=NOON, ended=NOON)]) == entry(2, began=NOON)


def test_the_hall_reads_minutes_and_seconds():
    assert (clock(245), clock(0.9), clock(3725)) == ("4:05", "0:00", "1:02:05")


@given(st.lists(st.text("ABC", min_size=1), min_size=1, unique=True), st.data())
def test_a_roll_call_goes_once_round_the_hall(order, data):
    first = data.draw(st.sampled_from(order))
    called = rotated(order, first)
    assert called[0] == first
    assert sorted(called) == sorted(order)


def test_a_roll_call_cannot_begin_with_a_member_without_a_seat():
    with pytest.raises(ValueError, match="not in list"):
        rotated(["AM"], "ZZ")
