"""Whether the parts of a work-share fit together: names that exist, periods that run forwards, shares that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from comity.programmes.workshare.numbers import LARGEST_SUM, said, whole
from comity.programmes.workshare.refusals import Fault, shown

if TYPE_CHECKING:
    from comity.programmes.workshare.document import Document, Offer, Pair

# A sum this near to 100 that is not 100 is neither clearly per cent nor clearly money: we ask instead of guessing.
NEAR_A_HUNDRED = (80, 120)
MOST_ROUNDED = Fraction(1, 50)
AS_AMOUNTS = "if these are amounts, say “contributions_in”: “amounts”"


def sense(document: Document) -> list[Fault]:
    """Everything in a well-formed document that does not fit together."""
    return [
        *_twice(document),
        *_unknown(document),
        *_backwards(document),
        *_sums(document),
        *_contributions(document),
    ]


def contribution_sum(document: Document) -> tuple[int | None, Fraction, bool]:
    """What contributions must add up to (1, 100; None where they are amounts), what they do, and whether that is fine.

    Numbers that were rounded when they were written may miss their sum by as much: 33.3 three times is a hundred.
    """
    written = [member.contribution for member in document.members]
    total = sum((each.amount for each in written), Fraction(0))
    rounding = sum((each.rounding for each in written), Fraction(0))
    if document.contributions_in == "amounts":
        return None, total, True
    for aim in (1, 100):
        if total == aim or abs(total - aim) < min(rounding, aim * MOST_ROUNDED):
            return aim, total, True
    if all(each.amount <= 1 for each in written) and any(each.amount.denominator > 1 for each in written):
        return 1, total, False
    near = NEAR_A_HUNDRED[0] <= total <= NEAR_A_HUNDRED[1] and len(written) > 1
    if near or document.contributions_in == "shares":
        return 100, total, False
    return None, total, True


def _contributions(document: Document) -> Iterator[Fault]:
    aim, total, fine = contribution_sum(document)
    if total == 0:
        yield Fault("members", "contributions that are all 0", "at least one member that contributes")
    elif not fine:
        expected = f"{aim}, as shares must" + ("" if document.contributions_in else f"; {AS_AMOUNTS}")
        yield Fault("members", f"contributions that add up to {said(total, 6)}", expected)


def _twice(document: Document) -> Iterator[Fault]:
    for key, parts in (
        ("members", document.members),
        ("enterprises", document.enterprises),
        ("packages", document.packages),
    ):
        yield from _repeated(key, ((part.id, f"“{part.id}”") for part in parts), "an id used once only")
    offers = (((o.enterprise, o.package), f"{o.enterprise} for {o.package}") for o in document.offers)
    yield from _repeated("offers", offers, "one offer of an enterprise for a package")


def _repeated(key: str, names: Iterable[tuple[Any, str]], expected: str) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for index, (name, said_so) in enumerate(names):
        first = seen.setdefault(name, index)
        if first != index:
            yield Fault(f"{key}[{index}]", f"{shown(said_so)} again, after {key}[{first}]", expected)


def _unknown(document: Document) -> Iterator[Fault]:
    members = {member.id for member in document.members}
    enterprises = {enterprise.id for enterprise in document.enterprises}
    packages = {package.id for package in document.packages}
    for index, enterprise in enumerate(document.enterprises):
        if enterprise.member not in members:
            yield Fault(f"enterprises[{index}].member", shown(enterprise.member), "the id of a member")
    named: tuple[tuple[str, Sequence[Offer | Pair]], ...] = (
        ("offers", document.offers),
        ("pins", document.pins),
        ("forbid", document.forbid),
    )
    for key, pairs in named:
        for index, pair in enumerate(pairs):
            if pair.enterprise not in enterprises:
                yield Fault(f"{key}[{index}].enterprise", shown(pair.enterprise), "the id of an enterprise")
            if pair.package not in packages:
                yield Fault(f"{key}[{index}].package", shown(pair.package), "the id of a package")


def _backwards(document: Document) -> Iterator[Fault]:
    for index, package in enumerate(document.packages):
        if package.end < package.start:
            yield Fault(f"packages[{index}].to", str(package.end), f"a day not before {package.start}")
    for index, enterprise in enumerate(document.enterprises):
        for place, (begins, ends) in enumerate(enterprise.licensed):
            if ends is not None and ends < begins:
                yield Fault(f"enterprises[{index}].licensed[{place}]", str(ends), f"a day not before {begins}")


def _sums(document: Document) -> Iterator[Fault]:
    """Sums that would not be exact in 64 bits, and work that is worth nothing."""
    dearest: dict[str, Fraction] = {}
    for offer in document.offers:
        dearest[offer.package] = max(offer.cost, dearest.get(offer.package, Fraction(0)))
    capacities = [e.capacity for e in document.enterprises if e.capacity is not None]
    sums = (
        ("offers.cost", [offer.cost for offer in document.offers], sum(dearest.values())),
        ("packages.value", [p.value for p in document.packages], sum(p.value for p in document.packages)),
        ("packages.size", [p.size for p in document.packages] + capacities, sum(p.size for p in document.packages)),
    )
    for place, numbers, total in sums:
        _, unit = whole(numbers)
        if total / unit > LARGEST_SUM:
            found = f"numbers that add up to {said(Fraction(total) / unit, 0)} of their smallest common unit {unit}"
            yield Fault(place, found, f"at most {LARGEST_SUM} (round them, or count in thousands)")
    if not any(package.value for package in document.packages):
        yield Fault("packages.value", "0 everywhere", "at least one package that counts for something")
