"""Sparse rows of weights, with what alignment needs of them and no more: weighting, products, the best of each row.

SciPy is no part of the house; a row-compressed matrix of three arrays and `numpy.bincount` over posting lists do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
BLOCK = 256


@dataclass(frozen=True)
class Rows:
    """A matrix of ``len(starts) - 1`` rows: row r has ``weights[starts[r]:starts[r+1]]`` in columns ``columns[…]``.

    Columns rise within a row and none stands twice; ``width`` is the number of columns.
    """

    starts: Ints
    columns: Ints
    weights: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, at: int) -> tuple[Ints, Floats]:
        """Columns and weights of one row."""
        span = slice(self.starts[at], self.starts[at + 1])
        return self.columns[span], self.weights[span]

    @property
    def row_of_each(self) -> Ints:
        """For each stored weight, its row."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def turned(self) -> Rows:
        """Rows as columns: the posting lists."""
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns, minlength=self.width)
        return Rows(_starts(counts), self.row_of_each[order], self.weights[order], len(self))

    def summed(self, groups: Ints, count: int) -> Rows:
        """Rows of one group added up; ``groups`` gives the group of each row."""
        return counted(groups[self.row_of_each], self.columns, count, self.width, self.weights)

    def scaled(self, factors: Floats) -> Rows:
        """Each column times its factor."""
        return Rows(self.starts, self.columns, self.weights * factors[self.columns], self.width)

    def unit(self) -> Rows:
        """Each row of length 1; an empty row stays empty."""
        of_each = self.row_of_each
        lengths = np.sqrt(np.bincount(of_each, weights=self.weights**2, minlength=len(self)))
        return Rows(self.starts, self.columns, self.weights / np.maximum(lengths[of_each], 1e-12), self.width)

    def within(self, keep: NDArray[np.bool_]) -> Rows:
        """Only the columns that are kept; their numbers stay."""
        kept = keep[self.columns]
        counts = np.bincount(self.row_of_each[kept], minlength=len(self))
        return Rows(_starts(counts), self.columns[kept], self.weights[kept], self.width)

    def totals(self) -> Floats:
        """The sum of each row."""
        return np.bincount(self.row_of_each, weights=self.weights, minlength=len(self)).astype(float)


def counted(rows: Ints, columns: Ints, count: int, width: int, weights: Floats | None = None) -> Rows:
    """A matrix from places, those that stand several times added up. O(n log n) in the number of places."""
    keys, inverse = np.unique(rows * width + columns, return_inverse=True)
    summed = np.bincount(inverse, weights=weights, minlength=len(keys)).astype(float)
    of_each = keys // width
    return Rows(_starts(np.bincount(of_each, minlength=count)), keys % width, summed, width)


def stacked(parts: Sequence[Rows], width: int) -> Rows:
    """The rows of several matrices of one width, one below the other."""
    if not parts:
        return counted(np.zeros(0, np.int64), np.zeros(0, np.int64), 0, width)
    counts = np.concatenate([np.diff(part.starts) for part in parts])
    columns, weights = (np.concatenate([getattr(part, name) for part in parts]) for name in ("columns", "weights"))
    return Rows(_starts(counts), columns, weights, width)


def inverse_frequency(*parts: Rows) -> Floats:
    """The weight of each column over all rows together, smoothed: ln((1 + n) / (1 + found in)) + 1."""
    found = sum(np.bincount(part.columns, minlength=part.width) for part in parts)
    total = sum(map(len, parts))
    return np.asarray(np.log((1 + total) / (1 + found)) + 1)


def products(left: Rows, postings: Rows, *, block: int = BLOCK) -> Iterator[tuple[int, Floats]]:
    """Blocks of ``left @ right.T`` as dense arrays, each with its first row; ``postings`` is ``right.turned()``.

    Memory: ``block`` times the rows of ``right``, whatever the sizes.
    """
    for begin in range(0, len(left), block):
        rows = range(begin, min(begin + block, len(left)))
        dense = np.zeros((len(rows), postings.width))
        for at, row in enumerate(rows):
            columns, weights = left.row(row)
            if len(columns):
                dense[at] = _row_product(columns, weights, postings)
        yield begin, dense


def pair_products(left: Rows, right: Rows, pairs: tuple[Ints, Ints]) -> Floats:
    """The product of each pair of rows; pairs are sorted by their left row."""
    lefts, rights = pairs
    found = np.zeros(len(lefts))
    spread = np.zeros(left.width)
    bounds = np.searchsorted(lefts, np.arange(len(left) + 1))
    for row in range(len(left)):
        begin, end = bounds[row], bounds[row + 1]
        if begin == end:
            continue
        columns, weights = left.row(row)
        spread[columns] = weights
        wanted = rights[begin:end]
        places, owner = _gathered(right, wanted)
        found[begin:end] = np.bincount(
            owner, weights=spread[right.columns[places]] * right.weights[places], minlength=end - begin
        )
        spread[columns] = 0.0
    return found


def _row_product(columns: Ints, weights: Floats, postings: Rows) -> Floats:
    places, owner = _gathered(postings, columns)
    products_of_each = postings.weights[places] * weights[owner]
    found = np.bincount(postings.columns[places], weights=products_of_each, minlength=postings.width)
    return found.astype(float, copy=False)


def _gathered(rows: Rows, wanted: Ints) -> tuple[Ints, Ints]:
    """The places of all weights in the rows wanted, and for each which of the wanted rows it belongs to."""
    begins, lengths = rows.starts[wanted], rows.starts[wanted + 1] - rows.starts[wanted]
    owner = np.repeat(np.arange(len(wanted)), lengths)
    offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return begins[owner] + offsets, owner


def _starts(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
