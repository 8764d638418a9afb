"""What has been deposited up to a day, and which conditions of the clause hold by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from comity.procedure import formula as f
from comity.procedure.decision import ADOPTED, Member, Members, Question, Rule, Tally
from comity.procedure.entry_into_force.clause import DEPOSITED, NONE, Act, Clause, Event, Record
from comity.procedure.errors import DuplicateMember, WrongKind
from comity.procedure.notation import shown

MAX_OTHERS = 10_000


class Standing:
    """The positions by the acts applied so far, counted for each condition of the clause."""

    def __init__(self, clause: Clause, record: Record) -> None:
        members = record.members or _open_body(clause, record)
        self.held: dict[str, Act] = {}  # the last act of each participant that stands
        self.happened: dict[str, dt.date] = {}
        self._events = {place: each for place, each in clause.conditions if isinstance(each, Event)}
        self._tallies: Mapping[str, Tally] = {
            place: Question(Rule(each, declared=clause.positions, place=place), members, record.numbers).start()
            for place, each in clause.formulas
        }

    def apply(self, act: Act) -> None:
        """An act takes effect; raises a RuleError if it cannot follow what stands."""
        before = self.held.get(act.participant)
        if act.position == NONE:
            if before is None:
                raise WrongKind(act.place, f"{act.kind} by {shown(act.participant)}", "something that it withdraws")
            del self.held[act.participant]
        else:
            if before is not None and before.position == act.position == DEPOSITED:
                raise DuplicateMember(f"{act.place}.participant", shown(act.participant), "one instrument of each")
            self.held[act.participant] = act
        previous = before.position if before and before.counted else None
        following = act.position if act.counted and act.position != NONE else None
        for tally in self._tallies.values():
            if previous or following:
                tally.take(act.participant, following, previous)

    def happen(self, event: str, day: dt.date) -> None:
        """An event has happened."""
        self.happened[event] = day

    def holds(self, place: str) -> bool:
        """Whether the condition at this place holds, as things stand."""
        if place in self._events:
            return self._events[place].name in self.happened
        return place in self._tallies and self._tallies[place].outcome(final=True) == ADOPTED

    def tally(self, place: str) -> Tally | None:
        """The count for the condition at this place, if it is a formula."""
        return self._tallies.get(place)


def _open_body(clause: Clause, record: Record) -> Members:
    """The participants so far, and as many others as the clause could still wait for: any state may come."""
    numbers = [
        record.numbers.get(each.name, 0) if isinstance(each, f.NumberFrom) else each.number
        for _, formula in clause.formulas
        for threshold in f.thresholds(formula)
        for each in f.values(threshold.value)
        if isinstance(each, (f.Number, f.NumberFrom))
    ]
    named = dict.fromkeys(act.participant for act in record.acts if act.counted)
    others = min(max(numbers, default=0) + 1, MAX_OTHERS)
    return Members(tuple(Member(each) for each in [*named, *(f"another participant {n + 1}" for n in range(others))]))
