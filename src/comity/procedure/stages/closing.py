"""How a stage closes and the case goes on: earlier approvals confirmed or not, objectors exempted, the next stage
opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.phrase import Phrase
from comity.procedure.decision import ADOPTED as COUNTED_ADOPTED
from comity.procedure.decision import Tally
from comity.procedure.stages.events import (
    AdReferendumLapsed,
    Ended,
    Event,
    LimitReached,
    ObjectorsExempted,
    StageClosed,
    StageOpened,
)
from comity.procedure.stages.form import ABANDONED, ADOPTED, EXHAUSTED, FORWARD, UNCONFIRMED
from comity.procedure.stages.machine import Machine
from comity.procedure.stages.running import Awaited, Running, Visit


@dataclass(frozen=True, slots=True)
class Step:
    """What an operation leads to: the new state, and what happened on the way, in order."""

    running: Running
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """An outcome and its reasons, line by line."""

    outcome: str
    lines: tuple[Phrase, ...] = ()


def reasons(tally: Tally, *, final: bool) -> tuple[Phrase, ...]:
    """One line per threshold: needed, found, met."""
    return tuple(finding.phrase for finding in tally.explain(final).because)


def closed(machine: Machine, running: Running, because: Because, at: datetime, *, by_deadline: bool = False) -> Step:
    """The stage closes with an outcome, and the case enters whatever follows.

    Approvals given *ad referendum* in the stage before and still not confirmed fall away now: that stage is counted
    once more without them. If it no longer holds, this stage closes *unconfirmed* instead, and the case goes where the
    earlier one says. Where this stage does not carry the case on, the question of confirmation is moot.
    """
    events: list[Event] = []
    source, awaited = running.stage, running.awaited
    if awaited and because.outcome in FORWARD:
        members = tuple(sorted(awaited.members))
        events.append(AdReferendumLapsed(stage=awaited.stage, round=awaited.round, at=at, members=members))
        because = _lapse(machine, awaited) or because
    if awaited and because.outcome == UNCONFIRMED:
        source = awaited.stage
    running, told = _left(machine, running, because, at, by_deadline=by_deadline)
    target = machine.procedure.stage(source).then[because.outcome]
    return entered(machine, running, target, at, (*events, *told))


def abandoned(machine: Machine, running: Running, at: datetime) -> Step:
    """The stage closes because the case is given up, and the case ends."""
    running, told = _left(machine, running, Because(ABANDONED), at)
    return entered(machine, running, ABANDONED, at, tuple(told))


def no_longer_adopted(tally: Tally) -> Because | None:
    """Why an earlier stage is no longer adopted by the positions left in its tally; None if it still is."""
    if tally.outcome(final=True) == COUNTED_ADOPTED:
        return None
    return Because(UNCONFIRMED, reasons(tally, final=True))


def _lapse(machine: Machine, awaited: Awaited) -> Because | None:
    """Why an adopted stage no longer holds without the positions still unconfirmed; None if it holds."""
    sitting = machine.sitting(awaited.stage)
    tally = sitting.tally(awaited.tally)
    for member, position in awaited.members.items():
        sitting.change(tally, member, None, position)
    return no_longer_adopted(tally)


def _left(
    machine: Machine, running: Running, because: Because, at: datetime, *, by_deadline: bool = False
) -> tuple[Running, list[Event]]:
    """The state between two stages, the closing told, and whom the outcome exempts."""
    stage = machine.procedure.stage(running.stage)
    adopted = because.outcome == ADOPTED
    events: list[Event] = [
        StageClosed(
            stage=stage.id,
            round=running.round,
            at=at,
            outcome=because.outcome,
            because=because.lines,
            deadline=running.deadline if by_deadline else None,
        )
    ]
    awaited = None
    if adopted and running.unconfirmed and running.tally is not None and machine.procedure.leads_on(stage):
        awaited = Awaited(stage.id, running.round, running.tally, running.unconfirmed)
    exempted = running.exempted
    if adopted and running.objectors:
        events.append(ObjectorsExempted(stage=stage.id, round=running.round, at=at, members=running.objectors))
        exempted = tuple(sorted({*exempted, *running.objectors}))
    visit = Visit(stage.id, running.round, running.opened_at, at, because.outcome)
    left = running._replace(
        passed=(*running.passed, visit),
        awaited=awaited,
        unconfirmed={},
        objectors=(),
        exempted=exempted,
    )
    return left, events


def entered(machine: Machine, running: Running, target: str, at: datetime, events: tuple[Event, ...]) -> Step:
    """The case enters a stage, or ends; a stage entered as often as its limit allows sends it on."""
    while target in machine.procedure:
        stage = machine.procedure.stage(target)
        if stage.limit is None or running.entered.get(target, 0) < stage.limit:
            return _opened(machine, running, target, at, events)
        events = (*events, LimitReached(stage=target, round=running.round, at=at, limit=stage.limit))
        target = stage.then[EXHAUSTED]
    ended = Ended(stage=running.stage, round=running.round, at=at, end=target)
    return Step(running._replace(end=target, ended_at=at, deadline=None, tally=None, awaited=None), (*events, ended))


def _opened(machine: Machine, running: Running, target: str, at: datetime, events: tuple[Event, ...]) -> Step:
    stage = machine.procedure.stage(target)
    times: Mapping[str, int] = {**running.entered, target: running.entered.get(target, 0) + 1}
    deadline = stage.deadline.after(at) if stage.deadline else None
    running = running._replace(
        stage=target,
        round=running.round + 1,
        opened_at=at,
        deadline=deadline,
        tally=machine.sitting(target).start(),
        extended=0,
        moved_by_objection=False,
        entered=times,
    )
    opened = StageOpened(stage=target, round=running.round, at=at, deadline=deadline)
    return Step(running, (*events, opened))
