"""Which pairs are looked at more closely: for each provision its best few, in either direction; never all pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from comity.harmonisation.aligning.sparse import Floats, Ints

PER_SOURCE, PER_TARGET = 16, 4
Block = tuple[int, Floats]


@dataclass(frozen=True)
class Pairs:
    """Pairs of provisions by their places, sorted by source, then target; none stands twice."""

    lefts: Ints
    rights: Ints
    sources: int
    targets: int

    def __len__(self) -> int:
        return len(self.lefts)

    @cached_property
    def bounds(self) -> Ints:
        """Where the pairs of each source begin; one more entry ends the last."""
        return np.searchsorted(self.lefts, np.arange(self.sources + 1))

    @cached_property
    def by_target(self) -> Ints:
        """The order of the pairs sorted by target."""
        return np.argsort(self.rights, kind="stable")

    def best_of_source(self, values: Floats, least: float = 0.0) -> Floats:
        """For each source the highest value of its pairs; ``least`` where it has none."""
        return _highest(self.lefts, values, self.sources, least)

    def best_of_target(self, values: Floats, least: float = 0.0) -> Floats:
        """For each target the highest value of its pairs; ``least`` where it has none."""
        return _highest(self.rights, values, self.targets, least)

    def best_other_of_target(self, values: Floats, least: float = 0.0) -> Floats:
        """For each pair the highest value that another source has with the same target."""
        order = np.lexsort((-values, self.rights))
        targets = self.rights[order]
        first = np.concatenate([[True], targets[1:] != targets[:-1]]) if len(order) else np.zeros(0, bool)
        places = np.flatnonzero(first)
        best = np.full(self.targets, -1)
        second = np.full(self.targets, least)
        best[targets[places]] = order[places]
        has_second = places[(places + 1 < len(order))]
        has_second = has_second[targets[has_second + 1] == targets[has_second]]
        second[targets[has_second]] = values[order[has_second + 1]]
        highest = self.best_of_target(values, least)
        return np.where(best[self.rights] == np.arange(len(self)), second[self.rights], highest[self.rights])


def pairs_of(lefts: Ints, rights: Ints, sources: int, targets: int) -> Pairs:
    """Pairs in order, each once."""
    keys = np.unique(lefts * np.int64(max(1, targets)) + rights)
    return Pairs(keys // max(1, targets), keys % max(1, targets), sources, targets)


def best_pairs(blocks: Iterable[Block], sources: int, targets: int) -> Pairs:
    """The best `PER_SOURCE` targets of each source and the best `PER_TARGET` sources of each target.

    ``blocks`` are rows of the likeness of every source with every target, each with the row at which it begins; only
    one is held at a time. A likeness of 0 makes no pair.
    """
    lefts: list[Ints] = []
    rights: list[Ints] = []
    kept = np.full((0, targets), 0.0)
    kept_rows = np.zeros((0, targets), dtype=np.int64)
    for begin, dense in blocks:
        rows = np.arange(begin, begin + len(dense))
        columns = _highest_places(dense, PER_SOURCE, axis=1)
        values = np.take_along_axis(dense, columns, axis=1)
        lefts.append(np.broadcast_to(rows[:, None], columns.shape)[values > 0])
        rights.append(columns[values > 0])
        kept = np.concatenate([kept, dense])
        kept_rows = np.concatenate([kept_rows, np.broadcast_to(rows[:, None], dense.shape)])
        places = _highest_places(kept, PER_TARGET, axis=0)
        kept, kept_rows = np.take_along_axis(kept, places, axis=0), np.take_along_axis(kept_rows, places, axis=0)
    if len(kept):
        columns = np.broadcast_to(np.arange(targets), kept.shape)
        lefts.append(kept_rows[kept > 0])
        rights.append(columns[kept > 0])
    none = np.zeros(0, dtype=np.int64)
    return pairs_of(np.concatenate([none, *lefts]), np.concatenate([none, *rights]), sources, targets)


def joined(*parts: Pairs) -> Pairs:
    """All pairs of several lists over the same texts."""
    first = parts[0]
    lefts, rights = (np.concatenate([getattr(part, name) for part in parts]) for name in ("lefts", "rights"))
    return pairs_of(lefts, rights, first.sources, first.targets)


def _highest_places(dense: Floats, count: int, axis: int) -> Ints:
    size = dense.shape[axis]
    if size <= count:
        shape = [1, 1]
        shape[axis] = size
        return np.broadcast_to(
            np.arange(size).reshape(shape), tuple(size if at == axis else n for at, n in enumerate(dense.shape))
        )
    return np.take(np.argpartition(dense, size - count, axis=axis), np.arange(size - count, size), axis=axis)


def _highest(owners: Ints, values: Floats, count: int, least: float) -> Floats:
    found = np.full(count, least)
    np.maximum.at(found, owners, values)
    return found
