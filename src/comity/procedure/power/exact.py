"""Exact counts of swings by dynamic programming, one layer for each kind of interchangeable players.

A state is what still lacks to each quota. Two states in which the players to come can do the same are one state: every
lack is raised to the next sum that those players can reach, and inequalities that no longer matter are forgotten.
That is a quasi-reduced decision diagram of the game, layer by layer (after S. Bolus, Power indices of simple games and
vector-weighted majority games by means of binary decision diagrams, EJOR 210, 2011), here for any formula
over inequalities and with all its states of a layer in one array.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from comity.procedure.power.game import Array, Game, Kind, settled, undecided

MAX_COUNTS = 100_000_000  # path counts of all layers together: under a gigabyte of 64-bit integers
MAX_LONG_COUNTS = 3_000_000  # where they need integers of any length
MAX_SUMS = 1 << 17  # reachable sums kept exactly; with more players to come only the extremes are
WON, LOST = -2, -1  # in a table of children, beside indices of states


class TooManyStates(Exception):
    """The diagram of this game outgrows the memory set aside for it: estimate instead."""


@dataclass(slots=True)
class Layer:
    """The undecided states before one kind of players is asked.

    ``children[state, j]`` is the state of the next layer after j of the kind join; ``paths[state, s]`` how many
    coalitions of s players lead here.
    """

    kind: Kind
    children: Array
    paths: Array


def swings(game: Game) -> list[list[int]]:
    """For each kind of the game, by size s: how many coalitions of s other players one of its players turns into a win.

    Coalitions that it turns into a loss count negatively. Raises TooManyStates.
    """
    exact = np.dtype(np.int64) if game.players <= 60 else np.dtype(object)
    layers, outcome = _diagram(game, exact, MAX_COUNTS if exact.kind == "i" else MAX_LONG_COUNTS)
    found: list[list[int]] = []
    ahead, to_come = np.zeros((0, 1), dtype=exact), 0
    for layer in reversed(layers):
        found.append(_layer_swings(layer, ahead, to_come))
        ahead = _winning(layer, ahead, to_come)
        to_come += layer.kind.size
    if outcome is not None:
        return [[0] * game.players for _ in game.kinds]
    return found[::-1]


def _diagram(game: Game, exact: np.dtype[Any], budget: int) -> tuple[list[Layer], bool | None]:
    """All layers, forward; and the outcome if it is settled before anybody is asked."""
    ends = _Ends(game)
    root = np.array([[each.quota for each in game.inequalities]], dtype=ends.dtype).reshape(1, -1)
    lacks, fates = ends.reduce(root, 0)
    if fates[0] != 0:
        return [], bool(fates[0] == WON)
    paths = np.ones((1, 1), dtype=exact)
    layers = []
    for depth, kind in enumerate(game.kinds):
        steps = np.arange(kind.size + 1)[:, None] * np.array(kind.coefficients, dtype=ends.dtype)[None, :]
        joined = (lacks[:, None, :] - steps[None, :, :]).reshape(-1, lacks.shape[1])
        joined, fates = ends.reduce(joined, depth + 1)
        lacks, index = _distinct(joined[fates == 0])
        budget -= len(lacks) * (paths.shape[1] + kind.size)
        if budget < 0:
            raise TooManyStates
        children = fates.astype(np.int64)
        children[fates == 0] = index
        layer = Layer(kind, children.reshape(-1, kind.size + 1), paths)
        layers.append(layer)
        paths = _onward(layer, len(lacks))
    return layers, None


class _Ends:
    """What the players still to come can add to each inequality, for each depth."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.dtype = np.dtype(np.int64 if game.largest_sum < 1 << 62 else object)
        count = len(game.inequalities)
        sums: list[Array | None] = [np.zeros(1, dtype=self.dtype) for _ in range(count)]
        low, high = [0] * count, [0] * count
        self.sums, self.low, self.high = [list(sums)], [list(low)], [list(high)]
        for kind in reversed(game.kinds):
            for i, coefficient in enumerate(kind.coefficients):
                sums[i] = _extended(sums[i], coefficient, kind.size)
                low[i] += min(coefficient, 0) * kind.size
                high[i] += max(coefficient, 0) * kind.size
            self.sums.append(list(sums))
            self.low.append(list(low))
            self.high.append(list(high))
        for each in (self.sums, self.low, self.high):
            each.reverse()

    def reduce(self, lacks: Array, depth: int) -> tuple[Array, Array]:
        """The states in their canonical form, and whether each is WON, LOST or (0) undecided."""
        low, high = self.low[depth], self.high[depth]
        status = np.zeros(len(lacks), dtype=np.int64)
        for i in range(lacks.shape[1]):
            lacks[:, i] = self._raised(lacks[:, i], i, depth)
            holds, fails = lacks[:, i] <= low[i], lacks[:, i] > high[i]
            status = status * 3 + np.where(holds, 1, np.where(fails, 2, 0))
        fates = np.zeros(len(lacks), dtype=np.int64)
        for code in np.unique(status):
            known = _known(int(code), lacks.shape[1])
            rows = status == code
            outcome = settled(self.game.formula, known)
            if outcome is not None:
                fates[rows] = WON if outcome else LOST
                continue
            matters = undecided(self.game.formula, known)
            for i, each in enumerate(known):
                if each is None and i not in matters:
                    lacks[rows, i] = high[i] + 1
        return lacks, fates

    def _raised(self, lack: Array, i: int, depth: int) -> Array:
        """Each lack raised to the next sum that can still be reached; beyond all of them, to one more than the last."""
        low, high, sums = self.low[depth][i], self.high[depth][i], self.sums[depth][i]
        if sums is None:
            return np.clip(lack, low, high + 1)
        return np.append(sums, high + 1)[np.searchsorted(sums, lack)]


