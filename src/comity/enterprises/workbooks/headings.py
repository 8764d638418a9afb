"""Where the names of the columns stand in a sheet, and which column of the import each of them means.

Headings are matched by their words in any language, near spellings included; what a person once decided for a heading
(`Remembered`) goes before. Two header rows, a group above its columns, are read as "group column".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from comity.enterprises.workbooks.columns import Column
from comity.enterprises.workbooks.grid import Grid, is_blank
from comity.enterprises.workbooks.refusals import HeaderNotFound

LOOKED = 40
"""So many rows are looked at: titles, stamps and notes above a table are common, more of them are not."""
NEAR = 86
"""The likeness, of 100, from which a heading is taken for a word of a column; misspellings and endings lie above it."""
IGNORED = ""
Remembered = Mapping[str, str]
"""Normalised heading to the name of a column, or to `IGNORED`: what a person decided for an earlier file."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: its rows (from 0), the row at which data begins, and the heading of each column."""

    rows: tuple[int, ...]
    data_from: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Which column of the sheet holds which column of the import (both ways a person may correct it).

    ``sure`` gives for each how like heading and word are, from 0 to 100 (100 also where it was remembered); ``unused``
    the headings that nothing is taken from; ``missing`` required columns that no heading names.
    """

    places: dict[str, int]
    sure: dict[str, int] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def remembered(self, header: Header) -> dict[str, str]:
        """What to keep for the next file with such headings."""
        taken = {place: name for name, place in self.places.items()}
        return {normal(title): taken.get(at, IGNORED) for at, title in enumerate(header.titles) if normal(title)}


def normal(heading: str) -> str:
    """A heading as it is compared: small letters, ё as е, one space between words, no punctuation."""
    text = unicodedata.normalize("NFKC", heading).casefold().replace("ё", "е").replace("№", " номер ")
    return " ".join(re.findall(r"[^\W_]+", text))


def find_header(grid: Grid, columns: Sequence[Column], remembered: Remembered | None = None) -> Header:
    """The header of the sheet: the row, or the two rows, by which most columns are named.

    Raises `HeaderNotFound` when no row names all required columns and none names at least two columns.
    """
    best: tuple[tuple[int, int, int], Header] | None = None
    for row in range(min(LOOKED, len(grid.rows))):
        for header in _headers_at(grid, row):
            placed = place(header, columns, remembered)
            needed = sum(column.required for column in columns)
            score = (len(placed.places), sum(placed.sure.values()), -len(header.rows))
            good = len(placed.places) >= 2 or (needed and not placed.missing)
            if good and (
                best is None or score[0] > best[0][0] or (score[0] == best[0][0] and score[1] > best[0][1] + 20)
            ):
                best = (score, header)
    if best is None:
        expected = ", ".join(column.words[0] for column in columns[:12])
        raise HeaderNotFound(looked=min(LOOKED, len(grid.rows)), expected=expected)
    return best[1]


def place(header: Header, columns: Sequence[Column], remembered: Remembered | None = None) -> Placement:
    """Give each column of the import at most one column of the sheet, the surest first."""
    titles = [normal(title) for title in header.titles]
    names = {column.name for column in columns}
    places: dict[str, int] = {}
    sure: dict[str, int] = {}
    decided: set[int] = set()
    for at, title in enumerate(titles):
        name = (remembered or {}).get(title)
        if name is None or (name != IGNORED and (name not in names or name in places)):
            continue
        decided.add(at)
        if name != IGNORED:
            places[name], sure[name] = at, 100
    likeness = [
        (found, -at, column.name)
        for at, title in enumerate(titles)
        if title and at not in decided
        for column in columns
        if (found := _likeness(title, column)) >= NEAR
    ]
    for found, negative, name in sorted(likeness, key=lambda entry: (-entry[0], -entry[1], entry[2])):
        if name not in places and -negative not in decided:
            places[name], sure[name] = -negative, found
            decided.add(-negative)
    taken = set(places.values())
    return Placement(
        places=places,
        sure=sure,
        unused=tuple(title for at, title in enumerate(header.titles) if title and at not in taken),
        missing=tuple(column.name for column in columns if column.required and column.name not in places),
    )


def _likeness(title: str, column: Column) -> int:
    """How like a heading is to the words of a column; of a group and its column the last words count by themselves."""
    best = 0.0
    for words in (column.name, *column.words):
        wanted = normal(words)
        if title == wanted:
            return 100
        best = max(best, fuzz.ratio(title, wanted), fuzz.token_sort_ratio(title, wanted) - 1)
        if len(title) > len(wanted) > 3 and (title.startswith(wanted + " ") or title.endswith(" " + wanted)):
            best = max(best, 90.0)
    return int(best)


def _headers_at(grid: Grid, row: int) -> list[Header]:
    """The header of one row, and that of this row with the next one."""
    width = max(len(cells) for cells in grid.rows[row : row + 2])
    upper = [_title(grid, row, column) for column in range(width)]
    if not any(upper):
        return []
    found = [Header((row,), _after(grid, row + 1, width), tuple(upper))]
    if row + 1 < len(grid.rows):
        lower = [_title(grid, row + 1, column) for column in range(width)]
        groups = _groups(grid, row, upper, lower)
        both = tuple(
            f"{group} {own}".strip() if own and own != group else group
            for group, own in zip(groups, lower, strict=True)
        )
        if any(lower):
            found.append(Header((row, row + 1), _after(grid, row + 2, width), both))
    return found


def _groups(grid: Grid, row: int, upper: list[str], lower: list[str]) -> list[str]:
    """The upper row with each group's name over all its columns: where they are merged, or blank over a name."""
    groups = list(upper)
    for column in range(1, len(groups)):
        if groups[column] or not lower[column]:
            continue
        first = grid.merged.get((row, column))
        if first is not None and first[0] == row:
            groups[column] = upper[first[1]]
        elif first is None and not grid.merged:
            groups[column] = groups[column - 1]
    return groups


def _title(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    if isinstance(value, str):
        return " ".join(value.split())[:200]
    return "" if is_blank(value) else str(value)[:40]


def _after(grid: Grid, row: int, width: int) -> int:
    """The first row of data: below the header, and below a row that only numbers the columns (1, 2, 3 …)."""
    if row < len(grid.rows):
        numbers = [str(value).removesuffix(".0") for value in grid.rows[row] if not is_blank(value)]
        if len(numbers) > 2 and width - len(numbers) <= 1 and numbers == [str(n + 1) for n in range(len(numbers))]:
            return row + 1
    return row
