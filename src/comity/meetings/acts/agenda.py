"""Acts: items proposed and withdrawn, the agenda drawn up and circulated. It is adopted as a matter (`matters`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from comity.cases.models import Case
from comity.instruments.models import Instrument
from comity.meetings import refusals, standing
from comity.meetings.acts import matters
from comity.meetings.acts.sessions import InSession, Said
from comity.meetings.models import AgendaItem, AgendaVersion, Matter, Session
from comity.meetings.standing_rules.notice import latest
from comity.parties.acts import SECRETARIAT, Language, Words
from comity.parties.refusals import NotYours
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

AGENDA = "agenda"
MOST_ITEMS = 400
Note = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]]
Kind = Literal["procedural", "discussion", "decision", "election", "information"]


class ProposeItem(InSession):
    """An item is proposed for the agenda, by whoever the rules let propose.

    After the time for supplementary items, and once the agenda is adopted, it is late: only the body puts it on
    (General Assembly, rules 14 and 15).
    """

    type = "meetings.agenda.propose"
    done = "An item was proposed"
    needs = Power.PROPOSE_ITEM

    item: Identifier
    title: Words
    note: Note = {}
    kind: Kind = "discussion"
    subject_kind: Literal["instrument", "case"] | None = None
    subject: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        rules = standing.rules_of(rows, session)
        who = standing.who(rows, occasion.by)
        if who not in rules.agenda.proposed_by:
            raise refusals.MayNotPropose(party=occasion.by.party, kind=who)
        if rows.lock(AgendaItem, self.session, self.item) is not None:
            raise refusals.ItemTaken(item=self.item)
        self._require_subject(rows)
        late = session.status == "open" or occasion.at > latest(session.begins, rules.agenda.supplementary)
        rows.put(
            AgendaItem(
                session=self.session,
                item=self.item,
                place=0,
                number="",
                title=self.title,
                note=self.note,
                kind=self.kind,
                subject_kind=self.subject_kind or "",
                subject=self.subject or "",
                starts=None,
                minutes=None,
                proposed_by=occasion.by.party,
                proposed_at=occasion.at,
                late=late,
                withdrawn_at=None,
            )
        )

    def _require_subject(self, rows: Rows) -> None:
        if self.subject_kind is None and self.subject is None:
            return
        model: Any = {"instrument": Instrument, "case": Case}.get(self.subject_kind or "")
        if model is None or not self.subject or rows.read(model, self.subject) is None:
            raise refusals.NoSuchSubject(kind=self.subject_kind or "–", subject=self.subject or "–")


class WithdrawItem(InSession):
    """Whoever proposed an item takes it back, before the agenda is adopted."""

    type = "meetings.agenda.withdraw"
    done = "An item was withdrawn"
    needs = Power.PROPOSE_ITEM

    item: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        item = rows.lock(AgendaItem, self.session, self.item)
        if item is None or item.withdrawn_at is not None:
            raise refusals.NoSuchItem(item=self.item)
        if occasion.by.party not in (item.proposed_by, SECRETARIAT):
            raise NotYours(party=occasion.by.party, other=item.proposed_by)
        if session.agenda and item.place:
            raise refusals.MatterSettled(about=f"{AGENDA}/{session.agenda}", status="adopted")
        item.withdrawn_at, item.place, item.number = occasion.at, 0, ""
        rows.put(item)


class Entry(BaseModel):
    """An item in its place on an agenda, with the time planned for it; ``sub``: as a part of the item above it.

    Parts of one item stand under it as 3(a), 3(b), …; there is one level of them, as agendas of bodies have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: Identifier
    starts: AwareDatetime | None = None
    minutes: Annotated[int, Field(ge=1, le=6000)] | None = None
    sub: bool = False


