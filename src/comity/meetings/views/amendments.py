"""Amendments to the text before a session: each with what it changes, in the order of voting; and one moved there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.instruments import provision_queries
from comity.instruments import queries as texts
from comity.instruments.models import Instrument, Version
from comity.instruments.provision_queries import AmendmentView
from comity.instruments.rules import AmendmentStatus
from comity.instruments.text import Entry
from comity.instruments.views.register import language_of
from comity.meetings import queries, questions
from comity.meetings.acts.motions import MoveAmendment
from comity.meetings.models import Question, Session
from comity.meetings.sitting_queries import HallView
from comity.meetings.views import words as said
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.viewer import viewer_of
from comity.parties.languages_form import LanguagesForm
from comity.parties.rules import Power
from comity.record.signing import first_step, propose, require_power

STATUSES = {
    "waiting": ("waiting", gettext_lazy("not yet put")),
    "voting": ("running", gettext_lazy("being voted on")),
    "adopted": ("good", gettext_lazy("adopted")),
    "rejected": ("bad", gettext_lazy("rejected")),
    "withdrawn": ("quiet", gettext_lazy("withdrawn")),
    "not put": ("quiet", gettext_lazy("not put: another was adopted")),
    "not reached": ("quiet", gettext_lazy("not reached before the session closed")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An amendment as the page shows it: the question about it, where it stands, and what it changes."""

    question: Question
    view: AmendmentView
    tone: str
    status: str
    mover: Any
    provision: str
    language: str
    entries: tuple[Entry, ...]


class MoveForm(LanguagesForm):
    """Which of the amendments that one's party has proposed, and what it is called in the hall."""

    amendment = forms.ChoiceField(label=gettext_lazy("Amendment"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], party: Any, another: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["amendment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial, newest = choices[-1]
        field.help_text = format_html('<a href="{}">{}</a>', another, _("Write another one first"))
        self.ask("title", _("What the hall calls it"))
        for language in self.known:
            with override(language):
                named = {"party": words.in_language(party, language).text, "provision": newest}
                self.fields[f"title_{language}"].initial = _("Amendment of %(party)s: %(provision)s") % named


@require_safe
@public
def session_amendments(request: HttpRequest, session: str, question: str) -> HttpResponse:
    """Every amendment to a proposal, in the order in which they are put, each with its redline."""
    found, trunk, instrument = _about(session, question)
    version = texts.versions_of(instrument, instrument.version)[instrument.version]
    language = language_of(request, version.texts)
    waiting, settled = _sorted(found, trunk)
    context = {
        "session": found,
        "trunk": trunk,
        "instrument": instrument,
        "version": version,
        "language": language,
        "languages": sorted(version.texts),
        "waiting": list(_shown(instrument, waiting, language)),
        "settled": list(_shown(instrument, settled, language)),
        "may_move": trunk.status == "waiting" and said.may(viewer_of(request), found, Power.PROPOSE),
        "topics": f"hall:{found.id} instrument:{instrument.id}",
    }
    return render(request, "meetings/amendments.html", context)


def next_redline(view: HallView) -> Shown | None:
    """What the amendment that is put next, or voted on now, changes; nothing if another question comes first."""
    first = view.vote.question if view.vote is not None else next(iter(view.questions), None)
    instrument = Instrument.objects.filter(id=first.instrument).first() if first is not None else None
    if first is None or instrument is None or not first.amendment:
        return None
    version = texts.versions_of(instrument, instrument.version)[instrument.version]
    return next(_shown(instrument, [first], _language_of(version)), None)


def _language_of(version: Version) -> str:
    """The language of the page if the text has it, or else the nearest that it has."""
    return words.in_language(dict.fromkeys(version.texts, "–"), get_language()).language


def _sorted(session: Session, trunk: Question) -> tuple[list[Question], list[Question]]:
    """Amendments to a proposal that wait, in the order of voting, and those that are settled, in that of time."""
    mine = list(Question.objects.filter(session=session.id, on=trunk.id, matter="amendment"))
    pending = [one for one in mine if one.is_pending]
    motions = [motion.id for motion in queries.rules_of(session).motions]
    settled = sorted((one for one in mine if not one.is_pending), key=lambda one: (one.settled_at, one.made))
    in_order = questions.arranged([*pending, trunk], motions)
    return [one for one in in_order if one.id != trunk.id], settled


def _shown(instrument: Instrument, found: Iterable[Question], language: str) -> Iterator[Shown]:
    listed = list(found)
    views = {one.amendment.id: one for one in provision_queries.amendments_to(instrument)}
    bases = texts.versions_of(instrument, instrument.version, *(one.amendment.base for one in views.values()))
    names = queries.party_names()
    for one in listed:
        view = views.get(one.amendment)
        if view is None:
            continue
        entries = provision_queries.redline_now(view, bases, instrument, language)
        touched = tuple(entry for entry in entries if entry.is_touched)
        tone, status = STATUSES.get(one.status, ("quiet", one.status))
        name = provision_queries.name_of(texts.structure_of(bases[instrument.version], language), view.target)
        yield Shown(one, view, tone, str(status), names.get(one.mover, one.mover), name, language, touched)


@require_http_methods(["GET", "POST"])
@requires_person
def move_amendment(request: HttpRequest, session: str, question: str) -> HttpResponse:
    """Move an amendment that one's party has proposed on the text; without one, first propose it."""
    chosen = require_power(request, Power.PROPOSE)
    found, trunk, instrument = _about(session, question)
    own = [
        view
        for view in provision_queries.amendments_to(instrument)
        if view.amendment.party == chosen.party and view.amendment.status == AmendmentStatus.PROPOSED
    ]
    here = reverse("move_amendment", args=[session, question])
    fresh = f"{reverse('propose_amendment', args=[instrument.id])}?{urlencode({'then': here})}"
    if not own:
        return redirect(fresh)
    names = {view.amendment.id: _named(instrument, view) for view in own}
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        choices=list(names.items()),
        party=queries.party_names().get(chosen.party, chosen.party),
        another=fresh,
    )
    heading = _("Move an amendment")
    back = reverse("hall", args=[session])
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["amendment"]
        act = MoveAmendment(
            session=session,
            question=f"a-{secrets.token_hex(8)}",
            on=question,
            amendment=name,
            title=form.said("title"),
        )
        pairs = [
            (_("Session"), said.name_of(found)),
            (_("Proposal"), words.in_language(trunk.title).text),
            (_("Amendment"), names[name]),
        ]
        return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)
    return first_step(request, form, heading, back=back, lead=trunk.title, wide=True)


def _named(instrument: Instrument, view: AmendmentView) -> str:
    version = texts.versions_of(instrument, instrument.version)[instrument.version]
    return provision_queries.name_of(texts.structure_of(version, _language_of(version)), view.target)


def _about(session: str, question: str) -> tuple[Session, Question, Instrument]:
    """The session, a proposal before it, and its text. Raises `Http404`."""
    found = said.found_session(session)
    trunk = Question.objects.filter(id=question, session=session, matter="proposal").first()
    instrument = Instrument.objects.filter(id=trunk.instrument).first() if trunk is not None else None
    if trunk is None or instrument is None:
        raise Http404
    return found, trunk, instrument
