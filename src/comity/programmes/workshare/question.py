"""The work-share in whole numbers: what the solver sees, and why an offer is set aside before it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from comity.enterprises.cpv import covers
from comity.phrase import Phrase
from comity.programmes.workshare.document import Document, Enterprise, Package
from comity.programmes.workshare.numbers import whole
from comity.programmes.workshare.periods import first_gap


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that may be taken: indices of the enterprise, its member and the package, and the cost in cost units."""

    enterprise: int
    member: int
    package: int
    cost: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """An offer that can never be taken, and why."""

    enterprise: int
    package: int
    why: Phrase


@dataclass(frozen=True)
class Question:
    """A work-share in whole numbers; costs, sizes and values each in a unit of their own.

    ``least`` and ``most`` bound the value of the work of each member: its band. ``capacity`` is None without limit.
    Offers stand in order of package and enterprise; pins and forbidden pairs are pairs (package, enterprise), and have
    not been applied to the offers.
    """

    document: Document
    cost_unit: Fraction
    value_unit: Fraction
    size_unit: Fraction
    size: tuple[int, ...]
    value: tuple[int, ...]
    capacity: tuple[int | None, ...]
    share: tuple[Fraction, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    offers: tuple[Offer, ...]
    set_aside: tuple[SetAside, ...]
    pins: frozenset[tuple[int, int]]
    forbid: frozenset[tuple[int, int]]

    @property
    def total(self) -> int:
        """The value of all work."""
        return sum(self.value)

    def fits(self, enterprise: int, package: int) -> bool:
        """Whether an enterprise has the capacity for a package, taken by itself."""
        room = self.capacity[enterprise]
        return room is None or self.size[package] <= room

    def without_bands(self) -> Question:
        """The same question, with members' shares left open."""
        count = len(self.share)
        return replace(self, least=(0,) * count, most=(self.total,) * count)

    def only(self, offers: Iterable[Offer]) -> Question:
        """The same question with some of its offers."""
        return replace(self, offers=tuple(offers))

    def admitted(self) -> Question:
        """The same question with the offers that pins, forbidden pairs and each capacity by itself leave."""
        pinned: dict[int, set[int]] = {}
        for package, enterprise in self.pins:
            pinned.setdefault(package, set()).add(enterprise)
        kept = (
            offer
            for offer in self.offers
            if (offer.package, offer.enterprise) not in self.forbid
            and pinned.get(offer.package, {offer.enterprise}) == {offer.enterprise}
            and self.fits(offer.enterprise, offer.package)
        )
        return self.only(kept)


def ask(document: Document) -> Question:
    """The question of a document, as whole numbers."""
    members = {member.id: index for index, member in enumerate(document.members)}
    enterprises = {enterprise.id: index for index, enterprise in enumerate(document.enterprises)}
    packages = {package.id: index for index, package in enumerate(document.packages)}
    value, value_unit = whole(package.value for package in document.packages)
    limited = [e.capacity for e in document.enterprises if e.capacity is not None]
    sizes, size_unit = whole([package.size for package in document.packages] + limited)
    room = iter(sizes[len(packages) :])
    cost, cost_unit = whole(offer.cost for offer in document.offers)
    share, least, most = _bands(document, sum(value))
    kept, set_aside = [], []
    for offer, price in zip(document.offers, cost, strict=True):
        enterprise, package = enterprises[offer.enterprise], packages[offer.package]
        why = inadmissible(document.enterprises[enterprise], document.packages[package])
        if why is None:
            member = members[document.enterprises[enterprise].member]
            kept.append(Offer(enterprise, member, package, price))
        else:
            set_aside.append(SetAside(enterprise, package, why))
    return Question(
        document=document,
        cost_unit=cost_unit,
        value_unit=value_unit,
        size_unit=size_unit,
        size=tuple(sizes[: len(packages)]),
        value=tuple(value),
        capacity=tuple(None if e.capacity is None else next(room) for e in document.enterprises),
        share=share,
        least=least,
        most=most,
        offers=tuple(sorted(kept, key=lambda offer: (offer.package, offer.enterprise))),
        set_aside=tuple(set_aside),
        pins=frozenset((packages[pin.package], enterprises[pin.enterprise]) for pin in document.pins),
        forbid=frozenset((packages[pair.package], enterprises[pair.enterprise]) for pair in document.forbid),
    )


def inadmissible(enterprise: Enterprise, package: Package) -> Phrase | None:
    """Why an enterprise can never take a package; None if it can."""
    if not any(covers(held, package.capability) for held in enterprise.capabilities):
        return Phrase(
            "{enterprise} is not registered for {capability}",
            {"enterprise": enterprise.id, "capability": package.capability},
        )
    gap = first_gap(enterprise.licensed, package.start, package.end)
    if gap is not None:
        return Phrase(
            "{enterprise} holds no licence on {day}, and {package} runs from {start} to {end}",
            {
                "enterprise": enterprise.id,
                "day": gap.isoformat(),
                "package": package.id,
                "start": package.start.isoformat(),
                "end": package.end.isoformat(),
            },
        )
    return None


def edges(document: Document, share: tuple[Fraction, ...], total: int) -> list[tuple[Fraction, Fraction]]:
    """The exact ends of each member's band, in units of value; beyond 0 and the total where the band is wider."""
    found = []
    for member, part in zip(document.members, share, strict=True):
        band = document.band_pp if member.band_pp is None else member.band_pp
        width = Fraction(1) if band is None else band / 100
        found.append((total * (part - width), total * (part + width)))
    return found


def _bands(document: Document, total: int) -> tuple[tuple[Fraction, ...], tuple[int, ...], tuple[int, ...]]:
    """Members' shares of the contributions, and the least and most value of work that their bands allow."""
    contributions = [member.contribution.amount for member in document.members]
    shares = tuple(contribution / sum(contributions) for contribution in contributions)
    ends = edges(document, shares, total)
    return shares, tuple(max(0, ceil(low)) for low, _ in ends), tuple(min(total, floor(high)) for _, high in ends)
