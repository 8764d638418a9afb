"""Which characters the shipped fonts can show, read from the fonts themselves (OpenType `cmap`, formats 4 and 12).

PDF/UA-1 forbids a character without a glyph, so one emoji in a text would refuse the whole document. `printable` puts
U+FFFD in its place, and says which characters it was.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fonts"
REPLACEMENT = "�"
# Invisible, and either meaningless on paper or refused by PDF/UA-1.
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")
_INVISIBLE = frozenset([*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x206A), 0x09, 0x0A, 0xAD])


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text of which every character has a glyph, and the characters that had none."""

    text: str
    missing: frozenset[str] = frozenset()


def printable(text: str) -> Cleaned:
    """``text`` as the shipped fonts can show it: control characters dropped, what has no glyph replaced by U+FFFD."""
    text = _DROPPED.sub("", text)
    missing = frozenset(_uncovered().findall(text))
    return Cleaned(_uncovered().sub(REPLACEMENT, text), missing) if missing else Cleaned(text)


def missing_in(value: Any) -> frozenset[str]:
    """The characters in all the strings of some JSON data that no shipped font draws."""
    match value:
        case str():
            return printable(value).missing
        case Mapping():
            return frozenset().union(*map(missing_in, value.values()))
        case list() | tuple():
            return frozenset().union(*map(missing_in, value))
    return frozenset()


@cache
def coverage() -> frozenset[int]:
    """The code points that at least one of the shipped fonts draws."""
    files = sorted(FOLDER.glob("*.[ot]tf"))
    return frozenset(point for file in files for point in _characters(file.read_bytes()))


@cache
def _uncovered() -> re.Pattern[str]:
    known = sorted(coverage() | _INVISIBLE)
    return re.compile(f"[^{''.join(f'{re.escape(chr(a))}-{re.escape(chr(b))}' for a, b in _ranges(known))}]")


def _ranges(points: list[int]) -> Iterator[tuple[int, int]]:
    first = last = points[0]
    for point in points[1:]:
        if point != last + 1:
            yield first, last
            first = point
        last = point
    yield first, last


def _characters(font: bytes) -> Iterator[int]:
    """The code points that a font maps to a glyph (OpenType specification, "cmap")."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            for entry in range(struct.unpack_from(">H", font, offset + 2)[0]):
                at = offset + struct.unpack_from(">I", font, offset + 8 + 8 * entry)[0]
                form = struct.unpack_from(">H", font, at)[0]
                if form == 12:
                    yield from _groups(font, at)
                elif form == 4:
                    yield from _segments(font, at)


def _groups(font: bytes, at: int) -> Iterator[int]:
    for number in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
        yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)
