"""Two changes to the same words merged into one text, word by word (three-way merge). Pure.

Each change is what differs from the words that both began with: stretches of them that gave way to others. Stretches
that lie apart are both made; where they meet, the changes clash, unless they do the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Words, single marks, line breaks with the margin after them, and spaces: nothing is lost.
_TOKENS = re.compile(r"\n[ \n]*|[^\S\n]+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Clash:
    """Words that two changes would change in different ways: as they stand, and as each would have them."""

    base: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The words with both changes made; where they clash they stand as the first change has them."""

    words: str
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Tokens ``start`` to ``end`` of the base give way to ``new``; an insertion has ``start == end``."""

    start: int
    end: int
    new: tuple[str, ...]


def merged(base: str, one: str, other: str) -> Merged:
    """Merge two changes of ``base``.

    Cost: that of two comparisons by words. Whether there are clashes does not depend on the order of the changes, nor
    do the words where there are none.
    """
    tokens = _TOKENS.findall(base)
    first, second = _stretches(tokens, _TOKENS.findall(one)), _stretches(tokens, _TOKENS.findall(other))
    words, clashes, at = list[str](), list[Clash](), 0
    for group in _groups(first, second):
        start = min(stretch.start for stretch in (*group[0], *group[1]))
        end = max(stretch.end for stretch in (*group[0], *group[1]))
        ours, theirs = (_made(tokens, start, end, side) for side in group)
        words += tokens[at:start]
        if group[0] and group[1]:
            words += ours
            if ours != theirs:
                clashes.append(Clash(*("".join(part).strip() for part in (tokens[start:end], ours, theirs))))
        else:
            words += ours if group[0] else theirs
        at = end
    return Merged("".join([*words, *tokens[at:]]), tuple(clashes))


def sizes(base: str, new: str) -> tuple[int, int]:
    """How many words of ``base`` go, and how many come in their place."""
    tokens = _TOKENS.findall(base)
    stretches = _stretches(tokens, _TOKENS.findall(new))
    removed = sum(_words(tokens[one.start : one.end]) for one in stretches)
    return removed, sum(_words(one.new) for one in stretches)


def _words(tokens: Sequence[str]) -> int:
    return sum(1 for token in tokens if token[0].isalnum())


def _stretches(base: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """What a change does. Words replaced one beside the other are one stretch, though the space between them stays."""
    found: list[_Stretch] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        before = found[-1] if found else None
        between = base[before.end : a0] if before is not None else ()
        if before is not None and not any(token.strip() for token in between):
            found[-1] = _Stretch(before.start, a1, (*before.new, *between, *new[b0:b1]))
        else:
            found.append(_Stretch(a0, a1, tuple(new[b0:b1])))
    return found


def _groups(first: Sequence[_Stretch], second: Sequence[_Stretch]) -> Iterator[tuple[list[_Stretch], list[_Stretch]]]:
    """Stretches of both sides that meet, together; those that meet nothing alone; in the order of the base."""
    waiting = sorted(
        [(stretch, 0) for stretch in first] + [(stretch, 1) for stretch in second],
        key=lambda one: (one[0].start, one[0].end, one[1]),
    )
    group: tuple[list[_Stretch], list[_Stretch]] = ([], [])
    reach = _Stretch(-1, -1, ())
    for stretch, side in waiting:
        if any(group) and not _meet(reach, stretch):
            yield group
            group, reach = ([], []), _Stretch(-1, -1, ())
        group[side].append(stretch)
        start = stretch.start if reach.start < 0 else reach.start
        reach = _Stretch(start, max(reach.end, stretch.end), ())
    if any(group):
        yield group


def _meet(one: _Stretch, other: _Stretch) -> bool:
    """Whether two stretches, the first not after the second, touch the same place.

    What is put in where other words go, at either edge of them, meets these: nothing tells which comes first.
    """
    if one.start == one.end or other.start == other.end:
        return other.start <= one.end
    return other.start < one.end


def _made(base: Sequence[str], start: int, end: int, side: Sequence[_Stretch]) -> list[str]:
    """These tokens of the base as one side has them."""
    made, at = list[str](), start
    for stretch in side:
        made += [*base[at : stretch.start], *stretch.new]
        at = stretch.end
    return [*made, *base[at:end]]
