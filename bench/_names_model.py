"""Fits the weights of `comity.enterprises.names` on half of the labelled pairs.

`python -m bench._names_model --write` fits and keeps them. A logistic regression with a ridge, on the numbers of pairs
that the cheap stage does not rule out. Pairs that have a name or an enterprise in common lie in the same half, so that
nothing of the half reported was seen. The threshold is the one with the best F1 over predictions made within the
fitting half, each tenth by a model fitted on the other nine.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from comity.enterprises.names.features import FEATURES, compare, hopeless
from comity.enterprises.names.reading import read
from comity.enterprises.names.scoring import RULED_OUT

PAIRS = Path(__file__).resolve().parents[2] / "shared" / "data" / "registry" / "crossscript_name_pairs.csv"
MODEL = Path(__file__).resolve().parents[1] / "src" / "comity" / "enterprises" / "names" / "tables" / "model.json"
RIDGE = 3.0
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair of names, whether they are one, and the group that it must not be parted from."""

    left: str
    right: str
    same: bool
    group: str
    script: str


def labelled() -> list[Labelled]:
    """All pairs of the file, in its order."""
    with PAIRS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for row in rows:
        for key in (row["wikidata"], "=" + row["name2"].casefold()):
            one, other = root("=" + row["name1"].casefold()), root(key)
            if not (row["match"] == "0" and key[0] == "="):  # a negative's other name is anybody's
                parent[max(one, other)] = min(one, other)
    return [
        Labelled(row["name1"], row["name2"], row["match"] == "1", root("=" + row["name1"].casefold()), row["script1"])
        for row in rows
    ]


def number_of(group: str) -> int:
    """A number that every run gives the same group."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big")


def halves(pairs: list[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """The half for fitting and the half that is reported, by the groups' digests."""
    return [p for p in pairs if number_of(p.group) % 2 == 0], [p for p in pairs if number_of(p.group) % 2]


def numbers(pairs: list[Labelled]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (zeros where the cheap stage ruled the pair out), labels, and which pairs it left."""
    values, left = np.zeros((len(pairs), len(FEATURES))), np.zeros(len(pairs), bool)
    for at, pair in enumerate(pairs):
        one, other = read(pair.left), read(pair.right)
        if not hopeless(one, other):
            left[at] = True
            values[at] = compare(one, other).values
    return values, np.array([pair.same for pair in pairs], float), left


def fit(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Weights for the features as they are; found by Newton's method on standardised ones."""
    mean, spread = values.mean(0), values.std(0)
    mean[0], spread[0] = 0.0, 1.0
    spread[spread == 0] = 1.0
    scaled = (values - mean) / spread
    ridge = np.full(values.shape[1], RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(values.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (chance - labels) + ridge * weights
        bend = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    raw = weights / spread
    raw[0] = weights[0] - (weights[1:] * mean[1:] / spread[1:]).sum()
    return raw


def fitted_scores(
    train: tuple[np.ndarray, np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """Scores of ``test`` by weights fitted on ``train``."""
    weights = fit(train[0][train[2]], train[1][train[2]])
    return np.where(test[2], 1 / (1 + np.exp(-test[0] @ weights)), RULED_OUT)


def crossed(pairs: list[Labelled], data: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """Scores of all ``pairs``, each tenth of the groups by weights fitted on the rest."""
    fold = np.array([number_of("fold" + pair.group) % FOLDS for pair in pairs])
    scores = np.zeros(len(pairs))
    for each in range(FOLDS):
        inside = fold == each
        train = (data[0][~inside], data[1][~inside], data[2][~inside])
        scores[inside] = fitted_scores(train, (data[0][inside], data[1][inside], data[2][inside]))
    return scores


def f1(labels: np.ndarray, said: np.ndarray) -> float:
    """The harmonic mean of precision and recall of ``said``."""
    right = float((labels * said).sum())
    return 2 * right / (labels.sum() + said.sum()) if right else 0.0


def best_threshold(labels: np.ndarray, scores: np.ndarray) -> float:
    """The threshold with the best F1, the middle of the widest stretch of nearly best ones."""
    tried = np.linspace(0.05, 0.95, 181) if scores.max() <= 1 else np.linspace(0, 100, 401)
    found = np.array([f1(labels, scores >= at) for at in tried])
    good = tried[found >= found.max() - 0.002]
    return float(np.median(good))


def main(write: bool) -> None:
    """Fit, print, and keep the weights if asked to."""
    pairs = labelled()
    fitting, _reported = halves(pairs)
    data = numbers(fitting)
    scores = crossed(fitting, data)
    threshold = best_threshold(data[1], scores)
    weights = fit(data[0][data[2]], data[1][data[2]])
    print(f"fitting half: {len(fitting)} pairs, F1 crossed {f1(data[1], scores >= threshold):.3f} at {threshold:.3f}")
    print(f"  {dict(zip(FEATURES, weights.round(3).tolist(), strict=True))}")
    if "--wrong" in sys.argv:
        for pair, score in zip(fitting, scores, strict=True):
            if (score >= threshold) != pair.same:
                print(f"  {int(pair.same)} {score:.2f} {pair.left} | {pair.right}")
    if write:
        digest = hashlib.sha256(PAIRS.read_bytes()).hexdigest()
        kept: dict[str, Any] = {
            "fitted_on": f"{len(fitting)} of {len(pairs)} labelled pairs of crossscript_name_pairs.csv (built from "
            "name-suggestion-index, BSD-3-Clause); no pair of the other half was used",
            "sha256_of_pairs": digest,
            "fitted_by": "python -m bench._names_model --write",
            "threshold": round(threshold, 3),
            "weights": dict(zip(FEATURES, (round(float(weight), 4) for weight in weights), strict=True)),
        }
        MODEL.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main("--write" in sys.argv)
