"""The life of a licence: issued, amended, renewed, suspended, the suspension lifted, revoked, transferred.

Each act appends one event; what the licence is worth on a day follows from them (`rules.validity`). A day in the past
must be marked as such (``retroactive``), so that nobody rewrites the past by a slip of the pen.
"""

from __future__ import annotations

from datetime import date

from comity.enterprises import refusals
from comity.enterprises.acts.applications import COMPLETE, GRANTED, decide
from comity.enterprises.acts.shapes import (
    Codes,
    Long,
    OfAuthority,
    open_class,
    registered,
    require_scope,
    standing_authority,
)
from comity.enterprises.models import Application, Authority, Enterprise, Licence, LicenceClass
from comity.enterprises.rules import Event, Happened, Validity, overlap
from comity.parties.rules import Power
from comity.procedure.notation.durations import Duration
from comity.record.acts import Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows


class IssueLicence(OfAuthority):
    """A licence is issued to an enterprise: for which CPV codes, from when until when (the first day after).

    ``application`` names the application that is so granted, if there was one.
    """

    type = "enterprises.licence.issue"
    done = "A licence was issued"
    needs = Power.LICENSE
    system_may = True

    licence: Identifier
    enterprise: Identifier
    licence_class: Identifier
    scope: Codes
    since: date
    until: date | None = None
    conditions: Long | None = None
    application: Identifier | None = None
    retroactive: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        authority = standing_authority(rows, self.authority, occasion)
        rows.lock(Enterprise, self.enterprise)
        enterprise = registered_of(rows, self.enterprise, authority)
        found = require_mandate(rows, authority, self.licence_class)
        require_scope(found, self.scope)
        require_term(found, self.since, self.until)
        require_marked(self.since, occasion, retroactive=self.retroactive)
        _require_free(rows, self.enterprise, self.licence_class, self.since, self.until)
        if rows.lock(Licence, self.licence) is not None:
            raise refusals.NumberTaken(number=self.licence)
        grant(
            rows,
            occasion,
            self.application,
            enterprise=self.enterprise,
            licence_class=self.licence_class,
            authority=self.authority,
        )
        event = Event(
            Happened.ISSUED,
            self.since,
            occasion.id,
            occasion.at,
            until=self.until,
            scope=self.scope,
            holder=self.enterprise,
        )
        rows.put(
            Licence(
                id=self.licence,
                licence_class=self.licence_class,
                authority=self.authority,
                member=enterprise.member,
                enterprise=self.enterprise,
                scope=list(self.scope),
                conditions=self.conditions or {},
                since=self.since,
                until=self.until,
                events=[event.stored()],
                issued_at=occasion.at,
            )
        )

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        # Of two licences of one class for one enterprise at the same moment, the second sees the first.
        return ((Enterprise, (self.enterprise,)), (Licence, (self.licence,)))

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"licence:{self.licence}", f"enterprise:{self.enterprise}")


class _OnLicence(OfAuthority):
    licence: Identifier

    def _licence(self, rows: Rows, occasion: Occasion) -> Licence:
        """The licence, for this act alone; its own authority, or another of the same member with the mandate, acts."""
        authority = standing_authority(rows, self.authority, occasion)
        found = rows.lock(Licence, self.licence)
        if found is None:
            raise refusals.NoSuchLicence(licence=self.licence)
        if found.member != authority.party:
            raise refusals.NotThisAuthority(authority=found.authority)
        if found.licence_class not in authority.classes:
            raise refusals.OutsideMandate(authority=self.authority, licence_class=found.licence_class)
        return found

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Licence, (self.licence,)),)

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"licence:{self.licence}")


