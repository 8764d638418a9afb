"""The front page: what waits for me; for a stranger, what this organisation is and what it has decided."""

from __future__ import annotations

import time
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.cases import queries
from comity.cases import waiting as cases_waiting
from comity.instruments import waiting as instruments_waiting
from comity.instruments.models import Instrument
from comity.instruments.rules import Status
from comity.meetings import sitting_waiting
from comity.meetings import waiting as meetings_waiting
from comity.pages.access import public
from comity.pages.viewer import Capacity, viewer_of
from comity.pages.waiting import Source, Task
from comity.record import log

# A room that lets somebody wait adds its line here.
WAITING: tuple[Source, ...] = (
    cases_waiting.tasks,
    instruments_waiting.tasks,
    meetings_waiting.tasks,
    sitting_waiting.tasks,
)
SHOWN = 8
MOST = 100  # of each room; whoever has more waiting begins with the most urgent
KEPT = 4096

# capacity -> (acts on the record, minute) -> how much waits: the mark on every page is not worked out on every page
_counts: dict[str, tuple[tuple[tuple[int, str], int], int]] = {}


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, the most urgent first; below it, what was decided and what is open."""
    viewer = viewer_of(request)
    open_cases = queries.open_cases(SHOWN)
    ended = queries.ended_cases(SHOWN)
    context = {
        "tasks": tasks(request),
        "must_choose": viewer.signed_in and viewer.capacity is None and len(viewer.capacities) > 1,
        "open_cases": open_cases,
        "stages": queries.stage_titles(open_cases),
        "ended": ended,
        "in_force": Instrument.objects.filter(status=Status.IN_FORCE).order_by("-enters_on")[:SHOWN],
        "size": log.size(),
        "topics": "cases register",
    }
    return render(request, "comity/home.html", context)


def tasks_of(capacity: Capacity) -> list[Task]:
    """What waits for somebody in this capacity, the most urgent first."""
    now = timezone.now()
    found = [task for source in WAITING for task in islice(source(capacity, now), MOST)]
    return sorted(found, key=lambda one: (one.deadline is None, one.deadline or now))


def tasks(request: HttpRequest) -> list[Task]:
    """What waits for the reader of this request: worked out once, for the page and for the mark in the navigation."""
    known: list[Task] | None = getattr(request, "waiting_tasks", None)
    if known is None:
        capacity = viewer_of(request).capacity
        known = tasks_of(capacity) if capacity is not None else []
        request.waiting_tasks = known  # type: ignore[attr-defined]
    return known


def count(request: HttpRequest) -> int:
    """How much waits for the reader, for the mark in the navigation: one query while nothing has been done since.

    What only the calendar brings is seen within a minute, what an act brings at once.
    """
    capacity = viewer_of(request).capacity
    if capacity is None:
        return 0
    now = (log.committed(), int(time.time() // 60))
    known = _counts.get(capacity.id)
    if known is None or known[0] != now:
        if len(_counts) >= KEPT:
            _counts.clear()
        known = _counts[capacity.id] = (now, len(tasks(request)))
    return known[1]
