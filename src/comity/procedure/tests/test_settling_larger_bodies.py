"""Early outcomes where many are outstanding: exact against every multiset of positions, and quick in large bodies."""

from __future__ import annotations

import time
from itertools import combinations_with_replacement

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.procedure import decision, notation, testing
from comity.procedure.decision import Members, Question, Rule
from comity.procedure.decision import search as search_module
from comity.procedure.position import Position

ALIKE = Members.parse(
    [{"id": each, "weights": {"votes": 2, "people": 1}, "groups": ["permanent", "founder"]} for each in "ABCDEFG"]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_body_of_equal_members_is_settled_exactly(data):
    formula = data.draw(testing.formulas.filter(lambda each: "'only'" not in str(each) and "'except'" not in str(each)))
    rule = Rule.parse({"adopted_if": formula, "positions": ["yes", "no", "abstain"]})
    positions = data.draw(testing.positions_of(rule, ALIKE, data.draw(st.integers(3, 5))))
    outstanding = [member for member in ALIKE.ids if member not in positions]
    kinds = [None, *(Position(word) for word in ("yes", "no", "abstain", "absent", "recused")), *_qualified(rule)]
    ends = {
        testing.final_outcome(rule, ALIKE, {**positions, **dict(zip(outstanding, chosen, strict=True))})
        for chosen in combinations_with_replacement(kinds, len(outstanding))
    }
    expected = ends.pop() if len(ends) == 1 else "open"
    assert decision.outcome(rule, ALIKE, positions).outcome == expected


def _qualified(rule):
    return [Position("no", frozenset({"reasons"}))] if rule.qualifiers else []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_moving_base_with_the_fewest_that_can_block_is_settled_exactly(data):
    threshold = st.fixed_dictionaries(
        {
            "count": st.sampled_from(["no", {"not": ["yes"]}, "yes"]),
            "of": st.sampled_from(["participating", "present", ["yes", "no"]]),
        }
    )
    compared = st.tuples(st.sampled_from(["fewer_than", "at_least", "more_than", "at_most"]), testing.fewest)
    one = data.draw(threshold) | dict([data.draw(compared)])
    formula = data.draw(
        st.sampled_from(
            [
                one,
                {"not": one},
                {"any": [one, {"weight": "votes", "in": "yes", "of": "participating", "at_least": "65%"}]},
            ]
        )
    )
    rule = Rule.parse({"adopted_if": formula, "positions": ["yes", "no"]})
    members = data.draw(testing.bodies(5))
    positions = data.draw(testing.positions_of(rule, members, data.draw(st.integers(2, 4))))
    expected = testing.naive_outcome(rule, members, positions, final=False)
    assert decision.outcome(rule, members, positions).outcome == expected


NOT_MONOTONE = {
    "a window of yes": "{all: [{count: yes, at_least: 97}, {count: yes, at_most: 100}]}",
    "a narrow majority": (
        "{all: [{count: yes, of: [yes, no], more_than: 1/2}, {count: yes, of: [yes, no], at_most: 52%}]}"
    ),
    "many abstentions": (
        "{all: [{count: yes, of: [yes, no], at_least: 2/3}, {count: abstain, at_least: 20}, "
        "{count: no, more_than: 10}]}"
    ),
    "what contradicts itself": (
        "{all: [{count: yes, of: [yes, no], more_than: 1/2}, {count: no, of: [yes, no], more_than: 1/2}]}"
    ),
}


@pytest.mark.parametrize("text", NOT_MONOTONE.values(), ids=NOT_MONOTONE)
def test_a_body_of_193_settles_a_formula_that_is_not_monotone_within_a_moment(text):
    members = Members.parse([f"M{number}" for number in range(193)])
    question = Question(Rule.parse({"adopted_if": notation.load(text)}), members)
    tally = question.start()
    slowest = 0.0
    for number, member in enumerate(members.ids):
        start = time.process_time()
        said = tally.outcome()
        slowest = max(slowest, time.process_time() - start)
        assert said in ("open", "rejected")
        tally.take(member, ("yes", "no", "abstain")[number % 3])
    assert tally.outcome() == tally.outcome(final=True)
    assert slowest < 2.0


def test_weights_that_must_meet_a_number_exactly_are_searched_for_exactly():
    weights = [29, 29, 29, 29, 27, 27, 14, 13, 12, 12, 12, 12, 12, 10, 10, 10, 7, 7, 7, 7, 7, 4, 4, 4, 4, 4, 3]
    members = Members.parse([{"id": f"M{n}", "weights": {"votes": 2 * w}} for n, w in enumerate(weights)])
    for wanted, expected in ((400, "open"), (401, "rejected")):
        rule = {"all": [{"weight": "votes", "in": "yes", c: wanted} for c in ("at_least", "at_most")]}
        assert Question(Rule.parse({"adopted_if": rule}), members).start().outcome() == expected


def test_a_search_that_takes_too_long_leaves_the_question_open(monkeypatch):
    monkeypatch.setattr(search_module, "MAX_STEPS", 5)
    members = Members.parse([{"id": f"M{n}", "weights": {"votes": 2 * 3**n}} for n in range(12)])
    rule = {"all": [{"weight": "votes", "in": "yes", c: 40_001} for c in ("at_least", "at_most")]}
    tally = Question(Rule.parse({"adopted_if": rule}), members).start()
    assert tally.outcome() == "open"
    assert tally.outcome(final=True) == "rejected"


def test_the_council_of_27_with_members_not_taking_part_is_settled_at_every_step():
    weights = [84, 67, 59, 47, 38, 19, 17, 11, 10, 10, 10, 10, 9, 9, 6, 6, 5, 5, 4, 3, 3, 2, 2, 1, 1, 1, 1]
    members = Members.parse([{"id": f"M{n}", "weights": {"people": w}} for n, w in enumerate(weights)])
    rule = Rule.parse(
        notation.load("""
        adopted_if:
          any:
            - all:
                - {count: yes, of: participating, at_least: 55%}
                - {weight: people, in: yes, of: participating, at_least: 65%}
            - count: {not: [yes]}
              of: participating
              fewer_than: {fewest: {weight: people, more_than: 35%}, plus: 1}
        """)
    )
    for words in (["yes", "no"], ["not taking part", "yes", "yes", "no"], ["no", "no", "recused", "abstain"]):
        tally = Question(rule, members).start()
        seen = []
        start = time.process_time()
        for number, member in enumerate(reversed(members.ids)):
            tally.take(member, words[number % len(words)])
            seen.append(tally.outcome())
        assert time.process_time() - start < 10
        assert seen[-1] == tally.outcome(final=True)
        settled = [said for said in seen if said != "open"]
        assert len(set(settled)) == 1
        assert seen[len(seen) - len(settled) :] == settled  # once settled it stays so
