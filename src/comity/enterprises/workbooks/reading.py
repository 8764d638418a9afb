"""A file of an import, XLSX or CSV, read into a `Grid` with limits. Nothing in it is run, and nothing is guessed."""

from __future__ import annotations

import csv
import io

from python_calamine import CalamineError, CalamineWorkbook

from comity.enterprises.workbooks import archive
from comity.enterprises.workbooks.grid import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    Place,
    Value,
    is_blank,
)
from comity.enterprises.workbooks.refusals import NoSuchSheet, NotAWorkbook, NothingInWorkbook, WorkbookTooLarge

SEPARATORS = ",;\t"


def read_grid(body: bytes, sheet: str | None = None) -> Grid:
    """Read a sheet of a workbook: the one named, or the first that is shown and has anything in it.

    What the file is, its first bytes say, not its name. A CSV is UTF-8 (or UTF-16 with a byte order mark), separated by
    commas, semicolons or tabs. Formulas give the values that the program which saved the file computed. Raises a
    `Refusal` of this package.
    """
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return _xlsx(body, sheet)
    return _csv(body)


def _xlsx(body: bytes, wanted: str | None) -> Grid:
    opened = archive.opened(body)
    names = [part.name for part in opened.sheets]
    if wanted is not None and wanted not in names:
        raise NoSuchSheet(sheet=wanted, found=", ".join(names[:20]))
    shown = [part for part in opened.sheets if part.visible] or list(opened.sheets)
    for part in shown if wanted is None else [part for part in opened.sheets if part.name == wanted]:
        survey = opened.survey(part)
        if survey.rows:
            break
    else:
        raise NothingInWorkbook(sheet=wanted or shown[0].name)
    try:
        read = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name(part.name)
        rows: list[list[Value]] = [list(row) for row in read.to_python(skip_empty_area=False)]
        merged = read.merged_cell_ranges or []
    except (CalamineError, ValueError, OSError) as error:
        raise NotAWorkbook(reason=str(error)) from error
    return Grid(
        sheet=part.name,
        rows=_trimmed(rows),
        format="xlsx",
        merged=_covered(merged),
        without_value=survey.without_value,
        errors=survey.errors,
        others=tuple(name for name in names if name != part.name),
        epoch_1904=opened.epoch_1904,
    )


def _covered(merged: list[tuple[Place, Place]]) -> dict[Place, Place]:
    """For each cell that a merged area covers, the first cell of the area; bounded by what a sheet may hold."""
    covered: dict[Place, Place] = {}
    for (top, left), (bottom, right) in merged:
        bottom, right = min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)
        if len(covered) + (bottom - top + 1) * (right - left + 1) > MOST_CELLS // 10:
            raise WorkbookTooLarge(what="the area of its merged cells", found="more", most=MOST_CELLS // 10)
        for row in range(top, bottom + 1):
            covered.update(((row, column), (top, left)) for column in range(left, right + 1))
        covered.pop((top, left), None)
    return covered


def _csv(body: bytes) -> Grid:
    if len(body) > archive.MOST_PACKED:
        found, most = (f"{size / 1024 / 1024:,.0f} MB" for size in (len(body), archive.MOST_PACKED))
        raise WorkbookTooLarge(what="the file", found=found, most=most)
    text = _decoded(body)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[list[Value]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if len(rows) >= MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
                raise WorkbookTooLarge(
                    what="the table", found=f"{len(rows):,} × {len(row)}", most=f"{MOST_ROWS:,} × 256"
                )
            rows.append(list(row))
    except csv.Error as error:
        raise NotAWorkbook(reason=f"line {reader.line_num}: {error}") from error
    rows = _trimmed(rows)
    if not rows:
        raise NothingInWorkbook(sheet="CSV")
    return Grid(sheet="CSV", rows=rows, format="csv")


def _decoded(body: bytes) -> str:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise NotAWorkbook(reason=f"line {line} is not text in UTF-8") from error
    if "\x00" in text:
        raise NotAWorkbook(reason="it is not text")
    return text


def _separator(text: str) -> str:
    """The separator that most of the first lines with any have the most of."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    return max(
        SEPARATORS,
        key=lambda sign: (sum(min(line.count(sign), 1) for line in lines), sum(line.count(sign) for line in lines)),
    )


def _trimmed(rows: list[list[Value]]) -> list[list[Value]]:
    """Rows without trailing blanks, and without the blank rows at the end. Refuses a cell with too long a text."""
    for row in rows:
        while row and is_blank(row[-1]):
            row.pop()
        for at, value in enumerate(row):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                raise WorkbookTooLarge(
                    what=f"a cell of column {at + 1}", found=f"{len(value):,}", most=f"{LONGEST_CELL:,}"
                )
    while rows and not rows[-1]:
        rows.pop()
    return rows
