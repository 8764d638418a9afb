"""What has a date: every room tells its own (`<room>/dues.py`), calendars and reminders read them all.

A room's ``dues(scope, until)`` gives whatever lies ahead until then, the nearest first, in a known number of queries.
What waits for somebody without a date, or is shown with a button, stands in `<room>/waiting.py` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

MOST = 1000
"""No room tells of more at once; a calendar of more is of no use to anybody."""

FURTHEST = timedelta(days=14)
"""How long before its date somebody may be reminded of a thing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose dues are asked for: all of them, or what one person may have to do with, for these parties.

    A room leaves out what it can by itself; whoever asks still looks at `Due.awaits`.
    """

    person: str = ""
    parties: frozenset[str] | None = None

    @property
    def everybody(self) -> bool:
        return self.parties is None


class Held(Protocol):
    """A capacity that somebody holds: full powers of a party, in one body or (empty) in all."""

    @property
    def party_id(self) -> str: ...

    @property
    def body_id(self) -> str: ...

    def holds(self, power: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Reminder:
    """Of what somebody is reminded, so many days before (rising), by a notice of this kind (`pages.notices`).

    What was ``known_since`` no longer than that is no news, and nobody is reminded of it.
    """

    kind: str
    days: tuple[int, ...]
    known_since: datetime
    about: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not self.days or list(self.days) != sorted(self.days) or timedelta(days=self.days[-1]) > FURTHEST:
            raise ValueError(f"{self.kind}: days must rise, to {FURTHEST.days} at most")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due at a moment, or (a date) on a day.

    ``uid`` names it for good; ``changed`` and ``sequence`` say when and how often its date was set. ``what`` is said of
    it to everybody, ``mine`` to whom it awaits: whoever holds ``power`` for one of ``parties`` in ``body``, and
    ``persons``. What is not ``public`` stands in the calendars of those alone.
    """

    uid: str
    at: datetime | date
    what: str
    title: Any
    href: str
    changed: datetime
    mine: str = ""
    description: Any = field(default_factory=dict)
    sequence: int = 0
    parties: frozenset[str] = frozenset()
    power: str = ""
    body: str = ""
    persons: frozenset[str] = frozenset()
    public: bool = True
    reminder: Reminder | None = None

    def awaits(self, person: str, held: Iterable[Held]) -> bool:
        """Whether it is for this person, who holds these capacities, to do something about it."""
        return person in self.persons or any(
            one.party_id in self.parties and one.holds(self.power) and one.body_id in ("", self.body) for one in held
        )

    def days_to_tell(self, now: datetime) -> int | None:
        """By which of the reminder's days it is now; ``None`` if nobody is to be reminded yet, or any more."""
        if self.reminder is None:
            return None
        return _nearest(self.at, self.reminder, now)


Source = Callable[[Scope, datetime | None], Iterable[Due]]


def _nearest(at: datetime | date, reminder: Reminder, now: datetime) -> int | None:
    if isinstance(at, datetime):
        left, known = at - now, at - reminder.known_since
        over = left <= timedelta(0)
    else:
        left, known = at - now.date(), at - reminder.known_since.date()
        over = left < timedelta(0)
    days = next((number for number in reminder.days if left <= timedelta(days=number)), None)
    return None if over or days is None or known <= timedelta(days=days) else days
