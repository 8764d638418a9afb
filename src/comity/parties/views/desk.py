"""The secretariat's desk, and a delegation's focal point: persons, full powers, membership."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

import orjson
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.pages import moments, vocabulary, words
from comity.pages.access import requires_person
from comity.parties import acts
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Body, FullPowers, Party, Person
from comity.parties.rules import RESERVED, PartyKind, Power
from comity.record import content
from comity.record.acts import Act
from comity.record.commit import commit
from comity.record.signing import capacity_of, first_step, propose, require_power

MAX_LETTER = 10 * 1024 * 1024


class PowersForm(LanguagesForm):
    """Full powers for a person, known or new."""

    def __init__(self, *args: Any, party: Party, letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Person.objects.filter(id__in=FullPowers.objects.filter(party=party.id).values("person"))
        people = [(one.id, f"{words.in_language(one.function).text} ({one.id})") for one in known]
        self.fields["person"] = forms.ChoiceField(
            label=_("Person"), required=False, choices=[("", _("somebody new")), *people]
        )
        self.fields["name"] = forms.CharField(
            label=_("Name of the new person"), required=False, max_length=200, help_text=_("Kept confidential.")
        )
        self.fields["email"] = forms.EmailField(label=_("E-mail of the new person"), required=False)
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
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["since"] = forms.DateField(label=_("From"), widget=day, initial=timezone.now().date())
        self.fields["until"] = forms.DateField(label=_("Until"), required=False, widget=day)
        if letter:
            self.fields["letter"] = forms.FileField(
                label=_("Letter of credentials"), help_text=_("Scanned, 10 MB at most. Kept confidential.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("person") and not cleaned.get("name"):
            self.add_error("name", _("Name the new person, or choose somebody known."))
        letter: UploadedFile | None = cleaned.get("letter")
        if letter is not None and (letter.size or 0) > MAX_LETTER:
            self.add_error("letter", _("The file is larger than 10 MB."))
        return cleaned


class AdmitForm(LanguagesForm):
    """A new member, observer or partner."""

    party = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$", label=gettext_lazy("Identifier"), help_text=gettext_lazy("Such as AM.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(str(kind), gettext_lazy(str(kind))) for kind in PartyKind if kind is not PartyKind.SECRETARIAT],
    )
    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("name", _("Name"))


@require_http_methods(["GET", "POST"])
@requires_person
def grant_powers(request: HttpRequest, party: str) -> HttpResponse:
    """Grant full powers for a party: by itself, or by the secretariat on a letter received."""
    found = _party(party)
    chosen = require_power(request, Power.GRANT_POWERS)
    if not chosen.is_secretariat and chosen.party != found.id:
        raise PermissionDenied
    letter = chosen.is_secretariat and found.kind != PartyKind.SECRETARIAT
    form = PowersForm(request.POST or None, request.FILES or None, party=found, letter=letter)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = given["person"] or _registered(request, form)
        basis = (
            content.deposit(given["letter"].read(), given["letter"].content_type, confidential=True) if letter else None
        )
        act = acts.GrantFullPowers(
            powers_id=f"fp-{secrets.token_hex(8)}",
            person=person,
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
            (_("Function"), words.in_language(act.title).text),
            (_("May"), ", ".join(str(vocabulary.power(str(power))) for power in act.powers)),
            (_("From"), moments.spoken(act.since)),
            (_("Until"), moments.spoken(act.until) if act.until else _("revoked")),
        ]
        return _proposed(request, act, found, _("Grant full powers"), pairs)
    return _form(request, form, _("Grant full powers"), reverse("party", args=[found.id]), found)


@require_http_methods(["GET"])
@requires_person
def revoke_powers(request: HttpRequest, powers: str) -> HttpResponse:
    """End full powers at once."""
    chosen = require_power(request, Power.GRANT_POWERS)
    held = FullPowers.objects.filter(id=powers, revoked_at=None).first()
    if held is None:
        raise Http404
    if not chosen.is_secretariat and chosen.party != held.party:
        raise PermissionDenied
    found = _party(held.party)
    pairs = [
        (_("For"), words.in_language(found.name).text),
        (_("Function"), words.in_language(held.title).text),
        (_("What follows"), _("The person can act no more; what was done stands.")),
    ]
    return _proposed(request, acts.RevokeFullPowers(powers_id=held.id), found, _("Revoke full powers"), pairs)


@require_http_methods(["GET", "POST"])
@requires_person
def admit_party(request: HttpRequest) -> HttpResponse:
    """Admit a member, an observer or a partner."""
    require_power(request, Power.ADMIT)
    form = AdmitForm(request.POST or None, initial={"since": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.AdmitParty(
            party=given["party"], kind=PartyKind(given["kind"]), name=form.said("name"), since=given["since"]
        )
        pairs = [(_("Party"), words.in_language(act.name).text), (_("Kind"), _(str(act.kind)))]
        back = reverse("organisation")
        return propose(request, act, heading=_("Admit a party"), pairs=pairs, back=back, then=back)
    return _form(request, form, _("Admit a party"), reverse("organisation"))


def _registered(request: HttpRequest, form: PowersForm) -> str:
    """Register a new person; the name and the address become a confidential content."""
    given = form.cleaned_data
    profile = content.deposit(
        orjson.dumps({"name": given["name"], "email": given["email"]}), "application/json", confidential=True
    )
    person = f"p-{secrets.token_hex(8)}"
    commit(acts.RegisterPerson(person=person, profile=profile, function=form.said("title")), capacity_of(request))
    return person


def _grantable(party: Party, power: Power) -> bool:
    if party.kind == PartyKind.SECRETARIAT:
        return True
    return power not in RESERVED and (party.is_member or power in party.rights)


def _party(party: str) -> Party:
    found = Party.objects.filter(id=party).first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, form: forms.Form, heading: str, back: str, party: Party | None = None) -> HttpResponse:
    return first_step(request, form, heading, back=back, lead=party.name if party else "", wide=True)


def _proposed(
    request: HttpRequest, act: Act, party: Party, heading: str, pairs: Sequence[tuple[str, str]]
) -> HttpResponse:
    back = reverse("party", args=[party.id])
    return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)
