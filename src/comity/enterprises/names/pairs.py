"""A file of pairs of names, read with limits: UTF-8, separated by commas, with the columns ``name1`` and ``name2``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from comity.phrase import Refusal

COLUMNS = ("name1", "name2")
MOST_BYTES = 64 * 1024 * 1024
MOST_PAIRS = 1_000_000
LONGEST_NAME = 2_000


class PairsTooLarge(Refusal):
    """The file is larger than {most} and is not read; split it."""


class PairsNotUtf8(Refusal):
    """The file is not UTF-8 text: byte {at} in line {line} is {byte}. Save it as “CSV UTF-8”."""


class PairsNotSeparatedByCommas(Refusal):
    """The columns are separated by {found}, not by commas; save the file separated by commas."""


class PairsColumnsMissing(Refusal):
    """The first line must name the columns name1 and name2; missing: {missing}, found: {found}."""


class PairsRowWrong(Refusal):
    """In row {row} cells found: {found}, expected: {expected}. A name with a comma in it stands in quotation marks."""


class PairsNameMissing(Refusal):
    """Row {row}: {column} is empty; both names are needed."""


class PairsNameTooLong(Refusal):
    """Row {row}: {column} has {found} characters; the most is {most}."""


class PairsUnreadable(Refusal):
    """Near line {line} the file is not well-formed CSV: {reason}."""


def read_pairs(source: Path | BinaryIO) -> list[tuple[str, str]]:
    """The pairs of a file, in order; a byte order mark is passed over, further columns are too.

    Raises a `Refusal` that names the row, what was found and what was expected; nothing is guessed.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return read_pairs(file)
    body = source.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise PairsTooLarge(most=f"{MOST_BYTES // 1024 // 1024} MB")
    return list(_rows(_decoded(body)))


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise PairsNotUtf8(at=error.start, line=line, byte=f"0x{body[error.start]:02x}") from error


def _rows(text: str) -> Iterator[tuple[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        left, right = _columns(heading)
        for number, row in enumerate(reader, start=1):
            if not any(cell.strip() for cell in row):
                continue
            if number > MOST_PAIRS:
                raise PairsTooLarge(most=f"{MOST_PAIRS:,} pairs")
            if len(row) != len(heading):
                raise PairsRowWrong(row=number + 1, found=len(row), expected=len(heading))
            yield _name(row[left], "name1", number + 1), _name(row[right], "name2", number + 1)
    except csv.Error as error:
        raise PairsUnreadable(line=reader.line_num, reason=error) from error


def _columns(heading: list[str]) -> tuple[int, int]:
    missing = [column for column in COLUMNS if column not in heading]
    if missing and len(heading) == 1:
        for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")):
            if sign in heading[0]:
                raise PairsNotSeparatedByCommas(found=name)
    if missing:
        found = ", ".join(cell[:40] for cell in heading[:20] if cell) or "nothing"
        raise PairsColumnsMissing(missing=", ".join(missing), found=found)
    return heading.index("name1"), heading.index("name2")


def _name(cell: str, column: str, row: int) -> str:
    if not cell.strip():
        raise PairsNameMissing(row=row, column=column)
    if len(cell) > LONGEST_NAME:
        raise PairsNameTooLong(row=row, column=column, found=len(cell), most=LONGEST_NAME)
    return cell
