"""The course of an instrument from its first deposit to its entry into force, day by day.

The condition must hold from the day it is first met until the day of entry: until its instrument has taken effect, a
state may withdraw it (Vienna Convention on the Law of Treaties, art. 68, in this sense), and if it is then missed, the
number has to be reached anew. From the day of entry on a withdrawal ends only the participation of its own state
(art. 55). What halts or delays the entry must happen before that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from comity.phrase import Phrase
from comity.procedure.decision import Finding
from comity.procedure.decision.missing import NONE_WOULD, NOTHING, Missing
from comity.procedure.entry_into_force.clause import DEPOSITED, OBJECT, Act, Clause, Event, Record, parse
from comity.procedure.entry_into_force.standing import Standing
from comity.procedure.errors import OutOfRange


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the instrument, on its day."""

    name: str
    date: dt.date

    def as_json(self) -> dict[str, str]:
        """Which event, of when."""
        return {"event": self.name, "date": self.date.isoformat()}


Cause = Act | Happening


@dataclass(frozen=True, slots=True)
class InForceFor:
    """From when an instrument binds a participant, by which deposit, and until when if it withdrew."""

    participant: str
    date: dt.date
    deposited: dt.date | None = None
    withdrawn: dt.date | None = None

    def as_json(self) -> dict[str, str]:
        """Participant and date, and the dates of deposit and withdrawal where there are any."""
        days = {"date": self.date, "deposited": self.deposited, "withdrawn": self.withdrawn}
        return {"participant": self.participant} | {key: day.isoformat() for key, day in days.items() if day}


@dataclass(frozen=True, slots=True)
class EntryIntoForce:
    """The answer: the day of entry, or None; what set it off or halted it; whom it binds when; what is missing."""

    date: dt.date | None
    triggered_by: Cause | None
    binds: str
    parties: tuple[InForceFor, ...] = ()
    later: tuple[InForceFor, ...] = ()
    because: tuple[Finding, ...] = ()
    missing: Missing = NOTHING
    says: Phrase = field(default_factory=lambda: Phrase(""))
    halted_by: Cause | None = None
    delayed_by: Cause | None = None

    def as_json(self) -> dict[str, Any]:
        """In the form of RULES.md."""
        return {
            "enters_into_force": self.date.isoformat() if self.date else None,
            "triggered_by": self.triggered_by.as_json() if self.triggered_by else None,
            "missing": {**self.missing.as_json(), "says": str(self.says)},
            "because": [finding.as_json() for finding in self.because],
            "binds": self.binds,
            "parties": [each.as_json() for each in self.parties],
            "later": [each.as_json() for each in self.later],
            "halted_by": self.halted_by.as_json() if self.halted_by else None,
            "delayed_by": self.delayed_by.as_json() if self.delayed_by else None,
        }


def compute(data: object) -> dict[str, Any]:
    """When an instrument enters into force, as JSON; raises a RuleError that names the place."""
    return course(*parse(data)).as_json()


def course(clause: Clause, record: Record) -> EntryIntoForce:
    """When an instrument enters into force, by a clause and what was done under it."""
    walk = _Walk(clause, record)
    acts = [each for _, causes in _days(record) for each in causes if isinstance(each, Act)]
    parties, later = _bound(clause, record, walk, acts) if walk.entry else ((), ())
    missing, says = _missing(clause, record, walk)
    return EntryIntoForce(
        date=walk.entry,
        triggered_by=walk.trigger,
        binds=clause.binds,
        parties=parties,
        later=later,
        because=_because(record, walk),
        missing=missing,
        says=says,
        halted_by=walk.halted_by,
        delayed_by=walk.delayed_by if walk.entry else None,
    )


def _days(record: Record) -> Iterator[tuple[dt.date, list[Cause]]]:
    """What was done, day by day; of one day in the order given, events first."""
    happened = [Happening(name, day) for name, day in record.events.items()]
    causes: list[Cause] = sorted([*happened, *record.acts], key=lambda each: each.date)
    for day, each in groupby(causes, key=lambda cause: cause.date):
        yield day, list(each)


