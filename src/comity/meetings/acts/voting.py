"""Acts of voting: a vote opened, positions taken, hands counted, consensus found, the vote closed."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from comity.cases.acts import Long
from comity.meetings import case_votes, questions, standing, votes
from comity.meetings import sitting_refusals as refusals
from comity.meetings.election import holds
from comity.meetings.hall import Hall, OfSession
from comity.meetings.models.sessions import Session
from comity.meetings.models.voting import Vote
from comity.meetings.refusals import NoQuorum, NoSuchSession
from comity.parties.rules import Power
from comity.procedure.decision import Rule
from comity.record.acts import Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

Method: TypeAlias = Literal["consensus", "show of hands", "recorded vote", "roll call", "secret ballot"]
Answer = Annotated[str, Field(pattern=r"^[a-z][a-z ]{0,63}$")]
Reader = Annotated[str, Field(min_length=1, max_length=120)]


class OpenVote(OfSession):
    """A question is put to the vote: the members entitled, the rule and the order of the roll are fixed here.

    ``first`` is the member drawn by lot with which a roll call begins; ``case`` the case that the question is, if it is
    one; ``issuer`` the public key of a secret ballot. A recorded vote is a roll call by device: every member at once
    (rule 87(b)).
    """

    type = "meetings.vote.open"
    done = "A question was put to the vote"
    needs = Power.PRESIDE

    vote: Identifier
    question: Identifier
    method: Method
    first: Identifier | None = None
    case: Identifier | None = None
    issuer: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{342}$")] | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        hall.require_no_vote()
        question = questions.waiting(rows, self.session, self.question)
        hall.require_item(question.item)
        questions.require_next(rows, hall, question)
        votes.require_method(hall, self.method)
        case_votes.require_named(question.case, self.case)
        self._require_quorum(rows, hall, question.kind, occasion)
        made = votes.new(rows, hall, question, self, occasion)
        question.status = "voting"
        rows.put(question)
        hall.floor.vote = self.vote
        rows.put(hall.floor)
        rows.put(made)

    def _require_quorum(self, rows: Rows, hall: Hall, motion: str, occasion: Occasion) -> None:
        """Without a quorum nothing is decided but to suspend or adjourn the sitting."""
        found = standing.quorum_of(rows, hall.session, occasion.at)
        if not found.met and motion not in votes.WITHOUT_QUORUM:
            raise NoQuorum(present=len(found.present), members=found.members, needed=found.needed)

    def topics(self) -> tuple[str, ...]:
        return (f"hall:{self.session}", f"session:{self.session}", *case_votes.topics(self.case))


class OnVote(OfSession):
    """Base of the acts in a vote: they lock the vote, and the session only if its floor changes."""

    vote: Identifier

    def venue(self, rows: Rows) -> str | None:
        found = rows.read(Session, self.session)
        return None if found is None else found.body

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        # The session is read before the vote is locked, as everywhere: nobody waits for each other in a ring.
        return ()

    def seated(self, rows: Rows) -> Session:
        """The session's row, kept from changing."""
        found = rows.read(Session, self.session)
        if found is None:
            raise NoSuchSession(session=self.session)
        return found


class CastVote(OnVote):
    """A member answers in a recorded vote, or when it is called in a roll call; it may change its answer until the
    end."""

    type = "meetings.vote.cast"
    done = "A member voted"
    needs = Power.TAKE_POSITION

    position: Answer

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self.seated(rows)
        vote = votes.open_vote(rows, self.session, self.vote, "recorded vote", "roll call")
        standing.require_representative(rows, session, occasion.by)
        votes.answer(rows, vote, occasion.by.party, self.position, occasion)


