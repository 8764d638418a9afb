"""The cheapest assignment, then the fairest: against going through all assignments, and against another solver."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from ortools.linear_solver.python import model_builder

from comity.programmes.workshare import checking, composing, document, prices
from comity.programmes.workshare.model import Limits, grid
from comity.programmes.workshare.question import ask
from comity.programmes.workshare.solving import cheapest
from comity.programmes.workshare.strategies import questions
from comity.programmes.workshare.testing import drawn, small

ENOUGH = Limits(work=5, seconds=60)


def composed(value):
    return composing.compose(document.parse(value)).document()


def every_assignment(read):
    """All assignments that keep every requirement, with cost and greatest deviation in points."""
    by_package = [[o for o in read.offers if o.package == package.id] for package in read.packages]
    for chosen in itertools.product(*by_package):
        cost = sum(offer.cost for offer in chosen)
        answer = printed(read, {offer.package: offer.enterprise for offer in chosen}, cost)
        if not checking.faults(read, answer):
            yield cost, Fraction(answer["exact"])


def printed(read, assignment, cost):
    member_of = {e.id: e.member for e in read.enterprises}
    total, given = sum(p.value for p in read.packages), sum(m.contribution.amount for m in read.members)
    shares = {m.id: Fraction(0) for m in read.members}
    for each in read.packages:
        shares[member_of[assignment[each.id]]] += 100 * each.value / total
    off = max(abs(shares[m.id] - 100 * m.contribution.amount / given) for m in read.members)
    return {
        "status": "feasible",
        "cost": cost,
        "bound": 0,
        "assignment": assignment,
        "shares": {name: round(share, 6) for name, share in shares.items()},
        "deviation_pp": round(off, 6),
        "exact": off,
    }


@given(questions())
@settings(max_examples=250, deadline=None)
def test_cost_and_fairness_are_those_of_the_best_of_all_assignments(value):
    read = document.parse(value)
    answer = composing.compose(read).document()
    possible = list(every_assignment(read))
    if not possible:
        assert answer["status"] == "infeasible"
        assert answer["explanation"]
        return
    assert answer["status"] == "optimal"
    least = min(cost for cost, _ in possible)
    assert Fraction(answer["cheapest"]["cost"]) == Fraction(answer["bound"]) == least
    affordable = [(off, cost) for cost, off in possible if cost <= least * (1 + read.premium)]
    fairest, its_cost = min(affordable)
    assert answer["deviation_pp"] == pytest.approx(float(fairest), abs=1e-6)
    assert Fraction(answer["cost"]) == its_cost


def highs(asked):
    """The least cost by HiGHS, a solver of another house, as a mixed integer programme."""
    model = model_builder.Model()
    expression = model_builder.LinearExpr
    take = [model.new_bool_var(None) for _ in asked.offers]
    packages, enterprises, members = prices.grouped(asked)
    for indices in packages:
        model.add(expression.sum([take[i] for i in indices]) == 1)
    for indices, room in zip(enterprises, asked.capacity, strict=True):
        if room is not None and indices:
            model.add(expression.weighted_sum([take[i] for i in indices], [asked.size[asked.offers[i].package] for i in indices]) <= room)  # fmt: skip  # noqa: E501
    for indices, least, most in zip(members, asked.least, asked.most, strict=True):
        work = expression.weighted_sum([take[i] for i in indices], [asked.value[asked.offers[i].package] for i in indices])  # fmt: skip  # noqa: E501
        model.add(work >= least)
        model.add(work <= most)
    model.minimize(expression.weighted_sum(take, [offer.cost for offer in asked.offers]))
    solver = model_builder.Solver("highs")
    assert solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_another_solver_finds_the_same_optimum(seed):
    asked = ask(document.parse(drawn(60, 20, seed=seed, band_pp=12))).admitted()
    found, _ = cheapest(asked, ENOUGH)
    assert found.proven
    assert found.cost == highs(asked)


@given(questions())
@settings(max_examples=60, deadline=None)
def test_whatever_the_prices_no_assignment_costs_less_than_their_bound(value):
    read = document.parse(value)
    asked = ask(read).admitted()
    if len({each.package for each in asked.offers}) < len(asked.size):
        return
    possible = list(every_assignment(read))
    best = min((cost / asked.cost_unit for cost, _ in possible), default=None)
    odd = prices.Prices(
        tuple(prices.SCALE // 3 for _ in asked.capacity),
        tuple(prices.SCALE * 2 for _ in asked.share),
        tuple(prices.SCALE // 7 for _ in asked.share),
    )
    for given_prices in (prices.free(asked), odd, prices.relax(asked) or prices.free(asked)):
        bound = prices.price(asked, given_prices).bound
        assert best is None or bound <= best
    if best is not None:
        assert prices.price(asked, prices.stretch(asked), free_of_charge=True).bound == 0


def test_the_example_of_the_handbook_is_answered_as_it_says():
    answer = composed(small())
    assert answer["status"] == "optimal"
    assert (answer["cheapest"]["cost"], answer["cost"], answer["bound"]) == (995, 1000, 995)
    assert answer["assignment"] == {
        "extinguishers": "A1",
        "clothing": "A1",
        "vehicles": "B1",
        "breathing": "C1",
    }
    assert answer["shares"] == {"A": 50, "B": 35, "C": 15}
    assert answer["deviation_pp"] == 5


def test_a_pin_and_a_forbidden_pair_are_kept():
    assert (
        composed(small(pins=[{"package": "breathing", "enterprise": "A1"}], band_pp=30))["assignment"]["breathing"]
        == "A1"
    )
    forbidden = composed(
        small(
            forbid=[{"package": "clothing", "enterprise": "A1"}, {"package": "vehicles", "enterprise": "B1"}],
            band_pp=None,
        )
    )
    assert forbidden["status"] == "infeasible"  # C1 is registered for firefighting equipment, not for clothing
    assert composed(small(forbid={"vehicles": "B1"}))["assignment"]["vehicles"] == "A2"


def test_a_band_of_its_own_counts_for_a_member_before_the_common_one():
    wide = small(band_pp=3)
    for member in wide["members"]:
        member["band_pp"] = 40
    assert composed(wide)["status"] == "optimal"


def test_the_same_question_gets_the_same_answer():
    value = drawn(40, 15, seed=4, band_pp=8)
    assert composed(value) == composed(json.loads(json.dumps(value)))


def test_no_premium_is_paid_that_buys_no_fairness():
    answer = composed(small(premium="100%"))
    assert answer["cost"] == 1000


def test_the_larger_part_of_the_offers_is_left_out_without_losing_the_optimum():
    asked = ask(document.parse(drawn(150, 40, seed=1))).admitted()
    found, priced = cheapest(asked, ENOUGH)
    assert found.proven
    could_be_better = [e for e in priced.exceeds if priced.bound + e < found.cost]
    assert len(could_be_better) < len(asked.offers) / 2


def test_values_too_fine_for_an_exact_grid_are_still_answered():
    value = small(premium=0.1)
    value["members"] = [
        {"id": name, "contribution": amount}
        for name, amount in (("A", 500_000_003.17), ("B", 299_999_999.91), ("C", 200_000_001.29))
    ]
    for each in value["packages"]:
        each["value"] += 0.000001
    answer = composed(value)
    assert answer["deviation_pp"] == pytest.approx(5, abs=1e-4)
    asked = ask(document.parse(value))
    assert not grid(asked)[1]
