"""The record for readers: what it is, its newest acts, and each act with the proof that it stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.cases.models import Case
from comity.instruments.models import Instrument
from comity.instruments.rules import Status
from comity.meetings.models import Session
from comity.pages.access import public
from comity.parties.models import Body, Party
from comity.record import log, witnessing
from comity.record.acts import read_act, read_at, registry
from comity.record.leaf import SYSTEM, Leaf
from comity.record.models import Checkpoint, Cosignature, Recorded
from comity.record.refusals import ActRefused
from comity.record.verification import receipt_of

PER_PAGE = 50
# The topics of acts that have a page of the same name: the word, and where its title stands.
ABOUT: dict[str, tuple[Any, QuerySet[Any], str]] = {
    "case": (gettext_lazy("Question"), Case.objects.all(), "title"),
    # A draft has a page for its originator alone.
    "instrument": (gettext_lazy("Instrument"), Instrument.objects.exclude(status=Status.DRAFT), "title"),
    "party": (gettext_lazy("Party"), Party.objects.all(), "name"),
    "body": (gettext_lazy("Body"), Body.objects.all(), "name"),
    "session": (gettext_lazy("Session"), Session.objects.all(), "title"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An act as a list shows it. ``party`` is its name in several languages, or empty for the clock."""

    position: int
    id: str
    done: str
    party: Any
    at: datetime
    level: str


@require_safe
@public
def record(request: HttpRequest) -> HttpResponse:
    """The record: its head, its witnesses, its newest acts, and how to check it oneself."""
    size = log.size()
    pages = Paginator(range(size), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    end = size - (page.number - 1) * PER_PAGE
    start = max(0, end - PER_PAGE)
    context = {
        "checkpoint": Checkpoint.objects.order_by("-size").first(),
        "verifier": str(witnessing.own_verifier()),
        "cosignatures": list(Cosignature.objects.order_by("-size")[:5]),
        "size": size,
        "lines": list(reversed(lines(log.leaves(start, end), start))),
        "page": page,
        "address": request.build_absolute_uri("/record/"),
    }
    return render(request, "comity/record/record.html", context)


@require_safe
@public
def act(request: HttpRequest, act: str) -> HttpResponse:
    """One act: what was done, by whom, in which capacity, signed how, and where it stands in the tree."""
    leaf, position = _found(act)
    line = lines([leaf.encoded], position if position is not None else -1)[0]
    then = request.GET.get("then", "")
    context = {
        "leaf": leaf,
        "line": line,
        "about": list(_about(leaf)),
        "said": str(leaf.payload.get("position", "")) if leaf.type.startswith("cases.position.take") else "",
        "position": position,
        "fresh": "done" in request.GET,
        "then": then if url_has_allowed_host_and_scheme(then, {request.get_host()}) else "",
        "readable": json.dumps(json.loads(leaf.encoded), ensure_ascii=False, indent=2),
        "proof": proof_of(leaf, position),
    }
    return render(request, "comity/record/act.html", context)


@require_safe
@public
def receipt(request: HttpRequest, act: str) -> HttpResponse:
    """The receipt as a file: it verifies offline, with nothing but the record's public key."""
    _leaf, position = _found(act)
    if position is None:
        # The sequencer places acts within a second: the page says so and offers the file again.
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    answer = HttpResponse(receipt_of(act), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{act}.receipt"'
    return answer


def lines(leaves: list[bytes], start: int) -> list[Line]:
    """Acts as a list shows them; one query."""
    read = [Leaf.read(leaf) for leaf in leaves]
    names = dict(Party.objects.filter(id__in={leaf.party for leaf in read}).values_list("id", "name"))
    return [
        Line(
            position=position,
            id=leaf.id,
            done=_done(leaf.type),
            party=names.get(leaf.party, "" if leaf.party == SYSTEM else leaf.party),
            at=read_at(leaf.at),
            level=leaf.signature["level"],
        )
        for position, leaf in enumerate(read, start)
    ]


def proof_of(leaf: Leaf, position: int | None) -> list[tuple[str, str]]:
    """What pins the act down, for people who compare digits."""
    from comity.record.merkle import leaf_hash

    parts = [(_("Act"), leaf.id), (_("Hash of the act"), leaf_hash(leaf.encoded).hex())]
    if position is not None:
        head = Checkpoint.objects.order_by("-size").first()
        if head is not None:
            parts += [(_("Root of the record"), bytes(head.root).hex())]
    return parts


def _done(leaf_type: str) -> str:
    cls = registry.get(leaf_type.partition("@")[0])
    return _(cls.done) if cls is not None else leaf_type


def _about(leaf: Leaf) -> Iterator[tuple[str, Any, str]]:
    """What the act was about, as far as there is a page about it: the word, its title in languages, the address."""
    try:
        topics = read_act(leaf.type, leaf.payload).topics()
    except ActRefused:
        return
    for topic in topics:
        kind, _colon, name = topic.partition(":")
        if kind in ABOUT and name:
            word, pages, title = ABOUT[kind]
            known = pages.filter(pk=name).values_list(title, flat=True).first()
            if known:
                yield _(str(word)), known, reverse(kind, args=[name])


def _found(act: str) -> tuple[Leaf, int | None]:
    found = Recorded.objects.filter(act=act).values_list("leaf", flat=True).first()
    if found is None:
        raise Http404
    return Leaf.read(bytes(found)), log.position_of(act)
