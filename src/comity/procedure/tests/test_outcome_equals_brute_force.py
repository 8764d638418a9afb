"""The engine against the naive reference, over arbitrary rules: also not monotone, every base, weight and quorum."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.procedure import decision, testing
from comity.procedure.decision import Question, Rule

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(st.data())
def test_an_open_question_is_settled_exactly_when_no_completion_differs(data):
    rule, members = data.draw(testing.rules()), data.draw(testing.bodies())
    positions = data.draw(testing.positions_of(rule, members, data.draw(st.integers(0, 2))))
    for final in (False, True):
        expected = testing.naive_outcome(rule, members, positions, final=final)
        assert decision.outcome(rule, members, positions, final=final).outcome == expected


@SETTINGS
@given(st.data())
def test_a_tally_kept_position_by_position_stands_where_a_fresh_count_does(data):
    rule, members = data.draw(testing.rules()), data.draw(testing.bodies())
    question = Question(rule, members)
    choices = testing.every_position(rule)
    tally, held = question.start(), {}
    for _ in range(data.draw(st.integers(1, 8))):
        member, position = data.draw(st.sampled_from(members.ids)), data.draw(st.sampled_from(choices))
        tally.take(member, position, held.get(member))
        held[member] = position
        tally = question.resume(json.loads(json.dumps(tally.state())))
        fresh = decision.outcome(rule, members, held)
        assert tally.outcome() == fresh.outcome
        assert tally.explain().as_json() == fresh.as_json()
        assert tally.outcome(final=True) == testing.final_outcome(rule, members, held)


@SETTINGS
@given(st.data())
def test_each_finding_says_met_exactly_when_its_threshold_holds(data):
    rule, members = data.draw(testing.rules()), data.draw(testing.bodies())
    positions = data.draw(testing.positions_of(rule, members, data.draw(st.integers(0, 2))))
    explained = decision.outcome(rule, members, positions, final=True)
    counted = {member: positions.get(member) or rule.silent_as for member in members.ids}
    thresholds = [each for formula in rule.formulas for each in testing.f.thresholds(formula)]
    assert len(thresholds) == len(explained.because)
    for threshold, finding in zip(thresholds, explained.because, strict=True):
        assert finding.met == testing.holds(threshold, members, counted)
        if finding.needed is None:
            assert not finding.met
        else:
            within = finding.found >= finding.needed if finding.rising else finding.found <= finding.needed
            assert finding.met == within


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_missing_positions_adopt_and_no_smaller_set_does(data):
    rule, members = data.draw(testing.rules()), data.draw(testing.bodies(3))
    positions = data.draw(testing.positions_of(rule, members, 2))
    explained = decision.outcome(rule, members, positions)
    outstanding = [member for member in members.ids if member not in positions]
    proposals = [p for p in testing.every_position(rule) if p is not None and p.word in testing.WORDS]
    adopting = [
        chosen
        for chosen in _partial(outstanding, proposals)
        if testing.naive_outcome(rule, members, {**positions, **chosen}, final=False) == "adopted"
    ]
    if explained.outcome == "adopted":
        assert explained.missing.size == 0
    elif explained.outcome != "open" or not adopting:
        assert explained.missing.size is None
    else:
        assert explained.missing.size == min(map(len, adopting))
        assert explained.missing.sets()
        for each in explained.missing.sets():
            assert len(each) == explained.missing.size
            assert testing.naive_outcome(rule, members, {**positions, **each}, final=False) == "adopted"
        smallest = {frozenset(chosen) for chosen in adopting if len(chosen) == explained.missing.size}
        named = {frozenset(each) for each in explained.missing.sets(100)}
        assert named <= smallest
        if not explained.missing.more:
            assert named == smallest  # of whom; positions that the rule does not tell apart are named by one


def _partial(outstanding, proposals):
    found = [{}]
    for member in outstanding:
        found += [{**each, member: position} for each in found for position in proposals]
    return found


def test_the_reference_itself_knows_a_majority_of_those_voting():
    rule = Rule.parse({"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}})
    members = decision.Members.parse(["A", "B", "C"])
    said = decision.Position
    assert testing.naive_outcome(rule, members, {"A": said("yes")}, final=False) == "open"
    assert testing.naive_outcome(rule, members, {"A": said("yes"), "B": said("yes")}, final=False) == "adopted"
    assert testing.naive_outcome(rule, members, {"A": said("no"), "B": said("abstain")}, final=False) == "rejected"
