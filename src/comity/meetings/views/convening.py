"""Convening a session and conducting it: the first of two steps, each an act."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.meetings import acts, queries
from comity.meetings.models import BodyRules, Session, SessionDelegate
from comity.meetings.standing_rules.form import SESSION_KINDS
from comity.meetings.views import words as said
from comity.meetings.views.gates import presided, proposed, session_for, step
from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.forms import chosen_word
from comity.pages.viewer import viewer_of
from comity.parties.acts import SECRETARIAT
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Party
from comity.parties.rules import PartyKind, Power
from comity.record.signing import first_step, propose, require_power


class TimesForm(LanguagesForm):
    """When a session is held, on the clock of its place."""

    begins = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        help_text=gettext_lazy("On the clock of the place."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends = forms.DateTimeField(
        label=gettext_lazy("Ends"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def at(self, name: str, zone: str) -> datetime:
        """The moment that a field means on the clock of a zone."""
        return self.cleaned_data[name].replace(tzinfo=ZoneInfo(zone))


class ConveningForm(TimesForm):
    """A session: of which body, which kind, when and where, and on what ground at shorter notice."""

    body = forms.ChoiceField(label=gettext_lazy("Body"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(kind, said.KINDS[kind]) for kind in SESSION_KINDS])
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone of the place"),
        max_length=64,
        initial="UTC",
        help_text=gettext_lazy("As the tz database names it: Europe/Minsk, Asia/Almaty."),
    )
    host = forms.ChoiceField(label=gettext_lazy("Host"), required=False)
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground for a shorter notice"),
        required=False,
        choices=[("", gettext_lazy("none: the notice is in time")), *said.GROUNDS.items()],
    )
    agreement = forms.CharField(
        label=gettext_lazy("Question by which members agreed"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("The identifier of the question that the body adopted."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        followed = list(BodyRules.objects.values_list("body", flat=True))
        names = queries.body_names(followed)
        self._choose("body", [(one, words.in_language(names.get(one, one)).text) for one in sorted(followed)])
        members = Party.objects.filter(kind=PartyKind.MEMBER).order_by("id")
        self._choose("host", [("", "–"), *((one.id, words.in_language(one.name).text) for one in members)])
        self.ask("title", _("Title"))
        self.ask("place", _("Place"))
        self.ask("reason", _("Reason for the urgency"))
        for language in self.known:
            self.fields[f"place_{language}"].required = False
            self.fields[f"reason_{language}"].required = False
        named = [f"{name}_{language}" for name in ("title", "place") for language in self.known]
        reasons = [f"reason_{language}" for language in self.known]
        order = ["body", "kind", *named, "time_zone", "begins", "ends", "host", "ground", *reasons, "agreement"]
        self.order_fields(order)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_time_zone(self) -> str:
        """A zone that the tz database knows."""
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("The tz database knows no zone of this name. Write it as in Europe/Minsk."))
        return zone


class ReasonForm(LanguagesForm):
    """Why, in every language of the organisation in which it can be said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("reason", _("Reason"))


