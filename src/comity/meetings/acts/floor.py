"""Acts of debate: an item taken up, the speakers' list, the floor given and taken back, points of order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from comity.cases.acts import Long
from comity.meetings import sitting_refusals as refusals
from comity.meetings.floor import IN_A_VOTE, POINTS, Entry, Speech, earlier, queue, speaking
from comity.meetings.hall import Hall, OfSession, require_speaker
from comity.meetings.models.agenda import AgendaItem
from comity.meetings.models.floor import Speaker
from comity.meetings.refusals import NoSuchItem
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

ActId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
Category = Literal[
    "conduct of the debate",
    "application of the rules",
    "interpretation or documents",
    "request for information",
    "conduct of the vote",
]
assert set(POINTS) == set(Category.__args__)  # type: ignore[attr-defined]


class TakeUpItem(OfSession):
    """The chair takes up an item of the agenda: it is what the hall deals with from here on, and its list is open.

    Whoever has the floor loses it; those waiting on the list of another item keep their places there.
    """

    type = "meetings.item.take"
    done = "An item was taken up"
    needs = Power.PRESIDE

    item: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.sitting(rows, self.session, chair=occasion)
        item = rows.read(AgendaItem, self.session, self.item)
        if item is None or not item.place or item.withdrawn_at is not None:
            raise NoSuchItem(item=self.item)
        hall.require_no_vote()
        _end_speech(rows, hall, occasion)
        hall.floor.item, hall.floor.list_open = self.item, True
        rows.put(hall.floor)


class CloseList(OfSession):
    """The chair closes the speakers' list, having announced it; replies may still be asked for (rule 73)."""

    type = "meetings.list.close"
    done = "The list of speakers was closed"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        if not hall.floor.list_open:
            raise refusals.ListClosed()
        hall.floor.list_open = False
        rows.put(hall.floor)


class ReopenList(OfSession):
    """The list is opened again."""

    type = "meetings.list.reopen"
    done = "The list of speakers was opened again"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        if hall.floor.list_open:
            raise refusals.ListOpen()
        hall.floor.list_open = True
        rows.put(hall.floor)


class LimitSpeeches(OfSession):
    """The time for speaking is limited, on a decision of the body, for the rest of the session (rule 72)."""

    type = "meetings.speeches.limit"
    done = "The time for speaking was limited"
    needs = Power.PRESIDE

    kind: Speech
    seconds: Annotated[int, Field(ge=30, le=7200)] | None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        hall.floor.limits = {**hall.floor.limits, str(self.kind): self.seconds}
        rows.put(hall.floor)


class AskForFloor(OfSession):
    """A delegation asks for the floor on the item being dealt with: to speak, or to reply."""

    type = "meetings.floor.ask"
    done = "The floor was asked for"
    needs = Power.ATTEND

    item: Identifier
    kind: Literal[Speech.STATEMENT, Speech.EXPLANATION, Speech.REPLY] = Speech.STATEMENT

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session)
        hall.require_item(self.item)
        require_speaker(rows, hall, occasion.by)
        entries = entries_of(rows, self.session, self.item)
        if not hall.floor.list_open and self.kind is Speech.STATEMENT:
            raise refusals.ListClosed()
        if any(one.party == occasion.by.party and one.kind is self.kind and one.waits for one in entries):
            raise refusals.OnTheList()
        before = earlier(entries, occasion.by.party, self.kind)
        if not hall.limits.may(self.kind, before):
            raise refusals.SpokenEnough(times=before)
        rows.put(_speaker(self, occasion, self.item, self.kind))


class LeaveList(OfSession):
    """A delegation gives up its place on the list; the chair may strike one that has left the hall."""

    type = "meetings.floor.leave"
    done = "A place on the list was given up"
    needs = Power.ATTEND

    speaker: ActId

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        Hall.dealing(rows, self.session)
        found = _waiting(rows, self.session, self.speaker)
        if found.party != occasion.by.party:
            raise refusals.NotYourPlace(party=found.party)
        found.left = True
        rows.put(found)


class StrikeSpeaker(OfSession):
    """The chair strikes from the list a delegation that does not answer when it is called."""

    type = "meetings.floor.strike"
    done = "A delegation was struck from the list"
    needs = Power.PRESIDE

    speaker: ActId

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        Hall.dealing(rows, self.session, chair=occasion)
        found = _waiting(rows, self.session, self.speaker)
        found.left = True
        rows.put(found)


