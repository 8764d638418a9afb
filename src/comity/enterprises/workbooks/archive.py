"""An XLSX looked at before it is read: sizes, macros, and where the furthest value stands, all in bounded memory.

The reader (calamine) lays out the whole rectangle between the first and the last value, so a single value in the last
cell of a sheet would cost gigabytes; and a gigabyte of blanks is packed into a few megabytes. Both are found here, by
passing over the sheet piece by piece. On the way formulas without a value and error values are noted, which the
reader gives out as blanks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from comity.enterprises.workbooks.grid import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Place, cell_name
from comity.enterprises.workbooks.refusals import (
    CellFarAway,
    NotAWorkbook,
    WorkbookHasMacros,
    WorkbookLocked,
    WorkbookTooLarge,
)

MOST_PACKED = 32 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
MOST_OF_A_PART = 96 * 1024 * 1024
MOST_PARTS = 5_000
_PIECE = 1 << 20
_LONGEST_ROW = 16 << 20
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*\s)?r\s*=\s*["'](\d+)["']""")
_SPECIAL = re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*[^/])>((?:(?!</(?:\w+:)?c>).)*)</(?:\w+:)?c>", re.DOTALL)
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]|<(?:\w+:)?is>")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_TEXT_OF_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in a sheet without reading its values; ``rows`` and ``columns`` reach to the last value."""

    rows: int
    columns: int
    without_value: frozenset[Place]
    errors: dict[Place, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of the workbook: its name, whether it is shown, and the part of the archive that holds it."""

    name: str
    visible: bool
    path: str


@dataclass(frozen=True, slots=True)
class Archive:
    """An XLSX that passed the first look."""

    body: bytes
    sheets: tuple[Part, ...]
    epoch_1904: bool

    def survey(self, sheet: Part) -> Survey:
        """Pass over a sheet. Raises `CellFarAway`, `WorkbookTooLarge` or `NotAWorkbook`."""
        with zipfile.ZipFile(BytesIO(self.body)) as packed:
            return _survey(packed, sheet)


def opened(body: bytes) -> Archive:
    """Look at the parts of an XLSX. Raises a `Refusal` that says what to do."""
    if len(body) > MOST_PACKED:
        raise WorkbookTooLarge(what="the file", found=_size(len(body)), most=_size(MOST_PACKED))
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise WorkbookLocked()
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            _require_bounds(packed)
            sheets, epoch = _sheets(packed)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        ElementTree.ParseError,
        KeyError,
        ValueError,
    ) as error:
        raise NotAWorkbook(reason=str(error).strip("'\"") or type(error).__name__) from error
    return Archive(body, sheets, epoch)


def _require_bounds(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise WorkbookTooLarge(what="the number of its parts", found=len(parts), most=MOST_PARTS)
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise WorkbookHasMacros()
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook(reason="it has no xl/workbook.xml")
    whole = sum(part.file_size for part in parts)
    if whole > MOST_UNPACKED:
        raise WorkbookTooLarge(what="what it unpacks to", found=_size(whole), most=_size(MOST_UNPACKED))
    for part in parts:
        if "worksheets/" not in part.filename.lower() and part.file_size > MOST_OF_A_PART:
            raise WorkbookTooLarge(what=part.filename[:60], found=_size(part.file_size), most=_size(MOST_OF_A_PART))


def _sheets(packed: zipfile.ZipFile) -> tuple[tuple[Part, ...], bool]:
    book = _small(packed, "xl/workbook.xml")
    targets = {
        relation.get("Id"): relation.get("Target", "") for relation in _small(packed, "xl/_rels/workbook.xml.rels")
    }
    found = []
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "chartsheets/" not in path and path in packed.NameToInfo:
            found.append(Part(sheet.get("name", ""), sheet.get("state", "visible") == "visible", path))
    if not found:
        raise NotAWorkbook(reason="it has no sheet")
    settings = book.find(f"{_MAIN}workbookPr")
    return tuple(found), settings is not None and settings.get("date1904") in ("1", "true")


def _small(packed: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A small part parsed; one that declares entities is no workbook."""
    with packed.open(name) as part:
        text = part.read(_PIECE + 1)
    if len(text) > _PIECE:
        raise WorkbookTooLarge(what=name, found=_size(len(text)), most=_size(_PIECE))
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise NotAWorkbook(reason=f"{name} declares entities")
    return ElementTree.fromstring(text)  # noqa: S314  no entities, and at most a megabyte


def _survey(packed: zipfile.ZipFile, sheet: Part) -> Survey:
    rows = columns = 0
    without_value: set[Place] = set()
    errors: dict[Place, str] = {}
    number = 0
    try:
        for piece in _rows(packed, sheet):
            given = _ROW_NUMBER.search(piece)
            number = int(given[1]) if given else number + 1
            width = _width(piece, sheet)
            if not width:
                continue
            rows, columns = max(rows, number), max(columns, width)
            if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
                raise CellFarAway(cell=cell_name(number - 1, width - 1), sheet=sheet.name)
            if b"<f" in piece or b":f" in piece or b'"e"' in piece or b"'e'" in piece:
                _special(piece, number - 1, without_value, errors)
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, OSError) as error:  # type: ignore[attr-defined]
        raise NotAWorkbook(reason=f"{sheet.path} is damaged") from error
    return Survey(rows, columns, frozenset(without_value), errors)


