"""Acts that put questions: proposals, amendments, motions, divisions, challenges, nominations; and that take them
back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from comity.cases import in_session
from comity.cases.acts import Long
from comity.meetings import amendments, questions, standing
from comity.meetings import sitting_refusals as refusals
from comity.meetings.hall import Hall, OfSession, require_mover
from comity.meetings.models.floor import Speaker
from comity.meetings.models.motions import Candidate, Question
from comity.meetings.precedence import QuestionKind
from comity.meetings.standing_rules import Who
from comity.parties.acts import Digest, Words
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

POINT = "point of order"
NOMINATE = (Who.MEMBER, Who.SECRETARIAT)


class PutProposal(OfSession):
    """A proposal is put before the session under the item being dealt with: a draft decision, or a text to approve.

    ``kind`` names how the rules of procedure decide it (``ordinary``, ``text``, …); ``text`` is the digest of exactly
    what is decided on, where there is a text; ``instrument`` the common text under discussion, to which amendments are
    moved; ``case`` the case about it, in which the vote is then taken.
    """

    type = "meetings.proposal.put"
    done = "A proposal was put"
    needs = Power.PUT_QUESTION

    question: Identifier
    item: Identifier
    title: Words
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z ]{0,63}$")] = "ordinary"
    text: Digest | None = None
    instrument: Identifier | None = None
    case: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session)
        hall.require_item(self.item)
        require_mover(rows, hall, (Who.MEMBER, Who.SECRETARIAT, Who.CHAIR), occasion.by)
        made = questions.new(rows, hall, occasion, self.question, QuestionKind.PROPOSAL, self.title)
        made.kind, made.text, made.case = self.kind, self.text or "", self.case or ""
        about = None
        if self.case is not None:
            case, _sitting = in_session.votable(rows, self.case, hall.session.body)
            if self.text not in (None, case.subject_version):
                raise refusals.CaseChanged()
            made.text = case.subject_version
            about = (case.subject_kind, case.subject)
        made.instrument, newest = amendments.table(rows, occasion, self.instrument, about, hall.session.body)
        made.text = made.text or newest
        rows.put(made)

    def contents(self) -> tuple[str, ...]:
        return (self.text,) if self.text else ()


class MoveAmendment(OfSession):
    """A member moves an amendment that it has proposed on the text of a proposal: the session decides on it.

    ``excludes`` names amendments whose rejection its adoption implies beyond those that change the same words (rule
    130). The order of voting follows from how many words go and come, and the chair may arrange it otherwise.
    """

    type = "meetings.amendment.move"
    done = "An amendment was moved"
    needs = Power.PROPOSE

    question: Identifier
    on: Identifier
    amendment: Identifier
    title: Words
    excludes: Annotated[tuple[Identifier, ...], Field(max_length=50)] = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session)
        trunk = questions.amendable(rows, self.session, self.on)
        require_mover(rows, hall, (Who.MEMBER, Who.SECRETARIAT), occasion.by)
        made = questions.new(rows, hall, occasion, self.question, QuestionKind.AMENDMENT, self.title)
        made.item, made.on, made.kind, made.instrument = trunk.item, trunk.id, trunk.kind, trunk.instrument
        moved = amendments.move(rows, occasion, trunk, made, self.amendment)
        made.amendment, made.text, made.excludes = self.amendment, moved.digest, list(self.excludes)
        made.deletes, made.adds = moved.removed, moved.added
        rows.put(made)


class MakeMotion(OfSession):
    """A delegation, or whoever presides, moves a procedural motion of the rules of procedure."""

    type = "meetings.motion.make"
    done = "A motion was made"
    needs = Power.ATTEND

    question: Identifier
    motion: Annotated[str, Field(pattern=r"^[a-z][a-z ]{0,63}$")]
    on: Identifier | None = None
    words: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session)
        known = hall.rules.motion(self.motion)
        if known is None or self.motion == POINT:
            raise refusals.NoSuchMotion(motion=self.motion)
        require_mover(rows, hall, known.moved_by, occasion.by)
        if hall.floor.vote and not known.during_voting:
            raise refusals.VoteUnderWay()
        questions.require_floor(rows, hall, occasion, interrupts=known.interrupts)
        waiting = questions.pending(rows, self.session)
        if any(one.matter == QuestionKind.MOTION and one.kind == self.motion for one in waiting):
            raise refusals.MotionPending()
        made = questions.new(rows, hall, occasion, self.question, QuestionKind.MOTION, dict(known.title))
        made.kind, made.reason = self.motion, self.words
        if self.on is not None:
            made.on = questions.found(rows, self.session, self.on).id
        rows.put(made)


class RuleOnMotion(OfSession):
    """The chair rules on a motion that the rules leave to the chair; the ruling can be challenged where they say so."""

    type = "meetings.motion.rule"
    done = "The chair ruled on a motion"
    needs = Power.PRESIDE

    question: Identifier
    granted: bool
    ruling: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        motion = questions.waiting(rows, self.session, self.question)
        known = hall.rules.motion(motion.kind) if motion.matter == QuestionKind.MOTION else None
        if known is None or known.decided_by != "chair":
            raise refusals.NotDecidedByChair()
        motion.reason = self.ruling
        questions.settle(rows, hall, motion, "adopted" if self.granted else "rejected", occasion)


class ChallengeRuling(OfSession):
    """A member challenges a ruling of the chair: the challenge is put at once, and the ruling stands unless overruled.

    ``ruling`` is the point of order or the motion on which the chair has ruled (rule 71).
    """

    type = "meetings.ruling.challenge"
    done = "A ruling of the chair was challenged"
    needs = Power.TAKE_POSITION

    question: Identifier
    ruling: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session)
        standing.require_representative(rows, hall.session, occasion.by)
        motion = hall.rules.motion(self._ruled(rows))
        if motion is None or motion.appeal is None:
            raise refusals.NothingToChallenge()
        if any(one.on == self.ruling for one in rows.find(Question, session=self.session, matter="challenge")):
            raise refusals.MotionPending()
        title = {"en": "Challenge to the ruling of the chair", "ru": "Протест на решение председателя"}
        made = questions.new(rows, hall, occasion, self.question, QuestionKind.CHALLENGE, title)
        made.kind, made.on = motion.id, self.ruling
        rows.put(made)

    def _ruled(self, rows: Rows) -> str:
        point = rows.read(Speaker, self.ruling)
        if point is not None and point.session == self.session and point.ruled_at is not None:
            return POINT
        motion = rows.lock(Question, self.ruling)
        if motion is None or motion.session != self.session or motion.matter != "motion" or motion.is_pending:
            raise refusals.NothingToChallenge()
        return motion.kind


class DivideQuestion(OfSession):
    """A proposal is voted on in parts, at a member's request to which nobody objects or which the body granted.

    What is adopted in parts is then put as a whole; if all operative parts are rejected, so is the proposal (rule 129).
    """

    type = "meetings.question.divide"
    done = "A question was divided"
    needs = Power.PRESIDE

    question: Identifier
    parts: Annotated[dict[Identifier, Words], Field(min_length=2, max_length=100)]
    preambular: tuple[Identifier, ...] = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        trunk = questions.amendable(rows, self.session, self.question)
        trunk.status = "divided"
        rows.put(trunk)
        for place, (part, title) in enumerate(sorted(self.parts.items())):
            made = questions.new(rows, hall, occasion, part, QuestionKind.PART, title)
            made.item, made.on, made.kind, made.text = trunk.item, trunk.id, trunk.kind, trunk.text
            made.mover, made.place, made.operative = trunk.mover, place, part not in self.preambular
            rows.put(made)


class ArrangeVoting(OfSession):
    """The chair rules in which order amendments to a proposal, or its parts, are put to the vote, and why so.

    Without a ruling the amendment furthest removed from the proposal comes first (rule 130).
    """

    type = "meetings.voting.arrange"
    done = "The order of voting was ruled"
    needs = Power.PRESIDE

    question: Identifier
    order: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200)]
    reason: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        hall.require_no_vote()
        waiting = questions.belonging(rows, self.session, self.question)
        if sorted(self.order) != sorted(one.id for one in waiting):
            raise refusals.WrongOrder(waiting=", ".join(one.id for one in waiting) or "–")
        for one in waiting:
            one.place = self.order.index(one.id)
            rows.put(one)
        trunk = questions.found(rows, self.session, self.question)
        trunk.order_reason = self.reason
        rows.put(trunk)


class WithdrawQuestion(OfSession):
    """Whoever moved a question takes it back, before the first position is taken on it and unless it was amended."""

    type = "meetings.question.withdraw"
    done = "A question was withdrawn"
    needs = Power.ATTEND

    question: Identifier
    reason: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session)
        found = questions.found(rows, self.session, self.question)
        if found.mover != occasion.by.party:
            raise refusals.WithdrawalRefused(reason="it was moved by another delegation")
        questions.withdraw(rows, hall, found, self.reason, occasion, by_chair=False)


class TakeQuestionBack(OfSession):
    """The chair withdraws a question that was put in error, before the first position is taken on it."""

    type = "meetings.question.retract"
    done = "The chair withdrew a question"
    needs = Power.PRESIDE

    question: Identifier
    reason: Annotated[Long, Field(min_length=1)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        found = questions.found(rows, self.session, self.question)
        questions.withdraw(rows, hall, found, self.reason, occasion, by_chair=True)


class CallElection(OfSession):
    """An election is held under the item being dealt with: so many places, candidates to be nominated."""

    type = "meetings.election.call"
    done = "An election was called"
    needs = Power.PRESIDE

    question: Identifier
    item: Identifier
    title: Words
    places: Annotated[int, Field(ge=1, le=100)] = 1
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z ]{0,63}$")] = "election"

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        hall.require_item(self.item)
        made = questions.new(rows, hall, occasion, self.question, QuestionKind.ELECTION, self.title)
        made.kind, made.places = self.kind, self.places
        rows.put(made)


class Nominate(OfSession):
    """A member nominates a candidate, until the first ballot."""

    type = "meetings.candidate.nominate"
    done = "A candidate was nominated"
    needs = Power.PROPOSE

    question: Identifier
    candidate: Identifier
    name: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_mover(rows, Hall.sitting(rows, self.session), NOMINATE, occasion.by)
        questions.election_before_ballot(rows, self.session, self.question)
        if rows.lock(Candidate, self.question, self.candidate) is not None:
            raise refusals.CandidateKnown(candidate=self.candidate)
        rows.put(
            Candidate(
                question=self.question,
                candidate=self.candidate,
                name=self.name,
                nominated_by=occasion.by.party,
                at=occasion.at,
                withdrawn_at=None,
                elected_at=None,
            )
        )


class WithdrawCandidate(OfSession):
    """A candidature is withdrawn by those who made it, between ballots too."""

    type = "meetings.candidate.withdraw"
    done = "A candidature was withdrawn"
    needs = Power.PROPOSE

    question: Identifier
    candidate: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        Hall.sitting(rows, self.session).require_no_vote()
        found = questions.found(rows, self.session, self.question)
        row = rows.lock(Candidate, self.question, self.candidate)
        if not found.is_pending or row is None or row.withdrawn_at is not None or row.elected_at is not None:
            raise refusals.NoSuchCandidate(candidate=self.candidate)
        if row.nominated_by != occasion.by.party:
            raise refusals.NotYourPlace(party=row.nominated_by)
        row.withdrawn_at = occasion.at
        rows.put(row)
