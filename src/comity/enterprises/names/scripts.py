"""Which script a letter is of, and letters that only look as if they were of another.

The script is the first word of a letter's Unicode name (as UAX #24 names scripts, near enough for letters); the
look-alikes are pairs that Unicode's confusables list (UTS #39) holds for Latin against Cyrillic, Greek and Armenian.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter

COMMON = "common"
LATIN = "Latin"

_LOOK_ALIKE = {
    "Cyrillic": dict(zip("aceiopxyhkmtbsjABCEHIKMOPTXYSJ", "асеіорхункмтьѕјАВСЕНІКМОРТХУЅЈ", strict=True)),
    "Greek": dict(zip("aoivupxyABEZHIKMNOPTYX", "αοινυρχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True)),
    "Armenian": dict(zip("onhuqgSUL", "օոհսզցՏՍԼ", strict=True)),
}
"""For each script, the Latin letters that pass for its own, and which they pass for."""

_TO_LATIN = {
    script: {own: latin for latin, own in pairs.items() if latin not in "tmkhb"}
    for script, pairs in _LOOK_ALIKE.items()
}


@functools.lru_cache(maxsize=8192)
def script_of(letter: str) -> str:
    """The script of one character (``Latin``, ``Cyrillic``, ``CJK`` …); `COMMON` for what is no letter."""
    if letter.isascii():
        return LATIN if letter.isalpha() else COMMON
    if not letter.isalpha():
        return COMMON
    first = unicodedata.name(letter, "").split(" ", 1)[0].split("-", 1)[0]
    return first if first == "CJK" else first.capitalize() or COMMON


def main_script(text: str) -> str:
    """The script of most letters of ``text``; of two that are equal the one that is not Latin."""
    if text.isascii():
        return LATIN if any(map(str.isalpha, text)) else COMMON
    found = Counter(map(script_of, text))
    del found[COMMON]
    return max(found, key=lambda script: (found[script], script != LATIN, script)) if found else COMMON


def repaired(word: str) -> str:
    """A word with letters of two scripts, written in one, where its odd letters only look like those of the other.

    The word is taken for the script in which it can be written wholly; if both will do, for the one of most of its
    letters. A word in one script, or with letters that look like nothing else, comes back as it is.
    """
    scripts = {script_of(letter) for letter in word} - {COMMON}
    if len(scripts) != 2 or LATIN not in scripts:
        return word
    (other,) = scripts - {LATIN}
    if other not in _LOOK_ALIKE:
        return word
    tried = {other: _rewritten(word, LATIN, _LOOK_ALIKE[other]), LATIN: _rewritten(word, other, _TO_LATIN[other])}
    possible = {script: text for script, text in tried.items() if text is not None}
    if not possible:
        return word
    usual = main_script(word)
    return possible.get(usual) or next(iter(possible.values()))


def _rewritten(word: str, odd: str, table: dict[str, str]) -> str | None:
    letters = [table.get(letter, "") if script_of(letter) == odd else letter for letter in word]
    return "".join(letters) if all(letters) else None
