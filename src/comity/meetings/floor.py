"""The floor: who speaks next, for how long, and what time is left. Pure.

Sources: Rules of procedure of the General Assembly (A/520), rules 68 (speeches), 71 (points of order), 72 (time
limits), 73 (closing of the list, right of reply), and Annex V on replies: two in a sitting, the first of ten minutes,
the second of five.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Speech(StrEnum):
    """Why somebody has the floor."""

    STATEMENT = "statement"
    EXPLANATION = "explanation of vote"
    REPLY = "right of reply"
    POINT = "point of order"


POINTS: tuple[str, ...] = (
    "conduct of the debate",
    "application of the rules",
    "interpretation or documents",
    "request for information",
    "conduct of the vote",
)
"""The categories of points of order; only the last may interrupt a vote (rule 128)."""
IN_A_VOTE = "conduct of the vote"


@dataclass(frozen=True, slots=True)
class Limits:
    """Times for speaking, in seconds (``None``: no limit), and how often a party may speak on one item."""

    statement: int | None = None
    times: int | None = None
    point: int | None = 180
    explanation: int | None = 600
    replies: tuple[int, ...] = (600, 300)

    def of(self, kind: Speech, earlier: int) -> int | None:
        """The limit of a party's next speech of this kind, of which it has made ``earlier``."""
        if kind is Speech.REPLY:
            return self.replies[min(earlier, len(self.replies) - 1)] if self.replies else 0
        return {Speech.STATEMENT: self.statement, Speech.POINT: self.point}.get(kind, self.explanation)

    def may(self, kind: Speech, earlier: int) -> bool:
        """Whether a party that has made or asked for ``earlier`` speeches of this kind on the item may ask again."""
        if kind is Speech.REPLY:
            return earlier < len(self.replies)
        return not (kind is Speech.STATEMENT and self.times is not None and earlier >= self.times)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on the list: asked for the floor, had it, gave it up."""

    id: str
    party: str
    kind: Speech
    asked: datetime
    began: datetime | None = None
    ended: datetime | None = None
    limit: int | None = None
    left: bool = False

    @property
    def waits(self) -> bool:
        return self.began is None and not self.left

    @property
    def speaks(self) -> bool:
        return self.began is not None and self.ended is None

    def used(self, now: datetime) -> timedelta:
        """The time spoken so far. Clocks that run apart never make it negative."""
        if self.began is None:
            return timedelta(0)
        return max(timedelta(0), (self.ended or now) - self.began)

    def over(self, now: datetime) -> timedelta:
        """How much longer than allowed."""
        if self.limit is None:
            return timedelta(0)
        return max(timedelta(0), self.used(now) - timedelta(seconds=self.limit))


_FIRST = {Speech.POINT: 0, Speech.STATEMENT: 1, Speech.EXPLANATION: 1, Speech.REPLY: 2}


def queue(entries: Iterable[Entry]) -> list[Entry]:
    """Who waits, in order: points of order at once, then the list as it was asked for, replies at its end (rule 73)."""
    return sorted((one for one in entries if one.waits), key=lambda one: (_FIRST[one.kind], one.asked, one.id))


def speaking(entries: Iterable[Entry]) -> Entry | None:
    """Who has the floor."""
    return next((one for one in entries if one.speaks), None)


def earlier(entries: Iterable[Entry], party: str, kind: Speech) -> int:
    """How many speeches of this kind the party has made or is waiting to make."""
    return sum(1 for one in entries if one.party == party and one.kind is kind and not one.left)


def time_of(entries: Iterable[Entry], now: datetime) -> dict[str, timedelta]:
    """The time each party has spoken in all, the longest first."""
    total: dict[str, timedelta] = {}
    for one in entries:
        if one.began is not None:
            total[one.party] = total.get(one.party, timedelta(0)) + one.used(now)
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def clock(seconds: float) -> str:
    """Minutes and seconds as the hall reads them: ``4:05``; hours only where there are any."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def rotated(order: Sequence[str], first: str) -> list[str]:
    """The seating order beginning with a drawn member, for a roll call (rule 87). ``ValueError`` if it has no seat."""
    start = list(order).index(first)
    return [*order[start:], *order[:start]]
