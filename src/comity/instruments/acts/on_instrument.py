"""What the acts on an instrument share: its row, for this act alone, and the body to which it belongs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from comity.instruments import refusals
from comity.instruments.models import Instrument
from comity.parties.acts import SECRETARIAT, Language
from comity.parties.refusals import NotYours
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

SUBJECT = "instrument"
Long = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$")]
Number = Annotated[int, Field(ge=1, le=100_000)]


class OnInstrument(Act):
    """Base of the acts on an instrument, in the body to which it belongs."""

    instrument: Identifier

    def venue(self, rows: Rows) -> str | None:
        found = rows.lock(Instrument, self.instrument)
        return None if found is None else found.body

    def topics(self) -> tuple[str, ...]:
        return ("register", f"instrument:{self.instrument}")

    def locked(self, rows: Rows) -> Instrument:
        """The instrument, for this act alone. Raises `NoSuchInstrument`."""
        found = rows.lock(Instrument, self.instrument)
        if found is None:
            raise refusals.NoSuchInstrument(instrument=self.instrument)
        return found


def require_own(party: str, occasion: Occasion) -> None:
    """A party does this for itself; the depositary (the secretariat) enters what it has received. Raises `NotYours`."""
    if occasion.by.party not in (party, SECRETARIAT):
        raise NotYours(party=occasion.by.party, other=party)
