"""Members take positions, change them, take them back; whoever presides records who attends.

A position costs a few additions per threshold of the rule, whatever the number of members: the member's previous
position is passed in, and nobody else's is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comity.procedure.decision import ADOPTED as DEFEATED
from comity.procedure.decision import Position, Tally
from comity.procedure.notation import choices
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.closing import Because, Step, closed, reasons
from comity.procedure.stages.events import (
    AttendanceRecorded,
    Event,
    PositionTaken,
    PositionWithdrawn,
    StageExtended,
)
from comity.procedure.stages.form import REJECTED
from comity.procedure.stages.machine import Machine
from comity.procedure.stages.running import Running
from comity.procedure.stages.sitting import Sitting


@dataclass(frozen=True, slots=True)
class Together:
    """A position taken in a vote with others: by whom, which, in place of which, when, and how it was signed."""

    member: str
    position: object
    previous: object
    at: datetime
    signature: str = "session"


def take(
    machine: Machine,
    running: Running,
    *,
    member: str,
    position: object,
    previous: object = None,
    at: datetime,
    stage: str | None = None,
    signature: str = "session",
) -> Step:
    """A member takes a position in the current stage, or changes the one it holds.

    ``position`` and ``previous`` (what the member now holds in this stage; None: nothing) are words, Positions, or
    ``{position: …, with: …}``. ``stage`` is the one the member means to act in; ``signature`` the level its act was
    signed with. Raises a StageRefusal.
    """
    at, sitting, held = machine.acting(running, member, previous, at, stage, signature)
    said = sitting.position(position)
    event = PositionTaken(
        stage=running.stage,
        round=running.round,
        at=at,
        member=member,
        position=said,
        previous=held,
        must_confirm=sitting.must_confirm(said),
    )
    return moved(machine, running, sitting, member, event, said, held)


def raise_objection(
    machine: Machine,
    running: Running,
    *,
    member: str,
    previous: object = None,
    at: datetime,
    stage: str | None = None,
    signature: str = "session",
) -> Step:
    """A member objects in a tacit stage: it takes the position that objects there.

    Raises NotTacit, or SayWhichObjection where several positions object (take one of them then).
    """
    _, sitting = machine.now(running, at, stage)
    known = sitting.stage
    if known.kind != "tacit":
        expected = choices(known.positions)
        raise refused.NotTacit(stage=known.id, expected=expected)
    if len(known.objections) > 1:
        raise refused.SayWhichObjection(stage=known.id, expected=choices(known.objections))
    position = known.objections[0]
    return take(
        machine,
        running,
        member=member,
        position=position,
        previous=previous,
        at=at,
        stage=stage,
        signature=signature,
    )


def withdraw(
    machine: Machine,
    running: Running,
    *,
    member: str,
    previous: object,
    at: datetime,
    stage: str | None = None,
    signature: str = "session",
) -> Step:
    """A member takes its position ``previous`` back, as if it had taken none; raises a StageRefusal."""
    at, sitting, held = machine.acting(running, member, previous, at, stage, signature)
    if held is None:
        raise refused.NothingToWithdraw(member=member, stage=running.stage)
    event = PositionWithdrawn(stage=running.stage, round=running.round, at=at, member=member, previous=held)
    return moved(machine, running, sitting, member, event, None, held)


def record_attendance(
    machine: Machine,
    running: Running,
    *,
    member: str,
    attendance: str | None,
    previous: object = None,
    at: datetime,
    stage: str | None = None,
) -> Step:
    """Whoever presides records a member as absent, recused or not taking part; None takes that back.

    It replaces the position ``previous``, as positions replace one another. Raises a StageRefusal.
    """
    at, sitting = machine.voting(running, at, stage)
    sitting.require_seat(member, None)
    held = None if previous is None else sitting.read(previous)
    said = sitting.attendance(attendance)
    event = AttendanceRecorded(stage=running.stage, round=running.round, at=at, member=member, attendance=attendance)
    return moved(machine, running, sitting, member, event, said, held)


def moved(
    machine: Machine,
    running: Running,
    sitting: Sitting,
    member: str,
    event: Event,
    new: Position | None,
    old: Position | None,
) -> Step:
    """The state after a member's position in the current stage changed from ``old`` to ``new``, and what follows.

    Raises PositionChanged if the member does not hold ``old``.
    """
    running, tally = _changed(running, sitting, member, new, old)
    events: tuple[Event, ...] = (event,)
    if sitting.stage.kind == "tacit":
        running, extended = _objected(running, sitting, member, event.at, new, old)
        events += extended
    return followed(machine, running, sitting, tally, events, event.at)


def take_together(machine: Machine, running: Running, taken: Iterable[Together], at: datetime) -> Step:
    """Members take positions in one vote of a ``decide`` stage; what follows is judged once all are taken.

    Each was taken at its own moment; ``at`` is when the vote was closed. Raises a StageRefusal.
    """
    events: list[Event] = []
    _, sitting = machine.now(running, at, None)
    for one in taken:
        moment, _, held = machine.acting(running, one.member, one.previous, one.at, None, one.signature)
        said = sitting.position(one.position)
        running, _ = _changed(running, sitting, one.member, said, held)
        must = sitting.must_confirm(said)
        events.append(
            PositionTaken(
                stage=running.stage,
                round=running.round,
                at=moment,
                member=one.member,
                position=said,
                previous=held,
                must_confirm=must,
            )
        )
    return followed(machine, running, sitting, sitting.tally(running.tally), tuple(events), at)


def _changed(
    running: Running, sitting: Sitting, member: str, new: Position | None, old: Position | None
) -> tuple[Running, Tally]:
    if sitting.must_confirm(old) != (member in running.unconfirmed):
        raise refused.PositionChanged(member=member)
    tally = sitting.tally(running.tally)
    sitting.change(tally, member, new, old)
    running = running._replace(tally=tuple(tally.state()))
    if sitting.must_confirm(new) or sitting.must_confirm(old):
        rest = {each: held for each, held in running.unconfirmed.items() if each != member}
        if new is not None and sitting.must_confirm(new):
            rest[member] = new
        running = running._replace(unconfirmed=rest)
    return running, tally


def _objected(
    running: Running, sitting: Sitting, member: str, at: datetime, new: Position | None, old: Position | None
) -> tuple[Running, tuple[Event, ...]]:
    """Who objects is kept where that exempts; the first objection may move the window, and each leave time after it."""
    response = sitting.stage.on_objection
    objects, objected = sitting.objects(new), sitting.objects(old)
    if response.exempts:
        others = {each for each in running.objectors if each != member}
        running = running._replace(objectors=tuple(sorted({*others, member} if objects else others)))
    before = running.deadline
    if before is None or not objects or objected:
        return running, ()
    deadline = before
    if response.extends and not running.moved_by_objection:
        deadline = response.extends.after(before)
        running = running._replace(moved_by_objection=True)
    elif response.leaves:
        deadline = max(before, response.leaves.after(at))
    if deadline == before:
        return running, ()
    event = StageExtended(
        stage=running.stage, round=running.round, at=at, deadline=deadline, before=before, objection_of=member
    )
    return running._replace(deadline=deadline), (event,)


def followed(
    machine: Machine, running: Running, sitting: Sitting, tally: Tally, events: tuple[Event, ...], at: datetime
) -> Step:
    """The stage closes by itself, if what happened settled it or broke the silence."""
    outcome = sitting.settled(running, tally, at)
    if sitting.stage.kind == "tacit" and sitting.stage.on_objection.breaks and tally.outcome() == DEFEATED:
        outcome = REJECTED
    if outcome is None:
        return Step(running, events)
    step = closed(machine, running, Because(outcome, reasons(tally, final=False)), at)
    return Step(step.running, (*events, *step.events))
