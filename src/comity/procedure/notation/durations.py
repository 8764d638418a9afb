"""Dates, and durations counted by the calendar as treaties count them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from comity.procedure.errors import BadDate, BadDuration, OutOfRange
from comity.procedure.notation.shapes import one_of, shown

Day = TypeVar("Day", bound=dt.date)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def date(value: Any, place: str) -> dt.date:
    """A calendar date from ``1989-01-01``; raises BadDate."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise BadDate(place, shown(value), "a day of the calendar such as 1989-01-01")


_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,6})D)?(?:T([0-9]{1,6})H)?"
)
DURATION = "a duration such as P30D, P12M, P2Y or a sum of them such as P1M+P15D"


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of the calendar: so many months, then so many days, then so many hours.

    Months are counted first and stop at the end of a shorter month (31 January and P1M is 28 February), as treaties
    are counted; then days; hours only for moments, not for dates.
    """

    months: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def parse(cls, value: Any, place: str) -> Duration:
        """From ``P30D``, ``P12M``, ``P2Y``, ``P1Y6M``, ``P2W``, ``PT48H``, ``P1M+P15D`` or a list of them."""
        if isinstance(value, Duration):
            return value
        parts = value.split("+") if isinstance(value, str) else value
        if not isinstance(parts, (list, tuple)) or not parts or len(parts) > 10:
            raise BadDuration(place, shown(value), DURATION)
        total = cls()
        for part in parts:
            match = _DURATION.fullmatch(part.strip()) if isinstance(part, str) else None
            if not match or part.strip().endswith("T"):
                raise BadDuration(place, shown(value), DURATION)
            years, months, weeks, days, hours = (int(number or 0) for number in match.groups())
            total += cls(12 * years + months, 7 * weeks + days, hours)
        return total

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.months + other.months, self.days + other.days, self.hours + other.hours)

    def __str__(self) -> str:
        date_part = (f"{self.months}M" if self.months else "") + (f"{self.days}D" if self.days else "")
        time_part = f"T{self.hours}H" if self.hours else ""
        return f"P{date_part}{time_part}" if date_part or time_part else "P0D"

    def after(self, start: Day) -> Day:
        """The date, or moment, this long after ``start``; raises OutOfRange beyond the calendar."""
        years, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        try:
            day = min(start.day, calendar.monthrange(years, month + 1)[1])
            return start.replace(year=years, month=month + 1, day=day) + dt.timedelta(days=self.days, hours=self.hours)
        except (ValueError, OverflowError) as error:
            raise OutOfRange("date", f"{start} + {self}", "a day before the year 10000") from error


ROLLS = ("none", "next-month-start")


def roll(day: dt.date, how: str, place: str = "roll") -> dt.date:
    """``none``: the day itself; ``next-month-start``: the first day of the month after it, even from a first day.

    That is how "the first day of the sixth month after the month of deposit" is counted (Ottawa Convention, art. 17:
    P5M and next-month-start).
    """
    if one_of(how, place, ROLLS) == "none":
        return day
    return Duration(months=1).after(day.replace(day=1))
