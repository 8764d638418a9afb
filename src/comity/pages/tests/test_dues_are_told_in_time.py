"""Whom a date concerns, and on which days before it somebody is reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.pages.dues import Due, Reminder

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 1, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Powers:
    """Full powers as a calendar sees them."""

    party_id: str
    body_id: str = ""
    power: str = "position.take"

    def holds(self, power: str) -> bool:
        return power == self.power


def due(
    at: datetime | date = DEADLINE, known_since: datetime = BEGAN, days: tuple[int, ...] = (1, 2, 7), **more
) -> Due:
    reminder = Reminder("cases.deadline", days, known_since, {})
    return Due("case-q1-1", at, "Deadline", {"en": "Q"}, "/cases/q1/", BEGAN, reminder=reminder, **more)


@pytest.mark.parametrize(
    ("before", "told"),
    [(8 * DAY, None), (7 * DAY, 7), (2.1 * DAY, 7), (2 * DAY, 2), (DAY / 2, 1), (0 * DAY, None), (-DAY, None)],
)
def test_a_moment_is_told_by_the_nearest_of_the_days_that_covers_what_is_left(before, told):
    assert due().days_to_tell(DEADLINE - before) == told


@pytest.mark.parametrize(("today", "told"), [(14, None), (15, 14), (26, 14), (27, 2), (29, 2), (30, None)])
def test_a_day_is_told_until_it_is_over(today, told):
    asked = due(date(2026, 1, 29), datetime(2025, 6, 1, tzinfo=UTC), (2, 14))
    assert asked.days_to_tell(datetime(2026, 1, today, 23, 59, tzinfo=UTC)) == told


def test_what_became_known_within_those_days_is_no_news():
    late = due(known_since=DEADLINE - 5 * DAY)
    assert late.days_to_tell(DEADLINE - 4 * DAY) is None
    assert late.days_to_tell(DEADLINE - 1.5 * DAY) == 2
    assert due(known_since=DEADLINE - 7 * DAY).days_to_tell(DEADLINE - 7 * DAY) is None


def test_without_a_reminder_nobody_is_reminded():
    assert Due("entry-1", DEADLINE, "Enters into force", {}, "/", BEGAN).days_to_tell(DEADLINE - DAY) is None


@pytest.mark.parametrize("days", [(), (2, 1), (1, 15)])
def test_days_that_fall_or_lie_too_far_off_are_refused(days):
    with pytest.raises(ValueError, match="days must rise"):
        Reminder("cases.deadline", days, BEGAN, {})


def test_it_awaits_whoever_holds_the_power_for_a_party_in_the_body():
    one = due(parties=frozenset({"AM"}), power="position.take", body="commission", persons=frozenset({"p7"}))
    assert one.awaits("", [Powers("AM")])
    assert one.awaits("", [Powers("BY"), Powers("AM", "commission")])
    assert one.awaits("p7", [])
    assert not one.awaits("p8", [Powers("AM", "court"), Powers("BY"), Powers("AM", power="proposal.make")])
