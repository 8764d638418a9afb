"""Instruments of ratification, acceptance, approval and accession: entering one, withdrawing one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.instruments import acts, queries
from comity.instruments.models import Instrument
from comity.instruments.provision_queries import choices_of
from comity.instruments.views.first_steps import about, form_page, page_of, proposed
from comity.instruments.views.register import language_of, readable
from comity.pages import moments, words
from comity.pages.access import requires_person
from comity.pages.forms import DayField
from comity.pages.viewer import viewer_of
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Party
from comity.parties.rules import PartyKind, Power
from comity.record import content
from comity.record.signing import require_power

MAX_DOCUMENT = 10 * 1024 * 1024
DEPOSITS = {
    "ratification": gettext_lazy("ratification"),
    "acceptance": gettext_lazy("acceptance"),
    "approval": gettext_lazy("approval"),
    "accession": gettext_lazy("accession"),
}


class DepositForm(LanguagesForm):
    """An instrument of consent to be bound."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(DEPOSITS.items()))
    on = DayField(label=gettext_lazy("Day of deposit"))
    document = forms.FileField(
        label=gettext_lazy("The instrument, scanned"), required=False, help_text=gettext_lazy("PDF or picture, 10 MB.")
    )

    def __init__(
        self,
        *args: Any,
        parties: Sequence[tuple[str, str]],
        provisions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(parties) > 1:
            self.fields["party"] = forms.ChoiceField(label=_("Party"), choices=parties)
            self.order_fields(["party"])
        for name, label, concerned in (
            ("reservation", _("Reservation"), _("Provisions reserved")),
            ("declaration", _("Declaration"), _("Provisions the declaration concerns")),
        ):
            self.ask(name, label, required=False, longest=8000, rows=3)
            self.fields[f"{name}_on"] = forms.MultipleChoiceField(
                label=concerned, choices=provisions, required=False, help_text=_("None chosen: the whole text.")
            )

    def clean_document(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["document"]
        if file is not None and (file.size or 0) > MAX_DOCUMENT:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


@require_http_methods(["GET", "POST"])
@requires_person
def make_deposit(request: HttpRequest, instrument: str) -> HttpResponse:
    """Enter an instrument of ratification, acceptance, approval or accession."""
    require_power(request, Power.DEPOSIT)
    found = readable(request, instrument)
    own = _depositors(request)
    given = {"initial": {"on": timezone.now().date()}}
    provisions = _provisions(request, found)
    form = DepositForm(request.POST or None, request.FILES or None, parties=own, provisions=provisions, **given)
    if request.method == "POST" and form.is_valid():
        act = acts.MakeDeposit(
            instrument=found.id,
            party=form.cleaned_data.get("party") or own[0][0],
            kind=form.cleaned_data["kind"],
            on=form.cleaned_data["on"],
            reservation=form.said("reservation"),
            reservation_on=tuple(form.cleaned_data["reservation_on"]),
            declaration=form.said("declaration"),
            declaration_on=tuple(form.cleaned_data["declaration_on"]),
            document=_document(form.cleaned_data["document"]),
        )
        pairs = [
            *about(found),
            (_("Party"), dict(own)[act.party]),
            (_("Kind"), str(DEPOSITS[act.kind])),
            (_("Day of deposit"), moments.spoken(act.on)),
            *((_("Reservation"), text) for text in act.reservation.values()),
            *((_("Declaration"), text) for text in act.declaration.values()),
        ]
        return proposed(request, act, found, _("Enter a deposit"), pairs)
    return form_page(request, form, _("Enter a deposit"), page_of(found), found)


@require_http_methods(["GET"])
@requires_person
def withdraw_deposit(request: HttpRequest, instrument: str) -> HttpResponse:
    """Withdraw the instrument that one's party deposited."""
    require_power(request, Power.DEPOSIT)
    found = readable(request, instrument)
    party, name = _depositors(request)[0]
    act = acts.WithdrawDeposit(instrument=found.id, party=party, on=timezone.now().date())
    pairs = [*about(found), (_("Party"), name), (_("Day"), moments.spoken(act.on))]
    return proposed(request, act, found, _("Withdraw the deposit"), pairs)


def _provisions(request: HttpRequest, found: Instrument) -> list[tuple[str, str]]:
    """The provisions of the adopted text, in the reader's language if it has one in it."""
    number = found.adopted_version or found.version
    version = queries.versions_of(found, number)[number]
    return choices_of(queries.structure_of(version, language_of(request, version.texts)))


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
