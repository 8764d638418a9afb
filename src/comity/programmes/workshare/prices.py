"""Prices of scarce capacity and of members' bands: a bound on the cost that anybody can verify with integers.

The linear relaxation is solved in floating point (GLOP), its dual values are rounded to multiples of 2^-40, and from
there on everything is exact: for any prices at all, no assignment costs less than the bound they give (Lagrangian
duality; A. M. Geoffrion, 1974), however they were found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder

from comity.programmes.workshare.question import Offer, Question

SCALE = 2**40
NOTHING = 1e-9  # a price below this is the noise of floating point
TOGETHER = 5_000  # offers up to which the relaxation is solved at once
ROUNDS = 25
FIRST, ADDED = 4, 3  # offers of a package to begin with, and to add in a round
ENDLESS = 1e12  # an upper bound that is none: the rows of the packages bind each offer


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices in cost units / 2^40, none negative: of capacity by enterprise, and of least and most work by member."""

    capacity: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """What prices say of a question: a lower bound on the cost, and by how much each offer exceeds its package's best.

    No assignment that takes an offer costs less than ``bound`` and its excess together.
    """

    bound: int
    exceeds: tuple[int, ...]


def free(question: Question) -> Prices:
    """Prices of nothing at all: the bound they give is the sum of the cheapest offers."""
    members, enterprises = len(question.share), len(question.capacity)
    return Prices((0,) * enterprises, (0,) * members, (0,) * members)


