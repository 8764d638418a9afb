"""The agenda: items proposed and withdrawn, put in order by keyboard, circulated; and matters settled as a whole."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.cases.models import Case, Procedure
from comity.instruments.models import Instrument
from comity.meetings import acts, queries
from comity.meetings.acts.agenda import Entry, numbers
from comity.meetings.models import AgendaItem, AgendaVersion, Session
from comity.meetings.views import words as said
from comity.meetings.views.gates import presided, proposed, session_for, step
from comity.meetings.views.sessions import matter_title
from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.forms import chosen_word
from comity.parties.languages_form import LanguagesForm
from comity.parties.rules import Power
from comity.record import content
from comity.record.signing import require_power


class ItemForm(LanguagesForm):
    """An item: what it is called, what kind it is, what it is about, and a note that explains it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(said.ITEMS.items()))
    subject = forms.ChoiceField(label=gettext_lazy("About"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("title", _("Title"))
        for language in self.known:
            self.fields[f"note_{language}"] = forms.CharField(
                label=f"{_('Explanatory note')} ({language})",
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nothing on the register")), *_subjects()]
        named = [f"{name}_{language}" for name in ("title", "note") for language in self.known]
        self.order_fields([*named[: len(self.known)], "kind", "subject", *named[len(self.known) :]])

    def note(self) -> dict[str, str]:
        """The note, by language."""
        given = {language: self.cleaned_data[f"note_{language}"].strip() for language in self.known}
        return {language: text for language, text in given.items() if text}


def _subjects() -> list[tuple[str, str]]:
    texts = Instrument.objects.order_by("-drafted_at")[:200]
    cases = Case.objects.filter(end="").exclude(subject_kind="instrument").order_by("-opened_at")[:200]
    return [
        *((f"instrument:{one.id}", f"{one.reference}: {words.in_language(one.title).text}") for one in texts),
        *((f"case:{one.id}", words.in_language(one.title).text) for one in cases),
    ]


@require_http_methods(["GET", "POST"])
@requires_person
def propose_item(request: HttpRequest, session: str) -> HttpResponse:
    """Propose an item for the agenda."""
    found = session_for(request, session, Power.PROPOSE_ITEM)
    form, heading = ItemForm(request.POST or None), _("Propose an item")
    if request.method == "POST" and form.is_valid():
        kind, _colon, subject = form.cleaned_data["subject"].partition(":")
        act = acts.ProposeItem(
            session=found.id,
            item=_identifier(form.said("title")),
            title=form.said("title"),
            note=form.note(),
            kind=form.cleaned_data["kind"],
            subject_kind=kind or None,
            subject=subject or None,
        )
        pairs = [
            (_("Item"), words.in_language(act.title).text),
            (_("Kind"), chosen_word(form, "kind")),
            (_("About"), chosen_word(form, "subject")),
        ]
        return proposed(request, act, found, heading, pairs)
    return step(request, form, found, heading)


def _identifier(title: dict[str, str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.get("en", "").lower())[:32].strip("-")
    return f"{slug or 'item'}-{secrets.token_hex(3)}"


@require_http_methods(["GET"])
@requires_person
def withdraw_item(request: HttpRequest, session: str, item: str) -> HttpResponse:
    """Take an item back."""
    found = session_for(request, session, Power.PROPOSE_ITEM)
    known = AgendaItem.objects.filter(session=found.id, item=item, withdrawn_at=None).first()
    if known is None:
        raise Http404
    act = acts.WithdrawItem(session=found.id, item=item)
    pairs = [(_("Item"), words.in_language(known.title).text)]
    return proposed(request, act, found, _("Withdraw an item"), pairs)


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the editor: its place, its time on the clock of the place, the minutes planned, whether a sub-item."""

    item: AgendaItem
    title: Any
    place: forms.BoundField
    starts: forms.BoundField
    minutes: forms.BoundField
    sub: forms.BoundField


class OrderForm(LanguagesForm):
    """Every item of a session with its place; an empty place leaves it off the agenda."""

    def __init__(self, *args: Any, session: Session, items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.items = session, items
        for index, item in enumerate(items):
            title = words.in_language(item.title).text
            starts = said.local(session, item.starts).replace(tzinfo=None) if item.starts else None
            self.fields[f"place_{index}"] = _number(_("Place of “%(title)s”") % {"title": title}, 400, item.place)
            self.fields[f"starts_{index}"] = forms.DateTimeField(
                label=_("Beginning of “%(title)s”") % {"title": title},
                required=False,
                initial=starts,
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            )
            self.fields[f"minutes_{index}"] = _number(
                _("Minutes for “%(title)s”") % {"title": title}, 6000, item.minutes
            )
            self.fields[f"sub_{index}"] = forms.BooleanField(
                label=_("“%(title)s” is a sub-item of the item above it") % {"title": title},
                required=False,
                initial=item.is_sub,
            )

    def lines(self) -> list[Line]:
        return [
            Line(item, item.title, *(self[f"{name}_{index}"] for name in ("place", "starts", "minutes", "sub")))
            for index, item in enumerate(self.items)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places = [cleaned.get(f"place_{index}") for index in range(len(self.items))]
        given = [place for place in places if place]
        if not given and not self.errors:
            raise forms.ValidationError(_("Put at least one item on the agenda: give it the place 1."))
        for index, place in enumerate(places):
            if place and given.count(place) > 1:
                self.add_error(f"place_{index}", _("This place is taken twice. Give every item its own."))
        if given and cleaned.get(f"sub_{places.index(min(given))}"):
            first = places.index(min(given))
            self.add_error(f"sub_{first}", _("The first item cannot be a sub-item: there is none above it."))
        return cleaned

    def entries(self) -> tuple[Entry, ...]:
        """The items that have a place, in order."""
        given = self.cleaned_data
        placed = [(given[f"place_{index}"], index) for index in range(len(self.items)) if given[f"place_{index}"]]
        return tuple(self._entry(index) for _place, index in sorted(placed))

    def _entry(self, index: int) -> Entry:
        at: datetime | None = self.cleaned_data[f"starts_{index}"]
        starts = at.replace(tzinfo=said.zone_of(self.session)) if at else None
        minutes, sub = self.cleaned_data[f"minutes_{index}"], self.cleaned_data[f"sub_{index}"]
        return Entry(item=self.items[index].item, starts=starts, minutes=minutes, sub=sub)


def _number(label: str, most: int, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most, initial=initial or None)


@require_http_methods(["GET", "POST"])
@requires_person
def edit_agenda(request: HttpRequest, session: str) -> HttpResponse:
    """Put the items in order and give them times: the next version of the agenda."""
    found = session_for(request, session, Power.CONVENE)
    items = list(AgendaItem.objects.filter(session=found.id, withdrawn_at=None))
    items.sort(key=lambda item: (item.place == 0, item.place, item.proposed_at))
    form = OrderForm(request.POST or None, session=found, items=items)
    if request.method == "POST" and form.is_valid():
        act = acts.DrawUpAgenda(session=found.id, entries=form.entries())
        titles = {item.item: words.in_language(item.title).text for item in items}
        named = zip(numbers([one.sub for one in act.entries]), act.entries, strict=True)
        listed = "; ".join(f"{number}. {titles[one.item]}" for number, one in named)
        pairs = [(_("Version"), str(found.drafts + 1)), (_("Items"), listed)]
        return proposed(request, act, found, _("Draw up the agenda"), pairs)
    context = {
        "session": found,
        "form": form,
        "lines": form.lines(),
        "zone": said.zone_name(found),
        "may_propose": said.may(request.viewer, found, Power.PROPOSE_ITEM),  # type: ignore[attr-defined]
    }
    return render(request, "meetings/agenda_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET"])
@requires_person
def circulate_agenda(request: HttpRequest, session: str) -> HttpResponse:
    """Send the provisional agenda to the members."""
    found = session_for(request, session, Power.CONVENE)
    act = acts.CirculateAgenda(session=found.id, number=max(1, found.drafts))
    return proposed(request, act, found, _("Circulate the provisional agenda"), [(_("Version"), str(found.drafts))])


class PuttingForm(forms.Form):
    """The procedure under which a matter is decided."""

    procedure = forms.ChoiceField(label=gettext_lazy("Procedure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest: dict[str, Procedure] = {}
        for one in Procedure.objects.order_by("version"):
            newest[one.name] = one
        field = self.fields["procedure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.id, words.in_language(one.title).text) for one in newest.values()]


@require_http_methods(["GET"])
@requires_person
def adopt_matter(request: HttpRequest, session: str, kind: str, number: int) -> HttpResponse:
    """The chair finds that nobody objects."""
    found = presided(request, session)
    act = acts.AdoptByConsensus(session=found.id, about=_about(found, kind, number))
    heading = _("Adopt without objection")
    return proposed(request, act, found, heading, [(_("Matter"), _titled(kind, number))])


class ObjectionForm(LanguagesForm):
    """Why a member objects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("reason", _("Reason"))


@require_http_methods(["GET", "POST"])
@requires_person
def object_to_matter(request: HttpRequest, session: str, kind: str, number: int) -> HttpResponse:
    """A member objects, with its reason."""
    found = session_for(request, session, Power.TAKE_POSITION)
    about, form, heading = _about(found, kind, number), ObjectionForm(request.POST or None), _("Object")
    if request.method == "POST" and form.is_valid():
        act = acts.ObjectToMatter(session=found.id, about=about, reason=form.said("reason"))
        pairs = [(_("Matter"), _titled(kind, number)), *((_("Reason"), text) for text in act.reason.values())]
        return proposed(request, act, found, heading, pairs)
    return step(request, form, found, heading)


@require_http_methods(["GET"])
@requires_person
def withdraw_objection(request: HttpRequest, session: str, kind: str, number: int) -> HttpResponse:
    """A member no longer objects."""
    found = session_for(request, session, Power.TAKE_POSITION)
    matter = queries.find_matter(found.id, _about(found, kind, number))
    chosen = require_power(request, Power.TAKE_POSITION)
    if matter is None or chosen.party not in matter.objections:
        raise PermissionDenied
    act = acts.WithdrawObjection(session=found.id, about=matter.about)
    return proposed(request, act, found, _("Withdraw the objection"), [(_("Matter"), _titled(kind, number))])


@require_http_methods(["GET", "POST"])
@requires_person
def put_matter(request: HttpRequest, session: str, kind: str, number: int) -> HttpResponse:
    """The chair puts the matter to a decision of the body."""
    found = presided(request, session)
    about, form, heading = _about(found, kind, number), PuttingForm(request.POST or None), _("Put it to a decision")
    if request.method == "POST" and form.is_valid():
        text = content.deposit(_written(found, kind, number).encode(), "text/plain; charset=utf-8")
        act = acts.PutMatter(
            session=found.id,
            about=about,
            case=f"{found.id[:40]}-{kind}-{number}-{secrets.token_hex(2)}",
            procedure=form.cleaned_data["procedure"],
            title=_case_title(found, kind),
            text=text,
        )
        pairs = [(_("Matter"), _titled(kind, number)), (_("Procedure"), chosen_word(form, "procedure"))]
        return proposed(request, act, found, heading, pairs, then=reverse("session", args=[found.id]))
    return step(request, form, found, heading)


def _case_title(session: Session, kind: str) -> dict[str, str]:
    what = {"agenda": {"en": "Agenda", "ru": "Повестка дня"}}.get(
        kind, {"en": "Report on credentials", "ru": "Доклад о полномочиях"}
    )
    return {language: f"{said_word}: {session.number}" for language, said_word in what.items()}


def _written(session: Session, kind: str, number: int) -> str:
    """The matter as a text that members answer on: exact, and the same for everybody."""
    if kind == "agenda":
        version = AgendaVersion.objects.get(session=session.id, number=number)
        titles = dict(AgendaItem.objects.filter(session=session.id).values_list("item", "title"))
        named = zip(numbers([entry["sub"] for entry in version.entries]), version.entries, strict=True)
        lines = [f"{number}. {_all(titles[entry['item']])}" for number, entry in named]
        return "\n".join([_all(session.title), *lines, ""])
    report = next(one for one, _matter in queries.reports(session) if one.number == number)
    lines = [f"{party}: {found['finding'] or 'not received'}" for party, found in sorted(report.findings.items())]
    return "\n".join([_all(session.title), *lines, ""])


def _all(title: dict[str, str]) -> str:
    return " / ".join(title[language] for language in sorted(title))


def _about(session: Session, kind: str, number: int) -> str:
    about = f"{kind}/{number}"
    if queries.find_matter(session.id, about) is None:
        raise Http404
    return about


def _titled(kind: str, number: int) -> str:
    return f"{matter_title(kind)}, {_('version')} {number}"
