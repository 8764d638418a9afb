"""Reads of a sitting: the hall as it is now, a vote with its answers, decisions, minutes; each in few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from comity.cases import in_session
from comity.cases.models import Case
from comity.cases.standing import Reads, standings
from comity.meetings import queries, questions, votes
from comity.meetings.acts.floor import entry
from comity.meetings.election import NextBallot
from comity.meetings.floor import Entry, Speech, queue, speaking, time_of
from comity.meetings.hall import Hall, limits_of
from comity.meetings.models import (
    AgendaItem,
    Candidate,
    Decision,
    Floor,
    Paper,
    Progress,
    Question,
    Session,
    Speaker,
    Stand,
    Vote,
)
from comity.meetings.standing_rules import StandingRules

RESULTS = 6
PENDING = ("waiting", "voting", "divided")
MOST_CASES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the speakers' list, as a page shows it."""

    entry: Entry
    name: Mapping[str, str]
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Answer:
    """A member's cell in a vote: what it said (``voted``: it took a paper), whether it is being called.

    ``how`` it said so: ``device``, ``desk``, or ``before`` the vote, on the page of the case; empty if not at all.
    """

    member: str
    name: Mapping[str, str]
    position: str
    act: str
    called: bool
    how: str


@dataclass(frozen=True, slots=True)
class VoteView:
    """A vote as it stands: its answers in the order of the roll, and how many said what."""

    vote: Vote
    question: Question
    answers: tuple[Answer, ...]
    counts: Mapping[str, int]
    given: int
    names: Mapping[str, Mapping[str, str]]

    @property
    def called(self) -> Answer | None:
        """Whose turn it is in a roll call."""
        return next((one for one in self.answers if one.called), None)

    @property
    def total(self) -> int:
        return len(self.vote.members)

    @property
    def missing(self) -> int:
        """Members who have not answered, or not taken a paper."""
        return max(0, self.total - self.given)


@dataclass(frozen=True, slots=True)
class HallView:
    """The hall as it is now, whoever looks. ``trunks`` are the proposals that wait, those too that were divided."""

    session: Session
    floor: Floor
    rules: StandingRules
    item: AgendaItem | None
    items: tuple[AgendaItem, ...]
    speaking: Place | None
    queue: tuple[Place, ...]
    points: tuple[Place, ...]
    times: Mapping[str, int]
    questions: tuple[Question, ...]
    trunks: tuple[Question, ...]
    vote: VoteView | None
    results: tuple[Vote, ...]
    decisions: tuple[Decision, ...]
    present: int
    members: int
    quorate: bool
    names: Mapping[str, Mapping[str, str]]


def hall(session: Session) -> HallView:
    """Everything a page of the hall shows: about a dozen queries, whatever the number of members."""
    floor = Floor.objects.filter(session=session.id).first() or no_floor(session.id)
    rules = queries.rules_of(session)
    items = tuple(AgendaItem.objects.filter(session=session.id, place__gt=0, withdrawn_at=None).order_by("place"))
    names = queries.party_names()
    quorum = queries.quorum_of(session)
    places = _places(session.id, floor.item, names)
    entries = [one.entry for one in places]
    by_id = {one.entry.id: one for one in places}
    here = speaking(entries)
    waiting = list(Question.objects.filter(session=session.id, item=floor.item, status__in=PENDING))
    vote = Vote.objects.filter(id=floor.vote).first() if floor.vote else None
    spoken = time_of(entries, timezone.now())
    return HallView(
        session=session,
        floor=floor,
        rules=rules,
        item=next((one for one in items if one.item == floor.item), None),
        items=items,
        speaking=by_id[here.id] if here else None,
        queue=tuple(by_id[one.id] for one in queue(entries)),
        points=tuple(one for one in places if one.entry.kind is Speech.POINT and not one.entry.left)[-3:],
        times={party: int(time.total_seconds()) for party, time in spoken.items()},
        questions=tuple(questions.arranged(waiting, [motion.id for motion in rules.motions])),
        trunks=tuple(one for one in waiting if one.matter == "proposal"),
        vote=view_of(vote, names) if vote is not None else None,
        results=tuple(Vote.objects.filter(session=session.id, status="closed").order_by("-closed_at")[:RESULTS]),
        decisions=tuple(Decision.objects.filter(session=session.id).order_by("-taken_at", "-number")[:RESULTS]),
        present=len(quorum.present),
        members=quorum.members,
        quorate=quorum.met,
        names=names,
    )


