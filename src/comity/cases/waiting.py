"""What waits in the cases: positions to take or to confirm, silences that run, stages that close soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.cases import queries
from comity.cases.models import Case
from comity.pages.viewer import Capacity
from comity.pages.waiting import SOON, Task, is_urgent
from comity.parties.rules import Power


def tasks(capacity: Capacity, now: datetime) -> Iterator[Task]:
    """What waits for somebody in this capacity; a query for every hundred cases that somebody reads on to."""
    if capacity.is_member and Power.TAKE_POSITION in capacity.powers:
        yield from (_case_task(one, now) for one in queries.waiting_for(capacity.party, capacity.body))
    if Power.CONDUCT in capacity.powers:
        yield from (_conduct_task(case, now) for case in queries.closing_by(now + SOON))


def _case_task(one: queries.Waiting, now: datetime) -> Task:
    what, action, icon = {
        "position": (_("Your position is awaited"), _("Take a position"), "circle-dot"),
        "silence": (_("Silence procedure: object, or let it pass"), _("Look at it"), "hourglass"),
        "confirm": (_("Your approval ad referendum is to be confirmed"), _("Confirm"), "clock-check"),
    }[one.what]
    href = reverse("case", args=[one.case.id])
    return Task(what, one.case.title, one.stage, one.deadline, href, action, icon, is_urgent(one.deadline, now))


def _conduct_task(case: Case, now: datetime) -> Task:
    href = reverse("case", args=[case.id])
    return Task(
        _("A stage closes soon"),
        case.title,
        queries.stage_titles([case])[case.id],
        case.due,
        href,
        _("Look at it"),
        "gavel",
        is_urgent(case.due, now),
    )
