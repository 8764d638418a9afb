"""Drafting a text, its versions, and putting it to its body: the first of two steps each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.cases.models import Procedure
from comity.instruments import acts, queries
from comity.instruments.views.editing import editor_page
from comity.instruments.views.first_steps import about, form_page, page_of, proposed
from comity.instruments.views.register import readable
from comity.instruments.views.texts_form import TextsForm
from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.forms import chosen_word
from comity.parties.models import Body
from comity.parties.queries import languages
from comity.parties.rules import Power
from comity.record.signing import propose, require_power

KINDS = {
    "strategy": gettext_lazy("strategy"),
    "agreement": gettext_lazy("agreement"),
    "recommendation": gettext_lazy("recommendation"),
    "regulation": gettext_lazy("regulation"),
    "decision": gettext_lazy("decision"),
    "programme": gettext_lazy("programme"),
}


class DraftForm(TextsForm):
    """A new instrument."""

    def __init__(self, *args: Any, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, known=known, **kwargs)
        bodies = [(body.id, words.in_language(body.name).text) for body in Body.objects.filter(dissolved_at=None)]
        self.fields["reference"] = forms.CharField(
            label=_("Reference"), max_length=64, help_text=_("As it stands in the register, such as MEC/2026/4.")
        )
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
        self.fields["body"] = forms.ChoiceField(label=_("Body"), choices=bodies)
        self.ask("title", _("Title"))
        self.order_fields(["reference", "kind", "body", *self.fields_of("title")])


class RevisionForm(TextsForm):
    """A new version, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = forms.CharField(label=_("What changed, and why"), max_length=2000, required=False)


class SubmitForm(forms.Form):
    """Under which procedure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest: dict[str, Procedure] = {one.name: one for one in Procedure.objects.order_by("version")}
        choices = [(one.id, f"{words.in_language(one.title).text} ({one.version})") for one in newest.values()]
        self.fields["procedure"] = forms.ChoiceField(label=_("Procedure"), choices=choices, widget=forms.RadioSelect)


@require_http_methods(["GET", "POST"])
@requires_person
def draft_instrument(request: HttpRequest) -> HttpResponse:
    """Bring in a new text."""
    require_power(request, Power.DRAFT)
    form = DraftForm(request.POST or None, request.FILES or None, known=languages())
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        given, texts = form.cleaned_data, form.deposited()
        identifier = f"i-{secrets.token_hex(6)}"
        act = acts.DraftInstrument(
            instrument=identifier,
            reference=given["reference"],
            kind=given["kind"],
            title=form.said("title"),
            body=given["body"],
            authentic=tuple(texts),
            texts=texts,
        )
        pairs = [
            (_("Reference"), act.reference),
            (_("Title"), words.in_language(act.title).text),
            (_("Languages"), ", ".join(texts)),
        ]
        back, then = reverse("register"), reverse("instrument", args=[identifier])
        return propose(request, act, heading=_("Draft a text"), pairs=pairs, back=back, then=then)
    return editor_page(request, form, _("Draft a text"), reverse("register"))


@require_http_methods(["GET", "POST"])
@requires_person
def revise_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """A new version of a draft, or of a text that came back for drafting."""
    require_power(request, Power.DRAFT)
    found = readable(request, instrument)
    current = queries.view_of(found).current
    texts = {language: queries.text_of(current, language) for language in current.texts}
    known = list(dict.fromkeys([*found.authentic, *languages()]))
    form = RevisionForm(request.POST or None, request.FILES or None, known=known, texts=texts)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        note, language = form.cleaned_data["note"].strip(), request.LANGUAGE_CODE
        act = acts.ReviseInstrument(instrument=found.id, texts=form.deposited(), note={language: note} if note else {})
        pairs = [*about(found), (_("Version"), str(found.version + 1)), (_("What changed, and why"), note or "–")]
        return proposed(request, act, found, _("Make a new version"), pairs)
    return editor_page(request, form, _("Make a new version"), page_of(found), found)


@require_http_methods(["GET", "POST"])
@requires_person
def submit_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Put a draft to its body under a procedure."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = f"c-{secrets.token_hex(6)}"
        act = acts.SubmitInstrument(instrument=found.id, case=case, procedure=form.cleaned_data["procedure"])
        pairs = [*about(found), (_("Procedure"), chosen_word(form, "procedure"))]
        then = reverse("case", args=[case])
        return propose(request, act, heading=_("Submit it to its body"), pairs=pairs, back=page_of(found), then=then)
    return form_page(request, form, _("Submit it to its body"), page_of(found), found)


@require_http_methods(["GET"])
@requires_person
def resubmit_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Put a text that came back for drafting to its body again."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    act = acts.ResubmitInstrument(instrument=found.id)
    pairs = [*about(found), (_("Version"), str(found.version))]
    return proposed(request, act, found, _("Submit it again"), pairs)


@require_http_methods(["GET"])
@requires_person
def withdraw_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Withdraw a text that has not been adopted."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    return proposed(request, acts.WithdrawInstrument(instrument=found.id), found, _("Withdraw the text"), about(found))
