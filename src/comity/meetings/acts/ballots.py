"""Acts of a secret ballot: papers taken, the urn counted on the record, a lot drawn among those who stay level.

The record shows that a member took a paper, never what it said: see `comity.meetings.ballot`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from comity.meetings import questions, standing, votes
from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts.voting import OnVote
from comity.meetings.ballot import Ballot, BallotInvalid, Issuer, counted, require_in_order
from comity.meetings.election import holds, result, words_of
from comity.meetings.hall import Hall
from comity.meetings.models.voting import Paper, Vote
from comity.meetings.precedence import QuestionKind
from comity.parties.rules import Power
from comity.procedure.decision import ADOPTED, NO_QUORUM, Rule
from comity.record.acts import Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

AT_ONCE = 100
"""Ballots in one act: a leaf stays below 65,535 bytes."""


class BallotData(BaseModel):
    """A ballot as the record shows it once it is counted: what it says, its number, the issuer's signature."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    choices: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=100)]
    prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    signature: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{342}$")]


class TakePaper(OnVote):
    """A member takes its ballot paper: it hands in the blinded number, which the issuer signs without reading it.

    That the member voted is on the record from here on; how, nobody can tell from the number.
    """

    type = "meetings.ballot.take"
    done = "A member took a ballot paper"
    needs = Power.TAKE_POSITION

    blinded: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{342}$")]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self.seated(rows)
        vote = votes.open_vote(rows, self.session, self.vote, "secret ballot")
        standing.require_representative(rows, session, occasion.by)
        member = occasion.by.party
        if member not in vote.members:
            raise refusals.NotEntitled(member=member)
        if rows.lock(Paper, self.vote, member) is not None:
            raise refusals.PaperTaken(member=member)
        Issuer.parse(vote.issuer).number(self.blinded)
        rows.put(Paper(vote=self.vote, member=member, blinded=self.blinded, act=occasion.id, at=occasion.at))
        vote.papers += 1
        rows.put(vote)


class CountBallots(OnVote):
    """Ballots of the closed urn are published and counted, in the order of their trackers; with ``last`` it is empty.

    Each is checked against the issuer's key, and there are never more than papers were taken: whoever replays the
    record counts again. ``after`` is the tracker up to which was counted before.
    """

    type = "meetings.ballot.count"
    done = "Ballots were counted"
    needs = Power.PRESIDE

    after: Annotated[str, Field(pattern=r"^([0-9A-Z]{4}(-[0-9A-Z]{4}){3})?$")] = ""
    ballots: Annotated[tuple[BallotData, ...], Field(max_length=AT_ONCE)]
    last: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        vote = rows.lock(Vote, self.vote)
        if vote is None or vote.session != self.session or vote.status != "counting":
            raise refusals.NotCounting()
        if vote.urn["after"] != self.after:
            raise refusals.CountedBySomebody()
        ballots = [Ballot.parse(self.vote, one.model_dump()) for one in self.ballots]
        require_in_order(self.after, ballots)
        issuer = Issuer.parse(vote.issuer)
        for one in ballots:
            one.require_genuine(issuer)
        found = vote.urn["counted"] + len(ballots)
        if found > vote.papers:
            raise BallotInvalid(reason=f"there are {found} ballots, and only {vote.papers} papers were taken")
        vote.urn = {"after": ballots[-1].tracker if ballots else self.after, "counted": found}
        vote.counts = _added(vote, ballots)
        rows.put(vote)
        if self.last:
            _announce(rows, hall, vote, occasion)

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ()

    def topics(self) -> tuple[str, ...]:
        return (f"hall:{self.session}", f"session:{self.session}")


class DrawLot(OnVote):
    """A lot is drawn before witnesses among candidates who stay level: those it falls on are elected (rule 93)."""

    type = "meetings.ballot.lot"
    done = "A lot was drawn"
    needs = Power.PRESIDE

    drawn: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=100)]
    witnesses: Annotated[tuple[str, ...], Field(min_length=1, max_length=10)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        hall.require_no_vote()
        vote = rows.lock(Vote, self.vote)
        if vote is None or vote.session != self.session or not vote.result:
            raise refusals.NoSuchVote(vote=self.vote)
        question = questions.waiting(rows, self.session, vote.question)
        latest = votes.held(rows, question)[-1:]
        following = votes.next_in(rows, hall, question) if [one.id for one in latest] == [vote.id] else None
        if following is None or not following.by_lot or vote.result.get("lot"):
            lot_after = hall.rules.voting.ballots.lot_after
            raise refusals.NoLotHere() if lot_after is None else refusals.NoLot(rounds=lot_after)
        drawn = set(self.drawn)
        if len(drawn) != following.places or not drawn <= set(following.candidates):
            raise refusals.NoSuchCandidate(candidate=", ".join(sorted(self.drawn)))
        vote.result = {**vote.result, "lot": list(self.drawn), "witnesses": list(self.witnesses)}
        rows.put(vote)
        votes.elect_by_lot(rows, hall, question, self.drawn, occasion)


def _added(vote: Vote, ballots: list[Ballot]) -> dict[str, Any]:
    """The counts with these ballots: votes by option, valid, blank and invalid ones."""
    before = vote.counts or {"votes": dict.fromkeys(vote.options, 0), "valid": 0, "blank": 0, "invalid": 0}
    fresh = counted(vote.options, vote.places, [one.choices for one in ballots])
    return {
        "votes": {name: before["votes"][name] + fresh.votes[name] for name in vote.options},
        "valid": before["valid"] + fresh.valid,
        "blank": before["blank"] + fresh.blank,
        "invalid": before["invalid"] + fresh.invalid,
    }


def _announce(rows: Rows, hall: Hall, vote: Vote, occasion: Occasion) -> None:
    """The urn is empty: who is elected, or whether the question is adopted."""
    question, rule, counts = questions.found(rows, hall.session.id, vote.question), Rule.parse(vote.rule), vote.counts
    others = counts["blank"] + counts["invalid"]
    if question.matter != QuestionKind.ELECTION:
        neither = words_of(rule)[2]
        said = {**counts["votes"], neither: counts["votes"].get(neither, 0) + others}
        votes.end(rows, hall, vote, holds(rule, len(vote.members), said), [], occasion)
        return
    found = result(rule, vote.places, len(vote.members), counts["votes"], valid=counts["valid"], others=others)
    vote.result = {
        "votes": dict(found.votes),
        "elected": list(found.elected),
        "tied": list(found.tied),
        "places_left": found.places_left,
        "quorum": found.quorum,
    }
    outcome = ADOPTED if found.elected else "rejected" if found.quorum else NO_QUORUM
    votes.end(rows, hall, vote, outcome, [], occasion)