def no_floor(session: str) -> Floor:
    """The floor of a session that has not taken anything up."""
    return Floor(session=session, item="", list_open=False, made=0, limits={}, vote="")


def _places(session: str, item: str, names: Mapping[str, Mapping[str, str]]) -> list[Place]:
    if not item:
        return []
    found = Speaker.objects.filter(session=session, item=item).order_by("asked_at", "id")
    return [Place(entry(one), names.get(one.party, {}), one) for one in found]


def find_vote(session: str, vote: str) -> Vote | None:
    """The vote with this identifier in this session; one query."""
    return Vote.objects.filter(id=vote, session=session).first()


def view_of(vote: Vote, names: Mapping[str, Mapping[str, str]] | None = None) -> VoteView:
    """A vote with its answers: three or four queries."""
    names = queries.party_names() if names is None else names
    question = Question.objects.get(id=vote.question)
    stands = {one.member: one for one in Stand.objects.filter(vote=vote.id)}
    papers = set(Paper.objects.filter(vote=vote.id).values_list("member", flat=True)) if vote.is_secret else set()
    called = vote.members[vote.state["called"]] if _calls(vote) else ""
    answers = tuple(
        Answer(
            member=member,
            name=names.get(member, {}),
            position=stands[member].position if member in stands else "voted" if member in papers else "",
            act=stands[member].act if member in stands else "",
            called=member == called,
            how=_how(vote, stands.get(member)),
        )
        for member in vote.members
    )
    candidates = {}
    if question.matter == "election":
        candidates = dict(Candidate.objects.filter(question=question.id).values_list("candidate", "name"))
    return VoteView(vote, question, answers, counts_of(vote, stands), len(stands) or vote.papers, candidates)


def _how(vote: Vote, stand: Stand | None) -> str:
    if stand is None:
        return ""
    if stand.at < vote.opened_at:
        return "before"
    return "device" if stand.entered_by == stand.member else "desk"


def _calls(vote: Vote) -> bool:
    return bool(vote.method == "roll call" and vote.is_open and vote.state["called"] < len(vote.members))


def counts_of(vote: Vote, stands: Mapping[str, Stand]) -> dict[str, int]:
    """How many said what: of an urn once it is counted, of hands once they are, of answers at any time."""
    if vote.is_secret:
        return dict(vote.counts.get("votes", {}))
    if vote.method == "show of hands":
        return dict(vote.counts)
    said = [one.position for one in stands.values()]
    return {option: said.count(option) for option in vote.options} if vote.method != "consensus" else {}


def counts_said(vote: Vote) -> dict[str, int]:
    """The counts of a closed vote: of hands and urns as they stand on it, of answers counted again; one query or
    none."""
    stands: dict[str, Stand] = {}
    if vote.method in ("recorded vote", "roll call"):
        stands = {one.member: one for one in Stand.objects.filter(vote=vote.id)}
    return counts_of(vote, stands)


def cases_before(session: Session) -> list[Case]:
    """The cases on which the body of a session can vote now and that no question before it is; three queries."""
    asked = Question.objects.filter(session=session.id, status__in=["waiting", "voting"]).exclude(case="")
    found = Case.objects.filter(end="", vote="").exclude(id__in=asked.values("case")).order_by("opened_at")[:MOST_CASES]
    return [one.case for one in standings(found) if in_session.is_votable(one.sitting, one.venue, session.body)]


def next_ballot_of(view: HallView, election: Question) -> tuple[Vote | None, NextBallot | None]:
    """The last ballot of an election that had a result, and who stands in the next by the rules; two queries."""
    held = votes.held(Reads(), election)
    if not held:
        return None, None
    return held[-1], votes.next_in(Reads(), Hall(view.session, view.rules, view.floor), election)


def limits(view: HallView) -> Any:
    """The times for speaking in force."""
    return limits_of(view.rules, view.floor.limits)


def decisions(*, body: str = "", state: str = "", words: str = "") -> QuerySet[Decision]:
    """Decisions for a list: of a body, under way, overdue or done, with words in title or number."""
    found = Decision.objects.all()
    if body:
        found = found.filter(body=body)
    if state == "overdue":
        found = found.filter(status="under way", due__lt=timezone.now().date())
    elif state:
        found = found.filter(status=state)
    for word in words.split()[:6]:
        found = found.filter(Q(title__en__icontains=word) | Q(title__ru__icontains=word) | Q(number__icontains=word))
    return found


def progress_of(decision: str) -> Sequence[Progress]:
    """What was reported on a decision, in order; one query."""
    return list(Progress.objects.filter(decision=decision).order_by("at"))
