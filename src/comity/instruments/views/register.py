"""The public register, and the page of an instrument: its text, its versions, its life after adoption."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.cases import queries as cases
from comity.cases.standing import in_drafting
from comity.instruments import queries
from comity.instruments.acts import SUBJECT
from comity.instruments.exporting.layout import Role, lines_of
from comity.instruments.models import Instrument
from comity.instruments.provision_queries import languages_behind, was_tabled
from comity.instruments.rules import Status
from comity.pages import vocabulary
from comity.pages.access import public
from comity.pages.tables import Column, csv_file, harmless, table
from comity.pages.viewer import Viewer, viewer_of
from comity.parties.models import Party
from comity.parties.queries import parties
from comity.parties.rules import PartyKind, Power

PUBLIC_STATUSES = [status for status in Status if status is not Status.DRAFT]


@require_safe
@public
def register(request: HttpRequest) -> HttpResponse:
    """Every instrument that was put to a body, with its standing."""
    given = {name: request.GET.get(name, "")[:100] for name in ("status", "kind", "q")}
    found = queries.register(status=given["status"], kind=given["kind"], words=given["q"])
    columns = (
        Column("reference", gettext_lazy("Reference"), order="reference"),
        Column("title", gettext_lazy("Title"), heads_row=True),
        Column("status", gettext_lazy("Status"), order="status"),
        Column("adopted", gettext_lazy("Adopted"), order="adopted_at"),
        Column("force", gettext_lazy("In force since"), order="enters_on"),
    )
    context = {
        "table": table(
            request,
            found,
            columns,
            caption=_("Register of instruments"),
            sort="-adopted",
            empty=_("No instrument matches. Clear the filter."),
        ),
        **given,
        "statuses": [("", _("all")), *((str(one), vocabulary.status(str(one)).label) for one in PUBLIC_STATUSES)],
        "kinds": sorted(set(queries.register().values_list("kind", flat=True))),
        "viewer_drafts": _drafts(viewer_of(request)),
        "may_draft": _holds(viewer_of(request), Power.DRAFT),
        "keeps_desk": viewer_of(request).is_secretariat,
        "export": request.GET.urlencode(),
    }
    return render(request, "instruments/register.html", context)


@require_safe
@public
def register_export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as CSV or JSON, with the same filters."""
    found = queries.register(
        status=request.GET.get("status", ""), kind=request.GET.get("kind", ""), words=request.GET.get("q", "")
    ).order_by("reference")
    rows = [_exported(one) for one in found]
    if form == "json":
        return JsonResponse({"instruments": rows})
    names = ["reference", "kind", "title_en", "title_ru", "body", "status", "adopted", "in_force"]
    return csv_file("register", names, ({**row, **_titles(row)} for row in rows))


def _titles(row: dict[str, Any]) -> dict[str, str]:
    return {f"title_{language}": harmless(row["title"].get(language, "")) for language in ("en", "ru")}


@require_safe
@public
def status_by_state(request: HttpRequest) -> HttpResponse:
    """Which member is bound by what: instruments against members."""
    instruments = list(queries.register().exclude(clause={}).filter(adopted_at__isnull=False).order_by("reference"))
    members = parties(timezone.now().date(), PartyKind.MEMBER)
    deposits = queries.status_by_state(instruments)
    rows = [
        {"instrument": one, "cells": [_standing(one, member, deposits[one.id]) for member in members]}
        for one in instruments
    ]
    return render(request, "instruments/by_state.html", {"rows": rows, "members": members})


@require_safe
@public
def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """What it says, where it stands, and what follows from it."""
    found = readable(request, instrument)
    view = queries.view_of(found)
    language = language_of(request, view.current.texts)
    number = request.GET.get("version", "")
    shown = next((one for one in view.versions if str(one.number) == number), view.current)
    lines = lines_of(queries.structure_of(shown, language))
    viewer = viewer_of(request)
    context = {
        "view": view,
        "instrument": found,
        "shown": shown,
        "language": language,
        "languages": sorted(shown.texts, key=lambda code: (code != language, code)),
        "lines": lines,
        "behind": sorted(languages_behind(view.versions, found.authentic).items()),
        "several": len(found.authentic) > 1,
        "contents": [line for line in lines if line.role is Role.HEADING],
        "base": reverse("instrument_text", args=[found.id, shown.number, language]) if language else "",
        "deposits": [(one, view.names.get(one.party, one.party)) for one in view.deposits],
        "bound": [(view.names.get(party, party), on) for party, on in sorted(found.each_on.items(), key=_by_day)],
        "missing": (view.force.get("missing") or {}).get("says", "") if view.force else "",
        "proposals": [(one, view.names.get(one.responsible, one.responsible)) for one in view.proposals],
        "statements": [(one, view.names.get(one.member, one.member)) for one in view.statements],
        "originator": view.names.get(found.originator, found.originator),
        "today": timezone.now().date(),
        "topics": " ".join(cases.topics_of(SUBJECT, found.id)),
        **_actions(viewer, found, view),
    }
    return render(request, "instruments/instrument.html", context)


