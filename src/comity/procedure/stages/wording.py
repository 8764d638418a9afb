"""Words and moments for the messages of a running case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from comity.phrase import Phrase
from comity.procedure.notation import Duration

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def moment(at: datetime) -> Phrase:
    """``9 September 2021, 18:00 UTC``, each part translatable."""
    at = utc(at)
    return Phrase(
        "{day} {month} {year}, {time} UTC",
        {"day": at.day, "month": Phrase(MONTHS[at.month - 1]), "year": at.year, "time": at.strftime("%H:%M")},
    )


def utc(at: datetime) -> datetime:
    """The moment in UTC; raises ValueError for one without a time zone, which is a mistake in the program."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone: pass a datetime in UTC.")
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def listed(words: Iterable[str], limit: int = 12) -> str:
    """``AM, KG, TJ``; a long list is cut and says how many there are."""
    known = list(words)
    more = f", … ({len(known)} in all)" if len(known) > limit else ""
    return ", ".join(known[:limit]) + more


UNITS = (
    ("months", Phrase("{number} month"), Phrase("{number} months")),
    ("days", Phrase("{number} day"), Phrase("{number} days")),
    ("hours", Phrase("{number} hour"), Phrase("{number} hours")),
)


def span(duration: Duration) -> Phrase:
    """``60 days``, ``1 month and 15 days``, as a phrase."""
    said: Phrase | None = None
    for unit, one, many in UNITS:
        number = getattr(duration, unit)
        if number:
            part = Phrase((one if number == 1 else many).template, {"number": number})
            said = part if said is None else Phrase("{one} and {other}", {"one": said, "other": part})
    return said or Phrase("no time")
