"""The simple game a rule induces: which coalitions of members in favour win, as linear inequalities.

Every member in the coalition holds the favourable position, everybody else the opposing one. What a threshold counts,
and what it is a share of, are then sums over the members, so that each threshold is an inequality with integer
coefficients, and the rule a formula over such inequalities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Inequality:
    """The coalition's coefficients, one a player, sum to at least the quota; all of them integers."""

    coefficients: tuple[int, ...]
    quota: int


@dataclass(frozen=True, slots=True)
class Node:
    """``all`` of the parts hold, or ``any`` of them; without parts true, respectively false.

    A part is a node, or the index of an inequality.
    """

    how: str
    parts: tuple[Node | int, ...] = ()


TRUE, FALSE = Node("all"), Node("any")


@dataclass(frozen=True)
class Kind:
    """Players that nothing tells apart: their indices, and their coefficient in each inequality."""

    players: tuple[int, ...]
    coefficients: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.players)


@dataclass(frozen=True)
class Game:
    """A simple game of ``players`` players: a formula over inequalities."""

    players: int
    inequalities: tuple[Inequality, ...]
    formula: Node | int

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The players by interchangeability, the weightiest first: fewest partial sums stay undecided that way."""
        found: dict[tuple[int, ...], list[int]] = {}
        for player in range(self.players):
            found.setdefault(tuple(each.coefficients[player] for each in self.inequalities), []).append(player)
        spans = [sum(abs(number) for number in each.coefficients) or 1 for each in self.inequalities]
        kinds = [Kind(tuple(players), key) for key, players in found.items()]
        return tuple(
            sorted(
                kinds,
                key=lambda kind: sum(abs(c) / span for c, span in zip(kind.coefficients, spans, strict=True)),
                reverse=True,
            )
        )

    @cached_property
    def largest_sum(self) -> int:
        """No partial sum, nor its distance from its quota, is ever larger than this."""
        return max(
            (sum(abs(number) for number in each.coefficients) + abs(each.quota) + 1 for each in self.inequalities),
            default=1,
        )

    def wins(self, holds: Sequence[Array]) -> Array:
        """Whether coalitions win, given for each inequality an array of whether it holds."""
        shape = holds[0].shape if len(holds) else (1,)
        return evaluate(self.formula, lambda index: holds[index], shape)


def evaluate(node: Node | int, holds: Callable[[int], Array], shape: tuple[int, ...]) -> Array:
    """The truth of a formula, elementwise over boolean arrays."""
    if isinstance(node, int):
        return holds(node)
    join = np.logical_and if node.how == "all" else np.logical_or
    value: Array = np.full(shape, node.how == "all")
    for part in node.parts:
        value = join(value, evaluate(part, holds, shape))
    return value


def settled(node: Node | int, known: Sequence[bool | None]) -> bool | None:
    """The truth of a formula of which some inequalities are not known yet (None), as far as it is settled."""
    if isinstance(node, int):
        return known[node]
    parts = [settled(part, known) for part in node.parts]
    decisive = node.how == "any"
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def undecided(node: Node | int, known: Sequence[bool | None]) -> set[int]:
    """The inequalities on which the truth of the formula still depends; those of settled parts no longer matter."""
    if settled(node, known) is not None:
        return set()
    if isinstance(node, int):
        return {node}
    return set().union(*(undecided(part, known) for part in node.parts))
