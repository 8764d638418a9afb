"""The course of a case: begun, closed stage by stage, extended, submitted again, abandoned."""

from __future__ import annotations

from datetime import datetime

from comity.phrase import Phrase
from comity.procedure.errors import MissingNumber
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.closing import Because, Step, abandoned, closed, entered, reasons
from comity.procedure.stages.events import StageExtended
from comity.procedure.stages.form import ABANDONED, LAPSED, SUBMITTED
from comity.procedure.stages.machine import Machine
from comity.procedure.stages.running import Running
from comity.procedure.stages.sitting import Sitting
from comity.procedure.stages.wording import listed, moment, utc


def begin(machine: Machine, at: datetime) -> Step:
    """A case enters the first stage.

    Raises a RuleError if the rule of any stage does not fit its members; only a number still to be fixed may be
    missing.
    """
    at = utc(at)
    procedure = machine.procedure
    for stage in procedure.stages:
        try:
            machine.sitting(stage.id)
        except MissingNumber:
            continue
    running = Running(
        procedure=procedure.id,
        version=procedure.version,
        digest=procedure.digest,
        began_at=at,
        stage=procedure.start,
        round=0,
        opened_at=at,
        deadline=None,
        tally=None,
    )
    return entered(machine, running, procedure.start, at, ())


def due(machine: Machine, running: Running) -> datetime | None:
    """When the clock has to close the stage: at once if it is settled, at its deadline, or never (None)."""
    machine.require_version(running)
    if not running.is_open:
        return None
    sitting = machine.sitting(running.stage)
    if sitting.settles:
        earliest = sitting.earliest(running)
        if sitting.settled(running, sitting.tally(running.tally), earliest):
            return earliest if running.deadline is None else min(earliest, running.deadline)
    return running.deadline


def close(
    machine: Machine, running: Running, at: datetime, *, by_chair: bool = False, stage: str | None = None
) -> Step:
    """The stage closes: its deadline has passed, it is settled, or whoever presides closes it (``by_chair``).

    A stage that is settled, has no deadline and waits only for confirmations may be closed: they fall away. Raises
    NotYetToClose or OnlyTheChairCloses before that.
    """
    at, sitting = machine.now(running, at, stage)
    if running.deadline and at >= running.deadline:
        return _at_deadline(machine, running, sitting, at)
    if sitting.stage.kind != "decide" or at < sitting.earliest(running):
        raise refused.NotYetToClose(stage=running.stage, until=_until(running, sitting))
    tally = sitting.tally(running.tally)
    if sitting.stage.closes == "by the chair":
        if not by_chair:
            raise refused.OnlyTheChairCloses(stage=running.stage)
        return closed(machine, running, Because(tally.outcome(final=True), reasons(tally, final=True)), at)
    waiting = running if running.deadline else running._replace(awaited=None)
    if outcome := sitting.settled(waiting, tally, at):
        return closed(machine, running, Because(outcome, reasons(tally, final=False)), at)
    raise refused.NotYetToClose(stage=running.stage, until=_until(running, sitting))


def extend(machine: Machine, running: Running, at: datetime, *, stage: str | None = None) -> Step:
    """The deadline moves, as often and as far as the procedure allows, before it has passed.

    Raises ExtensionNotAllowed, ExtensionsUsedUp or ExtensionTooLate.
    """
    at, sitting = machine.now(running, at, stage)
    allowed = sitting.stage.extension
    if allowed is None or running.deadline is None:
        raise refused.ExtensionNotAllowed(stage=running.stage, deadline=_standing(running))
    before = running.deadline
    if at >= before:
        raise refused.ExtensionTooLate(stage=running.stage, deadline=moment(before))
    if running.extended >= allowed.times:
        times = Phrase("{times} times", {"times": allowed.times}) if allowed.times > 1 else Phrase("once")
        raise refused.ExtensionsUsedUp(stage=running.stage, allowed=times, deadline=moment(before))
    deadline = allowed.by.after(before)
    event = StageExtended(stage=running.stage, round=running.round, at=at, deadline=deadline, before=before)
    return Step(running._replace(deadline=deadline, extended=running.extended + 1), (event,))


def submit_again(machine: Machine, running: Running, at: datetime, *, stage: str | None = None) -> Step:
    """The text leaves drafting and goes to its next stage; raises NotDrafting or DeadlinePassed."""
    at, sitting = machine.now(running, at, stage)
    if sitting.question is not None:
        raise refused.NotDrafting(stage=running.stage)
    machine.require_time(running, at)
    return closed(machine, running, Because(SUBMITTED), at)


def abandon(machine: Machine, running: Running, at: datetime) -> Step:
    """The case ends, abandoned, wherever it is; raises CannotBeAbandoned if the procedure knows no such end."""
    at, _ = machine.now(running, at, None)
    if ABANDONED not in machine.procedure.ends:
        raise refused.CannotBeAbandoned(procedure=machine.procedure.id)
    return abandoned(machine, running, at)


def _at_deadline(machine: Machine, running: Running, sitting: Sitting, at: datetime) -> Step:
    if sitting.question is None:
        return closed(machine, running, Because(LAPSED), at, by_deadline=True)
    tally = sitting.tally(running.tally)
    because = Because(sitting.at_deadline(tally), reasons(tally, final=True))
    return closed(machine, running, because, at, by_deadline=True)


def _standing(running: Running) -> Phrase:
    if running.deadline is None:
        return Phrase("It has no deadline.")
    return Phrase("Its deadline stays {deadline}.", {"deadline": moment(running.deadline)})


def _until(running: Running, sitting: Sitting) -> Phrase:
    """When a stage that cannot be closed yet can be."""
    if running.deadline is None:
        if sitting.question is None:
            return Phrase("Submit the text again to leave it.")
        earliest = sitting.earliest(running)
        if earliest > running.opened_at:
            not_before = {"earliest": moment(earliest)}
            return Phrase(
                "It closes when no outstanding position can change its outcome, not before {earliest}.", not_before
            )
        return Phrase("It closes when no outstanding position can change its outcome.")
    deadline = moment(running.deadline)
    if sitting.stage.kind != "decide" or sitting.stage.closes == "at deadline":
        return Phrase("It closes on {deadline}.", {"deadline": deadline})
    if running.awaited:
        members = listed(sorted(running.awaited.members))
        values = {"members": members, "deadline": deadline}
        return Phrase("Positions ad referendum may be confirmed until {deadline}; still missing: {members}.", values)
    return Phrase(
        "It closes when no outstanding position can change its outcome, and on {deadline} at the latest.",
        {"deadline": deadline},
    )
