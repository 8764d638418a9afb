"""Whom a matter concerns: the persons whose full powers cover it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from comity.parties.models import FullPowers


def persons_empowered(parties: Collection[str], power: str, body: str, at: datetime) -> frozenset[str]:
    """The persons who may do this for one of the parties, in that body, at that moment; one query."""
    if not parties:
        return frozenset()
    held = FullPowers.objects.filter(
        Q(until=None) | Q(until__gt=at),
        party__in=list(parties),
        powers__contains=[power],
        body__in=("", body),
        since__lte=at,
        revoked_at=None,
    )
    return frozenset(held.values_list("person", flat=True))
