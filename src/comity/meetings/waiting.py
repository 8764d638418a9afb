"""What waits in the meetings: delegations to name, credentials to submit or examine, agendas to circulate, a hall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.meetings.models import Credentials, Presence, Session, SessionDelegate
from comity.pages.viewer import Capacity
from comity.pages.waiting import Task, is_urgent
from comity.parties.models import Body, Party
from comity.parties.rules import Power


def tasks(capacity: Capacity, now: datetime) -> Iterator[Task]:
    """What waits for somebody in this capacity in the sessions ahead and under way; at most seven queries."""
    sessions = [
        one
        for one in Session.objects.filter(status__in=["convened", "open"]).order_by("begins")
        if capacity.body in ("", one.body)
    ]
    if not sessions:
        return
    if capacity.is_secretariat:
        yield from _of_the_desk(capacity, sessions, now)
    else:
        yield from _of_the_party(capacity, sessions, now)


def _of_the_desk(capacity: Capacity, sessions: list[Session], now: datetime) -> Iterator[Task]:
    if Power.EXAMINE_CREDENTIALS in capacity.powers:
        listed = [one.id for one in sessions]
        waiting = set(Credentials.objects.filter(session__in=listed, finding="").values_list("session", flat=True))
        for one in sessions:
            if one.id in waiting:
                href = reverse("session_credentials", args=[one.id])
                yield _task(_("Credentials are to be examined"), one, href, _("Examine them"), "badge-check", now)
    if Power.CONVENE in capacity.powers:
        for one in sessions:
            if one.status == "convened" and one.drafts > one.circulated:
                href = reverse("circulate_agenda", args=[one.id])
                yield _task(_("The agenda is to be circulated"), one, href, _("Circulate it"), "list-ordered", now)


def _of_the_party(capacity: Capacity, sessions: list[Session], now: datetime) -> Iterator[Task]:
    party = Party.objects.filter(id=capacity.party).first()
    bodies = Body.objects.in_bulk({one.body for one in sessions})
    if party is None:
        return
    listed = [one.id for one in sessions]
    named = set(SessionDelegate.objects.filter(session__in=listed, party=party.id).values_list("session", flat=True))
    received = set(Credentials.objects.filter(session__in=listed, party=party.id).values_list("session", flat=True))
    present = Presence.objects.filter(session__in=listed, party=party.id, until=None)
    here = set(present.values_list("session", flat=True))
    for one in sessions:
        seated = party.is_member and one.body in bodies and bodies[one.body].seats_party(party)
        if not seated:
            continue
        if Power.NAME_DELEGATION in capacity.powers and one.id not in named:
            href = reverse("name_delegation", args=[one.id, party.id])
            yield _task(_("Name your delegation"), one, href, _("Name it"), "users", now)
        elif Power.NAME_DELEGATION in capacity.powers and one.id not in received:
            href = reverse("submit_credentials", args=[one.id, party.id])
            yield _task(_("Submit your credentials"), one, href, _("Submit them"), "file-up", now)
        elif Power.ATTEND in capacity.powers and one.status == "open" and one.id not in here:
            href = reverse("my_session", args=[one.id])
            yield _task(
                _("The session is open, and nobody of yours is in the hall"), one, href, _("Go in"), "log-in", now
            )


def _task(what: str, session: Session, href: str, action: str, icon: str, now: datetime) -> Task:
    return Task(what, session.title, session.place, session.begins, href, action, icon, is_urgent(session.begins, now))
