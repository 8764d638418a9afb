"""The register of enterprises: who is on it, under which names, until when."""

from __future__ import annotations

from comity.enterprises import refusals
from comity.enterprises.acts.shapes import Long, OfAuthority, RegisterNumber, standing_authority
from comity.enterprises.models import Enterprise, NationalNumber
from comity.parties.acts import Words
from comity.parties.admitting import admit, leave, rename
from comity.parties.rules import OF_ENTERPRISES, PartyKind, Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows


class RegisterEnterprise(OfAuthority):
    """An enterprise is put on the register; from now on it may act for itself, under the member of the authority.

    ``number`` is its number in the national register of companies, ``seat`` its place in words.
    """

    type = "enterprises.enterprise.register"
    done = "An enterprise was put on the register"
    needs = Power.LICENSE
    system_may = True

    enterprise: Identifier
    number: RegisterNumber
    names: Words
    seat: Words | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        authority = standing_authority(rows, self.authority, occasion)
        self._take_number(rows, authority.party)
        admit(
            rows,
            party=self.enterprise,
            kind=PartyKind.ENTERPRISE,
            name=self.names,
            under=authority.party,
            rights=OF_ENTERPRISES,
            since=occasion.at.date(),
        )
        rows.put(
            Enterprise(
                id=self.enterprise,
                member=authority.party,
                authority=self.authority,
                number=self.number,
                names=self.names,
                seat=self.seat or {},
                registered_at=occasion.at,
                struck_at=None,
                struck_why={},
            )
        )

    def _take_number(self, rows: Rows, member: str) -> None:
        """A national number stands for one enterprise, unless that was struck off."""
        taken = rows.lock(NationalNumber, member, self.number)
        other = rows.read(Enterprise, taken.enterprise) if taken is not None else None
        if other is not None and other.struck_at is None:
            raise refusals.AlreadyRegistered(number=self.number, enterprise=other.id)
        rows.put(NationalNumber(member=member, number=self.number, enterprise=self.enterprise))

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"enterprise:{self.enterprise}")


class _OnEnterprise(OfAuthority):
    enterprise: Identifier

    def _enterprise(self, rows: Rows, occasion: Occasion) -> Enterprise:
        authority = standing_authority(rows, self.authority, occasion)
        found = rows.lock(Enterprise, self.enterprise)
        if found is None or found.struck_at is not None:
            raise refusals.NoSuchEnterprise(enterprise=self.enterprise)
        if found.member != authority.party:
            raise refusals.NotThisAuthority(authority=found.authority)
        return found

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"enterprise:{self.enterprise}")


class ChangeEnterprise(_OnEnterprise):
    """An enterprise has other names or another seat; the earlier ones stay in its history."""

    type = "enterprises.enterprise.change"
    done = "An entry of the register was changed"
    needs = Power.LICENSE
    system_may = True

    names: Words
    seat: Words | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._enterprise(rows, occasion)
        found.names, found.seat = self.names, self.seat or {}
        rows.put(found)
        rename(rows, self.enterprise, self.names)


class StrikeOffEnterprise(_OnEnterprise):
    """An enterprise is no longer on the register: it has ended, or was entered twice. What it did stands."""

    type = "enterprises.enterprise.strike"
    done = "An enterprise was struck off the register"
    needs = Power.LICENSE
    system_may = True

    reasons: Long

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._enterprise(rows, occasion)
        found.struck_at, found.struck_why = occasion.at, self.reasons
        rows.put(found)
        leave(rows, self.enterprise, occasion.at.date())
