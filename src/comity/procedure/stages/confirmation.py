"""Positions *ad referendum*: counted, and confirmed before the next stage closes, or not.

What follows when they are not (our reading of VCLT art. 12(2)(b), by which a signature *ad referendum* is a full one
once confirmed, and nothing before):

- confirmed: the position is what it was counted as, for good;
- declined: the member takes another position, or none; if the stage is no longer adopted, the next one closes at once,
  *unconfirmed*, and the case goes where ``then.unconfirmed`` of the stage voted in says (default: as lapsed);
- neither, until the next stage closes: as declined without another position;
- a next stage that is adopted early waits for the confirmations, until its deadline; one that is not carried does not;
- where adoption ends the case, a position *ad referendum* counts from its confirmation on, before the stage closes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity.phrase import Phrase
from comity.procedure.decision import Position
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.closing import Step, closed, no_longer_adopted
from comity.procedure.stages.events import AdReferendumConfirmed, AdReferendumDeclined, Event
from comity.procedure.stages.machine import Machine
from comity.procedure.stages.positions import followed, moved
from comity.procedure.stages.running import Awaited, Running
from comity.procedure.stages.wording import listed, moment, utc


def confirm(
    machine: Machine,
    running: Running,
    *,
    member: str,
    at: datetime,
    stage: str | None = None,
    signature: str = "session",
) -> Step:
    """A member confirms the position it took *ad referendum*, in this stage or in the one before (``stage``).

    Raises NothingToConfirm or ConfirmationTooLate, and what :func:`take` raises.
    """
    at, held = _held(machine, running, member, at, stage, signature)
    said = machine.sitting(held.stage).firm(held.position)
    event = AdReferendumConfirmed(stage=held.stage, round=held.round, at=at, member=member, position=said)
    return _resolved(machine, running, held, event, said)


def decline(
    machine: Machine,
    running: Running,
    *,
    member: str,
    instead: object = None,
    at: datetime,
    stage: str | None = None,
    signature: str = "session",
) -> Step:
    """A member does not confirm: it takes another position of that stage ``instead``, or none.

    Raises NothingToConfirm, ConfirmationTooLate or ChooseAFirmPosition, and what :func:`take` raises.
    """
    at, held = _held(machine, running, member, at, stage, signature)
    said = None if instead is None else machine.sitting(held.stage).firm_position(instead)
    event = AdReferendumDeclined(stage=held.stage, round=held.round, at=at, member=member, position=said)
    return _resolved(machine, running, held, event, said)


@dataclass(frozen=True, slots=True)
class _Held:
    """A position *ad referendum* and where it was taken; ``awaited`` if that was in the stage before."""

    member: str
    position: Position
    stage: str
    round: int
    awaited: Awaited | None


def _held(
    machine: Machine, running: Running, member: str, at: datetime, stage: str | None, signature: str
) -> tuple[datetime, _Held]:
    """What the member has to confirm, in time, entitled to, and signing as that stage demands."""
    at, _ = machine.now(running, utc(at), None)
    awaited = running.awaited
    if member in running.unconfirmed and stage in (None, running.stage):
        held = _Held(member, running.unconfirmed[member], running.stage, running.round, None)
        machine.require_time(running, at)
    elif awaited and member in awaited.members and stage in (None, awaited.stage):
        held = _Held(member, awaited.members[member], awaited.stage, awaited.round, awaited)
        if running.deadline and at >= running.deadline:
            raise refused.ConfirmationTooLate(
                member=member, earlier=awaited.stage, stage=running.stage, deadline=moment(running.deadline)
            )
    else:
        raise refused.NothingToConfirm(member=member, waiting=_waiting(running))
    machine.require_not_suspended(member)
    machine.sitting(held.stage).require_signature(signature)
    return at, held


def _resolved(machine: Machine, running: Running, held: _Held, event: Event, said: Position | None) -> Step:
    sitting = machine.sitting(held.stage)
    if held.awaited is None:
        return moved(machine, running, sitting, held.member, event, said, held.position)
    tally = sitting.tally(held.awaited.tally)
    sitting.change(tally, held.member, said, held.position)
    rest = {each: position for each, position in held.awaited.members.items() if each != held.member}
    awaited = replace(held.awaited, tally=tuple(tally.state()), members=rest)
    lapse = no_longer_adopted(tally)
    if lapse is not None:
        step = closed(machine, running._replace(awaited=awaited), lapse, event.at)
        return Step(step.running, (event, *step.events))
    running = running._replace(awaited=awaited if rest else None)
    current = machine.sitting(running.stage)
    if current.question is None:
        return Step(running, (event,))
    return followed(machine, running, current, current.tally(running.tally), (event,), event.at)


def _waiting(running: Running) -> Phrase:
    """Who still has something to confirm."""
    members = sorted({*running.unconfirmed, *(running.awaited.members if running.awaited else ())})
    if not members:
        return Phrase("Nobody has.")
    return Phrase("Still to confirm: {members}.", {"members": listed(members)})
