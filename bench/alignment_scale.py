"""Alignment by words at scale: seconds and memory of 1,000 × 1,000 and 10,000 × 10,000 provisions, without encoding.

The texts are drawn with the frequencies of words that language has (Zipf); the second is the first with a third of the
words changed, some provisions left out and chapters put in another order. Each size runs in a process of its own, so
that its memory can be read.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from itertools import accumulate
from typing import Any

from comity.harmonisation.aligning import LegalText, Provision, align

SIZES = ((1_000, 10.0), (10_000, 180.0))
MEMORY = 1024  # MB, for the smaller size
WORDS = 60
VOCABULARY = 20_000
PER_ARTICLE, PER_CHAPTER = 4, 200


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    rows = []
    for size, limit in SIZES:
        out = subprocess.run(
            [sys.executable, "-m", "bench.alignment_scale", str(size)], capture_output=True, check=True, text=True
        )
        found = json.loads(out.stdout)
        name = f"alignment by words, {size:,} × {size:,} provisions"
        rows.append(_row(f"{name}, time of the processor", found["seconds"], "s", limit))
        rows.append(_row(f"{name}, memory", found["megabytes"], "MB", MEMORY))
        rows.append({"name": f"{name}, hit@1", "figure": found["hit"], "unit": "", "limit": None})
    return rows


def texts(size: int, seed: int = 1) -> tuple[LegalText, LegalText, dict[str, str]]:
    """Two texts, and which provision of the second was made from each of the first."""
    source = random.Random(seed)
    words = [f"{source.choice('bcdfglmnprstv')}{source.choice('aeiou')}" + _rest(source) for _ in range(VOCABULARY)]
    often = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def drawn(count: int) -> list[str]:
        return source.choices(words, cum_weights=often, k=count)

    first = [drawn(WORDS) for _ in range(size)]
    chapters = [list(range(begin, min(begin + PER_CHAPTER, size))) for begin in range(0, size, PER_CHAPTER)]
    source.shuffle(chapters)
    order = [at for chapter in chapters for at in chapter if source.random() > 0.1]
    fresh = size - len(order)
    second = [[drawn(1)[0] if source.random() < 1 / 3 else word for word in first[at]] for at in order]
    second += [drawn(WORDS) for _ in range(fresh)]
    made = {_id("s", at): _id("t", place) for place, at in enumerate(order)}
    return _text("s", first), _text("t", second), made


def _rest(source: random.Random) -> str:
    return "".join(source.choice("bcdfglmnprstvaeiou") for _ in range(source.randrange(1, 8)))


def _text(name: str, provisions: list[list[str]]) -> LegalText:
    return LegalText(
        "en", name, tuple(Provision(_id(name, at), " ".join(words)) for at, words in enumerate(provisions))
    )


def _id(name: str, at: int) -> str:
    return f"{name}:{at // PER_ARTICLE + 1}({at % PER_ARTICLE + 1})"


def _row(name: str, figure: float, unit: str, limit: float) -> dict[str, Any]:
    return {"name": name, "figure": figure, "unit": unit, "limit": limit, "ratio": round(limit / figure, 2)}


def _measure(size: int) -> None:
    first, second, made = texts(size)
    started = time.process_time()
    proposals = align(first, second)
    seconds = time.process_time() - started
    best: dict[str, str | None] = {}
    for proposal in proposals:
        best.setdefault(proposal.source, proposal.target)
    hits = sum(best[source] == target for source, target in made.items())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": memory, "hit": hits / len(made)}))


if __name__ == "__main__":
    _measure(int(sys.argv[1]))
