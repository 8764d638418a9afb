"""The pages of sessions: the list, and one long page for each, with everything beside its item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.cases.phrases import from_json
from comity.meetings import queries
from comity.meetings.kept import Parts
from comity.meetings.models import Decision, Matter, Session
from comity.meetings.standing_rules import Quorum
from comity.meetings.standing_rules.notice import latest, notice_of
from comity.meetings.views import words as said
from comity.pages import moments, words
from comity.pages.access import public
from comity.pages.tables import Column, table
from comity.pages.viewer import Viewer, viewer_of
from comity.parties.models import Body
from comity.parties.rules import Power

_parts = Parts()
COLUMNS = (
    Column("title", gettext_lazy("Session"), heads_row=True),
    Column("when", gettext_lazy("When and where"), order="begins"),
    Column("status", gettext_lazy("State"), order="status"),
)


@require_safe
@public
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session, those ahead and under way first."""
    body, when = request.GET.get("body", ""), request.GET.get("when", "")
    bodies = dict(Body.objects.values_list("id", "name"))
    found = list(queries.sessions(body=body, when=when).order_by("begins"))
    ahead = [one for one in found if not one.is_over]
    past = [one for one in reversed(found) if one.is_over]
    shown = [{"session": one, "body": bodies.get(one.body, {}), "span": said.span(one)} for one in [*ahead, *past]]
    may_convene = _may(viewer_of(request), Power.CONVENE)
    empty = _("No session has been convened yet. Convene the first one.") if may_convene else _("No session matches.")
    context = {
        "table": table(
            request,
            shown,
            tuple(Column(one.key, one.label, heads_row=one.heads_row) for one in COLUMNS),
            caption=_("Sessions"),
            empty=empty,
        ),
        "bodies": sorted(bodies.items()),
        "body": body,
        "when": when,
        "whens": [("", _("all")), ("ahead", _("ahead and under way")), ("past", _("past"))],
        "may_convene": may_convene,
    }
    return render(request, "meetings/sessions.html", context)


def _may(viewer: Viewer, power: str) -> bool:
    return viewer.capacity is not None and power in viewer.capacity.powers


@require_safe
@public
def session(request: HttpRequest, session: str) -> HttpResponse:
    """A session: its agenda with times, the documents beside each item, decisions, and what happened."""
    found = said.found_session(session)
    context = {
        "session": found,
        "name": said.name_of(found),
        "span": said.span(found),
        "part": part(found),
        **_personal(viewer_of(request), found),
    }
    return render(request, "meetings/session.html", context)


@require_safe
@public
def session_actions(request: HttpRequest, session: str) -> HttpResponse:
    """What the reader may do with the session now."""
    found = said.found_session(session)
    context = {"session": found, **_personal(viewer_of(request), found)}
    return render(request, "meetings/session_actions.html", context)


@require_safe
@public
def session_part(request: HttpRequest, session: str) -> HttpResponse:
    """The part of the page that acts change, for whoever keeps the page open."""
    return HttpResponse(part(said.found_session(session)))


def part(session: Session) -> str:
    """The public part as HTML, the same for all readers; made anew when an act has changed what it shows."""
    # Members come and go, and what is decided in a case may settle something here.
    topics = frozenset({f"session:{session.id}", "parties", "cases"})
    return _parts.part(
        (session.id, get_language() or "en"),
        topics,
        lambda: render_to_string("meetings/part.html", shown(queries.view_of(session))),
    )


def _personal(viewer: Viewer, session: Session) -> dict[str, Any]:
    """What the reader may do with the session."""
    chosen = viewer.capacity
    party = chosen.party if chosen is not None else ""
    return {
        "may_convene": said.may(viewer, session, Power.CONVENE),
        "may_preside": said.presides(viewer, session) and said.may(viewer, session, Power.PRESIDE),
        "may_object": viewer.member is not None and said.may(viewer, session, Power.TAKE_POSITION),
        "matters": [_matter(one, party) for one in queries.open_matters(session)] if viewer.signed_in else [],
        "may_propose": said.may(viewer, session, Power.PROPOSE_ITEM) and not session.is_over,
        "may_issue": said.may(viewer, session, Power.ISSUE_DOCUMENT) and not session.is_over,
        "takes_part": chosen is not None and not chosen.is_secretariat,
    }


def shown(view: queries.SessionView) -> dict[str, Any]:
    """The view of a session in the words of the page's language."""
    session = view.session
    status = "adopted" if session.agenda else ("provisional" if session.drafts else "")
    return {
        "session": session,
        "word": {
            "restricted": _("restricted"),
            "minutes": _("min"),
            "proposed": _("proposed by"),
            "late": _("late"),
            "overdue": _("overdue:"),
            "awaited": _("awaited:"),
            "instrument": _("The text"),
            "case": _("The question"),
        },
        "agenda_status": status,
        "days": list(days(view)),
        "waiting": [{"item": item, "by": view.names.get(item.proposed_by, item.proposed_by)} for item in view.waiting],
        "papers": [_paper(paper) for paper in view.papers],
        "decisions": [_decision(one) for one in view.decisions],
        "gauge": _gauge(session, view.quorum if session.status == "open" else view.to_open),
        "present": [view.names.get(party, party) for party in session.present],
        "rules_href": reverse("standing_rules", args=session.rules.split("/")),
        "facts": list(_facts(view)),
        "history": _history(view),
    }


