"""Decisions: the public list, each with its follow-up; proposals, elections and decisions entered in a session."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.meetings import queries, sitting_queries
from comity.meetings.acts import decisions as acts
from comity.meetings.models import AgendaItem, Decision, Question, Session
from comity.meetings.views import words as said
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.tables import Column, table
from comity.pages.viewer import viewer_of
from comity.parties.acts import SECRETARIAT
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Party
from comity.parties.rules import Power
from comity.record.acts import Act
from comity.record.signing import first_step, propose, require_power

STATES = {
    "under way": gettext_lazy("under way"),
    "overdue": gettext_lazy("overdue"),
    "done": gettext_lazy("carried out"),
}
KINDS = {"report": gettext_lazy("Report"), "date": gettext_lazy("New date"), "done": gettext_lazy("Carried out")}


class DecisionForm(LanguagesForm):
    """A decision: on which item, from which question, what it says, who carries it out until when."""

    item = forms.ChoiceField(label=gettext_lazy("Item"))
    question = forms.ChoiceField(label=gettext_lazy("Question adopted"), required=False)
    responsible = forms.MultipleChoiceField(
        label=gettext_lazy("Who carries it out"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due = forms.DateField(
        label=gettext_lazy("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("title", _("Title"))
        for place, language in enumerate(self.known):
            self.fields[f"text_{language}"] = forms.CharField(
                label=words.for_language(_("What is decided"), language),
                required=place == 0,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )
        items = AgendaItem.objects.filter(session=session.id, place__gt=0, withdrawn_at=None).order_by("place")
        adopted = Question.objects.filter(session=session.id, status="adopted").order_by("made")
        self._choose("item", [(one.item, f"{one.number}. {words.in_language(one.title).text}") for one in items])
        none = [("", _("none: the chair states what was decided"))]
        self._choose("question", [*none, *((one.id, words.in_language(one.title).text) for one in adopted)])
        self._choose(
            "responsible", [(one.id, words.in_language(one.name).text) for one in Party.objects.order_by("id")]
        )
        texts = [f"{name}_{language}" for name in ("title", "text") for language in self.known]
        self.order_fields(["item", "question", *texts, "responsible", "due"])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class WordsForm(LanguagesForm):
    """What is reported, in the languages in which it can be said; for a new date, the date."""

    def __init__(self, *args: Any, dated: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if dated:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields["due"] = forms.DateField(label=_("Due"), widget=widget)
        self.ask("words", _("In words"))


@require_safe
@public
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision, the newest first; filtered by where it stands."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "")[:200]
    found = sitting_queries.decisions(state=state if state in STATES else "", words=text)
    names, today = queries.party_names(), timezone.now().date()
    rows = [
        {
            "decision": one,
            "overdue": one.overdue(today),
            "parties": [names.get(party, party) for party in one.responsible],
        }
        for one in found.order_by("-taken_at", "-number")
    ]
    columns = (
        Column("number", gettext_lazy("Number"), heads_row=True),
        Column("title", gettext_lazy("Decision")),
        Column("responsible", gettext_lazy("Responsible")),
        Column("due", gettext_lazy("Due")),
        Column("state", gettext_lazy("Where it stands")),
    )
    context = {
        "table": table(
            request, rows, columns, caption=_("Decisions"), empty=_("No decision matches. Clear the filter.")
        ),
        "state": state,
        "q": text,
        "states": [("", _("all")), *STATES.items()],
        "topics": "decisions",
    }
    return render(request, "meetings/decisions.html", context)


@require_safe
@public
def decision(request: HttpRequest, decision: str) -> HttpResponse:
    """A decision: what it says, who carries it out, how far it is."""
    found = _found(decision)
    names, chosen = queries.party_names(), viewer_of(request).capacity
    party = chosen.party if chosen else ""
    session = queries.find(found.session)
    assert session is not None
    events = [
        {"at": one.at, "title": str(KINDS[one.kind]), "detail": words.in_language(one.words).text,
         "by": words.in_language(names.get(one.party, one.party)).text}
        for one in sitting_queries.progress_of(decision)
    ]  # fmt: skip
    context = {
        "decision": found,
        "session": session,
        "overdue": found.overdue(timezone.now().date()),
        "responsible": [names.get(one, one) for one in found.responsible],
        "events": events,
        "may_report": found.status == acts.UNDER_WAY and party in (*found.responsible, SECRETARIAT),
        "may_close": found.status == acts.UNDER_WAY and said.may(viewer_of(request), session, Power.PRESIDE),
    }
    return render(request, "meetings/decision.html", context)


@require_http_methods(["GET", "POST"])
@requires_person
def take_decision(request: HttpRequest, session: str) -> HttpResponse:
    """Enter what was decided; the number comes from the body's pattern."""
    found = said.found_session(session)
    require_power(request, Power.PRESIDE)
    form, heading = DecisionForm(_sent(request), session=found), _("Enter a decision")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.TakeDecision(
            session=session,
            decision=f"d-{secrets.token_hex(8)}",
            item=given["item"],
            title=form.said("title"),
            text=form.said("text"),
            question=given["question"] or None,
            responsible=tuple(given["responsible"]),
            due=given["due"],
        )
        names = queries.party_names()
        pairs = [
            (_("Title"), words.in_language(act.title).text),
            (_("What is decided"), words.in_language(act.text).text),
            (
                _("Responsible"),
                ", ".join(words.in_language(names.get(one, one)).text for one in act.responsible) or "–",
            ),
            (_("Due"), str(act.due or "–")),
        ]
        return _proposed(request, act, session, heading, pairs)
    return first_step(request, form, heading, back=reverse("hall", args=[session]), lead=found.title, wide=True)


@require_http_methods(["GET", "POST"])
@requires_person
def follow_up(request: HttpRequest, decision: str, step: str) -> HttpResponse:
    """Report on a decision, give it a new date, or close it."""
    found = _found(decision)
    makers: dict[str, tuple[str, str]] = {
        "report": (Power.PROPOSE, _("Report progress")),
        "date": (Power.PRESIDE, _("Give a new date")),
        "closing": (Power.PRESIDE, _("Carried out")),
    }
    if step not in makers:
        raise Http404
    power, heading = makers[step]
    require_power(request, power)
    if found.status != acts.UNDER_WAY:
        return redirect("decision", decision)
    form = WordsForm(_sent(request), dated=step == "date")
    back = reverse("decision", args=[decision])
    if request.method == "POST" and form.is_valid():
        given = form.said("words")
        pairs = [(_("Decision"), found.number), (_("In words"), words.in_language(given).text)]
        if step == "date":
            act: Act = acts.MoveDate(decision=decision, due=form.cleaned_data["due"], words=given)
            pairs.append((_("Due"), str(form.cleaned_data["due"])))
        else:
            act = (acts.ReportProgress if step == "report" else acts.CloseDecision)(decision=decision, words=given)
        return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)
    return first_step(request, form, heading, back=back, lead=found.title)


def _proposed(request: HttpRequest, act: Act, session: str, heading: str, pairs: list[tuple[str, str]]) -> HttpResponse:
    back = reverse("hall", args=[session])
    return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)


def _found(decision: str) -> Decision:
    found = Decision.objects.filter(id=decision).first()
    if found is None:
        raise Http404
    return found


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
