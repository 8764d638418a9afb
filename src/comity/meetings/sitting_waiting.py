"""What waits in a sitting and after it: a vote that is open in the hall, decisions to be carried out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.meetings.models import Decision, Paper, Session, Stand, Vote
from comity.pages.viewer import Capacity
from comity.pages.waiting import Task, is_urgent
from comity.parties.rules import Power

UTC = ZoneInfo("UTC")


def tasks(capacity: Capacity, now: datetime) -> Iterator[Task]:
    """What waits for somebody in this capacity: at most five queries."""
    if Power.TAKE_POSITION in capacity.powers and capacity.is_member:
        yield from _votes(capacity)
    if Power.PROPOSE in capacity.powers:
        yield from _decisions(capacity, now)


def _votes(capacity: Capacity) -> Iterator[Task]:
    """Votes by device or ballot in which the member has not answered; the vote may be closed at any moment."""
    methods = ["recorded vote", "roll call", "secret ballot"]
    found = [one for one in Vote.objects.filter(status="open", method__in=methods) if capacity.party in one.members]
    if not found:
        return
    names = [one.id for one in found]
    answered = set(Stand.objects.filter(vote__in=names, member=capacity.party).values_list("vote", flat=True))
    answered |= set(Paper.objects.filter(vote__in=names, member=capacity.party).values_list("vote", flat=True))
    sessions = Session.objects.in_bulk({one.session for one in found})
    for one in found:
        session = sessions[one.session]
        if one.id not in answered and capacity.body in ("", session.body):
            href = reverse("hall", args=[session.id])
            yield Task(_("A vote is open in the hall"), one.title, session.title, None, href, _("Vote"), "vote", True)


def _decisions(capacity: Capacity, now: datetime) -> Iterator[Task]:
    """Decisions that the party is to carry out and that have a date."""
    for one in Decision.objects.filter(status="under way", due__isnull=False).order_by("due"):
        if capacity.party in one.responsible and capacity.body in ("", one.body) and one.due is not None:
            due = datetime.combine(one.due, time(23, 59), UTC)
            what = _("A decision is overdue") if one.overdue(now.date()) else _("A decision is to be carried out")
            href = reverse("decision", args=[one.id])
            yield Task(what, one.title, one.number, due, href, _("Report progress"), "list-todo", is_urgent(due, now))
