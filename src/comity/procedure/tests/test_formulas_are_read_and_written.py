"""Formulas are read from data, refused with the place of what is wrong, and written back unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from comity.procedure import errors, formula, notation, testing
from comity.procedure.decision import Members, Question, Rule
from comity.procedure.formula import AllOf, AnyOf, Number, Share, Threshold


@settings(deadline=None)  # the machine has other work
@given(testing.rules())
def test_a_rule_written_as_data_is_read_as_the_same_rule(rule):
    again = Rule.parse(notation.load(notation_of(rule.as_data())))
    assert again == rule
    assert hash(again) == hash(rule)
    assert again.as_data() == rule.as_data()


def notation_of(data):
    import json

    return json.dumps(data)


def test_the_tree_can_be_walked():
    tree = formula.parse(
        notation.load(
            "{all: [{count: yes, at_least: 2/3}, {any: [{count: no, at_most: 3}, {not: {count: no, at_least: all}}]}]}"
        ),
        "rule.adopted_if",
    )
    assert [type(each).__name__ for each in formula.walk(tree)] == [
        "AllOf", "Threshold", "AnyOf", "Threshold", "Not", "Threshold",
    ]  # fmt: skip
    assert isinstance(tree, AllOf)
    assert isinstance(tree.parts[1], AnyOf)
    assert [each.place for each in formula.thresholds(tree)] == [
        "rule.adopted_if.all[0]",
        "rule.adopted_if.all[1].any[0]",
        "rule.adopted_if.all[1].any[1].not",
    ]


def test_all_is_the_whole_base_and_none_is_zero():
    def value(said):
        tree = formula.parse({"count": "approve", "at_least": said}, "f")
        assert isinstance(tree, Threshold)
        return tree.value

    assert value("all") == Share(1, "all")
    assert value("none") == Number(0, "none")
    assert value("62.5%") == Share(notation.exact("5/8", ""), "62.5%")


@pytest.mark.parametrize(
    ("text", "error", "place"),
    [
        ("yes", errors.WrongKind, "f"),
        ("{}", errors.WrongKind, "f"),
        ("{cuont: yes, at_least: 1}", errors.UnknownKey, "f"),
        ("{count: yes, at_least: 1, off: present}", errors.UnknownKey, "f"),
        ("{count: yes}", errors.WrongKind, "f"),
        ("{count: yes, at_least: 1, at_most: 2}", errors.WrongKind, "f"),
        ("{all: []}", errors.WrongKind, "f.all"),
        ("{all: {count: yes, at_least: 1}}", errors.WrongKind, "f.all"),
        ("{all: [{count: yes, at_least: 1}], any: []}", errors.UnknownKey, "f"),
        ("{any: [{count: yes, at_least: 1}, {count: yes, at_least: 0.55}]}", errors.NotExact, "f.any[1].at_least"),
        ('{"count": "yes", "at_least": 0.55}', errors.NotExact, "f.at_least"),
        ("{count: yes, at_least: '0.55'}", errors.NotExact, "f.at_least"),
        ("{count: yes, at_least: 3/2}", errors.OutOfRange, "f.at_least"),
        ("{count: yes, at_least: 101%}", errors.OutOfRange, "f.at_least"),
        ("{count: yes, at_least: -1}", errors.OutOfRange, "f.at_least"),
        ("{count: yes, at_least: -1/2}", errors.OutOfRange, "f.at_least"),
        ("{count: yes, at_least: 1/0}", errors.OutOfRange, "f.at_least"),
        ("{count: yes, at_least: half}", errors.WrongKind, "f.at_least"),
        ("{count: yes, at_least: true}", errors.WrongKind, "f.at_least"),
        ("{count: yes, at_least: ~}", errors.WrongKind, "f.at_least"),
        ("{count: yes, at_least: {greater_of: []}}", errors.WrongKind, "f.at_least.greater_of"),
        ("{count: yes, at_least: {greater_of: [2/3, x]}}", errors.WrongKind, "f.at_least.greater_of[1]"),
        ("{count: yes, at_least: {best_of: [1]}}", errors.WrongKind, "f.at_least"),
        ("{count: yes, at_least: {fewest: {weight: p}}}", errors.WrongKind, "f.at_least.fewest"),
        (
            "{count: yes, at_least: {fewest: {weight: p, more_than: 35}}}",
            errors.WrongKind,
            "f.at_least.fewest.more_than",
        ),
        (
            "{count: yes, at_least: {fewest: {weight: p, more_than: 100%}}}",
            errors.OutOfRange,
            "f.at_least.fewest.more_than",
        ),
        (
            "{count: yes, at_least: {fewest: {weight: p, more_than: 35%}, plus: 1/2}}",
            errors.WrongKind,
            "f.at_least.plus",
        ),
        ("{weight: p, in: yes, at_least: {fewest: {weight: p, more_than: 35%}}}", errors.WrongKind, "f.at_least"),
        ("{weight: p, at_least: 1}", errors.MissingKey, "f"),
        ("{count: yes, in: yes, at_least: 1}", errors.UnknownKey, "f"),
        ("{count: [], at_least: 1}", errors.WrongKind, "f.count"),
        ("{count: [yes, 3.5], at_least: 1}", errors.WrongKind, "f.count[1]"),
        ("{count: true, at_least: 1}", errors.WrongKind, "f.count"),
        ("{count: all, at_least: 1}", errors.WrongKind, "f.count"),
        ("{count: {position: no, wiht: reasons}, at_least: 1}", errors.UnknownKey, "f.count"),
        ("{count: {not: []}, at_least: 1}", errors.WrongKind, "f.count.not"),
        ("{count: yes, of: everyone, at_least: 1}", errors.WrongKind, "f.of"),
        ("{count: yes, of: {}, at_least: 1}", errors.WrongKind, "f.of"),
        ("{count: yes, of: {gruop: a}, at_least: 1}", errors.UnknownKey, "f.of"),
        ("{count: yes, of: {except: A}, at_least: 1}", errors.WrongKind, "f.of.except"),
        ("{not: [{count: yes, at_least: 1}]}", errors.WrongKind, "f.not"),
    ],
)
def test_a_bad_formula_is_refused_with_the_place_what_was_found_and_what_was_expected(text, error, place):
    with pytest.raises(error) as refused:
        formula.parse(notation.load(text), "f")
    assert refused.value.place == place
    assert refused.value.found
    assert refused.value.expected


def test_a_rule_with_too_many_thresholds_is_refused():
    many = {"any": [{"count": "yes", "at_least": 1}] * 101}
    with pytest.raises(errors.TooLarge, match="101 thresholds"):
        formula.parse(many, "f")


def test_a_formula_nested_without_end_is_refused():
    nested = {"count": "yes", "at_least": 1}
    for _ in range(5000):
        nested = {"not": nested}
    with pytest.raises(errors.TooLarge, match="nesting"):
        formula.parse(nested, "f")


def test_a_rule_that_tells_too_many_positions_apart_is_refused():
    words = [f"candidate {number}" for number in range(70)]
    rule = Rule.parse({"adopted_if": {"any": [{"count": word, "at_least": 2} for word in words]}})
    with pytest.raises(errors.TooLarge, match="positions that it tells apart"):
        Question(rule, Members.parse(["A", "B"]))


@pytest.mark.parametrize(
    ("data", "error", "place"),
    [
        ({"adopted": 1}, errors.UnknownKey, "rule"),
        ({}, errors.MissingKey, "rule"),
        ([], errors.WrongKind, "rule"),
        ({"adopted_if": {"count": "yes", "at_least": 1}, "quorum": 5}, errors.WrongKind, "rule.quorum"),
        ({"adopted_if": {"count": "yes", "at_least": 1}, "silent_as": None}, errors.WrongKind, "rule.silent_as"),
        ({"adopted_if": {"count": "aprove", "at_least": 1}}, errors.UnknownPosition, "rule.adopted_if.count"),
        ({"adopted_if": {"count": ["yes", "No"], "at_least": 1}}, errors.UnknownPosition, "rule.adopted_if.count[1]"),
        (
            {"adopted_if": {"count": "yes", "of": ["yes", "no"], "at_least": 1}, "positions": ["yes", "abstain"]},
            errors.UnknownPosition,
            "rule.adopted_if.of[1]",
        ),
        (
            {"adopted_if": {"count": "yes", "at_least": 1}, "positions": ["yes"], "silent_as": "no"},
            errors.UnknownPosition,
            "rule.silent_as",
        ),
        (
            {"adopted_if": {"count": "yes", "at_least": 1}, "positions": ["yes", "yes"]},
            errors.WrongKind,
            "rule.positions[1]",
        ),
    ],
)
def test_a_bad_rule_is_refused_with_its_place(data, error, place):
    with pytest.raises(error) as refused:
        Rule.parse(data)
    assert refused.value.place == place


def test_a_rule_may_speak_of_words_of_its_own():
    rule = Rule.parse({"adopted_if": {"count": "in favour", "at_least": 2}})
    assert "in favour" in rule.known
    assert "abstain" in rule.known
    declared = Rule.parse({"adopted_if": {"count": "aye", "at_least": 2}, "positions": ["aye", "nay"]})
    assert set(declared.known) == {"aye", "nay", "absent", "recused", "not taking part"}
    from_stage = Rule.parse({"adopted_if": {"count": "aye", "at_least": 2}}, "stages[0].rule", positions=["aye", "nay"])
    assert from_stage.declared == ("aye", "nay")
