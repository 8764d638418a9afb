"""What a licence is worth on a day follows from what happened to it, also backwards and as known at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.enterprises.cpv import branch, covers
from comity.enterprises.rules import (
    Event,
    Happened,
    Validity,
    outside,
    overlap,
    standing,
    valid_throughout,
    validity,
)

START = date(2026, 1, 1)
DAYS = 60


def day(number: int) -> date:
    return START + timedelta(days=number)


def event(what: Happened, on: int, *, recorded: int | None = None, until: int | None = None, **more) -> Event:
    at = datetime.combine(day(on if recorded is None else recorded), time(9), UTC)
    name = more.pop("act", f"{what}-{on}-{at.date()}")
    return Event(what, day(on), name, at, until=None if until is None else day(until), **more)


def issued(on: int = 0, until: int | None = 40, **more) -> Event:
    return event(Happened.ISSUED, on, until=until, scope=("30200000",), holder="alpha", **more)


def found(events: list[Event], on: int, **more) -> Validity | None:
    answer = validity(events, day(on), **more)
    return None if answer is None else answer.validity


def test_it_begins_and_ends_with_its_term() -> None:
    events = [issued(5, 40)]
    assert [found(events, on) for on in (4, 5, 39, 40)] == [
        Validity.NOT_YET,
        Validity.VALID,
        Validity.VALID,
        Validity.EXPIRED,
    ]


def test_the_answer_names_the_act_that_makes_it_so_and_how_long_it_will_be_so() -> None:
    suspended = event(Happened.SUSPENDED, 10, until=20)
    events = [issued(), suspended]
    before, during = validity(events, day(5)), validity(events, day(12))
    assert (before.act, before.until) == (events[0].act, day(10))
    assert (during.validity, during.act, during.until) == (Validity.SUSPENDED, suspended.act, day(20))
    assert validity(events, day(30)).until == day(40)


def test_a_suspension_that_was_lifted_ends_on_that_day() -> None:
    lifted = event(Happened.LIFTED, 15)
    events = [issued(), event(Happened.SUSPENDED, 10), lifted]
    assert [found(events, on) for on in (14, 15)] == [Validity.SUSPENDED, Validity.VALID]
    assert validity(events, day(15)).act == lifted.act


def test_a_renewal_after_a_gap_does_not_fill_the_gap() -> None:
    events = [issued(0, 20), event(Happened.RENEWED, 25, until=40)]
    assert [found(events, on) for on in (19, 22, 25, 40)] == [
        Validity.VALID,
        Validity.EXPIRED,
        Validity.VALID,
        Validity.EXPIRED,
    ]
    assert validity(events, day(22)).until == day(25)


def test_a_renewal_before_the_end_makes_one_term() -> None:
    assert validity([issued(0, 20), event(Happened.RENEWED, 20, recorded=12, until=40)], day(5)).until == day(40)


def test_revoked_for_the_past_it_was_worth_nothing_then_but_was_known_as_valid_before() -> None:
    revoked = event(Happened.REVOKED, 5, recorded=30)
    events = [issued(), revoked]
    answer = validity(events, day(10))
    assert (answer.validity, answer.act, answer.retroactively) == (Validity.REVOKED, revoked.act, True)
    assert validity(events, day(35)).retroactively is False
    before = datetime.combine(day(20), time(9), UTC)
    assert found(events, 10, known=before) is Validity.VALID
    assert found(events, 4) is Validity.VALID


def test_an_annulled_revocation_counts_as_if_it_had_never_been() -> None:
    revoked = event(Happened.REVOKED, 10)
    events = [issued(), revoked, event(Happened.ANNULLED, 10, recorded=20, of=revoked.act)]
    assert found(events, 15) is Validity.VALID
    assert found(events, 15, known=revoked.at) is Validity.REVOKED
    again = event(Happened.ANNULLED, 10, recorded=25, act="again", of=events[-1].act)
    assert found([*events, again], 15) is Validity.REVOKED


def test_scope_and_holder_are_those_of_the_day() -> None:
    events = [
        issued(),
        event(Happened.AMENDED, 10, scope=("48000000",)),
        event(Happened.TRANSFERRED, 20, holder="beta"),
    ]
    answers = [validity(events, day(on)) for on in (9, 10, 20)]
    assert [(one.scope, one.holder) for one in answers] == [
        (("30200000",), "alpha"),
        (("48000000",), "alpha"),
        (("48000000",), "beta"),
    ]


def test_before_it_was_issued_nobody_knew_of_it() -> None:
    assert validity([issued()], day(0), known=datetime(2025, 1, 1, tzinfo=UTC)) is None


def test_valid_throughout_names_the_first_day_on_which_it_is_not() -> None:
    events = [issued(0, 40), event(Happened.SUSPENDED, 10, until=12)]
    assert valid_throughout(events, day(12), day(40)) is None
    gap = valid_throughout(events, day(0), day(20))
    assert (gap.day, gap.validity) == (day(10), Validity.SUSPENDED)
    assert valid_throughout(events, day(30), day(41)).validity is Validity.EXPIRED
    assert valid_throughout([issued(0, None)], day(0), day(9999)) is None


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """A licence to which anything happens, each event recorded after the one before."""
    events = [issued(draw(st.integers(0, 10)), draw(st.none() | st.integers(20, 50)))]
    kinds = st.sampled_from([Happened.RENEWED, Happened.SUSPENDED, Happened.LIFTED, Happened.REVOKED, Happened.AMENDED])
    recorded = 0
    for number in range(draw(st.integers(0, 6))):
        recorded += draw(st.integers(0, 8))
        what, on = draw(kinds), draw(st.integers(0, DAYS))
        until = on + draw(st.integers(1, 20)) if what in (Happened.RENEWED, Happened.SUSPENDED) else None
        events.append(event(what, on, recorded=recorded, until=until, act=f"act-{number}"))
        if draw(st.integers(0, 5)) == 0:
            target = draw(st.sampled_from(events[1:]))
            events.append(event(Happened.ANNULLED, on, recorded=recorded, act=f"annulled-{number}", of=target.act))
    return events


def day_by_day(events: list[Event], on: date) -> Validity:
    """The same in the plainest way: every event paints the days that it touches, in the order of their weight."""
    counted = standing(events)
    if any(one.what is Happened.REVOKED and one.day <= on for one in counted):
        return Validity.REVOKED
    terms = [one for one in counted if one.what in (Happened.ISSUED, Happened.RENEWED)]
    if not any(one.day <= on and (one.until is None or on < one.until) for one in terms):
        return Validity.EXPIRED if any(one.until is not None and one.until <= on for one in terms) else Validity.NOT_YET
    suspended = False
    for one in counted:
        if one.what is Happened.SUSPENDED and one.day <= on and (one.until is None or on < one.until):
            suspended = True
        elif one.what is Happened.LIFTED and one.day <= on:
            # It ends the suspensions recorded before it that run on its day.
            earlier = counted[: counted.index(one)]
            still = [
                other
                for other in earlier
                if other.what is Happened.SUSPENDED
                and other.day <= on
                and (other.until is None or on < other.until)
                and not (other.day <= one.day and (other.until is None or one.day < other.until))
            ]
            lifted_before = [
                other
                for other in still
                if any(
                    lift.what is Happened.LIFTED
                    and lift.day <= on
                    and other.day <= lift.day
                    and (other.until is None or lift.day < other.until)
                    and counted.index(lift) > counted.index(other)
                    for lift in earlier
                )
            ]
            suspended = len(still) > len(lifted_before)
    return Validity.SUSPENDED if suspended else Validity.VALID


@given(lives(), st.integers(0, DAYS))
def test_every_day_is_answered_as_day_by_day(events: list[Event], on: int) -> None:
    assert found(events, on) is day_by_day(events, day(on))


@given(lives(), st.integers(0, DAYS))
def test_the_answer_holds_until_the_day_that_it_names(events: list[Event], on: int) -> None:
    answer = validity(events, day(on))
    last = answer.until or day(DAYS + 40)
    for number in range(on, (last - START).days):
        assert found(events, number) is answer.validity
    if answer.until is not None and answer.validity is not Validity.VALID:
        assert found(events, (answer.until - START).days) is not answer.validity


@given(lives())
def test_events_are_kept_and_read_as_they_were(events: list[Event]) -> None:
    assert [Event.read(one.stored()) for one in events] == events


@given(lives(), st.integers(0, DAYS), st.integers(1, 30))
def test_valid_throughout_is_validity_on_every_day(events: list[Event], on: int, long: int) -> None:
    bad = [number for number in range(on, on + long) if found(events, number) is not Validity.VALID]
    gap = valid_throughout(events, day(on), day(on + long))
    assert (gap.day if gap else None) == (day(bad[0]) if bad else None)


@pytest.mark.parametrize(
    ("code", "prefix", "is_covered"),
    [
        ("30213100-6", "30200000-1", True),
        ("30200000-1", "30200000", True),
        ("30200000-1", "30213100-6", False),
        ("48000000", "30000000", False),
        ("30000000", "30000000-9", True),
        ("31000000", "30000000-9", False),
    ],
)
def test_a_code_covers_what_stands_under_it(code: str, prefix: str, *, is_covered: bool) -> None:
    assert covers(prefix, code) is is_covered


def test_a_division_keeps_its_two_digits() -> None:
    assert branch("30000000-9") == "30"
    assert outside(["30000000", "31000000"], ["30000000-9"]) == ["31000000"]


def test_terms_overlap_if_they_share_a_day() -> None:
    assert overlap(day(0), day(10), day(9), None)
    assert not overlap(day(0), day(10), day(10), day(20))
