"""What becomes of a vote: who is entitled, which rule, each answer, and the end of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from comity.cases.phrases import as_json
from comity.meetings import case_votes, questions, standing
from comity.meetings import sitting_refusals as refusals
from comity.meetings.ballot import Issuer
from comity.meetings.election import NextBallot, next_ballot, require_nameless, words_of
from comity.meetings.election import Result as Elected
from comity.meetings.floor import rotated
from comity.meetings.hall import Hall
from comity.meetings.models.motions import Candidate
from comity.meetings.models.motions import Question as Asked
from comity.meetings.models.voting import Stand, Vote
from comity.meetings.precedence import ADJOURNMENT, SUSPENSION, QuestionKind
from comity.parties.models import Party
from comity.parties.refusals import AlreadyThere
from comity.phrase import Phrase
from comity.procedure.decision import ADOPTED, Members, Question, Rule, Tally
from comity.procedure.position import ABSENT
from comity.procedure.stages.form import SIGNATURES
from comity.record.acts import Occasion
from comity.record.rows import Rows

if TYPE_CHECKING:
    from comity.meetings.acts.voting import OpenVote

WITHOUT_QUORUM = (SUSPENSION, ADJOURNMENT)
NAMELESS = ("show of hands", "secret ballot")
SETTLED = {ADOPTED: ADOPTED, "rejected": "rejected", "lapsed": "rejected", case_votes.TOO_LATE: "not put"}
"""What becomes of a question by the outcome of its vote; with any other it waits to be put again."""
KEPT = 64
_questions: OrderedDict[str, Question] = OrderedDict()


def require_method(hall: Hall, method: str) -> None:
    """Raise `MethodUnknown` unless the rules know the method; a recorded vote takes the place of a roll call."""
    known = hall.rules.voting.methods
    if ("roll call" if method == "recorded vote" else method) not in known:
        raise refusals.MethodUnknown(method=method, known=", ".join(known))


def rule_for(hall: Hall, question: Asked) -> Rule:
    """The rule of procedure by which a question is decided."""
    if question.matter in (QuestionKind.MOTION, QuestionKind.CHALLENGE):
        motion = hall.rules.motion(question.kind)
        assert motion is not None
        rule = motion.appeal if question.matter == QuestionKind.CHALLENGE else motion.rule
        return rule or hall.rules.voting.rule("procedural")
    return hall.rules.voting.rule(question.kind)


def new(rows: Rows, hall: Hall, question: Asked, act: OpenVote, occasion: Occasion) -> Vote:
    """A vote that is open.

    Raises `AlreadyThere`, `FirstNeeded`, `IssuerNeeded`, `RuleNeedsNames`; for an election `NoCandidates`,
    `ElectionNeedsBallot` or `NoOtherBallot`; and for a question that is a case what `case_votes.begin` raises.
    """
    if rows.lock(Vote, act.vote) is not None:
        raise AlreadyThere(id=act.vote)
    members, rule = standing.voters(rows, hall.session, occasion.at), rule_for(hall, question)
    if act.method in NAMELESS:
        require_nameless(rule, len(members))
    made = _blank(hall, question, act, occasion)
    made.options = _options(rows, hall, question, rule, act.method)
    made.places, made.round = _places(rows, question), 1 + len(held(rows, question))
    if act.method == "secret ballot":
        _require_issuer(rows, hall, act.issuer)
    made.rule, made.roll = rule.as_data(), members.as_data()
    if question.case:
        members = case_votes.begin(rows, hall, question, made, members)
    elif act.method in ("recorded vote", "roll call"):
        made.state = {"called": 0, "tally": Question(rule, members).start().state()}
    made.members = _called(rows, hall, members, act)
    return made


def _blank(hall: Hall, question: Asked, act: OpenVote, occasion: Occasion) -> Vote:
    return Vote(
        id=act.vote,
        session=hall.session.id,
        item=question.item,
        question=question.id,
        title=question.title,
        method=act.method,
        rule={},
        roll=[],
        members=[],
        present=sorted(hall.session.present),
        options=[],
        places=1,
        round=1,
        opened_at=occasion.at,
        opened_by=occasion.by.party,
        status="open",
        state={"called": 0, "tally": []},
        signature=hall.rules.voting.signature,
        case="",
        case_round=0,
        until=None,
        counts={},
        tellers=[],
        objections=[],
        issuer=act.issuer or "",
        papers=0,
        urn={"after": "", "counted": 0},
        closed_at=None,
        outcome="",
        because=[],
        result={},
    )


def _options(rows: Rows, hall: Hall, question: Asked, rule: Rule, method: str) -> list[str]:
    if question.matter != QuestionKind.ELECTION:
        return list(rule.declared or words_of(rule))
    standing_ = questions.standing(rows, question.id)
    places = _places(rows, question)
    if not standing_:
        raise refusals.NoCandidates()
    if method != "secret ballot" and not (method == "consensus" and len(standing_) <= places):
        raise refusals.ElectionNeedsBallot(candidates=len(standing_), places=places)
    if not held(rows, question):
        return standing_
    following = next_in(rows, hall, question)
    if following is None or following.last:
        raise refusals.NoOtherBallot(most=hall.rules.voting.ballots.most)
    return list(following.candidates)


def held(rows: Rows, question: Asked) -> list[Vote]:
    """The ballots of an election that had a result, in their order; one without a quorum is held again."""
    found = [one for one in rows.find(Vote, question=question.id) if one.result and one.result["quorum"]]
    return sorted(found, key=lambda one: one.round)


def next_in(rows: Rows, hall: Hall, question: Asked) -> NextBallot | None:
    """Who stands in the ballot after the last one held, by the rules of procedure; `None` if there is no other."""
    last = held(rows, question)[-1]
    standing_ = questions.standing(rows, question.id)
    return next_ballot(result_of(last), last.round, hall.rules.voting.ballots, standing_)


def _places(rows: Rows, question: Asked) -> int:
    elected = [one for one in rows.find(Candidate, question=question.id) if one.elected_at is not None]
    return max(1, question.places - len(elected))


def _require_issuer(rows: Rows, hall: Hall, issuer: str | None) -> None:
    if issuer is None:
        raise refusals.IssuerNeeded()
    Issuer.parse(issuer)
    if any(one.issuer == issuer for one in rows.find(Vote, session=hall.session.id)):
        raise refusals.IssuerUsed()


def _called(rows: Rows, hall: Hall, members: Members, act: OpenVote) -> list[str]:
    """The members in alphabetical order in the language of the rules, from the one drawn by lot on (rule 87)."""
    language = hall.rules.voting.order_language

    def name(member: str) -> tuple[str, str]:
        party = rows.read(Party, member)
        names = party.name if party is not None else {}
        return (str(names.get(language) or names.get("en") or member).casefold(), member)

    order = sorted(members.ids, key=name)
    if act.method != "roll call":
        return order
    if act.first not in order:
        raise refusals.FirstNeeded(members=", ".join(order))
    return rotated(order, str(act.first))


def open_vote(rows: Rows, session: str, vote: str, *methods: str) -> Vote:
    """The vote, open and taken by one of ``methods``, for this act alone.

    Raises `NoSuchVote`, `VoteClosed`, `OtherMethod`.
    """
    found = rows.lock(Vote, vote)
    if found is None or found.session != session:
        raise refusals.NoSuchVote(vote=vote)
    if not found.is_open:
        raise refusals.VoteClosed()
    if methods and found.method not in methods:
        raise refusals.OtherMethod(method=found.method)
    return found


def tally_of(vote: Vote) -> Tally:
    """Where a recorded vote or roll call stands. The question is compiled once for each rule and roll."""
    state = vote.state["tally"]
    known = _questions.get(state[0])
    if known is None:
        known = _questions[state[0]] = Question(Rule.parse(vote.rule), Members.parse(vote.roll))
        if len(_questions) > KEPT:
            _questions.popitem(last=False)
    return known.resume(state)


def answer(rows: Rows, vote: Vote, member: str, position: str, occasion: Occasion) -> None:
    """A member's answer, or a change of it; or what the desk enters for a member without a device.

    In a roll call a member answers when the roll has come to it, or later. What a member signed itself the desk does
    not change. Raises `NotEntitled`, `WrongPosition`, `NotCalled`, `SignedItself`, `SignatureWanted`, `AnswerLate`.
    """
    _require_signature(vote, member, occasion)
    case_votes.require_time(vote.until, occasion.at)
    if member not in vote.members:
        raise refusals.NotEntitled(member=member)
    entered = occasion.by.party != member
    if position not in vote.options and not (entered and position == ABSENT and not vote.case):
        raise refusals.WrongPosition(position=position, known=", ".join(vote.options))
    place, called = vote.members.index(member), vote.state["called"]
    if vote.method == "roll call" and place > called:
        raise refusals.NotCalled(member=member, called=vote.members[called])
    held = rows.lock(Stand, vote.id, member)
    if held is not None and entered and held.entered_by == member:
        raise refusals.SignedItself(member=member)
    before = held.position if held is not None else None
    state = _moved(vote, member, position, before)
    vote.state = {"called": max(called, place + 1) if vote.method == "roll call" else 0, "tally": state}
    rows.put(vote)
    row = held or Stand(vote=vote.id, member=member, earlier=[])
    if held is not None:
        row.earlier = [*held.earlier, {"position": held.position, "at": held.at.isoformat(), "act": held.act}]
    row.position, row.entered_by, row.person = position, occasion.by.party, occasion.by.actor
    row.level, row.act, row.at = occasion.level, occasion.id, occasion.at
    rows.put(row)


def _moved(vote: Vote, member: str, position: str, before: str | None) -> list[Any]:
    """The tally with this answer; that of a case is counted by its own procedure, when the vote is closed."""
    if vote.case:
        return []
    tally = tally_of(vote)
    tally.take(member, position, before)
    return list(tally.state())


def _require_signature(vote: Vote, member: str, occasion: Occasion) -> None:
    """A member signs at the level demanded. The desk enters what was said aloud, under its own signature; but where a
    case demands more than a session, only the member itself can give that."""
    needed = SIGNATURES.index(cast(Any, vote.signature))
    if occasion.by.party != member:
        if vote.case and needed:
            raise refusals.MemberSigns(needed=vote.signature)
    elif SIGNATURES.index(cast(Any, occasion.level)) < needed:
        raise refusals.SignatureWanted(needed=vote.signature)


def end(rows: Rows, hall: Hall, vote: Vote, outcome: str, because: Sequence[Phrase], occasion: Occasion) -> None:
    """The vote has its result. Without a quorum, or consensus, the question waits to be put again."""
    vote.status, vote.outcome, vote.closed_at = "closed", outcome, vote.closed_at or occasion.at
    vote.because = [as_json(one) for one in because]
    rows.put(vote)
    questions.leave_vote(rows, hall)
    question = questions.found(rows, hall.session.id, vote.question)
    if outcome in SETTLED and question.matter != QuestionKind.ELECTION:
        questions.settle(rows, hall, question, SETTLED[outcome], occasion)
    elif question.matter == QuestionKind.ELECTION and outcome == ADOPTED:
        names = vote.result.get("elected") or vote.options
        _elect(rows, hall, question, names, occasion)
    else:
        _wait(rows, hall, question, occasion)


def _elect(rows: Rows, hall: Hall, question: Asked, names: Sequence[str], occasion: Occasion) -> None:
    """Candidates are elected; when every place is filled the election is over, otherwise another ballot follows."""
    for name in names:
        candidate = rows.lock(Candidate, question.id, name)
        assert candidate is not None
        candidate.elected_at = occasion.at
        rows.put(candidate)
    elected = [one for one in rows.find(Candidate, question=question.id) if one.elected_at is not None]
    if len(elected) >= question.places:
        questions.settle(rows, hall, question, "adopted", occasion)
    else:
        _wait(rows, hall, question, occasion)


def _wait(rows: Rows, hall: Hall, question: Asked, occasion: Occasion) -> None:
    """The question waits to be put again; an election only if the rules hold another ballot, or draw a lot."""
    over = question.matter == QuestionKind.ELECTION and (
        not questions.standing(rows, question.id)
        or (bool(held(rows, question)) and next_in(rows, hall, question) is None)
    )
    if over:
        questions.settle(rows, hall, question, "unfilled", occasion)
        return
    question.status = "waiting"
    rows.put(question)


def elect_by_lot(rows: Rows, hall: Hall, question: Asked, names: Sequence[str], occasion: Occasion) -> None:
    """Those whom the lot fell on are elected."""
    _elect(rows, hall, question, names, occasion)


def result_of(vote: Vote) -> Elected:
    """The result of a counted ballot as the pure rules have it."""
    found = vote.result
    return Elected(found["votes"], tuple(found["elected"]), tuple(found["tied"]), found["places_left"], found["quorum"])
