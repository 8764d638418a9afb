"""The place of every licence in the status lists: the number of licences issued before it, in the record's order."""

from __future__ import annotations

from comity.enterprises.acts import IssueLicence
from comity.enterprises.certificates.status import SIZE
from comity.enterprises.models import StatusPlace
from comity.record.following import Placed


def take(placed: Placed) -> None:
    """Give the licence of this act the next place."""
    act = placed.act
    if isinstance(act, IssueLicence):
        last = StatusPlace.objects.order_by("-place").values_list("place", flat=True).first()
        StatusPlace.objects.create(licence=act.licence, place=0 if last is None else last + 1)


def place_of(licence: str) -> tuple[int, int] | None:
    """In which list (from 0 on) and where in it; None for a licence that was issued a moment ago."""
    found = StatusPlace.objects.filter(licence=licence).values_list("place", flat=True).first()
    return None if found is None else divmod(found, SIZE)
