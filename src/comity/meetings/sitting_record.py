"""A session as it was held, read from its rows for the pure texts of `minutes_text`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from comity.meetings import minutes_text, queries, sitting_queries
from comity.meetings.minutes_text import Happening, Held, Item, Taken
from comity.meetings.models import (
    AgendaItem,
    Candidate,
    Decision,
    Presence,
    Question,
    Session,
    Speaker,
    Vote,
)
from comity.pages import vocabulary, zones
from comity.parties.queries import languages

Names = dict[str, str]


def held(session: Session) -> Held:
    """Everything minutes are made of: about ten queries."""
    zone = zones.zone_of(session.time_zone)

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    names = {party: dict(name) for party, name in queries.party_names().items()}
    items = AgendaItem.objects.filter(session=session.id, place__gt=0, withdrawn_at=None).order_by("place")
    came = Presence.objects.filter(session=session.id).values_list("party", flat=True).distinct()
    return Held(
        title=session.title,
        body=queries.body_names([session.body]).get(session.body, {}),
        number=session.number,
        place=session.place,
        opened=local(session.opened_at or session.begins),
        closed=local(session.closed_at) if session.closed_at else None,
        zone={code: zones.said(session.time_zone, session.begins, code) for code in languages()},
        chair=names.get(session.chair_party) or {"en": session.chair_party or "–"},
        present=tuple(names[party] for party in sorted(set(came)) if party in names),
        items=tuple(Item(one.item, one.place, one.title, one.number) for one in items),
        happenings=tuple(
            replace(one, at=local(one.at))
            for one in (*_speeches(session, names), *_questions(session, names), *_votes(session))
        ),
        decisions=tuple(_taken(one, names) for one in Decision.objects.filter(session=session.id).order_by("taken_at")),
    )


def days(session: Session) -> list[date]:
    """The days on which the session sat, by the clock of its place."""
    if session.opened_at is None:
        return []
    spoken = Speaker.objects.filter(session=session.id, began_at__isnull=False).values_list("began_at", flat=True)
    asked = Question.objects.filter(session=session.id).values_list("made_at", flat=True)
    zone = zones.zone_of(session.time_zone)
    return sorted({at.astimezone(zone).date() for at in (session.opened_at, *spoken, *asked) if at is not None})


def _speeches(session: Session, names: dict[str, Names]) -> list[Happening]:
    found = []
    for one in Speaker.objects.filter(session=session.id, began_at__isnull=False):
        assert one.began_at is not None
        name = names.get(one.party) or {"en": one.party}
        seconds = int(((one.ended_at or one.began_at) - one.began_at).total_seconds())
        found.append(Happening(one.began_at, one.item, minutes_text.spoke(name, one.kind, seconds)))
        if one.ruled_at is not None:
            found.append(Happening(one.ruled_at, one.item, minutes_text.ruled(name, one.ruling)))
    return found


def _questions(session: Session, names: dict[str, Names]) -> list[Happening]:
    found = []
    for one in Question.objects.filter(session=session.id):
        name = names.get(one.mover) or {"en": one.mover}
        found.append(Happening(one.made_at, one.item, minutes_text.put(name, one.matter, one.title)))
        if one.status == "withdrawn" and one.settled_at is not None:
            found.append(Happening(one.settled_at, one.item, minutes_text.withdrawn(one.title)))
    return found


def _votes(session: Session) -> list[Happening]:
    found = []
    elected = {
        (one.question, one.candidate): one.name
        for one in Candidate.objects.filter(question__in=Question.objects.filter(session=session.id).values("id"))
    }
    for one in Vote.objects.filter(session=session.id, status="closed"):
        counts = sitting_queries.counts_said(one)
        said = [
            (elected.get((one.question, word)) or vocabulary.position(word).label, number)
            for word, number in counts.items()
        ]
        winners = tuple(elected[one.question, name] for name in one.result.get("elected", []))
        says = minutes_text.voted(one.title, one.outcome, said, winners)
        found.append(Happening(one.closed_at or one.opened_at, one.item, says))
    return found


def _taken(one: Decision, names: dict[str, Names]) -> Taken:
    responsible = tuple(names.get(party) or {"en": party} for party in one.responsible)
    return Taken(one.number, one.item, one.title, one.text, responsible, one.due)
