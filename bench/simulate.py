"""Forecasts of real roll calls of the General Assembly, each from those before it, scored against the base rate."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from comity.procedure import roll_calls
from comity.procedure.decision import Rule
from comity.procedure.simulate.backtest import backtest

VOTES = Path(__file__).resolve().parents[2] / "shared" / "data" / "votes"
SINCE, TESTED, EVERY = 55, 65, 6  # sessions; of the tested roll calls every sixth
HEARD = (0, 20, 60)


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`); none, saying so, where the roll calls are absent."""
    if not VOTES.exists():
        print(f"simulate: no roll calls at {VOTES.name}, skipped")
        return []
    known = roll_calls.read(VOTES, since=SINCE)
    tested = [each for each in known if each.session >= TESTED][::EVERY]
    rule = Rule.parse({"adopted_if": {"count": "yes", "at_least": "2/3"}})
    rows = []
    for heard in HEARD:
        started = time.perf_counter()
        score = backtest(known, rule, tested, heard=heard)
        seconds = (time.perf_counter() - started) / len(tested)
        when = f"after {heard} members" if heard else "before anybody"
        rows.append(
            {
                "name": f"forecast of two thirds of the members, {when}: Brier score of {len(tested)} roll calls",
                "figure": score.forecasts,
                "unit": "",
                "limit": score.base_rate,
                "peer": f"base rate {score.base_rate:.3f}, skill {score.skill:.2f}, {seconds:.2f} s a forecast",
                "ratio": score.base_rate / score.forecasts,
            }
        )
    return rows


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']}: {row['figure']:.4f} (limit {row['limit']:.4f}; {row['peer']}; {row['ratio']:.2f})")