class PostponingForm(TimesForm):
    """The new time of a session, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("reason", _("Reason"))


class ChairForm(forms.Form):
    """Who presides."""

    chair = forms.ChoiceField(label=gettext_lazy("Chair"))

    def __init__(self, *args: Any, session: Session, person: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        delegates = list(SessionDelegate.objects.filter(session=session.id).order_by("party", "rank"))
        functions, names = queries.functions(one.person for one in delegates), queries.party_names()
        choices = [(f"{SECRETARIAT}:{person}", _("the secretariat"))] if person else []
        for one in delegates:
            function = words.in_language(functions.get(one.person, one.person)).text
            party = words.in_language(names.get(one.party, one.party)).text
            choices.append((f"{one.party}:{one.person}", f"{party}: {function}"))
        field = self.fields["chair"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@require_http_methods(["GET", "POST"])
@requires_person
def convene_session(request: HttpRequest) -> HttpResponse:
    """Convene a session: the notice is checked against the rules of its body when it is signed."""
    require_power(request, Power.CONVENE)
    if not BodyRules.objects.exists():
        return redirect("follow_rules")
    form = ConveningForm(request.POST or None)
    back = reverse("sessions")
    if request.method == "POST" and form.is_valid():
        act = _convening(form)
        pairs = [
            (_("Body"), chosen_word(form, "body")),
            (_("Session"), f"{act.number}, {chosen_word(form, 'kind')}"),
            (_("Title"), words.in_language(act.title).text),
            (_("Place"), words.in_language(act.place).text or "–"),
            (_("Begins"), f"{act.begins:%Y-%m-%d %H:%M %Z}"),
            (_("Ends"), f"{act.ends:%Y-%m-%d %H:%M %Z}"),
        ]
        then = reverse("session", args=[act.session])
        return propose(request, act, heading=_("Convene a session"), pairs=pairs, back=back, then=then)
    lead = _("Its agenda, documents and delegations follow. Members are told at once.")
    return first_step(request, form, _("Convene a session"), back=back, lead=lead, wide=True)


def _convening(form: ConveningForm) -> acts.ConveneSession:
    given = form.cleaned_data
    number = queries.next_number(given["body"])
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", given["body"])[:40].strip("-") or "session"
    return acts.ConveneSession(
        session=f"{slug}-{number}-{secrets.token_hex(3)}",
        body=given["body"],
        number=number,
        kind=given["kind"],
        title=form.said("title"),
        place=form.said("place"),
        time_zone=given["time_zone"],
        begins=form.at("begins", given["time_zone"]),
        ends=form.at("ends", given["time_zone"]),
        host=given["host"] or None,
        ground=given["ground"] or None,
        reason=form.said("reason"),
        agreement=given["agreement"] or None,
    )


@require_http_methods(["GET", "POST"])
@requires_person
def postpone_session(request: HttpRequest, session: str) -> HttpResponse:
    """Move a session to a later time."""
    found = session_for(request, session, Power.CONVENE)
    zone = said.zone_of(found)
    initial = {"begins": found.begins.astimezone(zone), "ends": found.ends.astimezone(zone)}
    form = PostponingForm(request.POST or None, initial=initial)
    heading = _("Postpone the session")
    if request.method == "POST" and form.is_valid():
        begins, ends = form.at("begins", found.time_zone), form.at("ends", found.time_zone)
        act = acts.PostponeSession(session=found.id, begins=begins, ends=ends, reason=form.said("reason"))
        pairs = [
            (_("Begins"), f"{begins:%Y-%m-%d %H:%M %Z}"),
            (_("Ends"), f"{ends:%Y-%m-%d %H:%M %Z}"),
            *((_("Reason"), text) for text in act.reason.values()),
        ]
        return proposed(request, act, found, heading, pairs)
    return step(request, form, found, heading)


@require_http_methods(["GET", "POST"])
@requires_person
def cancel_session(request: HttpRequest, session: str) -> HttpResponse:
    """Say that a session is not held."""
    found = session_for(request, session, Power.CONVENE)
    form, heading = ReasonForm(request.POST or None), _("Cancel the session")
    if request.method == "POST" and form.is_valid():
        act = acts.CancelSession(session=found.id, reason=form.said("reason"))
        return proposed(request, act, found, heading, [(_("Reason"), text) for text in act.reason.values()])
    return step(request, form, found, heading)


@require_http_methods(["GET", "POST"])
@requires_person
def entrust_chair(request: HttpRequest, session: str) -> HttpResponse:
    """Say who presides: somebody of a delegation, or the secretariat."""
    found = session_for(request, session, Power.CONVENE)
    chosen = require_power(request, Power.CONVENE)
    person = viewer_of(request).person if chosen.is_secretariat else ""
    form = ChairForm(request.POST or None, session=found, person=person)
    heading = _("Entrust the chair")
    if request.method == "POST" and form.is_valid():
        party, _colon, who = form.cleaned_data["chair"].partition(":")
        act = acts.EntrustChair(session=found.id, party=party, person=who)
        return proposed(request, act, found, heading, [(_("Chair"), chosen_word(form, "chair"))])
    return step(request, form, found, heading)


@require_http_methods(["GET"])
@requires_person
def open_session(request: HttpRequest, session: str) -> HttpResponse:
    """The chair opens the session."""
    found = presided(request, session)
    present = ", ".join(words.in_language(name).text for name in _present(found))
    return proposed(
        request, acts.OpenSession(session=found.id), found, _("Open the session"), [(_("Present"), present or "–")]
    )


@require_http_methods(["GET"])
@requires_person
def close_session(request: HttpRequest, session: str) -> HttpResponse:
    """The chair closes the session."""
    found = presided(request, session)
    return proposed(request, acts.CloseSession(session=found.id), found, _("Close the session"), [])


@require_http_methods(["GET"])
@requires_person
def call_quorum(request: HttpRequest, session: str) -> HttpResponse:
    """The chair has the quorum ascertained."""
    found = presided(request, session)
    present = ", ".join(words.in_language(name).text for name in _present(found))
    act = acts.CallQuorum(session=found.id)
    return proposed(request, act, found, _("Ascertain the quorum"), [(_("Present"), present or "–")])


def _present(session: Session) -> list[Any]:
    names = queries.party_names()
    return [names.get(party, party) for party in session.present]
