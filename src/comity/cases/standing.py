"""Where cases stand, worked out from their rows by the machine that runs them; nothing is locked or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from comity.cases.machines import machine_of
from comity.cases.models import Case, Position
from comity.cases.running import awaits_text, said_in
from comity.procedure.position import Position as Said
from comity.procedure.stages import Machine, PathStage, Running, path
from comity.procedure.stages.sitting import Sitting
from comity.record.rows import P, Rows


class Reads(Rows):
    """Rows as pages read them: nothing is locked and nothing written."""

    def read(self, model: type[P], *key: Any) -> P | None:
        return model._default_manager.filter(pk=key[0] if len(key) == 1 else key).first()

    lock = read

    def find(self, model: type[P], **equal: Any) -> list[P]:
        return list(model._default_manager.filter(**equal).order_by("pk"))


@dataclass(frozen=True)
class Standing:
    """A case, the machine that runs it, and the positions taken in its present round, by member."""

    case: Case
    machine: Machine
    running: Running
    positions: Mapping[str, Said]

    @cached_property
    def sitting(self) -> Sitting:
        """The stage the case is in (or ended in) with those whom it asks."""
        return self.machine.sitting(self.case.stage)

    @cached_property
    def path(self) -> tuple[PathStage, ...]:
        """The stages behind, the present one with what is missing, and those ahead."""
        return path(self.machine, self.running, self.positions)

    @property
    def current(self) -> PathStage | None:
        """The stage the case is in; ``None`` once it has ended."""
        return next((stage for stage in self.path if stage.status == "current"), None)

    @property
    def venue(self) -> str:
        """The body in which the case is now."""
        return self.sitting.stage.body or self.case.body

    @property
    def members(self) -> list[str]:
        """Whom the stage that the case is in asks."""
        return list(self.sitting.members.ids)

    @property
    def awaited(self) -> list[str]:
        """Who has still to take a position, or to confirm one."""
        stage = self.current
        return [] if stage is None else sorted({*stage.to_take_position, *stage.to_confirm})

    @property
    def to_confirm(self) -> set[str]:
        """Whose position *ad referendum*, taken in this round or an earlier one, is still to be confirmed."""
        if not self.running.is_open:
            return set()
        return {*self.running.unconfirmed, *(self.running.awaited.members if self.running.awaited else ())}

    def asks(self, member: str) -> bool:
        """Whether the stage that the case is in puts a question to ``member``."""
        return self.running.is_open and self.sitting.question is not None and member in self.sitting.members

    def round_to_confirm(self, member: str) -> int | None:
        """The round in which ``member`` took the position that it has still to confirm."""
        running = self.running
        if running.awaited is not None and member in running.awaited.members:
            return running.awaited.round
        return running.round if member in running.unconfirmed else None


def standing_of(case: Case) -> Standing:
    """Where one case stands: one query for its positions, and two for a machine this process does not know."""
    return standings([case])[0]


def standings(cases: Iterable[Case]) -> list[Standing]:
    """Where several cases stand: one query for their positions, and two for a machine this process does not know."""
    known = list(cases)
    wanted = Position.objects.filter(case__in=[case.id for case in known]).exclude(position="")
    taken: dict[tuple[str, int], dict[str, Said]] = {}
    for row in wanted:
        said = said_in(row)
        if said is not None:
            taken.setdefault((row.case, row.round), {})[row.member] = said
    return [standing(case, taken.get((case.id, case.round), {})) for case in known]


def standing(case: Case, positions: Mapping[str, Said] | None = None) -> Standing:
    """Where a case stands, its positions being known, or not needed."""
    return Standing(case, machine_of(Reads(), case), Running.from_json(case.state), positions or {})


def in_drafting(case: Case) -> bool:
    """Whether the case waits for a new version of its text."""
    return awaits_text(Reads(), case)
