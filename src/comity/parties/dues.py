"""What has a date among the parties: full powers that end, for whoever holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.pages.dues import MOST, Due, Reminder, Scope
from comity.parties.models import FullPowers

DAYS = (14,)


def dues(scope: Scope, until: datetime | None = None) -> Iterator[Due]:
    """The full powers that stand and will end, the nearest first; one query."""
    found = FullPowers.objects.filter(Q(until__gt=timezone.now()), revoked_at=None)
    if until is not None:
        found = found.filter(until__lte=until)
    if not scope.everybody:
        found = found.filter(person=scope.person)
    for one in found.order_by("until", "id")[:MOST]:
        assert one.until is not None
        about = {"title": one.title, "party": one.party, "until": one.until.isoformat()}
        yield Due(
            uid=f"powers-{one.id}",
            at=one.until,
            what=_("Full powers end"),
            title=one.title,
            href=reverse("my_account"),
            changed=one.since,
            persons=frozenset({one.person}),
            public=False,
            # Powers that were never meant to last that long are no news.
            reminder=Reminder("parties.ending", DAYS, one.since, about),
        )
