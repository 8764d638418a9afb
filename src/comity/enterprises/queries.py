"""Reads of the enterprises, each in a known number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from comity.enterprises.cpv import branch
from comity.enterprises.models import Authority, Enterprise, Licence, LicenceClass
from comity.parties.models import Party


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for in the register: words of a name or a number, a member, a class, a CPV code."""

    words: str = ""
    member: str = ""
    licence_class: str = ""
    code: str = ""


def licences(wanted: Wanted) -> QuerySet[Licence]:
    """The licences that match, valid or not; a query when it is read."""
    found = Licence.objects.all()
    if wanted.member:
        found = found.filter(member=wanted.member)
    if wanted.licence_class:
        found = found.filter(licence_class=wanted.licence_class)
    if wanted.words:
        named = Enterprise.objects.annotate(said=Cast("names", TextField())).filter(
            Q(said__icontains=wanted.words) | Q(number__iexact=wanted.words) | Q(id__iexact=wanted.words)
        )
        found = found.filter(Q(id__icontains=wanted.words) | Q(enterprise__in=named.values("id")))
    if wanted.code:
        found = found.annotate(codes=Cast("scope", TextField())).filter(_covers(wanted.code))
    return found


def _covers(code: str) -> Q:
    """Licences that cover this code: by itself, by what stands under it, or by a broader one."""
    digits = branch(code)
    if digits is None:
        return Q(pk__in=())
    found = Q(codes__contains=f'"{digits}')
    for length in range(2, len(digits)):
        found |= Q(codes__contains=f'"{digits[:length].ljust(8, "0")}')
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """What the identifiers of some licences stand for; three queries whatever their number."""

    enterprises: dict[str, Enterprise]
    classes: dict[str, LicenceClass]
    parties: dict[str, Party]


def names_of(found: list[Licence]) -> Names:
    """The enterprises, classes and members of these licences."""
    return Names(
        Enterprise.objects.in_bulk({one.enterprise for one in found}),
        LicenceClass.objects.in_bulk({one.licence_class for one in found}),
        Party.objects.in_bulk({one.member for one in found}),
    )


def choices() -> tuple[list[Party], list[LicenceClass]]:
    """The members that have an authority, and the classes of licences; two queries."""
    members = Party.objects.filter(id__in=Authority.objects.values("party")).order_by("id")
    return list(members), list(LicenceClass.objects.order_by("id"))
