"""Where a case stands, for people: its stages in order, what is done, what is ahead, and what is missing, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from comity.phrase import Phrase
from comity.procedure.stages.form import Stage
from comity.procedure.stages.machine import Machine
from comity.procedure.stages.running import Running, Visit
from comity.procedure.stages.sitting import Sitting
from comity.procedure.stages.wording import listed, moment

# Who has not spoken yet; a page that says so elsewhere leaves this sentence out.
SILENT = (
    "{number} member has taken no position: {members}.",
    "{number} members have taken no position: {members}.",
)
Status: TypeAlias = Literal["done", "current", "ahead", "skipped"]


@dataclass(frozen=True, slots=True)
class PathStage:
    """One stage on the path of a case.

    ``done``: the case went through it, last with ``outcome``. ``current``: it is in it now. ``ahead``: it is on the
    way from here, if all goes well. ``skipped``: it was not needed, or is not on that way (drafting before anything
    came back). ``deadline`` only of the current stage; ``missing`` what it still waits for, one sentence each.
    """

    stage: str
    title: Mapping[str, str]
    kind: str
    body: str | None
    each_member: bool
    status: Status
    round: int | None = None
    opened_at: datetime | None = None
    deadline: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    missing: tuple[Phrase, ...] = ()
    to_take_position: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values, sentences in English."""
        return {
            "stage": self.stage,
            "title": dict(self.title),
            "kind": self.kind,
            "body": self.body,
            "each_member": self.each_member,
            "status": self.status,
            "round": self.round,
            "opened_at": self.opened_at and self.opened_at.isoformat(),
            "deadline": self.deadline and self.deadline.isoformat(),
            "closed_at": self.closed_at and self.closed_at.isoformat(),
            "outcome": self.outcome,
            "missing": [str(each) for each in self.missing],
            "to_take_position": list(self.to_take_position),
            "to_confirm": list(self.to_confirm),
        }


def path(machine: Machine, running: Running, positions: Mapping[str, object]) -> tuple[PathStage, ...]:
    """The stages of a case in the order of their course; those off the straight way come last.

    ``positions`` are those taken in the current stage, by member. Costs O(members), for display only.
    """
    machine.require_version(running)
    procedure = machine.procedure
    line = procedure.main_line()
    ordered = [*line, *(stage for stage in procedure.stages if stage not in line)]
    last = {visit.stage: visit for visit in running.passed}
    ahead: set[str] = set()
    if running.is_open:
        ahead = {stage.id for stage in procedure.main_line(running.stage)} - {running.stage}
    return tuple(_shown(machine, running, stage, last.get(stage.id), stage.id in ahead, positions) for stage in ordered)


def _shown(
    machine: Machine, running: Running, stage: Stage, last: Visit | None, ahead: bool, positions: Mapping[str, object]
) -> PathStage:
    status: Status = "ahead" if ahead else "done" if last else "skipped"
    about: dict[str, Any] = {
        "stage": stage.id,
        "title": stage.title,
        "kind": stage.kind,
        "body": stage.body,
        "each_member": stage.each_member,
    }
    if running.is_open and stage.id == running.stage:
        sitting = machine.sitting(stage.id)
        silent = [] if sitting.question is None else [each for each in sitting.members.ids if each not in positions]
        awaited = running.awaited.members if running.awaited else {}
        return PathStage(
            **about,
            status="current",
            round=running.round,
            opened_at=running.opened_at,
            deadline=running.deadline,
            missing=tuple(_missing(running, sitting, silent)),
            to_take_position=tuple(silent),
            to_confirm=tuple(sorted({*awaited, *running.unconfirmed})),
        )
    if last is None or ahead:
        return PathStage(**about, status=status)
    return PathStage(
        **about,
        status=status,
        round=last.round,
        opened_at=last.opened_at,
        closed_at=last.closed_at,
        outcome=last.outcome,
    )


def _missing(running: Running, sitting: Sitting, silent: list[str]) -> list[Phrase]:
    """What the current stage waits for, most urgent first."""
    said = [*_confirmations(running, sitting)]
    if sitting.question is None:
        said.append(Phrase("The text has to be submitted again."))
        if running.deadline:
            said.append(Phrase("Until {deadline}.", {"deadline": moment(running.deadline)}))
        return said
    if sitting.stage.kind == "tacit":
        return [*said, *_silence(running, sitting)]
    tally = sitting.tally(running.tally)
    said.append(tally.explain().missing.phrase)
    if silent:
        values = {"number": len(silent), "members": listed(silent)}
        said.append(Phrase(SILENT[0] if len(silent) == 1 else SILENT[1], values))
    return [*said, *_closing(running, sitting)]


def _confirmations(running: Running, sitting: Sitting) -> list[Phrase]:
    said = []
    if running.awaited:
        values: dict[str, Any] = {
            "members": listed(sorted(running.awaited.members)),
            "earlier": running.awaited.stage,
            "stage": running.stage,
        }
        if running.deadline:
            values["deadline"] = moment(running.deadline)
            said.append(Phrase('To confirm their position in "{earlier}" by {deadline}: {members}.', values))
        else:
            said.append(Phrase('To confirm their position in "{earlier}" before "{stage}" closes: {members}.', values))
    if running.unconfirmed:
        values = {"members": listed(sorted(running.unconfirmed))}
        if sitting.leads_on:
            said.append(Phrase("To confirm their position before the next stage closes: {members}.", values))
        else:
            said.append(Phrase("To confirm their position, which counts only then: {members}.", values))
    return said


def _silence(running: Running, sitting: Sitting) -> list[Phrase]:
    assert running.deadline is not None
    values = {"deadline": moment(running.deadline)}
    said = [Phrase("If it is not defeated by objections, it is adopted on {deadline}.", values)]
    because = sitting.tally(running.tally).explain(final=True).because
    said += [Phrase("For defeat: {line}", {"line": finding.phrase}) for finding in because]
    if running.objectors:
        who = {"members": listed(running.objectors)}
        said.append(Phrase("Not bound if it is adopted, because they object: {members}.", who))
    return said


def _closing(running: Running, sitting: Sitting) -> list[Phrase]:
    said = []
    earliest = sitting.earliest(running)
    if earliest > running.opened_at:
        said.append(Phrase("It does not close before {earliest}.", {"earliest": moment(earliest)}))
    if sitting.stage.closes == "by the chair":
        said.append(Phrase("Whoever presides closes it."))
    if running.deadline:
        silence = sitting.stage.rule.silent_as if sitting.stage.rule else None
        values: dict[str, Any] = {"deadline": moment(running.deadline)}
        if silence:
            values["position"] = Phrase(silence.word)
            said.append(Phrase("The deadline is {deadline}; silence then counts as {position}.", values))
        else:
            said.append(Phrase("The deadline is {deadline}.", values))
    return said
