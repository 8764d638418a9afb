"""Alignment of two texts: for each provision of one what corresponds to it in the other, how surely, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.harmonisation.aligning import languages
from comity.harmonisation.aligning.evidence import Evidence, gather
from comity.harmonisation.aligning.grounds import Ground, Grounds
from comity.harmonisation.aligning.likeness import ByMeaning, ByWords, Likeness
from comity.harmonisation.aligning.model import Model, shipped
from comity.harmonisation.aligning.sparse import Floats
from comity.harmonisation.aligning.texts import LegalText

PROPOSED = 0.5
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Embeddings of texts, a row each: 384 numbers from multilingual-e5-small. Called once for all texts together."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """``source`` corresponds to ``target`` (identifiers), or to nothing (``None``), with this probability."""

    source: str
    target: str | None
    probability: float
    grounds: tuple[Ground, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "target": self.target,
            "probability": round(self.probability, 4),
            "evidence": [ground.as_json() for ground in self.grounds],
        }


def align(
    source: LegalText,
    target: LegalText,
    *,
    encode: Encode | None = None,
    models: Mapping[str, Model] | None = None,
    further: int = 0,
) -> tuple[Proposal, ...]:
    """Proposals for every provision of ``source``, in its order, the best first.

    Each source has its best target and whatever else is more likely than not (one-to-many), with at least ``further``
    candidates more; where "no counterpart" is likelier than the best target a proposal of ``None`` comes first. Texts
    in one language are compared by their words alone. For two languages ``encode`` is needed; raises `UnknownLanguage`
    where the model has not learned one of them, and ValueError without ``encode``.

    Size: 10,000 × 10,000 provisions by words in three minutes and 1 GB (bench/alignment_scale.py).
    """
    evidence, by_meaning = evidence_of(source, target, encode)
    model = (models or shipped())["meaning" if by_meaning else "words"]
    found, none = model.probabilities(evidence)
    grounds = Grounds(source, target, evidence, model, by_meaning=by_meaning)
    proposals: list[Proposal] = []
    for at in range(len(source)):
        proposals += _of_source(at, source, target, evidence, found, none, grounds, further)
    return tuple(proposals)


def evidence_of(source: LegalText, target: LegalText, encode: Encode | None) -> tuple[Evidence, bool]:
    """The evidence of two texts, and whether it was found by meaning."""
    one_language = languages.is_one_language(source.language, target.language)
    if not one_language:
        languages.require_known(source.language, target.language)
        if encode is None:
            raise ValueError(f"texts in {source.language} and {target.language} cannot be compared without an encoder")
    likeness: Likeness = ByWords(source, target) if one_language or encode is None else _meant(source, target, encode)
    return gather(source, target, likeness, one_language=one_language), not one_language


def _meant(source: LegalText, target: LegalText, encode: Encode) -> ByMeaning:
    texts = [provision.text for side in (source, target) for provision in side.provisions]
    vectors = encode(texts)
    articles = (np.array(source.articles, dtype=np.int64), np.array(target.articles, dtype=np.int64))
    return ByMeaning((vectors[: len(source)], vectors[len(source) :]), articles)


def _of_source(
    at: int,
    source: LegalText,
    target: LegalText,
    evidence: Evidence,
    found: Floats,
    none: Floats,
    grounds: Grounds,
    further: int,
) -> list[Proposal]:
    bounds = evidence.pairs.bounds
    places = np.arange(bounds[at], bounds[at + 1])
    places = places[np.argsort(-found[places], kind="stable")]
    id = source.provisions[at].id
    nearest = float(found[places[0]]) if len(places) else 0.0
    proposals = [
        Proposal(id, _target(target, evidence, place), float(found[place]), grounds.of_pair(int(place)))
        for rank, place in enumerate(places)
        if rank <= further or found[place] >= PROPOSED
    ]
    if none[at] > nearest or not proposals:
        name = _target(target, evidence, places[0]) if len(places) else ""
        proposals.insert(0, Proposal(id, None, float(none[at]), grounds.of_none(at, name, nearest)))
    return proposals


def _target(target: LegalText, evidence: Evidence, place: np.int64) -> str:
    return target.provisions[int(evidence.pairs.rights[place])].id
