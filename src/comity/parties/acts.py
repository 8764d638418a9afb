"""The acts of the parties: founding, membership, bodies, persons, delegations, full powers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from comity.parties import refusals
from comity.parties.models import Body, Delegate, FullPowers, Organisation, Party, Person
from comity.parties.rules import RESERVED, PartyKind, Power, Standing
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

ORGANISATION = "organisation"
SECRETARIAT = "secretariat"
Short = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Words = Annotated[dict[Language, Short], Field(min_length=1, max_length=40)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Weight = (
    Annotated[int, Field(ge=0, le=2**53 - 1)] | Annotated[str, StringConstraints(pattern=r"^\d{1,15}/[1-9]\d{0,14}$")]
)


class FoundOrganisation(Act):
    """The organisation is entered on its record, with its names and languages."""

    type = "parties.organisation.found"
    done = "The organisation was entered"
    needs = Power.KEEP_RECORD
    system_may = True

    name: Words
    short_name: Words
    description: dict[Language, str] = {}
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    demonstration: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        if rows.lock(Organisation, ORGANISATION) is not None:
            raise refusals.AlreadyThere(id=ORGANISATION)
        rows.put(
            Organisation(
                id=ORGANISATION,
                name=self.name,
                short_name=self.short_name,
                description=self.description,
                languages=list(self.languages),
                demonstration=self.demonstration,
                founded_at=occasion.at,
            )
        )
        rows.put(
            Party(
                id=SECRETARIAT,
                kind=PartyKind.SECRETARIAT,
                name={"en": "Secretariat", "ru": "Секретариат"},
                weights={},
                weights_source="",
                groups=[],
                rights=[],
                since=occasion.at.date(),
                until=None,
                suspensions=[],
            )
        )


class AdmitParty(Act):
    """A state or organisation becomes a member, an observer or a partner from a day on."""

    type = "parties.party.admit"
    done = "A party was admitted"
    needs = Power.ADMIT
    system_may = True

    party: Identifier
    kind: PartyKind
    name: Words
    since: date
    weights: dict[Identifier, Weight] = {}
    weights_source: str = ""
    groups: tuple[Identifier, ...] = ()
    rights: tuple[Power, ...] = ()

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        rows.lock(Organisation, ORGANISATION)
        before = rows.lock(Party, self.party)
        if self.party == SECRETARIAT or (before is not None and before.standing(self.since) is not Standing.FORMER):
            raise refusals.AlreadyThere(id=self.party)
        rows.put(
            Party(
                id=self.party,
                kind=self.kind,
                name=self.name,
                weights=self.weights,
                weights_source=self.weights_source,
                groups=list(self.groups),
                rights=[str(right) for right in self.rights],
                since=self.since,
                until=None,
                suspensions=[],
            )
        )

    def topics(self) -> tuple[str, ...]:
        return ("parties",)


class _OfParty(Act):
    party: Identifier

    def _party(self, rows: Rows) -> Party:
        # Whoever freezes the list of members reads the organisation's row: the list stands still meanwhile.
        rows.lock(Organisation, ORGANISATION)
        party = rows.lock(Party, self.party)
        if party is None or party.kind == PartyKind.SECRETARIAT:
            raise refusals.NoSuchParty(party=self.party)
        return party

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Organisation, (ORGANISATION,)), (Party, (self.party,)))

    def topics(self) -> tuple[str, ...]:
        return ("parties", f"party:{self.party}")


class SuspendParty(_OfParty):
    """A party's rights rest from a day on: nobody acts for it until the suspension is lifted."""

    type = "parties.party.suspend"
    done = "A party’s rights were suspended"
    needs = Power.ADMIT
    system_may = True

    since: date
    grounds: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        party = self._party(rows)
        if party.standing(self.since) is not Standing.ACTIVE:
            raise refusals.PartyNotActing(party=self.party, day=self.since)
        fresh = {"since": self.since.isoformat(), "until": None, "grounds": self.grounds}
        party.suspensions = [*party.suspensions, fresh]
        rows.put(party)


