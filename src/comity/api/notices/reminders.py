"""What the calendar alone brings near: deadlines, full powers that end, proposals that fall due. Each is told once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from comity.api import deadlines
from comity.api.notices.finding import about_case, about_proposal
from comity.api.notices.recipients import persons_empowered, tell
from comity.cases.standing import Standing
from comity.instruments.models import Instrument
from comity.parties.rules import Power

DEADLINE, ENDING, DUE = "deadline", "ending", "due"
DEADLINE_DAYS = (1, 2, 7)
POWERS_DAYS = 14
PROPOSAL_DAYS = (2, 14)


def remind(now: datetime | None = None) -> int:
    """Note who is to be reminded now; how many are."""
    now = now or timezone.now()
    return _deadlines(now) + _powers(now) + _proposals(now)


def nearest(left: timedelta, days: tuple[int, ...]) -> int | None:
    """The smallest of ``days`` (rising) that covers what is left; ``None`` if it is still further off."""
    return next((number for number in days if timedelta(0) < left <= timedelta(days=number)), None)


def _deadlines(now: datetime) -> int:
    near = deadlines.running(now + timedelta(days=DEADLINE_DAYS[-1]))
    return sum(_deadline(one, now) for one in near)


def _deadline(one: Standing, now: datetime) -> int:
    case, stage = one.case, one.current
    if stage is None or case.deadline is None or stage.opened_at is None:
        return 0
    days = nearest(case.deadline - now, DEADLINE_DAYS)
    # A stage that opened within those days has just been announced, with its deadline.
    if days is None or stage.opened_at > case.deadline - timedelta(days=days):
        return 0
    persons = persons_empowered(one.awaited, Power.TAKE_POSITION, one.venue, now)
    return tell(persons, DEADLINE, f"{case.id}/{case.round}/{case.deadline.isoformat()}/{days}", about_case(one))


def _powers(now: datetime) -> int:
    told = 0
    for powers in deadlines.ending(now, now + timedelta(days=POWERS_DAYS)):
        assert powers.until is not None
        # Powers that were never meant to last that long are no news.
        if powers.until - powers.since > timedelta(days=POWERS_DAYS):
            about = {"title": powers.title, "party": powers.party, "until": powers.until.isoformat()}
            told += tell([powers.person], ENDING, f"{powers.id}/{powers.until.isoformat()}", about)
    return told


def _proposals(now: datetime) -> int:
    near = deadlines.proposals(until=now.date() + timedelta(days=PROPOSAL_DAYS[-1]))
    instruments = Instrument.objects.in_bulk({one.instrument for one in near})
    told = 0
    for one in near:
        days = nearest(timedelta(days=(one.due - now.date()).days + 1), tuple(number + 1 for number in PROPOSAL_DAYS))
        if days is None or one.asked_at.date() > one.due - timedelta(days=days):
            continue
        instrument = instruments[one.instrument]
        persons = persons_empowered([one.responsible], Power.PROPOSE, instrument.body, now)
        told += tell(persons, DUE, f"{one.id}/{days}", about_proposal(one.title, one.due.isoformat(), instrument))
    return told
