"""Builders for tests of stages: a procedure in a line, and a case that plays day by day and remembers its positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from comity.procedure import notation, stages
from comity.procedure.decision import Members
from comity.procedure.notation import Duration
from comity.procedure.stages.events import Event

SIX = ("AM", "BY", "KG", "KZ", "RU", "TJ")
BASIN = [
    {"id": "Upper", "weights": {"catchment": 50}},
    {"id": "Middle", "weights": {"catchment": 30}},
    {"id": "Lower", "weights": {"catchment": 15}},
    {"id": "Delta", "weights": {"catchment": 5}},
]
START = datetime(2021, 9, 9, 10, tzinfo=UTC)
MAJORITY = {"adopted_if": {"count": "approve", "more_than": "1/2"}}
EVERYBODY = {"adopted_if": {"count": "approve", "at_least": "all"}}
POSITIONS = ["approve", "approve ad referendum", "object", "abstain"]
ENDS = ["adopted", "rejected", "abandoned"]
_FILES = Path(__file__).parents[1] / "tests" / "data" / "procedures"


def source(name: str) -> dict[str, Any]:
    """A complete procedure of ``tests/data/procedures``: ``cooperation-strategy`` or ``river-basin-annex``."""
    found: dict[str, Any] = notation.load((_FILES / f"{name}.yaml").read_bytes())
    return found


def vote(name: str = "vote", **more: Any) -> dict[str, Any]:
    """A stage in which a majority of all members approves."""
    return {"id": name, "positions": POSITIONS, "rule": MAJORITY, "deadline": "P30D", **more}


def silence(name: str = "silence", **more: Any) -> dict[str, Any]:
    """A tacit stage that one objection breaks."""
    return {
        "id": name,
        "kind": "tacit",
        "defeated_if": {"count": "object", "more_than": 0},
        "window": "P30D",
        **more,
    }


def drafting(**more: Any) -> dict[str, Any]:
    """A stage for drafting, which a case may enter three times."""
    return {"id": "drafting", "limit": 3, **more}


def of_stages(*listed: dict[str, Any], ends: Sequence[str] = ENDS, **more: Any) -> dict[str, Any]:
    """A procedure of these stages."""
    return {"procedure": "test", "stages": list(listed), "ends": list(ends), **more}


class Play:
    """A case as it is played: the moment, the state, and the positions of each round, as whoever keeps a case keeps
    them."""

    def __init__(self, procedure: dict[str, Any], members: Sequence[Any] = SIX, **machine: Any) -> None:
        self.machine = stages.Machine(stages.Procedure.parse(procedure), Members.parse(list(members)), **machine)
        self.at = START
        self.positions: dict[int, dict[str, Any]] = {}
        self.events: list[Event] = []
        step = stages.begin(self.machine, self.at)
        self.running = step.running
        self.events += step.events

    @property
    def stage(self) -> str:
        """Where the case is: its stage, or its end."""
        return self.running.end or self.running.stage

    @property
    def held(self) -> dict[str, Any]:
        """The positions of the present round."""
        return self.positions.setdefault(self.running.round, {})

    def on(self, moment: datetime) -> Self:
        """At that moment; nothing else happens."""
        self.at = moment
        return self

    def after(self, duration: str) -> Self:
        """So much later than the beginning of the case; nothing else happens."""
        return self.on(Duration.parse(duration, "after").after(START))

    def clock(self, duration: str) -> Self:
        """So much later, and everything due until then is closed when it falls due."""
        until = Duration.parse(duration, "clock").after(START)
        while self.running.is_open and (due := stages.due(self.machine, self.running)) and due <= until:
            self.at = max(due, self.at)
            self.close()
        return self.on(until)

    def take(self, *members: str, position: Any, **more: Any) -> Self:
        """Members take a position, or change theirs."""
        for member in members:
            before = self.held
            self._follow(
                stages.take(
                    self.machine,
                    self.running,
                    member=member,
                    position=position,
                    previous=before.get(member),
                    at=self.at,
                    **more,
                )
            )
            before[member] = position
        return self

    def approve(self, *members: str, **more: Any) -> Self:
        """Members approve."""
        return self.take(*members, position="approve", **more)

    def ad_referendum(self, *members: str, **more: Any) -> Self:
        """Members approve ad referendum."""
        return self.take(*members, position="approve ad referendum", **more)

    def object(self, *members: str, **more: Any) -> Self:
        """Members object."""
        return self.take(*members, position="object", **more)

    def withdraw(self, member: str, **more: Any) -> Self:
        """A member takes its position back."""
        before = self.held
        previous = before.get(member)
        self._follow(stages.withdraw(self.machine, self.running, member=member, previous=previous, at=self.at, **more))
        before.pop(member, None)
        return self

    def record(self, member: str, attendance: str | None) -> Self:
        """Whoever presides records attendance."""
        before = self.held
        step = stages.record_attendance(
            self.machine,
            self.running,
            member=member,
            attendance=attendance,
            previous=before.get(member),
            at=self.at,
        )
        self._follow(step)
        before[member] = attendance
        if attendance is None:
            del before[member]
        return self

    def confirm(self, *members: str, **more: Any) -> Self:
        """Members confirm what they took ad referendum."""
        for member in members:
            own = member in self.running.unconfirmed
            self._follow(stages.confirm(self.machine, self.running, member=member, at=self.at, **more))
            if own:
                self.held[member] = "approve"
        return self

    def decline(self, member: str, instead: Any = None, **more: Any) -> Self:
        """A member does not confirm."""
        own = member in self.running.unconfirmed
        before = self.held
        self._follow(stages.decline(self.machine, self.running, member=member, instead=instead, at=self.at, **more))
        if own:
            before.pop(member)
            if instead is not None:
                before[member] = instead
        return self

    def close(self, **more: Any) -> Self:
        """The stage is closed."""
        return self._follow(stages.close(self.machine, self.running, self.at, **more))

    def extend(self, **more: Any) -> Self:
        """The deadline is extended."""
        return self._follow(stages.extend(self.machine, self.running, self.at, **more))

    def submit_again(self, **more: Any) -> Self:
        """The text is submitted again."""
        return self._follow(stages.submit_again(self.machine, self.running, self.at, **more))

    def abandon(self) -> Self:
        """The case is given up."""
        return self._follow(stages.abandon(self.machine, self.running, self.at))

    def _follow(self, step: stages.Step) -> Self:
        self.running = step.running
        self.events += step.events
        return self

    # --- looking

    def due(self) -> datetime | None:
        """When the clock must act."""
        return stages.due(self.machine, self.running)

    def path(self) -> Mapping[str, stages.PathStage]:
        """The path, by stage."""
        found = stages.path(self.machine, self.running, self.held)
        return {each.stage: each for each in found}

    def outcomes(self) -> list[tuple[str, str]]:
        """The stages passed, each with its outcome."""
        return [(visit.stage, visit.outcome) for visit in self.running.passed]

    def told(self, kind: type[Event]) -> list[Event]:
        """The events of one kind."""
        return [event for event in self.events if type(event) is kind]
