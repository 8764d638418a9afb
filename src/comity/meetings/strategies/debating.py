"""Strategies for acts of meetings: items taken up, speakers, points of order, questions put and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis.strategies import SearchStrategy

from comity.instruments import amending
from comity.instruments.models import Amendment, Instrument
from comity.instruments.rules import AmendmentStatus, Status
from comity.meetings import questions, standing
from comity.meetings.acts import floor, motions
from comity.meetings.floor import POINTS, Speech, speaking
from comity.meetings.hall import OfSession
from comity.meetings.models import Candidate, Floor, Question, Session, Speaker, Vote
from comity.meetings.strategies.places import (
    chairs,
    dealing,
    delegates,
    drawn,
    floors,
    fresh,
    items,
    seated,
    waiting,
)
from comity.phrase import Refusal
from comity.record.acts import Act
from comity.record.strategies import Strategy
from comity.record.testing import Scribe, Step

TITLE = {"en": "A question", "ru": "Вопрос"}


def _by_chair(act: type[OfSession], ways: Callable[[Scribe, Session, Floor], list[dict[str, Any]]]) -> Strategy:
    """Whoever presides does this in one of the ways open in a session that deals with an item, without a vote."""

    def strategy(scribe: Scribe) -> SearchStrategy[Step] | None:
        return drawn(
            Step(act(session=session.id, **way), doer)
            for session, hall in dealing(scribe)
            for way in ways(scribe, session, hall)
            for doer in chairs(scribe, act, session)
        )

    return strategy


def _take_up(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(floor.TakeUpItem(session=session.id, item=item), doer)
        for session, hall in floors(scribe)
        if not hall.vote
        for item in items(scribe, session)
        if item != hall.item
        for doer in chairs(scribe, floor.TakeUpItem, session)
    )


def _list(scribe: Scribe, session: Session, hall: Floor) -> list[Speaker]:
    return scribe.rows.find(Speaker, session=session.id, item=hall.item)


def _waits(scribe: Scribe, session: Session, hall: Floor) -> list[Speaker]:
    return [one for one in _list(scribe, session, hall) if floor.entry(one).waits]


def _ask(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(floor.AskForFloor.model_validate({"session": session.id, "item": hall.item, "kind": kind}), doer)
        for session, hall in dealing(scribe)
        for doer in seated(scribe, floor.AskForFloor, session)
        for kind in (Speech.STATEMENT, Speech.EXPLANATION)
        if hall.list_open or kind is Speech.EXPLANATION
        if not any(one.party == doer.by.party and one.kind == kind for one in _waits(scribe, session, hall))
    )


def _leave(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(floor.LeaveList(session=session.id, speaker=one.id), doer)
        for session, hall in dealing(scribe)
        for one in _waits(scribe, session, hall)
        for doer in scribe.doers(floor.LeaveList, party=one.party, venue=session.body)
    )


def _first(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    listed = _waits(scribe, session, hall)
    points = [one for one in listed if one.kind == Speech.POINT]
    return [{"speaker": one.id} for one in points or listed]


def _ends(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    return [{}] if speaking(floor.entry(one) for one in _list(scribe, session, hall)) else []


def _raise(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(floor.RaisePoint.model_validate({"session": session.id, "category": category, "words": TITLE}), doer)
        for session, hall in dealing(scribe)
        for doer in seated(scribe, floor.RaisePoint, session)
        if not any(one.party == doer.by.party and one.kind == Speech.POINT for one in _waits(scribe, session, hall))
        for category in POINTS
    )


def _unruled(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    points = [one for one in _list(scribe, session, hall) if one.kind == Speech.POINT and not one.left]
    return [{"speaker": one.id, "ruling": TITLE} for one in points if one.ruled_at is None]


def _few(scribe: Scribe, session: Session) -> bool:
    return len(waiting(scribe, session)) < 4


def _propose(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(
            motions.PutProposal(
                session=session.id, item=hall.item, question=fresh(scribe, "p"), title=TITLE, instrument=text
            ),
            doer,
        )
        for session, hall in dealing(scribe)
        if _few(scribe, session)
        for doer in delegates(scribe, motions.PutProposal, session)
        for text in (None, *_amendable(scribe, session))
    )


def _amendable(scribe: Scribe, session: Session) -> list[str]:
    drafts = scribe.rows.find(Instrument, body=session.body, status=Status.DRAFT)
    return [one.id for one in drafts]


def _amend(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(
            motions.MoveAmendment(
                session=session.id, question=fresh(scribe, "a"), on=one.id, title=TITLE, amendment=moved.id
            ),
            doer,
        )
        for session, _hall in dealing(scribe)
        if _few(scribe, session)
        for one in waiting(scribe, session, "proposal")
        if one.instrument
        for moved in scribe.rows.find(Amendment, instrument=one.instrument)
        if _is_movable(scribe, one, moved)
        for doer in delegates(scribe, motions.MoveAmendment, session)
        if doer.by.party == moved.party
    )


def _is_movable(scribe: Scribe, trunk: Question, moved: Amendment) -> bool:
    """Whether an amendment could be put to a vote on the text, were it moved to ``trunk``."""
    instrument = scribe.rows.read(Instrument, moved.instrument)
    if instrument is None or moved.status != AmendmentStatus.PROPOSED:
        return False
    beside = [one.amendment for one in scribe.rows.find(Question, on=trunk.id) if one.amendment and one.is_pending]
    try:
        amending.require_amendable(instrument, "")
        amending.require_changeable(scribe.rows, instrument, in_session=True)
        amending.require_no_rival(scribe.rows, instrument, moved, beside=beside)
    except Refusal:
        return False
    return bool(amending.current_changes(scribe.rows, instrument, moved))


def _move(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(motions.MakeMotion(session=session.id, question=fresh(scribe, "m"), motion=motion.id), doer)
        for session, hall in dealing(scribe)
        if _few(scribe, session) and speaking(floor.entry(one) for one in _list(scribe, session, hall)) is None
        for motion in standing.rules_of(scribe.rows, session).motions
        if motion.id != motions.POINT
        if not any(one.kind == motion.id for one in questions.pending(scribe.rows, session.id))
        for doer in delegates(scribe, motions.MakeMotion, session)
    )


def _for_the_chair(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    rules = standing.rules_of(scribe.rows, session)
    ruled = [one for one in waiting(scribe, session, "motion") if _of(rules, one.kind) == "chair"]
    return [{"question": one.id, "granted": granted} for one in ruled for granted in (True, False)]


def _of(rules: Any, motion: str) -> str:
    found = rules.motion(motion)
    return "" if found is None else str(found.decided_by)


def _challenge(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(motions.ChallengeRuling(session=session.id, question=fresh(scribe, "c"), ruling=one.id), doer)
        for session, _hall in dealing(scribe)
        for one in scribe.rows.find(Speaker, session=session.id)
        if one.ruled_at is not None and not _challenged(scribe, session, one.id)
        for doer in delegates(scribe, motions.ChallengeRuling, session)
        if (known := standing.rules_of(scribe.rows, session).motion(motions.POINT)) is not None and known.appeal
    )


def _challenged(scribe: Scribe, session: Session, ruling: str) -> bool:
    return any(one.on == ruling for one in scribe.rows.find(Question, session=session.id, matter="challenge"))


def _divisible(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    name = fresh(scribe, "part")
    parts = {f"{name}-1": TITLE, f"{name}-2": TITLE}
    return [{"question": one.id, "parts": parts} for one in waiting(scribe, session, "proposal")]


def _arrangeable(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    found = []
    for one in questions.pending(scribe.rows, session.id):
        hanging = [other.id for other in questions.belonging(scribe.rows, session.id, one.id)]
        if hanging:
            found.append({"question": one.id, "order": tuple(reversed(hanging))})
    return found


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(motions.WithdrawQuestion(session=session.id, question=one.id), doer)
        for session, _hall in dealing(scribe)
        if len(waiting(scribe, session)) > 2
        for one in waiting(scribe, session)
        for doer in scribe.doers(motions.WithdrawQuestion, party=one.mover, venue=session.body)
    )


def _retractable(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    found = waiting(scribe, session)
    return [{"question": one.id, "reason": TITLE} for one in found] if len(found) > 2 else []


def _electable(scribe: Scribe, session: Session, hall: Floor) -> list[dict[str, Any]]:
    if waiting(scribe, session, "election"):
        return []
    return [{"question": fresh(scribe, "e"), "item": hall.item, "title": TITLE}]


def _nominate(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(motions.Nominate(session=session.id, question=one.id, candidate=name, name=TITLE), doer)
        for session, _hall in dealing(scribe)
        for one in waiting(scribe, session, "election")
        if not scribe.rows.find(Vote, question=one.id)
        for name in ("aral", "issyk", "sevan")
        if scribe.rows.read(Candidate, one.id, name) is None
        for doer in delegates(scribe, motions.Nominate, session)
    )


def _stand_down(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(motions.WithdrawCandidate(session=session.id, question=one.id, candidate=name.candidate), doer)
        for session, _hall in dealing(scribe)
        for one in waiting(scribe, session, "election")
        if len(questions.standing(scribe.rows, one.id)) > 2
        for name in scribe.rows.find(Candidate, question=one.id)
        if name.withdrawn_at is None and name.elected_at is None
        for doer in scribe.doers(motions.WithdrawCandidate, party=name.nominated_by, venue=session.body)
    )


OFTEN: tuple[type[Act], ...] = (
    floor.TakeUpItem, motions.PutProposal, motions.MoveAmendment, motions.Nominate,
)  # fmt: skip
STRATEGIES: Mapping[type[Act], Strategy] = {
    floor.TakeUpItem: _take_up,
    floor.CloseList: _by_chair(floor.CloseList, lambda _, __, hall: [{}] if hall.list_open else []),
    floor.ReopenList: _by_chair(floor.ReopenList, lambda _, __, hall: [] if hall.list_open else [{}]),
    floor.LimitSpeeches: _by_chair(
        floor.LimitSpeeches, lambda *_: [{"kind": kind, "seconds": 300} for kind in (Speech.STATEMENT, Speech.REPLY)]
    ),
    floor.AskForFloor: _ask,
    floor.LeaveList: _leave,
    floor.StrikeSpeaker: _by_chair(floor.StrikeSpeaker, _first),
    floor.GiveFloor: _by_chair(floor.GiveFloor, _first),
    floor.TakeFloorBack: _by_chair(floor.TakeFloorBack, _ends),
    floor.RaisePoint: _raise,
    floor.RuleOnPoint: _by_chair(floor.RuleOnPoint, _unruled),
    motions.PutProposal: _propose,
    motions.MoveAmendment: _amend,
    motions.MakeMotion: _move,
    motions.RuleOnMotion: _by_chair(motions.RuleOnMotion, _for_the_chair),
    motions.ChallengeRuling: _challenge,
    motions.DivideQuestion: _by_chair(motions.DivideQuestion, _divisible),
    motions.ArrangeVoting: _by_chair(motions.ArrangeVoting, _arrangeable),
    motions.WithdrawQuestion: _withdraw,
    motions.TakeQuestionBack: _by_chair(motions.TakeQuestionBack, _retractable),
    motions.CallElection: _by_chair(motions.CallElection, _electable),
    motions.Nominate: _nominate,
    motions.WithdrawCandidate: _stand_down,
}
