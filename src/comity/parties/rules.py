"""Who stands where on a given day, and what full powers cover. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Power(StrEnum):
    """What full powers may cover (Vienna Convention on the Law of Treaties, art. 7, and rules of procedure)."""

    TAKE_POSITION = "position.take"
    PUT_QUESTION = "question.put"
    CONDUCT = "procedure.conduct"
    DRAFT = "instrument.draft"
    SUBMIT = "instrument.submit"
    PROPOSE = "proposal.make"
    DEPOSIT = "instrument.deposit"
    RECEIVE_DEPOSIT = "depositary.act"
    PUBLISH_PROCEDURE = "procedure.publish"
    GRANT_POWERS = "powers.grant"
    GRANT_KEYS = "keys.grant"
    ADMIT = "members.admit"
    COMPOSE = "bodies.compose"
    REGISTER = "persons.register"
    KEEP_RECORD = "record.keep"
    CONVENE = "session.convene"
    PRESIDE = "session.preside"
    ATTEND = "session.attend"
    PROPOSE_ITEM = "agenda.propose"
    ISSUE_DOCUMENT = "document.issue"
    NAME_DELEGATION = "delegation.name"
    EXAMINE_CREDENTIALS = "credentials.examine"
    DEFINE_LICENCES = "licence-classes.define"
    DESIGNATE_AUTHORITY = "authority.designate"
    LICENSE = "licence.decide"
    APPLY_FOR_LICENCE = "licence.apply"
    KEEP_PROFILE = "profile.keep"


class PartyKind(StrEnum):
    """What takes part. An enterprise acts for itself only, under the member that answers for it (`Party.under`)."""

    MEMBER = "member"
    OBSERVER = "observer"
    PARTNER = "partner"
    SECRETARIAT = "secretariat"
    ENTERPRISE = "enterprise"


# Those whom the organisation itself admits, by an act of its secretariat.
ADMITTED: tuple[PartyKind, ...] = (PartyKind.MEMBER, PartyKind.OBSERVER, PartyKind.PARTNER)


class Standing(StrEnum):
    """Where a party stands on a day."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    NOT_YET = "not yet"
    FORMER = "former"


# A suspended member keeps what protects it: it may still withdraw powers and keys given in its name.
KEPT_IN_SUSPENSION: frozenset[str] = frozenset({Power.GRANT_POWERS, Power.GRANT_KEYS})

# What an enterprise may do for itself; an authority of its member does it on its behalf, from what came on paper.
OF_ENTERPRISES: tuple[Power, ...] = (Power.APPLY_FOR_LICENCE, Power.KEEP_PROFILE)

# What the secretariat alone holds, and no full powers of a member may cover.
RESERVED: frozenset[str] = frozenset(
    {
        Power.ADMIT,
        Power.COMPOSE,
        Power.KEEP_RECORD,
        Power.PUBLISH_PROCEDURE,
        Power.CONDUCT,
        Power.RECEIVE_DEPOSIT,
        Power.DEFINE_LICENCES,
    }
)

# What a member's own authorities may be empowered to do.
OF_MEMBERS: tuple[Power, ...] = tuple(power for power in Power if power not in RESERVED)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A party's rights rest from one day until another (exclusive), or until lifted."""

    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def standing(since: date, until: date | None, suspensions: Sequence[Suspension], day: date) -> Standing:
    """Where a party stands on ``day``; ``until`` is the first day on which it is no longer one."""
    if day < since:
        return Standing.NOT_YET
    if until is not None and day >= until:
        return Standing.FORMER
    if any(suspension.covers(day) for suspension in suspensions):
        return Standing.SUSPENDED
    return Standing.ACTIVE


def read_suspensions(stored: Sequence[Mapping[str, str | None]]) -> tuple[Suspension, ...]:
    """Suspensions as a projection keeps them: ``[{"since": "2021-09-09", "until": null, …}]``."""
    return tuple(
        Suspension(date.fromisoformat(str(one["since"])), date.fromisoformat(one["until"]) if one["until"] else None)
        for one in stored
    )


class Gap(StrEnum):
    """Why full powers do not cover an act."""

    NOT_YET = "not yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER_BODY = "other body"
    NOT_HELD = "not held"


@dataclass(frozen=True, slots=True)
class Powers:
    """What somebody may do: named powers, in one body or (empty) in all, from one instant to another."""

    powers: Collection[str]
    body: str
    since: datetime
    until: datetime | None
    revoked_at: datetime | None

    def gap(self, needed: str, at: datetime, venue: str | None) -> Gap | None:
        """Why these powers do not cover ``needed`` at ``at`` in the body ``venue``; ``None``: they do."""
        if self.revoked_at is not None and at >= self.revoked_at:
            return Gap.REVOKED
        if at < self.since:
            return Gap.NOT_YET
        if self.until is not None and at >= self.until:
            return Gap.EXPIRED
        if needed not in self.powers:
            return Gap.NOT_HELD
        if self.body and self.body != venue:
            return Gap.OTHER_BODY
        return None
