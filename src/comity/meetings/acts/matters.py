"""Acts: a session settles a matter as a whole, by the chair's finding of consensus or by a decision of its own.

The chair asks whether anybody objects. An objection stands until it is withdrawn; while it stands there is no
consensus, and the matter is put to a decision through a case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.core.exceptions import ImproperlyConfigured
from pydantic import StringConstraints

from comity.cases import running
from comity.cases.acts import ProcedureId
from comity.cases.models import Case
from comity.meetings import refusals, standing
from comity.meetings.acts.sessions import InSession
from comity.meetings.models import Matter, Session
from comity.parties.acts import Digest, Words
from comity.parties.rules import Power
from comity.record.acts import Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

SUBJECT = "session matter"
About = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,30}/[1-9]\d{0,5}$")]
Handler = Callable[[Rows, Session, int, Occasion], None]
_handlers: dict[str, Handler] = {}


def on_adopted(kind: str, handler: Handler) -> None:
    """Call ``handler`` with the session and the matter's number when a matter ``<kind>/<number>`` is adopted.

    Called in a room's `ready()`. Raises `ImproperlyConfigured` if the adoption of that kind is told to somebody
    already: two registrations would mean that one of them is never called.
    """
    if kind in _handlers:
        raise ImproperlyConfigured(f"the adoption of matters of the kind {kind} is told to another room already")
    _handlers[kind] = handler


def bring(rows: Rows, session: Session, about: str, occasion: Occasion) -> None:
    """Put a matter before the session, open for objections."""
    rows.put(
        Matter(
            session=session.id,
            about=about,
            status="open",
            objections={},
            case="",
            how="",
            brought_by=occasion.by.party,
            brought_at=occasion.at,
            settled_at=None,
            act="",
        )
    )


def settle(rows: Rows, session: Session, matter: Matter, status: str, how: str, occasion: Occasion) -> None:
    """Write how a matter ended, and let what follows from its adoption follow."""
    matter.status, matter.how, matter.settled_at, matter.act = status, how, occasion.at, occasion.id
    rows.put(matter)
    if status == "adopted":
        kind, _, number = matter.about.partition("/")
        _handlers[kind](rows, session, int(number), occasion)


class _OnMatter(InSession):
    about: About

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Session, (self.session,)), (Matter, (self.session, self.about)))

    def _before(self, rows: Rows) -> tuple[Session, Matter]:
        session = standing.locked(rows, self.session)
        matter = rows.lock(Matter, self.session, self.about)
        if matter is None:
            raise refusals.NoSuchMatter(about=self.about)
        if matter.status != "open":
            raise refusals.MatterSettled(about=self.about, status=matter.status)
        return session, matter


class ObjectToMatter(_OnMatter):
    """A member objects: there is no consensus on this matter until the objection is withdrawn."""

    type = "meetings.matter.object"
    done = "A member objected"
    needs = Power.TAKE_POSITION

    reason: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session, matter = self._before(rows)
        standing.require_status(session, "convened", "open")
        standing.require_seat(rows, session, occasion.by.party)
        standing.require_representative(rows, session, occasion.by)
        matter.objections = {**matter.objections, occasion.by.party: self.reason}
        rows.put(matter)


class WithdrawObjection(_OnMatter):
    """A member no longer objects."""

    type = "meetings.matter.agree"
    done = "An objection was withdrawn"
    needs = Power.TAKE_POSITION

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        _session, matter = self._before(rows)
        if occasion.by.party not in matter.objections:
            raise refusals.NoSuchMatter(about=self.about)
        matter.objections = {party: why for party, why in matter.objections.items() if party != occasion.by.party}
        rows.put(matter)


class AdoptByConsensus(_OnMatter):
    """The chair finds that nobody objects, with a quorum present: the matter is adopted."""

    type = "meetings.matter.adopt"
    done = "A matter was adopted by consensus"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session, matter = self._before(rows)
        standing.require_status(session, "open")
        standing.require_presiding(session, occasion)
        standing.require_quorum(rows, session, occasion.at)
        if matter.case:
            raise refusals.MatterSettled(about=self.about, status="put to a decision")
        if matter.objections:
            raise refusals.Objected(parties=sorted(matter.objections))
        settle(rows, session, matter, "adopted", "consensus", occasion)


class PutMatter(_OnMatter):
    """The chair puts the matter to a decision of the body under a procedure; ``text`` is what members answer on."""

    type = "meetings.matter.put"
    done = "A matter was put to a decision"
    needs = Power.PRESIDE

    case: Identifier
    procedure: ProcedureId
    title: Words
    text: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session, matter = self._before(rows)
        standing.require_status(session, "open")
        standing.require_presiding(session, occasion)
        if matter.case:
            raise refusals.MatterSettled(about=self.about, status="put to a decision")
        matter.case = self.case
        rows.put(matter)
        running.open_case(
            rows,
            occasion,
            case=self.case,
            procedure=self.procedure,
            body=session.body,
            subject_kind=SUBJECT,
            subject=session.id,
            subject_version=self.text,
            title=self.title,
        )

    def contents(self) -> tuple[str, ...]:
        return (self.text,)

    def topics(self) -> tuple[str, ...]:
        return ("sessions", f"session:{self.session}", "cases", f"case:{self.case}")


def case_ended(rows: Rows, case: Case, occasion: Occasion) -> None:
    """What follows for the matter when its case has ended."""
    session = standing.locked(rows, case.subject)
    found = next((one for one in rows.find(Matter, session=session.id) if one.case == case.id), None)
    if found is None:
        return
    matter = rows.lock(Matter, session.id, found.about)
    assert matter is not None
    settle(rows, session, matter, "adopted" if case.end == "adopted" else "rejected", "decision", occasion)
