"""Where strategies of a sitting look: sessions that sit, who presides, who represents a member, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.meetings import standing
from comity.meetings.hall import OfSession
from comity.meetings.models import AgendaItem, Floor, Question, Session, SessionDelegate
from comity.parties.models import Body
from comity.phrase import Refusal
from comity.record.testing import Doer, Scribe, Step


def drawn(steps: Iterable[Step]) -> SearchStrategy[Step] | None:
    """Any of these steps; None if there is none."""
    listed = list(steps)
    return st.sampled_from(listed) if listed else None


def held(scribe: Scribe, *statuses: str) -> list[Session]:
    """The sessions in one of these states, of bodies that were not dissolved meanwhile."""
    bodies = {one.id for one in scribe.rows.rows(Body) if one.dissolved_at is None}
    return [one for one in scribe.rows.rows(Session) if one.status in statuses and one.body in bodies]


def floors(scribe: Scribe) -> Iterator[tuple[Session, Floor]]:
    """Every session that sits, with its floor as it stands."""
    for session in held(scribe, "open"):
        floor = scribe.rows.read(Floor, session.id)
        yield session, floor or Floor(session=session.id, item="", list_open=False, made=0, limits={}, vote="")


def dealing(scribe: Scribe, *, vote: bool = False) -> Iterator[tuple[Session, Floor]]:
    """Sessions that deal with an item, a vote being taken or not."""
    for session, floor in floors(scribe):
        if floor.item and bool(floor.vote) is vote:
            yield session, floor


def chairs(scribe: Scribe, act: type[OfSession], session: Session) -> list[Doer]:
    """Those who preside."""
    return [doer for doer in scribe.doers(act, venue=session.body) if standing.presides(session, doer.by)]


def delegates(scribe: Scribe, act: type[OfSession], session: Session) -> list[Doer]:
    """Those who represent a member with a vote."""
    voters = set(standing.voters(scribe.rows, session, scribe.now).ids)
    return [
        doer
        for doer in scribe.doers(act, venue=session.body)
        if doer.by.party in voters and _represents(scribe, session, doer)
    ]


def seated(scribe: Scribe, act: type[OfSession], session: Session) -> list[Doer]:
    """Those in the delegation of a party."""
    return [
        doer
        for doer in scribe.doers(act, venue=session.body)
        if scribe.rows.read(SessionDelegate, session.id, doer.by.party, doer.by.actor) is not None
    ]


def _represents(scribe: Scribe, session: Session, doer: Doer) -> bool:
    try:
        standing.require_representative(scribe.rows, session, doer.by)
    except Refusal:
        return False
    return True


def items(scribe: Scribe, session: Session) -> list[str]:
    """The items on the agenda."""
    found = scribe.rows.find(AgendaItem, session=session.id)
    return [one.item for one in found if one.place and one.withdrawn_at is None]


def waiting(scribe: Scribe, session: Session, *matters: str) -> list[Question]:
    """Questions of these sorts that wait."""
    found = scribe.rows.find(Question, session=session.id)
    return [one for one in found if one.status == "waiting" and (not matters or one.matter in matters)]


def fresh(scribe: Scribe, sort: str) -> str:
    """An identifier that no question has yet."""
    return f"{sort}-{len(scribe.rows.tables[Question])}"


def quorate(scribe: Scribe, session: Session) -> bool:
    """Whether there is a quorum to decide."""
    return standing.quorum_of(scribe.rows, session, scribe.now).met