def days(view: queries.SessionView) -> Iterator[dict[str, Any]]:
    """The agenda by days, in the time of the place; items without a time stay with those before them."""
    session, current = view.session, ""
    listed: list[dict[str, Any]] = []
    for entry in view.items:
        starts = said.local(session, entry.item.starts) if entry.item.starts else None
        day = said.day(starts) if starts else current
        if day != current and listed:
            yield {"day": current, "items": listed}
            listed = []
        current = day
        listed.append(
            {
                "item": entry.item,
                "title": words.in_language(entry.item.title).text,
                "time": said.clock(starts) if starts else "",
                "kind": "" if entry.item.kind == "discussion" else said.label(said.ITEMS, entry.item.kind),
                "by": "" if entry.item.proposed_by == "secretariat" else view.names.get(entry.item.proposed_by, {}),
                "papers": [_paper(paper) for paper in entry.papers],
                "note": words.in_language(entry.item.note).text if entry.item.note else "",
                "subject": reverse(entry.item.subject_kind, args=[entry.item.subject])
                if entry.item.subject_kind
                else "",
                "decisions": [_decision(one) for one in entry.decisions],
            }
        )
    if listed:
        yield {"day": current, "items": listed}


def _decision(decision: Decision) -> tuple[str, str, str]:
    return decision.number, words.in_language(decision.title).text, reverse("decision", args=[decision.id])


def _paper(paper: queries.Paper) -> dict[str, Any]:
    document = paper.document
    return {
        "symbol": document.symbol,
        "title": words.in_language(document.title).text,
        "kind": said.label(said.DOCUMENTS, document.kind),
        "texts": [(text.language, text.late) for text in paper.texts],
        "missing": ", ".join(paper.missing),
        "overdue": paper.is_overdue,
        "locked": not document.is_public,
        "href": reverse("session_document", args=[document.session, document.id]),
    }


def _matter(matter: Matter, party: str) -> dict[str, Any]:
    kind, _slash, number = matter.about.partition("/")
    names = queries.party_names() if matter.objections else {}
    return {
        "matter": matter,
        "kind": kind,
        "number": number,
        "title": matter_title(kind),
        "mine": party in matter.objections,
        "objections": [{"by": names.get(one, one), "why": why} for one, why in sorted(matter.objections.items())],
    }


def matter_title(kind: str) -> str:
    """What a kind of matter is called."""
    return {"agenda": _("Agenda"), "credentials": _("Report on credentials")}.get(kind, kind)


def _gauge(session: Session, quorum: Quorum) -> dict[str, Any] | None:
    """The quorum as a bar; nothing where there is none, or nobody sits."""
    if session.kind == "written" or session.is_over or quorum.needed is None:
        return None
    label = _("Quorum to decide") if session.status == "open" else _("Quorum to open")
    return {"label": label, "counted": len(quorum.present), "needed": quorum.needed, "of": quorum.members}


def _facts(view: queries.SessionView) -> Iterator[tuple[str, Any]]:
    session = view.session
    yield _("Kind"), said.label(said.KINDS, session.kind)
    yield _("Place"), words.in_language(session.place).text
    yield _("Host"), words.in_language(view.names.get(session.host, "")).text
    yield _("Languages"), ", ".join(words.language_name(code) for code in session.languages)
    yield _("Convened"), moments.spoken(session.convened_at, session.time_zone)
    if session.ground:
        reason = words.in_language(session.reason).text
        yield _("Shorter notice"), f"{said.label(said.GROUNDS, session.ground)}{': ' if reason else ''}{reason}"
    if session.chair_party:
        yield _("Chair"), words.in_language(view.names.get(session.chair_party, session.chair_party)).text
    yield _("Delegations"), view.delegations or ""


def _history(view: queries.SessionView) -> list[dict[str, Any]]:
    """What happened, in order of time."""
    session = view.session
    events = [_event(session.convened_at, _("Convened"), "calendar-check")]
    if session.circulated_at:
        due = latest(session.begins, notice_of(view.rules, session.kind).agenda)
        detail = _("after the time that the rules give") if session.circulated_at > due else ""
        events.append(_event(session.circulated_at, _("Provisional agenda circulated"), "list-ordered", detail))
    events += [_settled(one) for one in view.matters if one.status in ("adopted", "rejected")]
    if session.opened_at:
        events.append(_event(session.opened_at, _("Opened"), "circle-play"))
    events += [_call(one) for one in view.calls]
    if session.closed_at and session.status == "cancelled":
        events.append(_event(session.closed_at, _("Cancelled"), "calendar-x", words.in_language(session.reason).text))
    elif session.closed_at:
        events.append(_event(session.closed_at, _("Closed"), "door-closed"))
    return sorted(events, key=lambda event: event["at"])


def _event(at: datetime, title: str, icon: str, detail: str = "") -> dict[str, Any]:
    return {"at": at, "title": title, "icon": icon, "detail": detail}


def _settled(matter: Matter) -> dict[str, Any]:
    assert matter.settled_at is not None
    form = _("%(matter)s: adopted") if matter.status == "adopted" else _("%(matter)s: rejected")
    how = {"consensus": _("by consensus"), "decision": _("by a decision")}.get(matter.how, "")
    return _event(matter.settled_at, form % {"matter": matter_title(matter.about.partition("/")[0])}, "gavel", how)


def _call(call: Any) -> dict[str, Any]:
    titles = {"called": _("Quorum ascertained"), "lost": _("Quorum lost"), "regained": _("Quorum regained")}
    during = _(" while a vote was being taken") if call.voting and call.why == "lost" else ""
    return {
        "at": call.at,
        "title": f"{titles[call.why]}{during}",
        "detail": " ".join(words.said(from_json(phrase)) for phrase in call.because),
        "icon": "users",
        "tone": "good" if call.met else "bad",
    }
