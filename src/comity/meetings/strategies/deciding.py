"""Strategies for acts of meetings: votes by every method, ballots, decisions, minutes, communiqués."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis.strategies import SearchStrategy

from comity.meetings import questions, standing, votes
from comity.meetings.acts import ballots, decisions, minutes, voting
from comity.meetings.ballot import Blinded, Issuer, blind, issuer_of, new_key, sign_blindly
from comity.meetings.hall import Hall
from comity.meetings.models import (
    Communique,
    Correction,
    Decision,
    Minutes,
    Paper,
    Question,
    Session,
    Stand,
    Vote,
)
from comity.meetings.strategies.places import chairs, dealing, delegates, drawn, floors, held, items, quorate, seated
from comity.record.acts import Act
from comity.record.strategies import Strategy
from comity.record.testing import Scribe, Step

WORDS = {"en": "As said", "ru": "Как сказано"}
_blinded: dict[str, Blinded] = {}


@cache
def _keys() -> tuple[RSAPrivateKey, ...]:
    return tuple(new_key() for _ in range(6))


def issuers() -> list[str]:
    """The public halves of a few keys, each for one ballot."""
    return [str(issuer_of(key)) for key in _keys()]


def filled_in(vote: Vote, choice: str) -> str:
    """A paper filled in and blinded, which `urn` remembers; its number."""
    made = blind(Issuer.parse(vote.issuer), vote.id, [choice])
    _blinded[made.number] = made
    return made.number


def _key(issuer: str) -> RSAPrivateKey:
    return next(key for key in _keys() if str(issuer_of(key)) == issuer)


def _putable(scribe: Scribe) -> Iterator[tuple[Session, Question]]:
    """The questions that may be put to the vote next."""
    for session, hall in dealing(scribe):
        if not quorate(scribe, session):
            continue
        rules = standing.rules_of(scribe.rows, session)
        order = questions.in_order(scribe.rows, Hall(session, rules, hall))
        proposals = [one for one in order if one.matter in ("proposal", "election")]
        for one in dict.fromkeys([*order[:1], *proposals]):
            if one.status == "waiting":
                yield session, one


def _open(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(act, doer)
        for session, question in _putable(scribe)
        for act in _ways(scribe, session, question)
        for doer in chairs(scribe, voting.OpenVote, session)
    )


def _ways(scribe: Scribe, session: Session, question: Question) -> Iterator[voting.OpenVote]:
    """A question put by every method that fits it."""
    name, used = f"v-{len(scribe.rows.tables[Vote])}", {one.issuer for one in scribe.rows.rows(Vote)}
    issuer = next((one for one in issuers() if one not in used), None)
    given = {"session": session.id, "vote": name, "question": question.id}
    if question.matter == "election":
        if len(questions.standing(scribe.rows, question.id)) > 1 and issuer is not None:
            yield voting.OpenVote(method="secret ballot", issuer=issuer, **given)
        return
    for method in ("consensus", "show of hands", "recorded vote"):
        yield voting.OpenVote(method=method, **given)
    members = standing.voters(scribe.rows, session, scribe.now).ids
    if members:
        yield voting.OpenVote(method="roll call", first=members[-1], **given)


def _under_way(scribe: Scribe, *methods: str) -> Iterator[tuple[Session, Vote]]:
    for session, hall in dealing(scribe, vote=True):
        vote = scribe.rows.read(Vote, hall.vote)
        if vote is not None and vote.is_open and (not methods or vote.method in methods):
            yield session, vote


def _cast(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(voting.CastVote(session=session.id, vote=vote.id, position=position), doer)
        for session, vote in _under_way(scribe, "recorded vote", "roll call")
        for doer in delegates(scribe, voting.CastVote, session)
        if doer.by.party in vote.members
        and (vote.method != "roll call" or vote.members.index(doer.by.party) <= vote.state["called"])
        for position in vote.options
    )


def _enter(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(voting.EnterAnswer(session=session.id, vote=vote.id, member=member, position=position), doer)
        for session, vote in _under_way(scribe, "recorded vote", "roll call")
        for member in (vote.members[: vote.state["called"] + 1] if vote.method == "roll call" else vote.members)
        if (held := scribe.rows.read(Stand, vote.id, member)) is None or held.entered_by != member
        for position in (*vote.options, "absent")
        for doer in chairs(scribe, voting.EnterAnswer, session)
    )


def _count_hands(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(voting.EnterCounts(session=session.id, vote=vote.id, counts={one: 1}, tellers=("AM",)), doer)
        for session, vote in _under_way(scribe, "show of hands")
        if vote.members
        for one in vote.options
        for doer in chairs(scribe, voting.EnterCounts, session)
    )


def _object(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(voting.ObjectToConsensus(session=session.id, vote=vote.id, reason=WORDS), doer)
        for session, vote in _under_way(scribe, "consensus")
        for doer in delegates(scribe, voting.ObjectToConsensus, session)
        if doer.by.party in vote.members
    )


def _close(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(voting.CloseVote(session=session.id, vote=vote.id), doer)
        for session, vote in _under_way(scribe)
        if vote.method != "show of hands" or vote.counts
        if not vote.is_secret or vote.papers
        for doer in chairs(scribe, voting.CloseVote, session)
    )


def _take_paper(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = []
    for session, vote in _under_way(scribe, "secret ballot"):
        for doer in delegates(scribe, ballots.TakePaper, session):
            member = doer.by.party
            if member in vote.members and scribe.rows.read(Paper, vote.id, member) is None:
                # Half the members for each of two candidates: so that a tie, and then a lot, come about.
                choice = vote.options[len(scribe.rows.find(Paper, vote=vote.id)) % min(2, len(vote.options))]
                act = ballots.TakePaper(session=session.id, vote=vote.id, blinded=filled_in(vote, choice))
                steps.append(Step(act, doer))
    return drawn(steps)


def urn(scribe: Scribe, vote: Vote) -> tuple[ballots.BallotData, ...]:
    """The ballots that were filled in for the papers taken, in the order of their trackers."""
    issuer, key = Issuer.parse(vote.issuer), _key(vote.issuer)
    papers = scribe.rows.find(Paper, vote=vote.id)
    found = [_blinded[one.blinded].finished(issuer, sign_blindly(key, one.blinded)) for one in papers]
    return tuple(ballots.BallotData(**one.as_data()) for one in sorted(found, key=lambda one: one.tracker))


def _count(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = []
    for session, hall in dealing(scribe, vote=True):
        vote = scribe.rows.read(Vote, hall.vote)
        if vote is None or vote.status != "counting":
            continue
        act = ballots.CountBallots(session=session.id, vote=vote.id, ballots=urn(scribe, vote), last=True)
        steps += [Step(act, doer) for doer in chairs(scribe, ballots.CountBallots, session)]
    return drawn(steps)


def _lot(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = []
    for session, floor in dealing(scribe):
        for vote in scribe.rows.find(Vote, session=session.id):
            question = scribe.rows.read(Question, vote.question)
            if not vote.result or question is None or question.status != "waiting":
                continue
            hall = Hall(session, standing.rules_of(scribe.rows, session), floor)
            following = votes.next_in(scribe.rows, hall, question) if vote.result["quorum"] else None
            if following is not None and following.by_lot and votes.held(scribe.rows, question)[-1].id == vote.id:
                drawn_ = following.candidates[: following.places]
                act = ballots.DrawLot(session=session.id, vote=vote.id, drawn=drawn_, witnesses=("AM", "BY"))
                steps += [Step(act, doer) for doer in chairs(scribe, ballots.DrawLot, session)]
    return drawn(steps)


def _decide(scribe: Scribe) -> SearchStrategy[Step] | None:
    name = f"d-{len(scribe.rows.tables[Decision])}"
    return drawn(
        Step(
            decisions.TakeDecision(
                session=session.id, decision=name, item=item, title=WORDS, text=WORDS, responsible=whose, due=due
            ),
            doer,
        )
        for session, _hall in floors(scribe)
        for item in items(scribe, session)
        for whose, due in ((("AM",), date(2027, 1, 1)), ((), None))
        for doer in chairs(scribe, decisions.TakeDecision, session)
    )


def _followed(scribe: Scribe, act: type[decisions.OnDecision], **more: object) -> SearchStrategy[Step] | None:
    return drawn(
        Step(act.model_validate({"decision": one.id, "words": WORDS, **more}), doer)
        for one in scribe.rows.rows(Decision)
        if one.status == decisions.UNDER_WAY
        for doer in scribe.doers(act, venue=one.body)
        if doer.by.party in (*one.responsible, "secretariat")
    )


def _report(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _followed(scribe, decisions.ReportProgress)


def _move(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _followed(scribe, decisions.MoveDate, due=date(2028, 1, 1))


def _carried_out(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _followed(scribe, decisions.CloseDecision)


def _held(scribe: Scribe) -> list[Session]:
    return held(scribe, "open", "closed")


def _issue(scribe: Scribe) -> SearchStrategy[Step] | None:
    texts = {"en": scribe.ledger.deposit(b"The minutes.")}
    return drawn(
        Step(minutes.IssueMinutes(session=session.id, texts=texts), doer)
        for session in _held(scribe)
        if (found := scribe.rows.read(Minutes, session.id)) is None or found.status == "issued"
        for doer in chairs(scribe, minutes.IssueMinutes, session)
    )


def _ask(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(minutes.AskCorrection(session=session.id, language="en", reads="might", should_read="shall"), doer)
        for session in _held(scribe)
        if (found := scribe.rows.read(Minutes, session.id)) is not None
        if found.status == "issued" and scribe.now + timedelta(seconds=1) <= found.until
        for doer in seated(scribe, minutes.AskCorrection, session)
    )


def _settle(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(minutes.SettleCorrection(session=session.id, correction=one.id, accepted=accepted), doer)
        for session in _held(scribe)
        for one in scribe.rows.find(Correction, session=session.id)
        if one.status == "asked"
        for accepted in (True, False)
        for doer in chairs(scribe, minutes.SettleCorrection, session)
    )


def _adopt(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(minutes.AdoptMinutes(session=session.id), doer)
        for session in _held(scribe)
        if (found := scribe.rows.read(Minutes, session.id)) is not None
        if found.status == "issued" and scribe.now > found.until
        if not any(one.status == "asked" for one in scribe.rows.find(Correction, session=session.id))
        for doer in chairs(scribe, minutes.AdoptMinutes, session)
    )


def _draft(scribe: Scribe) -> SearchStrategy[Step] | None:
    texts = {"en": scribe.ledger.deposit(b"The communique.")}
    return drawn(
        Step(minutes.DraftCommunique(session=session.id, texts=texts), doer)
        for session in _held(scribe)
        if (found := scribe.rows.read(Communique, session.id)) is None or found.status == "draft"
        for doer in chairs(scribe, minutes.DraftCommunique, session)
    )


def _approve(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(minutes.ApproveCommunique(session=session.id, decision=one.id, draft=found.version), doer)
        for session in _held(scribe)
        if (found := scribe.rows.read(Communique, session.id)) is not None and found.status == "draft"
        for one in scribe.rows.find(Decision, session=session.id)
        for doer in chairs(scribe, minutes.ApproveCommunique, session)
    )


def _publish(scribe: Scribe) -> SearchStrategy[Step] | None:
    return drawn(
        Step(minutes.PublishCommunique(session=session.id), doer)
        for session in _held(scribe)
        if (found := scribe.rows.read(Communique, session.id)) is not None and found.status == "approved"
        for doer in chairs(scribe, minutes.PublishCommunique, session)
    )


OFTEN: tuple[type[Act], ...] = (
    voting.OpenVote, voting.CastVote, ballots.TakePaper, voting.CloseVote, ballots.CountBallots,
)  # fmt: skip
STRATEGIES: Mapping[type[Act], Strategy] = {
    voting.OpenVote: _open,
    voting.CastVote: _cast,
    voting.EnterAnswer: _enter,
    voting.EnterCounts: _count_hands,
    voting.ObjectToConsensus: _object,
    voting.CloseVote: _close,
    ballots.TakePaper: _take_paper,
    ballots.CountBallots: _count,
    ballots.DrawLot: _lot,
    decisions.TakeDecision: _decide,
    decisions.ReportProgress: _report,
    decisions.MoveDate: _move,
    decisions.CloseDecision: _carried_out,
    minutes.IssueMinutes: _issue,
    minutes.AskCorrection: _ask,
    minutes.SettleCorrection: _settle,
    minutes.AdoptMinutes: _adopt,
    minutes.DraftCommunique: _draft,
    minutes.ApproveCommunique: _approve,
    minutes.PublishCommunique: _publish,
}