class EnterAnswer(OnVote):
    """The desk enters what a member without a device says, or called out in a roll call; or that it did not answer
    (``absent``). What the member signed itself stands."""

    type = "meetings.vote.enter"
    done = "An answer was entered"
    needs = Power.PRESIDE

    member: Identifier
    position: Answer

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self.seated(rows)
        vote = votes.open_vote(rows, self.session, self.vote, "recorded vote", "roll call")
        standing.require_presiding(session, occasion)
        votes.answer(rows, vote, self.member, self.position, occasion)


class EnterCounts(OnVote):
    """The hands were counted by tellers, who are named by delegation; a count may be corrected until the closing."""

    type = "meetings.vote.count"
    done = "Hands were counted"
    needs = Power.PRESIDE

    counts: Annotated[dict[Answer, Annotated[int, Field(ge=0, le=100_000)]], Field(min_length=1, max_length=20)]
    tellers: Annotated[tuple[Reader, ...], Field(min_length=1, max_length=10)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self.seated(rows)
        vote = votes.open_vote(rows, self.session, self.vote, "show of hands")
        standing.require_presiding(session, occasion)
        unknown = sorted(set(self.counts) - set(vote.options))
        if unknown:
            raise refusals.WrongPosition(position=unknown[0], known=", ".join(vote.options))
        total = sum(self.counts.values())
        if total > len(vote.members):
            raise refusals.CountsWrong(reason=f"{total} hands of {len(vote.members)} members")
        vote.counts, vote.tellers = dict(self.counts), list(self.tellers)
        rows.put(vote)


class ObjectToConsensus(OnVote):
    """A member objects: there is no consensus, and the question waits to be decided in another way."""

    type = "meetings.consensus.object"
    done = "A member objected to consensus"
    needs = Power.TAKE_POSITION

    reason: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session)
        vote = votes.open_vote(rows, self.session, self.vote, "consensus")
        standing.require_representative(rows, hall.session, occasion.by)
        if occasion.by.party not in vote.members:
            raise refusals.NotEntitled(member=occasion.by.party)
        vote.objections = [{"member": occasion.by.party, "reason": self.reason, "at": occasion.at.isoformat()}]
        votes.end(rows, hall, vote, "no consensus", [], occasion)


class CloseVote(OnVote):
    """The chair announces that voting is closed: what came before counts. Without a quorum nothing is decided.

    A secret ballot is counted next (`CountBallots`); the others have their result at once. In a vote on a ``case``,
    which is named so that whoever follows the case hears of it, the answers become positions there.
    """

    type = "meetings.vote.close"
    done = "Voting was closed"
    needs = Power.PRESIDE

    case: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        vote = votes.open_vote(rows, self.session, self.vote)
        case_votes.require_named(vote.case, self.case)
        question = questions.found(rows, self.session, vote.question)
        present = standing.quorum_of(rows, hall.session, occasion.at)
        if not present.met and question.kind not in votes.WITHOUT_QUORUM:
            case_votes.leave(rows, vote)
            votes.end(rows, hall, vote, "no quorum", list(present.because), occasion)
        elif vote.is_secret:
            vote.status, vote.closed_at = "counting", occasion.at
            rows.put(vote)
        elif vote.method == "consensus":
            votes.end(rows, hall, vote, "adopted", [], occasion)
        elif vote.method == "show of hands":
            votes.end(rows, hall, vote, self._by_counts(vote), [], occasion)
        elif vote.case:
            votes.end(rows, hall, vote, *case_votes.close(rows, vote, occasion), occasion)
        else:
            found = votes.tally_of(vote).explain(final=True)
            votes.end(rows, hall, vote, found.outcome, [one.phrase for one in found.because], occasion)

    @staticmethod
    def _by_counts(vote: Vote) -> str:
        if not vote.counts:
            raise refusals.NotCounted()
        return holds(Rule.parse(vote.rule), len(vote.members), vote.counts)

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Session, (self.session,)), (Vote, (self.vote,)))

    def topics(self) -> tuple[str, ...]:
        return (f"hall:{self.session}", f"session:{self.session}", *case_votes.topics(self.case))
