"""Voting power: published values, brute force, and estimates that keep their promised error."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.procedure import rulebook, testing
from comity.procedure.decision import Members, Rule
from comity.procedure.errors import RuleError
from comity.procedure.position import Position
from comity.procedure.power import NoSuchGame, analyse, exact, power_file

RULES = Path(__file__).resolve().parents[4] / "profiles" / "rules"


def power_of(name, **options):
    file = rulebook.read(RULES / f"{name}.yaml")
    return analyse(Rule.parse(file.form), file.members, **options)


def indices(found, member):
    entry = found["members"][member]
    return Fraction(entry["banzhaf"]), Fraction(entry["shapley_shubik"])


def weighted(weights, quota, **more):
    members = [{"id": f"m{index}", "weights": {"votes": weight}} for index, weight in enumerate(weights)]
    return {"members": members, "rule": {"adopted_if": {"weight": "votes", "in": "yes", "at_least": quota}}, **more}


@pytest.fixture
def counting_given_up(monkeypatch):
    def too_many(game):
        raise exact.TooManyStates

    monkeypatch.setattr(exact, "swings", too_many)


# --- published values


def test_the_council_of_1958_gives_luxembourg_no_power():
    found = power_of("eec-council-1958")
    assert found["exact"]
    assert found["members"] == {
        **{each: {"banzhaf": "5/21", "shapley_shubik": "7/30"} for each in ("Germany", "France", "Italy")},
        **{each: {"banzhaf": "1/7", "shapley_shubik": "3/20"} for each in ("Belgium", "Netherlands")},
        "Luxembourg": {"banzhaf": "0", "shapley_shubik": "0"},
    }


def test_a_permanent_member_of_the_security_council_has_over_a_hundred_times_the_power_of_an_elected_one():
    found = power_of("un-security-council")
    assert found["members"]["France"]["shapley_shubik"] == "421/2145"
    assert found["members"]["elected 7"]["shapley_shubik"] == "4/2145"
    assert indices(found, "China")[0] == Fraction(106, 635)


def test_the_absolute_banzhaf_index_is_the_chance_of_being_decisive():
    found = power_of("un-security-council", absolute=True)["members"]
    # With the other fourteen drawn by coin: the other four permanent members and four or more elected of ten agree.
    assert found["China"]["banzhaf_absolute"] == str(Fraction(sum(comb(10, k) for k in range(4, 11)), 2**14))
    # All five permanent members and exactly three of the nine other elected ones.
    assert found["elected 1"]["banzhaf_absolute"] == str(Fraction(comb(9, 3), 2**14))
    assert found["China"]["banzhaf"] == "106/635"


def test_under_a_plain_majority_all_have_the_same_power():
    assert {tuple(each.values()) for each in power_of("un-general-assembly")["members"].values()} == {
        ("1/193", "1/193")
    }


def test_the_double_majority_of_28_members_with_its_blocking_clause_is_exact_within_a_second():
    power_of("eec-council-1958")  # whatever is loaded only once
    started = time.process_time()
    found = power_of("eu-council-qualified-majority")
    assert time.process_time() - started < 1
    assert found["exact"]
    assert sum(indices(found, member)[0] for member in found["members"]) == 1
    assert sum(indices(found, member)[1] for member in found["members"]) == 1
    assert indices(found, "Germany") > indices(found, "France") > indices(found, "United Kingdom")


def test_the_clause_of_four_members_takes_power_from_the_three_largest():
    plain = {
        "all": [
            {"count": "yes", "at_least": "55%"},
            {"weight": "population_hundreds", "in": "yes", "at_least": "65%"},
        ]
    }
    members = rulebook.read(RULES / "eu-council-qualified-majority.yaml").members
    without = analyse(Rule.parse({"adopted_if": plain}), members)
    assert indices(power_of("eu-council-qualified-majority"), "Germany") < indices(without, "Germany")


# --- against brute force


def brute_force(rule, members, in_favour, against):
    """Both indices by going through every coalition, with the naive reference of the rule language."""

    def adopted(coalition):
        held = {m: (in_favour if m in coalition else against) for m in members.ids}
        return testing.final_outcome(rule, members, held) == "adopted"

    n = len(members)
    swings = {
        m: [
            sum(
                adopted({*others, m}) - adopted(set(others))
                for others in combinations([i for i in members.ids if i != m], size)
            )
            for size in range(n)
        ]
        for m in members.ids
    }
    total = sum(map(sum, swings.values()))
    shapley = {m: sum(Fraction(c, n * comb(n - 1, s)) for s, c in enumerate(row)) for m, row in swings.items()}
    return {m: (Fraction(sum(row), total) if total else Fraction(0), shapley[m]) for m, row in swings.items()}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_rule_on_a_small_body_agrees_with_brute_force(data):
    rule, members = data.draw(testing.rules()), data.draw(testing.bodies(largest=6))
    in_favour, against = Position("yes"), data.draw(st.sampled_from([Position("no"), Position("abstain")]))
    try:
        found = analyse(rule, members, in_favour=in_favour, against=against)
    except NoSuchGame:
        assert "fewest" in str(rule.as_data())  # the one thing that may not be a simple game
        return
    expected = brute_force(rule, members, in_favour, against)
    assert {m: indices(found, m) for m in members.ids} == expected


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**30)), min_size=1, max_size=9),
    st.sampled_from(["1/2", "62%", "85%"]),
)
def test_two_thresholds_over_unlike_weights_of_any_size_agree_with_brute_force(weights, share):
    listed = [{"id": f"m{i}", "weights": {"a": a, "b": b}} for i, (a, b) in enumerate(weights)]
    parts = [{"weight": name, "in": "yes", "at_least": share} for name in "ab"]
    rule, members = Rule.parse({"adopted_if": {"all": parts}}), Members.parse(listed)
    found = analyse(rule, members)
    expected = brute_force(rule, members, Position("yes"), Position("no"))
    assert {m: indices(found, m) for m in members.ids} == expected


def test_thirty_members_with_two_unlike_weights_are_exact():
    listed = [{"id": f"m{i}", "weights": {"a": 7**i % 9973, "b": 11**i % 9949}} for i in range(30)]
    parts = [{"weight": name, "in": "yes", "at_least": "60%"} for name in "ab"]
    found = power_file({"members": listed, "rule": {"adopted_if": {"all": parts}}})
    assert found["exact"]
    assert sum(indices(found, member)[1] for member in found["members"]) == 1


# --- which positions are compared, and who takes part


def test_where_only_objections_count_agreeing_is_compared_with_objecting():
    found = power_of("consensus")
    assert (found["in_favour"], found["against"]) == ("yes", "object")
    assert {each["shapley_shubik"] for each in found["members"].values()} == {"1/6"}


def test_a_negative_vote_is_compared_with_its_reasons_where_only_that_counts():
    assert power_of("iso-enquiry-draft")["against"] == {"position": "no", "with": "reasons"}


def test_a_member_that_does_not_take_part_has_no_power_and_leaves_it_to_the_others():
    file = rulebook.read(RULES / "eu-council-participating.yaml")
    positions = rulebook.positions({"not taking part": {"not": "euro"}}, file.members)
    found = analyse(Rule.parse(file.form), file.members, positions=positions)
    assert indices(found, "Denmark") == (0, 0)
    assert sum(indices(found, member)[1] for member in found["members"]) == 1
    assert indices(found, "Germany") > indices(power_of("eu-council-participating"), "Germany")


def test_who_does_not_take_part_has_every_index_that_the_others_have(counting_given_up):
    found = power_of("un-security-council", absolute=True, positions={"France": Position("recused")})["members"]
    assert found["France"] == dict.fromkeys(found["China"], 0.0)


def test_a_rule_that_no_single_position_serves_asks_which_to_compare():
    rule = {"adopted_if": {"any": [{"count": "yes", "at_least": 2}, {"count": "no", "at_least": 2}]}}
    with pytest.raises(NoSuchGame, match="in_favour and against"):
        power_file({"members": ["A", "B", "C"], "rule": rule})
    found = power_file({"members": ["A", "B", "C"], "rule": rule, "in_favour": "yes", "against": "abstain"})
    assert indices(found, "A") == (Fraction(1, 3), Fraction(1, 3))


def test_a_rule_that_is_always_adopted_gives_nobody_power():
    found = power_file({"members": ["A", "B"], "rule": {"adopted_if": {"count": "yes", "at_least": 0}}})
    assert {tuple(each.values()) for each in found["members"].values()} == {("0", "0")}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"members": None}, "members"),
        ({"surplus": 1}, "file"),
        ({"positions": {"m9": "absent"}}, "positions.m9"),
        ({"in_favour": "aye"}, "in_favour"),
        ({"numbers": []}, "numbers"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(change, place):
    with pytest.raises(RuleError) as refused:
        power_file({**weighted([3, 2], 4), **change})
    assert refused.value.place.startswith(place)


# --- estimates


def test_an_estimate_lies_within_its_error_of_the_exact_value(counting_given_up, monkeypatch):
    file = weighted([31, 29, 23, 19, 17, 13, 11, 7, 5, 3, 2, 1], "70%")
    estimated = power_file(file, seed=3)
    monkeypatch.undo()
    true = power_file(file)
    assert not estimated["exact"]
    assert true["exact"]
    for member, entry in estimated["members"].items():
        assert 0 < entry["error"] <= 0.001
        for index, value in zip(("banzhaf", "shapley_shubik"), indices(true, member), strict=True):
            assert abs(entry[index] - value) < 4 * entry["error"]


def test_estimates_count_interchangeable_members_together(counting_given_up):
    estimated = power_of("un-security-council", seed=1, absolute=True)["members"]
    assert abs(estimated["China"]["shapley_shubik"] - 421 / 2145) < 4 * estimated["China"]["error"]
    assert abs(estimated["elected 1"]["shapley_shubik"] - 4 / 2145) < 4 * estimated["elected 1"]["error"]
    assert estimated["China"] == estimated["France"]
    true = sum(comb(10, k) for k in range(4, 11)) / 2**14
    assert abs(estimated["China"]["banzhaf_absolute"] - true) < 4 * estimated["China"]["banzhaf_absolute_error"]


def test_the_same_seed_gives_the_same_estimate_and_another_one_another():
    file = weighted([3 ** (i % 11) + i * i for i in range(80)], "2/3")
    rule, members = Rule.parse(file["rule"]), Members.parse(file["members"])
    first, again, other = (analyse(rule, members, seed=seed, tolerance=0.01) for seed in (5, 5, 6))
    assert first == again
    assert first["members"] != other["members"]


@pytest.mark.parametrize("weights", [[100, 7, 5], [3, 3, 3, 3, 2], [1] * 9])
def test_small_bodies_are_estimated_too(weights, counting_given_up, monkeypatch):
    file = weighted(weights, "2/3")
    estimated = power_file(file)["members"]
    monkeypatch.undo()
    for member, entry in power_file(file)["members"].items():
        for index, value in entry.items():
            assert abs(estimated[member][index] - Fraction(value)) <= max(4 * estimated[member]["error"], 1e-6)


@pytest.mark.parametrize("share", ["1/2", "2/3", "85%"])
def test_193_members_are_estimated_to_a_thousandth_with_the_error_said(share):
    # Weights as uneven as the States' contributions to a common budget are.
    weights = [round(10**6 / (i + 1) ** 1.3) + 101 * i for i in range(193)]
    started = time.process_time()  # of one core: a busy machine does not make it slower
    found = power_file(weighted(weights, share))
    assert time.process_time() - started < 10
    assert not found["exact"]
    entries = found["members"].values()
    assert max(each["error"] for each in entries) <= 0.001 / 1.9
    assert sum(each["banzhaf"] for each in entries) == pytest.approx(1, abs=1e-4)
    assert sum(each["shapley_shubik"] for each in entries) == pytest.approx(1, abs=0.01)
