"""An entry-into-force clause and the acts under it, read and checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.procedure import formula as f
from comity.procedure import notation
from comity.procedure.decision.body import Members
from comity.procedure.decision.cases import numbers
from comity.procedure.errors import MissingKey, UnknownMember, UnknownPosition, WrongKind
from comity.procedure.formula import Formula
from comity.procedure.notation import Duration
from comity.procedure.position import nearest

DEPOSITED, NONE, OBJECT = "deposited", "none", "object"

# Vienna Convention on the Law of Treaties, arts. 2(1)(b), 11 and 14 to 16: the ways to express consent to be bound.
INSTRUMENTS = (
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "succession",
    "formal confirmation",
    "definitive signature",
    "deposited",
)
# What an act makes the position of its participant.
POSITION_OF = {
    **dict.fromkeys(INSTRUMENTS, DEPOSITED),
    **dict.fromkeys(("withdrawal", "denunciation"), NONE),
    "objection": OBJECT,
    "withdrawal of objection": NONE,
}

BINDS = ("ratifiers", "all", "all but objectors")
EACH_ON = ("own deposit", "entry into force")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to the instrument as a whole: a notification, an opening for signature."""

    name: str
    place: str


Condition = Formula | Event


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after the trigger: a duration, then rolled to the start of the next month or not."""

    after: Duration
    roll: str = "none"

    @classmethod
    def parse(cls, data: object, place: str) -> Delay:
        """From ``{after: P60D, roll: next-month-start}``; raises a RuleError."""
        notation.mapping(data, place, required=["after"], optional=["roll"])
        assert isinstance(data, Mapping)
        after = Duration.parse(data["after"], f"{place}.after")
        if after.hours:
            raise WrongKind(f"{place}.after", notation.shown(data["after"]), "whole days, months or years")
        return cls(after, notation.one_of(data.get("roll", "none"), f"{place}.roll", notation.ROLLS))

    def from_(self, day: dt.date) -> dt.date:
        """The day this long after another."""
        return notation.roll(self.after.after(day), self.roll)


@dataclass(frozen=True, slots=True)
class Act:
    """An instrument deposited, withdrawn, or an objection; ``counted`` False keeps it out of the count.

    (An organisation's instrument is often not counted beside those of its members: UNFCCC art. 23(3).)
    """

    participant: str
    date: dt.date
    kind: str
    counted: bool
    place: str

    @property
    def position(self) -> str:
        """What it makes the participant's position."""
        return POSITION_OF.get(self.kind, self.kind)

    def as_json(self) -> dict[str, str]:
        """Which instrument, of when."""
        return {"participant": self.participant, "date": self.date.isoformat(), "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Clause:
    """When an instrument enters into force, whom it binds, and what halts or delays it.

    ``on`` is a day fixed beforehand, if the condition is met by then; ``then`` counts only if it is met later
    (Montreal Protocol, art. 16(1)).
    """

    when: Condition
    then: Delay
    later: Delay
    binds: str
    each_on: str
    on: dt.date | None = None
    not_before: dt.date | None = None
    unless: Condition | None = None
    delayed_if: Condition | None = None
    delayed_by: Delay | None = None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Clause:
        """Read a clause; raises a RuleError that names the place."""
        then = Delay.parse(data["then"], "then")
        delayed = data.get("delayed")
        if delayed is not None:
            notation.mapping(delayed, "delayed", required=["if", "by"])
        return cls(
            when=condition(data["when"], "when"),
            then=then,
            later=Delay.parse(data["later"], "later") if "later" in data else then,
            binds=notation.one_of(data.get("binds", "ratifiers"), "binds", BINDS),
            each_on=notation.one_of(data.get("each_on", "own deposit"), "each_on", EACH_ON),
            on=notation.date(data["on"], "on") if "on" in data else None,
            not_before=notation.date(data["not_before"], "not_before") if "not_before" in data else None,
            unless=condition(data["unless"], "unless") if "unless" in data else None,
            delayed_if=condition(delayed["if"], "delayed.if") if delayed else None,
            delayed_by=Delay(Duration.parse(delayed["by"], "delayed.by")) if delayed else None,
        )

    @property
    def conditions(self) -> list[tuple[str, Condition]]:
        """Its conditions with their places."""
        named = [("when", self.when), ("unless", self.unless), ("delayed.if", self.delayed_if)]
        return [(place, each) for place, each in named if each is not None]

    @property
    def formulas(self) -> list[tuple[str, Formula]]:
        """Those of its conditions that are formulas."""
        return [(place, each) for place, each in self.conditions if not isinstance(each, Event)]

    @property
    def positions(self) -> tuple[str, ...]:
        """The positions that acts under it can bring about: of the known kinds, and those its formulas speak of."""
        named = [item.word for _, each in self.formulas for item in f.named_positions(each)]
        return tuple(dict.fromkeys((DEPOSITED, NONE, OBJECT, *named)))


def condition(data: object, place: str) -> Condition:
    """A formula over the acts deposited, or ``{event: NAME}``."""
    if isinstance(data, Mapping) and "event" in data:
        notation.mapping(data, place, required=["event"])
        return Event(notation.word(data["event"], f"{place}.event", what="the name of an event"), place)
    return f.parse(data, place)


KEYS = (
    "members",
    "numbers",
    "deposits",
    "events",
    "on",
    "not_before",
    "binds",
    "each_on",
    "later",
    "unless",
    "delayed",
)
REMARKS = ("title", "source", "sources", "notes")


@dataclass(frozen=True, slots=True)
class Record:
    """What has been done under a clause: members (None: any state may take part), numbers, acts, events by name."""

    members: Members | None
    numbers: Mapping[str, int]
    acts: tuple[Act, ...]
    events: Mapping[str, dt.date]


def parse(data: object) -> tuple[Clause, Record]:
    """A clause and what was done under it; raises a RuleError that names the place."""
    notation.mapping(data, "clause", required=["when", "then"], optional=[*KEYS, *REMARKS])
    assert isinstance(data, Mapping)
    clause = Clause.parse(data)
    members = Members.parse(data["members"]) if "members" in data else None
    if members is None:
        _require_open(clause)
    acts = notation.sequence(data.get("deposits", ()), "deposits", what="a list of deposits")
    record = Record(
        members=members,
        numbers=numbers(data.get("numbers", {})),
        acts=tuple(_act(each, f"deposits[{index}]", clause, members) for index, each in enumerate(acts)),
        events=_events(data.get("events", ()), clause),
    )
    return clause, record


def _act(data: object, place: str, clause: Clause, members: Members | None) -> Act:
    notation.mapping(data, place, required=["participant", "date", "kind"], optional=["counted"])
    assert isinstance(data, Mapping)
    kind = notation.word(data["kind"], f"{place}.kind", what="the kind of an instrument")
    known = (*POSITION_OF, *clause.positions)
    if kind not in known:
        near = nearest(kind, known)
        hint = f" (did you mean {notation.shown(near)}?)" if near else ""
        raise UnknownPosition(f"{place}.kind", notation.shown(kind), notation.choices(known) + hint)
    counted = data.get("counted", True)
    if not isinstance(counted, bool):
        raise WrongKind(f"{place}.counted", notation.shown(counted), "true or false")
    participant = notation.word(data["participant"], f"{place}.participant", what="a participant")
    if members is not None and counted and participant not in members:
        expected = f"{notation.choices(members.ids)}, or counted: false"
        raise UnknownMember(f"{place}.participant", notation.shown(participant), expected)
    return Act(participant, notation.date(data["date"], f"{place}.date"), kind, counted, place)


def _events(data: object, clause: Clause) -> dict[str, dt.date]:
    named = [each.name for _, each in clause.conditions if isinstance(each, Event)]
    found: dict[str, dt.date] = {}
    for index, each in enumerate(notation.sequence(data, "events", what="a list of events")):
        place = f"events[{index}]"
        notation.mapping(each, place, required=["event", "date"])
        name = notation.one_of(each["event"], f"{place}.event", named)
        day = notation.date(each["date"], f"{place}.date")
        found[name] = min(day, found.get(name, day))
    return found


def _require_open(clause: Clause) -> None:
    """Without a list of members only absolute numbers of instruments can be counted."""
    for place, formula in clause.formulas:
        for threshold in f.thresholds(formula):
            relative = any(isinstance(each, (f.Share, f.Fewest)) for each in f.values(threshold.value))
            others = threshold.select.how != "holding" or threshold.base != f.Base()
            if relative or threshold.weight is not None or others:
                found = f"only {notation.choices(['when', 'then', 'deposits'])}"
                raise MissingKey("members", found, f"members, which {threshold.place or place} refers to,")
