"""Conducting a procedure: extending a deadline, closing a stage, recording attendance, abandoning a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.cases import acts, queries
from comity.cases.models import Case
from comity.cases.views.positions import case_form
from comity.pages import moments, words
from comity.pages.access import requires_person
from comity.pages.forms import chosen_word
from comity.parties.languages_form import LanguagesForm
from comity.parties.rules import Power
from comity.procedure.position import ATTENDANCE
from comity.record.signing import propose, require_power


class ReasonForm(LanguagesForm):
    """Why, in every language of the organisation in which it can be said; one is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("reason", _("Reason"))


class AttendanceForm(forms.Form):
    """A member, and how it attends."""

    attendance = forms.ChoiceField(
        label=gettext_lazy("Attendance"),
        required=False,
        choices=[("", gettext_lazy("attending")), *((word, gettext_lazy(word)) for word in ATTENDANCE)],
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = forms.ChoiceField(label=_("Member"), choices=members)
        self.order_fields(["member", "attendance"])


@require_http_methods(["GET", "POST"])
@requires_person
def extend_deadline(request: HttpRequest, case: str) -> HttpResponse:
    """Extend the deadline, as the procedure allows, with the reason."""
    found = _conducted(request, case)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = acts.ExtendDeadline(case=found.id, round=found.round, reason=form.said("reason"))
        now = moments.spoken(found.deadline) if found.deadline else "–"
        pairs = [(_("Deadline now"), now), *((_("Reason"), text) for text in act.reason.values())]
        return _proposed(request, act, found, _("Extend the deadline"), pairs)
    return case_form(request, form, found, _("Extend the deadline"))


@require_http_methods(["GET"])
@requires_person
def close_stage(request: HttpRequest, case: str) -> HttpResponse:
    """Close the stage, if the procedure leaves that to the chair, or its time has come."""
    found = _conducted(request, case)
    act = acts.CloseStage(case=found.id, round=found.round)
    return _proposed(request, act, found, _("Close the stage"), [])


@require_http_methods(["GET", "POST"])
@requires_person
def record_attendance(request: HttpRequest, case: str) -> HttpResponse:
    """Note a member as absent, recused or not taking part."""
    found = _conducted(request, case)
    rows = queries.path_of(found).rows
    members = [(row.member, words.in_language(row.name or row.member).text) for row in rows]
    form = AttendanceForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.RecordAttendance(
            case=found.id, round=found.round, member=given["member"], attendance=given["attendance"] or None
        )
        said = chosen_word(form, "attendance")
        pairs = [(_("Member"), dict(members)[act.member]), (_("Attendance"), str(said))]
        return _proposed(request, act, found, _("Record attendance"), pairs)
    return case_form(request, form, found, _("Record attendance"))


@require_http_methods(["GET", "POST"])
@requires_person
def abandon_case(request: HttpRequest, case: str) -> HttpResponse:
    """Give the case up, with the reason."""
    found = _conducted(request, case)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = acts.AbandonCase(case=found.id, reason=form.said("reason"))
        return _proposed(
            request, act, found, _("Abandon the case"), [(_("Reason"), text) for text in act.reason.values()]
        )
    return case_form(request, form, found, _("Abandon the case"))


def _conducted(request: HttpRequest, case: str) -> Case:
    require_power(request, Power.CONDUCT)
    found = queries.find_case(case)
    if found is None:
        raise Http404
    return found


def _proposed(request: HttpRequest, act: Any, case: Case, heading: str, pairs: list[tuple[str, str]]) -> HttpResponse:
    back = reverse("case", args=[case.id])
    stage = words.in_language(queries.stage_titles([case])[case.id] or case.stage).text
    about = [(_("Question"), words.in_language(case.title).text), (_("Stage"), stage)]
    return propose(request, act, heading=heading, pairs=[*about, *pairs], back=back, then=back)
