"""Builders for tests and benchmarks: an organisation with members, bodies, persons and full powers, in one line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from comity.parties import acts
from comity.parties.acts import SECRETARIAT
from comity.parties.models import FullPowers, Party, Person
from comity.parties.rules import OF_MEMBERS, PartyKind, Power, Standing
from comity.record.acts import Capacity
from comity.record.testing import BEGINNING, DatabaseLedger, Ledger, Scribe

FOUNDED = date(2020, 1, 1)


class House(Scribe):
    """An organisation on a record of its own: ``House.of("AM", "BY").body("commission")``."""

    @classmethod
    def of(cls, *members: str, ledger: Ledger | None = None) -> Self:
        """An organisation founded on an open record, with these members."""
        house = cls(ledger or DatabaseLedger())
        house.found()
        for member in members:
            house.party(member)
        return house

    def found(self) -> Self:
        """Open the record and found the organisation on it."""
        names = {"en": "River Commission"}
        self.open()
        self.do(acts.FoundOrganisation(name=names, short_name=names, languages=("en",)))
        return self

    def party(self, party: str, kind: PartyKind = PartyKind.MEMBER, *rights: Power, since: date = FOUNDED) -> Self:
        """Admit a party."""
        self.do(acts.AdmitParty(party=party, kind=kind, name={"en": f"State {party}"}, since=since, rights=rights))
        return self

    def body(self, body: str = "commission", *seats: str) -> Self:
        """Establish a body; without seats every member sits in it."""
        self.do(acts.EstablishBody(body=body, name={"en": body.title()}, seats=seats))
        return self

    def person(self, person: str) -> Self:
        """Register a person, with a confidential profile that says nothing."""
        profile = self.ledger.deposit(f'{{"name": "The {person}"}}'.encode(), confidential=True)
        self.do(acts.RegisterPerson(person=person, profile=profile, function={"en": "Delegate"}))
        return self

    def empowered(
        self,
        person: str,
        party: str,
        *powers: Power,
        body: str | None = None,
        since: datetime = BEGINNING,
        until: datetime | None = None,
    ) -> Capacity:
        """The capacity of a person (registered if need be) who holds these powers, or all that the party can give."""
        if self.rows.read(Person, person) is None:
            self.person(person)
        name = f"{person}-{party}-{len(self.rows.tables[FullPowers])}"
        basis = self.ledger.deposit(f"letter of {party}".encode(), confidential=True)
        self.do(
            acts.GrantFullPowers(
                powers_id=name,
                person=person,
                party=party,
                body=body,
                powers=powers or (tuple(Power) if party == SECRETARIAT else OF_MEMBERS),
                title={"en": "Delegate"},
                since=since,
                until=until,
                basis=basis,
            )
        )
        return Capacity(person, party, name)

    def officer(self, *powers: Power, person: str = "officer") -> Capacity:
        """Somebody of the secretariat who holds these powers, or all."""
        return self.empowered(person, SECRETARIAT, *powers)

    def people(self) -> list[str]:
        return [*(person.id for person in self.rows.rows(Person)), "somebody-unregistered"]

    def capacities(self, power: str, *, party: str | None = None, venue: str | None = None) -> list[Capacity]:
        at = self.now + timedelta(seconds=1)
        return [
            Capacity(powers.person, powers.party, powers.id)
            for powers in self.rows.rows(FullPowers)
            if party in (None, powers.party)
            and powers.covers.gap(power, at, venue) is None
            and (powers.party == SECRETARIAT or self._is_active(powers.party))
        ]

    def _is_active(self, party: str) -> bool:
        found = self.rows.read(Party, party)
        return found is not None and found.standing(self.today) is Standing.ACTIVE

    @property
    def today(self) -> date:
        """The day of the next act."""
        return (self.now + timedelta(seconds=1)).date()
