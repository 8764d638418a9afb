"""Gates and their evidence, reports and their days, changes and who approves them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.programmes.rules import (
    Change,
    Criterion,
    Evidence,
    Mandate,
    MandateEnded,
    NobodyApproves,
    Rhythm,
    Threshold,
    WrongReporter,
    approver,
    escalated,
    missing,
    months_after,
    reports,
    require_reporter,
)

ON = date(2026, 6, 30)
CRITERIA = [Criterion("tests", "Tests passed", 2), Criterion("manual", "Manual")]
MANDATE = Mandate(
    "base", date(2026, 1, 1), date(2028, 12, 31), ("coordinate",),
    (Threshold("cost", "control board", Fraction(500)), Threshold("cost", "base", Fraction(100)),
     Threshold("cost", "commission"), Threshold("date", "base", Fraction(30))),
)  # fmt: skip


def evidence(criterion, accepted=True, day=ON, **more):
    return Evidence(criterion, day, accepted, **more)


def test_a_gate_lacks_what_is_not_accepted():
    lacks = missing(CRITERIA, [evidence("tests"), evidence("tests", accepted=False)], ON)
    assert [str(each.says) for each in lacks] == [
        "Tests passed: 1 of 2 accepted, 1 to be examined.",
        "Manual: 0 of 1 accepted.",
    ]


def test_a_gate_with_all_its_evidence_lacks_nothing():
    assert missing(CRITERIA, [evidence("tests"), evidence("tests"), evidence("manual")], ON) == []


def test_evidence_of_a_later_day_or_withdrawn_does_not_count():
    held = [evidence("manual", day=ON + timedelta(days=1)), evidence("manual", withdrawn=True)]
    assert [each.criterion.id for each in missing(CRITERIA[1:], held, ON)] == ["manual"]


QUARTERLY = Rhythm("E7", date(2026, 1, 31), 1, 10)


def test_reports_are_delivered_due_or_overdue_on_a_day():
    found = reports(QUARTERLY, {date(2026, 1, 31)}, date(2026, 4, 5))
    assert [(each.period, each.state, each.days_overdue) for each in found] == [
        (date(2026, 1, 31), "delivered", 0),
        (date(2026, 2, 28), "overdue", 26),
        (date(2026, 3, 31), "due", 0),
    ]
    assert [each.period for each in escalated(found, 20)] == [date(2026, 2, 28)]
    assert escalated(found, 27) == []


def test_a_report_is_overdue_on_the_day_after_it_was_due():
    assert reports(QUARTERLY, [], date(2026, 2, 10))[0].state == "due"
    assert reports(QUARTERLY, [], date(2026, 2, 11))[0].days_overdue == 1


def test_no_report_is_asked_for_before_the_first_or_after_the_end():
    assert reports(QUARTERLY, [], date(2026, 1, 30)) == []
    assert len(reports(QUARTERLY, [], date(2030, 1, 1), until=date(2026, 3, 31))) == 3


def test_only_who_owes_a_report_delivers_it():
    require_reporter(QUARTERLY, "E7")
    with pytest.raises(WrongReporter, match="E8 does not report on this; the report is due from E7"):
        require_reporter(QUARTERLY, "E8")


@pytest.mark.parametrize("days", [-1, 1096])
def test_a_mandate_that_has_ended_or_not_begun_covers_nothing(days):
    with pytest.raises(MandateEnded):
        MANDATE.require_covers(MANDATE.begins + timedelta(days=days))
    MANDATE.require_covers(MANDATE.begins)
    MANDATE.require_covers(MANDATE.ends)


@pytest.mark.parametrize(
    ("change", "who"),
    [
        (Change("cost", Fraction(1000), Fraction(1100)), "base"),
        (Change("cost", Fraction(1000), Fraction(899)), "control board"),
        (Change("cost", Fraction(1000), Fraction(1501)), "commission"),
        (Change("date", Fraction(ON.toordinal()), Fraction(ON.toordinal() + 30)), "base"),
    ],
)
def test_a_change_is_approved_by_whom_the_mandate_says(change, who):
    assert approver(MANDATE, change) == who


def test_a_change_that_the_mandate_leaves_to_nobody_is_refused():
    with pytest.raises(NobodyApproves, match="change of date by 31"):
        approver(MANDATE, Change("date", Fraction(0), Fraction(31)))
    with pytest.raises(NobodyApproves):
        approver(MANDATE, Change("scope", Fraction(0), Fraction(1)))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 500))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_a_rhythm_of_no_months_is_none():
    with pytest.raises(ValueError, match="at least a month"):
        Rhythm("E", ON, 0, 1)
