"""The desk at the door, and a delegate's own page of a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.meetings import acts, queries
from comity.meetings.acts.attendance import Delegated
from comity.meetings.models import AgendaItem, Presence, Session, SessionDelegate
from comity.meetings.views import words as said
from comity.meetings.views.documents import may_open
from comity.meetings.views.gates import proposed, session_for
from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.viewer import viewer_of
from comity.parties.rules import Power


class AttendanceForm(forms.Form):
    """Who is in the hall: a box for everybody in a delegation."""

    def __init__(self, *args: Any, rows: list[queries.DelegationRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        functions = queries.functions(one.person for row in rows for one in row.delegates)
        self.groups: list[tuple[queries.DelegationRow, list[str]]] = []
        self.known: dict[str, tuple[Delegated, bool]] = {}
        for number, row in enumerate(rows):
            names = []
            for index, one in enumerate(row.delegates):
                name, here = f"here_{number}_{index}", one.person in row.here
                function = words.in_language(functions.get(one.person, one.person)).text
                self.fields[name] = forms.BooleanField(label=function, required=False, initial=here)
                self.known[name] = (Delegated(party=one.party, person=one.person), here)
                names.append(name)
            if names:
                self.groups.append((row, names))

    def shown(self) -> list[dict[str, Any]]:
        return [{"row": row, "fields": [self[name] for name in names]} for row, names in self.groups]

    def changes(self) -> tuple[tuple[Delegated, ...], tuple[Delegated, ...]]:
        """Who came and who left since the page was shown."""
        given = self.cleaned_data
        arrived = tuple(who for name, (who, here) in self.known.items() if given[name] and not here)
        left = tuple(who for name, (who, here) in self.known.items() if here and not given[name])
        return arrived, left

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.cleaned_data = cleaned
        if not any(self.changes()):
            raise forms.ValidationError(_("Nothing has changed. Tick who came, clear who left."))
        return cleaned


@require_http_methods(["GET", "POST"])
@requires_person
def attendance_desk(request: HttpRequest, session: str) -> HttpResponse:
    """Note who came and who left, several at once."""
    found = session_for(request, session, Power.CONVENE)
    rows = queries.delegation_rows(found)
    form = AttendanceForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        arrived, left = form.changes()
        act = acts.RecordPresence(session=found.id, arrived=arrived, left=left)
        labels = {(who.party, who.person): str(form.fields[name].label) for name, (who, _here) in form.known.items()}
        pairs = [
            (_("Came"), ", ".join(labels[one.party, one.person] for one in arrived) or "–"),
            (_("Left"), ", ".join(labels[one.party, one.person] for one in left) or "–"),
        ]
        here = reverse("session_attendance", args=[found.id])
        return proposed(request, act, found, _("Record attendance"), pairs, then=here)
    quorum = queries.quorum_of(found, to_open=found.status == "convened")
    context = {
        "session": found,
        "form": form,
        "groups": form.shown(),
        "quorum": quorum,
        "because": [words.said(phrase) for phrase in quorum.because],
        "present": sum(1 for row in rows if row.is_present),
        "may_preside": said.may(viewer_of(request), found, Power.PRESIDE) and said.presides(viewer_of(request), found),
    }
    return render(request, "meetings/attendance.html", context, status=400 if form.errors else 200)


@require_safe
@requires_person
def my_session(request: HttpRequest, session: str) -> HttpResponse:
    """A delegate's own page: am I here, is my delegation in order, what comes next, what may I read."""
    found, viewer = said.found_session(session), viewer_of(request)
    chosen = viewer.capacity
    party = chosen.party if chosen else ""
    mine = SessionDelegate.objects.filter(session=found.id, party=party, person=viewer.person).first()
    presence = Presence.objects.filter(session=found.id, party=party, person=viewer.person).first()
    row = next((one for one in queries.delegation_rows(found) if one.party.id == party), None)
    people = queries.functions(one.person for one in row.delegates) if row else {}
    papers = [paper for paper in queries.papers_of(found.id) if not paper.document.is_public]
    context = {
        "session": found,
        "span": said.span(found),
        "party": row.party if row else None,
        "mine": mine,
        "role": said.ROLES.get(mine.role) if mine else "",
        "is_here": presence is not None and presence.until is None,
        "presence": presence,
        "row": row,
        "people": [(people.get(one.person, one.person), said.ROLES.get(one.role)) for one in row.delegates]
        if row
        else [],
        "papers": [paper for paper in papers if may_open(viewer, paper.document)],
        "next": _next(found),
        "may_attend": mine is not None and said.may(viewer, found, Power.ATTEND) and not found.is_over,
        "may_name": row is not None and said.may(viewer, found, Power.NAME_DELEGATION) and not found.is_over,
        "must_choose": chosen is None,
    }
    return render(request, "meetings/mine.html", context)


def _next(session: Session) -> list[dict[str, Any]]:
    """The first items of the agenda from now on, with their times."""
    items = AgendaItem.objects.filter(session=session.id, place__gt=0).order_by("place")
    now = timezone.now()
    ahead = [item for item in items if item.starts is None or item.starts >= now or session.is_over]
    return [
        {"item": item, "time": said.clock(said.local(session, item.starts)) if item.starts else ""}
        for item in ahead[:5]
    ]


@require_http_methods(["GET"])
@requires_person
def check_in(request: HttpRequest, session: str) -> HttpResponse:
    """Say that one is in the hall."""
    found = session_for(request, session, Power.ATTEND)
    here = reverse("my_session", args=[found.id])
    return proposed(request, acts.CheckIn(session=found.id), found, _("I am in the hall"), [], then=here)


@require_http_methods(["GET"])
@requires_person
def check_out(request: HttpRequest, session: str) -> HttpResponse:
    """Say that one leaves the hall."""
    found = session_for(request, session, Power.ATTEND)
    here = reverse("my_session", args=[found.id])
    return proposed(request, acts.CheckOut(session=found.id), found, _("I leave the hall"), [], then=here)
