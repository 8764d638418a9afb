"""Why two names are taken for one or for two, in plain words: which words agree, in which scripts, and what differs."""

from __future__ import annotations

from collections.abc import Iterator

from comity.enterprises.names.features import Comparison, Pair
from comity.enterprises.names.reading import Name, Word
from comity.phrase import Phrase

SCRIPTS = {
    "Latin": "Latin",
    "Cyrillic": "Cyrillic",
    "Armenian": "Armenian",
    "Georgian": "Georgian",
    "Greek": "Greek",
    "Arabic": "Arabic",
    "Hebrew": "Hebrew",
    "CJK": "Chinese",
}
SOUNDS_NEAR = 0.5
READ_ALIKE = 0.9
"""The likeness from which two words are said to be read alike, and not only to be near."""


def reasons_of(left: Name, right: Name, comparison: Comparison | None) -> Iterator[Phrase]:
    """The reasons, the weightiest first; at least one."""
    yield from _agreement(left, right, comparison)
    yield from _doubts(left, right)


def _agreement(left: Name, right: Name, comparison: Comparison | None) -> Iterator[Phrase]:
    if not left.words or not right.words:
        yield Phrase("a name has no word that could be compared")
        return
    if comparison is None:
        yield Phrase("no word of the one is read like a word of the other")
        return
    if comparison.whole >= READ_ALIKE and (comparison.left_only or comparison.right_only):
        yield _whole(left, right)
        return
    if comparison.initials:
        yield Phrase("one is made of the first letters of the other")
    yield from map(_said, comparison.pairs)
    if not comparison.pairs:
        near = comparison.whole >= SOUNDS_NEAR
        yield (
            Phrase("the names sound near to one another, but not alike")
            if near
            else Phrase("no word of the one is read like a word of the other")
        )
    if comparison.left_only:
        yield Phrase("only the first has {words}", {"words": _listed(comparison.left_only)})
    if comparison.right_only:
        yield Phrase("only the second has {words}", {"words": _listed(comparison.right_only)})


def _whole(left: Name, right: Name) -> Phrase:
    return Phrase(
        "written together, “{left}” ({left_script}) is read like “{right}” ({right_script})",
        {
            "left": " ".join(word.written for word in left.words),
            "right": " ".join(word.written for word in right.words),
            "left_script": _script(left.script),
            "right_script": _script(right.script),
        },
    )


def _said(pair: Pair) -> Phrase:
    left, right = pair.left, pair.right
    if left.plain == right.plain:
        return Phrase("“{word}” stands in both", {"word": left.written})
    words: dict[str, object] = {"left": left.written, "right": right.written}
    if pair.meaning:
        return Phrase("“{left}” and “{right}” mean the same", words)
    if pair.likeness < READ_ALIKE:
        return Phrase("“{left}” and “{right}” sound near to one another, but not alike", words)
    scripts = {"left_script": _script(left.script), "right_script": _script(right.script)}
    return Phrase("“{left}” ({left_script}) is read like “{right}” ({right_script})", words | scripts)


def _doubts(left: Name, right: Name) -> Iterator[Phrase]:
    for word in dict.fromkeys((*left.mixed, *right.mixed)):
        yield Phrase("“{word}” mixes letters of two scripts that look alike", {"word": word})
    if left.legal and right.legal and left.legal != right.legal:
        yield Phrase(
            "the legal forms differ: {left}, {right}", {"left": left.legal_written, "right": right.legal_written}
        )


def _listed(words: tuple[Word, ...]) -> str:
    return ", ".join(f"“{word.written}”" for word in words)


def _script(script: str) -> Phrase | str:
    return Phrase(SCRIPTS[script]) if script in SCRIPTS else script
