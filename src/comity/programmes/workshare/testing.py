"""Work-shares for tests and benchmarks: small ones written out, and large ones drawn from a seed.

All names and figures are invented. Capabilities are civil-protection and rescue goods of the Common Procurement
Vocabulary.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

CONTRIBUTIONS = (30, 22, 18, 14, 10, 6)
CAPABILITIES = (
    "34144210-3", "34144212-7", "34144213-4", "34144220-6", "34114100-0", "35111000-5", "35111300-8", "35111400-9",
    "35112000-2", "35113000-9", "35121000-8", "35125100-7", "32344250-4", "32500000-8", "32570000-9", "38100000-6",
    "38221000-0", "38431000-5", "38600000-1", "38120000-2",
)  # fmt: skip
START = date(2026, 1, 1)


def drawn(enterprises: int, packages: int, *, seed: int = 0, members: int = 6, band_pp: float = 3) -> dict[str, Any]:
    """A work-share drawn from a seed: some licences lapse, some offers lie outside the enterprise's branch."""
    chance = random.Random(seed)  # noqa: S311  nothing secret
    weights = CONTRIBUTIONS[:members] if members <= len(CONTRIBUTIONS) else (1,) * members
    names = [f"M{index + 1}" for index in range(members)]
    firms: list[dict[str, Any]] = [
        {
            "id": f"E{index + 1}",
            "member": names[index] if index < members else chance.choices(names, weights)[0],
            "capabilities": chance.sample(CAPABILITIES, chance.randint(2, 4)),
            "capacity": chance.randint(8, 30),
            "licensed": _licences(chance),
        }
        for index in range(enterprises)
    ]
    works = [_package(chance, index) for index in range(packages)]
    offers = [
        {
            "enterprise": firm["id"],
            "package": work["id"],
            "cost": round(work["value"] * chance.uniform(0.75, 1.3)),
        }
        for work in works
        for firm in firms
        if (work["capability"] in firm["capabilities"] and chance.random() < 0.6) or chance.random() < 0.01
    ]
    return {
        "members": [{"id": n, "contribution": w} for n, w in zip(names, weights, strict=True)],
        "contributions_in": "amounts",
        "band_pp": band_pp,
        "premium": 0.02,
        "enterprises": firms,
        "packages": works,
        "offers": offers,
        "pins": [],
        "forbid": [],
    }


def _licences(chance: random.Random) -> list[list[str]]:
    first = START - timedelta(days=chance.randint(0, 400))
    if chance.random() < 0.15:  # lapses midway, with a gap before the next
        lapse = START + timedelta(days=chance.randint(200, 700))
        again = lapse + timedelta(days=chance.randint(2, 60))
        return [[first.isoformat(), lapse.isoformat()], [again.isoformat(), "2030-12-31"]]
    renewed = START + timedelta(days=500)
    return [[first.isoformat(), renewed.isoformat()], [(renewed + timedelta(days=1)).isoformat(), "2030-12-31"]]


def _package(chance: random.Random, index: int) -> dict[str, Any]:
    begins = START + timedelta(days=chance.randint(0, 600))
    return {
        "id": f"P{index + 1}",
        "capability": chance.choice(CAPABILITIES),
        "size": chance.randint(2, 9),
        "value": round(chance.lognormvariate(6, 0.7)) * 10,
        "from": begins.isoformat(),
        "to": (begins + timedelta(days=chance.randint(60, 500))).isoformat(),
    }


def small(**changes: Any) -> dict[str, Any]:
    """A work-share of three members, four enterprises and four packages, as in ``docs/developer-programmes.md``."""
    whole: list[str | None] = ["2026-01-01", "2028-12-31"]
    question: dict[str, Any] = {
        "members": [
            {"id": "A", "contribution": 50},
            {"id": "B", "contribution": 30},
            {"id": "C", "contribution": 20},
        ],
        "band_pp": 15,
        "premium": 0.1,
        "enterprises": [
            enterprise("A1", "A", ["35110000-8"], 10, [whole]),
            enterprise("A2", "A", ["34144210-3"], 4, [["2026-01-01", "2027-03-31"], ["2027-04-01", "2028-12-31"]]),
            enterprise("B1", "B", ["35111300-8", "34144210-3"], 5, [whole]),
            enterprise("C1", "C", ["35111000-5"], 6, [["2026-01-01", "2027-06-30"]]),
        ],
        "packages": [
            package("extinguishers", "35111300-8", 3, 300, "2026-03-01", "2027-02-28"),
            package("clothing", "35113400-3", 2, 200, "2026-03-01", "2027-12-31"),
            package("vehicles", "34144210-3", 4, 350, "2026-06-01", "2028-06-30"),
            package("breathing", "35111100-6", 2, 150, "2026-01-01", "2027-06-30"),
        ],
        "offers": [
            offer("A1", "extinguishers", 310),
            offer("B1", "extinguishers", 290),
            offer("C1", "extinguishers", 320),
            offer("A1", "clothing", 190),
            offer("C1", "clothing", 170),
            offer("A2", "vehicles", 370),
            offer("B1", "vehicles", 345),
            offer("A1", "breathing", 140),
            offer("C1", "breathing", 155),
        ],
        "pins": [],
        "forbid": [],
    }
    return {**question, **changes}


def enterprise(
    name: str, member: str, capabilities: list[str], capacity: float | None, licensed: list[list[str | None]]
) -> dict[str, Any]:
    """An enterprise as the file has it."""
    return {
        "id": name,
        "member": member,
        "capabilities": capabilities,
        "capacity": capacity,
        "licensed": licensed,
    }


def package(name: str, capability: str, size: float, value: float, start: str, end: str) -> dict[str, Any]:
    """A package as the file has it."""
    return {"id": name, "capability": capability, "size": size, "value": value, "from": start, "to": end}


def offer(enterprise: str, package: str, cost: float) -> dict[str, Any]:
    """An offer as the file has it."""
    return {"enterprise": enterprise, "package": package, "cost": cost}
