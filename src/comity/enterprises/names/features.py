"""What two names have in common, as numbers: the cheap stage for all pairs, the dear one for those that may agree."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from comity.enterprises.names.reading import Name, Word
from comity.enterprises.names.sounds import distance

FEATURES = (
    "bias", "near", "cost", "exact", "short", "aligned", "left_over", "skeleton", "core", "endings", "figures",
    "initials", "meaning",
)  # fmt: skip
HOPELESS = 0.45
"""The cheap likeness below which two names are not looked at further, unless their words share a meaning."""
Rarity = Callable[[Word], float]
"""How much a word weighs, when the register it is compared within says so: near 0 for common ones, 1 for the rarest."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of one name and the word of the other that it answers to; ``likeness`` 1 where nothing differs."""

    left: Word
    right: Word
    likeness: float
    meaning: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The numbers of two names, in the order of `FEATURES`, and what they were taken from."""

    values: tuple[float, ...]
    pairs: tuple[Pair, ...]
    left_only: tuple[Word, ...]
    right_only: tuple[Word, ...]
    cost: float
    whole: float
    initials: bool

    def turned(self) -> Comparison:
        """The same comparison with the two names in the other order."""
        pairs = tuple(Pair(pair.right, pair.left, pair.likeness, pair.meaning) for pair in self.pairs)
        return replace(self, pairs=pairs, left_only=self.right_only, right_only=self.left_only)


def cheap(left: Name, right: Name) -> float:
    """A likeness between 0 and 1 that only rules out: Latin spellings and sound skeletons, words in any order."""
    if not left.latin or not right.latin:
        return 1.0 if left.words and left.words == right.words else 0.0
    spelling = fuzz.ratio(left.latin, right.latin) / 100
    if spelling > 0.7:
        return spelling
    return max(spelling, fuzz.ratio(left.skeleton, right.skeleton) / 100, _best_word(left, right))


def hopeless(left: Name, right: Name) -> bool:
    """Whether the cheap stage alone says that the names are of two enterprises."""
    if cheap(left, right) >= HOPELESS or _is_initials(left, right) or _is_initials(right, left):
        return False
    meant = {word.concept for word in left.words} & {word.concept for word in right.words} - {""}
    return not meant


def compare(left: Name, right: Name, rarity: Rarity | None = None) -> Comparison:
    """The whole comparison; symmetric in its numbers."""
    pairs, left_only, right_only = _align(left.words, right.words)
    weigh = rarity or _weight
    matched = sum((weigh(pair.left) + weigh(pair.right)) * pair.likeness for pair in pairs)
    total = sum(map(weigh, left.words)) + sum(map(weigh, right.words))
    aligned = matched / total if total else 0.0
    own = sum(weigh(word) for word in (*left_only, *right_only)) + sum(
        (weigh(pair.left) + weigh(pair.right)) * (1 - pair.likeness) for pair in pairs
    )
    cost, whole = _whole(left, right)
    by_words = 2.5 * own
    core_longest = max(len(left.core), len(right.core), 1)
    core = min(_cost_of(left.core_sounds, left.core, left.script, right.core_sounds, right.core, right.script),
               _bound(core_longest), cost + 0.3)  # fmt: skip
    initials = _is_initials(left, right) or _is_initials(right, left)
    meant = sum(weigh(pair.left) for pair in pairs if pair.meaning)
    values = (
        1.0,
        max(whole, aligned),
        min(cost, by_words, 3.0),
        float(min(cost, by_words) < 0.3),
        max(0.0, 6 - max(len(left.latin), len(right.latin))),
        aligned,
        min(own, 3.0) if cost > 0.6 else 0.0,
        float(left.skeleton == right.skeleton),
        max(1 - min(1.0, core / (core_longest * 0.5)), aligned),
        _endings(left, right),
        float(_figures(left) != _figures(right)),
        float(initials),
        min(meant, 2.0) if not own else 0.0,
    )
    return Comparison(values, pairs, left_only, right_only, cost, whole, initials)


def _weight(word: Word) -> float:
    return word.weight


def _bound(longest: int) -> float:
    return min(2.8, 0.3 * longest + 0.5)


def _whole(left: Name, right: Name) -> tuple[float, float]:
    """The cost of one whole name in the other's letters, and the same as a likeness."""
    longest = max(len(left.latin), len(right.latin), 1)
    cost = _cost_of(left.sounds, left.latin, left.script, right.sounds, right.latin, right.script)
    return cost, 1 - min(1.0, cost / (longest * 0.5))


