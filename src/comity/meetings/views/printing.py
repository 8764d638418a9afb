"""What is printed, and what calendars subscribe to: the order of the day, the seating list, sessions as iCalendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from comity import __version__
from comity.meetings import queries, seating
from comity.meetings.models import AgendaItem, Session
from comity.meetings.views import words as said
from comity.meetings.views.sessions import days
from comity.pages import words
from comity.pages.access import public
from comity.printing import to_pdf

ORDER = "meetings/typst/order_of_the_day.typ"
HALF_AN_HOUR = 30


@require_safe
@public
def order_of_the_day(request: HttpRequest, session: str) -> HttpResponse:
    """The agenda of one day, or of all, as a sheet to print."""
    found = said.found_session(session)
    view = queries.view_of(found)
    listed = list(days(view))
    asked = request.GET.get("day", "")
    numbered = [{**one, "number": str(number)} for number, one in enumerate(listed, 1)]
    context = {
        "session": found,
        "body": view.body,
        "span": said.span(found),
        "days": [one for one in numbered if asked in ("", one["number"])],
        "all_days": numbered,
        "asked": asked,
        "is_adopted": bool(found.agenda),
    }
    return render(request, "meetings/order_of_the_day.html", context)


@require_safe
@public
def order_of_the_day_pdf(request: HttpRequest, session: str) -> HttpResponse:
    """The order of all days as a PDF (PDF/UA-1); the same agenda gives the same bytes."""
    found = said.found_session(session)
    view = queries.view_of(found)
    data = {
        "title": f"{_('Order of the day')}: {words.in_language(found.title).text}",
        "language": (get_language() or "en").split("-")[0],
        "body": said.name_of(found, view.body),
        "span": said.span(found),
        "days": [{"name": one["day"], "items": [_printed(entry) for entry in one["items"]]} for one in days(view)],
        "words": {"of": _("of")},
    }
    body = to_pdf(ORDER, data, made_at=found.circulated_at or found.convened_at)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="order-of-the-day-{found.number}.pdf"'
    return response


def _printed(entry: dict[str, Any]) -> dict[str, Any]:
    item = entry["item"]
    return {
        "number": item.number,
        "time": entry["time"],
        "title": entry["title"],
        "minutes": f"{item.minutes} {_('min')}" if item.minutes else "",
        "papers": [paper["symbol"] for paper in entry["papers"]],
    }


@require_safe
@public
def seating_list(request: HttpRequest, session: str) -> HttpResponse:
    """Who sits where, in the alphabetical order of a language that the rules name; observers after the members."""
    found = said.found_session(session)
    offered = queries.rules_of(found).seating
    language = request.GET.get("language", "")
    language = language if language in offered else offered[0]
    rows = queries.delegation_rows(found)
    people = queries.functions(one.person for row in rows for one in row.delegates)
    by_party = {row.party.id: row for row in rows}
    seats: list[dict[str, Any]] = []
    for members in (True, False):
        group = {row.party.id: row for row in rows if row.party.is_member is members and (members or row.delegates)}
        names = {party: words.in_language(row.party.name, language).text for party, row in group.items()}
        first = request.GET.get("first", "") if members else ""
        for party in seating.order(names, language, first):
            seats.append(
                {
                    "number": len(seats) + 1,
                    "party": party,
                    "name": names[party],
                    "is_member": members,
                    "people": [
                        (people.get(one.person, one.person), said.ROLES.get(one.role))
                        for one in by_party[party].delegates
                    ],
                }
            )
    context = {
        "session": found,
        "seats": seats,
        "language": language,
        "languages": offered,
        "first": request.GET.get("first", ""),
        "members": [seat for seat in seats if seat["is_member"]],
    }
    return render(request, "meetings/seating.html", context)


@require_safe
@public
def sessions_calendar(request: HttpRequest) -> HttpResponse:
    """Every session as a calendar to subscribe to."""
    found = list(queries.sessions().order_by("begins"))
    names = queries.body_names(one.body for one in found)
    return _calendar(_("Sessions"), [_event(one, names.get(one.body, {})) for one in found])


@require_safe
@public
def session_calendar(request: HttpRequest, session: str) -> HttpResponse:
    """One session as a calendar: itself, and every item that has a time."""
    found = said.found_session(session)
    body = queries.body_names([found.body]).get(found.body, {})
    items = AgendaItem.objects.filter(session=found.id, place__gt=0, starts__isnull=False).order_by("place")
    return _calendar(said.name_of(found, body), [_event(found, body), *(_item(found, one) for one in items)])


def _calendar(name: str, events: Iterable[Event]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", f"-//Comity//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def _event(session: Session, body: Any) -> Event:
    event = _dated(session, f"session-{session.id}")
    event.add("summary", f"{said.name_of(session, body)}: {words.in_language(session.title).text}")
    event.add("dtstart", session.begins.astimezone(UTC))
    event.add("dtend", session.ends.astimezone(UTC))
    event.add("sequence", len(session.earlier))
    event.add("status", "CANCELLED" if session.status == "cancelled" else "CONFIRMED")
    place = words.in_language(session.place).text
    if place:
        event.add("location", place)
    event.add("url", settings.SITE_URL + said.page_of(session))
    return event


def _item(session: Session, item: AgendaItem) -> Event:
    assert item.starts is not None
    event = _dated(session, f"session-{session.id}-{item.item}")
    event.add("summary", f"{item.number}. {words.in_language(item.title).text}")
    event.add("dtstart", item.starts.astimezone(UTC))
    event.add("dtend", (item.starts + timedelta(minutes=item.minutes or HALF_AN_HOUR)).astimezone(UTC))
    event.add("url", f"{settings.SITE_URL}{reverse('session', args=[session.id])}#item-{item.item}")
    return event


def _dated(session: Session, name: str) -> Event:
    """An event whose moment of change comes from the record, so that the same state gives the same bytes."""
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", (session.circulated_at or session.convened_at).astimezone(UTC))
    return event
