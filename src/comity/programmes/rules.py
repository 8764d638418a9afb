"""What the mandate of a programme asks: evidence at gates, reports on a rhythm, who approves a change. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from comity.phrase import Phrase, Refusal


class MandateEnded(Refusal):
    """The mandate of {holder} ran from {begins} to {ends} and does not cover {day}; designate a base organisation."""


class WrongReporter(Refusal):
    """{reporter} does not report on this; the report is due from {wanted}."""


class NobodyApproves(Refusal):
    """The mandate names nobody who may approve a change of {subject} by {amount}; put it to the commission."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a gate, and how many pieces of evidence it takes."""

    id: str
    title: str
    evidence: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence for a criterion, from its day on; withdrawn, it counts no longer."""

    criterion: str
    day: date
    accepted: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Wanting:
    """What a criterion still lacks."""

    criterion: Criterion
    accepted: int
    waiting: int

    @property
    def says(self) -> Phrase:
        """The lack as a sentence; evidence that is in but not accepted is told apart."""
        values = {
            "criterion": self.criterion.title,
            "accepted": self.accepted,
            "wanted": self.criterion.evidence,
            "waiting": self.waiting,
        }
        if self.waiting:
            return Phrase("{criterion}: {accepted} of {wanted} accepted, {waiting} to be examined.", values)
        return Phrase("{criterion}: {accepted} of {wanted} accepted.", values)


def missing(criteria: Sequence[Criterion], evidence: Collection[Evidence], on: date) -> list[Wanting]:
    """What is missing for a gate on a day, in the order of its criteria; nothing, if it may be decided on."""
    found = []
    for criterion in criteria:
        held = [e for e in evidence if e.criterion == criterion.id and e.day <= on and not e.withdrawn]
        accepted = sum(each.accepted for each in held)
        if accepted < criterion.evidence:
            found.append(Wanting(criterion, accepted, len(held) - accepted))
    return found


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Reports every so many months, each due some days after its period; ``reporter`` owes them."""

    reporter: str
    first: date
    months: int
    grace: int

    def __post_init__(self) -> None:
        if self.months < 1 or self.grace < 0:
            raise ValueError("a rhythm is of at least a month, and its grace not below 0 days")


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a rhythm: the last day of the period it is about, and the day it is due."""

    reporter: str
    period: date
    due: date
    state: Literal["delivered", "due", "overdue"]
    days_overdue: int = 0


def reports(rhythm: Rhythm, delivered: Collection[date], on: date, until: date | None = None) -> list[Report]:
    """All reports whose period has ended by a day; ``delivered`` are the periods that were reported on.

    The end of a period is ``first`` plus a multiple of the months, on the last day of a month that is too short.
    """
    found = []
    for count in range((on.year - rhythm.first.year + 1) * 12 // rhythm.months + 1):
        period = months_after(rhythm.first, count * rhythm.months)
        if period > on or (until is not None and period > until):
            break
        due = date.fromordinal(period.toordinal() + rhythm.grace)
        late = (on - due).days
        if period in delivered:
            found.append(Report(rhythm.reporter, period, due, "delivered"))
        elif late > 0:
            found.append(Report(rhythm.reporter, period, due, "overdue", late))
        else:
            found.append(Report(rhythm.reporter, period, due, "due"))
    return found


def escalated(found: Iterable[Report], after_days: int) -> list[Report]:
    """Reports overdue for so long that they go to the commission's agenda."""
    return [each for each in found if each.state == "overdue" and each.days_overdue >= after_days]


def require_reporter(rhythm: Rhythm, reporter: str) -> None:
    """Refuse a report by a party that does not owe it."""
    if reporter != rhythm.reporter:
        raise WrongReporter(reporter=reporter, wanted=rhythm.reporter)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Who approves changes of a subject up to a size; without ``most``, of any size."""

    subject: Literal["scope", "cost", "date"]
    approver: str
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a base organisation is charged with, from a day to another, both included."""

    holder: str
    begins: date
    ends: date
    tasks: tuple[str, ...]
    thresholds: tuple[Threshold, ...]

    def require_covers(self, day: date) -> None:
        """Refuse what is done under a mandate that has not begun or has ended."""
        if not self.begins <= day <= self.ends:
            raise MandateEnded(
                holder=self.holder, begins=self.begins.isoformat(), ends=self.ends.isoformat(), day=day.isoformat()
            )


@dataclass(frozen=True, slots=True)
class Change:
    """A change of scope, cost or date; ``before`` and ``after`` are amounts, or days as ordinals."""

    subject: Literal["scope", "cost", "date"]
    before: Fraction
    after: Fraction

    @property
    def size(self) -> Fraction:
        """By how much it changes, in either direction."""
        return abs(self.after - self.before)


def approver(mandate: Mandate, change: Change) -> str:
    """Whom the mandate has approve a change: the narrowest threshold it stays within; raises NobodyApproves."""
    fitting = [
        each
        for each in mandate.thresholds
        if each.subject == change.subject and (each.most is None or change.size <= each.most)
    ]
    if not fitting:
        raise NobodyApproves(subject=change.subject, amount=str(change.size))
    return min(fitting, key=lambda each: (each.most is None, each.most or Fraction(0))).approver


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, date.fromordinal(following.toordinal() - 1).day))
