"""Licensing authorities, which each member designates, and licences of one member recognised by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from comity.cases.models import Case
from comity.enterprises import refusals
from comity.enterprises.acts.shapes import Long, OfAuthority, designated, open_class
from comity.enterprises.models import Authority, Recognition
from comity.parties.acts import Words
from comity.parties.acts.requirements import require_own, require_parties
from comity.parties.admitting import dissolve, establish
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

BODY_KIND = "licensing authority"
Classes = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200)]


class DesignateAuthority(Act):
    """A member designates an authority that decides on licences of these classes in its name."""

    type = "enterprises.authority.designate"
    done = "A licensing authority was designated"
    needs = Power.DESIGNATE_AUTHORITY
    system_may = True

    authority: Identifier
    party: Identifier
    name: Words
    classes: Classes

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_own(rows, self.party, occasion)
        require_parties(rows, (self.party,))
        _require_classes(rows, self.classes)
        establish(rows, occasion, body=self.authority, kind=BODY_KIND, name=self.name, seats=(self.party,))
        rows.put(
            Authority(
                id=self.authority,
                party=self.party,
                name=self.name,
                classes=list(self.classes),
                designated_at=occasion.at,
                ended_at=None,
                ended_why={},
            )
        )

    def topics(self) -> tuple[str, ...]:
        return ("enterprises", "parties", f"authority:{self.authority}")


class _ByDesignator(OfAuthority):
    def venue(self, rows: Rows) -> str | None:
        return None

    def _authority(self, rows: Rows, occasion: Occasion) -> Authority:
        rows.lock(Authority, self.authority)
        found = designated(rows, self.authority)
        require_own(rows, found.party, occasion)
        return found


class ChangeMandate(_ByDesignator):
    """The authority decides on licences of these classes from now on; what it has issued stands."""

    type = "enterprises.authority.mandate"
    done = "The mandate of a licensing authority was changed"
    needs = Power.DESIGNATE_AUTHORITY
    system_may = True

    classes: Classes

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._authority(rows, occasion)
        _require_classes(rows, self.classes)
        found.classes = list(self.classes)
        rows.put(found)


class EndDesignation(_ByDesignator):
    """The authority decides nothing any more; the licences that it issued stand."""

    type = "enterprises.authority.end"
    done = "The designation of a licensing authority ended"
    needs = Power.DESIGNATE_AUTHORITY
    system_may = True

    reasons: Long

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._authority(rows, occasion)
        dissolve(rows, occasion, body=self.authority)
        found.ended_at, found.ended_why = occasion.at, self.reasons
        rows.put(found)


class RecogniseLicences(Act):
    """Licences of a class issued by one member are worth the same in another, on the ground of an adopted decision."""

    type = "enterprises.licences.recognise"
    done = "Licences of another member were recognised"
    needs = Power.DESIGNATE_AUTHORITY
    system_may = True

    by: Identifier
    of: Identifier
    licence_class: Identifier
    case: Identifier
    since: date
    until: date | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        require_own(rows, self.by, occasion)
        require_parties(rows, (self.by, self.of))
        open_class(rows, self.licence_class)
        if self.until is not None and self.until <= self.since:
            raise refusals.WrongTerm(since=self.since, until=self.until)
        case = rows.read(Case, self.case)
        if case is None or case.end != "adopted":
            raise refusals.NotDecided(case=self.case)
        rows.lock(Recognition, self.by, self.of, self.licence_class)
        rows.put(
            Recognition(
                by=self.by,
                of=self.of,
                licence_class=self.licence_class,
                case=self.case,
                since=self.since,
                until=self.until,
            )
        )

    def topics(self) -> tuple[str, ...]:
        return ("enterprises",)


def _require_classes(rows: Rows, classes: Iterable[str]) -> None:
    for one in classes:
        open_class(rows, one)