def _rows(packed: zipfile.ZipFile, sheet: Part) -> Iterator[bytes]:
    """The rows of a sheet as they are written, one after another."""
    with packed.open(sheet.path) as part:
        rest = part.read(_PIECE)
        if b"\x00" in rest[:100] or b"<!DOCTYPE" in rest:
            raise NotAWorkbook(reason=f"{sheet.path} is not plain XML in UTF-8")
        prefix = re.search(rb"<(\w+:)?worksheet", rest)
        end = b"</" + ((prefix[1] or b"") if prefix else b"") + b"row"
        while True:
            *whole, rest = rest.split(end)
            yield from whole
            if len(rest) > _LONGEST_ROW:
                raise WorkbookTooLarge(what="a row", found=_size(len(rest)), most=_size(_LONGEST_ROW))
            piece = part.read(_PIECE)
            if not piece:
                break
            rest += piece
        yield rest


def _width(row: bytes, sheet: Part) -> int:
    """How many columns a row reaches to, its last cell with anything in it counting; 0 for a blank row."""
    closed = max(row.rfind(b"</c"), row.rfind(b":c>"))
    if closed < 0:
        return 0
    start = max(row.rfind(sign, 0, closed) for sign in (b"<c ", b"<c\n", b"<c\t", b"<c\r", b"<c>", b":c "))
    if start < 0:
        return 0
    start = row.rfind(b"<", 0, start + 1)
    cell = _CELL.match(row, start)
    reference = _REFERENCE.search(cell[1]) if cell else None
    if reference is None:
        return len(_CELL.findall(row, 0, closed))
    return _column(reference[1], sheet) + 1


def _special(row: bytes, number: int, without_value: set[Place], errors: dict[Place, str]) -> None:
    """Note the formulas without a value and the error values of a row."""
    for count, cell in enumerate(_SPECIAL.finditer(row)):
        attributes, inside = cell.groups()
        is_error = _ERROR.search(attributes) is not None
        is_formula = re.search(rb"<(?:\w+:)?f[\s>/]", inside) is not None
        if not is_error and not is_formula:
            continue
        reference = _REFERENCE.search(attributes)
        column = _column(reference[1], None) if reference else count
        if is_error:
            text = _TEXT_OF_VALUE.search(inside)
            errors[number, column] = text[1].decode("utf-8", "replace")[:20] if text else "#"
        elif not _HAS_VALUE.search(inside):
            without_value.add((number, column))


def _column(reference: bytes, sheet: Part | None) -> int:
    letters = reference.rstrip(b"0123456789")
    if not letters.isalpha() or not letters.isupper() or len(letters) > 3:
        raise NotAWorkbook(reason=f"{sheet.path if sheet else 'a sheet'} names a cell {reference[:20]!r}")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:,.0f} MB"
