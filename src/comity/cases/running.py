"""What the acts of a case do: the pure machine of `comity.procedure.stages`, and the rows that show it.

A position costs the same whatever the number of members: the case's row is locked, the member's own row read, and the
machine's small state moved on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.cases import refusals, settling
from comity.cases.machines import form_of, frozen_roll, machine_for, machine_of
from comity.cases.models import Case, Position, Roll, Visit
from comity.cases.phrases import as_json
from comity.parties.acts import SECRETARIAT
from comity.parties.models import Body
from comity.parties.refusals import AlreadyThere, NoSuchBody, NotYours
from comity.procedure import stages
from comity.procedure.position import Position as Said
from comity.procedure.stages import Machine, Running, Step, events
from comity.record.acts import Occasion
from comity.record.rows import Rows

if TYPE_CHECKING:
    from comity.cases.acts import TakePosition

# What has become of a position *ad referendum*, where it has not become another position.
DECLINED, LAPSED = "declined", "lapsed"


def open_case(
    rows: Rows,
    occasion: Occasion,
    *,
    case: str,
    procedure: str,
    body: str,
    subject_kind: str,
    subject: str,
    subject_version: str,
    title: Mapping[str, str],
    numbers: Mapping[str, int] | None = None,
) -> Case:
    """Put a question under a procedure: members and weights are frozen, the first stage opens.

    Raises `NoSuchProcedure`, `NoSuchBody`, `AlreadyThere`, or a RuleError if a rule does not fit the members.
    """
    if rows.lock(Case, case) is not None:
        raise AlreadyThere(id=case)
    place = rows.read(Body, body)
    if place is None or place.dissolved_at is not None:
        raise NoSuchBody(body=body)
    form = form_of(rows, procedure)
    day = occasion.at.date()
    roll, source = frozen_roll(rows, form, place, day, numbers or {})
    if rows.read(Roll, roll.id) is None:
        rows.put(roll)
    machine = machine_for(form, roll)
    made = Case(
        id=case,
        procedure=procedure,
        body=body,
        subject_kind=subject_kind,
        subject=subject,
        subject_version=subject_version,
        title=dict(title),
        roll=roll.id,
        roll_date=day,
        roll_source=source,
        opened_by=occasion.by.party,
        opened_at=occasion.at,
        state=None,  # this and the next four are filled in as the first stage opens
        stage="",
        round=0,
        deadline=None,
        due=None,
        vote="",
        end="",
        ended_at=None,
    )
    follow(rows, occasion, made, machine, stages.begin(machine, occasion.at))
    return made


def locked_case(rows: Rows, case: str) -> Case:
    """The case, for this act alone. Raises `NoSuchCase`."""
    found = rows.lock(Case, case)
    if found is None:
        raise refusals.NoSuchCase(case=case)
    return found


def venue(rows: Rows, case: Case) -> str:
    """The body in which the case is now."""
    return machine_of(rows, case).procedure.stage(case.stage).body or case.body


def require_round(rows: Rows, case: Case, round: int) -> None:
    """Raise `WrongRound` unless the act means the stage that the case is in."""
    if round != case.round or case.end:
        raise refusals.WrongRound(stage=case.end or case.stage)


def require_seat(rows: Rows, case: Case, member: str) -> None:
    """Raise unless the member takes positions in the stage that the case is in."""
    machine_of(rows, case).sitting(case.stage).require_seat(member, None)


def awaits_text(rows: Rows, case: Case) -> bool:
    """Whether the case is in drafting: a new version of the text may be made and submitted."""
    return not case.end and not machine_of(rows, case).procedure.stage(case.stage).takes_positions


def take_position(rows: Rows, occasion: Occasion, act: TakePosition) -> None:
    """A member takes or changes its position in the current stage."""
    case = locked_case(rows, act.case)
    require_round(rows, case, act.round)
    _require_no_vote(case)
    if act.on != case.subject_version:
        raise refusals.WrongText()
    machine, running = machine_of(rows, case), case.running
    member = occasion.by.party
    held = rows.lock(Position, case.id, case.round, member)
    said = Said(act.position, frozenset(act.qualifiers))
    step = stages.take(
        machine,
        running,
        member=member,
        position=said,
        previous=said_in(held),
        at=occasion.at,
        signature=occasion.level,
    )
    row = position_row(case, _said(occasion, member, act.position), held)
    row.qualifiers = list(act.qualifiers)
    row.reservation, row.declaration, row.explanation = act.reservation, act.declaration, act.explanation
    rows.put(row)
    follow(rows, occasion, case, machine, step)


def withdraw_position(rows: Rows, occasion: Occasion, case_id: str, round: int) -> None:
    """A member takes its position back; the row stays, without a position, for what was before."""
    case = locked_case(rows, case_id)
    require_round(rows, case, round)
    _require_no_vote(case)
    machine, member = machine_of(rows, case), occasion.by.party
    held = rows.lock(Position, case.id, case.round, member)
    step = stages.withdraw(
        machine,
        case.running,
        member=member,
        previous=said_in(held),
        at=occasion.at,
        signature=occasion.level,
    )
    assert held is not None
    held.earlier = _earlier(held)
    held.position, held.qualifiers, held.level, held.act, held.at = "", [], occasion.level, occasion.id, occasion.at
    held.reservation, held.declaration, held.explanation = {}, {}, {}
    rows.put(held)
    follow(rows, occasion, case, machine, step)


def record_attendance(
    rows: Rows, occasion: Occasion, case_id: str, round: int, member: str, attendance: str | None
) -> None:
    """Whoever presides notes a member as absent, recused or not taking part, or (``None``) as attending again."""
    case = locked_case(rows, case_id)
    require_round(rows, case, round)
    machine = machine_of(rows, case)
    held = rows.lock(Position, case.id, case.round, member)
    step = stages.record_attendance(
        machine,
        case.running,
        member=member,
        attendance=attendance,
        previous=said_in(held),
        at=occasion.at,
    )
    rows.put(position_row(case, _said(occasion, member, attendance or ""), held))
    follow(rows, occasion, case, machine, step)


def confirm_position(rows: Rows, occasion: Occasion, case_id: str, round: int, instead: str | None) -> None:
    """A member confirms its position *ad referendum* (``instead`` ``None``), or takes another in its place."""
    case = locked_case(rows, case_id)
    machine, running, member = machine_of(rows, case), case.running, occasion.by.party
    held = rows.lock(Position, case.id, round, member)
    stage = stage_of_round(running, round)
    if held is None or stage is None:
        raise refusals.NoPositionYet(member=member)
    given: dict[str, Any] = {"member": member, "at": occasion.at, "stage": stage, "signature": occasion.level}
    if instead is None:
        step = stages.confirm(machine, running, **given)
    else:
        step = stages.decline(machine, running, instead=instead or None, **given)
    follow(rows, occasion, case, machine, step)


def extend_deadline(rows: Rows, occasion: Occasion, case_id: str, round: int, reason: Mapping[str, str]) -> None:
    """The deadline moves as the procedure allows; the reason is kept beside it."""
    case = locked_case(rows, case_id)
    require_round(rows, case, round)
    machine = machine_of(rows, case)
    step = stages.extend(machine, case.running, occasion.at)
    follow(rows, occasion, case, machine, step, reason=dict(reason))


def close_stage(rows: Rows, occasion: Occasion, case_id: str, round: int) -> None:
    """The stage closes: by the clock, or by whoever conducts the procedure where it leaves that to the chair."""
    case = locked_case(rows, case_id)
    require_round(rows, case, round)
    machine = machine_of(rows, case)
    by_chair = not occasion.by.is_system
    follow(
        rows,
        occasion,
        case,
        machine,
        stages.close(machine, case.running, occasion.at, by_chair=by_chair),
    )


def submit_again(rows: Rows, occasion: Occasion, case: Case, subject_version: str) -> None:
    """The text leaves drafting, in the version that members are now asked about."""
    machine = machine_of(rows, case)
    case.subject_version = subject_version
    follow(rows, occasion, case, machine, stages.submit_again(machine, case.running, occasion.at))


def require_unanswered(rows: Rows, case: Case) -> None:
    """Raise `TextAnswered` if somebody has answered on the text, or `AnsweredInSession` while a vote is taken on it."""
    _require_no_vote(case)
    held = rows.find(Position, case=case.id, round=case.round)
    if case.end or any(said_in(one) is not None for one in held):
        raise refusals.TextAnswered()


def amend_text(rows: Rows, case: Case, subject_version: str) -> None:
    """The body has amended the text before it in its session: members answer on that one. Raises `TextAnswered`."""
    require_unanswered(rows, case)
    case.subject_version = subject_version
    rows.put(case)


def abandon(rows: Rows, occasion: Occasion, case: Case) -> None:
    """The case is given up, by whoever opened it or by the secretariat."""
    by = occasion.by
    if not by.is_system and by.party not in (case.opened_by, SECRETARIAT):
        raise NotYours(party=by.party, other=case.opened_by)
    machine = machine_of(rows, case)
    follow(rows, occasion, case, machine, stages.abandon(machine, case.running, occasion.at))


def _require_no_vote(case: Case) -> None:
    """Raise `AnsweredInSession` while a session votes on the case: nobody answers in two places."""
    if case.vote:
        raise refusals.AnsweredInSession()


def follow(
    rows: Rows, occasion: Occasion, case: Case, machine: Machine, step: Step, *, reason: dict[str, str] | None = None
) -> None:
    """Write what happened: the case's row, and for every event the row that shows it."""
    for event in step.events:
        _show(rows, occasion, case, event, reason)
    running = step.running
    if running.round != case.round or running.end is not None:
        case.vote = ""
    case.running = running
    case.stage, case.round, case.deadline = running.stage, running.round, running.deadline
    case.due = stages.due(machine, running)
    case.end, case.ended_at = running.end or "", running.ended_at
    rows.put(case)
    if running.end is not None:
        settling.ended(rows, case, occasion)


