"""From the numbers of a comparison to a score that reads as a probability, a verdict, and the reason."""

from __future__ import annotations

import functools
import json
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from comity.enterprises.names.features import FEATURES, Comparison, Rarity, compare, hopeless
from comity.enterprises.names.reading import Name, read
from comity.enterprises.names.reasons import reasons_of
from comity.phrase import Phrase

RULED_OUT = 0.01
"""The score of two names of which the cheap stage says that they are of two enterprises."""
HIGHEST, LOWEST = 0.995, 0.001
"""No machine is surer than this: about so many labels of the pairs it learned from are doubtful themselves."""


@dataclass(frozen=True, slots=True)
class Match:
    """What is said of two names: ``score`` from 0 to 1, ``verdict`` ("same" or "different"), and why."""

    score: float
    verdict: str
    reasons: tuple[Phrase, ...]

    @property
    def reason(self) -> str:
        """The reasons as one English sentence."""
        return "; ".join(map(str, self.reasons))


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of the features, in their order, and the score from which two names are said to be one."""

    weights: tuple[float, ...]
    threshold: float


def match(left: str, right: str, rarity: Rarity | None = None) -> Match:
    """Whether two names, in whatever scripts, are of one enterprise.

    Symmetric in its score and verdict; never fails, whatever the text. ``rarity`` weighs words by how many names of a
    register they stand in. A verdict is advice to the person who decides; nothing is merged by it.
    """
    one, other = read(left), read(right)
    if right < left:
        found = _weighed(other, one, rarity)
        return _match(one, other, found[0], _turned(found[1]))
    return _match(one, other, *_weighed(one, other, rarity))


def match_all(pairs: Iterable[tuple[str, str]]) -> list[Match]:
    """A verdict on each of the pairs, in order."""
    return [match(left, right) for left, right in pairs]


@functools.cache
def model() -> Model:
    """The model shipped (tables/model.json says how it was fitted)."""
    text = resources.files("comity.enterprises.names").joinpath("tables", "model.json").read_text("utf-8")
    kept = json.loads(text)
    return Model(tuple(kept["weights"][name] for name in FEATURES), kept["threshold"])


def _weighed(one: Name, other: Name, rarity: Rarity | None) -> tuple[float, Comparison | None]:
    if _plain(one) == _plain(other):
        return HIGHEST, compare(one, other, rarity)
    if not one.latin or not other.latin or hopeless(one, other):
        return RULED_OUT, None
    comparison = compare(one, other, rarity)
    logit = sum(weight * value for weight, value in zip(model().weights, comparison.values, strict=True))
    return min(HIGHEST, max(LOWEST, 1 / (1 + math.exp(-logit)))), comparison


def _plain(name: Name) -> tuple[str, ...]:
    """The words in small letters, in any order; of a name without words all its characters."""
    if name.words:
        return tuple(sorted(word.plain for word in name.words))
    return ("", unicodedata.normalize("NFKC", name.written).casefold())


def _match(one: Name, other: Name, score: float, comparison: Comparison | None) -> Match:
    score = round(score, 4)
    same = score >= model().threshold
    return Match(score, "same" if same else "different", tuple(reasons_of(one, other, comparison)))


def _turned(comparison: Comparison | None) -> Comparison | None:
    return comparison.turned() if comparison is not None else None
