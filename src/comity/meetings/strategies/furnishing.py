"""A session that sits, for tests that do whatever can be done: what comes late in a sitting shall come at all."""

from __future__ import annotations

from datetime import timedelta

from comity.instruments.acts import DraftInstrument, ProposeAmendment
from comity.meetings import acts
from comity.meetings.acts.agenda import Entry
from comity.meetings.acts.ballots import CountBallots, TakePaper
from comity.meetings.acts.credentials import Named
from comity.meetings.acts.floor import RaisePoint, TakeUpItem
from comity.meetings.acts.motions import (
    CallElection,
    MakeMotion,
    MoveAmendment,
    Nominate,
    PutProposal,
    WithdrawCandidate,
)
from comity.meetings.acts.voting import CloseVote, OpenVote
from comity.meetings.models import Vote
from comity.meetings.strategies import deciding
from comity.meetings.strategies.preparing import MOTIONS, RULES
from comity.parties.testing import House
from comity.record.acts import Act, Capacity

WORDS = {"en": "A sitting", "ru": "Заседание"}
SESSION = "sitting"


def sit(house: House, members: dict[str, str]) -> None:
    """Open a session of the commission in which these members (each with its person) are level after one ballot."""

    def by(act: type[Act], party: str) -> Capacity:
        return house.capacities(str(act.needs), party=party)[0]

    def desk(act: Act) -> None:
        house.do(act, by(type(act), "secretariat"))

    house.do(acts.PublishStandingRules(source={**RULES, "motions": MOTIONS, "version": 1}))
    house.do(acts.FollowRules(body="commission", rules="swift/1"))
    begins = house.now + timedelta(hours=1)
    desk(
        acts.ConveneSession(
            session=SESSION, body="commission", number=1000, kind="regular", title=WORDS, place=WORDS, begins=begins,
            ends=begins + timedelta(days=30),
        )
    )  # fmt: skip
    for party, person in members.items():
        head = (Named(person=person, role="head"),)
        house.do(acts.NameDelegation(session=SESSION, party=party, delegates=head), by(acts.NameDelegation, party))
    for item in ("first", "spare"):
        desk(acts.ProposeItem(session=SESSION, item=item, title=WORDS))
    desk(acts.WithdrawItem(session=SESSION, item="spare"))
    desk(acts.DrawUpAgenda(session=SESSION, entries=(Entry(item="first"),)))
    desk(acts.CirculateAgenda(session=SESSION, number=1))
    house.now = begins
    for party in members:
        house.do(acts.CheckIn(session=SESSION), by(acts.CheckIn, party))
    desk(acts.OpenSession(session=SESSION))
    desk(TakeUpItem(session=SESSION, item="first"))
    _ballot(house, tuple(members), by)
    first = next(iter(members))
    _text(house, first, by)
    house.do(RaisePoint(session=SESSION, category="application of the rules"), by(RaisePoint, first))
    house.do(MakeMotion(session=SESSION, question="divide", motion="division"), by(MakeMotion, first))


def _ballot(house: House, members: tuple[str, ...], by: object) -> None:
    assert callable(by)
    desk = "secretariat"
    election = CallElection(session=SESSION, question="seat", item="first", title=WORDS)
    house.do(election, by(CallElection, desk))
    for name in ("aral", "sevan", "issyk"):
        nominate = Nominate(session=SESSION, question="seat", candidate=name, name=WORDS)
        house.do(nominate, by(Nominate, members[0]))
    stand_down = WithdrawCandidate(session=SESSION, question="seat", candidate="issyk")
    house.do(stand_down, by(WithdrawCandidate, members[0]))
    issuer = deciding.issuers()[0]
    house.do(
        OpenVote(session=SESSION, vote="first-ballot", question="seat", method="secret ballot", issuer=issuer),
        by(OpenVote, desk),
    )
    vote = house.rows.read(Vote, "first-ballot")
    assert vote is not None
    for place, member in enumerate(members[:2]):
        blinded = deciding.filled_in(vote, vote.options[place])
        house.do(TakePaper(session=SESSION, vote=vote.id, blinded=blinded), by(TakePaper, member))
    house.do(CloseVote(session=SESSION, vote=vote.id), by(CloseVote, desk))
    counted = CountBallots(session=SESSION, vote=vote.id, ballots=deciding.urn(house, vote), last=True)
    house.do(counted, by(CountBallots, desk))


def _text(house: House, member: str, by: object) -> None:
    """A text before the session, with an amendment moved to it, and another that waits to be put."""
    assert callable(by)
    drafted = DraftInstrument(
        instrument="tabled",
        reference="S/1",
        kind="agreement",
        title=WORDS,
        body="commission",
        authentic=("en",),
        texts={"en": house.ledger.deposit(b"Article 1\n\nA river flows.\n\nArticle 2\n\nIt has banks.")},
    )
    house.do(drafted, by(DraftInstrument, member))
    put = PutProposal(session=SESSION, question="text", item="first", title=WORDS, instrument="tabled")
    house.do(put, by(PutProposal, member))
    for name, body in (("art_1", b"Article 1\n\nA river runs."), ("art_2", b"Article 2\n\nIt has two banks.")):
        words = {"en": house.ledger.deposit(body)}
        amendment = ProposeAmendment(
            instrument="tabled", amendment=f"of-{name}", on=1, operation="replace", target=name, texts=words
        )
        house.do(amendment, by(ProposeAmendment, member))
    moved = MoveAmendment(session=SESSION, question="art-1", on="text", amendment="of-art_1", title=WORDS)
    house.do(moved, by(MoveAmendment, member))
