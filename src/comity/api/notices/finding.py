"""What an act on the record means for people: a question opened, a stage closed, a position recorded, a proposal asked.

Which stages an act opened or closed stands in the rows, under the instant of the act.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from comity.api.notices.recipients import persons_empowered, tell
from comity.cases.acts import TakePosition
from comity.cases.models import Case, Visit
from comity.cases.standing import Standing, standing_of
from comity.instruments.acts import AskProposal
from comity.instruments.models import Instrument
from comity.parties.models import FullPowers
from comity.parties.rules import Power
from comity.record.following import Placed

FRESH = timedelta(days=3)
QUESTION, CLOSED, RECORDED, PROPOSAL = "question", "closed", "recorded", "proposal"
CASE = "case:"


def find(one: Placed) -> None:
    """Note who is to be told of this act. What was done long ago (a history that was loaded) is told to nobody."""
    if one.at < timezone.now() - FRESH:
        return
    for topic in one.topics:
        if topic.startswith(CASE):
            _of_case(one, topic.removeprefix(CASE))
    if isinstance(one.act, AskProposal):
        _of_proposal(one, one.act)


def _of_case(one: Placed, id: str) -> None:
    case = Case.objects.filter(id=id).first()
    if case is None:
        return
    now = standing_of(case)
    for visit in Visit.objects.filter(case=id, closed_at=one.at).order_by("round"):
        _closed(now, visit)
    if Visit.objects.filter(case=id, round=case.round, opened_at=one.at).exists():
        _opened(now)
    if isinstance(one.act, TakePosition):
        _recorded(now, one, one.act)


def _opened(now: Standing) -> None:
    """The stage awaits positions of members, or would take their silence for consent."""
    stage = now.current
    if stage is None or not stage.to_take_position:
        return
    persons = persons_empowered(stage.to_take_position, Power.TAKE_POSITION, now.venue, timezone.now())
    tell(persons, QUESTION, f"{now.case.id}/{now.case.round}", about_case(now))


def _closed(now: Standing, visit: Visit) -> None:
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
    tell(persons, CLOSED, f"{now.case.id}/{visit.round}", about)


def _recorded(now: Standing, one: Placed, act: TakePosition) -> None:
    """Everybody who may speak for the party hears that somebody has, and how it was signed."""
    visit = Visit.objects.filter(case=now.case.id, round=act.round).first()
    stage = now.machine.procedure.stage(visit.stage) if visit is not None else None
    about = {
        **about_case(now),
        "stage": dict(stage.title) if stage is not None else {},
        "position": act.position,
        "level": one.leaf.signature["level"],
        "by": _title(one),
        "at": one.leaf.at,
        "act": one.leaf.id,
    }
    venue = (stage.body if stage is not None else None) or now.case.body
    tell(persons_empowered([one.leaf.party], Power.TAKE_POSITION, venue, one.at), RECORDED, one.leaf.id, about)


def _of_proposal(one: Placed, act: AskProposal) -> None:
    instrument = Instrument.objects.filter(id=act.instrument).first()
    if instrument is None:
        return
    persons = persons_empowered([act.responsible], Power.PROPOSE, instrument.body, timezone.now())
    tell(persons, PROPOSAL, one.leaf.id, about_proposal(act.title, act.due.isoformat(), instrument))


def about_case(now: Standing) -> dict[str, Any]:
    """What every message about a case says of it."""
    stage = now.current
    return {
        "case": now.case.id,
        "title": now.case.title,
        "stage": dict(stage.title) if stage is not None else {},
        "tacit": stage is not None and stage.kind == "tacit",
        "deadline": now.case.deadline.isoformat() if now.case.deadline else None,
        "subject": now.case.subject if now.case.subject_kind == "instrument" else "",
    }


def about_proposal(title: dict[str, str], due: str, instrument: Instrument) -> dict[str, Any]:
    """What every message about a proposal says of it."""
    return {
        "title": title,
        "due": due,
        "instrument": instrument.id,
        "reference": instrument.reference,
        "instrument_title": instrument.title,
    }


def _title(one: Placed) -> dict[str, str]:
    """In which function it was done, as the full powers say."""
    powers = FullPowers.objects.filter(id=one.leaf.capacity.rpartition("/")[2]).values_list("title", flat=True).first()
    return powers or {}
