"""What the acts of enterprises share: codes, reasons, and the authority in whose name they are done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from comity.enterprises import refusals
from comity.enterprises.models import Authority, Enterprise, LicenceClass
from comity.enterprises.rules import outside
from comity.parties.acts import SECRETARIAT, Digest, Language
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

Code = Annotated[str, StringConstraints(pattern=r"^\d{8}(-\d)?$")]
"""A CPV code (Regulation (EC) No 213/2008): eight digits, and perhaps its check digit."""
Codes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)]
Long = Annotated[
    dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]],
    Field(min_length=1, max_length=40),
]
Documents = Annotated[tuple[Digest, ...], Field(max_length=100)]
RegisterNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z ./-]{0,63}$")]


class OfAuthority(Act):
    """Base of the acts that a licensing authority does; its officers' full powers may be limited to it."""

    authority: Identifier

    def venue(self, rows: Rows) -> str | None:
        return self.authority

    def topics(self) -> tuple[str, ...]:
        return ("enterprises", f"authority:{self.authority}")


def designated(rows: Rows, authority: str) -> Authority:
    """The authority, unless its designation has ended. Raises `NoSuchAuthority` or `AuthorityEnded`."""
    found = rows.read(Authority, authority)
    if found is None:
        raise refusals.NoSuchAuthority(authority=authority)
    if found.ended_at is not None:
        raise refusals.AuthorityEnded(authority=authority, day=found.ended_at.date())
    return found


def standing_authority(rows: Rows, authority: str, occasion: Occasion) -> Authority:
    """The authority, if its designation has not ended and it acts here for its own member.

    Raises `NoSuchAuthority`, `AuthorityEnded` or `NotThisAuthority`.
    """
    found = designated(rows, authority)
    if not occasion.by.is_system and occasion.by.party != found.party:
        raise refusals.NotThisAuthority(authority=authority)
    return found


def open_class(rows: Rows, licence_class: str) -> LicenceClass:
    """The class of licences, unless it is closed. Raises `NoSuchClass`."""
    found = rows.read(LicenceClass, licence_class)
    if found is None or found.closed_at is not None:
        raise refusals.NoSuchClass(licence_class=licence_class)
    return found


def require_scope(found: LicenceClass, scope: Iterable[str]) -> None:
    """Raise `OutsideClass` with the codes that the class does not cover."""
    beyond = outside(list(scope), found.covers)
    if beyond:
        raise refusals.OutsideClass(licence_class=found.id, codes=", ".join(beyond))


def registered(rows: Rows, enterprise: str) -> Enterprise:
    """The enterprise, unless struck off. Raises `NoSuchEnterprise`."""
    found = rows.read(Enterprise, enterprise)
    if found is None or found.struck_at is not None:
        raise refusals.NoSuchEnterprise(enterprise=enterprise)
    return found


def require_on_behalf(rows: Rows, enterprise: str, occasion: Occasion) -> Enterprise:
    """The enterprise does this itself, or its member's authority, which has received it on paper.

    Raises `NoSuchEnterprise` or `NotTheEnterprise`.
    """
    found = registered(rows, enterprise)
    by = occasion.by
    if not by.is_system and by.party not in (enterprise, found.member, SECRETARIAT):
        raise refusals.NotTheEnterprise(enterprise=enterprise)
    return found