class _Walk:
    """Goes through the days until the instrument is in force, is halted, or nothing more was done."""

    def __init__(self, clause: Clause, record: Record) -> None:
        self.clause = clause
        self.standing = Standing(clause, record)
        self.trigger: Cause | None = None
        self.entry: dt.date | None = None
        self.halted_by: Cause | None = None
        self.delayed_by: Cause | None = None
        if self.standing.holds("when"):
            raise OutOfRange("when", "a condition that holds before anything is deposited", "one to be fulfilled")
        for day, causes in _days(record):
            if self.entry is not None and self.entry <= day:
                break
            self._pass(causes)
            if self.halted_by:
                break

    def _pass(self, causes: Sequence[Cause]) -> None:
        """One day: what it sets off, delays, halts or undoes."""
        first: dict[str, Cause] = {}
        for cause in causes:
            if isinstance(cause, Act):
                self.standing.apply(cause)
            else:
                self.standing.happen(cause.name, cause.date)
            for place in ("when", "unless", "delayed.if"):
                if self.standing.holds(place):
                    first.setdefault(place, cause)
                else:
                    first.pop(place, None)
        if "unless" in first:
            self.halted_by, self.trigger, self.entry = first["unless"], None, None
            return
        if "when" not in first:
            self.trigger = self.entry = None
        elif self.trigger is None:
            self.trigger = first["when"]
        if "delayed.if" in first and self.delayed_by is None:
            self.delayed_by = first["delayed.if"]
        if self.trigger:
            self.entry = self._entry(self.trigger.date)

    def _entry(self, triggered: dt.date) -> dt.date:
        fixed = self.clause.on
        entry = fixed if fixed and triggered <= fixed else self.clause.then.from_(triggered)
        if self.delayed_by and self.clause.delayed_by:
            entry = self.clause.delayed_by.from_(entry)
        return max(entry, self.clause.not_before or entry)


def _bound(
    clause: Clause, record: Record, walk: _Walk, acts: Sequence[Act]
) -> tuple[tuple[InForceFor, ...], tuple[InForceFor, ...]]:
    """Whom the instrument binds from its entry, and who came later."""
    entry = walk.entry
    assert entry is not None
    assert walk.trigger is not None
    if clause.binds != "ratifiers":
        spared = {each.participant for each in walk.standing.held.values() if each.position == OBJECT}
        bound = record.members.ids if record.members else []
        if clause.binds == "all but objectors":
            bound = [member for member in bound if member not in spared]
        return tuple(InForceFor(member, entry) for member in bound), ()
    parties: list[InForceFor] = []
    later: list[InForceFor] = []
    for act, withdrawn in _deposits(acts):
        own = clause.later.from_(act.date) if clause.each_on == "own deposit" else act.date
        on_time = act.date <= walk.trigger.date
        day = entry if on_time else max(entry, own)
        if withdrawn is None or withdrawn >= day:
            (parties if on_time else later).append(InForceFor(act.participant, day, act.date, withdrawn))
    return tuple(parties), tuple(later)


def _deposits(acts: Sequence[Act]) -> list[tuple[Act, dt.date | None]]:
    """Each instrument of consent, with the day it was withdrawn if it was."""
    found: list[tuple[Act, dt.date | None]] = []
    standing: dict[str, int] = {}
    for act in acts:
        if act.position == DEPOSITED:
            standing[act.participant] = len(found)
            found.append((act, None))
        elif act.participant in standing:
            index = standing.pop(act.participant)
            found[index] = (found[index][0], act.date)
    return found


def _because(record: Record, walk: _Walk) -> tuple[Finding, ...]:
    """The thresholds of the condition as they stand; without a list of members they are out of no number."""
    tally = walk.standing.tally("when")
    if tally is None:
        return ()
    found = (replace(each, role="when") for each in tally.explain(final=True).because)
    return tuple(found if record.members else (replace(each, of=None) for each in found))


def _missing(clause: Clause, record: Record, walk: _Walk) -> tuple[Missing, Phrase]:
    if walk.entry:
        return NOTHING, NOTHING.phrase
    if walk.halted_by:
        return NONE_WOULD, Phrase("It was halted and does not enter into force.")
    if isinstance(clause.when, Event):
        return Missing(1), Phrase("Missing: {event}.", {"event": clause.when.name})
    tally = walk.standing.tally("when")
    assert tally is not None
    found = tally.explain().missing
    if record.members is not None or not found.size:
        return found, found.phrase
    several = Phrase("Missing: {number} more instruments, of any participants.", {"number": found.size})
    return Missing(found.size), Phrase(
        "Missing: one more instrument, of any participant."
    ) if found.size == 1 else several
