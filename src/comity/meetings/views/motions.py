"""Questions put from a page: proposals, a question divided, elections and who stands in them."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.instruments.models import Instrument
from comity.instruments.rules import Status
from comity.meetings import queries, sitting_queries
from comity.meetings.acts import motions
from comity.meetings.models import AgendaItem, Question, Session
from comity.meetings.views import words as said
from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.forms import chosen_word
from comity.pages.viewer import Viewer, viewer_of
from comity.parties.languages_form import LanguagesForm
from comity.parties.rules import Power
from comity.record.acts import Act
from comity.record.signing import first_step, propose, require_power

PREAMBULAR = "*"


class ProposalForm(LanguagesForm):
    """A proposal: its title, and by which rule it is decided."""

    kind = forms.ChoiceField(label=gettext_lazy("Decided as"))
    text = forms.ChoiceField(
        label=gettext_lazy("The text that it is about"),
        required=False,
        help_text=gettext_lazy("Amendments can be moved to a text. A draft is open to everybody once it is put."),
    )

    def __init__(
        self, *args: Any, kinds: list[str], texts: list[tuple[str, str]], chosen: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask("title", _("Title"))
        for name, choices in (("kind", [(one, _(one)) for one in kinds]), ("text", [("", _("none")), *texts])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["text"].initial = chosen


class DivisionForm(forms.Form):
    """The parts of a question, one on each line."""

    parts = forms.CharField(
        label=gettext_lazy("Parts, one on each line"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Begin the line of a part of the preamble with an asterisk (*)."),
    )

    def clean_parts(self) -> list[str]:
        """At least two parts."""
        lines = [line.strip() for line in self.cleaned_data["parts"].splitlines() if line.strip(" *")]
        if len(lines) < 2:
            raise forms.ValidationError(_("A question is divided into two parts at least."))
        return lines


class ElectionForm(LanguagesForm):
    """An election: what for, and how many places."""

    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=100, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("title", _("Title"))


class NominationForm(LanguagesForm):
    """A candidate: an identifier, and how it is called."""

    candidate = forms.SlugField(label=gettext_lazy("Identifier"), max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("name", _("Name"))


@require_http_methods(["GET", "POST"])
@requires_person
def put_proposal(request: HttpRequest, session: str) -> HttpResponse:
    """Put a proposal under the item being dealt with."""
    found, item = _dealing(session)
    require_power(request, Power.PUT_QUESTION)
    kinds = [one for one in queries.rules_of(found).voting.rules if one not in ("procedural", "election")]
    texts = _texts(found, viewer_of(request))
    subject = AgendaItem.objects.filter(session=session, item=item, subject_kind="instrument").first()
    form = ProposalForm(
        _sent(request),
        kinds=kinds,
        texts=[(one.id, f"{one.reference} {words.in_language(one.title).text}") for one in texts],
        chosen=subject.subject if subject is not None else "",
    )
    heading = _("Put a proposal")
    if request.method == "POST" and form.is_valid():
        act = motions.PutProposal(
            session=session,
            question=f"q-{secrets.token_hex(8)}",
            item=item,
            title=form.said("title"),
            kind=form.cleaned_data["kind"],
            instrument=form.cleaned_data["text"] or None,
            case=next((one.case for one in texts if one.id == form.cleaned_data["text"]), "") or None,
        )
        pairs = [(_("Title"), words.in_language(act.title).text), (_("Text"), chosen_word(form, "text"))]
        return _proposed(request, act, session, heading, pairs)
    return first_step(request, form, heading, back=reverse("hall", args=[session]), lead=found.title)


@require_http_methods(["GET", "POST"])
@requires_person
def divide_question(request: HttpRequest, session: str, question: str) -> HttpResponse:
    """The chair divides a proposal into parts that are voted on separately."""
    asked = _asked(session, question, "proposal")
    require_power(request, Power.PRESIDE)
    form, heading = DivisionForm(_sent(request)), _("Divide the question")
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["parts"]
        names = [f"{question[:40]}-part-{number}" for number in range(1, len(lines) + 1)]
        act = motions.DivideQuestion(
            session=session,
            question=question,
            parts={name: {request.LANGUAGE_CODE: line.strip(" *")} for name, line in zip(names, lines, strict=True)},
            preambular=tuple(name for name, line in zip(names, lines, strict=True) if line.startswith(PREAMBULAR)),
        )
        pairs = [(_("Part"), re.sub(r"^\*\s*", "", line)) for line in lines]
        return _proposed(request, act, session, heading, pairs)
    return first_step(request, form, heading, back=reverse("hall", args=[session]), lead=asked.title)


@require_http_methods(["GET", "POST"])
@requires_person
def call_election(request: HttpRequest, session: str) -> HttpResponse:
    """Call an election under the item being dealt with."""
    found, item = _dealing(session)
    require_power(request, Power.PRESIDE)
    form, heading = ElectionForm(_sent(request)), _("Call an election")
    if request.method == "POST" and form.is_valid():
        act = motions.CallElection(
            session=session,
            question=f"e-{secrets.token_hex(8)}",
            item=item,
            title=form.said("title"),
            places=form.cleaned_data["places"],
        )
        pairs = [(_("Title"), words.in_language(act.title).text), (_("Places"), str(act.places))]
        return _proposed(request, act, session, heading, pairs)
    return first_step(request, form, heading, back=reverse("hall", args=[session]), lead=found.title)


@require_http_methods(["GET", "POST"])
@requires_person
def nominate(request: HttpRequest, session: str, question: str) -> HttpResponse:
    """Nominate a candidate."""
    asked = _asked(session, question, "election")
    require_power(request, Power.PROPOSE)
    form, heading = NominationForm(_sent(request)), _("Nominate a candidate")
    if request.method == "POST" and form.is_valid():
        act = motions.Nominate(
            session=session, question=question, candidate=form.cleaned_data["candidate"], name=form.said("name")
        )
        pairs = [(_("Election"), words.in_language(asked.title).text), (_("Name"), words.in_language(act.name).text)]
        return _proposed(request, act, session, heading, pairs)
    return first_step(request, form, heading, back=reverse("hall", args=[session]), lead=asked.title)


def _asked(session: str, question: str, matter: str) -> Question:
    found = Question.objects.filter(id=question, session=session, matter=matter).first()
    if found is None:
        raise Http404
    return found


def _texts(session: Session, viewer: Viewer) -> list[Instrument]:
    """The texts of the body that can come before its session: those in its procedure, and the reader's own drafts."""
    party = viewer.capacity.party if viewer.capacity else ""
    mine = Q(status=Status.DRAFT) & (Q(originator=party) | Q(tabled_at__isnull=False))
    if viewer.is_secretariat:
        mine = Q(status=Status.DRAFT)
    found = Instrument.objects.filter(mine | Q(status=Status.IN_PROCEDURE), body=session.body)
    return list(found.order_by("reference"))


def _dealing(session: str) -> tuple[Session, str]:
    """The session and the item being dealt with, of which a proposal is made."""
    found = said.found_session(session)
    view = sitting_queries.hall(found)
    if view.item is None:
        raise Http404(_("No item has been taken up."))
    return found, view.item.item


def _proposed(request: HttpRequest, act: Act, session: str, heading: str, pairs: list[tuple[str, str]]) -> HttpResponse:
    back = reverse("hall", args=[session])
    return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
