"""How likely, and how soon, a question is adopted, from what its members did before.

A seeded Monte Carlo over the model of :mod:`comity.procedure.simulate.model`. It forecasts; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from comity.procedure import notation
from comity.procedure.decision import Members, Question, Rule
from comity.procedure.decision.cases import REMARKS, numbers
from comity.procedure.errors import OutOfRange, UnknownGroup, WrongKind
from comity.procedure.position import ATTENDANCE, Position
from comity.procedure.simulate.histories import Histories, Past, span
from comity.procedure.simulate.model import MOST, Correlations, Model, draw
from comity.procedure.simulate.runs import Runs

__all__ = ["Correlations", "Histories", "Past", "forecast", "simulate_file"]

RUNS = 2_000
MAX_RUNS = 200_000
PRIOR = 1.0


def forecast(
    question: Question,
    histories: Histories,
    *,
    deadline: float | None = None,
    taken: Mapping[str, Position] | None = None,
    waited: float = 0.0,
    correlations: Correlations | None = None,
    relevance: Mapping[str, float] | None = None,
    prior: float = PRIOR,
    runs: int = RUNS,
    seed: int = 0,
) -> dict[str, Any]:
    """What is likely to become of a question.

    Parameters
    ----------
    deadline: days after opening by which positions count; None: there is none.
    taken: positions already taken, ``waited`` days after opening; the others have been silent so long.
    correlations: how alike members answer; by default estimated from the questions that several answered.
    relevance: the weight of each earlier question by name (those not named: 0); by default all count alike.
    prior: how many answers of everybody together a member's own history is smoothed with.
    seed: the same seed gives the same figures.

    Returns
    -------
    ``outcomes``: of adopted, rejected, no quorum and lapsed (not adopted at the deadline for want of positions; without
    a deadline: open), the ``probability`` and its standard ``error``. ``days``: quantiles of the days until it is
    settled, and until it is adopted where it is. ``members``, whose position matters most first: ``decisive`` is the
    chance that the outcome hangs on that member, ``expected`` the chance of each position, ``answers`` the length of
    its history.
    """
    held = dict(taken or {})
    model = Model(question, histories, also=held.values(), relevance=relevance, prior=prior, correlations=correlations)
    known = {
        question.index(member): model.categories.index(None if position.word in ATTENDANCE else position)
        for member, position in held.items()
    }
    category, days = draw(model, known, waited, runs, np.random.default_rng(seed))
    found = Runs(model, category, days, deadline, held, waited)
    return {
        "outcomes": found.outcomes(),
        "days": found.days_until(),
        "members": found.members(),
        "assumed": {
            "prior": prior,
            "correlation": {"all": round(model.correlations.everybody, 3), **model.correlations.groups},
            "correlation_is": "given" if correlations else "estimated",
        },
        "runs": runs,
        "seed": seed,
    }


_KEYS = ("positions", "waited", "deadline", "relevance", "correlation", "prior", "runs", "numbers", "id", *REMARKS)


def simulate_file(data: object, *, seed: int = 0) -> dict[str, Any]:
    """:func:`forecast` for loaded data.

    Required are ``members``, ``rule`` and ``history``; optional ``positions`` (already taken), ``waited`` and
    ``deadline`` (days, or P30D), ``relevance`` (by question), ``correlation`` (``all`` and groups), ``prior``, ``runs``
    and ``numbers``. Numbers are exact: 1/5 or 20%. Raises a RuleError that names the place.
    """
    notation.mapping(data, "file", required=["members", "rule", "history"], optional=_KEYS)
    assert isinstance(data, Mapping)
    rule, members = Rule.parse(data["rule"]), Members.parse(data["members"])
    question = Question(rule, members, numbers(data.get("numbers", {})))
    taken = {}
    for member, said in _named(data.get("positions", {}), "positions").items():
        members.require(member, f"positions.{member}")
        taken[member] = rule.position(said, f"positions.{member}")
    histories = Histories.parse(data["history"], rule, members)
    weights = _named(data.get("relevance", {}), "relevance")
    relevance = {name: _number(each, f"relevance.{name}") for name, each in weights.items()}
    return forecast(
        question,
        histories,
        deadline=None if data.get("deadline") is None else span(data["deadline"], "deadline"),
        taken=taken,
        waited=span(data.get("waited", 0), "waited"),
        correlations=_correlations(data["correlation"], members) if "correlation" in data else None,
        relevance=relevance if "relevance" in data else None,
        prior=_number(data["prior"], "prior") if "prior" in data else PRIOR,
        runs=_runs(data.get("runs", RUNS)),
        seed=seed,
    )


def _named(data: object, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise WrongKind(place, notation.shown(data), "a mapping by name")
    return data


def _number(data: object, place: str) -> float:
    found = notation.exact(data, place)
    if found < 0:
        raise OutOfRange(place, notation.shown(data), "0 or more")
    return float(found)


def _correlations(data: object, members: Members) -> Correlations:
    """``{all: 20%, GROUP: 1/2}``: within a group at least as much as between all."""
    shares = {}
    for name, value in _named(data, "correlation").items():
        place = f"correlation.{name}"
        if name != "all" and name not in members.groups:
            raise UnknownGroup(place, notation.shown(name), notation.choices(["all", *members.groups]))
        shares[name] = _number(value, place)
        if shares[name] > MOST or shares[name] < shares.get("all", 0.0):
            raise OutOfRange(place, notation.shown(value), f"from that of all to {MOST:.0%}")
    return Correlations(shares.pop("all", 0.0), shares)


def _runs(data: object) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not 1 <= data <= MAX_RUNS:
        raise OutOfRange("runs", notation.shown(data), f"a whole number from 1 to {MAX_RUNS}")
    return data
