"""What may be negotiated in a work-share, one requirement at a time, and the question with only some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from comity.phrase import Phrase
from comity.programmes.workshare.document import Document
from comity.programmes.workshare.numbers import said
from comity.programmes.workshare.question import Question

FEW_CAPACITIES = 6  # of one member, told one by one
Kind = Literal["package", "capacity", "least", "most", "pin", "forbid"]


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """One requirement: its kind and the indices of what it is about (package and enterprise; enterprise; or member)."""

    kind: Kind
    subject: tuple[int, ...]

    def identifiers(self, document: Document) -> dict[str, str]:
        """The ids of what it is about, by what they are."""
        if self.kind in ("pin", "forbid"):
            package, enterprise = self.subject
            return {"package": document.packages[package].id, "enterprise": document.enterprises[enterprise].id}
        (index,) = self.subject
        if self.kind == "capacity":
            return {"enterprise": document.enterprises[index].id}
        if self.kind == "package":
            return {"package": document.packages[index].id}
        return {"member": document.members[index].id}


def all_of(question: Question) -> frozenset[Requirement]:
    """Every requirement of a question that could stand in another's way."""
    members = range(len(question.share))
    found = [Requirement("pin", pair) for pair in question.pins]
    found += [Requirement("forbid", pair) for pair in question.forbid]
    found += [Requirement("capacity", (i,)) for i, room in enumerate(question.capacity) if room is not None]
    found += [Requirement("least", (i,)) for i in members if question.least[i] > 0]
    found += [Requirement("most", (i,)) for i in members if question.most[i] < question.total]
    return frozenset(found)


def only(question: Question, kept: Collection[Requirement]) -> Question:
    """The question with no requirements but these; pins and forbidden pairs are applied to the offers."""

    def holds(kind: Kind, *subject: int) -> bool:
        return Requirement(kind, subject) in kept

    return replace(
        question,
        pins=frozenset(pair for pair in question.pins if holds("pin", *pair)),
        forbid=frozenset(pair for pair in question.forbid if holds("forbid", *pair)),
        capacity=tuple(room if holds("capacity", i) else None for i, room in enumerate(question.capacity)),
        least=tuple(value if holds("least", i) else 0 for i, value in enumerate(question.least)),
        most=tuple(value if holds("most", i) else question.total for i, value in enumerate(question.most)),
    ).admitted()


def band_of(document: Document, member: int) -> Fraction:
    """The width of a member's band in percentage points; 100 where there is none."""
    own = document.members[member].band_pp
    common = document.band_pp if own is None else own
    return Fraction(100) if common is None else common


def sentence(question: Question, requirement: Requirement) -> Phrase:
    """A requirement in plain words."""
    document = question.document
    names = requirement.identifiers(document)
    if requirement.kind == "pin":
        return Phrase("{package} is pinned to {enterprise}.", names)
    if requirement.kind == "forbid":
        return Phrase("{enterprise} must not take {package}.", names)
    if requirement.kind == "capacity":
        capacity = document.enterprises[requirement.subject[0]].capacity
        return Phrase(
            "{enterprise} has a capacity of {capacity}.", {**names, "capacity": said(capacity or Fraction(0))}
        )
    if requirement.kind == "package":
        return Phrase("{package} must go to some enterprise.", names)
    (member,) = requirement.subject
    share, band = 100 * question.share[member], band_of(document, member)
    edge = share - band if requirement.kind == "least" else share + band
    template = (
        "{member} must get at least {edge} % of the work (it contributes {share} %, and the band is {band} points)."
        if requirement.kind == "least"
        else "{member} must get at most {edge} % of the work (it contributes {share} %, and the band is {band} points)."
    )
    return Phrase(template, {**names, "edge": said(edge), "share": said(share), "band": said(band)})


def sentences_of(question: Question, requirements: Sequence[Requirement]) -> Iterator[Phrase]:
    """Requirements in plain words; many capacities of a member's enterprises in one sentence."""
    capacities: dict[str, list[Requirement]] = {}
    for each in requirements:
        if each.kind != "capacity":
            yield sentence(question, each)
            continue
        owner = question.document.enterprises[each.subject[0]].member
        capacities.setdefault(owner, []).append(each)
    for owner, held in capacities.items():
        if len(held) <= FEW_CAPACITIES:
            yield from (sentence(question, each) for each in held)
            continue
        shown = [question.document.enterprises[each.subject[0]] for each in held[:FEW_CAPACITIES]]
        listed = ", ".join(f"{each.id} {said(each.capacity or Fraction(0))}" for each in shown)
        yield Phrase(
            "{count} enterprises of {member} have no more than their capacities ({listed}, …).",
            {"count": len(held), "member": owner, "listed": listed},
        )
