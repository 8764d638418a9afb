"""Numbers of paragraphs and points: "1.", "1.2.", "3)", "(a)", "(iv)", "б)", "ա)", "–", in three scripts.

Identifiers use what a number means, not how it is written, so that point "б)" of the Russian text and point "(b)" of
the English one have the same identifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.instruments.text.structure import Kind

_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Letters of the Russian alphabet that lists customarily leave out; one that occurs in a list counts in that list.
_CYRILLIC, _LEFT_OUT = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "ёзйочъыь"
_ARMENIAN = "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"
_SUFFIX = r"(?:[ \u00a0]?(?:bis|ter|quater|quinquies|sexies))?"
_LETTER = r"[A-Za-zА-Яа-яЁёԱ-Ֆա-ֆ]"
_ROMAN = r"[ivxlcIVXLC]{2,7}"

_MARKER = re.compile(
    rf"(?P<decimal>\d{{1,3}}(?:\.\d{{1,3}})*{_LETTER}?{_SUFFIX}[.)](?!\d)|\(\d{{1,3}}{_LETTER}?{_SUFFIX}\))(?=\s|$)"
    rf"|(?P<dotted>\d{{1,2}}(?:\.\d{{1,2}})+)(?=\s|$)"
    rf"|(?P<letter>\((?:{_LETTER}{{1,2}}|{_ROMAN}){_SUFFIX}\)|(?:{_LETTER}|{_ROMAN}){_SUFFIX}\))(?=\s|$)"
    rf"|(?P<dash>[–—•-])(?=\s|$)"
)
_CORE = re.compile(rf"(?:\d+(?:\.\d+)*{_LETTER}?|{_ROMAN}|{_LETTER}{{1,2}})")


_DRESS = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number of an item: as ``printed``, its ``core`` ("1", "a", "iv"; empty for a dash), and how it is dressed.

    Two items belong to one list when their ``dress`` is the same; a letter that is also a Roman number has two.
    """

    printed: str
    core: str
    kind: Kind
    dresses: tuple[str, ...]
    rest: str


def marker_of(line: str) -> Marker | None:
    """The number at the beginning of a line, if it is that of a paragraph, a point or an indent."""
    match = _MARKER.match(line)
    if match is None:
        return None
    printed, rest = match.group(), line[match.end() :].strip()
    if match["dash"]:
        return Marker(printed, "", Kind.INDENT, ("–",), rest)
    if match["dotted"] and (rest[:1].islower() or rest[:1].isdigit()):
        return None  # "1.5 metres", "9.30 12 March"
    found = _CORE.search(printed)
    assert found is not None
    core = found.group()
    kind = Kind.PARAGRAPH if match["dotted"] or (match["decimal"] and printed.endswith(".")) else Kind.POINT
    shape = "(_)" if printed.startswith("(") else f"_{printed[-1] if printed[-1] in '.)' else ''}"
    return Marker(printed, core, kind, tuple(f"{shape}{sort}" for sort in _sorts(core)), rest)


def ordinal(core: str, sort: str) -> int:
    """The place of a number in its list, from 1; 0 where it has none ("5 bis" has that of 5)."""
    if sort.startswith("decimal"):
        return int(re.findall(r"\d+", core)[-1])
    if sort.lower() == "roman":
        return roman(core)
    low = core[0].lower()
    return next((alphabet.find(low) + 1 for alphabet in (_LATIN, _CYRILLIC, _ARMENIAN) if low in alphabet), 0)


def roman(text: str) -> int:
    """The value of a Roman number; 0 for what is none."""
    values, total, last = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}, 0, 0
    for char in reversed(text.lower()):
        value = values.get(char, 0)
        if not value:
            return 0
        total += value if value >= last else -value
        last = max(last, value)
    return total


def meaning(printed: str, siblings: str = "") -> str:
    """What a number means, as it stands in an identifier: Latin letters, digits, hyphens.

    ``siblings`` are the first letters of the whole list, which tell whether it uses the full Russian alphabet.
    """
    suffix = re.search(r"bis|ter|quater|quinquies|sexies", printed)
    core = re.sub(r"[\s\u00a0]*(?:bis|ter|quater|quinquies|sexies)", "", printed)
    core = _DRESS.sub("", core)
    letters = "".join(_latin(char, siblings.lower()) for char in core)
    return re.sub(r"[^0-9A-Za-z]+", "-", letters).strip("-") + (suffix.group() if suffix else "")


def _latin(char: str, siblings: str) -> str:
    low = char.lower()
    if low in _CYRILLIC:
        alphabet = "".join(letter for letter in _CYRILLIC if letter not in _LEFT_OUT or letter in siblings)
        if low not in alphabet:
            alphabet = _CYRILLIC
    elif low in _ARMENIAN:
        alphabet = _ARMENIAN
    else:
        return char
    place = alphabet.index(low)
    latin = _LATIN[place] if place < len(_LATIN) else f"z{place - len(_LATIN) + 1}"
    return latin.upper() if char != low else latin


def _sorts(core: str) -> tuple[str, ...]:
    if core[0].isdigit():
        return (f"decimal{core.count('.')}",)
    case = str.upper if core[0].isupper() else str.lower
    if len(core) > 1 and len(set(core)) != 1:
        return (case("roman"),)
    if roman(core):
        return (case("letter"), case("roman"))
    return (case("letter"),)
