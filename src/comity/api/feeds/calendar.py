"""Calendars (RFC 5545): the deadlines of the organisation, and those of one person, as every room tells them.

The same state gives the same bytes: times of change come from the record, never from the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from comity import __version__
from comity.pages.dues import Due, Scope
from comity.pages.words import in_language
from comity.parties import queries
from comity.record.rooms import modules


def of_everybody() -> bytes:
    """Whatever has a date and is public: deadlines, proposals due, entries into force."""
    found = [one for room in modules("dues") for one in room.dues(Scope(), None) if one.public]
    return _calendar(_("Deadlines"), (_event(one, one.what) for one in found))


def of_person(person: str) -> bytes:
    """What awaits this person: positions to take or confirm, proposals to make, full powers that end."""
    held = queries.capacities_of(person, timezone.now())
    scope = Scope(person, frozenset(one.party.id for one in held))
    found = [one for room in modules("dues") for one in room.dues(scope, None) if one.awaits(person, held)]
    return _calendar(_("My deadlines"), (_event(one, one.mine or one.what) for one in found))


def _event(one: Due, what: str) -> Event:
    event = Event()
    event.add("uid", f"{one.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", one.changed.astimezone(UTC).replace(microsecond=0))
    event.add("summary", f"{what}: {in_language(one.title).text}")
    event.add("transp", "TRANSPARENT")
    if isinstance(one.at, datetime):
        event.add("dtstart", one.at.astimezone(UTC))
    else:
        event.add("dtstart", one.at)
        event.add("dtend", one.at + timedelta(days=1))
    event.add("sequence", one.sequence)
    if one.description:
        event.add("description", in_language(one.description).text)
    event.add("url", settings.SITE_URL + one.href)
    return event


def _calendar(title: str, events: Iterable[Event]) -> bytes:
    organisation = queries.organisation()
    name = in_language(organisation.short_name).text if organisation is not None else "Comity"
    calendar = Calendar()
    calendar.add("prodid", f"-//Comity//Comity {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{name}: {title}")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    body: Any = calendar.to_ical()
    return bytes(body)
