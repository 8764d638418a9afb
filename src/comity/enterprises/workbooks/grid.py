"""A sheet as it was read: values by row and column, and what stands in cells that have no value to take."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = str | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | None
"""What a cell holds; None (or an empty text) for a blank one. Numbers of XLSX are floats, all cells of CSV texts."""
Place: TypeAlias = tuple[int, int]
"""Row and column, both from 0."""

MOST_ROWS = 100_000
MOST_COLUMNS = 256
MOST_CELLS = 2_500_000
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``rows`` begin with row 1 of the file; they may differ in length, trailing blanks are left off.

    ``merged`` gives for a cell that a merged area covers the area's first cell; ``without_value`` cells with a formula
    that no program has computed; ``errors`` cells such as #N/A with what stands in them; ``others`` the names of the
    sheets that were not read; ``format`` "xlsx" or "csv".
    """

    sheet: str
    rows: list[list[Value]]
    format: str
    merged: dict[Place, Place] = field(default_factory=dict)
    without_value: frozenset[Place] = frozenset()
    errors: dict[Place, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    epoch_1904: bool = False

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; None where the row has no such column."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None


def is_blank(value: Value) -> bool:
    """Whether a cell holds nothing that anybody would see."""
    return value is None or (isinstance(value, str) and not value.strip())


def cell_name(row: int, column: int) -> str:
    """A place as spreadsheets name it: ``(4, 2)`` is C5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