def _known(code: int, count: int) -> list[bool | None]:
    digits: list[bool | None] = []
    for _ in range(count):
        code, digit = divmod(code, 3)
        digits.append((None, True, False)[digit])
    return digits[::-1]


def _extended(sums: Array | None, coefficient: int, size: int) -> Array | None:
    """The distinct sums reachable with up to ``size`` further players of one coefficient; None if too many."""
    if sums is None or not coefficient:
        return sums
    steps = np.array([coefficient * j for j in range(size + 1)], dtype=sums.dtype)
    if len(sums) * len(steps) > MAX_SUMS * 8:
        return None
    found = np.unique(sums[:, None] + steps[None, :])
    return found if len(found) <= MAX_SUMS else None


def _distinct(states: Array) -> tuple[Array, Array]:
    """The distinct rows, and for each row which of them it is."""
    if not states.shape[1]:
        return states[:1], np.zeros(len(states), dtype=np.int64)
    key = np.zeros(len(states), dtype=np.int64)
    for column in states.T:
        values, code = np.unique(column, return_inverse=True)
        _, key = np.unique(key * len(values) + code, return_inverse=True)
    _, first, index = np.unique(key, return_index=True, return_inverse=True)
    return states[first], index


def _onward(layer: Layer, states: int) -> Array:
    """The path counts of the next layer."""
    before = layer.paths.shape[1]
    paths = np.zeros((states, before + layer.kind.size), dtype=layer.paths.dtype)
    for j, ways in enumerate(_binomials(layer.kind.size)):
        rows = layer.children[:, j] >= 0
        np.add.at(paths[:, j : j + before], layer.children[rows, j], layer.paths[rows] * ways)
    return paths


def _binomials(size: int) -> list[int]:
    return [comb(size, j) for j in range(size + 1)]


def _wins_of(child: Array, ahead: Array, to_come: int) -> Array:
    """By how many further players of those to come: in how many ways each child wins."""
    won = np.array([_binomials(to_come)], dtype=ahead.dtype)
    return np.concatenate([ahead, won, np.zeros_like(won)])[child]


def _winning(layer: Layer, ahead: Array, to_come: int) -> Array:
    """For each state of the layer, by number of players joining from here on: in how many ways they win."""
    size = layer.kind.size
    found = np.zeros((len(layer.children), to_come + size + 1), dtype=ahead.dtype)
    for j, ways in enumerate(_binomials(size)):
        found[:, j : j + to_come + 1] += _wins_of(layer.children[:, j], ahead, to_come) * ways
    return found


def _layer_swings(layer: Layer, ahead: Array, to_come: int) -> list[int]:
    """How often one player of the layer's kind swings, by the size of the coalition it joins."""
    size = layer.kind.size
    gain = np.zeros((len(layer.children), to_come + size), dtype=ahead.dtype)
    for j, ways in enumerate(_binomials(size - 1)):
        joining = _wins_of(layer.children[:, j + 1], ahead, to_come)
        gain[:, j : j + to_come + 1] += (joining - _wins_of(layer.children[:, j], ahead, to_come)) * ways
    pairs = _product(layer.paths.T, gain)
    found = [0] * sum(pairs.shape[:2])
    for (before, after), count in np.ndenumerate(pairs):
        found[before + after] += int(count)
    return found[:-1]


def _product(left: Array, right: Array) -> Array:
    """The matrix product, exact.

    Every partial sum counts coalitions, of which there are at most 2^n: below 2^53 floating point is exact, and fast.
    """
    if left.dtype != object and left.shape[0] + right.shape[1] <= 50:
        return np.rint(left.astype(np.float64) @ right.astype(np.float64))
    return left @ right
