"""Parties and bodies that come from acts of other rooms: an enterprise with its registration, an authority with its
designation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.parties import refusals
from comity.parties.models import Body, Party
from comity.parties.rules import PartyKind, Power, Standing
from comity.record.acts import Occasion
from comity.record.rows import Rows


def admit(
    rows: Rows,
    *,
    party: str,
    kind: PartyKind,
    name: dict[str, str],
    under: str,
    rights: Sequence[Power],
    since: date,
) -> None:
    """A party under a member, which answers for it and grants powers for it, with these rights alone.

    It has no vote and is of no body, so the list of members need not stand still for it (as `AdmitParty` demands).
    Raises `AlreadyThere`, `NoSuchParty` or `PartyNotActing`.
    """
    if rows.lock(Party, party) is not None:
        raise refusals.AlreadyThere(id=party)
    member = rows.read(Party, under)
    if member is None or not member.is_member:
        raise refusals.NoSuchParty(party=under)
    if member.standing(since) is not Standing.ACTIVE:
        raise refusals.PartyNotActing(party=under, day=since)
    rows.put(
        Party(
            id=party,
            kind=kind,
            name=name,
            weights={},
            weights_source="",
            groups=[],
            rights=[str(right) for right in rights],
            since=since,
            until=None,
            suspensions=[],
            under=under,
        )
    )


_kinds_of_rooms: set[str] = set()


def keep_for_room(kind: str) -> None:
    """Bodies of this kind come and go by the acts of one room only; those of the parties leave them alone."""
    _kinds_of_rooms.add(kind)


def is_of_room(kind: str) -> bool:
    """Whether a room keeps bodies of this kind for itself."""
    return kind in _kinds_of_rooms


def require_free_kind(kind: str) -> None:
    """Raise `BodyOfRoom` for a kind of body that a room keeps for itself."""
    if is_of_room(kind):
        raise refusals.BodyOfRoom(kind=kind)


def establish(
    rows: Rows, occasion: Occasion, *, body: str, kind: str, name: dict[str, str], seats: Sequence[str]
) -> None:
    """A body made by another room's act. Raises `AlreadyThere`."""
    if rows.lock(Body, body) is not None:
        raise refusals.AlreadyThere(id=body)
    rows.put(Body(id=body, name=name, kind=kind, seats=list(seats), established_at=occasion.at, dissolved_at=None))


def dissolve(rows: Rows, occasion: Occasion, *, body: str) -> None:
    """End a body that another room's act had made. Raises `NoSuchBody`."""
    found = rows.lock(Body, body)
    if found is None or found.dissolved_at is not None:
        raise refusals.NoSuchBody(body=body)
    found.dissolved_at = occasion.at
    rows.put(found)


def rename(rows: Rows, party: str, name: dict[str, str]) -> None:
    """A party that another room's act had admitted has another name. Raises `NoSuchParty`."""
    found = _under(rows, party)
    found.name = name
    rows.put(found)


def leave(rows: Rows, party: str, until: date) -> None:
    """Such a party ends: ``until`` is the first day on which it is none. Raises `NoSuchParty`."""
    found = _under(rows, party)
    found.until = max(until, found.since)
    rows.put(found)


def _under(rows: Rows, party: str) -> Party:
    found = rows.lock(Party, party)
    if found is None or not found.under:
        raise refusals.NoSuchParty(party=party)
    return found
