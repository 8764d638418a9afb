"""Packages that nobody can take, whatever becomes of the others: told without any search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from comity.phrase import Phrase
from comity.programmes.workshare.question import Question, SetAside
from comity.programmes.workshare.relaxing import Relaxation
from comity.programmes.workshare.requirements import Requirement, sentence

REASONS = 6  # told for one package; more than that nobody reads
TOLD = 3  # ways out told for one package


@dataclass(frozen=True, slots=True)
class Unassignable:
    """A package that no offer fits, the requirements that hinder, and what would change that."""

    package: int
    requirements: tuple[Requirement, ...]
    says: Phrase
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class _Hindrance:
    """Why one enterprise cannot take the package: a fact, or requirements that could be lifted."""

    enterprise: int
    requirements: tuple[Requirement, ...]
    why: Phrase | None


def unassignable(question: Question) -> Iterator[Unassignable]:
    """Every package without an offer that could be taken; pins, forbidden pairs and too small a capacity count."""
    possible = {offer.package for offer in question.admitted().offers}
    for package in range(len(question.size)):
        if package not in possible:
            yield _told(question, package)


def _told(question: Question, package: int) -> Unassignable:
    document = question.document
    name = document.packages[package].id
    pins = [Requirement("pin", pair) for pair in sorted(question.pins) if pair[0] == package]
    hindrances = list(_hindrances(question, package, pins))
    requirements = list(dict.fromkeys([*pins, *(need for each in hindrances for need in each.requirements)]))
    reasons = [_clause(sentence(question, each)) for each in requirements]
    reasons += [each.why for each in hindrances if each.why is not None]
    if not reasons:
        says = Phrase("Nobody offers for {package}.", {"package": name})
        lacking = Relaxation("offer", Phrase("{package} needs an offer.", {"package": name}), True, {"package": name})
        return Unassignable(package, (Requirement("package", (package,)),), says, (lacking,))
    says = Phrase("No offer for {package} can be taken: {reasons}.", {"package": name, "reasons": _joined(reasons)})
    return Unassignable(
        package,
        (Requirement("package", (package,)), *requirements),
        says,
        tuple(_relaxed(question, package, hindrances)),
    )


def _hindrances(question: Question, package: int, pins: Sequence[Requirement]) -> Iterator[_Hindrance]:
    """What hinders each offer; where the package is pinned, first those to whom it is pinned."""
    pinned = {pin.subject[1] for pin in pins}
    offers = [offer for offer in question.offers if offer.package == package]
    aside: list[SetAside] = sorted(
        (each for each in question.set_aside if each.package == package),
        key=lambda each: (each.enterprise not in pinned, "capability" in each.why.values, each.enterprise),
    )
    offered = {offer.enterprise for offer in offers} | {each.enterprise for each in aside}
    for enterprise in sorted(pinned - offered):
        names = Requirement("pin", (package, enterprise)).identifiers(question.document)
        others = tuple(pin for pin in pins if pin.subject[1] != enterprise)
        yield _Hindrance(enterprise, others, Phrase("{enterprise} has not offered for {package}", names))
    for offer in offers:
        pair = (package, offer.enterprise)
        needs = [Requirement("forbid", pair)] if pair in question.forbid else []
        needs += [pin for pin in pins if pin.subject != pair]
        if not question.fits(offer.enterprise, package):
            needs.append(Requirement("capacity", (offer.enterprise,)))
        yield _Hindrance(offer.enterprise, tuple(needs), None)
    for each in aside:
        yield _Hindrance(each.enterprise, tuple(pin for pin in pins if pin.subject[1] != each.enterprise), each.why)


def _relaxed(question: Question, package: int, hindrances: Sequence[_Hindrance]) -> Iterator[Relaxation]:
    """For each enterprise that one thing only hinders, that thing; proven if all enterprises are told."""
    if any(pin[0] == package for pin in question.pins) and package in {
        offer.package for offer in replace(question, pins=frozenset()).admitted().offers
    }:
        names = {"package": question.document.packages[package].id}
        yield Relaxation("pin", Phrase("{package} could go to others if it were not pinned.", names), True, names)
        return
    one = [each for each in hindrances if len(each.requirements) + (each.why is not None) == 1]
    for each in one[:TOLD]:
        names = {
            "package": question.document.packages[package].id,
            "enterprise": question.document.enterprises[each.enterprise].id,
        }
        cause = each.why or _clause(sentence(question, each.requirements[0]))
        says = Phrase("{package} could go to {enterprise} if this were otherwise: {cause}.", {**names, "cause": cause})
        kind = each.requirements[0].kind if each.requirements else "licence or capability"
        yield Relaxation(kind, says, len(one) == len(hindrances) <= TOLD, names)


def _clause(sentence: Phrase) -> Phrase:
    return Phrase(sentence.template.removesuffix("."), sentence.values)


def _joined(reasons: Sequence[Phrase]) -> Phrase:
    told = {f"reason{index}": reason for index, reason in enumerate(reasons[:REASONS])}
    more = {"more": len(reasons) - REASONS} if len(reasons) > REASONS else {}
    template = "; ".join(f"{{{name}}}" for name in told) + ("; … (+{more})" if more else "")
    return Phrase(template, {**told, **more})
