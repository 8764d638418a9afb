"""Whom the acts of cases concern: a question was put, a stage closed, a position recorded.

Which stages an act opened or closed stands in the rows, under the instant of the act: any room's act may do so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from comity.cases.acts import TakePosition
from comity.cases.models import Case, Visit
from comity.cases.standing import Standing, standing_of
from comity.pages.notices import Notice
from comity.parties.empowered import persons_empowered
from comity.parties.models import FullPowers
from comity.parties.rules import Power
from comity.record.following import Placed

CASE = "case:"


def notices_of(one: Placed) -> Iterator[Notice]:
    """Who is told of this act."""
    for topic in one.topics:
        case = Case.objects.filter(id=topic.removeprefix(CASE)).first() if topic.startswith(CASE) else None
        if case is not None:
            yield from _of_case(one, standing_of(case))


def _of_case(one: Placed, now: Standing) -> Iterator[Notice]:
    case = now.case
    for visit in Visit.objects.filter(case=case.id, closed_at=one.at).order_by("round"):
        yield from _closed(now, visit)
    if Visit.objects.filter(case=case.id, round=case.round, opened_at=one.at).exists():
        yield from _opened(now)
    if isinstance(one.act, TakePosition):
        yield _recorded(now, one, one.act)


def _opened(now: Standing) -> Iterator[Notice]:
    """The stage awaits positions of members, or would take their silence for consent."""
    stage = now.current
    if stage is not None and stage.to_take_position:
        persons = persons_empowered(stage.to_take_position, Power.TAKE_POSITION, now.venue, timezone.now())
        yield Notice(persons, "cases.question", f"{now.case.id}/{now.case.round}", about_case(now), _page(now))


def _closed(now: Standing, visit: Visit) -> Iterator[Notice]:
    stage = now.machine.procedure.stage(visit.stage)
    if not stage.takes_positions:
        return
    venue = stage.body or now.case.body
    members = now.machine.sitting(stage.id).members.ids
    about = {
        **about_case(now),
        "stage": dict(stage.title),
        "outcome": visit.outcome,
        "because": visit.because,
        "end": now.case.end if visit.round == now.case.round else "",
        "next": dict(now.current.title) if now.current is not None else {},
    }
    persons = persons_empowered(members, Power.TAKE_POSITION, venue, timezone.now())
    yield Notice(persons, "cases.closed", f"{now.case.id}/{visit.round}", about, _page(now))


def _recorded(now: Standing, one: Placed, act: TakePosition) -> Notice:
    """Everybody who may speak for the party hears that somebody has, and how it was signed."""
    visit = Visit.objects.filter(case=now.case.id, round=act.round).first()
    stage = now.machine.procedure.stage(visit.stage) if visit is not None else None
    about = {
        **about_case(now),
        "stage": dict(stage.title) if stage is not None else {},
        "position": act.position,
        "level": one.leaf.signature["level"],
        "by": _function(one),
        "at": one.leaf.at,
    }
    venue = (stage.body if stage is not None else None) or now.case.body
    persons = persons_empowered([one.leaf.party], Power.TAKE_POSITION, venue, one.at)
    return Notice(persons, "cases.recorded", one.leaf.id, about, reverse("act", args=[one.leaf.id]))


def about_case(now: Standing) -> dict[str, Any]:
    """What every message about a case says of it."""
    stage = now.sitting.stage if now.running.is_open else None
    return {
        "title": now.case.title,
        "stage": dict(stage.title) if stage is not None else {},
        "tacit": stage is not None and stage.kind == "tacit",
        "deadline": now.case.deadline.isoformat() if now.case.deadline else None,
    }


def _page(now: Standing) -> str:
    return reverse("case", args=[now.case.id])


def _function(one: Placed) -> dict[str, str]:
    """In which function it was done, as the full powers say."""
    powers = FullPowers.objects.filter(id=one.leaf.capacity.rpartition("/")[2]).values_list("title", flat=True).first()
    return powers or {}
