"""The front page: what waits for me; for a stranger, what this organisation is and what it has decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.cases import queries
from comity.instruments.models import Instrument, Proposal
from comity.instruments.rules import Status
from comity.pages.access import public
from comity.pages.viewer import Capacity, viewer_of
from comity.parties.rules import Power
from comity.record import log

SOON = timedelta(days=7)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what to do, about what, until when, and where."""

    what: str
    title: Any
    stage: Any
    deadline: datetime | None
    href: str
    action: str
    icon: str
    urgent: bool


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, the most urgent first; below it, what was decided and what is open."""
    viewer = viewer_of(request)
    open_cases = queries.open_cases()
    ended = queries.ended_cases(SHOWN)
    context = {
        "tasks": tasks(request),
        "must_choose": viewer.signed_in and viewer.capacity is None and len(viewer.capacities) > 1,
        "open_cases": open_cases[:SHOWN],
        "stages": queries.stage_titles(open_cases[:SHOWN]),
        "ended": ended,
        "in_force": Instrument.objects.filter(status=Status.IN_FORCE).order_by("-enters_on")[:SHOWN],
        "size": log.size(),
        "topics": "cases register",
    }
    return render(request, "comity/home.html", context)


def tasks_of(capacity: Capacity) -> list[Task]:
    """What waits for somebody in this capacity; at most four queries."""
    now = timezone.now()
    found: list[Task] = []
    if capacity.is_member and Power.TAKE_POSITION in capacity.powers:
        found += [_case_task(one, now) for one in queries.waiting_for(capacity.party, capacity.body)]
    if Power.CONDUCT in capacity.powers:
        near = [case for case in queries.open_cases() if case.due is not None and case.due <= now + SOON]
        found += [_conduct_task(case, now) for case in near]
    if Power.PROPOSE in capacity.powers or capacity.is_secretariat:
        found += _proposals(capacity, now.date())
    return sorted(found, key=lambda one: (one.deadline is None, one.deadline or now))


def tasks(request: HttpRequest) -> list[Task]:
    """What waits for the reader of this request: worked out once, for the page and for the mark in the navigation."""
    known: list[Task] | None = getattr(request, "waiting_tasks", None)
    if known is None:
        capacity = viewer_of(request).capacity
        known = tasks_of(capacity) if capacity is not None else []
        request.waiting_tasks = known  # type: ignore[attr-defined]
    return known


def _case_task(one: queries.Waiting, now: datetime) -> Task:
    what, action, icon = {
        "position": (_("Your position is awaited"), _("Take a position"), "circle-dot"),
        "silence": (_("Silence procedure: object, or let it pass"), _("Look at it"), "hourglass"),
        "confirm": (_("Your approval ad referendum is to be confirmed"), _("Confirm"), "clock-check"),
    }[one.what]
    href = reverse("case", args=[one.case.id])
    return Task(what, one.case.title, one.stage, one.deadline, href, action, icon, _urgent(one.deadline, now))


def _conduct_task(case: Any, now: datetime) -> Task:
    href = reverse("case", args=[case.id])
    return Task(
        _("A stage closes soon"),
        case.title,
        queries.stage_titles([case])[case.id],
        case.due,
        href,
        _("Look at it"),
        "gavel",
        _urgent(case.due, now),
    )


def _proposals(capacity: Capacity, day: date) -> list[Task]:
    """Proposals that the party still owes, or for the secretariat those that are overdue."""
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


def _urgent(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and deadline <= now + SOON