def _show(rows: Rows, occasion: Occasion, case: Case, event: events.Event, reason: dict[str, str] | None) -> None:
    match event:
        case events.StageOpened():
            rows.put(_visit(case, event))
        case events.StageClosed():
            visit = _entered(rows, case, event.round)
            visit.closed_at, visit.outcome = event.at, event.outcome
            visit.because = [as_json(phrase) for phrase in event.because]
            rows.put(visit)
        case events.StageExtended():
            visit = _entered(rows, case, event.round)
            extension = {"at": _text(event.at), "from": _text(event.before), "to": _text(event.deadline)}
            visit.extensions = [*visit.extensions, {**extension, "reason": reason or {}, "of": event.objection_of}]
            visit.deadline = event.deadline
            rows.put(visit)
        case events.AdReferendumConfirmed() | events.AdReferendumDeclined():
            held = rows.lock(Position, case.id, event.round, event.member)
            assert held is not None
            held.confirmed_at, held.confirmed_as = event.at, event.position.word if event.position else DECLINED
            held.qualifiers = sorted(event.position.qualifiers) if event.position else []
            rows.put(held)
        case events.AdReferendumLapsed():
            for member in event.members:
                held = rows.lock(Position, case.id, event.round, member)
                assert held is not None
                held.confirmed_at, held.confirmed_as = event.at, LAPSED
                rows.put(held)
        case events.ObjectorsExempted() | events.LimitReached():
            visit = _entered(rows, case, event.round)
            visit.notes = [*visit.notes, as_json(event.phrase)]
            rows.put(visit)


