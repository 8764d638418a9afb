"""The evidence for a proposal, said so that an expert can check it against the two provisions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from comity.harmonisation.aligning.evidence import KINDS, Evidence
from comity.harmonisation.aligning.model import Model
from comity.harmonisation.aligning.sparse import Floats
from comity.harmonisation.aligning.texts import LegalText
from comity.harmonisation.aligning.words import numbers_of, plain_words_of, references_of, stem, terms_of
from comity.phrase import Phrase

FEWEST = 0.02
SHOWN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Ground:
    """One kind of evidence: its ``value``, what it adds to the utility of the pair (``weight``), and it in words."""

    kind: str
    value: float
    weight: float
    says: Phrase

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "value": round(self.value, 4),
            "weight": round(self.weight, 4),
            "says": str(self.says),
        }


class Grounds:
    """Says the evidence for pairs of two texts."""

    def __init__(
        self, source: LegalText, target: LegalText, evidence: Evidence, model: Model, *, by_meaning: bool
    ) -> None:
        self._source, self._target, self._evidence = source, target, evidence
        self._contributions = model.choice.contributions(evidence.values)
        self._by_meaning = by_meaning
        self._words = cache(plain_words_of)
        self._frequency = Counter(
            word
            for side in (source, target)
            for one in side.provisions
            for word in {stem(w) for w in self._words(one.text)}
        )

    def of_pair(self, place: int) -> tuple[Ground, ...]:
        """The grounds for a pair, the weightiest first; what says nothing is left out."""
        values, weights = self._evidence.values[place], self._contributions[place]
        grounds = [
            Ground(kind, float(values[at]), float(weights[at]), says)
            for at, kind in enumerate(KINDS)
            if (says := self._said(kind, place, values)) is not None
        ]
        return tuple(sorted(grounds, key=lambda ground: -abs(ground.weight)))

    def of_none(self, source: int, best: str, probability: float) -> tuple[Ground, ...]:
        """Why a provision seems to have no counterpart: how little the nearest one has."""
        if not self._source.provisions[source].text.strip():
            return (Ground("empty", 0.0, 0.0, Phrase("The provision has no words, so nothing can correspond to it.")),)
        if not best:
            return (Ground("likeness", 0.0, 0.0, Phrase("No provision of the other text shares anything with it.")),)
        says = Phrase(
            "The nearest provision, {target}, corresponds with a probability of {percent} % only.",
            {"target": best, "percent": round(100 * probability)},
        )
        return (Ground("nearest", probability, 0.0, says),)

    def _said(self, kind: str, place: int, values: Floats) -> Phrase | None:
        value = float(values[KINDS.index(kind)])
        pairs = self._evidence.pairs
        one = self._source.provisions[int(pairs.lefts[place])]
        other = self._target.provisions[int(pairs.rights[place])]
        match kind:
            case "likeness":
                return self._likeness(one.text, other.text, value)
            case "distinction":
                return Phrase("They are more alike than either is to others.") if value > 0.1 else None
            case "article" if value > 0.99 and values[KINDS.index("article_back")] > 0.99:
                return Phrase("The articles around them are each other’s nearest.")
            case "heading" if value > FEWEST:
                return Phrase("Headings: “{one}” and “{other}”.", {"one": one.heading, "other": other.heading})
            case "order":
                return self._order(place)
            case "numbers":
                return _numbers(set(numbers_of(one.text)), set(numbers_of(other.text)))
            case "terms" if both := set(terms_of(one.text)) & set(terms_of(other.text)):
                return Phrase("Terms in both: {both}.", {"both": _listed(both)})
            case "references" if both := set(references_of(one.text)) & set(references_of(other.text)):
                return Phrase("References in both: {both}.", {"both": _listed(both)})
        return None

    def _likeness(self, one: str, other: str, value: float) -> Phrase:
        percent = round(100 * value)
        if self._by_meaning:
            return Phrase("Alike in meaning, by the multilingual model: {percent} of 100.", {"percent": percent})
        both = {stem(word) for word in self._words(one)} & {stem(word) for word in self._words(other)}
        telling: dict[str, str] = {}
        for word in self._words(one):
            if stem(word) in both and not word[0].isdigit() and len(word) > 3:
                telling.setdefault(stem(word), word)
        rare = sorted(telling, key=lambda root: (self._frequency[root], root))[:SHOWN_WORDS]
        if not rare:
            return Phrase("Alike in words and letters: {percent} of 100.", {"percent": percent})
        shown = ", ".join(telling[root] for root in rare)
        return Phrase(
            "Alike in words and letters: {percent} of 100; both say: {words}.", {"percent": percent, "words": shown}
        )

    def _order(self, place: int) -> Phrase | None:
        before = int(self._evidence.through[place])
        if before < 0 or self._evidence.of("order")[place] < 0.2:
            return None
        pairs = self._evidence.pairs
        return Phrase(
            "They stand in the same order: before them, {one} corresponds to {other}.",
            {
                "one": self._source.provisions[int(pairs.lefts[before])].id,
                "other": self._target.provisions[int(pairs.rights[before])].id,
            },
        )


def _numbers(one: set[str], other: set[str]) -> Phrase | None:
    if not one and not other:
        return None
    values = {"both": _listed(one & other), "one": _listed(one - other), "other": _listed(other - one)}
    return Phrase("Numbers in both: {both}; only in the first: {one}; only in the second: {other}.", values)


def _listed(words: set[str]) -> str:
    shown = sorted(words, key=lambda word: (len(word), word))
    return ", ".join(shown[:8]) + (" …" if len(shown) > 8 else "") if shown else "–"
