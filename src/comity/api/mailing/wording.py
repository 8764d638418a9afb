"""Notices in words, in the language of the account: subject and text, from two templates of the room it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from comity.api.models import Notice
from comity.cases.phrases import from_json
from comity.pages import moments, vocabulary
from comity.pages.words import in_language, said
from comity.parties import queries
from comity.parties.models import Party


def subject(notice: Notice) -> str:
    """One line, without the organisation's name."""
    return " ".join(render_to_string(f"{_template(notice)}_subject.txt", _context(notice)).split())


def text(notice: Notice) -> str:
    """The whole message."""
    context = _context(notice)
    body = render_to_string(f"{_template(notice)}.txt", context).strip()
    return f"{body}\n\n{render_to_string('api/mail/foot.txt', context).strip()}\n"


def link(notice: Notice) -> str:
    """Where the matter stands."""
    return str(settings.SITE_URL + notice.about["href"])


def organisation() -> str:
    """Who writes."""
    found = queries.organisation()
    return in_language(found.short_name).text if found is not None else "Comity"


def in_language_of(account: Any) -> override:
    """The language in which this account is written to, for a ``with`` block."""
    return override(getattr(account, "language", "") or settings.LANGUAGE_CODE)


def _template(notice: Notice) -> str:
    room, _, name = notice.kind.partition(".")
    return f"{room}/mail/{name}"


def _context(notice: Notice) -> dict[str, Any]:
    about: Mapping[str, Any] = notice.about
    party = Party.objects.filter(id=about["party"]).first() if "party" in about else None
    return {
        **about,
        **{name: _spoken(about[name]) for name in ("deadline", "until", "at", "due") if about.get(name)},
        "title": in_language(about["title"]).text,
        "party": in_language(party.name).text if party is not None else "",
        "position": vocabulary.position(about.get("position", "")).label,
        "outcome": vocabulary.status(about.get("outcome", "")).label,
        "end": vocabulary.status(about["end"]).label if about.get("end") else "",
        "level": vocabulary.signature(about.get("level", "")).label,
        "because": [said(from_json(line)) for line in about.get("because", ())],
        "link": link(notice),
        "preferences": settings.SITE_URL + reverse("api_messages"),
        "organisation_name": organisation(),
    }


def _spoken(text: str) -> str:
    return moments.spoken(date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text))