def _visit(case: Case, event: events.StageOpened) -> Visit:
    return Visit(
        case=case.id,
        round=event.round,
        stage=event.stage,
        subject_version=case.subject_version,
        opened_at=event.at,
        deadline=event.deadline,
        extensions=[],
        closed_at=None,
        outcome="",
        because=[],
        notes=[],
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member says of a question: by which act, signed how and by whom."""

    member: str
    position: str
    level: str
    person: str
    act: str
    at: datetime


def _said(occasion: Occasion, member: str, position: str) -> Answer:
    return Answer(member, position, occasion.level, occasion.by.actor, occasion.id, occasion.at)


def position_row(case: Case, answer: Answer, held: Position | None) -> Position:
    """A member's row in the present round with a bare position; what it held before is kept in ``earlier``."""
    return Position(
        case=case.id,
        round=case.round,
        member=answer.member,
        position=answer.position,
        qualifiers=[],
        reservation={},
        declaration={},
        explanation={},
        level=answer.level,
        person=answer.person,
        act=answer.act,
        at=answer.at,
        confirmed_at=None,
        confirmed_as="",
        earlier=_earlier(held),
    )


def _entered(rows: Rows, case: Case, round: int) -> Visit:
    visit = rows.lock(Visit, case.id, round)
    assert visit is not None
    return visit


def stage_of_round(running: Running, round: int) -> str | None:
    """The stage that the case entered as its ``round``-th; ``None`` if it entered none so."""
    if round == running.round:
        return running.stage
    return next((visit.stage for visit in running.passed if visit.round == round), None)


def said_in(held: Position | None) -> Said | None:
    """A position row as the machine takes it; one *ad referendum* as what has become of it."""
    if held is None or not held.position:
        return None
    if held.confirmed_as in (DECLINED, LAPSED):
        return None
    return Said(held.confirmed_as or held.position, frozenset(held.qualifiers))


def _earlier(held: Position | None) -> list[dict[str, Any]]:
    if held is None:
        return []
    before = {"position": held.position, "level": held.level, "act": held.act, "at": _text(held.at)}
    return [*held.earlier, before]


def _text(at: datetime) -> str:
    return at.isoformat()
