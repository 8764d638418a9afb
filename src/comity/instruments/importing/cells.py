"""The tables of a DOCX document: cells with the columns and rows they span (ECMA-376 part 1, §17.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from comity.instruments.importing.word_names import is_on, name, number, value
from comity.instruments.text.structure import Cell, Run, Words, plain

MAX_COLUMNS = 63  # as many as Word allows


class Reader(Protocol):
    """Who reads what is in a cell."""

    def cell_lines(self, cell: etree._Element) -> list[list[Run]]:
        """The paragraphs of a cell."""


@dataclass(slots=True)
class _Place:
    x: int
    columns: int
    continues: bool
    runs: tuple[Run, ...]


def rows_of(table: etree._Element, reader: Reader) -> list[list[Cell]]:
    """The rows of a table, deleted ones left out; the headings are the rows that are repeated on each page.

    Where no row is marked as a heading, a first row that is bold throughout is taken for one.
    """
    rows: list[list[_Place]] = []
    heads: list[bool] = []
    for row in _rows(table):
        properties = row.find(name("trPr"))
        if properties is not None and properties.find(name("del")) is not None:
            continue
        heads.append(properties is not None and is_on(properties.find(name("tblHeader"))))
        rows.append(_places(row, properties, reader, rows[-1] if rows else []))
    headings = next((at for at, head in enumerate(heads) if not head), len(heads))
    if not headings and len(rows) > 1 and _is_bold(rows[0]):
        headings = 1
    return [
        [_cell(rows, y, place, heading=y < headings) for place in row if not place.continues]
        for y, row in enumerate(rows)
    ]


def _rows(table: etree._Element) -> list[etree._Element]:
    """The rows of this table alone, wherever content controls have put them."""
    return [row for row in table.iter(name("tr")) if next(row.iterancestors(name("tbl"))) is table]


def _places(
    row: etree._Element, properties: etree._Element | None, reader: Reader, above: list[_Place]
) -> list[_Place]:
    places: list[_Place] = []
    before = number(properties.find(name("gridBefore"))) if properties is not None else 0
    x = min(max(before, 0), MAX_COLUMNS - 1)
    places += [_Place(at, 1, False, ()) for at in range(x)]
    for cell in row.iter(name("tc")):
        if next(cell.iterancestors(name("tr"))) is not row or x >= MAX_COLUMNS:
            continue
        shape = cell.find(name("tcPr"))
        span = number(shape.find(name("gridSpan")), default=1) if shape is not None else 1
        span = min(max(span, 1), MAX_COLUMNS - x)
        merge = shape.find(name("vMerge")) if shape is not None else None
        # A cell that continues what is not there stands for itself.
        continues = value(merge) in ("", "continue") if merge is not None else False
        continues = continues and any((one.x, one.columns) == (x, span) for one in above)
        runs = () if continues else _joined_lines(reader.cell_lines(cell))
        places.append(_Place(x, span, continues, runs))
        x += span
    return places


def _cell(rows: list[list[_Place]], y: int, place: _Place, *, heading: bool) -> Cell:
    below = y + 1
    while below < len(rows) and any(
        one.continues and one.x == place.x and one.columns == place.columns for one in rows[below]
    ):
        below += 1
    runs = place.runs
    if heading:
        runs = tuple(Words(run.text) if isinstance(run, Words) and run.style == "bold" else run for run in runs)
    return Cell(runs, heading, place.columns, below - y)


def _joined_lines(lines: list[list[Run]]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for line in lines:
        joined += [*([Words("\n")] if joined else []), *line]
    return tuple(joined)


def _is_bold(row: list[_Place]) -> bool:
    words = [run for place in row for run in place.runs if isinstance(run, Words) and run.text.strip()]
    return bool(words) and all(word.style == "bold" for word in words) and all(plain(one.runs).strip() for one in row)
