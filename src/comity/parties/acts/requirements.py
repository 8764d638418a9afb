"""What several acts of the parties require of the one who acts and of the things they name."""

from __future__ import annotations

from collections.abc import Iterable

from comity.parties import refusals
from comity.parties.acts.shapes import SECRETARIAT
from comity.parties.models import Body, Party, Person
from comity.record.acts import Occasion
from comity.record.rows import Rows


def require_own(rows: Rows, party: str, occasion: Occasion) -> None:
    """A party does this for itself and those under it; the secretariat and the loader for any. Raises `NotYours`."""
    by = occasion.by
    if by.is_system or by.party in (party, SECRETARIAT):
        return
    other = rows.read(Party, party)
    if other is None or other.under != by.party:
        raise refusals.NotYours(party=by.party, other=party)


def require_body(rows: Rows, body: str) -> Body:
    """The body, unless there is none or it was dissolved. Raises `NoSuchBody`."""
    found = rows.read(Body, body)
    if found is None or found.dissolved_at is not None:
        raise refusals.NoSuchBody(body=body)
    return found


def require_person(rows: Rows, person: str) -> Person:
    """The person, if registered. Raises `NoSuchPerson`."""
    found = rows.read(Person, person)
    if found is None:
        raise refusals.NoSuchPerson(person=person)
    return found


def require_parties(rows: Rows, parties: Iterable[str]) -> None:
    """Raise `NoSuchParty` for the first of these that is none."""
    for party in parties:
        if rows.read(Party, party) is None:
            raise refusals.NoSuchParty(party=party)
