"""When things of a story happen: absolute moments, or moments counted from the day of loading."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

MOMENT = "a moment such as 2021-09-09T10:30:00+03:00, now-3d, now-3d 10:30 or now-2h"
_NOW = re.compile(r"now(?:(?P<sign>[+-])(?P<count>\d{1,4})(?P<unit>[dh]))?(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
_TODAY = re.compile(r"today(?:(?P<sign>[+-])(?P<count>\d{1,4})d)?")


def moment(text: str, now: datetime) -> datetime | None:
    """The moment that ``text`` names, in UTC; ``None`` if it names none.

    ``now-3d`` is three days before ``now``; ``now-3d 10:30`` is half past ten (UTC) on that day.
    """
    found = relative(text, now)
    if found is not None:
        return found
    try:
        absolute = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if absolute.tzinfo is None else absolute.astimezone(UTC)


def relative(text: str, now: datetime) -> datetime | None:
    """The moment of ``now…``, ahead (``now+3d``) or back; ``None`` for anything else."""
    match = _NOW.fullmatch(text)
    if match is None:
        return None
    at = now.astimezone(UTC) + _span(match)
    if match["hour"] is None:
        return at
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        return None
    return at.replace(hour=hour, minute=minute, second=0, microsecond=0)


def day(text: str, now: datetime) -> date | None:
    """The day of ``today``, ``today+20d`` or ``today-40d`` (UTC); ``None`` for anything else."""
    match = _TODAY.fullmatch(text)
    if match is None:
        return None
    span = timedelta(days=int(match["count"] or 0))
    return now.astimezone(UTC).date() + (-span if match["sign"] == "-" else span)


def _span(match: re.Match[str]) -> timedelta:
    count = int(match["count"] or 0)
    span = timedelta(hours=count) if match["unit"] == "h" else timedelta(days=count)
    return -span if match["sign"] == "-" else span
