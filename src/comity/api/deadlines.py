"""What is due when, for calendars and reminders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q

from comity.cases.models import Case
from comity.cases.standing import Standing, standings
from comity.instruments.models import Instrument, Proposal
from comity.instruments.rules import Status
from comity.parties.models import FullPowers

MOST = 1000


def running(until: datetime | None = None) -> list[Standing]:
    """The cases that have a deadline (before ``until``), the nearest first, and where they stand."""
    found = Case.objects.filter(end="", deadline__isnull=False)
    if until is not None:
        found = found.filter(deadline__lt=until)
    return standings(found.order_by("deadline", "id")[:MOST])


def proposals(parties: Collection[str] | None = None, until: date | None = None) -> list[Proposal]:
    """The proposals that are still to be made (by these parties, until that day), the nearest first."""
    found = Proposal.objects.filter(status="asked")
    if parties is not None:
        found = found.filter(responsible__in=parties)
    if until is not None:
        found = found.filter(due__lte=until)
    return list(found.order_by("due", "id")[:MOST])


def entering() -> list[Instrument]:
    """The instruments whose day of entry into force is known and has not come, the nearest first."""
    found = Instrument.objects.filter(enters_on__isnull=False, status=Status.ADOPTED)
    return list(found.order_by("enters_on", "id")[:MOST])


def ending(now: datetime, until: datetime | None = None, person: str | None = None) -> list[FullPowers]:
    """The full powers that stand and will end (before ``until``), the nearest first."""
    found = FullPowers.objects.filter(Q(until__gt=now), revoked_at=None)
    if until is not None:
        found = found.filter(until__lt=until)
    if person is not None:
        found = found.filter(person=person)
    return list(found.order_by("until", "id")[:MOST])
