"""The life of a party: admitted, suspended, reinstated, weighed, withdrawn; the first of two steps each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.pages import moments, vocabulary, words
from comity.pages.access import requires_person
from comity.pages.forms import DayField, IdentifierField
from comity.parties import acts, queries
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Party
from comity.parties.rules import ADMITTED, OF_MEMBERS, PartyKind, Power
from comity.parties.views.first_steps import form_page, other_party_or_404, proposed
from comity.record.signing import require_power


class AdmitForm(LanguagesForm):
    """A new member, observer or partner."""

    party = IdentifierField(label=gettext_lazy("Identifier"), help_text=gettext_lazy("Such as AM."))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(str(kind), vocabulary.status(kind).label) for kind in ADMITTED],
    )
    since = DayField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("name", _("Name"))
        self.fields["rights"] = forms.MultipleChoiceField(
            label=_("What an observer or partner may do"),
            required=False,
            choices=[(str(power), vocabulary.power(power)) for power in OF_MEMBERS],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Members have all these rights; for them, tick nothing."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == PartyKind.MEMBER and cleaned.get("rights"):
            self.add_error("rights", _("A member has all rights. Tick nothing here, or choose another kind."))
        return cleaned


class SuspendForm(LanguagesForm):
    """From when, and why."""

    since = DayField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("grounds", _("Grounds"))


class ReinstateForm(forms.Form):
    """From when a party has its rights again."""

    on = DayField(label=gettext_lazy("From"), help_text=gettext_lazy("The first day on which it has its rights again."))


class WithdrawForm(forms.Form):
    """When a party leaves."""

    until = DayField(
        label=gettext_lazy("Day of withdrawal"),
        help_text=gettext_lazy("The first day on which it is no longer a party."),
    )


class WeightsForm(forms.Form):
    """What a party weighs, by every weight known here and one more, and where the figures are from."""

    def __init__(self, *args: Any, party: Party, known: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        for name in known:
            self.fields[f"weight_{name}"] = _figure(str(vocabulary.weight(name)), initial=party.weights.get(name))
        self.fields["new_name"] = IdentifierField(
            label=_("Another weight") if known else _("Weight"),
            required=False,
            help_text=_("Its name, such as contribution."),
        )
        self.fields["new_value"] = _figure(_("Its value"))
        self.fields["source"] = forms.CharField(
            label=_("Source of the figures"), max_length=300, initial=party.weights_source
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("new_name")) != bool(cleaned.get("new_value")) and not self.errors:
            self.add_error("new_value", _("Give both a name and a value, or neither."))
        return cleaned

    def weights(self) -> dict[str, int | str]:
        """The weights that were given: whole numbers, or fractions as text."""
        given = {name: self.cleaned_data[f"weight_{name}"] for name in self.known}
        given[self.cleaned_data["new_name"]] = self.cleaned_data["new_value"]
        return {name: int(value) if value.isdigit() else value for name, value in given.items() if value}


@require_http_methods(["GET", "POST"])
@requires_person
def admit_party(request: HttpRequest) -> HttpResponse:
    """Admit a member, an observer or a partner."""
    require_power(request, Power.ADMIT)
    form = AdmitForm(request.POST or None, initial={"since": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.AdmitParty(
            party=given["party"],
            kind=PartyKind(given["kind"]),
            name=form.said("name"),
            since=given["since"],
            rights=tuple(Power(one) for one in given["rights"]),
        )
        pairs = [
            (_("Party"), words.in_language(act.name).text),
            (_("Kind"), str(vocabulary.status(act.kind).label)),
            (_("From"), moments.spoken(act.since)),
        ]
        if act.rights:
            pairs.append((_("May"), ", ".join(str(vocabulary.power(right)) for right in act.rights)))
        then = reverse("party", args=[act.party])
        return proposed(request, act, None, _("Admit a party"), pairs, then)
    return form_page(request, form, _("Admit a party"))


@require_http_methods(["GET", "POST"])
@requires_person
def suspend_party(request: HttpRequest, party: str) -> HttpResponse:
    """Suspend a party's rights from a day on."""
    require_power(request, Power.ADMIT)
    found = other_party_or_404(party)
    form = SuspendForm(request.POST or None, initial={"since": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        act = acts.SuspendParty(party=found.id, since=form.cleaned_data["since"], grounds=form.said("grounds"))
        pairs = [
            *_about(found),
            (_("From"), moments.spoken(act.since)),
            (_("Grounds"), words.in_language(act.grounds).text),
            (_("What follows"), _("Nobody can act for it until the suspension is lifted. What it did stands.")),
        ]
        return proposed(request, act, found, _("Suspend its rights"), pairs)
    return form_page(request, form, _("Suspend its rights"), found)


@require_http_methods(["GET", "POST"])
@requires_person
def reinstate_party(request: HttpRequest, party: str) -> HttpResponse:
    """Lift a suspension from a day on."""
    require_power(request, Power.ADMIT)
    found = other_party_or_404(party)
    form = ReinstateForm(request.POST or None, initial={"on": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        act = acts.LiftSuspension(party=found.id, on=form.cleaned_data["on"])
        pairs = [*_about(found), (_("From"), moments.spoken(act.on))]
        return proposed(request, act, found, _("Lift the suspension"), pairs)
    return form_page(request, form, _("Lift the suspension"), found)


@require_http_methods(["GET", "POST"])
@requires_person
def withdraw_party(request: HttpRequest, party: str) -> HttpResponse:
    """Enter that a party leaves the organisation."""
    require_power(request, Power.ADMIT)
    found = other_party_or_404(party)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = acts.WithdrawParty(party=found.id, until=form.cleaned_data["until"])
        pairs = [
            *_about(found),
            (_("Day of withdrawal"), moments.spoken(act.until)),
            (_("What follows"), _("From that day nobody can act for it. What it did stands.")),
        ]
        return proposed(request, act, found, _("Enter its withdrawal"), pairs)
    return form_page(request, form, _("Enter its withdrawal"), found)


@require_http_methods(["GET", "POST"])
@requires_person
def set_weights(request: HttpRequest, party: str) -> HttpResponse:
    """Set what a party weighs in questions put from now on."""
    require_power(request, Power.ADMIT)
    found = other_party_or_404(party)
    form = WeightsForm(request.POST or None, party=found, known=queries.weights_known())
    if request.method == "POST" and form.is_valid():
        act = acts.SetWeights(party=found.id, weights=form.weights(), source=form.cleaned_data["source"])
        figures = [(str(vocabulary.weight(name)), str(value)) for name, value in act.weights.items()]
        pairs = [
            *_about(found),
            *(figures or [(_("Weights"), _("none"))]),
            (_("Source of the figures"), act.source),
            (_("What follows"), _("They count in questions put from now on; those already open keep theirs.")),
        ]
        return proposed(request, act, found, _("Set its weights"), pairs)
    return form_page(request, form, _("Set its weights"), found)


def _figure(label: str, initial: int | str | None = None) -> forms.RegexField:
    return forms.RegexField(
        r"^\d{1,15}(/[1-9]\d{0,14})?$",
        label=label,
        required=False,
        initial=initial,
        error_messages={"invalid": _("A whole number of up to 15 digits, or a fraction such as 1/3.")},
    )


def _about(party: Party) -> list[tuple[str, str]]:
    return [(_("Party"), words.in_language(party.name).text)]
