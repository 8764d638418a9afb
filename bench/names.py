"""Names matched across scripts: F1 on the half of the labelled pairs that chose nothing, and pairs a second.

Every baseline gets its threshold from the same fitting half, in the same run, and is reported on the same other half.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from bench import _names_model
from comity.enterprises import names
from comity.enterprises.names import features, match, read, reading, scoring, scripts, sounds

LIMIT_F1 = 0.80
LIMIT_CHEAP = 5_000
LIMIT_WHOLE = 1_500
ROUNDS = 5
Score = Callable[[str, str], float]


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    if not _names_model.PAIRS.exists():
        return [{"name": "names across scripts: not run, the labelled pairs are absent", "figure": 0}]
    pairs = _names_model.labelled()
    fitting, reported = _names_model.halves(pairs)
    labels = np.array([pair.same for pair in reported], float)
    found = [match(pair.left, pair.right) for pair in reported]
    said = np.array([one.verdict == "same" for one in found], float)
    ours = _names_model.f1(labels, said)
    data = _names_model.numbers(pairs)
    crossed = _names_model.crossed(pairs, data)
    rows = [
        _row(f"F1 on the reported half ({len(reported)} pairs)", ours, "", LIMIT_F1, _precision(labels, said)),
        _row(
            f"F1 over all {len(pairs)}, each tenth by weights fitted on the rest",
            _names_model.f1(data[1], crossed >= scoring.model().threshold),
            "",
            LIMIT_F1,
            None,
        ),
        {
            "name": "how far the score is from a probability (expected calibration error)",
            "figure": _calibration(labels, found),
        },
    ]
    rows += [_baseline(name, score, fitting, reported, ours) for name, score in BASELINES.items()]
    rows += [
        _rate("cheap stage: both names read, likeness, ruled out or not", _cheap, pairs, LIMIT_CHEAP),
        _rate(
            "end to end: read, compared, scored, the reason said", lambda a, b: match(a, b).reason, pairs, LIMIT_WHOLE
        ),
    ]
    return rows


def _row(name: str, figure: float, unit: str, limit: float, peer: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "figure": figure,
        "unit": unit,
        "limit": limit,
        "peer": peer,
        "ratio": f"{figure / limit:.2f}",
    }


def _precision(labels: np.ndarray, said: np.ndarray) -> str:
    right = float((labels * said).sum())
    return f"precision {right / said.sum():.3f}, recall {right / labels.sum():.3f}"


def _calibration(labels: np.ndarray, found: list[names.Match]) -> float:
    """The mean gap between score and share of true pairs over ten bins, weighted by their pairs."""
    scores = np.array([one.score for one in found])
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [
        abs(scores[bins == at].mean() - labels[bins == at].mean()) * (bins == at).sum() for at in set(bins.tolist())
    ]
    return float(sum(gaps) / len(scores))


def _latin(name: str) -> str:
    return anyascii(name).lower()


BASELINES: dict[str, Score] = {
    "token-sort after transliteration": lambda a, b: fuzz.token_sort_ratio(_latin(a), _latin(b)),
    "token-set after transliteration": lambda a, b: fuzz.token_set_ratio(_latin(a), _latin(b)),
    "plain ratio after transliteration": lambda a, b: fuzz.ratio(_latin(a), _latin(b)),
    "Jaro–Winkler after transliteration": lambda a, b: 100 * JaroWinkler.similarity(_latin(a), _latin(b)),
    "our cheap stage alone": lambda a, b: 100 * features.cheap(read(a), read(b)),
}


def _baseline(
    name: str, score: Score, fitting: list[_names_model.Labelled], reported: list[_names_model.Labelled], ours: float
) -> dict[str, Any]:
    scored = [np.array([score(pair.left, pair.right) for pair in half]) for half in (fitting, reported)]
    labels = [np.array([pair.same for pair in half], float) for half in (fitting, reported)]
    threshold = _names_model.best_threshold(labels[0], scored[0])
    figure = _names_model.f1(labels[1], scored[1] >= threshold)
    return {
        "name": f"baseline on the same half: {name}",
        "figure": figure,
        "peer": f"ours {ours:.3f}",
        "ratio": f"{ours / figure:.2f}",
    }


def _cheap(left: str, right: str) -> bool:
    return features.hopeless(read(left), read(right))


def _rate(
    name: str, work: Callable[[str, str], object], pairs: list[_names_model.Labelled], limit: int
) -> dict[str, Any]:
    """Pairs a second of processor time on one core, the median of rounds that each begin with nothing remembered."""
    work("Аист", "Aist")  # the tables are read once a process
    rates = []
    for _ in range(ROUNDS):
        _forget()
        started = time.process_time()
        for pair in pairs:
            work(pair.left, pair.right)
        rates.append(len(pairs) / (time.process_time() - started))
    rate = float(np.median(rates))
    return {
        "name": name,
        "figure": round(rate),
        "unit": "pairs/s",
        "limit": f"{limit:,}",
        "ratio": f"{rate / limit:.2f}",
    }


def _forget() -> None:
    kept = {"_legal_forms", "_concepts", "model"}
    for module in (features, reading, scoring, scripts, sounds):
        for name, value in vars(module).items():
            if isinstance(value, functools._lru_cache_wrapper) and name not in kept:
                value.cache_clear()


if __name__ == "__main__":
    from bench.__main__ import line

    for one in run():
        print(line(one))
