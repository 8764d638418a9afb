"""A vote in a session on a question that runs through a procedure as a case: one answer, one result.

While the vote is open members answer in the hall and nowhere else; what they had answered on the page of the case
stands until they change it. When the chair closes the vote, the answers are positions of the case, and its procedure
counts them. See docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from comity.cases import in_session
from comity.cases.running import Answer
from comity.meetings import sitting_refusals as refusals
from comity.meetings.hall import Hall
from comity.meetings.models.motions import Question
from comity.meetings.models.voting import Stand, Vote
from comity.phrase import Phrase
from comity.procedure.decision import Members
from comity.procedure.stages.form import SIGNATURES
from comity.record.acts import Occasion
from comity.record.rows import Rows

BY_NAME = ("recorded vote", "roll call")
OPEN = "open"
TOO_LATE = "too late"


def require_named(case: str, named: str | None) -> None:
    """Raise `CaseUnnamed` unless an act names the case on which it acts, if it is one."""
    if case != (named or ""):
        raise refusals.CaseUnnamed()


def topics(case: str | None) -> tuple[str, ...]:
    """What pages show of an act in a vote on a case."""
    return ("cases", f"case:{case}") if case else ()


def require_time(until: datetime | None, at: datetime) -> None:
    """Raise `AnswerLate` once the deadline of the stage has passed."""
    if until is not None and at >= until:
        raise refusals.AnswerLate(until=until.isoformat())


def begin(rows: Rows, hall: Hall, question: Question, vote: Vote, voters: Members) -> Members:
    """Make ``vote`` the one in which the members answer on the case; those of its stage that may vote here.

    Rule, positions and weights are those frozen in the case. Raises `CaseVotedByName`, `CaseChanged`,
    `AnswerLate`, and what `in_session.votable` raises.
    """
    if vote.method not in BY_NAME:
        raise refusals.CaseVotedByName()
    case, sitting = in_session.votable(rows, question.case, hall.session.body)
    if question.text and question.text != case.subject_version:
        raise refusals.CaseChanged()
    require_time(case.deadline, vote.opened_at)
    stage = sitting.stage
    assert stage.rule is not None
    vote.case, vote.case_round, vote.until = case.id, case.round, case.deadline
    vote.signature = max(vote.signature, stage.signature, key=SIGNATURES.index)
    vote.rule, vote.options, vote.roll = stage.rule.as_data(), list(stage.positions), sitting.members.as_data()
    for held in in_session.begin(rows, case, f"{hall.session.id}/{vote.id}"):
        rows.put(
            Stand(
                vote=vote.id,
                member=held.member,
                position=held.position,
                entered_by=held.member,
                person=held.person,
                level=held.level,
                act=held.act,
                at=held.at,
                earlier=[],
            )
        )
    return Members(tuple(one for one in sitting.members if one.id in set(voters.ids)))


def close(rows: Rows, vote: Vote, occasion: Occasion) -> tuple[str, Sequence[Phrase]]:
    """The answers become positions of the case: the outcome as its procedure has it, and why.

    ``open`` where the procedure leaves more time to members that have not answered; ``too late`` if the stage closed at
    its deadline in the middle of the vote.
    """
    answers = [
        Answer(one.member, one.position, one.level, one.person, one.act, one.at)
        for one in rows.find(Stand, vote=vote.id)
    ]
    found = in_session.conclude(rows, occasion, vote.case, vote.case_round, name_of(vote), answers)
    if found is None:
        return TOO_LATE, [Phrase("The stage of the case closed at its deadline, in the middle of the vote.", {})]
    return found.outcome or OPEN, found.because


def leave(rows: Rows, vote: Vote) -> None:
    """The vote comes to nothing: members answer on the page of the case as before."""
    if vote.case:
        in_session.leave(rows, vote.case, vote.case_round, name_of(vote))


def name_of(vote: Vote) -> str:
    """The name under which a case knows the vote."""
    return f"{vote.session}/{vote.id}"
