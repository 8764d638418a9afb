"""Doing something with an instrument: drafting, versions, submission, deposits, proposals: the first of two steps."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.cases.models import Procedure
from comity.instruments import acts, queries
from comity.instruments.models import Instrument, Proposal
from comity.instruments.views.register import readable
from comity.pages import moments, words
from comity.pages.access import requires_person
from comity.pages.forms import chosen_word
from comity.pages.viewer import viewer_of
from comity.parties.models import Body, Party
from comity.parties.queries import languages
from comity.parties.rules import PartyKind, Power
from comity.record import content
from comity.record.acts import Act
from comity.record.signing import first_step, propose, require_power

MAX_TEXT = 1_000_000
MAX_DOCUMENT = 10 * 1024 * 1024
KINDS = {
    "strategy": gettext_lazy("strategy"),
    "agreement": gettext_lazy("agreement"),
    "recommendation": gettext_lazy("recommendation"),
    "regulation": gettext_lazy("regulation"),
    "decision": gettext_lazy("decision"),
    "programme": gettext_lazy("programme"),
}
DEPOSITS = {
    "ratification": gettext_lazy("ratification"),
    "acceptance": gettext_lazy("acceptance"),
    "approval": gettext_lazy("approval"),
    "accession": gettext_lazy("accession"),
}


class TextsForm(forms.Form):
    """A text in every language of the organisation: pasted, or uploaded as a plain text file in UTF-8."""

    def __init__(self, *args: Any, known: Sequence[str], texts: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(known)
        for language in known:
            self.fields[f"text_{language}"] = forms.CharField(
                label=f"{_('Text')} ({language})",
                required=False,
                max_length=MAX_TEXT,
                strip=False,
                initial=(texts or {}).get(language, ""),
                widget=forms.Textarea(attrs={"rows": 14, "lang": language}),
            )
            self.fields[f"file_{language}"] = forms.FileField(
                label=f"{_('or a text file')} ({language})", required=False, help_text=_("Plain text, UTF-8.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts = {language: self._text(language, cleaned) for language in self.languages}
        cleaned["texts"] = {language: text for language, text in texts.items() if text.strip()}
        if not cleaned["texts"] and not self.errors:
            self.add_error(
                f"text_{self.languages[0]}", _("Paste the text, or choose a file, in at least one language.")
            )
        return cleaned

    def deposited(self) -> dict[str, str]:
        """The digests of the texts, deposited as public contents."""
        texts: dict[str, str] = self.cleaned_data["texts"]
        return {language: content.deposit(text.encode(), "text/plain") for language, text in texts.items()}

    def _text(self, language: str, cleaned: dict[str, Any]) -> str:
        file: UploadedFile | None = cleaned.get(f"file_{language}")
        if file is None:
            return str(cleaned.get(f"text_{language}") or "").replace("\r\n", "\n")
        if (file.size or 0) > MAX_TEXT:
            self.add_error(f"file_{language}", _("The file is larger than 1 MB."))
            return ""
        try:
            return file.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error(f"file_{language}", _("The file is not UTF-8 text: save it as UTF-8 and try again."))
            return ""


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
        for index, language in enumerate(known):
            self.fields[f"title_{language}"] = forms.CharField(
                label=f"{_('Title')} ({language})", max_length=300, required=index == 0
            )
        titles = [f"title_{language}" for language in known]
        self.order_fields(["reference", "kind", "body", *titles])

    def titles(self) -> dict[str, str]:
        given = {language: self.cleaned_data[f"title_{language}"].strip() for language in self.languages}
        return {language: title for language, title in given.items() if title}


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


class DepositForm(forms.Form):
    """An instrument of consent to be bound."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(DEPOSITS.items()))
    on = forms.DateField(
        label=gettext_lazy("Day of deposit"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.FileField(
        label=gettext_lazy("The instrument, scanned"), required=False, help_text=gettext_lazy("PDF or picture, 10 MB.")
    )

    def __init__(self, *args: Any, known: Sequence[str], parties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(known)
        if len(parties) > 1:
            self.fields["party"] = forms.ChoiceField(label=_("Party"), choices=parties)
            self.order_fields(["party"])
        for name, label in (("reservation", _("Reservation")), ("declaration", _("Declaration"))):
            for language in known:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({language})",
                    required=False,
                    max_length=8000,
                    widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
                )

    def clean_document(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["document"]
        if file is not None and (file.size or 0) > MAX_DOCUMENT:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file

    def texts(self, name: str) -> dict[str, str]:
        given = {language: self.cleaned_data[f"{name}_{language}"].strip() for language in self.languages}
        return {language: text for language, text in given.items() if text}


class AskForm(forms.Form):
    """Who is asked for what, by when."""

    due = forms.DateField(label=gettext_lazy("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(known)
        parties = [(one.id, words.in_language(one.name).text) for one in Party.objects.filter(kind=PartyKind.MEMBER)]
        self.fields["responsible"] = forms.ChoiceField(label=_("Responsible"), choices=parties)
        for index, language in enumerate(known):
            self.fields[f"title_{language}"] = forms.CharField(
                label=f"{_('What is asked for')} ({language})", max_length=300, required=index == 0
            )


@require_http_methods(["GET", "POST"])
@requires_person
def draft_instrument(request: HttpRequest) -> HttpResponse:
    """Bring in a new text."""
    require_power(request, Power.DRAFT)
    form = DraftForm(request.POST or None, request.FILES or None, known=languages())
    if request.method == "POST" and form.is_valid():
        given, texts = form.cleaned_data, form.deposited()
        identifier = f"i-{secrets.token_hex(6)}"
        act = acts.DraftInstrument(
            instrument=identifier,
            reference=given["reference"],
            kind=given["kind"],
            title=form.titles(),
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
    return _form(request, form, _("Draft a text"), reverse("register"))


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
    if request.method == "POST" and form.is_valid():
        note, language = form.cleaned_data["note"].strip(), request.LANGUAGE_CODE
        act = acts.ReviseInstrument(instrument=found.id, texts=form.deposited(), note={language: note} if note else {})
        pairs = [*_about(found), (_("Version"), str(found.version + 1)), (_("What changed, and why"), note or "–")]
        return _proposed(request, act, found, _("Make a new version"), pairs)
    return _form(request, form, _("Make a new version"), _page(found), found)


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
        pairs = [*_about(found), (_("Procedure"), chosen_word(form, "procedure"))]
        then = reverse("case", args=[case])
        return propose(request, act, heading=_("Submit it to its body"), pairs=pairs, back=_page(found), then=then)
    return _form(request, form, _("Submit it to its body"), _page(found), found)


@require_http_methods(["GET"])
@requires_person
def resubmit_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Put a text that came back for drafting to its body again."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    act = acts.ResubmitInstrument(instrument=found.id)
    pairs = [*_about(found), (_("Version"), str(found.version))]
    return _proposed(request, act, found, _("Submit it again"), pairs)


@require_http_methods(["GET"])
@requires_person
def withdraw_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Withdraw a text that has not been adopted."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    return _proposed(
        request, acts.WithdrawInstrument(instrument=found.id), found, _("Withdraw the text"), _about(found)
    )


@require_http_methods(["GET", "POST"])
@requires_person
def make_deposit(request: HttpRequest, instrument: str) -> HttpResponse:
    """Enter an instrument of ratification, acceptance, approval or accession."""
    require_power(request, Power.DEPOSIT)
    found = readable(request, instrument)
    own = _depositors(request)
    given = {"initial": {"on": timezone.now().date()}}
    form = DepositForm(request.POST or None, request.FILES or None, known=languages(), parties=own, **given)
    if request.method == "POST" and form.is_valid():
        act = acts.MakeDeposit(
            instrument=found.id,
            party=form.cleaned_data.get("party") or own[0][0],
            kind=form.cleaned_data["kind"],
            on=form.cleaned_data["on"],
            reservation=form.texts("reservation"),
            declaration=form.texts("declaration"),
            document=_document(form.cleaned_data["document"]),
        )
        pairs = [
            *_about(found),
            (_("Party"), dict(own)[act.party]),
            (_("Kind"), str(DEPOSITS[act.kind])),
            (_("Day of deposit"), moments.spoken(act.on)),
            *((_("Reservation"), text) for text in act.reservation.values()),
            *((_("Declaration"), text) for text in act.declaration.values()),
        ]
        return _proposed(request, act, found, _("Enter a deposit"), pairs)
    return _form(request, form, _("Enter a deposit"), _page(found), found)


@require_http_methods(["GET"])
@requires_person
def withdraw_deposit(request: HttpRequest, instrument: str) -> HttpResponse:
    """Withdraw the instrument that one's party deposited."""
    require_power(request, Power.DEPOSIT)
    found = readable(request, instrument)
    party, name = _depositors(request)[0]
    act = acts.WithdrawDeposit(instrument=found.id, party=party, on=timezone.now().date())
    pairs = [*_about(found), (_("Party"), name), (_("Day"), moments.spoken(act.on))]
    return _proposed(request, act, found, _("Withdraw the deposit"), pairs)


@require_http_methods(["GET", "POST"])
@requires_person
def ask_proposal(request: HttpRequest, instrument: str) -> HttpResponse:
    """Ask a member for proposals by a day."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    form = AskForm(request.POST or None, known=languages())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        title = {language: given[f"title_{language}"] for language in form.languages if given[f"title_{language}"]}
        act = acts.AskProposal(instrument=found.id, title=title, responsible=given["responsible"], due=given["due"])
        pairs = [*_about(found), (_("Responsible"), act.responsible), (_("Due"), moments.spoken(act.due))]
        return _proposed(request, act, found, _("Ask for proposals"), pairs)
    return _form(request, form, _("Ask for proposals"), _page(found), found)


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
        pairs = [*_about(found), (_("Proposals"), words.in_language(asked.title).text)]
        return _proposed(request, act, found, _("Make the proposals"), pairs)
    return _form(request, form, _("Make the proposals"), _page(found), found)


def _depositors(request: HttpRequest) -> list[tuple[str, str]]:
    """For whom a deposit may be entered: one's own party; the depositary enters what it received from any member."""
    chosen = viewer_of(request).capacity
    if chosen is None:
        raise PermissionDenied
    if not chosen.is_secretariat:
        return [(chosen.party, words.in_language(chosen.party_name).text)]
    members = Party.objects.filter(kind=PartyKind.MEMBER).order_by("id")
    return [(one.id, words.in_language(one.name).text) for one in members]


def _document(file: UploadedFile | None) -> str | None:
    if file is None:
        return None
    kind = file.content_type if re.fullmatch(r"[a-z]+/[a-z0-9.+-]{1,80}", file.content_type or "") else None
    return content.deposit(file.read(), kind or "application/octet-stream", confidential=True)


def _about(found: Instrument) -> list[tuple[str, str]]:
    return [(_("Instrument"), f"{found.reference} {words.in_language(found.title).text}")]


def _page(found: Instrument) -> str:
    return reverse("instrument", args=[found.id])


def _form(
    request: HttpRequest, form: forms.Form, heading: str, back: str, found: Instrument | None = None
) -> HttpResponse:
    return first_step(request, form, heading, back=back, lead=found.title if found else "", wide=True)


def _proposed(
    request: HttpRequest, act: Act, found: Instrument, heading: str, pairs: Sequence[tuple[str, str]]
) -> HttpResponse:
    return propose(request, act, heading=heading, pairs=pairs, back=_page(found), then=_page(found))
