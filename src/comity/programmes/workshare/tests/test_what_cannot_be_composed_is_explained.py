"""Where there is no assignment: the few requirements that stand in one another's way, and the least that would do."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from comity.programmes.workshare import composing, document
from comity.programmes.workshare.infeasible import compressed, conflict
from comity.programmes.workshare.model import Limits, Model
from comity.programmes.workshare.question import ask
from comity.programmes.workshare.requirements import all_of, only
from comity.programmes.workshare.strategies import questions
from comity.programmes.workshare.testing import drawn, enterprise, offer, package, small

LIMITS = Limits(work=1, seconds=20)


def answered(value):
    return composing.compose(document.parse(value)).document()


def said(answer) -> str:
    return " ".join(answer["explanation"])


def test_bands_that_cannot_be_met_together_are_named_with_the_least_widening():
    answer = answered(small(band_pp=3))
    assert answer["status"] == "infeasible"
    assert answer["assignment"] == {}
    assert answer["minimal"]
    assert {(each["kind"], each["member"]) for each in answer["conflict"]} == {(k, m) for k, m in _bands(answer)}
    (wider,) = answer["relaxations"]
    assert wider["proven"]
    assert (wider["wider_by_pp"], wider["band_pp"]) == (2, 5)
    assert answered(small(band_pp=5))["status"] == "optimal"
    assert answered(small(band_pp=4.99))["status"] == "infeasible"


def _bands(answer):
    return [(each["kind"], each["member"]) for each in answer["conflict"] if each["kind"] in ("least", "most")]


def test_a_member_whose_enterprises_cannot_do_enough_is_named_alone():
    value = small(band_pp=15)
    value["offers"] = [each for each in value["offers"] if each["enterprise"] != "C1"]
    value["offers"].append(offer("C1", "clothing", 100))
    answer = answered(value)
    assert [(each["kind"], each["member"]) for each in answer["conflict"]] == [("least", "C")]
    assert "C must get at least 5 % of the work (it contributes 20 %, and the band is 15 points)." in said(answer)


def test_a_package_that_nobody_offers_for_is_named():
    value = small()
    value["offers"] = [each for each in value["offers"] if each["package"] != "vehicles"]
    answer = answered(value)
    assert answer["status"] == "infeasible"
    assert "Nobody offers for vehicles." in said(answer)
    assert answer["relaxations"] == [
        {"kind": "offer", "proven": True, "package": "vehicles", "says": "vehicles needs an offer."}
    ]


def test_a_licence_that_lapses_midway_is_named_with_the_first_day_without():
    value = small()
    value["offers"] = [each for each in value["offers"] if each["enterprise"] != "A1"]
    value["offers"].append(offer("A1", "clothing", 190))
    value["enterprises"][3]["licensed"] = [["2026-01-01", "2026-12-31"]]
    text = said(answered(value))
    assert "C1 holds no licence on 2027-01-01, and breathing runs from 2026-01-01 to 2027-06-30" in text
    assert "breathing could go to C1 if this were otherwise" in text


def test_an_enterprise_licensed_for_a_narrower_class_is_told_so():
    value = small()
    value["enterprises"][1]["capabilities"] = value["enterprises"][2]["capabilities"] = ["34144211-0"]
    value["enterprises"][2]["capabilities"] = ["35111300-8", "34144212-7"]
    assert "A2 is not registered for 34144210-3" in said(answered(value))


@pytest.mark.parametrize(
    ("pins", "forbid", "sentence"),
    [
        ({"clothing": "B1"}, [], "B1 has not offered for clothing"),
        ({"clothing": "C1"}, [], "C1 is not registered for 35113400-3"),
        ([{"package": "vehicles", "enterprise": "A2"}, {"package": "vehicles", "enterprise": "B1"}], [],
         "vehicles is pinned to A2; vehicles is pinned to B1"),
        ({"vehicles": "A2"}, {"vehicles": "A2"}, "A2 must not take vehicles"),
        ([], {"vehicles": ["A2", "B1"]}, "A2 must not take vehicles; B1 must not take vehicles"),
    ],
)  # fmt: skip
def test_pins_and_forbidden_pairs_that_cannot_hold_are_named(pins, forbid, sentence):
    answer = answered(small(pins=pins, forbid=forbid))
    assert answer["status"] == "infeasible"
    assert sentence in said(answer)


def test_a_pin_that_stands_in_the_way_of_a_band_is_part_of_the_conflict_and_can_be_lifted():
    answer = answered(small(band_pp=10, pins={"clothing": "A1", "vehicles": "A2", "extinguishers": "A1"}))
    kinds = {each["kind"] for each in answer["conflict"]}
    assert "pin" in kinds
    assert kinds & {"least", "most"}
    assert "Without this, the conflict is gone: " in said(answer)


def test_capacities_that_are_too_small_together_are_named_with_the_least_that_is_wanting():
    whole = [["2026-01-01", "2028-12-31"]]
    value = {
        "members": [{"id": "A", "contribution": 100}],
        "band_pp": 100,
        "premium": 0,
        "enterprises": [enterprise(name, "A", ["x"], 9, whole) for name in ("E1", "E2", "E3")],
        "packages": [package(f"P{i}", "x", 6, 1, "2026-01-01", "2026-12-31") for i in range(3)]
        + [package("Q", "x", 2, 1, "2026-01-01", "2026-12-31")],
        "offers": [offer(name, f"P{i}", 5) for name in ("E1", "E2") for i in range(3)] + [offer("E3", "Q", 1)],
    }
    answer = answered(value)
    assert {each["enterprise"] for each in answer["conflict"]} == {"E1", "E2"}
    assert answer["minimal"]
    (more,) = answer["relaxations"]
    assert more["proven"] is False or sum(more["more_capacity"].values()) == 3
    assert sum(more["more_capacity"].values()) == 3


def test_a_package_larger_than_any_capacity_names_the_capacities():
    value = small()
    value["packages"][2]["size"] = 7.5
    assert "A2 has a capacity of 4; B1 has a capacity of 5" in said(answered(value))


def test_of_many_capacities_a_few_are_told():
    value = drawn(150, 40)
    for each in value["enterprises"]:
        if each["member"] == "M3":
            each["capacity"] = 2
    text = said(answered(value))
    assert "M3 must get at least 15 % of the work" in text
    assert "enterprises of M3 have no more than their capacities (" in text


def test_a_search_that_runs_out_of_time_says_that_it_does_not_know():
    nothing = Limits(work=1e-9, seconds=60)
    read = document.parse(drawn(40, 15, seed=4, band_pp=0.01))
    answer = composing.compose(read, cheap_limits=nothing, fair_limits=nothing, conflict_limits=nothing).document()
    assert answer["status"] in ("unknown", "infeasible")
    assert answer["explanation"]


@given(questions())
@settings(max_examples=120, deadline=None)
def test_a_conflict_cannot_be_met_and_leaving_out_any_of_it_can(value):
    asked = ask(document.parse(value))
    assume({each.package for each in only(asked, []).offers} == set(range(len(asked.size))))
    found = conflict(asked, LIMITS)
    whole = only(asked, all_of(asked))
    if found is None:
        assert possible(whole)
        return
    assert not possible(only(asked, found.requirements))
    assert found.minimal
    for each in found.requirements:
        assert possible(only(asked, set(found.requirements) - {each}))


def possible(asked) -> bool:
    if {each.package for each in asked.offers} != set(range(len(asked.size))):
        return False
    answer = Model(asked).solve(LIMITS)
    assert answer.proven
    return answer.assignment is not None


@given(questions())
@settings(max_examples=80, deadline=None)
def test_fewer_offers_that_stand_for_all_leave_possible_what_was(value):
    asked = ask(document.parse(value)).admitted()
    assert possible(compressed(asked)) is possible(asked)
