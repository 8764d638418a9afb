"""The acts of what follows from an adopted text: proposals (or reports) asked for by a date, and made."""

from __future__ import annotations

from datetime import date

from comity.instruments import refusals
from comity.instruments.acts.on_instrument import OnInstrument, require_own
from comity.instruments.models import Instrument, Proposal
from comity.parties.acts import Digest, Words
from comity.parties.models import Party
from comity.parties.refusals import NoSuchParty
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows


class AskProposal(OnInstrument):
    """An adopted instrument asks somebody for concrete proposals (or a report) by a date."""

    type = "instruments.proposal.ask"
    done = "Proposals were asked for"
    needs = Power.SUBMIT

    title: Words
    responsible: Identifier
    due: date

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        instrument = self.locked(rows)
        if instrument.adopted_at is None:
            raise refusals.NotAdopted(reference=instrument.reference)
        if rows.read(Party, self.responsible) is None:
            raise NoSuchParty(party=self.responsible)
        rows.put(
            Proposal(
                id=occasion.id,
                instrument=instrument.id,
                title=self.title,
                responsible=self.responsible,
                due=self.due,
                status="asked",
                text="",
                submitted_at=None,
                asked_at=occasion.at,
            )
        )

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"party:{self.responsible}")


class MakeProposal(Act):
    """The proposals that were asked for are made; late ones are marked so, not refused."""

    type = "instruments.proposal.make"
    done = "Proposals were made"
    needs = Power.PROPOSE

    proposal: Identifier
    instrument: Identifier
    text: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        proposal = rows.lock(Proposal, self.proposal)
        if proposal is None or proposal.instrument != self.instrument or proposal.status == "made":
            raise refusals.NoSuchProposal(proposal=self.proposal)
        require_own(proposal.responsible, occasion)
        proposal.status, proposal.text, proposal.submitted_at = "made", self.text, occasion.at
        rows.put(proposal)

    def venue(self, rows: Rows) -> str | None:
        found = rows.read(Instrument, self.instrument)
        return None if found is None else found.body

    def contents(self) -> tuple[str, ...]:
        return (self.text,)

    def topics(self) -> tuple[str, ...]:
        return ("register", f"instrument:{self.instrument}")
