"""Persons who act, and the full powers under which they do."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from comity.parties import refusals
from comity.parties.acts.requirements import require_body, require_own, require_person
from comity.parties.acts.shapes import SECRETARIAT, Digest, Words
from comity.parties.models import FullPowers, Party, Person
from comity.parties.rules import RESERVED, PartyKind, Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows


class RegisterPerson(Act):
    """A person may act: an opaque identifier, a public function, and a confidential profile.

    ``profile`` is the digest of a confidential content (JSON: name, email) that can be erased.
    """

    type = "parties.person.register"
    done = "A person was registered"
    needs = Power.REGISTER
    system_may = True

    person: Identifier
    profile: Digest
    function: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        if rows.lock(Person, self.person) is not None:
            raise refusals.AlreadyThere(id=self.person)
        rows.put(Person(id=self.person, profile=self.profile, function=self.function, registered_at=occasion.at))

    def contents(self) -> tuple[str, ...]:
        return (self.profile,)


class GrantFullPowers(Act):
    """A party empowers a person: what the person may do for it, in which body, from when until when.

    A party's own authority grants them; the secretariat enters them on a letter received (``basis``, the content's
    digest). Source: Vienna Convention on the Law of Treaties, art. 7.
    """

    type = "parties.powers.grant"
    done = "Full powers were granted"
    needs = Power.GRANT_POWERS
    system_may = True

    powers_id: Identifier
    person: Identifier
    party: Identifier
    body: Identifier | None = None
    powers: Annotated[tuple[Power, ...], Field(min_length=1)]
    title: Words
    since: AwareDatetime
    until: AwareDatetime | None = None
    basis: Digest | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_own(rows, self.party, occasion)
        if self.until is not None and self.until <= self.since:
            raise refusals.WrongDates(since=self.since, until=self.until)
        party = rows.read(Party, self.party)
        if party is None:
            raise refusals.NoSuchParty(party=self.party)
        self._require_grantable(party, occasion)
        require_person(rows, self.person)
        if self.body is not None:
            require_body(rows, self.body)
        if rows.lock(FullPowers, self.powers_id) is not None:
            raise refusals.AlreadyThere(id=self.powers_id)
        rows.put(
            FullPowers(
                id=self.powers_id,
                person=self.person,
                party=self.party,
                body=self.body or "",
                powers=[str(power) for power in self.powers],
                title=self.title,
                since=self.since,
                until=self.until,
                basis=self.basis or "",
                granted_by=occasion.id,
                revoked_at=None,
                revoked_why="",
            )
        )

    def _require_grantable(self, party: Party, occasion: Occasion) -> None:
        if party.kind == PartyKind.SECRETARIAT:
            return
        if occasion.by.party == SECRETARIAT and self.basis is None:
            raise refusals.BasisMissing(party=self.party)
        for power in self.powers:
            if power in RESERVED:
                raise refusals.PowerReserved(power=power, party=self.party)
            if not party.is_member and power not in party.rights:
                raise refusals.NotWithinRights(party=self.party, kind=party.kind, power=power)

    def contents(self) -> tuple[str, ...]:
        return (self.basis,) if self.basis else ()

    def topics(self) -> tuple[str, ...]:
        return (f"person:{self.person}", f"party:{self.party}")


class RevokeFullPowers(Act):
    """Full powers end at once; what was done under them stands."""

    type = "parties.powers.revoke"
    done = "Full powers were revoked"
    needs = Power.GRANT_POWERS
    system_may = True

    powers_id: Identifier
    why: Annotated[str, StringConstraints(max_length=1000)] = ""

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        powers = rows.lock(FullPowers, self.powers_id)
        if powers is None or powers.revoked_at is not None:
            raise refusals.NoSuchPowers(powers=self.powers_id)
        require_own(rows, powers.party, occasion)
        powers.revoked_at, powers.revoked_why = occasion.at, self.why
        rows.put(powers)

    def topics(self) -> tuple[str, ...]:
        return ("powers",)