def price(question: Question, prices: Prices, *, free_of_charge: bool = False) -> Priced:
    """The bound of given prices, rounded up to a whole cost unit, and each offer's excess rounded down. Exact.

    With ``free_of_charge`` every offer costs nothing: a bound above 0 then proves that there is no assignment at all
    (Farkas' lemma), because one would cost 0.
    """
    net = [_net(question, prices, offer, 0 if free_of_charge else offer.cost) for offer in question.offers]
    best: dict[int, int] = {}
    for offer, amount in zip(question.offers, net, strict=True):
        best[offer.package] = min(amount, best.get(offer.package, amount))
    bound = sum(best.values())
    bound -= sum(p * room for p, room in zip(prices.capacity, question.capacity, strict=True) if room is not None)
    bound += sum(p * value for p, value in zip(prices.least, question.least, strict=True))
    bound -= sum(p * value for p, value in zip(prices.most, question.most, strict=True))
    exceeds = ((amount - best[offer.package]) // SCALE for offer, amount in zip(question.offers, net, strict=True))
    return Priced(max(0, -(-bound // SCALE)), tuple(exceeds))


def relax(question: Question) -> Prices | None:
    """Prices from the linear relaxation; None where the relaxation is found to have no solution."""
    return _generated(question, elastic=False)


def stretch(question: Question) -> Prices:
    """Prices of the requirements that stand in one another's way, when each may be overstepped for a fee.

    The fee is a unit for each unit of value beyond a band, and as much for capacity in proportion to all work. Where
    nothing needs to be overstepped, they prove nothing.
    """
    return _generated(question, elastic=True) or free(question)


def _generated(question: Question, *, elastic: bool) -> Prices | None:
    """The relaxation solved on a few offers a package, to which those are added that its prices make attractive.

    (Column generation: L. R. Ford and D. R. Fulkerson, 1958.) When none is, the prices are those of all offers.
    """
    if len(question.offers) <= TOGETHER:
        return _solved(_Relaxation(question, elastic=elastic))
    columns = _Columns(question, elastic=elastic)
    chosen = columns.first()
    found: Prices | None = None
    for _ in range(ROUNDS):
        found = _solved(_Relaxation(question.only(question.offers[i] for i in np.flatnonzero(chosen)), elastic=elastic))
        if found is None:
            return _solved(_Relaxation(question, elastic=elastic))
        added = columns.attractive(found, chosen)
        if not added.any():
            break
        chosen |= added
    return found


class _Columns:
    """The offers as arrays, for choosing among them in floating point."""

    def __init__(self, question: Question, *, elastic: bool) -> None:
        offers = question.offers
        self.package = np.array([offer.package for offer in offers])
        self.enterprise = np.array([offer.enterprise for offer in offers])
        self.member = np.array([offer.member for offer in offers])
        self.cost = np.array([0 if elastic else offer.cost for offer in offers], dtype=float)
        self.size = np.array(question.size, dtype=float)[self.package]
        self.value = np.array(question.value, dtype=float)[self.package]
        self.limited = np.array([room is not None for room in question.capacity])[self.enterprise]

    def first(self) -> NDArray[np.bool_]:
        """The cheapest of each package, and of each member for it."""
        by_member = self.package * (int(self.member.max()) + 1) + self.member
        return _lowest(self.cost, self.package, FIRST) | _lowest(self.cost, by_member, 1)

    def attractive(self, found: Prices, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The offers, a few of each package, whose price is below that of the best chosen one."""
        room = np.array(found.capacity, dtype=float)[self.enterprise] / SCALE
        band = np.array([m - n for m, n in zip(found.most, found.least, strict=True)], dtype=float)[self.member] / SCALE
        net = self.cost + room * self.limited * self.size + band * self.value
        best = np.full(int(self.package.max()) + 1, np.inf)
        np.minimum.at(best, self.package[chosen], net[chosen])
        below = net < best[self.package] - NOTHING * (1 + np.abs(net))
        return below & _lowest(np.where(below, net, np.inf), self.package, ADDED)


def _lowest(amount: NDArray[np.float64], group: NDArray[np.int_], count: int) -> NDArray[np.bool_]:
    """Which entries are among the so many lowest of their group; the earlier ones where they are equal."""
    order = np.lexsort((np.arange(len(amount)), amount, group))
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    kept = np.zeros(len(amount), dtype=bool)
    kept[order[rank < count]] = True
    return kept


class _Relaxation:
    """The linear relaxation, and where its rows are: None for a row that cannot bind."""

    def __init__(self, question: Question, *, elastic: bool) -> None:
        self.question = question
        self.elastic = elastic
        self.model = model_builder.Model()
        self.take = [self.model.new_var(0, ENDLESS, False, None) for _ in question.offers]
        self.fees: list[Any] = []
        packages, enterprises, members = grouped(question)
        for indices in packages:
            self.model.add(model_builder.LinearExpr.sum([self.take[i] for i in indices]) == 1)
        fee = question.total / max(1, sum(question.size))
        self.capacity = [
            self._row(indices, question.size, most=room, fee=fee)
            for indices, room in zip(enterprises, question.capacity, strict=True)
        ]
        self.least = [
            self._row(indices, question.value, least=least or None)
            for indices, least in zip(members, question.least, strict=True)
        ]
        self.most = [
            self._row(indices, question.value, most=most if most < question.total else None)
            for indices, most in zip(members, question.most, strict=True)
        ]
        cost = [] if elastic else [offer.cost * take for offer, take in zip(question.offers, self.take, strict=True)]
        self.model.minimize(model_builder.LinearExpr.sum(cost + self.fees))

    def _row(
        self,
        indices: list[int],
        weights: tuple[int, ...],
        *,
        least: int | None = None,
        most: int | None = None,
        fee: float = 1.0,
    ) -> Any:
        if (least is None and most is None) or not (indices or self.elastic):
            return None
        row = model_builder.LinearExpr.weighted_sum(
            [self.take[i] for i in indices], [weights[self.question.offers[i].package] for i in indices]
        )
        if self.elastic:
            beyond = self.model.new_var(0, ENDLESS * ENDLESS, False, None)
            self.fees.append(fee * beyond)
            row = row - beyond if least is None else row + beyond
        return self.model.add(row <= most if least is None else row >= least)


def _solved(relaxation: _Relaxation) -> Prices | None:
    solver = model_builder.Solver("glop")
    status = solver.solve(relaxation.model)
    if status == model_builder.SolveStatus.INFEASIBLE:
        return None
    if status != model_builder.SolveStatus.OPTIMAL:
        return free(relaxation.question)

    def dual(row: Any, sign: int) -> int:
        found = 0 if row is None else round(sign * solver.dual_value(row) * SCALE)
        return found if found > SCALE * NOTHING else 0

    return Prices(
        tuple(dual(row, -1) for row in relaxation.capacity),
        tuple(dual(row, 1) for row in relaxation.least),
        tuple(dual(row, -1) for row in relaxation.most),
    )


def _net(question: Question, prices: Prices, offer: Offer, cost: int) -> int:
    size, value = question.size[offer.package], question.value[offer.package]
    room = prices.capacity[offer.enterprise] if question.capacity[offer.enterprise] is not None else 0
    return cost * SCALE + room * size + (prices.most[offer.member] - prices.least[offer.member]) * value


def grouped(question: Question) -> tuple[list[list[int]], list[list[int]], list[list[int]]]:
    """Indices of the offers by package, by enterprise and by member."""
    packages: list[list[int]] = [[] for _ in question.size]
    enterprises: list[list[int]] = [[] for _ in question.capacity]
    members: list[list[int]] = [[] for _ in question.share]
    for index, offer in enumerate(question.offers):
        packages[offer.package].append(index)
        enterprises[offer.enterprise].append(index)
        members[offer.member].append(index)
    return packages, enterprises, members
