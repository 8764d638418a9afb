"""Who may read what is not for everybody: a circle of bodies, parties or persons. Rooms share it, and its form.

What is restricted is a confidential content: the record shows that it is there and nothing of what it says. Who opened
it is noted in `comity.parties.openings`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from comity.pages.viewer import Viewer
from comity.parties.models import Body, Party


class Kind(StrEnum):
    """Whom a circle names."""

    PUBLIC = "public"
    MEMBERS = "members"
    BODIES = "bodies"
    PARTIES = "parties"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Circle:
    """Those who may read something: ``names`` are identifiers of bodies, parties or persons, by the kind.

    ``owner`` is the party that issued it, which always may; the secretariat may too unless ``closed``.
    """

    kind: Kind
    names: frozenset[str] = frozenset()
    owner: str = ""
    closed: bool = False

    @classmethod
    def of(cls, kind: str, names: Collection[str] = (), owner: str = "", *, closed: bool = False) -> Circle:
        return cls(Kind(kind), frozenset(names), owner, closed)

    @property
    def is_public(self) -> bool:
        return self.kind is Kind.PUBLIC


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads, in a capacity; ``seats`` gives the bodies in which the party sits, asked where needed."""

    person: str = ""
    party: str = ""
    is_member: bool = False
    is_secretariat: bool = False
    seats: Callable[[], Collection[str]] = tuple


def reader_of(viewer: Viewer) -> Reader:
    """The reader of a page, in the capacity chosen; without one, nobody in particular."""
    chosen = viewer.capacity
    if chosen is None:
        return Reader()
    party = chosen.party
    return Reader(viewer.person, party, viewer.member is not None, chosen.is_secretariat, lambda: seats_of(party))


def admits(circle: Circle, reader: Reader) -> bool:
    """Whether somebody may read what is meant for a circle. Pure but for the seats, at most two queries."""
    if circle.is_public or (reader.party and reader.party == circle.owner):
        return True
    if reader.is_secretariat and not circle.closed:
        return True
    match circle.kind:
        case Kind.MEMBERS:
            return reader.is_member
        case Kind.PARTIES:
            return bool(reader.party) and reader.party in circle.names
        case Kind.PERSONS:
            return bool(reader.person) and reader.person in circle.names
        case Kind.BODIES:
            return bool(reader.party) and not circle.names.isdisjoint(reader.seats())
    return False


def seats_of(party: str) -> list[str]:
    """The bodies in which a party sits; two queries."""
    found = Party.objects.filter(id=party).first()
    if found is None:
        return []
    return [body.id for body in Body.objects.filter(dissolved_at=None) if body.seats_party(found)]
