"""The acts by which parties bind themselves: deposits made and withdrawn, and the day on which a text takes effect."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from comity.instruments import amending, force, refusals
from comity.instruments.acts.on_instrument import Long, OnInstrument, ProvisionId, require_own
from comity.instruments.models import Deposit
from comity.instruments.rules import Status
from comity.parties.acts import Digest
from comity.parties.models import Party
from comity.parties.refusals import NoSuchParty
from comity.parties.rules import Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

Provisions = Annotated[tuple[ProvisionId, ...], Field(max_length=100)]


class MakeDeposit(OnInstrument):
    """A party expresses its consent to be bound: its instrument is deposited, with reservations and declarations.

    Source: Vienna Convention on the Law of Treaties, arts. 14–16 and 19. Entered by the party or by the depositary.
    """

    type = "instruments.deposit.make"
    done = "An instrument was deposited"
    needs = Power.DEPOSIT
    version = 2
    raised = {1: dict}  # from 2 on reservations and declarations may name the provisions to which they are attached

    party: Identifier
    kind: Annotated[str, StringConstraints(pattern=r"^(ratification|acceptance|approval|accession)$")]
    on: date
    reservation: Long = {}
    reservation_on: Provisions = ()
    declaration: Long = {}
    declaration_on: Provisions = ()
    document: Digest | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        require_own(self.party, occasion)
        force.require_depositable(instrument)
        if rows.read(Party, self.party) is None:
            raise NoSuchParty(party=self.party)
        if self.on > occasion.at.date():
            raise refusals.DepositInFuture(on=self.on)
        amending.require_provisions(rows, instrument, (*self.reservation_on, *self.declaration_on))
        earlier = force.standing_deposits(rows, instrument)
        if self.party in earlier:
            raise refusals.AlreadyDeposited(party=self.party, reference=instrument.reference, on=earlier[self.party].on)
        rows.put(
            Deposit(
                id=occasion.id,
                instrument=instrument.id,
                party=self.party,
                kind=self.kind,
                on=self.on,
                reservation=self.reservation,
                declaration=self.declaration,
                document=self.document or "",
                at=occasion.at,
                reserved=list(self.reservation_on),
                declared=list(self.declaration_on),
            )
        )
        force.settle(rows, instrument, occasion)

    def contents(self) -> tuple[str, ...]:
        return (self.document,) if self.document else ()


class WithdrawDeposit(OnInstrument):
    """A party withdraws the instrument it deposited, before or after entry into force (denunciation)."""

    type = "instruments.deposit.withdraw"
    done = "A deposit was withdrawn"
    needs = Power.DEPOSIT

    party: Identifier
    on: date

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        require_own(self.party, occasion)
        if self.party not in force.standing_deposits(rows, instrument):
            raise refusals.NothingDeposited(party=self.party, reference=instrument.reference)
        rows.put(
            Deposit(
                id=occasion.id,
                instrument=instrument.id,
                party=self.party,
                kind="withdrawal",
                on=self.on,
                reservation={},
                declaration={},
                document="",
                at=occasion.at,
                reserved=[],
                declared=[],
            )
        )
        force.settle(rows, instrument, occasion)


class TakeEffect(OnInstrument):
    """The day of entry into force has come: the clock says so on the record."""

    type = "instruments.instrument.take-effect"
    done = "An instrument entered into force"
    needs = Power.RECEIVE_DEPOSIT
    system_may = True

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        force.require_due(instrument, occasion.at.date())
        instrument.status, instrument.due = Status.IN_FORCE, None
        rows.put(instrument)
