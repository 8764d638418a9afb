"""Builders for tests and benchmarks of a sitting: a session that deals with an item, in a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from comity.instruments.acts import DraftInstrument, ProposeAmendment
from comity.instruments.models import Instrument
from comity.instruments.testing import WARNING
from comity.meetings.acts import ballots, floor, motions, voting
from comity.meetings.acts.attendance import RecordPresence
from comity.meetings.ballot import Ballot, blind, issuer_of, new_key, sign_blindly
from comity.meetings.models import Floor, Question, Speaker, Vote
from comity.meetings.testing import MAJORITY, Commission, delegated
from comity.record.acts import Capacity
from comity.record.commit import Draft
from comity.record.testing import Ledger

LARGE = 100
# Amendments to the text of `instruments.testing`: of one word, of the same article as a whole, and of another article.
NEAR = "Article 3. Costs\n\nEach State bears the costs of its own participation."
FAR = "Article 3. Costs\n\nThe commission decides every year on the costs of its members, and bears the rest."
ELSEWHERE = "Article 1. Object\n\nThe Parties warn each other of floods that may cross any border."
SPEAKING: dict[str, Any] = {
    "by": ["member", "observer", "secretariat"],
    "minutes": {"statement": 10, "point of order": 3},
    "times": 2,
    "reply": {"minutes": [10, 5]},
}
MOTIONS: list[dict[str, Any]] = [
    {
        "id": "point of order",
        "decided_by": "chair",
        "appeal": MAJORITY,
        "interrupts": "a speaker",
        "during_voting": "yes",
    },
    {"id": "suspension of the sitting", "moved_by": ["member", "chair"], "interrupts": "a speaker"},
    {"id": "adjournment of the sitting", "moved_by": ["member", "chair"]},
    {"id": "adjournment of the debate"},
    {"id": "closure of the debate", "moved_by": ["member", "chair"]},
    {"id": "division", "decided_by": "chair", "appeal": MAJORITY},
]
VOTING: dict[str, Any] = {
    "rules": {
        "ordinary": MAJORITY,
        "text": {
            "positions": ["approve", "approve ad referendum", "object", "abstain"],
            "adopted_if": {"count": ["approve", "approve ad referendum"], "at_least": "2/3"},
        },
        "weighted": {"adopted_if": {"weight": "population", "in": "yes", "more_than": "1/2"}},
    },
    "ballots": {"lot_after": 2},
}


class Sitting(Commission):
    """A session that sits: AM presides, ``item-1`` and ``item-2`` stand on the agenda, the first is taken up."""

    issuing: dict[str, RSAPrivateKey]

    @classmethod
    def begun(cls, *members: str, ledger: Ledger | None = None, **changes: Any) -> Self:
        """The commission of these members in session, everybody present."""
        house = cls.with_rules(
            *members, ledger=ledger, **{"speaking": SPEAKING, "motions": MOTIONS, "voting": VOTING, **changes}
        )
        house.convened().proposed("item-1", "item-2")
        house.drawn_up("item-1", "item-2")
        first = next(iter(house.delegates))
        house.opened(chair=first)
        house.take_up("item-1")
        return house

    def arrived(self, *members: str, session: str = "s1") -> Self:
        """Delegates come in; a large body is noted by the desk at once, so that its quorum is found once."""
        named = members or tuple(self.delegates)
        if len(named) <= LARGE:
            return super().arrived(*named, session=session)
        for start in range(0, len(named), LARGE):
            part = named[start : start + LARGE]
            arrived = tuple(delegated(member, self.delegates[member].actor) for member in part)
            self.do(RecordPresence(session=session, arrived=arrived), self.desk)
        return self

    @property
    def chair(self) -> Capacity:
        """Whoever presides."""
        found = self.session()
        return self.delegates[found.chair_party]

    def take_up(self, item: str = "item-1") -> Draft:
        """The chair takes up an item."""
        return self.do(floor.TakeUpItem(session="s1", item=item), self.chair)

    def asks(self, member: str, kind: str = "statement") -> str:
        """A delegation asks for the floor; the place on the list."""
        act = floor.AskForFloor.model_validate({"session": "s1", "item": "item-1", "kind": kind})
        return self.do(act, self.delegates[member]).id

    def gives(self, speaker: str) -> Draft:
        """The chair gives the floor."""
        return self.do(floor.GiveFloor(session="s1", speaker=speaker), self.chair)

    def speaker(self, speaker: str) -> Speaker:
        """A place on the list as it stands."""
        found = self.rows.read(Speaker, speaker)
        assert found is not None
        return found

    def puts(
        self,
        question: str = "p1",
        kind: str = "ordinary",
        by: str = "BY",
        case: str | None = None,
        instrument: str | None = None,
    ) -> Question:
        """A proposal is put; one that runs as a case, if so, or on a text that can be amended."""
        act = motions.PutProposal(
            session="s1",
            item=self._item,
            question=question,
            title={"en": f"Proposal {question}"},
            kind=kind,
            case=case,
            instrument=instrument,
        )
        self.do(act, self.delegates[by])
        return self.question(question)

    @property
    def _item(self) -> str:
        found = self.rows.read(Floor, "s1")
        return (found.item if found is not None else "") or "item-1"

    def puts_text(self, question: str = "p1", by: str = "BY", kind: str = "ordinary") -> Question:
        """A text is drafted, ``text-<question>``, and a proposal on it put."""
        drafted = DraftInstrument(
            instrument=f"text-{question}",
            reference=f"T/{question}",
            kind="convention",
            title={"en": f"Text of {question}"},
            body="commission",
            authentic=("en",),
            texts={"en": self.ledger.deposit(WARNING.encode())},
        )
        self.do(drafted, self.delegates[by])
        return self.puts(question, kind, by, instrument=f"text-{question}")

    def amends(
        self, question: str, on: str = "p1", by: str = "KZ", *, words: str = NEAR, target: str = "art_3", **more: Any
    ) -> Question:
        """An amendment to the text of a proposal is proposed and moved; its name is that of the question."""
        instrument = self.question(on).instrument
        found = self.rows.read(Instrument, instrument)
        assert found is not None
        act = ProposeAmendment(
            instrument=instrument,
            amendment=question,
            on=found.version,
            operation="replace",
            target=target,
            texts={"en": self.ledger.deposit(words.encode())},
        )
        self.do(act, self.delegates[by])
        title = {"en": f"Amendment {question}"}
        moved = motions.MoveAmendment(session="s1", question=question, on=on, title=title, amendment=question, **more)
        self.do(moved, self.delegates[by])
        return self.question(question)

    def moves(self, motion: str, by: str = "KG", question: str | None = None) -> Draft:
        """A procedural motion is made."""
        act = motions.MakeMotion(session="s1", question=question or motion.replace(" ", "-"), motion=motion)
        return self.do(act, self.delegates[by])

    def question(self, question: str = "p1") -> Question:
        """A question as it stands."""
        found = self.rows.read(Question, question)
        assert found is not None
        return found

    def voting_on(self, question: str = "p1", method: str = "recorded vote", vote: str = "v1", **more: Any) -> Vote:
        """The chair puts a question to the vote."""
        case = self.question(question).case or None
        given = {"session": "s1", "vote": vote, "question": question, "method": method, "case": case}
        act = voting.OpenVote.model_validate({**given, **more})
        self.do(act, self.chair)
        return self.vote(vote)

    def vote(self, vote: str = "v1") -> Vote:
        """A vote as it stands."""
        found = self.rows.read(Vote, vote)
        assert found is not None
        return found

    def casts(self, member: str, position: str, vote: str = "v1") -> Draft:
        """A member answers."""
        act = voting.CastVote(session="s1", vote=vote, position=position)
        return self.do(act, self.delegates[member])

    def enters(self, member: str, position: str, vote: str = "v1") -> Draft:
        """The desk enters what a member without a device says."""
        act = voting.EnterAnswer(session="s1", vote=vote, member=member, position=position)
        return self.do(act, self.desk)

    def closes(self, vote: str = "v1", by: Capacity | None = None) -> Vote:
        """The chair closes the vote."""
        case = self.vote(vote).case or None
        self.do(voting.CloseVote(session="s1", vote=vote, case=case), by or self.chair)
        return self.vote(vote)

    def settled(self, question: str, position: str = "yes", vote: str | None = None) -> Vote:
        """Everybody answers the same in a recorded vote, and it is closed."""
        name = vote or f"v-{question}"
        self.voting_on(question, vote=name)
        for member in self.delegates:
            self.casts(member, position, name)
        return self.closes(name)

    def election(self, *candidates: str, places: int = 1, question: str = "e1") -> Question:
        """An election is called and candidates are nominated."""
        title = {"en": "Election of a base organisation"}
        act = motions.CallElection(session="s1", question=question, item=self._item, title=title, places=places)
        self.do(act, self.chair)
        for candidate in candidates:
            name = {"en": candidate.title()}
            self.do(
                motions.Nominate(session="s1", question=question, candidate=candidate, name=name), self.delegates["BY"]
            )
        return self.question(question)

    def ballot(self, question: str = "e1", vote: str = "b1") -> Vote:
        """A secret ballot is opened, with a key of its own that the builder keeps."""
        self.issuing = {**getattr(self, "issuing", {}), vote: new_key()}
        issuer = str(issuer_of(self.issuing[vote]))
        return self.voting_on(question, "secret ballot", vote, issuer=issuer)

    def drops(self, member: str, *choices: str, vote: str = "b1") -> Ballot:
        """A member takes its paper and fills it in; the ballot that goes into the urn."""
        issuer = issuer_of(self.issuing[vote])
        blinded = blind(issuer, vote, choices)
        self.do(ballots.TakePaper(session="s1", vote=vote, blinded=blinded.number), self.delegates[member])
        return blinded.finished(issuer, sign_blindly(self.issuing[vote], blinded.number))

    def counts(self, *urn: Ballot, vote: str = "b1", after: str = "", last: bool = True) -> Vote:
        """Ballots are counted in the order of their trackers."""
        listed = tuple(ballots.BallotData(**one.as_data()) for one in sorted(urn, key=lambda one: one.tracker))
        act = ballots.CountBallots(session="s1", vote=vote, after=after, ballots=listed, last=last)
        self.do(act, self.chair)
        return self.vote(vote)

    def elects(self, choices: Mapping[str, str], *, question: str = "e1", vote: str = "b1") -> Vote:
        """A whole ballot in which each member names one candidate."""
        self.ballot(question, vote)
        urn = [self.drops(member, choice, vote=vote) for member, choice in choices.items()]
        self.closes(vote)
        return self.counts(*urn, vote=vote)
