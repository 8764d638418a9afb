"""The chair's pages: the order of voting, a case put to the vote, a lot drawn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.meetings import queries, questions, sitting_queries
from comity.meetings.acts.ballots import DrawLot
from comity.meetings.acts.motions import ArrangeVoting, PutProposal
from comity.meetings.models import Candidate, Question, Session, Vote
from comity.meetings.precedence import Change, furthest_first
from comity.meetings.views.gates import presided, proposed, step
from comity.pages import words
from comity.pages.access import requires_person
from comity.parties.languages_form import LanguagesForm


@dataclass(frozen=True, slots=True)
class Line:
    """A question in the editor: what it is, the place that the rules propose for it, and the one the chair gives it."""

    question: Question
    mover: Any
    proposed: int
    place: forms.BoundField


class OrderForm(LanguagesForm):
    """Amendments to a proposal, or its parts, each with its place; and why they are put in another order than proposed.

    ``waiting`` come in the order that holds now, ``proposed`` are their identifiers in that of the rules.
    """

    def __init__(self, *args: Any, waiting: list[Question], proposed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting, self.proposed = waiting, proposed
        for index, one in enumerate(waiting):
            label = _("Place of “%(title)s”") % {"title": words.in_language(one.title).text}
            self.fields[f"place_{index}"] = forms.IntegerField(
                label=label, min_value=1, max_value=len(waiting), initial=index + 1
            )
        self.ask("reason", _("Reason for another order"), required=False, longest=2000, rows=2)

    def clean(self) -> dict[str, Any]:
        """Every place is given once, and another order than that of the rules has its reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        places = [cleaned.get(f"place_{index}") for index in range(len(self.waiting))]
        for index, place in enumerate(places):
            if place and places.count(place) > 1:
                self.add_error(f"place_{index}", _("This place is taken twice. Give every one its own."))
        if not self.errors and list(self.order()) != self.proposed and not self.said("reason"):
            self.add_error(f"reason_{self.known[0]}", _("Say why the order is another than the rules propose."))
        return cleaned

    def order(self) -> tuple[str, ...]:
        """The identifiers in the order given."""
        given = [(self.cleaned_data[f"place_{index}"], one.id) for index, one in enumerate(self.waiting)]
        return tuple(name for _place, name in sorted(given))


@require_http_methods(["GET", "POST"])
@requires_person
def arrange_voting(request: HttpRequest, session: str, question: str) -> HttpResponse:
    """The order in which amendments to a proposal, or its parts, are put: as the rules propose it, or as ruled."""
    found = presided(request, session)
    trunk = _question(found, question)
    waiting, by_rules = _waiting(found, trunk)
    if len(waiting) < 2:
        raise Http404(_("There is nothing to put in order."))
    form = OrderForm(request.POST or None, waiting=waiting, proposed=by_rules)
    if request.method == "POST" and form.is_valid():
        act = ArrangeVoting(session=found.id, question=trunk.id, order=form.order(), reason=form.said("reason"))
        titles = {one.id: words.in_language(one.title).text for one in waiting}
        listed = "; ".join(f"{place}. {titles[name]}" for place, name in enumerate(act.order, 1))
        reasons = [(words.for_language(_("Reason"), code), text) for code, text in act.reason.items()]
        pairs = [(_("Proposal"), words.in_language(trunk.title).text), (_("Order of voting"), listed), *reasons]
        return proposed(request, act, found, _("Order of voting"), pairs, then=_hall(found))
    names = queries.party_names()
    context = {
        "session": found,
        "trunk": trunk,
        "form": form,
        "amendments": waiting[0].matter == "amendment",
        "reason": [form[name] for name in form.fields_of("reason")],
        "lines": [
            Line(one, names.get(one.mover, one.mover), by_rules.index(one.id) + 1, form[f"place_{index}"])
            for index, one in enumerate(waiting)
        ],
    }
    return render(request, "meetings/arrange.html", context, status=400 if form.errors else 200)


def _waiting(session: Session, trunk: Question) -> tuple[list[Question], list[str]]:
    """What waits on a proposal in the order that holds now, and the identifiers in the order that the rules propose."""
    asked = Question.objects.filter(session=session.id, on=trunk.id, matter__in=["amendment", "part"], status="waiting")
    motions = [motion.id for motion in queries.rules_of(session).motions]
    here = [one for one in questions.arranged([trunk, *asked], motions) if one.id != trunk.id]
    if here and here[0].matter == "amendment":
        return here, furthest_first(Change(one.id, one.deletes, one.adds, one.made) for one in here)
    return here, [one.id for one in sorted(here, key=lambda one: one.made)]


