"""The organisation is entered on its record."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from comity.parties import refusals
from comity.parties.acts.shapes import ORGANISATION, SECRETARIAT, Language, Words
from comity.parties.models import Organisation, Party
from comity.parties.rules import PartyKind, Power
from comity.record.acts import Act, Occasion
from comity.record.rows import Rows


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
                under="",
            )
        )
