"""Where the cells of a table stand: as HTML places them, and never one upon another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.instruments.exporting.layout import Box


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its column and row (from 0), with the spans that really fit."""

    x: int
    y: int
    columns: int
    rows: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose every place is taken exactly once; its first ``headings`` rows are column headings."""

    columns: int
    rows: int
    headings: int
    cells: tuple[Placed, ...]


def grid_of(rows: Sequence[Sequence[Box]]) -> Grid:
    """Place the cells row by row, as HTML does: to the right of what spans down from above.

    Spans that would leave the table or run into another cell are cut; places that no cell takes get an empty one.
    """
    taken: dict[tuple[int, int], Placed] = {}
    for y, row in enumerate(rows):
        x = 0
        for box in row:
            while (x, y) in taken:
                x += 1
            wide = next((n for n in range(1, box.columns) if (x + n, y) in taken), max(box.columns, 1))
            high = min(max(box.rows, 1), len(rows) - y)
            placed = Placed(x, y, wide, high, box)
            taken |= {(x + dx, y + dy): placed for dx in range(wide) for dy in range(high)}
            x += wide
    columns = max((x for x, _y in taken), default=-1) + 1
    for y in range(len(rows)):
        for x in range(columns):
            taken.setdefault((x, y), Placed(x, y, 1, 1, Box(())))
    cells = sorted(set(taken.values()), key=lambda one: (one.y, one.x))
    return Grid(columns, len(rows), _headings(rows, cells), tuple(cells))


def _headings(rows: Sequence[Sequence[Box]], cells: Sequence[Placed]) -> int:
    """How many rows at the top consist of headings only, where no heading reaches below them."""
    count = next((y for y, row in enumerate(rows) if not row or not all(box.heading for box in row)), len(rows))
    if count == len(rows):
        count = min(count, 1)
    while count and any(cell.y < count < cell.y + cell.rows for cell in cells):
        count -= 1
    return count
