"""Hypothesis strategies for work-shares, small enough to go through all assignments."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from comity.programmes.workshare.testing import enterprise, offer, package


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """Small work-shares of every kind: bands, capacities, licences that lapse, codes and words, pins."""
    members = [f"M{i}" for i in range(draw(st.integers(1, 3)))]
    codes = ["35110000-8", "35111300-8", "35111000-5", "34144210-3", "welding"]
    licences = [[["2026-01-01", None]], [["2026-01-01", "2026-06-30"], ["2026-07-01", "2027-12-31"]],
                [["2026-01-01", "2026-06-29"]], []]  # fmt: skip
    firms = [
        enterprise(
            f"E{i}",
            draw(st.sampled_from(members)),
            draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3)),
            draw(st.one_of(st.none(), st.integers(0, 9))),
            draw(st.sampled_from(licences)),
        )
        for i in range(draw(st.integers(1, 4)))
    ]
    works = [
        package(f"P{i}", draw(st.sampled_from(codes)), draw(st.integers(0, 5)), draw(st.integers(1, 9)),
                "2026-03-01", draw(st.sampled_from(["2026-06-30", "2026-12-31"])))
        for i in range(draw(st.integers(1, 5)))
    ]  # fmt: skip
    pairs = [(firm["id"], work["id"]) for firm in firms for work in works]
    offered = [pair for pair in pairs if draw(st.integers(0, 9))] or pairs[:1]
    cost = st.one_of(st.integers(0, 30), st.sampled_from([0.5, 12.25]))
    some = st.lists(st.sampled_from(pairs).map(lambda pair: {"enterprise": pair[0], "package": pair[1]}), max_size=1)
    return {
        "members": [{"id": name, "contribution": draw(st.integers(1, 5))} for name in members],
        "contributions_in": "amounts",
        "band_pp": draw(st.one_of(st.none(), st.sampled_from([5, 20, 33.5, 60]))),
        "premium": draw(st.sampled_from([0, 0.05, 0.5, "1/3"])),
        "enterprises": firms,
        "packages": works,
        "offers": [offer(firm, work, draw(cost)) for firm, work in offered],
        "pins": draw(some) if draw(st.booleans()) else [],
        "forbid": draw(some),
    }
