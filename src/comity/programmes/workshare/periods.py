"""Days on which an enterprise is licensed. A period has both its days in it; no end means until further notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Period = tuple[date, date | None]
DAY = timedelta(days=1)


def first_gap(licensed: Iterable[Period], start: date, end: date) -> date | None:
    """The first day from ``start`` to ``end`` on which no licence is valid; None where all are covered.

    Licences that follow one another without a day between count as one: a renewal is no gap.
    """
    day = start
    for begins, ends in sorted(licensed, key=lambda period: period[0]):
        if begins > day:
            return day
        if ends is None or ends >= end:
            return None
        day = max(day, ends + DAY)
    return day
