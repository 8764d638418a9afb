"""Where cases stand, worked out from their rows by the machine that runs them; nothing is locked or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.cases.machines import machine_of
from comity.cases.models import Case, Position
from comity.cases.queries import Reads
from comity.procedure.position import Position as Said
from comity.procedure.stages import Machine, PathStage, Running, path


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with its path; ``current`` is the stage it is in, ``None`` once it has ended."""

    case: Case
    machine: Machine
    running: Running
    positions: Mapping[str, Said]
    path: tuple[PathStage, ...]

    @property
    def current(self) -> PathStage | None:
        return next((stage for stage in self.path if stage.status == "current"), None)

    @property
    def venue(self) -> str:
        """The body in which the case is now."""
        return self.machine.procedure.stage(self.case.stage).body or self.case.body

    @property
    def members(self) -> list[str]:
        """Whom the stage that the case is in asks."""
        return list(self.machine.sitting(self.case.stage).members.ids)

    @property
    def awaited(self) -> list[str]:
        """Who has still to take a position, or to confirm one."""
        stage = self.current
        return [] if stage is None else sorted({*stage.to_take_position, *stage.to_confirm})


def standing_of(case: Case) -> Standing:
    """Where one case stands."""
    return standings([case])[0]


def standings(cases: Iterable[Case]) -> list[Standing]:
    """Where several cases stand: one query for their positions, and two for a machine this process does not know."""
    known = list(cases)
    wanted = Position.objects.filter(case__in=[case.id for case in known]).exclude(position="")
    taken: dict[tuple[str, int], dict[str, Said]] = {}
    for row in wanted:
        said = Said(row.position, frozenset(row.qualifiers))
        taken.setdefault((row.case, row.round), {})[row.member] = said
    return [_standing(case, taken.get((case.id, case.round), {})) for case in known]


def _standing(case: Case, positions: Mapping[str, Said]) -> Standing:
    machine, running = machine_of(Reads(), case), Running.from_json(case.state)
    return Standing(case, machine, running, positions, path(machine, running, positions))