@functools.lru_cache(maxsize=65536)
def _cost_of(
    left_sounds: str, left_latin: str, left_script: str, right_sounds: str, right_latin: str, right_script: str
) -> float:
    bound = _bound(max(len(left_latin), len(right_latin), 1))
    if left_latin == right_latin:
        return 0.0
    forth = back = bound
    if left_script != "Latin" or right_script == "Latin":
        forth = distance(left_sounds, right_latin, bound, nominative=left_script == "Georgian")
    if right_script != "Latin" or left_script == "Latin":
        back = distance(right_sounds, left_latin, bound, nominative=right_script == "Georgian")
    return min(forth, back)


_LETTER_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        ("ei", "bi", "si", "di", "i", "ef", "ji", "eich", "ai", "jei", "kei", "el", "em", "en", "ou", "pi", "kiu", "ar",
         "es", "ti", "yu", "vi", "dablyu", "eks", "vai", "zed"),
        strict=True,
    )
)  # fmt: skip


def _spelt_out(short: Word, long: Word) -> float:
    """The cost where ``short`` is a few Latin capitals whose names ``long`` writes out (TBC, თიბისი)."""
    first = short.written
    if not (2 <= len(first) <= 4 and first.isascii() and first.isalpha() and first.isupper()):
        return 9.0
    said = "".join(_LETTER_NAMES[letter] for letter in first.lower())
    return 0.1 + distance(long.sounds, said, _bound(len(said)), nominative=long.script == "Georgian")


def _align(
    left: tuple[Word, ...], right: tuple[Word, ...]
) -> tuple[tuple[Pair, ...], tuple[Word, ...], tuple[Word, ...]]:
    """Give each word of one name at most one word of the other, the best likeness first."""
    found = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            likeness, meaning = _likeness(one, other)
            if likeness >= 0.5:
                found.append((likeness, one.weight + other.weight, -abs(i - j), i, j, meaning))
    found.sort(key=lambda entry: (-entry[0], -entry[1], -entry[2], entry[3] + entry[4], abs(entry[3] - entry[4])))
    taken: dict[int, int] = {}
    pairs = []
    for likeness, _weight, _near, i, j, meaning in found:
        if i in taken or j in taken.values():
            continue
        taken[i] = j
        pairs.append((i, Pair(left[i], right[j], likeness, meaning)))
    pairs.sort(key=lambda entry: entry[0])
    rest = frozenset(taken.values())
    return (
        tuple(pair for _, pair in pairs),
        tuple(word for i, word in enumerate(left) if i not in taken),
        tuple(word for j, word in enumerate(right) if j not in rest),
    )


@functools.lru_cache(maxsize=65536)
def _likeness(one: Word, other: Word) -> tuple[float, bool]:
    if one.plain == other.plain:
        return 1.0, False
    if one.concept and one.concept == other.concept:
        return 1.0, True
    if not one.latin or not other.latin:
        return 0.0, False
    longest = max(len(one.latin), len(other.latin))
    if min(_spelt_out(one, other), _spelt_out(other, one)) < 0.6:
        return 0.95, False
    if abs(len(one.latin) - len(other.latin)) > 3 + longest // 3:
        return 0.0, False
    cost = _cost_of(one.sounds, one.latin, one.script, other.sounds, other.latin, other.script)
    return max(0.0, 1 - cost / (longest * 0.4 + 0.4)), False


def _best_word(left: Name, right: Name) -> float:
    if len(left.words) < 2 and len(right.words) < 2:
        return 0.0
    best = 0.0
    for one in left.words:
        for other in right.words:
            if one.weight > 0.5 and other.weight > 0.5:
                best = max(best, fuzz.ratio(one.latin, other.latin) / 100)
    return best * 0.8


def _is_initials(short: Name, long: Name) -> bool:
    """Whether the own word of one name is made of the first letters of the other's words."""
    own = [word for word in short.words if not word.concept] or list(short.words)
    if len(own) != 1 or len(long.words) < 3 or not 2 < len(own[0].latin) <= len(long.words) + 1:
        return False
    return own[0].latin == "".join(word.latin[:1] for word in long.words)


def _endings(left: Name, right: Name) -> float:
    """1 where both say the same trade, -1 where they say two, 0 where one says none."""
    if not left.ending or not right.ending:
        return 0.0
    if left.ending == right.ending:
        return 1.0
    return 0.5 if fuzz.ratio(left.ending, right.ending) > 60 else -1.0


def _figures(name: Name) -> str:
    return "".join(letter for letter in name.latin if letter.isdigit())