class LiftSuspension(_OfParty):
    """A suspended party has its rights again from a day on."""

    type = "parties.party.reinstate"
    done = "A suspension was lifted"
    needs = Power.ADMIT
    system_may = True

    on: date

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        party = self._party(rows)
        if party.standing(self.on) is not Standing.SUSPENDED:
            raise refusals.NotSuspended(party=self.party)
        party.suspensions = [
            {**one, "until": self.on.isoformat()} if one["until"] is None else one for one in party.suspensions
        ]
        rows.put(party)


class WithdrawParty(_OfParty):
    """A party leaves the organisation: from this day on it is none."""

    type = "parties.party.withdraw"
    done = "A party withdrew"
    needs = Power.ADMIT
    system_may = True

    until: date

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        party = self._party(rows)
        if party.standing(self.until) in (Standing.FORMER, Standing.NOT_YET):
            raise refusals.PartyNotActing(party=self.party, day=self.until)
        party.until = self.until
        rows.put(party)


class SetWeights(_OfParty):
    """A party's weights (population, contribution, votes) from their source, for questions opened from now on.

    Questions already open keep the weights that were frozen when they opened.
    """

    type = "parties.party.weigh"
    done = "Weights were set"
    needs = Power.ADMIT
    system_may = True

    weights: dict[Identifier, Weight]
    source: Short

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        party = self._party(rows)
        party.weights, party.weights_source = self.weights, self.source
        rows.put(party)


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
        if rows.lock(Body, self.body) is not None:
            raise refusals.AlreadyThere(id=self.body)
        for seat in self.seats:
            if rows.read(Party, seat) is None:
                raise refusals.NoSuchParty(party=seat)
        rows.put(
            Body(
                id=self.body,
                name=self.name,
                kind=self.kind,
                seats=list(self.seats),
                established_at=occasion.at,
                dissolved_at=None,
            )
        )

    def topics(self) -> tuple[str, ...]:
        return ("parties", f"body:{self.body}")


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
        _require_own(self.party, occasion)
        body = _body(rows, self.body)
        party = rows.read(Party, self.party)
        if party is None or not (body.seats_party(party) or party.kind in (PartyKind.OBSERVER, PartyKind.PARTNER)):
            raise refusals.NoSuchParty(party=self.party)
        _person(rows, self.person)
        place = rows.lock(Delegate, self.body, self.party, self.person)
        since = place.since if place is not None else occasion.at
        row = Delegate(body=self.body, party=self.party, person=self.person)
        row.role, row.since, row.until = self.role, since, self.until
        rows.put(row)

    def topics(self) -> tuple[str, ...]:
        return (f"body:{self.body}", f"person:{self.person}")


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
        _require_own(self.party, occasion)
        if self.until is not None and self.until <= self.since:
            raise refusals.WrongDates(since=self.since, until=self.until)
        party = rows.read(Party, self.party)
        if party is None:
            raise refusals.NoSuchParty(party=self.party)
        self._require_grantable(party, occasion)
        _person(rows, self.person)
        if self.body is not None:
            _body(rows, self.body)
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
        _require_own(powers.party, occasion)
        powers.revoked_at, powers.revoked_why = occasion.at, self.why
        rows.put(powers)

    def topics(self) -> tuple[str, ...]:
        return ("powers",)


def _require_own(party: str, occasion: Occasion) -> None:
    """A party does this for itself; the secretariat and the loader do it for any."""
    by = occasion.by
    if not by.is_system and by.party not in (party, SECRETARIAT):
        raise refusals.NotYours(party=by.party, other=party)


def _body(rows: Rows, body: str) -> Body:
    found = rows.read(Body, body)
    if found is None or found.dissolved_at is not None:
        raise refusals.NoSuchBody(body=body)
    return found


def _person(rows: Rows, person: str) -> Person:
    found = rows.read(Person, person)
    if found is None:
        raise refusals.NoSuchPerson(person=person)
    return found
