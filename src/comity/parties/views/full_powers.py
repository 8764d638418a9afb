"""Full powers, granted and revoked: by a party itself, or by the secretariat on a letter received."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.pages import moments, vocabulary, words
from comity.pages.access import requires_person
from comity.pages.forms import DayField
from comity.parties import acts
from comity.parties.models import Body, FullPowers, Party
from comity.parties.persons_form import PersonForm
from comity.parties.rules import RESERVED, PartyKind, Power
from comity.parties.views.first_steps import form_page, party_or_404, proposed, require_power_for
from comity.record import content

MAX_LETTER = 10 * 1024 * 1024


class PowersForm(PersonForm):
    """Full powers for a person, known or new."""

    def __init__(self, *args: Any, party: Party, letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, party=party, **kwargs)
        self.ask("title", _("Function"))
        offered = [power for power in Power if _grantable(party, power)]
        self.fields["powers"] = forms.MultipleChoiceField(
            label=_("What the person may do"),
            choices=[(str(power), vocabulary.power(str(power))) for power in offered],
            widget=forms.CheckboxSelectMultiple,
        )
        bodies = [(one.id, words.in_language(one.name).text) for one in Body.objects.filter(dissolved_at=None)]
        self.fields["body"] = forms.ChoiceField(
            label=_("In which body"), required=False, choices=[("", _("in all bodies")), *bodies]
        )
        self.fields["since"] = DayField(label=_("From"), initial=timezone.now().date())
        self.fields["until"] = DayField(
            label=_("Until"), required=False, help_text=_("Leave it empty if they hold until revoked.")
        )
        if letter:
            self.fields["letter"] = forms.FileField(
                label=_("Letter of credentials"), help_text=_("Scanned, 10 MB at most. Kept confidential.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end must not come before the beginning."))
        letter: UploadedFile | None = cleaned.get("letter")
        if letter is not None and (letter.size or 0) > MAX_LETTER:
            self.add_error("letter", _("The file is larger than 10 MB."))
        return cleaned


@require_http_methods(["GET", "POST"])
@requires_person
def grant_powers(request: HttpRequest, party: str) -> HttpResponse:
    """Grant full powers for a party: by itself, or by the secretariat on a letter received."""
    found = party_or_404(party)
    chosen = require_power_for(request, Power.GRANT_POWERS, found.id)
    letter = chosen.is_secretariat and found.kind != PartyKind.SECRETARIAT
    registers = chosen.holds(Power.REGISTER)
    form = PowersForm(request.POST or None, request.FILES or None, party=found, letter=letter, registers=registers)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        basis = (
            content.deposit(given["letter"].read(), given["letter"].content_type, confidential=True) if letter else None
        )
        act = acts.GrantFullPowers(
            powers_id=f"fp-{secrets.token_hex(8)}",
            person=form.registered(request, form.said("title")),
            party=found.id,
            body=given["body"] or None,
            powers=tuple(Power(one) for one in given["powers"]),
            title=form.said("title"),
            since=datetime.combine(given["since"], time.min, UTC),
            until=datetime.combine(given["until"], time.max, UTC) if given["until"] else None,
            basis=basis,
        )
        pairs = [
            (_("For"), words.in_language(found.name).text),
            (_("Person"), form.called()),
            (_("Function"), words.in_language(act.title).text),
            (_("May"), ", ".join(str(vocabulary.power(str(power))) for power in act.powers)),
            (_("From"), moments.spoken(act.since)),
            (_("Until"), moments.spoken(act.until) if act.until else _("revoked")),
        ]
        return proposed(request, act, found, _("Grant full powers"), pairs)
    return form_page(request, form, _("Grant full powers"), found)


@require_http_methods(["GET"])
@requires_person
def revoke_powers(request: HttpRequest, powers: str) -> HttpResponse:
    """End full powers at once."""
    held = FullPowers.objects.filter(id=powers, revoked_at=None).first()
    if held is None:
        raise Http404
    require_power_for(request, Power.GRANT_POWERS, held.party)
    found = party_or_404(held.party)
    pairs = [
        (_("For"), words.in_language(found.name).text),
        (_("Function"), words.in_language(held.title).text),
        (_("What follows"), _("The person can act no more; what was done stands.")),
    ]
    return proposed(request, acts.RevokeFullPowers(powers_id=held.id), found, _("Revoke full powers"), pairs)


def _grantable(party: Party, power: Power) -> bool:
    if party.kind == PartyKind.SECRETARIAT:
        return True
    return power not in RESERVED and (party.is_member or power in party.rights)
