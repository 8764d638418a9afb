"""Dates and how far off they are, in words. Times are shown in UTC, or in the zone of a session, and say so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comity.pages import zones


def spoken(moment: datetime | date, zone: str = "") -> str:
    """`1 December 2026, 18:00 UTC`, or the day alone for a date; in a ``zone``, `1 December 2026, 22:00 (UTC+04:00)`.

    ``zone`` is the name of a time zone (IANA).
    """
    if not isinstance(moment, datetime):
        # Translators: PHP-style date format of a day; E is the month's name as it stands in a date.
        return date_format(moment, pgettext("date format", "j F Y"))
    if zone:
        return f"{local(moment, zone)} ({zones.offset(zone, moment)})"
    # Translators: PHP-style date format of a moment; the time zone follows.
    return date_format(moment.astimezone(UTC), pgettext("date format", "j F Y, H:i")) + " UTC"


def local(moment: datetime, zone: str) -> str:
    """`1 December 2026, 22:00` on the clock of a place, where the page says which."""
    return date_format(moment.astimezone(zones.zone_of(zone)), pgettext("date format", "j F Y, H:i"))


def brief(moment: datetime) -> str:
    """`9 Sep 2021, 10:00`, for a cell of a table whose head says that times are in UTC."""
    # Translators: PHP-style date format of a moment, as short as can be read.
    return date_format(moment.astimezone(UTC), pgettext("date format", "j M Y, H:i"))


def read(text: str) -> datetime:
    """The moment that a projection keeps as ISO 8601 text."""
    return datetime.fromisoformat(text)


def distance(moment: datetime, now: datetime | None = None) -> str:
    """`in 3 days`, `in 5 hours`, `2 days ago`: rounded down towards now, so that a deadline is never flattered."""
    difference = moment - (now or timezone.now())
    ahead = difference > timedelta(0)
    minutes = int(abs(difference).total_seconds() // 60)
    if minutes < 1:
        return _("in less than a minute") if ahead else _("just now")
    if minutes < 60:
        return _minutes(minutes, ahead=ahead)
    if minutes < 48 * 60:
        return _hours(minutes // 60, ahead=ahead)
    return _days(minutes // (24 * 60), ahead=ahead)


def span(months: int, days: int, hours: int = 0) -> str:
    """A span of the calendar: `30 days`, `12 months, 15 days`, `48 hours`."""
    said = []
    if months:
        said.append(ngettext("%(number)d month", "%(number)d months", months) % {"number": months})
    if days:
        said.append(ngettext("%(number)d day", "%(number)d days", days) % {"number": days})
    if hours:
        said.append(ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours})
    return ", ".join(said) or _("at once")


def _minutes(number: int, *, ahead: bool) -> str:
    if ahead:
        return ngettext("in %(number)d minute", "in %(number)d minutes", number) % {"number": number}
    return ngettext("%(number)d minute ago", "%(number)d minutes ago", number) % {"number": number}


def _hours(number: int, *, ahead: bool) -> str:
    if ahead:
        return ngettext("in %(number)d hour", "in %(number)d hours", number) % {"number": number}
    return ngettext("%(number)d hour ago", "%(number)d hours ago", number) % {"number": number}


def _days(number: int, *, ahead: bool) -> str:
    if ahead:
        return ngettext("in %(number)d day", "in %(number)d days", number) % {"number": number}
    return ngettext("%(number)d day ago", "%(number)d days ago", number) % {"number": number}
