"""Whom the acts of instruments concern: proposals are asked of somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from comity.instruments.acts import AskProposal
from comity.instruments.models import Instrument
from comity.pages.notices import Notice
from comity.parties.empowered import persons_empowered
from comity.parties.rules import Power
from comity.record.following import Placed


def notices_of(one: Placed) -> Iterator[Notice]:
    """Who is told of this act."""
    act = one.act
    if not isinstance(act, AskProposal):
        return
    instrument = Instrument.objects.filter(id=act.instrument).first()
    if instrument is not None:
        persons = persons_empowered([act.responsible], Power.PROPOSE, instrument.body, timezone.now())
        about = about_proposal(act.title, act.due.isoformat(), instrument)
        href = reverse("instrument", args=[instrument.id])
        yield Notice(persons, "instruments.proposal", one.leaf.id, about, href)


def about_proposal(title: dict[str, str], due: str, instrument: Instrument) -> dict[str, Any]:
    """What every message about a proposal says of it."""
    return {
        "title": title,
        "due": due,
        "reference": instrument.reference,
        "instrument_title": instrument.title,
    }
