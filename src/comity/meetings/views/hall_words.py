"""The hall in words: what its templates say of answers, questions, counts and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from comity.meetings import case_votes, sitting_queries
from comity.meetings.floor import clock
from comity.meetings.models import Candidate, Question, Vote
from comity.meetings.sitting_queries import Answer, HallView, VoteView
from comity.meetings.views import amendments
from comity.meetings.votes import WITHOUT_QUORUM
from comity.pages import vocabulary

MATTERS = {
    "proposal": gettext_lazy("proposal"),
    "motion": gettext_lazy("procedural motion"),
    "amendment": gettext_lazy("amendment"),
    "part": gettext_lazy("part"),
    "challenge": gettext_lazy("challenge to a ruling"),
    "election": gettext_lazy("election"),
}
CATEGORIES = {
    "conduct of the debate": gettext_lazy("conduct of the debate"),
    "application of the rules": gettext_lazy("application of the rules"),
    "interpretation or documents": gettext_lazy("interpretation or documents"),
    "request for information": gettext_lazy("request for information"),
    "conduct of the vote": gettext_lazy("conduct of the vote"),
}
HOW = {"desk": gettext_lazy("by the desk"), "before": gettext_lazy("before the vote")}
VOTED, AWAITED = gettext_lazy("voted"), gettext_lazy("awaited")
METHODS = {
    "consensus": gettext_lazy("consensus"),
    "show of hands": gettext_lazy("show of hands"),
    "recorded vote": gettext_lazy("recorded vote"),
    "roll call": gettext_lazy("roll call"),
    "secret ballot": gettext_lazy("secret ballot"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be given: its value, its name in the reader's language, and how many gave it."""

    value: str
    label: Any
    number: int | None = None

    @property
    def word(self) -> Any:
        return self.label


def options(vote: Vote, names: Mapping[str, Mapping[str, str]]) -> list[Option]:
    """What a vote offers: candidates by their names, positions in the words of the vocabulary."""
    said = vote.counts.get("votes", vote.counts) if vote.is_secret else vote.counts
    return [Option(word, names.get(word) or str(vocabulary.choice(word)), said.get(word)) for word in vote.options]


def dressed(view: HallView) -> dict[str, Any]:
    """What the templates of the hall need beside the view: everything in words, and the server's clock."""
    candidates = _candidates([one.question for one in (*view.results, *([view.vote.vote] if view.vote else []))])
    for result in view.results:
        dress(result, candidates.get(result.question, {}))
    place = view.item.place if view.item else 0
    return {
        "now": timezone.now(),
        "redline": amendments.next_redline(view),
        "spoken": [
            {"name": view.names.get(party, party), "time": clock(seconds)} for party, seconds in view.times.items()
        ],
        "questions": [_question(view, one) for one in view.questions],
        "rulings": [one for one in view.trunks if one.order_reason],
        "to_arrange": [one for one in view.trunks if sum(_hangs(other, one) for other in view.questions) > 1],
        "queue": [_place(one) for one in view.queue],
        "points": [_place(one) for one in view.points],
        "unruled": [_place(one) for one in view.points if one.speaker.ruled_at is None],
        "vote": shown(view.vote) if view.vote else None,
        "voters": [{"id": party, "name": view.names.get(party, party)} for party in sorted(view.session.present)],
        "limit": sitting_queries.limits(view).statement,
        "next_item": next((one.item for one in view.items if one.place > place), ""),
    }


def shown(view: VoteView) -> dict[str, Any]:
    """A vote in words, for the templates."""
    dress(view.vote, view.names, view.counts)
    answers = [_answer(one) for one in view.answers]
    called = next((one for one in answers if one["called"]), None)
    return {
        "vote": view.vote,
        "question": view.question,
        "answers": answers,
        "called": called,
        "given": view.given,
        "total": view.total,
        "by_desk": sum(1 for one in view.answers if one.how == "desk"),
        "method_word": METHODS[view.vote.method],
    }


def dress(vote: Vote, names: Mapping[str, Mapping[str, str]], counts: Mapping[str, int] | None = None) -> None:
    """Put the counts and the names of the elected into words, on the row that a template shows."""
    found = counts if counts is not None else sitting_queries.counts_said(vote)
    listed = [Option(word, names.get(word) or str(vocabulary.position(word).label), n) for word, n in found.items()]
    vote.said_counts = listed if any(found.values()) else []  # type: ignore[attr-defined]
    vote.elected_names = [names.get(one, one) for one in vote.result.get("elected", [])]  # type: ignore[attr-defined]


def _candidates(questions: list[str]) -> dict[str, dict[str, Mapping[str, str]]]:
    names: dict[str, dict[str, Mapping[str, str]]] = {}
    for one in Candidate.objects.filter(question__in=questions):
        names.setdefault(one.question, {})[one.candidate] = one.name
    return names


def _answer(one: Answer) -> dict[str, Any]:
    word: Any
    if not one.position:
        word, tone = AWAITED, "waiting"
    elif one.position == "voted":
        word, tone = VOTED, "neutral"
    else:
        known = vocabulary.position(one.position)
        word, tone = known.label, known.tone
    return {
        "member": one.member,
        "name": one.name,
        "word": word,
        "tone": tone,
        "called": one.called,
        "act": one.act,
        "how": HOW.get(one.how, ""),
        "for_desk": one.how in ("", "desk"),
    }


def _question(view: HallView, one: Question) -> dict[str, Any]:
    motion = view.rules.motion(one.kind) if one.matter == "motion" else None
    ways = [way for way in METHODS if ("roll call" if way == "recorded vote" else way) in view.rules.voting.methods]
    if one.case:
        ways = [way for way in ways if way in case_votes.BY_NAME]
    if one.matter == "election":
        ways = [way for way in ways if way in ("secret ballot", "consensus")]
    usual = view.rules.voting.elections if one.matter == "election" else view.rules.voting.usual
    return {
        "id": one.id,
        "title": one.title,
        "matter": one.matter,
        "instrument": one.instrument,
        "trunk": one.on or one.id,
        "matter_word": MATTERS[one.matter],
        "mover_name": view.names.get(one.mover, {}) or one.mover,
        "mover": one.mover,
        "status": one.status,
        "by_chair": motion is not None and motion.decided_by == "chair",
        "ways": sorted(ways, key=lambda way: way != usual),
        "quorum_free": one.kind in WITHOUT_QUORUM,
        "case": one.case,
        "next_ballot": _next_ballot(view, one) if one.matter == "election" else None,
    }


def _place(one: sitting_queries.Place) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "name": one.name,
        "speaker": one.speaker,
        "category": CATEGORIES.get(one.speaker.category, one.speaker.category),
    }


def _hangs(one: Question, trunk: Question) -> bool:
    return one.on == trunk.id and one.matter in ("amendment", "part")


def _next_ballot(view: HallView, election: Question) -> dict[str, Any] | None:
    """Between whom the next ballot is, by the rules of procedure; whether a lot settles the election instead."""
    held, following = sitting_queries.next_ballot_of(view, election)
    if held is None or following is None:
        return None
    names = _candidates([election.id]).get(election.id, {})
    return {
        "number": held.round + 1,
        "names": [names.get(one, one) for one in following.candidates],
        "places": following.places,
        "lot": held.id if following.by_lot else "",
        "last": following.last,
    }
