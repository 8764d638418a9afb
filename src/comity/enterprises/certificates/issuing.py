"""What a certificate of a licence says, from the rows of this installation; a known number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.enterprises.certificates import credential, places, status
from comity.enterprises.certificates.credential import Certified
from comity.enterprises.certificates.verifying import issuer_of
from comity.enterprises.models import Authority, Enterprise, Licence, LicenceClass, StatusPlace
from comity.enterprises.rules import Answer, Validity
from comity.parties.models import Party
from comity.record import keys

PURPOSES = ("revocation", "suspension")


@dataclass(frozen=True, slots=True)
class Stated:
    """A licence with those whom a certificate names; the holder is that of the day in ``answer``."""

    licence: Licence
    answer: Answer
    holder: Enterprise
    authority: Authority
    licence_class: LicenceClass
    member: Party


def stated(licence: Licence, answer: Answer) -> Stated:
    """Everything that is said of a licence; four queries."""
    return Stated(
        licence,
        answer,
        Enterprise.objects.get(id=answer.holder),
        Authority.objects.get(id=licence.authority),
        LicenceClass.objects.get(id=licence.licence_class),
        Party.objects.get(id=licence.member),
    )


def certified(one: Stated, *, address: str, status_list: str, made: datetime) -> Certified:
    """What the credential says; ``status_list`` is the address of the lists without their number."""
    place = places.place_of(one.licence.id)
    return Certified(
        licence=one.licence.id,
        address=address,
        issuer=issuer_of(keys.origin()),
        licence_class=one.licence.licence_class,
        authority=one.authority.id,
        member=one.licence.member,
        enterprise=one.holder.id,
        names=one.holder.names,
        number=one.holder.number,
        scope=one.answer.scope,
        since=one.licence.since,
        until=one.licence.until,
        act=one.answer.act,
        made=made,
        status_list=f"{status_list}{place[0]}/" if place else "",
        place=place[1] if place else None,
    )


def signed(claims: Mapping[str, object]) -> str:
    """A credential signed with this record's attestation key."""
    name, private = keys.attestation_key()
    return credential.signed(claims, name, private)


def status_list(number: int, purpose: str, at: datetime) -> str:
    """The bits of one list as things stand at ``at``: who is revoked, or suspended."""
    first = number * status.SIZE
    listed = StatusPlace.objects.filter(place__gte=first, place__lt=first + status.SIZE)
    wanted = Validity.REVOKED if purpose == "revocation" else Validity.SUSPENDED
    # Only what has more than its issue on it can be either.
    touched = Licence.objects.filter(id__in=listed.values("licence"), events__1__isnull=False)
    day = at.date()
    marked = [one.id for one in touched if (found := one.on(day)) is not None and found.validity is wanted]
    return status.encoded(place - first for place in listed.filter(licence__in=marked).values_list("place", flat=True))
