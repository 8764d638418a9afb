"""Calendars (RFC 5545): the deadlines of the organisation, and those of one person.

The same state gives the same bytes: times of change come from the record, never from the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from comity import __version__
from comity.api import deadlines, links
from comity.cases.models import Visit
from comity.cases.standing import Standing
from comity.instruments.models import Instrument, Proposal
from comity.pages.words import in_language
from comity.parties import queries
from comity.parties.models import FullPowers
from comity.parties.queries import CapacityHeld
from comity.parties.rules import Power


def of_everybody() -> bytes:
    """Every deadline of a case, every proposal due, every entry into force that is known."""
    running = deadlines.running()
    events = [
        *_of_cases(running),
        *(_of_proposal(one) for one in deadlines.proposals()),
        *(_of_entry(one) for one in deadlines.entering()),
    ]
    return _calendar(_("Deadlines"), events)


def of_person(person: str) -> bytes:
    """What awaits this person: positions to take or confirm, proposals to make, full powers that end."""
    now = timezone.now()
    held = queries.capacities_of(person, now)
    waiting = [one for one in deadlines.running() if _awaits(one, held)]
    proposing = {one.party.id for one in held if one.holds(Power.PROPOSE)}
    events = [
        *_of_cases(waiting, _("Awaits your position")),
        *(_of_proposal(one) for one in deadlines.proposals(proposing)),
        *(_of_powers(one) for one in deadlines.ending(now, person=person)),
    ]
    return _calendar(_("My deadlines"), events)


def _awaits(one: Standing, held: Iterable[CapacityHeld]) -> bool:
    awaited = set(one.awaited)
    return any(
        capacity.party.id in awaited and capacity.holds(Power.TAKE_POSITION) and capacity.powers.body in ("", one.venue)
        for capacity in held
    )


def _of_cases(cases: list[Standing], what: str = "") -> list[Event]:
    visits = Visit.objects.filter(case__in=[one.case.id for one in cases], closed_at=None)
    entered = {visit.case: visit for visit in visits}
    return [_of_case(one, entered[one.case.id], what) for one in cases]


def _of_case(one: Standing, visit: Visit, what: str) -> Event:
    case, stage = one.case, one.current
    assert case.deadline is not None
    title = in_language(case.title).text
    changed = [datetime.fromisoformat(extension["at"]) for extension in visit.extensions]
    event = _event(
        f"case-{case.id}-{case.round}", f"{what or _('Deadline')}: {title}", max([visit.opened_at, *changed])
    )
    event.add("dtstart", case.deadline.astimezone(UTC))
    event.add("sequence", len(visit.extensions))
    if stage is not None:
        event.add("description", in_language(dict(stage.title)).text)
    event.add("url", links.of_case(case.id))
    return event


def _of_proposal(one: Proposal) -> Event:
    event = _event(f"proposal-{one.id}", f"{_('Due')}: {in_language(one.title).text}", one.asked_at)
    _whole_day(event, one.due)
    event.add("url", links.of_instrument(one.instrument))
    return event


def _of_entry(one: Instrument) -> Event:
    assert one.enters_on is not None
    changed = one.adopted_at or one.drafted_at
    event = _event(f"entry-{one.id}", f"{_('Enters into force')}: {in_language(one.title).text}", changed)
    _whole_day(event, one.enters_on)
    event.add("url", links.of_instrument(one.id))
    return event


def _of_powers(one: FullPowers) -> Event:
    assert one.until is not None
    event = _event(f"powers-{one.id}", f"{_('Full powers end')}: {in_language(one.title).text}", one.since)
    event.add("dtstart", one.until.astimezone(UTC))
    event.add("url", links.of("my_account"))
    return event


def _event(name: str, summary: str, changed: datetime) -> Event:
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def _whole_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))


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
