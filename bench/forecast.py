"""The forecast of a programme of 500 packages: 10,000 courses of events, every percentile of every package."""

from __future__ import annotations

import random
import time
from datetime import date
from typing import Any

from comity.programmes.schedule import DRAWS, Package, forecast, plan

PACKAGES, LIMIT = 500, 1.0  # seconds
TODAY = date(2026, 3, 31)


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`); a ratio of 1 or more is within the limit."""
    chance = random.Random(1)
    packages = []
    for index in range(PACKAGES):
        least = chance.randint(5, 60)
        likely = least + chance.randint(0, 40)
        after = tuple(f"P{each}" for each in sorted(chance.sample(range(index), min(index, chance.randint(0, 3)))))
        packages.append(Package(f"P{index}", least, likely, likely + chance.randint(5, 120), after))
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        found = forecast(packages, TODAY)
        best = min(best, time.perf_counter() - started)
    late = (found.whole[50] - plan(packages, TODAY).finish).days
    return [
        {
            "name": f"forecast of {PACKAGES} packages, {DRAWS:,} draws",
            "figure": best,
            "unit": "s",
            "limit": LIMIT,
            "peer": f"the median end lies {late} days after that of the likely durations",
            "ratio": LIMIT / best,
        }
    ]
