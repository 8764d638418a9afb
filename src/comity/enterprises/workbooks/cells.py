"""A cell as a value of its kind, or why it is none. What can be read in two ways is not read at all."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from comity.enterprises.workbooks.columns import Column, Kind
from comity.enterprises.workbooks.grid import Value
from comity.phrase import Phrase

Taken: TypeAlias = str | datetime.date | int | Decimal | bool | tuple[str, ...]
EARLIEST, LATEST = 1900, 2200

_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        ("jan янв", "feb фев", "mar мар", "apr апр", "may май мая", "jun июн", "jul июл", "aug авг", "sep сен",
         "oct окт", "nov ноя", "dec дек"),
        start=1,
    )
    for beginning in beginnings.split()
}  # fmt: skip
_YES = frozenset({"yes", "y", "true", "1", "x", "+", "да", "д", "истина", "иә", "այո", "კი", "ооба"})
_NO = frozenset({"no", "n", "false", "0", "-", "нет", "н", "ложь", "жоқ", "ոչ", "არა", "жок"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?(?:г|г\.|года))?(?: 00?:00(?::00)?)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\.?[ -]([^\W\d_]{3,})\.?,?[ -](\d{4})(?: ?(?:г|г\.|года))?")
_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class NotOfItsKind(Exception):
    """A cell is not what its column holds; ``says`` tells what was found and what is expected."""

    def __init__(self, says: Phrase) -> None:
        self.says = says
        super().__init__(str(says))


def taken(value: Value, column: Column) -> Taken:
    """The value of a cell that is not blank. Raises `NotOfItsKind`, and nothing else whatever the cell holds."""
    return _READERS[column.kind](value, column)


def _text(value: Value, column: Column) -> str:
    text = _written(value)
    if _FORBIDDEN.search(text):
        raise NotOfItsKind(Phrase("it has characters that cannot be printed"))
    text = unicodedata.normalize("NFC", text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    text = "\n".join(line for line in lines if line)
    if len(text) > column.longest:
        values = {"found": len(text), "most": column.longest}
        raise NotOfItsKind(Phrase("it has {found} characters; the most is {most}", values))
    _require_pattern(text, column)
    return text


def _require_pattern(text: str, column: Column) -> None:
    if column.pattern is not None and not re.fullmatch(column.pattern, text):
        raise NotOfItsKind(Phrase("“{found}” has not the form that is expected here", {"found": text[:60]}))


def _written(value: Value) -> str:
    """A value as a text: whole numbers without a point, dates as ISO 8601 writes them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _date(value: Value, column: Column) -> datetime.date:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return _in_bounds(value)
    if isinstance(value, str):
        return _in_bounds(_date_of_text(" ".join(value.split()).strip("'")))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise NotOfItsKind(
            Phrase("{found} is a number, not a date; give the cell the format of a date", {"found": _written(value)})
        )
    raise NotOfItsKind(Phrase("“{found}” is not a date", {"found": _written(value)[:60]}))


def _date_of_text(text: str) -> datetime.date:
    try:
        if found := _ISO.fullmatch(text):
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _IN_WORDS.fullmatch(text)) and (month := _MONTHS.get(found[2].casefold()[:3])):
            return datetime.date(int(found[3]), month, int(found[1]))
        if found := _SLASHED.fullmatch(text):
            return _either(int(found[1]), int(found[2]), int(found[3]), text)
    except ValueError as error:
        raise NotOfItsKind(Phrase("there is no day “{found}”", {"found": text[:60]})) from error
    raise NotOfItsKind(Phrase("“{found}” is not a date; write it as 2026-12-31 or 31.12.2026", {"found": text[:60]}))


def _either(first: int, second: int, year: int, text: str) -> datetime.date:
    """A date with strokes: Europe writes the day first, America the month; both, where they agree or one cannot be."""
    if first <= 12 and second <= 12 and first != second:
        raise NotOfItsKind(Phrase("“{found}” may be two days; write it as 2026-12-31 or 31.12.2026", {"found": text}))
    return datetime.date(year, second, first) if second <= 12 else datetime.date(year, first, second)


def _in_bounds(day: datetime.date) -> datetime.date:
    if not EARLIEST <= day.year <= LATEST:
        raise NotOfItsKind(Phrase("the year {year} cannot be meant", {"year": day.year}))
    return day


def _number(value: Value, column: Column) -> Decimal:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(repr(value)) if not float(value).is_integer() else Decimal(int(value))
    if isinstance(value, str):
        text = _SPACES.sub("", value).replace("−", "-")
        if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", text):
            raise NotOfItsKind(
                Phrase("“{found}” may be two numbers; write it without a separator", {"found": value[:60]})
            )
        if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
            text = text.replace(",", "")
        elif re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+", text):
            text = text.replace(".", "")
        if re.fullmatch(r"[+-]?[0-9]{1,30}([.,][0-9]{1,30})?", text):
            try:
                return Decimal(text.replace(",", "."))
            except InvalidOperation as error:
                raise NotOfItsKind(Phrase("“{found}” is not a number", {"found": value[:60]})) from error
    raise NotOfItsKind(Phrase("“{found}” is not a number", {"found": _written(value)[:60]}))


def _integer(value: Value, column: Column) -> int:
    number = _number(value, column)
    if number != number.to_integral_value():
        raise NotOfItsKind(Phrase("“{found}” is not a whole number", {"found": _written(value)[:60]}))
    return int(number)


def _yes_no(value: Value, column: Column) -> bool:
    word = _written(value).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise NotOfItsKind(Phrase("“{found}” is neither yes nor no", {"found": word[:60]}))


def _codes(value: Value, column: Column) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code for code in re.split(r"[,;\s]+", _written(value)) if code))
    if not codes or any(_FORBIDDEN.search(code) for code in codes):
        raise NotOfItsKind(Phrase("“{found}” are no codes", {"found": _FORBIDDEN.sub("?", _written(value))[:60]}))
    for code in codes:
        if len(code) > column.longest:
            values = {"found": len(code), "most": column.longest}
            raise NotOfItsKind(Phrase("it has {found} characters; the most is {most}", values))
        _require_pattern(code, column)
    return codes


_READERS: dict[Kind, Callable[[Value, Column], Taken]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.CODES: _codes,
}
