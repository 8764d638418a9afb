"""What is missing is said with its members, smallest first, and stays short for large bodies."""

from __future__ import annotations

import json
import time

import pytest

from comity.procedure import decision, notation
from comity.procedure.decision import Members, Position, Rule

SIX = Members.parse(["AM", "BY", "KZ", "KG", "RU", "TJ"])
ALL_CONFIRM = {"adopted_if": {"count": "confirm", "at_least": "all"}}


def missing(rule, members, positions, **options):
    rule = notation.load(rule) if isinstance(rule, str) else rule
    return decision.outcome(Rule.parse(rule), members, positions, **options).missing


def test_three_states_are_still_to_confirm():
    found = missing(ALL_CONFIRM, SIX, {"BY": "confirm", "KZ": "confirm", "RU": "confirm"})
    assert found.size == 3
    assert found.sets() == [dict.fromkeys(["AM", "KG", "TJ"], Position("confirm"))]
    assert str(found.phrase) == "Missing: confirm from AM, KG, TJ."
    assert found.as_json()["sets"] == [{"AM": "confirm", "KG": "confirm", "TJ": "confirm"}]


def test_any_of_several_is_said_as_one_choice_and_listed():
    found = missing({"adopted_if": {"count": "approve", "at_least": 4}}, SIX, {"AM": "approve", "BY": "approve"})
    assert found.size == 2
    assert found.number == 6
    assert len(found.sets()) == 6
    assert str(found.phrase) == "Missing: approve from any 2 of KZ, KG, RU, TJ."
    assert found.as_json()["choices"] == [[{"position": "approve", "number": 2, "of": ["KZ", "KG", "RU", "TJ"]}]]


def test_a_member_that_cannot_be_done_without_is_named_apart():
    members = Members.parse([{"id": each, "groups": ["permanent"] if each in "AB" else []} for each in "ABCDE"])
    rule = """
    adopted_if:
      all: [{count: yes, at_least: 3}, {count: yes, of: {group: permanent}, at_least: all}]
    """
    found = missing(rule, members, {"A": "yes"})
    assert str(found.phrase) == "Missing: yes from B and yes from one of C, D, E."
    assert {tuple(each) for each in found.sets()} == {("B", "C"), ("B", "D"), ("B", "E")}


def test_either_of_two_ways_is_said_if_both_are_as_short():
    members = Members.parse(
        [{"id": each, "weights": {"votes": weight}} for each, weight in zip("ABC", (5, 3, 3), strict=True)]
    )
    found = missing({"adopted_if": {"weight": "votes", "in": "yes", "at_least": 8}}, members, {"A": "yes"})
    assert str(found.phrase) in ("Missing: yes from one of B, C.", "Missing: yes from B; or yes from C.")


def test_nothing_is_missing_from_what_is_adopted_and_nothing_helps_what_is_rejected():
    assert missing(ALL_CONFIRM, SIX, dict.fromkeys(SIX.ids, "confirm")).as_json()["size"] == 0
    rejected = missing(ALL_CONFIRM, SIX, {"AM": "refuse"})
    assert rejected.size is None
    assert str(rejected.phrase) == "No further positions would adopt it."


def test_after_the_deadline_no_positions_help():
    assert missing(ALL_CONFIRM, SIX, {"AM": "confirm"}, final=True).size is None


def test_nobody_is_asked_to_stay_away():
    rule = {"adopted_if": {"count": "yes", "of": "participating", "at_least": "1/2"}}
    found = missing(rule, SIX, {"AM": "yes", "BY": "no"})
    assert {str(position) for each in found.sets() for position in each.values()} == {"yes"}


def test_a_qualifier_that_is_needed_is_asked_for():
    rule = {"adopted_if": {"count": {"position": "no", "with": "reasons"}, "at_least": 1}}
    found = missing(rule, SIX, {"AM": "no"})
    assert found.sets()[0] == {"BY": Position("no", frozenset({"reasons"}))}
    assert "no with reasons from one of" in str(found.phrase)


def test_a_formula_that_is_not_monotone_has_its_missing_positions_too():
    rule = {"adopted_if": {"all": [{"count": "yes", "at_least": 1}, {"count": "yes", "at_most": 1}]}}
    found = missing(rule, Members.parse(["A", "B", "C"]), {"A": "yes"})
    assert found.size == 2
    assert {frozenset(each) for each in found.sets()} == {frozenset({"B", "C"})}


@pytest.mark.parametrize(
    "text",
    ["{count: yes, of: [yes, no], at_least: 2/3}", "{all: [{count: yes, at_least: 97}, {count: yes, at_most: 120}]}"],
)
def test_the_missing_positions_of_a_large_body_stay_short(text):
    members = Members.parse([f"Member {number}" for number in range(193)])
    start = time.process_time()
    found = missing("adopted_if: " + text, members, {"Member 0": "yes"}).as_json()
    assert time.process_time() - start < 5
    assert len(json.dumps(found)) < 50_000
    assert found["says"]


def test_the_smallest_coalitions_of_a_weighted_council_are_found_quickly():
    weights = [
        805,
        656,
        638,
        596,
        467,
        385,
        201,
        167,
        111,
        111,
        105,
        104,
        99,
        95,
        84,
        73,
        56,
        54,
        54,
        45,
        42,
        29,
        20,
        20,
        13,
        8,
        5,
        4,
    ]
    members = Members.parse([{"id": f"M{n}", "weights": {"people": w}} for n, w in enumerate(weights)])
    rule = "adopted_if: {all: [{count: yes, at_least: 55%}, {weight: people, in: yes, at_least: 65%}]}"
    start = time.process_time()
    found = missing(rule, members, {})
    assert time.process_time() - start < 5
    assert found.size == 16
    assert found.more
    for each in found.sets():
        assert decision.outcome(Rule.parse(notation.load(rule)), members, each).outcome == "adopted"
