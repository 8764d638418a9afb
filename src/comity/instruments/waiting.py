"""What waits in the instruments: proposals that an adopted text asks for."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.instruments.models import Instrument, Proposal
from comity.pages.viewer import Capacity
from comity.pages.waiting import SOON, Task
from comity.parties.rules import Power


def tasks(capacity: Capacity, now: datetime) -> list[Task]:
    """Proposals that the party still owes, or for the secretariat those that are overdue; at most two queries."""
    if not (Power.PROPOSE in capacity.powers or capacity.is_secretariat):
        return []
    day = now.date()
    asked = Proposal.objects.filter(status="asked")
    owed = asked.filter(due__lt=day) if capacity.is_secretariat else asked.filter(responsible=capacity.party)
    names = dict(Instrument.objects.filter(id__in={one.instrument for one in owed}).values_list("id", "title"))
    return [
        Task(
            what=_("Proposals are overdue") if one.due < day else _("Proposals are due"),
            title=one.title,
            stage=names.get(one.instrument, {}),
            deadline=datetime.combine(one.due, time.max, UTC),
            href=reverse("instrument", args=[one.instrument]) + "#proposals",
            action=_("Look at it"),
            icon="file-pen",
            urgent=one.due <= day + SOON,
        )
        for one in owed
    ]
