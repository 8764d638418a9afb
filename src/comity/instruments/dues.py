"""What has a date in the instruments: proposals that are asked for, and entries into force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.instruments.models import Instrument, Proposal
from comity.instruments.notices import about_proposal
from comity.instruments.rules import Status
from comity.pages.dues import MOST, Due, Reminder, Scope
from comity.parties.rules import Power

DAYS = (2, 14)


def dues(scope: Scope, until: datetime | None = None) -> Iterator[Due]:
    """Proposals still to be made and, for everybody, entries into force that are known; three queries."""
    yield from _proposals(scope, until)
    if scope.everybody:
        yield from _entries(until)


def _proposals(scope: Scope, until: datetime | None) -> Iterator[Due]:
    found = Proposal.objects.filter(status="asked")
    if scope.parties is not None:
        found = found.filter(responsible__in=scope.parties)
    if until is not None:
        found = found.filter(due__lte=until.date())
    asked = list(found.order_by("due", "id")[:MOST])
    instruments = Instrument.objects.in_bulk({one.instrument for one in asked})
    for one in asked:
        instrument = instruments[one.instrument]
        about = about_proposal(one.title, one.due.isoformat(), instrument)
        yield Due(
            uid=f"proposal-{one.id}",
            at=one.due,
            what=_("Due"),
            title=one.title,
            href=reverse("instrument", args=[one.instrument]),
            changed=one.asked_at,
            parties=frozenset({one.responsible}),
            power=Power.PROPOSE,
            body=instrument.body,
            reminder=Reminder("instruments.due", DAYS, one.asked_at, about),
        )


def _entries(until: datetime | None) -> Iterator[Due]:
    found = Instrument.objects.filter(enters_on__isnull=False, status=Status.ADOPTED)
    if until is not None:
        found = found.filter(enters_on__lte=until.date())
    for one in found.order_by("enters_on", "id")[:MOST]:
        assert one.enters_on is not None
        yield Due(
            uid=f"entry-{one.id}",
            at=one.enters_on,
            what=_("Enters into force"),
            title=one.title,
            href=reverse("instrument", args=[one.id]),
            changed=one.adopted_at or one.drafted_at,
        )
