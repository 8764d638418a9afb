"""From a sheet to records: every row is read to its end, and everything wrong with it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from comity.enterprises.workbooks.cells import NotOfItsKind, Taken, taken
from comity.enterprises.workbooks.columns import Column
from comity.enterprises.workbooks.grid import Grid, cell_name, is_blank
from comity.enterprises.workbooks.headings import Header, Placement, Remembered, find_header, place
from comity.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which row (numbered from 1, as in the file), in which column of the import, and what.

    ``column`` is None where the whole row is meant; ``cell`` is the place as spreadsheets name it (C5), or None.
    """

    row: int
    column: str | None
    cell: str | None
    says: Phrase


@dataclass(frozen=True, slots=True)
class Record:
    """A row that was read: its number in the file and the values by column; a blank cell has no entry."""

    row: int
    values: dict[str, Taken]


@dataclass(frozen=True, slots=True)
class Import:
    """What a sheet gives: the ``records`` without a fault, in order, and all ``faults``; nothing is left out silently.

    ``blank`` counts rows with nothing in them between others.
    """

    grid: Grid
    header: Header
    placement: Placement
    records: tuple[Record, ...]
    faults: tuple[Fault, ...] = ()
    blank: int = 0
    notes: tuple[Phrase, ...] = field(default=())

    @property
    def is_sound(self) -> bool:
        """Whether every row may be taken; an import is whole or nothing."""
        return not self.faults and not self.placement.missing


def take(grid: Grid, columns: Sequence[Column], remembered: Remembered | None = None) -> Import:
    """Find the header of a sheet and read all rows below it. Raises `HeaderNotFound`."""
    header = find_header(grid, columns, remembered)
    return take_placed(grid, header, place(header, columns, remembered), columns)


def take_placed(grid: Grid, header: Header, placement: Placement, columns: Sequence[Column]) -> Import:
    """Read all rows below ``header`` by a placement, perhaps one that a person corrected."""
    wanted = [(column, placement.places[column.name]) for column in columns if column.name in placement.places]
    faults: list[Fault] = [
        Fault(
            header.rows[-1] + 1,
            column.name,
            None,
            Phrase("no heading names the column “{column}”", {"column": column.words[0]}),
        )
        for column in columns
        if column.name in placement.missing
    ]
    records: list[Record] = []
    first: dict[str, dict[Taken, int]] = {column.name: {} for column, _ in wanted if column.unique}
    blank = 0
    for row in range(header.data_from, len(grid.rows)):
        if all(map(is_blank, grid.rows[row])) and not _noted(grid, row, wanted):
            blank += 1
            continue
        values: dict[str, Taken] = {}
        wrong = list(_row(grid, row, wanted, values))
        wrong += _repeated(row, wanted, values, first)
        faults += wrong
        if not wrong:
            records.append(Record(row + 1, values))
    return Import(grid, header, placement, tuple(records), tuple(faults), blank, tuple(_notes(grid, placement)))


def _noted(grid: Grid, row: int, wanted: list[tuple[Column, int]]) -> bool:
    return any((row, at) in grid.without_value or (row, at) in grid.errors for _, at in wanted)


def _row(grid: Grid, row: int, wanted: list[tuple[Column, int]], values: dict[str, Taken]) -> Iterator[Fault]:
    """Read one row into ``values``; give what is wrong with it."""
    cells = grid.rows[row]
    for column, at in wanted:
        value = cells[at] if at < len(cells) else None
        place = (row, at)
        if not is_blank(value):
            try:
                values[column.name] = taken(value, column)
            except NotOfItsKind as error:
                yield Fault(row + 1, column.name, cell_name(row, at), error.says)
            continue
        says = _why_blank(grid, place)
        if says is None and column.required:
            says = Phrase("it is empty, and needed")
        if says is not None:
            yield Fault(row + 1, column.name, cell_name(row, at), says)


def _why_blank(grid: Grid, place: tuple[int, int]) -> Phrase | None:
    """Why a cell without a value is not simply blank."""
    if place in grid.errors:
        return Phrase("a formula gives {found} here", {"found": grid.errors[place]})
    if place in grid.without_value:
        return Phrase("its formula has no value yet; open the workbook, let it be computed, and save it")
    if place in grid.merged:
        return Phrase(
            "it is merged with {cell}; separate the cells and fill in each", {"cell": cell_name(*grid.merged[place])}
        )
    return None


def _repeated(
    row: int, wanted: list[tuple[Column, int]], values: dict[str, Taken], first: dict[str, dict[Taken, int]]
) -> Iterator[Fault]:
    for column, at in wanted:
        value = values.get(column.name)
        if value is None or not column.unique:
            continue
        key = value.casefold() if isinstance(value, str) else value
        earlier = first[column.name].setdefault(key, row)
        if earlier != row:
            says = Phrase("“{value}” stands in row {row} already", {"value": str(value)[:60], "row": earlier + 1})
            yield Fault(row + 1, column.name, cell_name(row, at), says)


def _notes(grid: Grid, placement: Placement) -> Iterator[Phrase]:
    """What is no fault, and yet to be known before the import is committed."""
    if grid.others:
        yield Phrase("these sheets were not read: {sheets}", {"sheets": ", ".join(grid.others[:20])})
    if placement.unused:
        yield Phrase("nothing is taken from the columns: {columns}", {"columns": ", ".join(placement.unused[:40])})
    if grid.epoch_1904:
        yield Phrase("the workbook counts its days from 1904; its dates were read so")
