"""Votes and ballots: the page of a vote, the urn's slot, the count, and what anybody needs to count again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.cases.phrases import from_json
from comity.meetings import issuing, sitting_queries
from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts.ballots import AT_ONCE, BallotData, CountBallots
from comity.meetings.acts.voting import CastVote
from comity.meetings.ballot import Ballot, BallotInvalid, Issuer, recount
from comity.meetings.models import UrnBallot, Vote
from comity.meetings.views import hall_words
from comity.meetings.views import words as said
from comity.pages import vocabulary, words
from comity.pages.access import public, requires_person
from comity.pages.viewer import viewer_of
from comity.phrase import Refusal
from comity.record.acts import read_act
from comity.record.commit import commit
from comity.record.leaf import Leaf
from comity.record.models import Recorded
from comity.record.signing import capacity_of, propose

LARGEST = 16_384
BUDGET = 48_000
"""Bytes of ballots in one act, so that its leaf stays below 65,535."""


@require_safe
@public
def vote(request: HttpRequest, session: str, vote: str) -> HttpResponse:
    """A vote: how it was taken, what each member said, what came of it; of a secret ballot, the urn."""
    found = _found(session, vote)
    kept = said.found_session(session)
    view = sitting_queries.view_of(found)
    shown = hall_words.shown(view)
    urn = urn_of(found) if found.is_secret and found.status == "closed" else None
    context = {
        "session": kept,
        "vote": found,
        "shown": shown,
        "urn": urn,
        "ballots": [Ballot.parse(found.id, one) for one in urn["ballots"]] if urn else [],
        "recounted": _recounted(urn) if urn else None,
        "topics": f"hall:{session}",
        "because": [from_json(one) for one in found.because],
        "lot": [view.names.get(one, one) for one in found.result.get("lot", [])],
    }
    return render(request, "meetings/vote.html", context)


@require_safe
@public
def urn(request: HttpRequest, session: str, vote: str) -> HttpResponse:
    """What `ballot.recount` counts: the ballots as the record shows them, with the issuer's key."""
    found = _found(session, vote)
    if not found.is_secret or found.status != "closed":
        raise Http404
    return JsonResponse(urn_of(found))


@csrf_exempt
@require_POST
@public
def slot(request: HttpRequest, session: str, vote: str) -> HttpResponse:
    """The slot of the urn: it takes a signed ballot and asks nobody who they are.

    The page sends it without cookies. Nothing is kept but the ballot; sent twice, it lies there once.
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"refused": _("A ballot is smaller than this.")}, status=413)
    try:
        tracker = _drop(session, vote, json.loads(request.body))
    except (ValueError, UnicodeDecodeError, AttributeError):
        return JsonResponse({"refused": _("This is not a ballot.")}, status=400)
    except Refusal as refusal:
        status = int(getattr(refusal, "status", 409))
        return JsonResponse({"refused": refusal.phrase.said(_), "code": refusal.code}, status=status)
    return JsonResponse({"tracker": tracker})


def _drop(session: str, vote: str, data: dict[str, Any]) -> str:
    """Put a ballot into the urn while the vote is open: the vote's row is locked, so that none slips in afterwards."""
    with transaction.atomic():
        found = Vote.objects.select_for_update().filter(id=vote, session=session).first()
        if found is None or not found.is_secret:
            raise refusals.NoSuchVote(vote=vote)
        if not found.is_open:
            raise refusals.VoteClosed()
        made = Ballot.parse(vote, data)
        made.require_genuine(Issuer.parse(found.issuer))
        content = made.as_data()
        lies, _fresh = UrnBallot.objects.get_or_create(vote=vote, tracker=made.tracker, defaults={"content": content})
        if (lies.content["choices"], lies.content["prefix"]) != (content["choices"], content["prefix"]):
            raise BallotInvalid(reason=_("another ballot lies in the urn under this number"))
    return made.tracker


@require_POST
@requires_person
def sign_answer(request: HttpRequest, session: str, vote: str) -> HttpResponse:
    """An answer that is signed at a higher level than that of the session: the second step follows at once."""
    found = _found(session, vote)
    position = request.POST.get("position", "")
    if not found.is_open or position not in found.options:
        return redirect("hall", session)
    act = CastVote(session=session, vote=vote, position=position)
    chosen = viewer_of(request).capacity
    pairs = [
        (_("Question"), words.in_language(found.title).text),
        (_("For"), words.in_language(chosen.party_name).text if chosen else ""),
        (_("Answer"), str(vocabulary.position(position).label)),
    ]
    back = reverse("hall", args=[session])
    return propose(request, act, heading=_("Your vote"), pairs=pairs, back=back, then=back, level=found.signature)


@require_POST
@requires_person
def count(request: HttpRequest, session: str, vote: str) -> HttpResponse:
    """Count the urn: its ballots go onto the record in the order of their trackers, as many acts as it takes."""
    found, by = _found(session, vote), capacity_of(request)
    if found.status != "counting":
        raise refusals.NotCounting()
    listed = [dict(one.content) for one in UrnBallot.objects.filter(vote=vote).order_by("tracker")]
    after = found.urn["after"]
    rest = [one for one in listed if Ballot.parse(vote, one).tracker > after]
    batches = batched(rest)
    for place, batch in enumerate(batches):
        ballots = tuple(BallotData(**one) for one in batch)
        last = place == len(batches) - 1
        commit(CountBallots(session=session, vote=vote, after=after, ballots=ballots, last=last), by)
        after = Ballot.parse(vote, batch[-1]).tracker if batch else after
    issuing.erase(found.issuer)
    UrnBallot.objects.filter(vote=vote).delete()
    return redirect("vote", session, vote)


def batched(ballots: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Ballots in portions that fit into an act; an empty urn is one empty portion."""
    batches: list[list[dict[str, Any]]] = [[]]
    size = 0
    for one in ballots:
        weight = len(json.dumps(one)) + 2
        if batches[-1] and (size + weight > BUDGET or len(batches[-1]) == AT_ONCE):
            batches.append([])
            size = 0
        batches[-1].append(one)
        size += weight
    return batches


def urn_of(vote: Vote) -> dict[str, Any]:
    """The content of a counted urn, read from the record and from nowhere else."""
    ballots: list[dict[str, Any]] = []
    acts = Recorded.objects.filter(type=CountBallots.type).order_by("number").values_list("leaf", flat=True)
    for leaf in acts:
        read = Leaf.read(bytes(leaf))
        if read.payload.get("vote") == vote.id:
            act = read_act(read.type, read.payload)
            assert isinstance(act, CountBallots)
            ballots += [one.model_dump(mode="json") for one in act.ballots]
    return {
        "vote": vote.id,
        "issuer": vote.issuer,
        "options": vote.options,
        "most": vote.places,
        "papers": vote.papers,
        "ballots": ballots,
    }


def _recounted(content: dict[str, Any]) -> dict[str, Any]:
    try:
        found = recount(content)
    except BallotInvalid as refusal:
        return {"refused": refusal.phrase.said(_)}
    return {"votes": dict(found.votes), "valid": found.valid, "blank": found.blank, "invalid": found.invalid}


def _found(session: str, vote: str) -> Vote:
    found = sitting_queries.find_vote(session, vote)
    if found is None:
        raise Http404
    return found
