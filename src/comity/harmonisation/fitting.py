"""Fits the weights of alignment to judged correspondences, and measures them on what they were not fitted on.

    python -m comity.harmonisation.fitting OUT GOLD.json …     the gold as `gold.py` reads it

Nothing but numbers is learned: the kinds of evidence are fixed (`aligning.evidence.KINDS`), each may only speak for a
correspondence (weights are never negative), and weights are drawn towards nothing (ridge). Judgements of national
experts fit in here as they are: a `Judged` for each pair of texts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from comity.harmonisation.aligning.candidates import Pairs
from comity.harmonisation.aligning.evidence import Evidence
from comity.harmonisation.aligning.model import Choice, Logistic, Model, none_signals, pair_signals, to_json
from comity.harmonisation.aligning.sparse import Floats, Ints
from comity.harmonisation.aligning.texts import LegalText

RIDGE, RIDGE_OF_CALIBRATION = 0.5, 1.0
STEPS, RATE = 250, 0.1
INNER_FOLDS = 5
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Evidence of two texts with what is known: ``right`` for each pair, ``known`` and ``none`` for each source.

    ``groups`` gives the article of each source: what is of one article is never parted between fitting and measuring.
    """

    evidence: Evidence
    right: Bools
    known: Bools
    none: Bools
    groups: Ints

    def only(self, sources: Bools) -> Judged:
        """The same with fewer sources known."""
        return replace(self, known=self.known & sources)


def judged(source: LegalText, target: LegalText, evidence: Evidence, gold: Mapping[str, Sequence[str]]) -> Judged:
    """What is known of two texts; ``gold`` names the targets of each judged source, none for no counterpart."""
    pairs = evidence.pairs
    of_source = [set(gold.get(provision.id, ())) for provision in source.provisions]
    right = [
        target.provisions[j].id in of_source[i]
        for i, j in zip(pairs.lefts.tolist(), pairs.rights.tolist(), strict=True)
    ]
    known = np.array([provision.id in gold for provision in source.provisions], dtype=bool)
    none = np.array([not targets for targets in of_source], dtype=bool) & known
    return Judged(evidence, np.array(right, dtype=bool), known, none, np.array(source.articles, dtype=np.int64))


def fit(sets: Sequence[Judged], provenance: str = "", *, seed: int = 0) -> Model:
    """A model from judged texts. Its calibration is fitted on choices made for sources left out (five folds)."""
    choice = fit_choice(sets)
    signals: list[Floats] = []
    rights: list[Floats] = []
    none: list[Floats] = []
    nothing_right: list[Floats] = []
    held_out = _left_out(sets, seed)
    for one, (chances, nothing) in zip(sets, held_out, strict=True):
        pairs = one.evidence.pairs
        known = one.known[pairs.lefts]
        signals.append(pair_signals(pairs, chances, nothing)[known])
        rights.append(one.right[known].astype(float))
        none.append(none_signals(pairs, chances, nothing)[one.known])
        nothing_right.append(one.none[one.known].astype(float))
    pair = _fit_logistic(np.concatenate(signals), np.concatenate(rights))
    return Model(choice, pair, _fit_logistic(np.concatenate(none), np.concatenate(nothing_right)), provenance)


def cross_validated(
    one: Judged, folds: int = 10, *, seed: int = 0, copies: Sequence[Judged] = ()
) -> tuple[Floats, Floats]:
    """Probabilities of every pair and of "no counterpart", each from a model fitted on other articles only.

    ``copies`` are further judgements of the same sources (`gold.thinned`): parted in the same way.
    """
    found = np.zeros(len(one.evidence.pairs))
    nothing = np.ones(one.evidence.pairs.sources)
    for fold in _folds(one.groups, folds, seed):
        model = fit([each.only(~fold) for each in (one, *copies)], seed=seed)
        chances, none = model.probabilities(one.evidence)
        found[fold[one.evidence.pairs.lefts]] = chances[fold[one.evidence.pairs.lefts]]
        nothing[fold] = none[fold]
    return found, nothing


def fit_choice(sets: Sequence[Judged]) -> Choice:
    """The weights that make the judged choices most likely; of several right targets any will do."""
    values = np.concatenate([one.evidence.values[one.known[one.evidence.pairs.lefts]] for one in sets])
    means, scales = values.mean(axis=0), values.std(axis=0)
    scales = np.where(scales > 1e-9, scales, 1.0)
    problems = [_Problem.of(one, means, scales) for one in sets]
    weights = np.append(np.full(values.shape[1], 0.3), 1.0)
    step = _Steps(len(weights))
    for _ in range(STEPS):
        gradient = np.sum([problem.gradient(weights) for problem in problems], axis=0)
        gradient[:-1] += RIDGE * weights[:-1]
        weights = weights - step.of(gradient)
        weights[:-1] = np.maximum(weights[:-1], 0.0)
    return Choice(means, scales, weights[:-1], float(weights[-1]))


