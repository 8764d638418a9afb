"""The work-share as a CP-SAT model: one yes or no for each offer, and integers throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any

from ortools.sat.python import cp_model

from comity.programmes.workshare.prices import grouped
from comity.programmes.workshare.question import Question, edges

SEED = 20210909
FINEST = 2**50  # the grid on which deviations are counted, where the exact one would leave 64 bits

Assignment = tuple[int, ...]  # the index of an enterprise for each package


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one search may take: in CP-SAT's deterministic time, and at the very most in seconds.

    Deterministic time counts work, so the same question gets the same answer on any machine. The clock only ends what a
    machine is much too slow for; an answer says so where that happened.
    """

    work: float
    seconds: float

    def part(self, share: float) -> Limits:
        """Some of it."""
        return Limits(self.work * share, self.seconds * share)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: nothing, an assignment, and whether that is proven (the best, or that there is none)."""

    assignment: Assignment | None
    proven: bool
    bound: int
    work: float
    stopped_by_the_clock: bool


class Model:
    """A work-share as constraints; capacities and bands are those of the question, pins must have been applied.

    ``widening`` lets every band be overstepped by a common value, which is made least; ``extending`` lets the named
    enterprises take more than their capacity, and the sum of it is made least.
    """

    def __init__(self, question: Question, *, widening: bool = False, extending: frozenset[int] = frozenset()) -> None:
        self.question = question
        self.cp = cp_model.CpModel()
        self.take = [self.cp.new_bool_var("") for _ in question.offers]
        packages, enterprises, members = grouped(question)
        for indices in packages:
            self.cp.add_exactly_one(self.take[i] for i in indices)
        self.beyond: list[cp_model.IntVar] = []
        for index, (indices, room) in enumerate(zip(enterprises, question.capacity, strict=True)):
            self._capacity(indices, room, extending=index in extending)
        self.work: list[Any] = [self._sum(indices, question.value) for indices in members]
        self.grid, self.exact_grid = grid(question)
        self.widening: Any = 0
        if widening:
            self._widen()
        else:
            for work, least, most in zip(self.work, question.least, question.most, strict=True):
                if least > 0 or most < question.total:
                    self.cp.add_linear_constraint(work, least, most)
        self.cost: Any = cp_model.LinearExpr.weighted_sum(self.take, [offer.cost for offer in question.offers])
        if widening or extending:
            self.cp.minimize(sum(self.beyond) + self.widening)

    def _widen(self) -> None:
        """Let bands be overstepped, counted from their exact ends in steps of the grid."""
        question = self.question
        self.widening = self.cp.new_int_var(0, question.total * self.grid, "widening")
        for work, (low, high) in zip(self.work, edges(question.document, question.share, question.total), strict=True):
            if low > 0:
                self.cp.add(work * self.grid + self.widening >= floor(low * self.grid))
            if high < question.total:
                self.cp.add(work * self.grid - self.widening <= ceil(high * self.grid))

    def _capacity(self, indices: list[int], room: int | None, *, extending: bool) -> None:
        wanted = sum(self.question.size[self.question.offers[i].package] for i in indices)
        if room is None or wanted <= room:
            return
        used = self._sum(indices, self.question.size)
        if extending:
            self.beyond.append(self.cp.new_int_var(0, wanted - room, ""))
            used = used - self.beyond[-1]
        self.cp.add(used <= room)

    def cheapest(self) -> None:
        """Ask for the least cost."""
        self.cp.minimize(self.cost)

    def at_most(self, cost: int) -> None:
        """Spend no more than this."""
        self.cp.add(self.cost <= cost)

    def fairest(self) -> None:
        """Ask for the least greatest deviation of a member's share of the work from its share of the contributions."""
        greatest = self.cp.new_int_var(0, self.question.total * self.grid, "greatest deviation")
        self._within(greatest)
        self.cp.minimize(greatest)

    def deviating_at_most(self, deviation: int) -> None:
        """Let no share deviate by more than this, in steps of the grid."""
        self._within(deviation)

    def hint(self, assignment: Assignment) -> None:
        """Begin with an assignment that is known."""
        for variable, offer in zip(self.take, self.question.offers, strict=True):
            self.cp.add_hint(variable, assignment[offer.package] == offer.enterprise)

    def solve(self, limits: Limits, *, parameters: Mapping[str, object] | None = None) -> Found:
        """Search with one worker and a fixed seed."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = max(limits.work, 0.001)
        solver.parameters.max_time_in_seconds = max(limits.seconds, 0.01)
        for name, value in (parameters or {}).items():
            setattr(solver.parameters, name, value)
        status = solver.solve(self.cp)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return Found(
            assignment=self._assignment(solver) if found else None,
            proven=proven,
            bound=max(0, round(solver.best_objective_bound)) if found and self.cp.has_objective() else 0,
            work=solver.response_proto.deterministic_time,
            stopped_by_the_clock=not proven and solver.wall_time >= limits.seconds,
        )

    def _within(self, deviation: cp_model.IntVar | int) -> None:
        for work, share in zip(self.work, self.question.share, strict=True):
            target = round(share * self.question.total * self.grid)
            self.cp.add(work * self.grid - target <= deviation)
            self.cp.add(target - work * self.grid <= deviation)

    def _sum(self, indices: Iterable[int], weights: Sequence[int]) -> Any:
        chosen = list(indices)
        return cp_model.LinearExpr.weighted_sum(
            [self.take[i] for i in chosen], [weights[self.question.offers[i].package] for i in chosen]
        )

    def _assignment(self, solver: cp_model.CpSolver) -> Assignment:
        chosen = [-1] * len(self.question.size)
        for variable, offer in zip(self.take, self.question.offers, strict=True):
            if solver.boolean_value(variable):
                chosen[offer.package] = offer.enterprise
        return tuple(chosen)


def grid(question: Question) -> tuple[int, bool]:
    """Steps in a unit of value on which every member's target is a whole number, and whether it is (else rounded)."""
    exact = lcm(*((share * question.total).denominator for share in question.share))
    if exact * question.total <= FINEST:
        return exact, True
    return max(1, FINEST // question.total), False


def work_of(question: Question, assignment: Assignment) -> list[int]:
    """The value of each member's work."""
    member = {offer.enterprise: offer.member for offer in question.offers}
    work = [0] * len(question.share)
    for package, enterprise in enumerate(assignment):
        work[member[enterprise]] += question.value[package]
    return work


def cost_of(question: Question, assignment: Assignment) -> int:
    """What an assignment costs, in cost units."""
    return sum(offer.cost for offer in question.offers if assignment[offer.package] == offer.enterprise)


def deviation_of(question: Question, assignment: Assignment) -> Fraction:
    """The greatest deviation of a member's share of the work from its contributions', as a fraction of 1."""
    work = work_of(question, assignment)
    return max(abs(Fraction(done, question.total) - share) for done, share in zip(work, question.share, strict=True))
