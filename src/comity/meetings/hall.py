"""What every act in a sitting needs: the session, its rules, its floor, and who is in the hall.

Acts of debate lock the session's row, so that one thing happens after another; positions in a vote lock the vote alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from comity.meetings import sitting_refusals as refusals
from comity.meetings import standing
from comity.meetings.floor import Limits, Speech
from comity.meetings.models.credentials import SessionDelegate
from comity.meetings.models.floor import Floor
from comity.meetings.models.sessions import Session
from comity.meetings.refusals import NotInDelegation
from comity.meetings.standing_rules import StandingRules, Who
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

MINUTE = 60


class OfSession(Act):
    """Base of the acts done in a sitting. Pages of the hall follow them, not the page of the whole session."""

    session: Identifier

    def venue(self, rows: Rows) -> str | None:
        found = rows.lock(Session, self.session)
        return None if found is None else found.body

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Session, (self.session,)),)

    def topics(self) -> tuple[str, ...]:
        return (f"hall:{self.session}",)


@dataclass(frozen=True, slots=True)
class Hall:
    """A session that sits, for one act alone: its row and its floor are locked."""

    session: Session
    rules: StandingRules
    floor: Floor

    @classmethod
    def sitting(cls, rows: Rows, session: str, *, chair: Occasion | None = None) -> Self:
        """The session, opened and not closed; with ``chair``, an act that only whoever presides may do.

        Raises `NoSuchSession`, `NotOpen`, `NotPresiding`.
        """
        found = standing.locked(rows, session)
        standing.require_status(found, "open")
        if chair is not None:
            standing.require_presiding(found, chair)
        floor = rows.lock(Floor, session)
        if floor is None:
            floor = Floor(session=session, item="", list_open=False, made=0, limits={}, vote="")
        return cls(found, standing.rules_of(rows, found), floor)

    @classmethod
    def dealing(cls, rows: Rows, session: str, *, chair: Occasion | None = None) -> Self:
        """The session, with an item taken up. Raises `NothingTakenUp` too."""
        hall = cls.sitting(rows, session, chair=chair)
        if not hall.floor.item:
            raise refusals.NothingTakenUp()
        return hall

    @property
    def limits(self) -> Limits:
        """Times for speaking: those of the rules, or those that the body set for this session in their place."""
        return limits_of(self.rules, self.floor.limits)

    def require_item(self, item: str) -> None:
        """Raise `OtherItem` unless this is the item being dealt with."""
        if item != self.floor.item:
            raise refusals.OtherItem(item=self.floor.item)

    def require_no_vote(self) -> None:
        """Raise `VoteUnderWay` while a vote is being taken."""
        if self.floor.vote:
            raise refusals.VoteUnderWay()


def limits_of(rules: StandingRules, set_here: dict[str, int | None]) -> Limits:
    """The limits of the rules, in seconds, with those set for a session in their place."""
    seconds: dict[str, int | None] = {name: minutes * MINUTE for name, minutes in rules.speaking.minutes.items()}
    seconds |= set_here
    reply, cap = rules.speaking.reply, set_here.get(Speech.REPLY)
    replies: tuple[int, ...] = ()
    if reply is not None and reply.minutes:
        replies = tuple(min(one, cap) if cap else one for one in (minutes * MINUTE for minutes in reply.minutes))
    return Limits(
        statement=seconds.get(Speech.STATEMENT),
        times=rules.speaking.times,
        point=seconds.get(Speech.POINT),
        explanation=seconds.get(Speech.EXPLANATION),
        replies=replies,
    )


def require_speaker(rows: Rows, hall: Hall, by: Capacity) -> None:
    """Raise unless the rules give the party the floor and the person is in its delegation to the session.

    Raises `MayNotSpeak`, `NotInDelegation`.
    """
    kind, whom = standing.who(rows, by), hall.rules.speaking.by
    if kind not in whom and not (Who.CHAIR in whom and standing.presides(hall.session, by)):
        raise refusals.MayNotSpeak(kind=str(kind))
    seated = rows.read(SessionDelegate, hall.session.id, by.party, by.actor) is not None
    if kind is not Who.SECRETARIAT and not seated:
        raise NotInDelegation(party=by.party)


def require_mover(rows: Rows, hall: Hall, whom: tuple[Who, ...], by: Capacity) -> None:
    """Raise unless a party of this kind, or whoever presides, may move it, and the person represents the party.

    Raises `MayNotMove`, and what `standing.require_representative` raises.
    """
    if Who.CHAIR in whom and standing.presides(hall.session, by):
        return
    kind = standing.who(rows, by)
    if kind not in whom:
        raise refusals.MayNotMove(kind=str(kind))
    if kind is Who.MEMBER:
        standing.require_representative(rows, hall.session, by)
