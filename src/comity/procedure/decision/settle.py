"""Whether a question is settled although positions are outstanding.

It is adopted once no completion fails, rejected once none succeeds. Completions in which the quorum is never
reached at all give *no quorum*; where it can be reached but the formula cannot hold, nothing can save the question
any more, and it is rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from comity.procedure.decision.conditions import (
    TRUE,
    Condition,
    Inequality,
    every,
    function,
    inequalities,
    negated,
    source,
)
from comity.procedure.decision.plan import Case, Choices, cases
from comity.procedure.decision.search import GaveUp, Search

ADOPTED, REJECTED, NO_QUORUM, OPEN = "adopted", "rejected", "no quorum", "open"

Choice: TypeAlias = tuple[int, ...]


class Standing(Protocol):
    """What the settlement needs to know of a tally."""

    @property
    def values(self) -> Sequence[int]:
        """The values of the settlement's inequalities, kept up to date position by position (then the sums)."""

    def fixed(self, inequality: Inequality) -> int:
        """The left side of an inequality by the positions taken alone, ``fewest`` apart."""

    def left(self) -> Sequence[int]:
        """How many members are outstanding, per profile."""

    def taken_weights(self, moving: int) -> Sequence[int]:
        """The weights of the members whose positions put them into a moving base."""

    def fewest(self, moving: int, choice: Choice) -> int:
        """A moving ``fewest`` if every outstanding member chose as ``choice`` says."""


class Settlement:
    """The plan by which a question is settled early.

    ``kept`` are the inequalities whose values a tally keeps, each for the completion it is evaluated in, by index.
    ``quick`` is the outcome from those values; final unless it is other than open and there are ``slow`` ways.
    """

    def __init__(self, adopted: Condition, quorum: Condition, choices: Choices) -> None:
        self.kept: dict[tuple[Inequality, Choice], int] = {}
        whole = every([quorum, adopted])
        self.failing = Ways(cases(negated(whole), choices), choices, self.kept)
        self.succeeding = Ways(cases(whole, choices), choices, self.kept)
        self.attended = None if quorum == TRUE else Ways(cases(quorum, choices), choices, self.kept)
        self.slow = bool(self.failing.slow or self.succeeding.slow or self.attended)
        self.quick: Callable[[Sequence[int]], str] = function(
            "v",
            f"{OPEN!r} if {self.failing.expression} and {self.succeeding.expression} else "
            f"{ADOPTED!r} if {self.succeeding.expression} else {REJECTED!r}",
        )

    def settle(self, standing: Standing) -> str:
        """The outcome, the slow ways included."""
        can_fail, can_succeed = self.failing.open_to(standing), self.succeeding.open_to(standing)
        if can_fail and can_succeed:
            return OPEN
        if can_succeed:
            return ADOPTED
        if self.attended and not self.attended.open_to(standing):
            return NO_QUORUM
        return REJECTED


class Ways:
    """The ways in which a condition may come true: the sure ones as one expression, the slow ones apart."""

    def __init__(self, found: list[Case], choices: Choices, kept: dict[tuple[Inequality, Choice], int]) -> None:
        self._kept = kept
        self.sure = [case for case in found if case.choice is not None and not case.moving]
        self.slow = [case for case in found if case.choice is None or case.moving]
        self.expression = "(" + (" or ".join(self._written(case) for case in self.sure) or "False") + ")"
        self._quick = function("v", self.expression)
        self._tests: list[Callable[[Standing], bool]] = [
            self._by_search(case, choices) if case.choice is None else self._by_choice(case, case.choice, choices)
            for case in self.slow
        ]

    def open_to(self, standing: Standing) -> bool:
        """Whether the condition may still come true."""
        return bool(self._quick(standing.values)) or any(test(standing) for test in self._tests)

    def _written(self, case: Case) -> str:
        assert case.choice is not None
        choice = case.choice
        return source(case.condition, lambda each: f"v[{self._kept.setdefault((each, choice), len(self._kept))}]>=0")

    def _by_choice(self, case: Case, choice: Choice, choices: Choices) -> Callable[[Standing], bool]:
        """The best completion is known, but a ``fewest`` has to be counted in it."""
        moving = sorted({each.fewest[0] for each in inequalities(case.condition) if each.fewest})

        def write(each: Inequality) -> str:
            value = f"v[{self._kept.setdefault((each, choice), len(self._kept))}]"
            return f"{value}{each.fewest[1]:+d}*f[{each.fewest[0]}]>=0" if each.fewest else f"{value}>=0"

        holds = function("v,f", source(case.condition, write))

        def test(standing: Standing) -> bool:
            return bool(holds(standing.values, {index: standing.fewest(index, choice) for index in moving}))

        return test

    @staticmethod
    def _by_search(case: Case, choices: Choices) -> Callable[[Standing], bool]:
        wanted = inequalities(case.condition)
        moving = sorted({each.fewest[0] for each in wanted if each.fewest})
        search = Search(case.condition, choices)

        def test(standing: Standing) -> bool:
            fixed = {each: standing.fixed(each) for each in wanted}
            weights = {index: standing.taken_weights(index) for index in moving}
            try:
                return search.possible(fixed, weights, standing.left())
            except GaveUp:
                return True  # it may: the question stays open, which is never wrong

        return test
