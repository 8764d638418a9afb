"""Whom the acts of sessions concern: those a session convenes, those a decision asks for something."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse

from comity.meetings.acts import (
    CancelSession,
    CirculateAgenda,
    ConveneSession,
    ExamineCredentials,
    PostponeSession,
    decisions,
    minutes,
)
from comity.meetings.models import Decision, Minutes, Session
from comity.pages.notices import Notice
from comity.parties.empowered import persons_empowered
from comity.parties.models import Body, Party
from comity.parties.rules import Power
from comity.record.acts import Act
from comity.record.following import Placed

OF_SESSION: Mapping[type[Act], str] = {
    ConveneSession: "convened",
    PostponeSession: "postponed",
    CancelSession: "cancelled",
    CirculateAgenda: "agenda",
}
"""What is told to every delegation that a session is for, by the act that brings it about."""


def notices_of(one: Placed) -> Iterator[Notice]:
    """Who is told of this act."""
    act = one.act
    if isinstance(act, ConveneSession | PostponeSession | CancelSession | CirculateAgenda):
        session = Session.objects.filter(id=act.session).first()
        if session is not None:
            yield _to_all(one, session, OF_SESSION[type(act)])
    elif isinstance(act, minutes.IssueMinutes):
        yield from _minutes(one, act.session)
    elif isinstance(act, ExamineCredentials) and act.finding != "in order":
        yield from _credentials(one, act)
    elif isinstance(act, decisions.TakeDecision):
        yield from _decision(one, act.decision)


def seated(sessions: Collection[Session]) -> dict[str, frozenset[str]]:
    """For each session the parties that it is for: the active members with a seat in its body; two queries or none."""
    if not sessions:
        return {}
    bodies = Body.objects.in_bulk({one.body for one in sessions})
    members = list(Party.objects.filter(kind="member"))
    return {
        one.id: frozenset(
            party.id
            for party in members
            if bodies[one.body].seats_party(party) and party.standing(one.begins.date()) == "active"
        )
        for one in sessions
    }


def about_session(session: Session) -> dict[str, Any]:
    """What every message about a session says of it."""
    return {
        "title": session.title,
        "at": session.begins.isoformat(),
        "place": session.place,
        "reason": session.earlier[-1]["reason"] if session.earlier else session.reason,
    }


def about_decision(decision: Decision) -> dict[str, Any]:
    """What every message about a decision says of it."""
    due = {"due": decision.due.isoformat()} if decision.due else {}
    return {"title": decision.title, "number": decision.number, **due}


def page_of(session: Session) -> str:
    """Where a session is read about."""
    return reverse("session", args=[session.id])


def _to_all(one: Placed, session: Session, what: str) -> Notice:
    parties = seated([session])[session.id]
    persons = persons_empowered(parties, Power.ATTEND, session.body, one.at)
    persons |= persons_empowered(parties, Power.NAME_DELEGATION, session.body, one.at)
    return Notice(persons, f"meetings.{what}", one.leaf.id, about_session(session), page_of(session))


def _minutes(one: Placed, session_id: str) -> Iterator[Notice]:
    """The first issue is told: from it on the period for corrections runs."""
    found = Minutes.objects.filter(session=session_id, issued_at=one.at).first()
    session = Session.objects.filter(id=session_id).first()
    if found is not None and session is not None:
        persons = persons_empowered(seated([session])[session.id], Power.ATTEND, session.body, one.at)
        about = {"title": session.title, "until": found.until.isoformat()}
        href = reverse("minutes", args=[session.id])
        yield Notice(persons, "meetings.minutes", session.id, about, href)


def _credentials(one: Placed, act: ExamineCredentials) -> Iterator[Notice]:
    session = Session.objects.filter(id=act.session).first()
    if session is not None:
        persons = persons_empowered([act.party], Power.NAME_DELEGATION, session.body, one.at)
        about = {**about_session(session), "party": act.party, "finding": act.finding, "remark": act.remark}
        href = reverse("submit_credentials", args=[session.id, act.party])
        yield Notice(persons, "meetings.credentials", one.leaf.id, about, href)


def _decision(one: Placed, decision: str) -> Iterator[Notice]:
    found = Decision.objects.filter(id=decision).first()
    if found is not None and found.responsible:
        persons = persons_empowered(found.responsible, Power.PROPOSE, found.body, one.at)
        yield Notice(
            persons, "meetings.decision", found.id, about_decision(found), reverse("decision", args=[found.id])
        )
