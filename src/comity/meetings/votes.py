"""What becomes of a vote: who is entitled, which rule, each answer, and the end of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from comity.cases.phrases import as_json
from comity.meetings import questions, standing
from comity.meetings import sitting_refusals as refusals
from comity.meetings.ballot import Issuer
from comity.meetings.election import Result as Elected
from comity.meetings.election import Rounds, next_ballot, require_nameless, words_of
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
from comity.record.acts import Occasion
from comity.record.rows import Rows

if TYPE_CHECKING:
    from comity.meetings.acts.voting import OpenVote

ROUNDS = Rounds(restricted_from=2, candidates_per_place=2, lot_after=2)
WITHOUT_QUORUM = (SUSPENSION, ADJOURNMENT)
NAMELESS = ("show of hands", "secret ballot")
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
    """A vote that is open. Raises `AlreadyThere`, `FirstNeeded`, `IssuerNeeded`, `RuleNeedsNames`, and for an election
    `NoCandidates` or `ElectionNeedsBallot`."""
    if rows.lock(Vote, act.vote) is not None:
        raise AlreadyThere(id=act.vote)
    members, rule = standing.voters(rows, hall.session, occasion.at), rule_for(hall, question)
    if act.method in NAMELESS:
        require_nameless(rule, len(members))
    earlier = [one for one in rows.find(Vote, question=question.id) if one.status == "closed"]
    options = _options(rows, question, rule, act.method, earlier)
    if act.method == "secret ballot":
        _require_issuer(rows, hall, act.issuer)
    made = Vote(
        id=act.vote,
        session=hall.session.id,
        item=question.item,
        question=question.id,
        title=question.title,
        method=act.method,
        rule=rule.as_data(),
        roll=members.as_data(),
        members=_called(rows, hall, members, act),
        present=sorted(hall.session.present),
        options=options,
        places=_places(rows, question),
        round=1 + len(earlier),
        opened_at=occasion.at,
        opened_by=occasion.by.party,
        status="open",
        state={"called": 0, "tally": []},
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
    if act.method in ("recorded vote", "roll call"):
        made.state = {"called": 0, "tally": Question(rule, members).start().state()}
    return made


def _options(rows: Rows, question: Asked, rule: Rule, method: str, earlier: Sequence[Vote]) -> list[str]:
    if question.matter != QuestionKind.ELECTION:
        return list(rule.declared or words_of(rule))
    standing_ = questions.standing(rows, question.id)
    places = _places(rows, question)
    if not standing_:
        raise refusals.NoCandidates()
    if method != "secret ballot" and not (method == "consensus" and len(standing_) <= places):
        raise refusals.ElectionNeedsBallot(candidates=len(standing_), places=places)
    decided = [one for one in earlier if one.result]
    if decided:
        last = max(decided, key=lambda one: one.round)
        following = next_ballot(result_of(last), last.round, ROUNDS)
        kept = [name for name in following.candidates if name in standing_] if following else []
        return kept or standing_
    return standing_


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
    """A member's answer, or a change of it. In a roll call a member answers when the roll has come to it, or later."""
    if member not in vote.members:
        raise refusals.NotEntitled(member=member)
    entered = occasion.by.party != member
    if position not in vote.options and not (entered and position == ABSENT):
        raise refusals.WrongPosition(position=position, known=", ".join(vote.options))
    place, called = vote.members.index(member), vote.state["called"]
    if vote.method == "roll call" and place > called:
        raise refusals.NotCalled(member=member, called=vote.members[called])
    held = rows.lock(Stand, vote.id, member)
    tally = tally_of(vote)
    tally.take(member, position, held.position if held is not None else None)
    vote.state = {"called": max(called, place + 1) if vote.method == "roll call" else 0, "tally": tally.state()}
    rows.put(vote)
    row = held or Stand(vote=vote.id, member=member, earlier=[])
    if held is not None:
        row.earlier = [*held.earlier, {"position": held.position, "at": held.at.isoformat(), "act": held.act}]
    row.position, row.entered_by, row.level = position, occasion.by.party, occasion.level
    row.act, row.at = occasion.id, occasion.at
    rows.put(row)


def end(rows: Rows, hall: Hall, vote: Vote, outcome: str, because: Sequence[Phrase], occasion: Occasion) -> None:
    """The vote has its result. Without a quorum, or consensus, the question waits to be put again."""
    vote.status, vote.outcome, vote.closed_at = "closed", outcome, vote.closed_at or occasion.at
    vote.because = [as_json(one) for one in because]
    rows.put(vote)
    questions.leave_vote(rows, hall)
    question = questions.found(rows, hall.session.id, vote.question)
    if outcome in (ADOPTED, "rejected") and question.matter != QuestionKind.ELECTION:
        questions.settle(rows, hall, question, outcome, occasion)
    elif question.matter == QuestionKind.ELECTION and outcome == ADOPTED:
        names = vote.result.get("elected") or vote.options
        _elect(rows, hall, question, names, occasion)
    else:
        question.status = "waiting"
        rows.put(question)


def _elect(rows: Rows, hall: Hall, question: Asked, names: Sequence[str], occasion: Occasion) -> None:
    """Candidates are elected; when every place is filled the election is over, otherwise another ballot follows."""
    for name in names:
        candidate = rows.lock(Candidate, question.id, name)
        assert candidate is not None
        candidate.elected_at = occasion.at
        rows.put(candidate)
    elected = [one for one in rows.find(Candidate, question=question.id) if one.elected_at is not None]
    if len(elected) >= question.places or not questions.standing(rows, question.id):
        questions.settle(rows, hall, question, "adopted", occasion)
    else:
        question.status = "waiting"
        rows.put(question)


def elect_by_lot(rows: Rows, hall: Hall, question: Asked, names: Sequence[str], occasion: Occasion) -> None:
    """Those whom the lot fell on are elected."""
    _elect(rows, hall, question, names, occasion)


def result_of(vote: Vote) -> Elected:
    """The result of a counted ballot as the pure rules have it."""
    found = vote.result
    return Elected(found["votes"], tuple(found["elected"]), tuple(found["tied"]), found["places_left"], found["quorum"])
