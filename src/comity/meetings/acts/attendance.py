"""Acts: who comes and goes, by the delegate's own device or at the desk, and the quorum as it is found.

A quorum that is lost or regained while the session is open is noted within the act by which that happened, with the
question on which a vote was being taken.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from comity.cases.phrases import as_json
from comity.meetings import refusals, standing
from comity.meetings.acts.sessions import InSession
from comity.meetings.models import Floor, Presence, QuorumCall, Session, SessionDelegate
from comity.meetings.standing_rules import Quorum
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows


class _Attendance(InSession):
    def _session(self, rows: Rows) -> Session:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        return session


class CheckIn(_Attendance):
    """A delegate says on their own device that they are in the hall."""

    type = "meetings.attendance.arrive"
    done = "A delegate arrived"
    needs = Power.ATTEND

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self._session(rows)
        before = _quorum(rows, session, occasion)
        _arrive(rows, session, occasion.by.party, occasion.by.actor, "device", occasion)
        _follow(rows, session, before, occasion)


class CheckOut(_Attendance):
    """A delegate leaves the hall."""

    type = "meetings.attendance.leave"
    done = "A delegate left"
    needs = Power.ATTEND

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self._session(rows)
        before = _quorum(rows, session, occasion)
        _leave(rows, session, occasion.by.party, occasion.by.actor, occasion)
        _follow(rows, session, before, occasion)


class Delegated(BaseModel):
    """A person of a delegation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    party: Identifier
    person: Identifier


Delegates = Annotated[tuple[Delegated, ...], Field(max_length=400)]


class RecordPresence(_Attendance):
    """The desk at the door notes who came and who left, several at once."""

    type = "meetings.attendance.record"
    done = "Attendance was recorded at the desk"
    needs = Power.CONVENE

    arrived: Delegates = ()
    left: Delegates = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self._session(rows)
        before = _quorum(rows, session, occasion)
        for one in self.left:
            _leave(rows, session, one.party, one.person, occasion)
        for one in self.arrived:
            _arrive(rows, session, one.party, one.person, "desk", occasion)
        _follow(rows, session, before, occasion)


class CallQuorum(_Attendance):
    """The chair has the quorum ascertained; what was found stands on the record."""

    type = "meetings.attendance.quorum"
    done = "The quorum was ascertained"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = self._session(rows)
        standing.require_presiding(session, occasion)
        _note(rows, session, "called", _quorum(rows, session, occasion), occasion)


def leave(rows: Rows, session: Session, party: str, persons: Collection[str], occasion: Occasion) -> None:
    """Persons who are no longer in a delegation are no longer present for it."""
    if not persons:
        return
    before = _quorum(rows, session, occasion)
    for person in sorted(persons):
        held = rows.lock(Presence, session.id, party, person)
        if held is not None and held.until is None:
            held.until = occasion.at
            rows.put(held)
    _recount(rows, session, party)
    _follow(rows, session, before, occasion)


def _arrive(rows: Rows, session: Session, party: str, person: str, how: str, occasion: Occasion) -> None:
    if rows.read(SessionDelegate, session.id, party, person) is None:
        raise refusals.NotInDelegation(party=party)
    held = rows.lock(Presence, session.id, party, person)
    if held is not None and held.until is None:
        raise refusals.AlreadyPresent(person=person)
    spells = []
    if held is not None and held.until is not None:
        spells = [*held.spells, {"since": held.since.isoformat(), "until": held.until.isoformat(), "how": held.how}]
    rows.put(
        Presence(session=session.id, party=party, person=person, since=occasion.at, until=None, how=how, spells=spells)
    )
    _recount(rows, session, party)


def _leave(rows: Rows, session: Session, party: str, person: str, occasion: Occasion) -> None:
    held = rows.lock(Presence, session.id, party, person)
    if held is None or held.until is not None:
        raise refusals.NotPresent(person=person)
    held.until = occasion.at
    rows.put(held)
    _recount(rows, session, party)


def _recount(rows: Rows, session: Session, party: str) -> None:
    """Whether the party is present: somebody is who represents it."""
    named = {one.person: one.role for one in rows.find(SessionDelegate, session=session.id, party=party)}
    here = [one.person for one in rows.find(Presence, session=session.id, party=party) if one.until is None]
    present = any(named.get(person) in standing.REPRESENTING for person in here)
    if present != (party in session.present):
        others = {one for one in session.present if one != party}
        session.present = sorted(others | {party} if present else others)
        rows.put(session)


def _quorum(rows: Rows, session: Session, occasion: Occasion) -> Quorum:
    return standing.quorum_of(rows, session, occasion.at)


def _follow(rows: Rows, session: Session, before: Quorum, occasion: Occasion) -> None:
    """Note that the quorum was lost or regained while the session is open."""
    if session.status != "open":
        return
    after = _quorum(rows, session, occasion)
    if after.met != before.met:
        _note(rows, session, "regained" if after.met else "lost", after, occasion)


def _note(rows: Rows, session: Session, why: str, found: Quorum, occasion: Occasion) -> None:
    floor = rows.read(Floor, session.id)
    rows.put(
        QuorumCall(
            id=occasion.id,
            session=session.id,
            why=why,
            at=occasion.at,
            present=list(found.present),
            members=found.members,
            met=found.met,
            because=[as_json(phrase) for phrase in found.because],
            voting=floor.vote if floor is not None else "",
        )
    )