class GiveFloor(OfSession):
    """The chair gives the floor to somebody on the list; whoever had it before has finished."""

    type = "meetings.floor.give"
    done = "The floor was given"
    needs = Power.PRESIDE

    speaker: ActId

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        found = _waiting(rows, self.session, self.speaker)
        if hall.floor.vote and found.category != IN_A_VOTE:
            raise refusals.VoteUnderWay()
        entries = entries_of(rows, self.session, found.item)
        if found.kind != Speech.POINT and any(one.kind is Speech.POINT for one in queue(entries)):
            raise refusals.PointFirst()
        _end_speech(rows, hall, occasion)
        kind = Speech(found.kind)
        spoken = [one for one in entries if one.began is not None]
        found.began_at, found.limit = occasion.at, hall.limits.of(kind, earlier(spoken, found.party, kind))
        rows.put(found)


class TakeFloorBack(OfSession):
    """The speaker has finished, or is called to order and loses the floor."""

    type = "meetings.floor.end"
    done = "A speech ended"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session, chair=occasion)
        if not _end_speech(rows, hall, occasion):
            raise refusals.NobodySpeaks()


class RaisePoint(OfSession):
    """A delegation raises a point of order. It comes before every speaker, and the chair rules on it at once (rule 71).

    While a vote is being taken only the conduct of the vote itself may be its matter (rule 128).
    """

    type = "meetings.point.raise"
    done = "A point of order was raised"
    needs = Power.ATTEND

    category: Category
    words: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        hall = Hall.dealing(rows, self.session)
        require_speaker(rows, hall, occasion.by)
        if hall.floor.vote and self.category != IN_A_VOTE:
            raise refusals.VoteUnderWay()
        mine = entries_of(rows, self.session, hall.floor.item)
        if any(one.party == occasion.by.party and one.kind is Speech.POINT and one.waits for one in mine):
            raise refusals.OnTheList()
        made = _speaker(self, occasion, hall.floor.item, Speech.POINT)
        made.category, made.words = self.category, self.words
        rows.put(made)


class RuleOnPoint(OfSession):
    """The chair rules on a point of order; the ruling stands unless it is challenged and the body overrules it."""

    type = "meetings.point.rule"
    done = "The chair ruled on a point of order"
    needs = Power.PRESIDE

    speaker: ActId
    ruling: Long

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        Hall.dealing(rows, self.session, chair=occasion)
        found = rows.lock(Speaker, self.speaker)
        if found is None or found.session != self.session or found.kind != Speech.POINT or found.left:
            raise refusals.NotOnTheList()
        if found.ruled_at is not None:
            raise refusals.RuledAlready()
        found.began_at = found.began_at or occasion.at
        found.ended_at = found.ended_at or occasion.at
        found.ruling, found.ruled_at = self.ruling, occasion.at
        rows.put(found)


def entries_of(rows: Rows, session: str, item: str) -> list[Entry]:
    """The list of an item as the pure rules see it; the session's floor is locked by whoever asks."""
    return [entry(one) for one in rows.find(Speaker, session=session, item=item)]


def entry(one: Speaker) -> Entry:
    """A row of the list as the pure rules see it."""
    return Entry(
        id=one.id,
        party=one.party,
        kind=Speech(one.kind),
        asked=one.asked_at,
        began=one.began_at,
        ended=one.ended_at,
        limit=one.limit,
        left=one.left,
    )


def _end_speech(rows: Rows, hall: Hall, occasion: Occasion) -> bool:
    """Whoever has the floor has finished. A clock that runs behind another makes a speech of no length."""
    current = speaking(entries_of(rows, hall.session.id, hall.floor.item)) if hall.floor.item else None
    if current is None:
        return False
    row = rows.lock(Speaker, current.id)
    assert row is not None
    assert row.began_at is not None
    row.ended_at = max(occasion.at, row.began_at)
    rows.put(row)
    return True


def _waiting(rows: Rows, session: str, speaker: str) -> Speaker:
    found = rows.lock(Speaker, speaker)
    if found is None or found.session != session or not entry(found).waits:
        raise refusals.NotOnTheList()
    return found


def _speaker(act: OfSession, occasion: Occasion, item: str, kind: Speech) -> Speaker:
    return Speaker(
        id=occasion.id,
        session=act.session,
        item=item,
        party=occasion.by.party,
        person=occasion.by.actor,
        kind=str(kind),
        category="",
        words={},
        asked_at=occasion.at,
        began_at=None,
        ended_at=None,
        limit=None,
        left=False,
        ruling={},
        ruled_at=None,
    )
