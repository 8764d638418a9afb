"""Work-shares of 150 enterprises and 40 packages, and of 1,500 and 400; the optimum beside that of HiGHS."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ortools.linear_solver.python import model_builder

from comity.programmes.workshare import composing, document, prices
from comity.programmes.workshare.question import Question, ask
from comity.programmes.workshare.solving import NothingFound, cheapest, fairest
from comity.programmes.workshare.testing import drawn

SIZES = ((150, 40, 1.0, 0.2), (1500, 400, 10.0, 0.35))  # enterprises, packages, seconds to the cheapest, points off
FAIR_SECONDS = 10.0
GAP = 0.0001


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`); a ratio of 1 or more is within the limit."""
    composing.compose(document.parse(drawn(10, 5, band_pp=60)))  # imports apart
    return [row for size in SIZES for row in _size(*size)] + [_conflict()]


def _size(enterprises: int, packages: int, seconds: float, points: float) -> list[dict[str, Any]]:
    name = f"work-share, {enterprises:,} enterprises, {packages} packages"
    read = document.parse(drawn(enterprises, packages))
    asked = ask(read).admitted()
    took, found = _timed(lambda: cheapest(asked, composing.CHEAPEST))
    assert not isinstance(found, NothingFound)
    cheap, priced = found
    other_took, other = _timed(lambda: highs(asked))
    fair_took, fair = _timed(lambda: fairest(asked, cheap, priced, read.premium, composing.FAIREST))
    gap = (cheap.cost - cheap.bound) / cheap.bound
    same = "the same" if other == cheap.cost else f"{other - cheap.cost:+,}"
    return [
        _row(f"{name}: cheapest", took, "s", seconds, f"HiGHS {other_took:.1f} s, optimum {same}"),
        _row(f"{name}: gap to the bound", gap, "", GAP, "proven" if cheap.proven else "not proven"),
        _row(f"{name}: fairest", fair_took, "s", FAIR_SECONDS, None),
        _row(f"{name}: greatest deviation", float(100 * fair.deviation), "points", points, None),
    ]


def _conflict() -> dict[str, Any]:
    """Bands of 3 points where one member's enterprises have hardly any capacity."""
    value = drawn(1500, 400)
    for each in value["enterprises"]:
        each["capacity"] = 2 if each["member"] == "M3" else each["capacity"]
    read = document.parse(value)
    took, answer = _timed(lambda: composing.compose(read))
    assert answer.status == "infeasible"
    assert answer.conflict
    return _row("work-share, 1,500 enterprises, 400 packages: conflict named", took, "s", 10.0, None)


def highs(asked: Question) -> int:
    """The least cost by HiGHS, as a mixed integer programme."""
    model = model_builder.Model()
    expression = model_builder.LinearExpr
    take = [model.new_bool_var(None) for _ in asked.offers]
    packages, enterprises, members = prices.grouped(asked)

    def weighed(indices: list[int], weights: tuple[int, ...]) -> Any:
        return expression.weighted_sum([take[i] for i in indices], [weights[asked.offers[i].package] for i in indices])

    for indices in packages:
        model.add(expression.sum([take[i] for i in indices]) == 1)
    for indices, room in zip(enterprises, asked.capacity, strict=True):
        if room is not None and indices:
            model.add(weighed(indices, asked.size) <= room)
    for indices, least, most in zip(members, asked.least, asked.most, strict=True):
        model.add(weighed(indices, asked.value) >= least)
        model.add(weighed(indices, asked.value) <= most)
    model.minimize(expression.weighted_sum(take, [offer.cost for offer in asked.offers]))
    solver = model_builder.Solver("highs")
    solver.set_time_limit_in_seconds(120)
    solver.solve(model)
    return round(solver.objective_value)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _row(name: str, figure: float, unit: str, limit: float, peer: str | None) -> dict[str, Any]:
    ratio = limit / figure if figure else None
    return {"name": name, "figure": float(figure), "unit": unit, "limit": limit, "peer": peer, "ratio": ratio}
