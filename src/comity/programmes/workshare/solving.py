"""The cheapest assignment, then the fairest within the premium: found on few offers, proven against all of them.

Offers that the prices of the linear relaxation rule out cannot be part of a better answer: of a thousand enterprises, a
few offers a package are left. What is proven is proven for the whole question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from comity.programmes.workshare import prices
from comity.programmes.workshare.model import Assignment, Limits, Model, cost_of, deviation_of, grid
from comity.programmes.workshare.prices import Priced
from comity.programmes.workshare.question import Question

FEW = 6  # offers a package with which the search begins
WHOLE = 6_000  # offers that are searched together without more ado


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The cheapest assignment found; no assignment costs less than ``bound`` (in cost units)."""

    assignment: Assignment
    cost: int
    bound: int
    stopped_by_the_clock: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing is cheaper."""
        return self.cost == self.bound


@dataclass(frozen=True, slots=True)
class Fairest:
    """The fairest assignment found within the premium; no assignment within it deviates by less than ``bound``."""

    assignment: Assignment
    cost: int
    deviation: Fraction
    bound: Fraction
    proven: bool
    stopped_by_the_clock: bool = False


@dataclass(frozen=True, slots=True)
class NothingFound:
    """No assignment was found; proven if there is none."""

    proven: bool
    stopped_by_the_clock: bool = False


def cheapest(question: Question, limits: Limits) -> tuple[Cheapest, Priced] | NothingFound:
    """The cheapest assignment of a question whose pins are applied, and what the prices say of its offers.

    Begins with the offers that exceed their package's best by least; widens while there is no answer; ends with all
    offers that could be part of a cheaper one.
    """
    found = prices.relax(question)
    if found is None and prices.price(question, prices.stretch(question), free_of_charge=True).bound > 0:
        return NothingFound(proven=True)
    priced = prices.price(question, prices.free(question) if found is None else found)
    best: Assignment | None = None
    for count in _widening(question, begin=found is not None):
        core = question.only(question.offers[i] for i in sorted(_least_excess(question, priced, count)))
        model = Model(core)
        model.cheapest()
        answer = model.solve(limits.part(0.3 if count < len(question.offers) else 1.0))
        if answer.assignment is not None:
            best = answer.assignment
            break
        if count == len(question.offers):
            return NothingFound(answer.proven, answer.stopped_by_the_clock)
    assert best is not None
    return _proven_cheapest(question, priced, best, answer.proven and core.offers == question.offers, limits), priced


def _proven_cheapest(question: Question, priced: Priced, best: Assignment, proven: bool, limits: Limits) -> Cheapest:
    cost = cost_of(question, best)
    if proven or cost <= priced.bound:
        return Cheapest(best, cost, cost)
    rest = [
        offer
        for offer, excess in zip(question.offers, priced.exceeds, strict=True)
        if priced.bound + excess < cost or best[offer.package] == offer.enterprise
    ]
    model = Model(question.only(rest))
    model.cheapest()
    model.hint(best)
    answer = model.solve(limits)
    if answer.assignment is None:
        return Cheapest(best, cost, priced.bound, answer.stopped_by_the_clock)
    better = min(cost, cost_of(question, answer.assignment))
    bound = better if answer.proven else min(better, max(priced.bound, answer.bound))
    return Cheapest(answer.assignment, better, bound, answer.stopped_by_the_clock)


def fairest(question: Question, cheap: Cheapest, priced: Priced, premium: Fraction, limits: Limits) -> Fairest:
    """The assignment that deviates least among those that cost no more than the premium allows; the cheapest of these.

    The premium is counted from the bound, so that it holds whether or not the cheapest cost is proven.
    """
    budget = max(cheap.cost, floor(cheap.bound * (1 + premium)))
    possible = [
        index
        for index, (offer, excess) in enumerate(zip(question.offers, priced.exceeds, strict=True))
        if priced.bound + excess <= budget or cheap.assignment[offer.package] == offer.enterprise
    ]
    everything = len(possible) <= WHOLE
    core = question.only(
        question.offers[i] for i in (possible if everything else nearest(question, priced, possible, cheap.assignment))
    )
    model = Model(core)
    model.at_most(budget)
    model.fairest()
    model.hint(cheap.assignment)
    answer = model.solve(limits.part(0.8))
    assignment = answer.assignment or cheap.assignment
    if deviation_of(question, assignment) > deviation_of(question, cheap.assignment):
        assignment = cheap.assignment
    deviation = deviation_of(question, assignment)
    bound = max(least_thinkable(question), _searched_bound(core, answer.bound) if everything else Fraction(0))
    if everything and answer.proven and model.exact_grid:
        bound = deviation
    last = _cheapest_as_fair(core, assignment, deviation, limits.part(0.2))
    return Fairest(
        last, cost_of(question, last), deviation, min(bound, deviation), bound >= deviation, answer.stopped_by_the_clock
    )


def least_thinkable(question: Question) -> Fraction:
    """A deviation that no assignment can go below, since work comes in whole units of value."""
    targets = [share * question.total for share in question.share]
    return max(abs(target - round(target)) for target in targets) / question.total


def _cheapest_as_fair(core: Question, fair: Assignment, deviation: Fraction, limits: Limits) -> Assignment:
    """The cheapest assignment found that is as fair: no premium is paid that buys no fairness."""
    model = Model(core)
    steps, exact = grid(core)
    model.deviating_at_most(ceil(deviation * core.total * steps))
    model.at_most(cost_of(core, fair))
    model.cheapest()
    model.hint(fair)
    answer = model.solve(limits).assignment
    if answer is None or (not exact and deviation_of(core, answer) > deviation):
        return fair
    return answer


def _searched_bound(core: Question, steps: int) -> Fraction:
    """The solver's bound on the deviation, less the step by which a rounded target may be off."""
    size, exact = grid(core)
    return Fraction(max(0, steps if exact else steps - 1), size * core.total)


def _widening(question: Question, *, begin: bool) -> Iterable[int]:
    """How many offers to search with, one try after the other."""
    count, whole = FEW * len(question.size), len(question.offers)
    while begin and count < whole:
        yield count
        count *= 8
    yield whole


def _least_excess(question: Question, priced: Priced, count: int) -> list[int]:
    """Indices of so many offers, those with the least excess; each package keeps its best."""
    return sorted(range(len(question.offers)), key=lambda index: (priced.exceeds[index], index))[:count]


def nearest(question: Question, priced: Priced, possible: list[int], base: Assignment) -> list[int]:
    """For each package and member the offer of least excess, and the offers of the cheapest assignment."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index in possible:
        offer = question.offers[index]
        groups.setdefault((offer.package, offer.member), []).append(index)
    kept = {i for i in possible if base[question.offers[i].package] == question.offers[i].enterprise}
    for indices in groups.values():
        kept.add(min(indices, key=lambda index: (priced.exceeds[index], index)))
    return sorted(kept)
