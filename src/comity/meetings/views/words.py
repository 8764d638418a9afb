"""Sessions in words: their times in the zone of the place, their kinds, roles and findings; shared by the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from comity.meetings import queries
from comity.meetings.models import Session
from comity.pages import words, zones
from comity.pages.viewer import Viewer

KINDS = {
    "regular": gettext_lazy("regular session"),
    "special": gettext_lazy("special session"),
    "written": gettext_lazy("written procedure"),
}
ITEMS = {
    "procedural": gettext_lazy("procedural"),
    "discussion": gettext_lazy("discussion"),
    "decision": gettext_lazy("decision"),
    "election": gettext_lazy("election"),
    "information": gettext_lazy("information"),
}
DOCUMENTS = {
    "note": gettext_lazy("note"),
    "report": gettext_lazy("report"),
    "working paper": gettext_lazy("working paper"),
    "draft decision": gettext_lazy("draft decision"),
    "proposal": gettext_lazy("proposal"),
    "information": gettext_lazy("information"),
    "minutes": gettext_lazy("minutes"),
    "statement": gettext_lazy("statement"),
}
ROLES = {
    "head": gettext_lazy("head of delegation"),
    "alternate": gettext_lazy("alternate"),
    "delegate": gettext_lazy("delegate"),
    "adviser": gettext_lazy("adviser"),
    "expert": gettext_lazy("expert"),
}
FINDINGS = {
    "in order": gettext_lazy("in order"),
    "provisional": gettext_lazy("provisional"),
    "not in order": gettext_lazy("not in order"),
}
ISSUERS = {
    "head of state": gettext_lazy("head of state"),
    "head of government": gettext_lazy("head of government"),
    "minister for foreign affairs": gettext_lazy("minister for foreign affairs"),
    "head of the competent ministry": gettext_lazy("head of the competent ministry"),
}
GROUNDS = {
    "urgency": gettext_lazy("urgency"),
    "agreement": gettext_lazy("agreement of the members"),
}


def found_session(session: str) -> Session:
    """The session, or a page that says there is none."""
    found = queries.find(session)
    if found is None:
        raise Http404
    return found


def page_of(session: Session) -> str:
    """The address of the session's page."""
    return reverse("session", args=[session.id])


def zone_of(session: Session) -> ZoneInfo:
    """The time zone of the place; UTC where this machine does not know it."""
    return zones.zone_of(session.time_zone)


def local(session: Session, at: datetime) -> datetime:
    """A moment on the clock of the place."""
    return at.astimezone(zone_of(session))


def day(at: datetime) -> str:
    """`Tuesday, 14 April 2026`."""
    # Translators: PHP-style date format of a day with its weekday; E is the month's name as it stands in a date.
    return date_format(at, pgettext("date format", "l, j F Y"))


def clock(at: datetime) -> str:
    """`10:30`."""
    return f"{at:%H:%M}"


def span(session: Session) -> str:
    """When a session is held, in the time of the place: one day, or from one to another."""
    begins, ends = local(session, session.begins), local(session, session.ends)
    # Translators: PHP-style date format of a day; E is the month's name as it stands in a date.
    form = pgettext("date format", "j F Y")
    first, last = date_format(begins, form), date_format(ends, form)
    if first == last:
        return f"{first}, {clock(begins)}–{clock(ends)} ({zone_name(session)})"
    return f"{first}, {clock(begins)} – {last}, {clock(ends)} ({zone_name(session)})"


def zone_name(session: Session) -> str:
    """`Minsk time, UTC+03:00`."""
    return zones.said(session.time_zone, session.begins)


def name_of(session: Session, body: Mapping[str, str] | None = None) -> str:
    """`Commission, session 31`: how lists and feeds call a session."""
    known = body if body is not None else queries.body_names([session.body]).get(session.body, {})
    return _("%(body)s, session %(number)s") % {
        "body": words.in_language(known or session.body).text,
        "number": session.number,
    }


def may(viewer: Viewer, session: Session, power: str) -> bool:
    """Whether the chosen capacity holds a power in the session's body; the corridor decides in the end."""
    chosen = viewer.capacity
    return chosen is not None and power in chosen.powers and chosen.body in ("", session.body)


def presides(viewer: Viewer, session: Session) -> bool:
    """Whether the reader presides, or acts for the secretariat on the chair's behalf."""
    chosen = viewer.capacity
    if chosen is None:
        return False
    return chosen.is_secretariat or bool(session.chair and viewer.person == session.chair)


def label(known: Mapping[str, Any], word: str) -> str:
    """The word of a vocabulary in the reader's language; one not known as it stands."""
    return str(known.get(word, word))
