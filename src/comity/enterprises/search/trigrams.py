"""The trigrams of a name that stay the same however it is transliterated, and the rarest of them.

A name is read (`comity.enterprises.names.read`) and each of its words is cut twice, between a beginning and an end:
into threes as it sounds, with near vowels and near consonants as one; and its sound skeleton, which outlives other
vowels and merges more consonants, into fours, since it has fewer letters to tell by. The second begin with a point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from comity.enterprises.names.reading import Name, read
from comity.enterprises.names.sounds import skeleton

_KINDS = str.maketrans("aoAOeiyEuUPfvwkgqGxhtdTcszDZSCWJj", "aaaaeiieuupfvvkgkhhhtdtkszzSSSSSi", "'")
BUDGET = 7_000
"""Entries of the table that one question may read; more make it slower, and hardly find more."""


def trigrams(name: str | Name) -> frozenset[str]:
    """The trigrams of a name, each of three to five characters; none for a name that cannot be read aloud."""
    known = read(name) if isinstance(name, str) else name
    found: set[str] = set()
    for word in known.words:
        if word.sounds:
            found.update(_cut(f"^{_merged(word.sounds)}$", 3))
            found.update(f".{part}" for part in _cut(f"^{skeleton(word.sounds)}$", 4))
    return frozenset(found)


def rare(asked: Iterable[str], frequencies: Mapping[str, int], names: int, budget: int = BUDGET) -> dict[str, float]:
    """The rarest of the trigrams ``asked``, each with its weight, as many as ``budget`` entries of the table allow.

    ``frequencies`` says in how many of ``names`` names each stands; those that stand in none are left out, since they
    find nothing. The weight is the logarithm of how rare it is, so that one rare trigram outweighs some common ones.
    """
    chosen: dict[str, float] = {}
    spent = 0
    for gram in sorted((gram for gram in asked if frequencies.get(gram)), key=lambda gram: (frequencies[gram], gram)):
        spent += frequencies[gram]
        if chosen and spent > budget:
            break
        chosen[gram] = math.log(1 + names / frequencies[gram])
    return chosen


def _merged(sounds: str) -> str:
    text = sounds.translate(_KINDS)
    return "".join(sound for at, sound in enumerate(text) if at == 0 or sound != text[at - 1])


def _cut(text: str, size: int) -> Iterable[str]:
    return (text[at : at + size] for at in range(max(1, len(text) - size + 1)))
