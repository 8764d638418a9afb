"""The workbook given back: the same sheet, with a column that says what is wrong and the cells marked."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from comity.enterprises.workbooks.grid import LONGEST_CELL, Grid, Value
from comity.enterprises.workbooks.headings import Header
from comity.enterprises.workbooks.taking import Fault, Import
from comity.phrase import Phrase

_MARK = PatternFill("solid", start_color="FFFFC7CE")
_BAD = Font(color="FF9C0006")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
WHAT_IS_WRONG = Phrase("what is wrong")


def annotated(done: Import, more: Iterable[Fault] = (), say: Callable[[Phrase], str] = str) -> bytes:
    """An XLSX with the rows of the sheet, each with what is wrong in a first column added, and the cells marked.

    ``more`` are faults that only the register could find (a licence number that exists); ``say`` puts a phrase into the
    reader's language. The column comes first, so that nobody has to look for it beyond the last one. A text that
    begins with = stays a text; merged areas and formats of the original are not kept.
    """
    faults = (*done.faults, *more)
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(done.grid.sheet))
    sheet.freeze_panes = f"B{done.header.data_from + 1}"
    sheet.column_dimensions["A"].width = 48
    for column in range(len(done.header.titles)):
        sheet.column_dimensions[get_column_letter(column + 2)].width = 18
    places = done.placement.places
    titles = {at: done.header.titles[at] for at in places.values()}
    for number, cells in enumerate(done.grid.rows, start=1):
        wrong = by_row.get(number, ())
        marked = {places[fault.column] for fault in wrong if fault.column in places}
        says = "\n".join(_line(fault, titles.get(places.get(fault.column or "", -1), ""), say) for fault in wrong)
        sheet.append([_first(sheet, number, done.header, says, say), *_cells(sheet, done.grid, number, cells, marked)])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _line(fault: Fault, title: str, say: Callable[[Phrase], str]) -> str:
    return f"{title or fault.column}: {say(fault.says)}" if fault.column else say(fault.says)


def _first(sheet: Any, number: int, header: Header, says: str, say: Callable[[Phrase], str]) -> Cell | None:
    if number - 1 == header.rows[0]:
        cell = WriteOnlyCell(sheet, value=say(WHAT_IS_WRONG))
        cell.font = _BOLD
        if not says:
            return cell
        cell.value = f"{cell.value}\n{says}"
    elif says:
        cell = WriteOnlyCell(sheet, value=_clean(says))
        cell.font = _BAD
    else:
        return None
    cell.alignment = _WRAPPED
    return cell


def _cells(sheet: Any, grid: Grid, number: int, cells: list[Value], marked: set[int]) -> list[Any]:
    """The cells of a row; only those that are marked or could be taken for a formula cost an object."""
    row: list[Any] = [_plain(sheet, value) for value in cells]
    row += [None] * (max(marked, default=-1) + 1 - len(row))
    for column in marked:
        cell = row[column] if isinstance(row[column], Cell) else WriteOnlyCell(sheet, value=row[column])
        cell.fill = _MARK
        if (number - 1, column) in grid.errors:
            cell.value = grid.errors[number - 1, column]
        row[column] = cell
    return row


def _plain(sheet: Any, value: Value) -> Any:
    if not isinstance(value, str):
        return _storable(value)
    value = _clean(value)
    if value.startswith("="):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.data_type = "s"
        return cell
    return value or None


def _storable(value: Value) -> Any:
    """A workbook has no day before 1900 and no number without end: such values are written as texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, datetime.date) and value.year < 1900:
        return value.isoformat()
    return value


def _clean(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:LONGEST_CELL]


def _sheet_name(name: str) -> str:
    cleaned = "".join("_" if letter in "[]:*?/\\'" else letter for letter in _clean(name))
    return cleaned[:31] or "1"
