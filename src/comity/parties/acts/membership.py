"""The life of a party: admitted, suspended, reinstated, weighed, gone."""

from __future__ import annotations

from datetime import date

from comity.parties import refusals
from comity.parties.acts.shapes import ORGANISATION, SECRETARIAT, Short, Weight, Words
from comity.parties.models import Organisation, Party
from comity.parties.rules import ADMITTED, PartyKind, Power, Standing
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows


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
        if self.kind not in ADMITTED:
            raise refusals.NotAdmitted(kind=self.kind)
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
                under="",
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
        if party is None or party.kind not in ADMITTED:
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
        standing = party.standing(self.since)
        if standing is Standing.SUSPENDED:
            raise refusals.AlreadySuspended(party=self.party)
        if standing is not Standing.ACTIVE:
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
