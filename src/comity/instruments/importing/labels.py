"""The numbers that a word processor counts by itself, as words: "1.", "(a)", "Article 5." (ECMA-376 part 1, §17.9).

Numbering in files is often broken: levels that do not exist, lists that refer to one another in a circle. What cannot
be counted has no label, and the reader is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from comity.instruments.importing.word_names import is_on, name, number, value

LEVELS = 9
HIGHEST = 9_999
DASH = "–"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


@dataclass(frozen=True, slots=True)
class Label:
    """The number of a paragraph as shown; ``bullet``: it counts nothing."""

    text: str
    level: int
    bullet: bool = False


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    style: str = ""
    restarts_after: int = -1
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    link: str = ""
    counts: dict[int, int] = field(default_factory=dict)


class Labels:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._of_number: dict[str, str] = {}
        self._overrides: dict[str, dict[int, _Level | int]] = {}
        self._begun: set[str] = set()
        self._by_link: dict[str, str] = {}
        if root is not None:
            self._take(root)

    def next(self, number_id: str, level: int) -> Label | None:
        """The label of the next paragraph in a list; ``None`` where the list or the level does not exist."""
        listed = self._list(number_id)
        if listed is None or not 0 <= level < LEVELS:
            return None
        own = self._level(number_id, listed, level)
        if own is None:
            return None
        if own.form == "bullet":
            return Label(DASH, level, bullet=True)
        self._count(number_id, listed, level, own)
        text = re.sub(r"%([1-9])", lambda match: self._shown(number_id, listed, int(match[1]) - 1, own), own.pattern)
        return Label(" ".join(text.split()), level)

    def level_of_style(self, number_id: str, style: str) -> int:
        """The level that a list has for a paragraph style; the outermost if it names none."""
        listed = self._list(number_id)
        levels = listed.levels if listed else {}
        return next((level for level, one in levels.items() if one.style == style), 0)

    def _count(self, number_id: str, listed: _List, level: int, own: _Level) -> None:
        first_use = number_id not in self._begun
        self._begun.add(number_id)
        for at, override in self._overrides.get(number_id, {}).items():
            if first_use and isinstance(override, int):
                listed.counts.pop(at, None)
        for at in range(level):
            above = self._level(number_id, listed, at)
            listed.counts.setdefault(at, above.start if above else 1)
        listed.counts[level] = (
            min(listed.counts[level] + 1, HIGHEST) if level in listed.counts else self._start(number_id, level, own)
        )
        for deeper in [at for at in listed.counts if at > level]:
            below = listed.levels.get(deeper)
            if below is None or below.restarts_after != 0:
                del listed.counts[deeper]

    def _start(self, number_id: str, level: int, own: _Level) -> int:
        override = self._overrides.get(number_id, {}).get(level)
        return override if isinstance(override, int) else own.start

    def _shown(self, number_id: str, listed: _List, at: int, own: _Level) -> str:
        level = self._level(number_id, listed, at)
        count = listed.counts.get(at, level.start if level else 1)
        return counted(count, "decimal" if own.legal or level is None else level.form)

    def _level(self, number_id: str, listed: _List, level: int) -> _Level | None:
        override = self._overrides.get(number_id, {}).get(level)
        return override if isinstance(override, _Level) else listed.levels.get(level)

    def _list(self, number_id: str) -> _List | None:
        listed = self._lists.get(self._of_number.get(number_id, ""))
        for _hop in range(5):  # a style of lists may refer to another one; circles end here
            if listed is None or listed.levels or not listed.link:
                return listed
            listed = self._lists.get(self._by_link.get(listed.link, ""))
        return None

    def _take(self, root: etree._Element) -> None:
        for one in root.iterchildren(name("abstractNum")):
            id = value(one, "abstractNumId")
            levels = {number(level, "ilvl"): _level_of(level) for level in one.iterchildren(name("lvl"))}
            self._lists[id] = _List(levels, value(one.find(name("numStyleLink"))))
            if link := value(one.find(name("styleLink"))):
                self._by_link[link] = id
        for one in root.iterchildren(name("num")):
            id = value(one, "numId")
            self._of_number[id] = value(one.find(name("abstractNumId")))
            self._overrides[id] = {
                number(override, "ilvl"): _override_of(override) for override in one.iterchildren(name("lvlOverride"))
            }


def counted(count: int, form: str) -> str:
    """A number in a form of §17.18.59; forms of scripts that are not known are counted in digits."""
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{count:02}"
        case "lowerLetter" | "upperLetter" | "russianLower" | "russianUpper" if count > 0:
            alphabet = _RUSSIAN if form.startswith("russian") else _LATIN
            turns, place = divmod(count - 1, len(alphabet))
            letters = alphabet[place] * min(turns + 1, 4)
            return letters.upper() if form.lower().startswith("upper") or form.endswith("Upper") else letters
        case "lowerRoman" | "upperRoman" if count > 0:
            return _roman(count).upper() if form == "upperRoman" else _roman(count)
        case _:
            return str(count)


def _roman(count: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        times, count = divmod(count, size)
        written += letters * times
    return written


def _level_of(level: etree._Element) -> _Level:
    restart = level.find(name("lvlRestart"))
    return _Level(
        start=max(0, min(number(level.find(name("start")), default=1), HIGHEST)),
        form=value(level.find(name("numFmt"))) or "decimal",
        pattern=value(level.find(name("lvlText")))[:100],
        style=value(level.find(name("pStyle"))),
        restarts_after=-1 if restart is None else number(restart),
        legal=is_on(level.find(name("isLgl"))),
    )


def _override_of(override: etree._Element) -> _Level | int:
    level = override.find(name("lvl"))
    start = override.find(name("startOverride"))
    if level is not None:
        return _level_of(level)
    return max(0, min(number(start, default=1), HIGHEST))