class AmendLicence(_OnLicence):
    """A licence has another scope or other conditions from a day on."""

    type = "enterprises.licence.amend"
    done = "A licence was amended"
    needs = Power.LICENSE
    system_may = True

    day: date
    scope: Codes
    conditions: Long | None = None
    reasons: Long
    application: Identifier | None = None
    retroactive: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._licence(rows, occasion)
        require_is(found, self.day, Validity.VALID, Validity.SUSPENDED)
        require_scope(_class(rows, found), self.scope)
        require_marked(self.day, occasion, retroactive=self.retroactive)
        grant(rows, occasion, self.application, licence=found.id)
        found.scope, found.conditions = list(self.scope), self.conditions or found.conditions
        append(rows, found, Event(Happened.AMENDED, self.day, occasion.id, occasion.at, scope=self.scope))


class RenewLicence(_OnLicence):
    """A licence runs on, from a day until another (the first day after)."""

    type = "enterprises.licence.renew"
    done = "A licence was renewed"
    needs = Power.LICENSE
    system_may = True

    since: date
    until: date | None = None
    reasons: Long | None = None
    application: Identifier | None = None
    retroactive: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._licence(rows, occasion)
        # A suspended licence may run on and stays suspended; a revoked one is gone.
        require_is(found, self.since, Validity.VALID, Validity.SUSPENDED, Validity.EXPIRED)
        require_term(open_class(rows, found.licence_class), self.since, self.until)
        require_marked(self.since, occasion, retroactive=self.retroactive)
        if found.until is None or (self.until is not None and self.until <= found.until):
            raise refusals.WrongTerm(since=found.until or "–", until=self.until or "–")
        rows.lock(Enterprise, found.enterprise)
        _require_free(rows, found.enterprise, found.licence_class, self.since, self.until, beside=found.id)
        grant(rows, occasion, self.application, licence=found.id)
        found.until = self.until
        append(rows, found, Event(Happened.RENEWED, self.since, occasion.id, occasion.at, until=self.until))


class SuspendLicence(_OnLicence):
    """A licence rests from a day until another, or until the suspension is lifted."""

    type = "enterprises.licence.suspend"
    done = "A licence was suspended"
    needs = Power.LICENSE
    system_may = True

    day: date
    until: date | None = None
    reasons: Long
    retroactive: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._licence(rows, occasion)
        require_is(found, self.day, Validity.VALID)
        require_marked(self.day, occasion, retroactive=self.retroactive)
        if self.until is not None and self.until <= self.day:
            raise refusals.WrongTerm(since=self.day, until=self.until)
        append(rows, found, Event(Happened.SUSPENDED, self.day, occasion.id, occasion.at, until=self.until))


class LiftLicenceSuspension(_OnLicence):
    """A suspended licence is worth what it was, from a day on."""

    type = "enterprises.licence.lift"
    done = "The suspension of a licence was lifted"
    needs = Power.LICENSE
    system_may = True

    day: date
    reasons: Long | None = None
    retroactive: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._licence(rows, occasion)
        require_is(found, self.day, Validity.SUSPENDED)
        require_marked(self.day, occasion, retroactive=self.retroactive)
        append(rows, found, Event(Happened.LIFTED, self.day, occasion.id, occasion.at))


class RevokeLicence(_OnLicence):
    """A licence is worth nothing from a day on; a day that is past is marked so."""

    type = "enterprises.licence.revoke"
    done = "A licence was revoked"
    needs = Power.LICENSE
    system_may = True

    day: date
    reasons: Long
    retroactive: bool = False

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._licence(rows, occasion)
        require_is(found, self.day, Validity.VALID, Validity.SUSPENDED)
        require_marked(self.day, occasion, retroactive=self.retroactive)
        append(rows, found, Event(Happened.REVOKED, self.day, occasion.id, occasion.at))