class DrawUpAgenda(InSession):
    """A version of the agenda: items in order, with times. Before the session it is provisional.

    Once an agenda is adopted the new version is a proposal to change it, and holds when the body adopts it.
    """

    type = "meetings.agenda.draw"
    done = "An agenda was drawn up"
    needs = Power.CONVENE

    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    note: Said = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        known = {item.item: item for item in rows.find(AgendaItem, session=session.id)}
        self._require_sense(known, session)
        _supersede(rows, session, occasion)
        session.drafts += 1
        version = AgendaVersion(
            session=session.id,
            number=session.drafts,
            entries=[_as_json(entry) for entry in self.entries],
            note=self.note,
            drawn_up_by=occasion.by.party,
            drawn_up_at=occasion.at,
        )
        rows.put(version)
        matters.bring(rows, session, f"{AGENDA}/{session.drafts}", occasion)
        rows.put(session)
        if not session.agenda:
            place(rows, version)

    def _require_sense(self, known: dict[str, AgendaItem], session: Session) -> None:
        seen: set[str] = set()
        if self.entries[0].sub:
            raise refusals.SubItemAlone(item=self.entries[0].item)
        for entry in self.entries:
            item = known.get(entry.item)
            if item is None or item.withdrawn_at is not None:
                raise refusals.NoSuchItem(item=entry.item)
            if entry.item in seen:
                raise refusals.ItemTwice(item=entry.item)
            if item.late and session.status != "open":
                raise refusals.ItemIsLate(item=entry.item)
            seen.add(entry.item)


class CirculateAgenda(InSession):
    """The newest provisional agenda goes out to the members; whether in time, the rules say."""

    type = "meetings.agenda.circulate"
    done = "The provisional agenda was circulated"
    needs = Power.CONVENE

    number: Annotated[int, Field(ge=1)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened")
        if self.number != session.drafts or self.number == session.circulated:
            raise refusals.NoSuchMatter(about=f"{AGENDA}/{self.number}")
        session.circulated, session.circulated_at = self.number, occasion.at
        rows.put(session)


def _supersede(rows: Rows, session: Session, occasion: Occasion) -> None:
    """A version that was never settled gives way to the next, unless a decision on it is being taken."""
    if not session.drafts:
        return
    matter = rows.lock(Matter, session.id, f"{AGENDA}/{session.drafts}")
    if matter is None or matter.status != "open":
        return
    if matter.case:
        raise refusals.MatterSettled(about=matter.about, status="put to a decision")
    matters.settle(rows, session, matter, "superseded", "", occasion)


def place(rows: Rows, version: AgendaVersion) -> None:
    """Put the items in the places and at the times of this version; those not on it stand on none."""
    listed = numbers([entry["sub"] for entry in version.entries])
    entries = {
        entry["item"]: (index, number, entry)
        for index, (entry, number) in enumerate(zip(version.entries, listed, strict=True), 1)
    }
    for found in rows.find(AgendaItem, session=version.session):
        index, number, entry = entries.get(found.item, (0, "", {"starts": None, "minutes": None}))
        starts = datetime.fromisoformat(entry["starts"]).astimezone(UTC) if entry["starts"] else None
        if (found.place, found.number, found.starts, found.minutes) == (index, number, starts, entry["minutes"]):
            continue
        item = rows.lock(AgendaItem, found.session, found.item)
        assert item is not None
        item.place, item.number, item.starts, item.minutes = index, number, starts, entry["minutes"]
        rows.put(item)


def numbers(subs: Iterable[bool]) -> list[str]:
    """What items are called, each by whether it is a sub-item: ``1``, ``1(a)``, ``1(b)``, ``2``; after z comes aa."""
    named: list[str] = []
    item = part = 0
    for sub in subs:
        item, part = (item, part + 1) if sub else (item + 1, 0)
        named.append(f"{item}({_letters(part)})" if sub else str(item))
    return named


def _letters(number: int) -> str:
    text = ""
    while number:
        number, last = divmod(number - 1, 26)
        text = chr(ord("a") + last) + text
    return text


def adopted(rows: Rows, session: Session, number: int, occasion: Occasion) -> None:
    """The body has adopted this version: it is the agenda."""
    version = rows.read(AgendaVersion, session.id, number)
    assert version is not None
    session.agenda = number
    rows.put(session)
    place(rows, version)


def _as_json(entry: Entry) -> dict[str, Any]:
    starts = entry.starts.isoformat() if entry.starts else None
    return {"item": entry.item, "starts": starts, "minutes": entry.minutes, "sub": entry.sub}
