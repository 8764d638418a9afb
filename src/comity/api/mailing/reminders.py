"""What the calendar alone brings near, as every room tells it (`<room>/dues.py`). Each is told once."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from comity.api.mailing.recipients import tell
from comity.pages.dues import FURTHEST, Due, Scope
from comity.pages.notices import Notice
from comity.parties.empowered import persons_empowered
from comity.record.rooms import modules


def remind(now: datetime | None = None) -> int:
    """Note who is to be reminded now; how many are."""
    now = now or timezone.now()
    return sum(_remind(one, now) for room in modules("dues") for one in room.dues(Scope(), now + FURTHEST))


def _remind(one: Due, now: datetime) -> int:
    days = one.days_to_tell(now)
    if one.reminder is None or days is None:
        return 0
    persons = one.persons | persons_empowered(one.parties, one.power, one.body, now)
    key = f"{one.uid}/{one.at.isoformat()}/{days}"
    return tell(Notice(persons, one.reminder.kind, key, one.reminder.about, one.href))