class TransferLicence(_OnLicence):
    """A licence passes to another enterprise of the same member from a day on."""

    type = "enterprises.licence.transfer"
    done = "A licence was transferred"
    needs = Power.LICENSE
    system_may = True

    day: date
    to: Identifier
    reasons: Long

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = self._licence(rows, occasion)
        require_is(found, self.day, Validity.VALID)
        require_marked(self.day, occasion, retroactive=False)
        rows.lock(Enterprise, self.to)
        other = registered(rows, self.to)
        if other.member != found.member or other.id == found.enterprise:
            raise refusals.NoSuchEnterprise(enterprise=self.to)
        _require_free(rows, self.to, found.licence_class, self.day, found.until, beside=found.id)
        found.enterprise = self.to
        append(rows, found, Event(Happened.TRANSFERRED, self.day, occasion.id, occasion.at, holder=self.to))

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), f"enterprise:{self.to}")


def append(rows: Rows, licence: Licence, event: Event) -> None:
    """Write what has happened to a licence."""
    licence.events = [*licence.events, event.stored()]
    rows.put(licence)


def require_is(licence: Licence, day: date, *wanted: Validity) -> None:
    """Raise `LicenceIs` unless the licence is one of these on ``day``."""
    found = licence.on(day)
    if found is None or found.validity not in wanted:
        raise refusals.LicenceIs(validity=found.validity if found else "–", day=day)


def require_marked(day: date, occasion: Occasion, *, retroactive: bool) -> None:
    """Raise `MustBeMarked` or `NotPast` unless the mark says whether the day is past."""
    past = day < occasion.at.date()
    if past and not retroactive:
        raise refusals.MustBeMarked(day=day)
    if retroactive and not past:
        raise refusals.NotPast(day=day)


def require_term(found: LicenceClass, since: date, until: date | None) -> None:
    """Raise `WrongTerm` or `TermTooLong` unless the term is one that the class allows."""
    if until is not None and until <= since:
        raise refusals.WrongTerm(since=since, until=until)
    if found.months is not None and (until is None or until > Duration(months=found.months).after(since)):
        raise refusals.TermTooLong(licence_class=found.id, months=found.months)


def require_mandate(rows: Rows, authority: Authority, licence_class: str) -> LicenceClass:
    """The class, if the authority decides on it. Raises `NoSuchClass` or `OutsideMandate`."""
    found = open_class(rows, licence_class)
    if licence_class not in authority.classes:
        raise refusals.OutsideMandate(authority=authority.id, licence_class=licence_class)
    return found


def registered_of(rows: Rows, enterprise: str, authority: Authority) -> Enterprise:
    """The enterprise on the register of this authority's member. Raises `NoSuchEnterprise`."""
    found = registered(rows, enterprise)
    if found.member != authority.party:
        raise refusals.NoSuchEnterprise(enterprise=enterprise)
    return found


def grant(rows: Rows, occasion: Occasion, application: str | None, **about: str) -> None:
    """Close the application as granted, if one is named and it is about this.

    Raises `NoSuchApplication` or `WrongState`.
    """
    if application is None:
        return
    found = rows.lock(Application, application)
    if found is None or any(getattr(found, name) != value for name, value in about.items()):
        raise refusals.NoSuchApplication(application=application)
    if found.state != COMPLETE:
        raise refusals.WrongState(state=found.state)
    decide(rows, found, GRANTED, occasion)


def _class(rows: Rows, licence: Licence) -> LicenceClass:
    found = rows.read(LicenceClass, licence.licence_class)
    if found is None:
        raise refusals.NoSuchClass(licence_class=licence.licence_class)
    return found


def _require_free(
    rows: Rows, enterprise: str, licence_class: str, since: date, until: date | None, *, beside: str = ""
) -> None:
    """Raise `OverlappingTerm` if the enterprise, whose row is locked, holds another such licence in this term."""
    for other in rows.find(Licence, enterprise=enterprise):
        if (
            other.id != beside
            and other.licence_class == licence_class
            and overlap(since, until, other.since, other.until)
            and not _is_revoked(other, since)
        ):
            raise refusals.OverlappingTerm(licence=other.id)


def _is_revoked(licence: Licence, day: date) -> bool:
    found = licence.on(max(day, licence.since))
    return found is not None and found.validity is Validity.REVOKED
