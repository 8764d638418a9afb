"""Voting power under a rule: the Banzhaf and Shapley-Shubik indices of every member.

Both ask how often a member is decisive: Banzhaf over all coalitions of the others alike (L. Penrose 1946, J. Banzhaf
1965), Shapley-Shubik over all orders in which members may come round (1954). Exact, as fractions, wherever the
coalitions can be counted by dynamic programming: always up to some thirty members, and for any number of
interchangeable ones; estimated with a standard error beyond.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np

from comity.procedure import notation
from comity.procedure.decision import Members, Rule
from comity.procedure.decision.cases import KEYS, numbers
from comity.procedure.errors import WrongKind
from comity.procedure.position import ATTENDANCE, Position
from comity.procedure.power import exact, sampling
from comity.procedure.power.game import Game
from comity.procedure.power.reading import NoSuchGame, Reading, read

__all__ = ["TOLERANCE", "NoSuchGame", "analyse", "power_file"]

TOLERANCE = 0.001
MAX_SAMPLES = 2_000_000

Indices = list[dict[str, Any]]


def analyse(
    rule: Rule,
    members: Members,
    *,
    seed: int = 0,
    absolute: bool = False,
    positions: Mapping[str, Position] | None = None,
    numbers: Mapping[str, int] | None = None,
    in_favour: object = None,
    against: object = None,
    tolerance: float = TOLERANCE,
) -> dict[str, Any]:
    """The voting power of every member.

    Parameters
    ----------
    seed: of the random numbers, where an estimate is needed: the same seed gives the same figures.
    absolute: give ``banzhaf_absolute`` as well, the chance of being decisive; ``banzhaf`` are shares that add up to 1.
    positions: who is absent, recused or not taking part stays so, and has no power; other positions are left aside.
    numbers: what earlier stages fixed (``number_from``).
    in_favour, against: the positions to compare; by default the best and the worst for adoption.
    tolerance: estimates stop when each index is as near as this with 95 % confidence.

    Returns
    -------
    ``{"members": {ID: {"banzhaf": "5/21", "shapley_shubik": "7/30"}}, "exact": True, "in_favour": …, "against": …}``.
    Estimates are decimals, each member with its ``error`` (the greater of the two standard errors), beside
    ``samples`` and ``seed``. Under a rule that is not monotone a member that spoils a win counts negatively.

    Raises NoSuchGame, and the RuleErrors of a rule that does not fit its members.
    """
    attendance = {member: each for member, each in (positions or {}).items() if each.word in ATTENDANCE}
    found = read(rule, members, attendance=attendance, numbers=numbers or {}, in_favour=in_favour, against=against)
    about: dict[str, Any] = {"in_favour": _said(found.in_favour), "against": _said(found.against)}
    try:
        indices = _exact(found.game, absolute)
        about["exact"] = True
    except exact.TooManyStates:
        indices, samples = _estimated(found.game, seed, absolute, tolerance)
        about |= {"exact": False, "samples": samples, "seed": seed}
    return {"members": _by_member(members, found, indices), **about}


def power_file(data: object, *, seed: int = 0, absolute: bool = False) -> dict[str, Any]:
    """:func:`analyse` for the loaded data of a case, as ``comity rule decide`` reads it too, or of a rule and members.

    ``in_favour`` and ``against`` may stand beside them. Raises a RuleError that names the place, or NoSuchGame.
    """
    notation.mapping(data, "file", required=["members", "rule"], optional=[*KEYS, "in_favour", "against"])
    assert isinstance(data, Mapping)
    rule, members = Rule.parse(data["rule"]), Members.parse(data["members"])
    held = data.get("positions", {})
    if not isinstance(held, Mapping):
        raise WrongKind("positions", notation.shown(held), "a mapping of members to their positions")
    positions = {}
    for member, said in held.items():
        members.require(member, f"positions.{member}")
        positions[member] = rule.position(said, f"positions.{member}")
    return analyse(
        rule,
        members,
        seed=seed,
        absolute=absolute,
        positions=positions,
        numbers=numbers(data.get("numbers", {})),
        in_favour=data.get("in_favour"),
        against=data.get("against"),
    )


def _said(position: Position | None) -> object:
    return None if position is None else position.as_data()


def _by_member(members: Members, found: Reading, by_kind: Indices) -> dict[str, dict[str, Any]]:
    """The indices of every member in order; members without a part in the game have none."""
    like = by_kind[0] if by_kind else {"banzhaf": "0", "shapley_shubik": "0"}
    nothing: dict[str, Any] = {index: type(value)(0) for index, value in like.items()}
    of_player = {
        player: index for index, kind in zip(by_kind, found.game.kinds, strict=True) for player in kind.players
    }
    player_of = {member: player for player, member in enumerate(found.players)}
    return {
        member.id: dict(of_player[player_of[index]] if index in player_of else nothing)
        for index, member in enumerate(members)
    }


def _exact(game: Game, absolute: bool) -> Indices:
    """By kind, as fractions. Raises TooManyStates."""
    swings = exact.swings(game)
    n = game.players
    total = sum(sum(row) * kind.size for row, kind in zip(swings, game.kinds, strict=True))
    orders = [n * comb(n - 1, size) for size in range(n)]
    found: Indices = []
    for row in swings:
        shapley = sum((Fraction(c, o) for c, o in zip(row, orders, strict=True) if c), Fraction(0))
        entry = {"banzhaf": str(Fraction(sum(row), total) if total else 0), "shapley_shubik": str(shapley)}
        found.append(entry | ({"banzhaf_absolute": str(Fraction(sum(row), 2 ** (n - 1)))} if absolute else {}))
    return found


def _estimated(game: Game, seed: int, absolute: bool, tolerance: float) -> tuple[Indices, int]:
    """By kind, as decimals with their error; and how many samples both indices took."""
    streams = np.random.default_rng(seed).spawn(2)
    orders = sampling.shapley_shubik(game, streams[0], tolerance=tolerance, max_samples=MAX_SAMPLES)
    coalitions = sampling.banzhaf(game, streams[1], tolerance=tolerance, max_samples=MAX_SAMPLES)
    found: Indices = []
    for kind in range(len(game.kinds)):
        error = max(coalitions.error[kind], orders.error[kind])
        entry = {
            "banzhaf": round(float(coalitions.index[kind]), 7),
            "shapley_shubik": round(float(orders.index[kind]), 7),
            "error": _short(error),
        }
        chance = {
            "banzhaf_absolute": float(f"{coalitions.chance[kind]:.7g}"),
            "banzhaf_absolute_error": _short(coalitions.chance_error[kind]),
        }
        found.append(entry | (chance if absolute else {}))
    return found, coalitions.samples + orders.samples


def _short(error: float) -> float:
    return float(f"{error:.2g}")
