"""A body: who sits in it, and changing that; the first of two steps each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.pages import moments, vocabulary, words
from comity.pages.access import public, requires_person
from comity.pages.forms import DayField, IdentifierField, chosen_word
from comity.pages.tables import Column, table
from comity.pages.viewer import viewer_of
from comity.parties import acts, queries
from comity.parties.acts import SECRETARIAT
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Body, Delegate, Party
from comity.parties.persons_form import PersonForm
from comity.parties.rules import PartyKind, Power
from comity.parties.views.first_steps import (
    body_or_404,
    form_page,
    may_for,
    party_or_404,
    proposed,
    require_power_for,
)
from comity.record.signing import require_power

COLUMNS = (
    Column("party", gettext_lazy("Party"), heads_row=True),
    Column("people", gettext_lazy("Who sits for it")),
    Column("actions", gettext_lazy("Actions")),
)
EVERYBODY, NAMED = "everybody", "named"


class SeatsForm(LanguagesForm):
    """Who has a seat: every member, or the parties named."""

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seated"] = forms.ChoiceField(
            label=_("Who has a seat"),
            choices=[(EVERYBODY, _("every member, whoever they are")), (NAMED, _("only the parties ticked below"))],
            widget=forms.RadioSelect,
        )
        self.fields["seats"] = forms.MultipleChoiceField(
            label=_("Parties with a seat"),
            required=False,
            choices=[(one.id, words.in_language(one.name).text) for one in parties],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seated") == NAMED and not cleaned.get("seats") and "seats" not in self.errors:
            self.add_error("seats", _("Tick at least one party, or give every member a seat."))
        return cleaned

    def seats(self) -> tuple[str, ...]:
        """The seats as the act takes them: empty for all members."""
        return tuple(self.cleaned_data["seats"]) if self.cleaned_data["seated"] == NAMED else ()

    def told(self) -> str:
        """The seats in words."""
        if not self.seats():
            return chosen_word(self, "seated")
        field = self.fields["seats"]
        assert isinstance(field, forms.MultipleChoiceField)
        names = {str(value): str(label) for value, label in field.widget.choices}
        return ", ".join(names[seat] for seat in self.seats())


class EstablishForm(SeatsForm):
    """A new body."""

    body = IdentifierField(label=gettext_lazy("Identifier"), help_text=gettext_lazy("Such as bureau."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(vocabulary.BODY_KINDS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("name", _("Name"))
        self.order_fields(["body", "kind", *(f"name_{language}" for language in self.known), "seated", "seats"])


class SeatForm(PersonForm):
    """Who takes a place in a delegation, in what role, until when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.registers:
            self.ask("function", _("Function of the new person"), required=False)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=list(vocabulary.ROLES.items()))
        self.fields["until"] = DayField(
            label=_("Until"), required=False, help_text=_("Leave it empty while there is no end in sight.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.registers and not cleaned.get("person") and not self.said("function") and not self.errors:
            self.add_error(f"function_{self.known[0]}", _("Say what the new person\u2019s function is."))
        if cleaned.get("until") and cleaned["until"] < timezone.now().date():
            self.add_error("until", _("That day has passed."))
        return cleaned


@require_safe
@public
def body(request: HttpRequest, body: str) -> HttpResponse:
    """Who sits in a body, and who sits there for them."""
    found = Body.objects.filter(id=body).first()
    if found is None:
        raise Http404
    now = timezone.now()
    delegations = queries.delegations(found.id, now)
    placed = [one for delegates in delegations.values() for one in delegates]
    functions = queries.functions(one.person for one in placed)
    viewer = viewer_of(request)
    inside = viewer.is_secretariat or viewer.member is not None
    names = queries.profiles(functions) if inside else {}
    kind = str(vocabulary.BODY_KINDS.get(found.kind, found.kind))
    rows = []
    shown = [one for one in queries.parties(now.date()) if found.seats_party(one) or one.id in delegations]
    for party in shown:
        people = [_place(one, functions, names) for one in delegations.get(party.id, [])]
        may_seat = found.dissolved_at is None and may_for(request, Power.GRANT_POWERS, party.id, found.id)
        kind_of = vocabulary.status(party.kind).label
        rows.append({"body": found.id, "party": party, "kind": kind_of, "people": people, "may_seat": may_seat})
    offered = any(row["may_seat"] for row in rows)
    context = {
        "body": found,
        "eyebrow": kind if kind.casefold() != words.in_language(found.name).text.casefold() else "",
        "delegations": table(
            request,
            rows,
            COLUMNS if offered else COLUMNS[:-1],
            caption=_("Delegations"),
            per_page=250,
            empty=_("Nobody has a seat yet. The secretariat admits members, or sets the seats of the body."),
        ),
        "may_seat": offered,
        "may_compose": found.dissolved_at is None and may_for(request, Power.COMPOSE, SECRETARIAT, found.id),
        "observers": _observers_to_seat(request, found, now.date(), {party.id for party in shown}),
    }
    return render(request, "parties/body.html", context)


@require_http_methods(["GET", "POST"])
@requires_person
def establish_body(request: HttpRequest) -> HttpResponse:
    """Establish a body."""
    require_power(request, Power.COMPOSE)
    form = EstablishForm(request.POST or None, parties=_seatable())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.EstablishBody(body=given["body"], name=form.said("name"), kind=given["kind"], seats=form.seats())
        pairs = [
            (_("Body"), words.in_language(act.name).text),
            (_("Kind"), chosen_word(form, "kind")),
            (_("Seats"), form.told()),
        ]
        return proposed(request, act, None, _("Establish a body"), pairs, reverse("body", args=[act.body]))
    return form_page(request, form, _("Establish a body"))


@require_http_methods(["GET", "POST"])
@requires_person
def compose_body(request: HttpRequest, body: str) -> HttpResponse:
    """Set the seats of a body."""
    found = body_or_404(body)
    require_power_for(request, Power.COMPOSE, SECRETARIAT, found.id)
    given = {"seated": NAMED if found.seats else EVERYBODY, "seats": found.seats}
    form = SeatsForm(request.POST or None, parties=_seatable(), initial=given)
    if request.method == "POST" and form.is_valid():
        act = acts.ComposeBody(body=found.id, seats=form.seats())
        pairs = [
            *_about(found),
            (_("Seats"), form.told()),
            (_("What follows"), _("Questions put from now on go to them; those already open keep their members.")),
        ]
        return proposed(request, act, found, _("Set the seats"), pairs)
    return form_page(request, form, _("Set the seats"), found)


@require_http_methods(["GET"])
@requires_person
def dissolve_body(request: HttpRequest, body: str) -> HttpResponse:
    """Dissolve a body."""
    found = body_or_404(body)
    require_power_for(request, Power.COMPOSE, SECRETARIAT, found.id)
    follows = _("Nothing more can be put to it. Questions already before it run to their end.")
    pairs = [*_about(found), (_("What follows"), follows)]
    return proposed(request, acts.DissolveBody(body=found.id), found, _("Dissolve the body"), pairs)


@require_http_methods(["GET", "POST"])
@requires_person
def seat_delegate(request: HttpRequest, body: str, party: str) -> HttpResponse:
    """Give a person a place in a party's delegation to a body, or another role there."""
    found, of = body_or_404(body), party_or_404(party)
    chosen = require_power_for(request, Power.GRANT_POWERS, of.id, found.id)
    form = SeatForm(request.POST or None, party=of, registers=chosen.holds(Power.REGISTER))
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        act = acts.SeatDelegate(
            body=found.id,
            party=of.id,
            person=form.registered(request, form.said("function")),
            role=form.cleaned_data["role"],
            until=datetime.combine(until, time.max, UTC) if until else None,
        )
        pairs = [
            *_about(found),
            (_("For"), words.in_language(of.name).text),
            (_("Person"), form.called()),
            (_("Role"), chosen_word(form, "role")),
            *([(_("Until"), moments.spoken(until))] if until else []),
        ]
        return proposed(request, act, found, _("Seat a delegate"), pairs)
    return form_page(
        request,
        form,
        _("Seat a delegate"),
        found,
        lead=f"{words.in_language(of.name).text}, {words.in_language(found.name).text}",
    )


@require_http_methods(["GET"])
@requires_person
def unseat_delegate(request: HttpRequest, body: str, party: str, person: str) -> HttpResponse:
    """End a person's place in a delegation now."""
    found, of = body_or_404(body), party_or_404(party)
    require_power_for(request, Power.GRANT_POWERS, of.id, found.id)
    now = timezone.now()
    held = next((one for one in queries.delegations(found.id, now).get(of.id, []) if one.person == person), None)
    if held is None:
        raise Http404
    act = acts.SeatDelegate(body=found.id, party=of.id, person=person, role=held.role, until=now)
    pairs = [
        *_about(found),
        (_("For"), words.in_language(of.name).text),
        (_("Function"), words.in_language(queries.functions([person]).get(person, {})).text),
        (_("What follows"), _("The person sits there no more; full powers, if any, are revoked separately.")),
    ]
    return proposed(request, act, found, _("End the seat"), pairs)


def _seatable() -> list[Party]:
    return queries.parties(timezone.now().date(), PartyKind.MEMBER, PartyKind.OBSERVER, PartyKind.PARTNER)


def _observers_to_seat(request: HttpRequest, body: Body, day: date, shown: set[str]) -> list[Party]:
    """Observers and partners for whom the reader may seat somebody who would be the first."""
    if body.dissolved_at is not None:
        return []
    others = queries.parties(day, PartyKind.OBSERVER, PartyKind.PARTNER)
    return [one for one in others if one.id not in shown and may_for(request, Power.GRANT_POWERS, one.id, body.id)]


def _place(one: Delegate, functions: dict[str, Any], names: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "person": one.person,
        "role": vocabulary.ROLES.get(one.role, one.role),
        "function": functions.get(one.person, {}),
        "name": queries.name_beside(functions.get(one.person, {}), names.get(one.person, {})),
        "until": one.until,
    }


def _about(body: Body) -> list[tuple[str, str]]:
    return [(_("Body"), words.in_language(body.name).text)]