@require_safe
@public
def instrument_text(request: HttpRequest, instrument: str, version: int, language: str) -> HttpResponse:
    """The text of a version in one language, as it was deposited."""
    found = readable(request, instrument)
    shown = next((one for one in queries.view_of(found).versions if one.number == version), None)
    if shown is None or language not in shown.texts:
        raise Http404
    answer = HttpResponse(queries.text_of(shown, language), content_type="text/plain; charset=utf-8")
    answer["Content-Language"] = language
    return answer


def readable(request: HttpRequest, instrument: str) -> Instrument:
    """The instrument, if the reader may see it: a draft is for its originator and the secretariat, until something in
    it is put to a body."""
    found = queries.find(instrument)
    if found is None:
        raise Http404
    viewer = viewer_of(request)
    own = viewer.capacity is not None and viewer.capacity.party == found.originator
    if found.status == Status.DRAFT and not (own or viewer.is_secretariat or was_tabled(found)):
        raise Http404
    return found


def language_of(request: HttpRequest, texts: dict[str, str]) -> str:
    """The language in which a text is shown: the one asked for, the page's, or the first there is."""
    for code in (request.GET.get("language", ""), get_language() or "en", "en", *texts):
        if code in texts:
            return code
    return ""


def _actions(viewer: Viewer, found: Instrument, view: queries.InstrumentView) -> dict[str, Any]:
    """What the reader may do here; the corridor decides in the end."""
    own = viewer.capacity is not None and (viewer.capacity.party == found.originator or viewer.capacity.is_secretariat)
    drafting = found.status == Status.DRAFT or (view.case is not None and in_drafting(view.case))
    adopted = found.adopted_at is not None
    member = viewer.member
    deposited = member in view.standing if member else False
    return {
        "may_revise": drafting and own and _holds(viewer, Power.DRAFT),
        "may_submit": found.status == Status.DRAFT and own and _holds(viewer, Power.SUBMIT),
        "may_resubmit": drafting and found.status != Status.DRAFT and own and _holds(viewer, Power.SUBMIT),
        "may_withdraw": found.status in (Status.DRAFT, Status.IN_PROCEDURE) and own and _holds(viewer, Power.SUBMIT),
        "may_deposit": adopted and found.clause and not deposited and _holds(viewer, Power.DEPOSIT),
        "may_denounce": deposited and _holds(viewer, Power.DEPOSIT),
        "may_ask": adopted and _holds(viewer, Power.SUBMIT) and viewer.is_secretariat,
        "may_propose": viewer.capacity.party if viewer.capacity and _holds(viewer, Power.PROPOSE) else "",
    }


def may_revise(viewer: Viewer, found: Instrument) -> bool:
    """Whether the reader may make a new version of the text now."""
    return bool(_actions(viewer, found, queries.view_of(found))["may_revise"])


def _holds(viewer: Viewer, power: Power) -> bool:
    return viewer.capacity is not None and power in viewer.capacity.powers


def _drafts(viewer: Viewer) -> list[Instrument]:
    return list(queries.drafts_of(viewer.capacity.party)) if viewer.capacity else []


def _standing(one: Instrument, member: Party, deposits: dict[str, Any]) -> dict[str, Any]:
    deposit = deposits.get(member.id)
    bound = one.each_on.get(member.id)
    return {"deposit": deposit, "bound": bound, "reservation": bool(deposit and deposit.reservation)}


def _exported(one: Instrument) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "kind": one.kind,
        "title": one.title,
        "body": one.body,
        "status": one.status,
        "adopted": one.adopted_at.date().isoformat() if one.adopted_at else None,
        "in_force": one.enters_on.isoformat() if one.enters_on and one.status == Status.IN_FORCE else None,
    }


def _by_day(entry: tuple[str, str]) -> tuple[str, str]:
    return entry[1], entry[0]
