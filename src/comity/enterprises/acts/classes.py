"""Classes of licences, as data: what each covers, on what conditions, for how long, at what fees."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from comity.enterprises import refusals
from comity.enterprises.acts.shapes import Codes, Long
from comity.enterprises.models import LicenceClass
from comity.parties.acts import Words
from comity.parties.rules import Power
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows


class DefineLicenceClass(Act):
    """A class of licences is defined, or defined anew for licences issued from now on.

    ``covers`` are CPV codes, each with everything under it; ``months`` the longest term, none if it is open.
    """

    type = "enterprises.class.define"
    done = "A class of licences was defined"
    needs = Power.DEFINE_LICENCES
    system_may = True

    licence_class: Identifier
    title: Words
    covers: Codes
    conditions: Long | None = None
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    fees: Long | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        before = rows.lock(LicenceClass, self.licence_class)
        rows.put(
            LicenceClass(
                id=self.licence_class,
                version=1 if before is None else before.version + 1,
                title=self.title,
                covers=list(self.covers),
                conditions=self.conditions or {},
                months=self.months,
                fees=self.fees or {},
                defined_by=occasion.id,
                defined_at=occasion.at,
                closed_at=None,
            )
        )

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((LicenceClass, (self.licence_class,)),)

    def topics(self) -> tuple[str, ...]:
        return ("enterprises",)


class CloseLicenceClass(Act):
    """No more licences of this class are issued; those that stand run to their end."""

    type = "enterprises.class.close"
    done = "A class of licences was closed"
    needs = Power.DEFINE_LICENCES
    system_may = True

    licence_class: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = rows.lock(LicenceClass, self.licence_class)
        if found is None or found.closed_at is not None:
            raise refusals.NoSuchClass(licence_class=self.licence_class)
        found.closed_at = occasion.at
        rows.put(found)

    def topics(self) -> tuple[str, ...]:
        return ("enterprises",)
