"""The hall for those who are in it: the delegate's page, the chair's, and the one door for acts done there at once.

In the hall an act is done with one press: whoever asks for the floor cannot go through two pages. The page fixes the
act's identifier, so that an entry kept while the network was away is done once, however often it is sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, get_args, get_origin

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.meetings import queries, sitting_queries, standing
from comity.meetings.acts import ballots, floor, motions, voting
from comity.meetings.ballot import sign_blindly
from comity.meetings.floor import Speech
from comity.meetings.issuing import key_of, new_issuer
from comity.meetings.models import Paper, Session, SessionDelegate, Stand, Vote
from comity.meetings.views import hall_words
from comity.meetings.views import words as said
from comity.pages.access import public, requires_person
from comity.pages.viewer import viewer_of
from comity.phrase import Refusal
from comity.record.acts import Act, Capacity, read_act
from comity.record.commit import commit, draft
from comity.record.leaf import Leaf
from comity.record.models import Recorded
from comity.record.signing import capacity_of

AT_ONCE: tuple[type[Act], ...] = (
    floor.TakeUpItem, floor.CloseList, floor.ReopenList, floor.LimitSpeeches, floor.AskForFloor, floor.LeaveList,
    floor.StrikeSpeaker, floor.GiveFloor, floor.TakeFloorBack, floor.RaisePoint, floor.RuleOnPoint,
    motions.MakeMotion, motions.RuleOnMotion, motions.ChallengeRuling, motions.WithdrawQuestion,
    motions.TakeQuestionBack, motions.Nominate, motions.WithdrawCandidate,
    voting.OpenVote, voting.CastVote, voting.EnterAnswer, voting.EnterCounts, voting.ObjectToConsensus,
    voting.CloseVote, ballots.TakePaper, ballots.DrawLot,
)  # fmt: skip
DOORS = {act.type: act for act in AT_ONCE}
"""The acts that may be done with one press in the hall."""


@require_safe
@public
def hall(request: HttpRequest, session: str) -> HttpResponse:
    """The hall: what is being dealt with, and what the reader may do; the chair finds the controls here too."""
    found = said.found_session(session)
    general = shown(found)
    context = {"topics": f"hall:{session} session:{session}", **general, **personal(request, found, general["view"])}
    return render(request, "meetings/hall.html", context)


@require_safe
@public
def hall_part(request: HttpRequest, session: str) -> HttpResponse:
    """The part that is the same for every reader."""
    return render(request, "meetings/hall_part.html", shown(said.found_session(session)))


@require_safe
@public
def hall_mine(request: HttpRequest, session: str) -> HttpResponse:
    """What the reader may do now."""
    found = said.found_session(session)
    general = shown(found)
    return render(request, "meetings/hall_mine.html", {**general, **personal(request, found, general["view"])})


@require_safe
@public
def hall_chair(request: HttpRequest, session: str) -> HttpResponse:
    """The chair's controls; nothing for anybody else."""
    found = said.found_session(session)
    general = shown(found)
    mine = personal(request, found, general["view"])
    return render(request, "meetings/hall_chair.html", {**general, **mine}) if mine["presides"] else HttpResponse()


@require_POST
@requires_person
def act_at_once(request: HttpRequest, session: str) -> HttpResponse:
    """Do an act of the hall: a form without a script is led back to the hall, a script gets JSON.

    ``id`` is the act's identifier, drawn by the page: the same sent twice is done once.
    """
    said.found_session(session)
    cls = DOORS.get(request.POST.get("act", ""))
    if cls is None:
        raise Http404
    wants_json = "application/json" in request.headers.get("accept", "")
    by, name = capacity_of(request), _identifier(request.POST.get("id", ""))
    payload = {**payload_of(cls, request.POST), "session": session}
    try:
        if not _stands(cls, payload, by, name):
            commit(draft(read_act(cls.type, _completed(cls, payload, name)), by, id=name))
        answer = _told(cls, payload, by, name)
    except Refusal as refusal:
        if not wants_json:
            raise
        status = int(getattr(refusal, "status", 409))
        return JsonResponse({"refused": refusal.phrase.said(_), "code": refusal.code}, status=status)
    return JsonResponse(answer) if wants_json else redirect("hall", session)


def _stands(cls: type[Act], payload: Mapping[str, Any], by: Capacity, name: str) -> bool:
    """Whether this very entry was done already. Another act under its identifier is left to the corridor to refuse."""
    before = Recorded.objects.filter(act=name).first()
    if before is None:
        return False
    leaf = Leaf.read(bytes(before.leaf))
    if (leaf.type, leaf.actor) != (cls.leaf_type(), by.actor):
        return False
    # What the server added is taken from the record: the entry itself must change nothing in it.
    return read_act(leaf.type, {**leaf.payload, **payload}) == read_act(leaf.type, leaf.payload)


