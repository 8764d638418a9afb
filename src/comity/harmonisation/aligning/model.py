"""From evidence to probabilities: a small model of choice, and its calibration. All it knows are a few weights.

A source provision chooses among its candidates and "no counterpart" (conditional logit, McFadden 1974): the utility of
a candidate is a weighted sum of its evidence, that of "no counterpart" a constant. What the choice gives is then
calibrated by two logistic functions, one for "these two correspond" and one for "there is no counterpart", since a
provision may well have several.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from comity.harmonisation.aligning.candidates import Pairs
from comity.harmonisation.aligning.evidence import KINDS, Evidence
from comity.harmonisation.aligning.sparse import Floats

FLOOR = 1e-6
COEFFICIENTS = "coefficients.json"


@dataclass(frozen=True)
class Choice:
    """The weights of the utilities, none negative; evidence counts from ``means`` in units of ``scales``."""

    means: Floats
    scales: Floats
    weights: Floats
    nothing: float

    def utilities(self, values: Floats) -> Floats:
        return np.asarray(((values - self.means) / self.scales) @ self.weights)

    def contributions(self, values: Floats) -> Floats:
        """What each kind of evidence adds to the utility of a pair, against the mean candidate."""
        return np.asarray(((values - self.means) / self.scales) * self.weights)

    def chances(self, pairs: Pairs, values: Floats) -> tuple[Floats, Floats]:
        """The chance of each pair, and for each source that of "no counterpart": they add up to 1 for each source."""
        utilities = self.utilities(values)
        highest = pairs.best_of_source(utilities, least=self.nothing)
        highest = np.maximum(highest, self.nothing)
        powers = np.exp(utilities - highest[pairs.lefts])
        nothing = np.exp(self.nothing - highest)
        total = np.bincount(pairs.lefts, weights=powers, minlength=pairs.sources) + nothing
        return powers / total[pairs.lefts], nothing / total


@dataclass(frozen=True)
class Logistic:
    """A logistic function of a few values."""

    weights: Floats
    bias: float

    def of(self, values: Floats) -> Floats:
        return np.asarray(1 / (1 + np.exp(-np.clip(values @ self.weights + self.bias, -40, 40))))


@dataclass(frozen=True)
class Model:
    """A choice and its calibration; ``provenance`` says on what it was fitted."""

    choice: Choice
    pair: Logistic
    none: Logistic
    provenance: str = ""

    def probabilities(self, evidence: Evidence) -> tuple[Floats, Floats]:
        """For each pair the probability that it corresponds; for each source that nothing does."""
        chances, nothing = self.choice.chances(evidence.pairs, evidence.values)
        pairs = evidence.pairs
        found = self.pair.of(pair_signals(pairs, chances, nothing))
        none = self.none.of(none_signals(pairs, chances, nothing))
        # A source cannot lack a counterpart more surely than its best pair lets it.
        return found, np.minimum(none, 1 - pairs.best_of_source(found))


def pair_signals(pairs: Pairs, chances: Floats, nothing: Floats) -> Floats:
    """What the calibration of a pair looks at: its chance, against "no counterpart", against others for its target."""
    against_nothing = np.log(chances + FLOOR) - np.log(nothing[pairs.lefts] + FLOOR)
    return np.stack([_logit(chances), against_nothing, _ahead(pairs, chances)], axis=1)


def none_signals(pairs: Pairs, chances: Floats, nothing: Floats) -> Floats:
    """What the calibration of "no counterpart" looks at: its chance, and whether the best target belongs to another."""
    behind = -_ahead(pairs, chances)
    highest = pairs.best_of_source(chances)
    is_best = chances >= highest[pairs.lefts]
    of_best = np.full(pairs.sources, 0.0)
    of_best[pairs.lefts[is_best]] = behind[is_best]
    return np.stack([_logit(nothing), of_best], axis=1)


@cache
def shipped() -> Mapping[str, Model]:
    """The models that come with Comity: "words" for texts in one language, "meaning" for two (see fitting.py)."""
    loaded = json.loads((files(__package__) / COEFFICIENTS).read_text(encoding="utf-8"))
    return {name: from_json(one) for name, one in loaded["models"].items()}


def from_json(loaded: Mapping[str, Any]) -> Model:
    """A model as `to_json` wrote it; a kind of evidence that it does not name has no weight."""
    rows = [loaded["choice"]["evidence"].get(kind, {"mean": 0.0, "scale": 1.0, "weight": 0.0}) for kind in KINDS]
    columns = {name: np.array([row[name] for row in rows]) for name in ("mean", "scale", "weight")}
    choice = Choice(columns["mean"], columns["scale"], columns["weight"], loaded["choice"]["nothing"])
    pair, none = (Logistic(np.array(loaded[name]["weights"]), loaded[name]["bias"]) for name in ("pair", "none"))
    return Model(choice, pair, none, loaded["provenance"])


def to_json(model: Model) -> dict[str, Any]:
    """A model as plain values."""
    choice = model.choice
    rows = zip(KINDS, choice.means, choice.scales, choice.weights, strict=True)
    named = {
        kind: {"mean": round(float(mean), 6), "scale": round(float(scale), 6), "weight": round(float(weight), 6)}
        for kind, mean, scale, weight in rows
    }
    found: dict[str, Any] = {"choice": {"evidence": named, "nothing": round(float(choice.nothing), 6)}}
    for name, one in (("pair", model.pair), ("none", model.none)):
        found[name] = {
            "weights": [round(float(weight), 6) for weight in one.weights],
            "bias": round(float(one.bias), 6),
        }
    return found | {"provenance": model.provenance}


def _ahead(pairs: Pairs, chances: Floats) -> Floats:
    others = pairs.best_other_of_target(chances)
    return np.asarray(np.log(chances + FLOOR) - np.log(chances + others + FLOOR))


def _logit(chances: Floats) -> Floats:
    return np.asarray(np.log(chances + FLOOR) - np.log(1 - chances + FLOOR))