@dataclass(frozen=True)
class _Problem:
    pairs: Pairs
    values: Floats
    right: Bools
    none: Bools
    known: Bools

    @classmethod
    def of(cls, one: Judged, means: Floats, scales: Floats) -> _Problem:
        pairs = one.evidence.pairs
        kept = one.known[pairs.lefts]
        some = Pairs(pairs.lefts[kept], pairs.rights[kept], pairs.sources, pairs.targets)
        values = (one.evidence.values[kept] - means) / scales
        return cls(some, values, one.right[kept], one.none, one.known)

    def gradient(self, weights: Floats) -> Floats:
        """Of the negative log-likelihood that the choice falls on something right."""
        lefts = self.pairs.lefts
        choice = Choice(np.zeros(self.values.shape[1]), np.ones(self.values.shape[1]), weights[:-1], float(weights[-1]))
        chances, nothing = choice.chances(self.pairs, self.values)
        hit = np.bincount(lefts, weights=chances * self.right, minlength=len(self.known)) + nothing * self.none
        can = (hit > 0) & self.known  # what no candidate can be right for teaches nothing
        hit = np.where(can, np.maximum(hit, 1e-12), 1.0)
        of_pairs = np.where(can[lefts], chances - chances * self.right / hit[lefts], 0.0)
        of_nothing = np.where(can, nothing - nothing * self.none / hit, 0.0)
        return np.append(of_pairs @ self.values, of_nothing.sum())


class _Steps:
    """Steps down a gradient whose sizes adapt (Kingma and Ba 2015, "Adam")."""

    def __init__(self, size: int) -> None:
        self._mean, self._square, self._count = np.zeros(size), np.zeros(size), 0

    def of(self, gradient: Floats) -> Floats:
        self._count += 1
        self._mean = 0.9 * self._mean + 0.1 * gradient
        self._square = 0.999 * self._square + 0.001 * gradient**2
        mean = self._mean / (1 - 0.9**self._count)
        return np.asarray(RATE * mean / (np.sqrt(self._square / (1 - 0.999**self._count)) + 1e-8))


def _left_out(sets: Sequence[Judged], seed: int) -> list[tuple[Floats, Floats]]:
    """Choices for every known source, each made with weights fitted without its fold."""
    found = [(np.zeros(len(one.evidence.pairs)), np.ones(one.evidence.pairs.sources)) for one in sets]
    folds = [list(_folds(one.groups, INNER_FOLDS, seed + 1)) for one in sets]
    for at in range(INNER_FOLDS):
        parts = [
            fold[at] if at < len(fold) else np.zeros(len(one.known), bool)
            for one, fold in zip(sets, folds, strict=True)
        ]
        choice = fit_choice([one.only(~part) for one, part in zip(sets, parts, strict=True)])
        for one, part, (chances, nothing) in zip(sets, parts, found, strict=True):
            given, none = choice.chances(one.evidence.pairs, one.evidence.values)
            here = part[one.evidence.pairs.lefts]
            chances[here], nothing[part] = given[here], none[part]
    return found


def _folds(groups: Ints, count: int, seed: int) -> Iterator[Bools]:
    """Sources parted by article, drawn by a seed."""
    articles = np.unique(groups)
    order = np.random.default_rng(seed).permutation(len(articles))
    for at in range(min(count, len(articles))):
        yield np.isin(groups, articles[order % count == at])


def _fit_logistic(values: Floats, right: Floats) -> Logistic:
    """Logistic regression with weights that are never negative."""
    means, scales = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-9)
    scaled = (values - means) / scales
    weights = np.zeros(values.shape[1] + 1)
    step = _Steps(len(weights))
    for _ in range(STEPS):
        error = Logistic(weights[:-1], float(weights[-1])).of(scaled) - right
        gradient = np.append(error @ scaled + RIDGE_OF_CALIBRATION * weights[:-1], error.sum())
        weights = weights - step.of(gradient)
        weights[:-1] = np.maximum(weights[:-1], 0.0)
    real = weights[:-1] / scales
    return Logistic(real, float(weights[-1] - real @ means))


def main(out: str, *golds: str) -> None:
    """Fit the models that are shipped and write them to ``out``: "words" on texts in one language, "meaning" on all.

    By meaning everything resembles everything a little, so there the same texts with a part left out are learned from
    too (`Gold.lacking`); by words that only made the recast worse.
    """
    from comity.harmonisation.encoding import Encoder, default_directory
    from comity.harmonisation.gold import read_gold

    encode = Encoder(default_directory())
    sets: dict[str, list[Judged]] = {"words": [], "meaning": []}
    provenance: dict[str, list[str]] = {"words": [], "meaning": []}
    for path in golds:
        gold = read_gold(Path(path))
        for name, one in gold.judged(encode).items():
            sets[name].append(one)
            provenance[name].append(gold.named)
        sets["meaning"] += gold.lacking(encode)
    models = {name: to_json(fit(sets[name], "; ".join(provenance[name]))) for name in sets if sets[name]}
    made = {"made_by": "python -m comity.harmonisation.fitting", "models": models}
    Path(out).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
