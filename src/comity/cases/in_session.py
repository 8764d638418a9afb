"""A case voted on in a session: until the vote is closed nobody answers elsewhere, then its answers are positions.

The room of the meetings takes the vote; here is what becomes of it in the case. The procedure of the case goes on
deciding: by its rule, its positions and the signature that it demands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.cases import refusals, running
from comity.cases.machines import machine_of
from comity.cases.models import Case, Position, Visit
from comity.cases.phrases import from_json
from comity.cases.running import Answer
from comity.phrase import Phrase
from comity.procedure import stages
from comity.procedure.stages import Together
from comity.procedure.stages.closing import reasons
from comity.procedure.stages.sitting import Sitting
from comity.record.acts import Occasion
from comity.record.rows import Rows

IN_SESSION = "vote in a session"
"""As what the room that takes the vote says where it is taken (`pages.subjects`)."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """The outcome of the stage, empty while it stays open for members that have not answered; and why."""

    outcome: str
    because: tuple[Phrase, ...]


def votable(rows: Rows, case_id: str, body: str) -> tuple[Case, Sitting]:
    """The case with the stage that it is in, if ``body`` can vote on it now, for this act alone.

    Raises `NoSuchCase`, `NotBeforeBody`, `AnsweredInSession` (another vote is being taken), or `MoreThanAWord` where
    the rule asks for what comes with a position.
    """
    case = running.locked_case(rows, case_id)
    sitting = machine_of(rows, case).sitting(case.stage)
    if case.end or not is_votable(sitting, running.venue(rows, case), body):
        raise refusals.NotBeforeBody(stage=case.end or case.stage)
    if case.vote:
        raise refusals.AnsweredInSession()
    if sitting.stage.rule is not None and sitting.stage.rule.qualifiers:
        raise refusals.MoreThanAWord()
    return case, sitting


def is_votable(sitting: Sitting, venue: str, body: str) -> bool:
    """Whether a stage is one that a body decides together, and this is the body."""
    return sitting.stage.kind == "decide" and not sitting.stage.each_member and venue == body


def begin(rows: Rows, case: Case, vote: str) -> list[Position]:
    """Members answer in the vote from now on; the positions taken before it, which stand until they are changed."""
    case.vote = vote
    rows.put(case)
    held = rows.find(Position, case=case.id, round=case.round)
    return [one for one in held if running.said_in(one) is not None]


def leave(rows: Rows, case_id: str, round: int, vote: str) -> None:
    """The vote came to nothing, and members answer on the page of the case again."""
    case = running.locked_case(rows, case_id)
    if case.vote == vote and case.round == round:
        case.vote = ""
        rows.put(case)


def conclude(
    rows: Rows, occasion: Occasion, case_id: str, round: int, vote: str, answers: Iterable[Answer]
) -> Concluded | None:
    """The answers become positions, and the stage closes if that settles it, or if the chair closes it.

    ``None`` if the stage closed in the middle of the vote (at its deadline), so that the answers count for nothing.
    """
    case = running.locked_case(rows, case_id)
    if case.vote != vote or case.round != round:
        return None
    case.vote = ""
    machine, taken = machine_of(rows, case), []
    sitting = machine.sitting(case.stage)
    for one in sorted(answers, key=lambda one: (one.at, one.member)):
        held = rows.lock(Position, case.id, case.round, one.member)
        if held is None or held.act != one.act:
            taken.append(Together(one.member, one.position, running.said_in(held), one.at, one.level))
            rows.put(running.position_row(case, one, held))
    running.follow(rows, occasion, case, machine, stages.take_together(machine, case.running, taken, occasion.at))
    closable = sitting.stage.closes == "by the chair" and occasion.at >= sitting.earliest(case.running)
    if case.round == round and not case.end and closable:
        step = stages.close(machine, case.running, occasion.at, by_chair=True)
        running.follow(rows, occasion, case, machine, step)
    visit = rows.lock(Visit, case.id, round)
    assert visit is not None
    because = [from_json(one) for one in visit.because] if visit.outcome else _reasons(sitting, case)
    return Concluded(visit.outcome, tuple(because))


def _reasons(sitting: Sitting, case: Case) -> tuple[Phrase, ...]:
    return reasons(sitting.tally(case.running.tally), final=False)
