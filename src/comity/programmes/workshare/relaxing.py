"""The least that would have to give way where a work-share cannot be composed, and whether less is ruled out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from comity.phrase import Phrase
from comity.programmes.workshare.infeasible import Conflict, Tester
from comity.programmes.workshare.model import Assignment, Limits, Model, work_of
from comity.programmes.workshare.numbers import plain, said
from comity.programmes.workshare.question import Question, edges
from comity.programmes.workshare.requirements import Requirement, all_of, sentence
from comity.programmes.workshare.solving import WHOLE, NothingFound, cheapest, nearest

STEP = Fraction(1, 100)  # of a percentage point, in which bands are said


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Something that would make the question possible, or resolve one conflict in it; proven if nothing less would."""

    kind: str
    says: Phrase
    proven: bool
    values: dict[str, Any] = field(default_factory=dict)


def relaxations(question: Question, conflict: Conflict, limits: Limits) -> Iterator[Relaxation]:
    """What would resolve a conflict, the least of each kind: bands, capacities, pins, forbidden pairs."""
    kinds = {requirement.kind for requirement in conflict.requirements}
    if kinds & {"least", "most"}:
        yield from _wider(question, limits)
    elif "capacity" in kinds:
        yield from _more_capacity(question.without_bands(), conflict, limits)
    for requirement in conflict.requirements:
        if requirement.kind in ("pin", "forbid"):
            yield _lifted(question, requirement, conflict)


def _wider(question: Question, limits: Limits) -> Iterator[Relaxation]:
    """The least common widening of all bands, in steps of a hundredth of a point."""
    admitted = question.admitted()
    found = cheapest(admitted.without_bands(), limits)
    if isinstance(found, NothingFound):
        yield Relaxation("bands", Phrase("Even without any bands there is no assignment."), found.proven)
        return
    cheap, priced = found
    core = admitted
    if len(admitted.offers) > WHOLE:
        core = admitted.only(
            admitted.offers[i] for i in nearest(admitted, priced, list(range(len(admitted.offers))), cheap.assignment)
        )
    model = Model(core, widening=True)
    model.hint(cheap.assignment)
    best = model.solve(limits.part(3)).assignment or cheap.assignment
    points = ceil(100 * widening_of(admitted, best) / admitted.total / STEP) * STEP
    less = widened(question, points - STEP)
    proven = Tester(less, limits).impossible(all_of(less)) is not None
    says = (
        Phrase(
            "If every band were wider by {points} points, all else could be met; nothing less than that would do.",
            {"points": said(points)},
        )
        if proven
        else Phrase(
            "If every band were wider by {points} points, all else could be met; that less would do is not ruled out.",
            {"points": said(points)},
        )
    )
    common = question.document.band_pp
    values: dict[str, Any] = {"wider_by_pp": plain(points)}
    if common is not None:
        values["band_pp"] = plain(common + points)
    yield Relaxation("bands", says, proven, values)


def widening_of(question: Question, assignment: Assignment) -> Fraction:
    """By how much value of work an assignment oversteps the bands, at most; exact."""
    work = work_of(question, assignment)
    ends = edges(question.document, question.share, question.total)
    return max(max(low - done, done - high, Fraction(0)) for done, (low, high) in zip(work, ends, strict=True))


def widened(question: Question, points: Fraction) -> Question:
    """The question with every band wider by so many percentage points."""
    by = points * question.total / 100
    ends = edges(question.document, question.share, question.total)
    return replace(
        question,
        least=tuple(max(0, ceil(low - by)) for low, _ in ends),
        most=tuple(min(question.total, floor(high + by)) for _, high in ends),
    )


def _more_capacity(question: Question, conflict: Conflict, limits: Limits) -> Iterator[Relaxation]:
    """The least capacity that the enterprises of a conflict would have to add together; bands are left aside."""
    concerned = frozenset(each.subject[0] for each in conflict.requirements if each.kind == "capacity")
    opened = replace(
        question, capacity=tuple(None if i in concerned else room for i, room in enumerate(question.capacity))
    ).admitted()
    by_size = opened.only(
        replace(offer, cost=opened.size[offer.package] if offer.enterprise in concerned else 0)
        for offer in opened.offers
    )
    found = cheapest(by_size, limits)
    if isinstance(found, NothingFound):
        yield Relaxation("capacity", Phrase("More capacity of these alone would not be enough."), found.proven)
        return
    least, _ = found
    rooms = sum(question.capacity[enterprise] or 0 for enterprise in concerned)
    spread = _spread(question, opened, least.assignment, concerned, limits)
    more = _beyond(question, spread)
    names = {
        question.document.enterprises[enterprise].id: plain(size * question.size_unit)
        for enterprise, size in sorted(more.items())
    }
    proven = sum(more.values()) <= least.bound - rooms
    listed = ", ".join(f"{name} +{amount}" for name, amount in names.items())
    template = (
        "With more capacity ({listed}) every package could be assigned, bands aside; nothing less would do."
        if proven
        else "With more capacity ({listed}) every package could be assigned, bands aside; less is not ruled out."
    )
    yield Relaxation("capacity", Phrase(template, {"listed": listed}), proven, {"more_capacity": names})


def _spread(
    question: Question, opened: Question, assignment: Assignment, concerned: frozenset[int], limits: Limits
) -> Assignment:
    """The packages of the enterprises concerned, spread among them so that the least capacity is wanting."""
    kept = [
        offer
        for offer in opened.offers
        if assignment[offer.package] == offer.enterprise
        or (assignment[offer.package] in concerned and offer.enterprise in concerned)
    ]
    among = replace(opened.only(kept), capacity=question.capacity)
    return Model(among, extending=concerned).solve(limits).assignment or assignment


def _beyond(question: Question, assignment: Assignment) -> dict[int, int]:
    used: dict[int, int] = {}
    for package, enterprise in enumerate(assignment):
        used[enterprise] = used.get(enterprise, 0) + question.size[package]
    rooms = {enterprise: question.capacity[enterprise] for enterprise in used}
    return {e: used[e] - room for e, room in rooms.items() if room is not None and used[e] > room}


def _lifted(question: Question, requirement: Requirement, conflict: Conflict) -> Relaxation:
    says = Phrase(
        "Without this, the conflict is gone: {requirement}"
        if conflict.minimal
        else "Without this, the conflict may be gone: {requirement}",
        {"requirement": sentence(question, requirement)},
    )
    return Relaxation(requirement.kind, says, conflict.minimal, requirement.identifiers(question.document))
