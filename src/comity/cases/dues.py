"""What has a date in the cases: the stages that close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.cases.models import Case, Visit
from comity.cases.notices import about_case
from comity.cases.standing import Standing, standings
from comity.pages.dues import MOST, Due, Reminder, Scope
from comity.parties.rules import Power

DAYS = (1, 2, 7)


def dues(scope: Scope, until: datetime | None = None) -> Iterator[Due]:
    """The deadlines of the stages that are open; three queries, and two for a machine this process does not know."""
    found = Case.objects.filter(end="", deadline__isnull=False)
    if until is not None:
        found = found.filter(deadline__lte=until)
    running = standings(found.order_by("deadline", "id")[:MOST])
    visits = Visit.objects.filter(case__in=[one.case.id for one in running], closed_at=None)
    entered = {visit.case: visit for visit in visits}
    for one in running:
        awaited = frozenset(one.awaited)
        if scope.parties is None or awaited & scope.parties:
            yield _due(one, entered[one.case.id], awaited)


def _due(one: Standing, visit: Visit, awaited: frozenset[str]) -> Due:
    case, stage = one.case, one.sitting.stage
    assert case.deadline is not None
    changed = [datetime.fromisoformat(extension["at"]) for extension in visit.extensions]
    return Due(
        uid=f"case-{case.id}-{case.round}",
        at=case.deadline,
        what=_("Deadline"),
        mine=_("Awaits your position"),
        title=case.title,
        href=reverse("case", args=[case.id]),
        changed=max([visit.opened_at, *changed]),
        description=dict(stage.title),
        sequence=len(visit.extensions),
        parties=awaited,
        power=Power.TAKE_POSITION,
        body=one.venue,
        # A stage that opened within those days has just been announced, with its deadline.
        reminder=Reminder("cases.deadline", DAYS, visit.opened_at, about_case(one)),
    )
