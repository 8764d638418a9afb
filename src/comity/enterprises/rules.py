"""What a licence is worth on a day, and what a class of licences covers. Pure.

A licence's life is a list of events, each with the day from which it counts and the moment at which it was recorded.
From them follows its validity on any day, past or to come, as it is known today or as it was known at any moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from comity.enterprises.cpv import covers


class Happened(StrEnum):
    """What can happen to a licence."""

    ISSUED = "issued"
    AMENDED = "amended"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    LIFTED = "suspension lifted"
    REVOKED = "revoked"
    TRANSFERRED = "transferred"
    ANNULLED = "annulled"


class Validity(StrEnum):
    """What a licence is worth on a day."""

    VALID = "valid"
    NOT_YET = "not yet valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: ``day`` is the first on which it counts, ``at`` (UTC) when it was recorded.

    ``until`` is the first day on which the licence, or the suspension, is over; ``scope`` the CPV codes from ``day``
    on, where they change; ``of`` the act that an annulment undoes.
    """

    what: Happened
    day: date
    act: str
    at: datetime
    until: date | None = None
    scope: tuple[str, ...] = ()
    holder: str = ""
    of: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """An event as a projection keeps it."""
        return cls(
            what=Happened(stored["what"]),
            day=date.fromisoformat(stored["day"]),
            act=stored["act"],
            at=datetime.fromisoformat(stored["at"]),
            until=date.fromisoformat(stored["until"]) if stored.get("until") else None,
            scope=tuple(stored.get("scope", ())),
            holder=stored.get("holder", ""),
            of=stored.get("of", ""),
        )

    def stored(self) -> dict[str, Any]:
        """The event as a projection keeps it; what it does not say is left out."""
        kept: dict[str, Any] = {"what": str(self.what), "day": self.day.isoformat(), "act": self.act}
        kept["at"] = self.at.isoformat()
        if self.until is not None:
            kept["until"] = self.until.isoformat()
        if self.scope:
            kept["scope"] = list(self.scope)
        if self.holder:
            kept["holder"] = self.holder
        if self.of:
            kept["of"] = self.of
        return kept

    @property
    def last_day(self) -> date | None:
        """The last day of its term, as people say it."""
        return last_day(self.until)

    @property
    def is_retroactive(self) -> bool:
        """Whether it counts from a day that was already past when it was recorded."""
        return self.day < self.at.date()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a licence is worth on ``day``, and the act that makes it so.

    ``scope`` and ``holder`` are those of that day; ``until`` the first day on which it will no longer be so, as far as
    it is known; ``retroactively`` that the day was past when the act was done, so that the answer was another before.
    """

    day: date
    validity: Validity
    act: str
    until: date | None
    scope: tuple[str, ...]
    holder: str
    retroactively: bool

    @property
    def is_valid(self) -> bool:
        return self.validity is Validity.VALID


def standing(events: Sequence[Event], *, known: datetime | None = None) -> list[Event]:
    """The events that count, in the order in which they were recorded, as they were known at ``known``.

    An annulled event counts as if it had never been; so does an annulment that was itself annulled.
    """
    seen = [event for event in events if known is None or event.at <= known]
    gone: set[str] = set()
    # The last word first: an annulment that is itself annulled later annuls nothing.
    for event in reversed(seen):
        if event.what is Happened.ANNULLED and event.act not in gone:
            gone.add(event.of)
    return [event for event in seen if event.act not in gone and event.what is not Happened.ANNULLED]


def validity(events: Sequence[Event], day: date, *, known: datetime | None = None) -> Answer | None:
    """What the licence is worth on ``day``, as known at ``known`` (now, if not given); None: nobody knew of it yet."""
    counted = standing(events, known=known)
    issued = next((event for event in counted if event.what is Happened.ISSUED), None)
    if issued is None:
        return None
    found, event = _worth(counted, issued, day)
    # Nothing changes but on a day that some event names.
    turns = sorted({turn for one in counted for turn in (one.day, one.until) if turn is not None and turn > day})
    until = next((turn for turn in turns if _worth(counted, issued, turn)[0] is not found), None)
    scope, holder = issued.scope, issued.holder
    for change in _on(counted, day):
        scope, holder = change.scope or scope, change.holder or holder
    late = event.is_retroactive and day < event.at.date()
    return Answer(day, found, event.act, until, scope, holder, late)


def _worth(counted: Sequence[Event], issued: Event, day: date) -> tuple[Validity, Event]:
    """What the licence is worth on ``day``, and the event that makes it so."""
    revoked = [event for event in counted if event.what is Happened.REVOKED and event.day <= day]
    if revoked:
        return Validity.REVOKED, min(revoked, key=_by_day)
    terms = [event for event in counted if event.what in (Happened.ISSUED, Happened.RENEWED)]
    if not any(term.day <= day and (term.until is None or day < term.until) for term in terms):
        ended = [(term.until, term) for term in terms if term.until is not None and term.until <= day]
        if not ended:
            return Validity.NOT_YET, issued
        return Validity.EXPIRED, max(ended, key=lambda pair: pair[0])[1]
    for since, until, event in _suspensions(counted):
        if since <= day and (until is None or day < until):
            return Validity.SUSPENDED, event
    changes = [event for event in _on(counted, day) if event.what is not Happened.SUSPENDED]
    return Validity.VALID, changes[-1] if changes else issued


def valid_throughout(events: Sequence[Event], since: date, until: date) -> Answer | None:
    """None if the licence is valid on every day from ``since`` to before ``until``; else the first day it is not."""
    day = since
    while day < until:
        found = validity(events, day)
        if found is None:
            return Answer(day, Validity.NOT_YET, "", None, (), "", retroactively=False)
        if not found.is_valid:
            return found
        if found.until is None:
            return None
        day = found.until
    return None


def outside(codes: Collection[str], prefixes: Collection[str]) -> list[str]:
    """Those of the CPV codes that none of the ``prefixes``, each with all that stands under it, covers."""
    return [code for code in codes if not any(covers(prefix, code) for prefix in prefixes)]


def last_day(until: date | None) -> date | None:
    """The day before ``until``: the last of a term, as people say it."""
    return None if until is None else until - timedelta(days=1)


def overlap(since: date, until: date | None, other_since: date, other_until: date | None) -> bool:
    """Whether two terms share a day; ``until`` is the first day after, None: open."""
    return (other_until is None or since < other_until) and (until is None or other_since < until)


def _on(events: Iterable[Event], day: date) -> list[Event]:
    return sorted((event for event in events if event.day <= day), key=_by_day)


def _by_day(event: Event) -> date:
    return event.day


def _suspensions(events: Sequence[Event]) -> list[tuple[date, date | None, Event]]:
    """Every suspension: from when, until when, by which event. A lifting ends those that run on its day."""
    found: list[tuple[date, date | None, Event]] = []
    for event in events:
        if event.what is Happened.SUSPENDED:
            found.append((event.day, event.until, event))
        elif event.what is Happened.LIFTED:
            found = [
                (since, event.day if since <= event.day and (until is None or event.day < until) else until, begun)
                for since, until, begun in found
            ]
    return found