class CaseForm(forms.Form):
    """One of the cases on which the body can vote now."""

    case = forms.ChoiceField(label=gettext_lazy("Case"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = cases


@require_http_methods(["GET", "POST"])
@requires_person
def put_case(request: HttpRequest, session: str) -> HttpResponse:
    """Put a case before the session, so that the vote in the hall is the vote in the case."""
    found = presided(request, session)
    view = sitting_queries.hall(found)
    cases = {one.id: one for one in sitting_queries.cases_before(found)}
    if view.item is None or not cases:
        raise Http404(_("No case waits for a vote of this body, or no item has been taken up."))
    listed = [(one.id, words.in_language(one.title).text) for one in cases.values()]
    form, heading = CaseForm(request.POST or None, cases=listed), _("Put a case to the vote")
    if request.method == "POST" and form.is_valid():
        case = cases[form.cleaned_data["case"]]
        act = PutProposal(
            session=found.id, question=f"q-{secrets.token_hex(8)}", item=view.item.item, title=case.title, case=case.id
        )
        pairs = [
            (_("Item"), f"{view.item.number}. {words.in_language(view.item.title).text}"),
            (_("Case"), words.in_language(case.title).text),
        ]
        return proposed(request, act, found, heading, pairs, then=_hall(found))
    return step(request, form, found, heading, back=_hall(found))


class LotForm(forms.Form):
    """On whom the lot fell, and before whom it was drawn."""

    drawn = forms.MultipleChoiceField(label=gettext_lazy("The lot fell on"), widget=forms.CheckboxSelectMultiple)
    witnesses = forms.CharField(
        label=gettext_lazy("Witnesses, one on each line"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Delegations or functions before whom the lot was drawn."),
    )

    def __init__(self, *args: Any, names: list[tuple[str, str]], places: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        field = self.fields["drawn"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = names

    def clean_drawn(self) -> list[str]:
        """As many as there are places."""
        drawn: list[str] = self.cleaned_data["drawn"]
        if len(drawn) != self.places:
            raise forms.ValidationError(_("Choose as many as places are left: %(places)d.") % {"places": self.places})
        return drawn

    def clean_witnesses(self) -> list[str]:
        """Ten at most, each named."""
        named = [line.strip() for line in self.cleaned_data["witnesses"].splitlines() if line.strip()]
        if not 1 <= len(named) <= 10:
            raise forms.ValidationError(_("Name one to ten witnesses."))
        return named


@require_http_methods(["GET", "POST"])
@requires_person
def draw_lot(request: HttpRequest, session: str, vote: str) -> HttpResponse:
    """Record a lot that was drawn in the hall among candidates who stay level."""
    found = presided(request, session)
    held = Vote.objects.filter(id=vote, session=found.id).first()
    if held is None:
        raise Http404
    election = _question(found, held.question)
    last, following = sitting_queries.next_ballot_of(sitting_queries.hall(found), election)
    if last is None or last.id != vote or following is None or not following.by_lot:
        raise Http404(_("The rules of procedure draw no lot here."))
    candidates = dict(Candidate.objects.filter(question=election.id).values_list("candidate", "name"))
    names = [(one, words.in_language(candidates[one]).text) for one in following.candidates]
    form, heading = LotForm(request.POST or None, names=names, places=following.places), _("Draw the lot")
    if request.method == "POST" and form.is_valid():
        drawn, witnesses = form.cleaned_data["drawn"], form.cleaned_data["witnesses"]
        act = DrawLot(session=found.id, vote=vote, drawn=tuple(drawn), witnesses=tuple(witnesses))
        pairs = [
            (_("Election"), words.in_language(election.title).text),
            (_("Drawn by lot"), ", ".join(dict(names)[one] for one in drawn)),
            (_("Witnesses"), ", ".join(witnesses)),
        ]
        return proposed(request, act, found, heading, pairs, then=_hall(found))
    return step(request, form, found, heading, back=_hall(found))


def _question(session: Session, question: str) -> Question:
    found = Question.objects.filter(id=question, session=session.id).first()
    if found is None:
        raise Http404
    return found


def _hall(session: Session) -> str:
    return reverse("hall", args=[session.id])
