"""What an act on the record means for people: every room says whom it concerns (`<room>/notices.py`)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from comity.api.mailing.recipients import tell
from comity.record.following import Placed
from comity.record.rooms import modules

FRESH = timedelta(days=3)


def find(one: Placed) -> None:
    """Note who is to be told of this act. What was done long ago (a history that was loaded) is told to nobody."""
    if one.at < timezone.now() - FRESH:
        return
    for room in modules("notices"):
        for notice in room.notices_of(one):
            tell(notice)
