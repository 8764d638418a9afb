"""What becomes of questions before a session: found, put in their order, settled, with what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from comity.meetings import amendments, case_votes
from comity.meetings import sitting_refusals as refusals
from comity.meetings.floor import Speech
from comity.meetings.hall import Hall
from comity.meetings.models.floor import Speaker
from comity.meetings.models.motions import Candidate, Question
from comity.meetings.models.voting import Paper, Stand, Vote
from comity.meetings.precedence import (
    ADJOURNMENT,
    CLOSURE,
    DEBATE_ADJOURNED,
    SUSPENSION,
    Change,
    Pending,
    QuestionKind,
    Withdrawal,
    divided,
    furthest_first,
    not_put,
    order,
)
from comity.parties.refusals import AlreadyThere
from comity.record.acts import Occasion
from comity.record.rows import Rows

_WHY = {
    "decided": "it has been decided",
    "voting has begun": "the first position has been taken",
    "amended": "it has been amended, so that it is no longer its mover's alone",
}


def new(
    rows: Rows, hall: Hall, occasion: Occasion, id: str, matter: QuestionKind, title: Mapping[str, str]
) -> Question:
    """A question that waits, not yet put; it gets the next number of the session. Raises `AlreadyThere`."""
    if rows.lock(Question, id) is not None:
        raise AlreadyThere(id=id)
    hall.floor.made += 1
    rows.put(hall.floor)
    return Question(
        id=id,
        session=hall.session.id,
        item=hall.floor.item,
        matter=str(matter),
        kind="ordinary",
        on="",
        made=hall.floor.made,
        place=None,
        order_reason={},
        title=dict(title),
        text="",
        case="",
        instrument="",
        amendment="",
        mover=occasion.by.party,
        deletes=0,
        adds=0,
        excludes=[],
        operative=True,
        places=1,
        status="waiting",
        made_at=occasion.at,
        settled_at=None,
        reason={},
    )


def found(rows: Rows, session: str, question: str) -> Question:
    """The question, for this act alone. Raises `NoSuchQuestion`."""
    row = rows.lock(Question, question)
    if row is None or row.session != session:
        raise refusals.NoSuchQuestion(question=question)
    return row


def waiting(rows: Rows, session: str, question: str) -> Question:
    """A question that waits to be put. Raises `QuestionSettled`, `VoteUnderWay`."""
    row = found(rows, session, question)
    if row.status == "voting":
        raise refusals.VoteUnderWay()
    if row.status != "waiting":
        raise refusals.QuestionSettled(status=row.status)
    return row


def amendable(rows: Rows, session: str, question: str) -> Question:
    """A proposal that waits and is not divided. Raises `NotAmendable`."""
    row = found(rows, session, question)
    if row.matter != QuestionKind.PROPOSAL or row.status != "waiting":
        raise refusals.NotAmendable()
    return row


def election_before_ballot(rows: Rows, session: str, question: str) -> Question:
    """An election in which no ballot has been held. Raises `NotAnElection`, `CandidatesFixed`."""
    row = found(rows, session, question)
    if row.matter != QuestionKind.ELECTION or not row.is_pending:
        raise refusals.NotAnElection()
    if rows.find(Vote, question=question):
        raise refusals.CandidatesFixed()
    return row


def standing(rows: Rows, question: str) -> list[str]:
    """The candidates that stand and are not elected, in the order of their identifiers."""
    candidates = rows.find(Candidate, question=question)
    return sorted(one.candidate for one in candidates if one.withdrawn_at is None and one.elected_at is None)


def pending(rows: Rows, session: str) -> list[Question]:
    """The questions that are not settled; the session is locked by whoever asks."""
    return [one for one in rows.find(Question, session=session) if one.is_pending]


def belonging(rows: Rows, session: str, question: str) -> list[Question]:
    """The amendments to a question and its parts that wait."""
    return [one for one in pending(rows, session) if one.on == question and one.matter in ("amendment", "part")]


def in_order(rows: Rows, hall: Hall) -> list[Question]:
    """The questions that wait on the item being dealt with, in the order in which they are put.

    Amendments that the chair has not arranged come furthest removed first.
    """
    here = [one for one in pending(rows, hall.session.id) if one.item == hall.floor.item]
    return arranged(here, [motion.id for motion in hall.rules.motions])


def arranged(here: list[Question], motions: list[str]) -> list[Question]:
    """These questions in the order in which they are put; one that was divided stands for its parts alone."""
    by_id = {one.id: one for one in here}
    places = {name: place for place, name in enumerate(furthest_first(_changes(here)))}
    listed = order(
        [
            Pending(
                id=one.id,
                matter=QuestionKind(one.matter),
                made=one.made,
                on=one.on,
                motion=one.kind if one.matter == QuestionKind.MOTION else "",
                place=one.place if one.place is not None else places.get(one.id),
            )
            for one in here
        ],
        motions,
    )
    return [by_id[name] for name in listed if by_id[name].status != "divided"]


def _changes(here: list[Question]) -> list[Change]:
    return [Change(one.id, one.deletes, one.adds, one.made) for one in here if one.matter == QuestionKind.AMENDMENT]


def require_next(rows: Rows, hall: Hall, question: Question) -> None:
    """Raise `ComesFirst` if another question comes before this one. Of proposals and elections, the chair chooses."""
    for one in in_order(rows, hall):
        if one.id == question.id:
            return
        free = one.matter in (QuestionKind.PROPOSAL, QuestionKind.ELECTION) and one.id != question.on
        hanging = one.matter in (QuestionKind.AMENDMENT, QuestionKind.PART)
        unrelated = hanging and one.on not in (question.id, question.on)
        if not free and not unrelated:
            raise refusals.ComesFirst(title=one.title.get("en") or next(iter(one.title.values())))


def require_floor(rows: Rows, hall: Hall, occasion: Occasion, *, interrupts: bool) -> None:
    """Raise `SpeakerHasFloor` if somebody else speaks and this does not interrupt."""
    for one in rows.find(Speaker, session=hall.session.id, item=hall.floor.item):
        speaks = one.began_at is not None and one.ended_at is None
        if speaks and one.party != occasion.by.party and not interrupts:
            raise refusals.SpeakerHasFloor()


def withdraw(
    rows: Rows, hall: Hall, question: Question, reason: Mapping[str, str], occasion: Occasion, *, by_chair: bool
) -> None:
    """Take a question back, with the amendments and parts that hang on it. Raises `WithdrawalRefused`."""
    vote = rows.lock(Vote, hall.floor.vote) if hall.floor.vote else None
    about = vote if vote is not None and vote.question == question.id else None
    positions = _positions(rows, about) if about is not None else 0
    hanging = [one for one in rows.find(Question, session=hall.session.id) if one.on == question.id]
    amended = any(one.matter == QuestionKind.AMENDMENT and one.status == "adopted" for one in hanging)
    why = Withdrawal(until=hall.rules.voting.withdrawal).refused(
        mover=not by_chair,
        positions=positions,
        amended=amended and not by_chair,
        decided=not question.is_pending,
    )
    if why:
        raise refusals.WithdrawalRefused(reason=_WHY.get(why, why))
    if about is not None:
        case_votes.leave(rows, about)
        about.status, about.closed_at = "void", occasion.at
        rows.put(about)
        leave_vote(rows, hall)
    for one in hanging:
        if one.is_pending and one.matter in ("amendment", "part"):
            _leave(rows, one, "not put", occasion)
    question.reason = dict(reason)
    _leave(rows, question, "withdrawn", occasion)


def _leave(rows: Rows, question: Question, status: str, occasion: Occasion) -> None:
    """A question that nobody decides any more."""
    question.status, question.settled_at = status, occasion.at
    rows.put(question)
    amendments.left(rows, occasion, question)


def end(rows: Rows, session: str, occasion: Occasion) -> None:
    """The session ends: amendments on which it did not vote are proposed as before, for another body or session."""
    for one in pending(rows, session):
        if one.matter == QuestionKind.AMENDMENT:
            _leave(rows, one, "not reached", occasion)


def _positions(rows: Rows, vote: Vote) -> int:
    return len(rows.find(Stand, vote=vote.id)) + len(rows.find(Paper, vote=vote.id)) + len(vote.counts)


def leave_vote(rows: Rows, hall: Hall) -> None:
    """No vote is being taken any more."""
    hall.floor.vote = ""
    rows.put(hall.floor)


def settle(rows: Rows, hall: Hall, question: Question, outcome: str, occasion: Occasion) -> None:
    """A question is adopted or rejected, with what follows for those that belong to it."""
    question.status, question.settled_at = outcome, occasion.at
    rows.put(question)
    if question.matter == QuestionKind.AMENDMENT:
        trunk = found(rows, question.session, question.on)
        implied = amendments.settled(rows, occasion, question, trunk)
        if outcome == "adopted":
            _exclude(rows, question, [one.id for one in implied], occasion)
    elif question.matter == QuestionKind.PART:
        _reunite(rows, hall, question, occasion)
    elif question.matter == QuestionKind.MOTION and outcome == "adopted":
        _carry_out(rows, hall, question.kind, occasion)


def _exclude(rows: Rows, adopted: Question, implied: list[str], occasion: Occasion) -> None:
    """Amendments whose rejection an adopted one implies are not put: those named so, and those without their words."""
    others = [one for one in rows.find(Question, session=adopted.session) if one.on == adopted.on]
    still = {one.id: one for one in others if one.status == "waiting" and one.matter == QuestionKind.AMENDMENT}
    excludes = {one.id: one.excludes for one in (*still.values(), adopted)}
    for name in dict.fromkeys([*not_put(adopted.id, excludes, list(still)), *(one for one in implied if one in still)]):
        _leave(rows, still[name], "not put", occasion)


def _reunite(rows: Rows, hall: Hall, part: Question, occasion: Occasion) -> None:
    """When the last part is decided, the whole waits to be put, or is rejected with its operative parts."""
    parts = [one for one in rows.find(Question, session=part.session) if one.on == part.on and one.matter == "part"]
    if any(one.is_pending for one in parts):
        return
    trunk = rows.lock(Question, part.on)
    assert trunk is not None
    operative = [one.id for one in parts if one.operative]
    if divided([(one.id, one.status) for one in parts], operative) == "whole":
        trunk.status = "waiting"
        rows.put(trunk)
    else:
        settle(rows, hall, trunk, "rejected", occasion)


def _carry_out(rows: Rows, hall: Hall, motion: str, occasion: Occasion) -> None:
    """What an adopted motion does: closure ends the list, adjournment and suspension end the dealing with the item."""
    if motion == CLOSURE:
        hall.floor.list_open = False
        for one in rows.find(Speaker, session=hall.session.id, item=hall.floor.item):
            if one.began_at is None and not one.left and one.kind == Speech.STATEMENT:
                one.left = True
                rows.put(one)
    elif motion in (SUSPENSION, ADJOURNMENT, DEBATE_ADJOURNED):
        for one in rows.find(Speaker, session=hall.session.id, item=hall.floor.item):
            if one.began_at is not None and one.ended_at is None:
                one.ended_at = max(occasion.at, one.began_at)
                rows.put(one)
        hall.floor.item, hall.floor.list_open = "", False
    rows.put(hall.floor)
