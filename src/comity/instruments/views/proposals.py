"""Proposals that follow from an adopted instrument: asking a member for them, making them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.instruments import acts, queries
from comity.instruments.models import Proposal
from comity.instruments.views.first_steps import about, form_page, page_of, proposed
from comity.instruments.views.register import readable
from comity.instruments.views.texts_form import TextsForm
from comity.pages import moments, words
from comity.pages.access import requires_person
from comity.pages.forms import DayField, chosen_word
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Party
from comity.parties.queries import languages
from comity.parties.rules import PartyKind, Power
from comity.record.signing import require_power


class AskForm(LanguagesForm):
    """Who is asked for what, by when."""

    due = DayField(label=gettext_lazy("Due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = [(one.id, words.in_language(one.name).text) for one in Party.objects.filter(kind=PartyKind.MEMBER)]
        self.fields["responsible"] = forms.ChoiceField(label=_("Responsible"), choices=parties)
        self.ask("title", _("What is asked for"))


@require_http_methods(["GET", "POST"])
@requires_person
def ask_proposal(request: HttpRequest, instrument: str) -> HttpResponse:
    """Ask a member for proposals by a day."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.AskProposal(
            instrument=found.id, title=form.said("title"), responsible=given["responsible"], due=given["due"]
        )
        pairs = [
            *about(found),
            (_("Responsible"), chosen_word(form, "responsible")),
            (_("Due"), moments.spoken(act.due)),
        ]
        return proposed(request, act, found, _("Ask for proposals"), pairs)
    return form_page(request, form, _("Ask for proposals"), page_of(found), found)


@require_http_methods(["GET", "POST"])
@requires_person
def make_proposal(request: HttpRequest, proposal: str) -> HttpResponse:
    """Make the proposals that were asked for."""
    require_power(request, Power.PROPOSE)
    asked = Proposal.objects.filter(id=proposal).first()
    found = queries.find(asked.instrument) if asked else None
    if asked is None or found is None:
        raise Http404
    known = languages()
    form = TextsForm(request.POST or None, request.FILES or None, known=known[:1])
    if request.method == "POST" and form.is_valid():
        digest = next(iter(form.deposited().values()))
        act = acts.MakeProposal(proposal=asked.id, instrument=found.id, text=digest)
        pairs = [*about(found), (_("Proposals"), words.in_language(asked.title).text)]
        return proposed(request, act, found, _("Make the proposals"), pairs)
    return form_page(request, form, _("Make the proposals"), page_of(found), found)
