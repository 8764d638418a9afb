"""The bodies of the organisation, and who sits in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from comity.parties import refusals
from comity.parties.acts.requirements import require_body, require_own, require_parties, require_person
from comity.parties.acts.shapes import Words
from comity.parties.admitting import establish, require_free_kind
from comity.parties.models import Body, Delegate, Party
from comity.parties.rules import PartyKind, Power
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows


class EstablishBody(Act):
    """A body is established; its seats are the parties named, or all members."""

    type = "parties.body.establish"
    done = "A body was established"
    needs = Power.COMPOSE
    system_may = True

    body: Identifier
    name: Words
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]{1,31}$")] = "commission"
    seats: tuple[Identifier, ...] = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_free_kind(self.kind)
        require_parties(rows, self.seats)
        establish(rows, occasion, body=self.body, kind=self.kind, name=self.name, seats=self.seats)

    def topics(self) -> tuple[str, ...]:
        return ("parties", f"body:{self.body}")


class _OfBody(Act):
    body: Identifier

    def _body(self, rows: Rows) -> Body:
        found = rows.lock(Body, self.body)
        if found is None or found.dissolved_at is not None:
            raise refusals.NoSuchBody(body=self.body)
        require_free_kind(found.kind)
        return found

    def venue(self, rows: Rows) -> str | None:
        return self.body

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Body, (self.body,)),)

    def topics(self) -> tuple[str, ...]:
        return ("parties", f"body:{self.body}")


class ComposeBody(_OfBody):
    """The seats of a body from now on: the parties named, or, if none is named, all members.

    Questions already before it keep the members that were frozen when they were put.
    """

    type = "parties.body.compose"
    done = "The seats of a body were set"
    needs = Power.COMPOSE
    system_may = True

    seats: tuple[Identifier, ...] = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        body = self._body(rows)
        require_parties(rows, self.seats)
        body.seats = list(self.seats)
        rows.put(body)


class DissolveBody(_OfBody):
    """A body is dissolved: nothing more is put to it. Questions already before it run to their end."""

    type = "parties.body.dissolve"
    done = "A body was dissolved"
    needs = Power.COMPOSE
    system_may = True

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        body = self._body(rows)
        body.dissolved_at = occasion.at
        rows.put(body)


class SeatDelegate(Act):
    """A party puts a person in its delegation to a body, or changes the role there."""

    type = "parties.delegation.seat"
    done = "A delegate was seated"
    needs = Power.GRANT_POWERS
    system_may = True

    body: Identifier
    party: Identifier
    person: Identifier
    role: Annotated[str, StringConstraints(pattern=r"^(head|alternate|delegate|adviser|expert)$")]
    until: AwareDatetime | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_own(rows, self.party, occasion)
        body = require_body(rows, self.body)
        party = rows.read(Party, self.party)
        if party is None or not (body.seats_party(party) or party.kind in (PartyKind.OBSERVER, PartyKind.PARTNER)):
            raise refusals.NoSuchParty(party=self.party)
        require_person(rows, self.person)
        place = rows.lock(Delegate, self.body, self.party, self.person)
        since = place.since if place is not None else occasion.at
        row = Delegate(body=self.body, party=self.party, person=self.person)
        row.role, row.since, row.until = self.role, since, self.until
        rows.put(row)

    def venue(self, rows: Rows) -> str | None:
        return self.body

    def topics(self) -> tuple[str, ...]:
        return (f"body:{self.body}", f"person:{self.person}")