def _completed(cls: type[Act], payload: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The payload with what the page leaves to the server: identifiers, and the key of a secret ballot."""
    made = dict(payload)
    if cls in (motions.MakeMotion, motions.ChallengeRuling):
        made.setdefault("question", f"q-{name}")
    if cls is voting.OpenVote:
        made.setdefault("vote", f"v-{name}")
        if made.get("method") == "secret ballot":
            made["issuer"] = new_issuer()
        if made.get("method") != "roll call":
            made.pop("first", None)
    return made


def payload_of(cls: type[Act], given: QueryDict) -> dict[str, Any]:
    """What a form says in the shape of the act: ``name.key`` fills a mapping, repeated fields a list, empty is left
    out."""
    payload: dict[str, Any] = {}
    for name, field in cls.model_fields.items():
        entries = {key.split(".", 1)[1]: given[key] for key in given if key.startswith(f"{name}.") and given[key]}
        values = [one for one in given.getlist(name) if one != ""]
        if entries:
            payload[name] = entries
        elif values:
            payload[name] = values if _is_listed(field.annotation) else values[0]
    return payload


def _is_listed(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(get_origin(one) is tuple for one in get_args(annotation))


def _told(cls: type[Act], payload: Mapping[str, Any], by: Capacity, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"act": name, "done": _(cls.done)}
    if cls is ballots.TakePaper:
        paper = Paper.objects.get(vote=payload["vote"], member=by.party)
        vote = sitting_queries.find_vote(payload["session"], payload["vote"])
        assert vote is not None
        answer["signature"] = sign_blindly(key_of(vote.issuer), paper.blinded)
    return answer


def _identifier(text: str) -> str:
    """The page's identifier, if it is one; a fresh one otherwise."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())


def shown(session: Session) -> dict[str, Any]:
    """What every page of the hall shows, whoever looks."""
    view = sitting_queries.hall(session)
    dressed = hall_words.dressed(view)
    whole = {name: getattr(view, name) for name in view.__dataclass_fields__} | dressed
    offered = hall_words.options(view.vote.vote, view.vote.names) if view.vote else []
    return {"session": session, "view": whole, "options": offered}


def personal(request: HttpRequest, session: Session, view: Mapping[str, Any]) -> dict[str, Any]:
    """What this reader may do: as whom, whether presiding, whether represented in a vote, what was answered."""
    viewer = viewer_of(request)
    chosen = viewer.capacity
    if chosen is None:
        return {"mine": None, "presides": False, "must_choose": viewer.signed_in and len(viewer.capacities) > 1}
    by = Capacity(viewer.person, chosen.party, chosen.id)
    place = SessionDelegate.objects.filter(session=session.id, party=chosen.party, person=viewer.person).first()
    mine = {
        "party": chosen.party,
        "name": chosen.party_name,
        "attends": place is not None or chosen.is_secretariat,
        "represents": place is not None and place.role in standing.REPRESENTING and chosen.is_member,
        **_own(view, chosen.party),
    }
    return {
        "mine": mine,
        "presides": standing.presides(session, by) and session.status == "open",
        "must_choose": False,
        "motions": [one for one in queries.rules_of(session).motions if one.id != motions.POINT],
        "desk_may_enter": _desk_may_enter(view["vote"]["vote"]) if view["vote"] else False,
        "cases_before": bool(sitting_queries.cases_before(session)),
        "said_categories": list(hall_words.CATEGORIES.items()),
    }


def _desk_may_enter(vote: Vote) -> bool:
    """Whether the desk answers for members without a device: not where a case demands their own signature."""
    return not vote.case or vote.signature == "session"


def _own(view: Mapping[str, Any], party: str) -> dict[str, Any]:
    """What stands in the hall of the reader's own party: places on the list, questions, the answer given."""
    places = [one for one in view["queue"] if one["entry"].party == party]
    vote = view["vote"]
    held = Stand.objects.filter(vote=vote["vote"].id, member=party).first() if vote else None
    return {
        "places": places,
        "may_ask": view["floor"].list_open and not any(one["entry"].kind == Speech.STATEMENT for one in places),
        "withdrawable": [one for one in view["questions"] if one["mover"] == party and one["status"] == "waiting"],
        "answer": held.position if held else "",
    }
