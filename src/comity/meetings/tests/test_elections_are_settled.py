"""Who is elected, who is tied, who stands in the next ballot."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.meetings.election import Result, Rounds, RuleNeedsNames, holds, next_ballot, require_nameless, result
from comity.procedure.decision import Rule

MAJORITY = Rule.parse({"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}})
TWO_THIRDS = Rule.parse({"adopted_if": {"count": "yes", "of": ["yes", "no"], "at_least": "2/3"}})
WITH_QUORUM = Rule.parse({**MAJORITY.as_data(), "quorum": {"count": "present", "at_least": "2/3"}})


def test_a_majority_of_the_valid_ballots_elects():
    found = result(MAJORITY, 1, 7, {"a": 3, "b": 2}, valid=5, others=2)
    assert found.elected == ("a",)
    assert found.places_left == 0


def test_blank_ballots_do_not_count_against_anybody():
    assert result(MAJORITY, 1, 10, {"a": 2, "b": 1}, valid=3, others=7).elected == ("a",)


def test_nobody_is_elected_without_the_majority():
    found = result(TWO_THIRDS, 1, 9, {"a": 5, "b": 4}, valid=9)
    assert found.elected == ()
    assert found.places_left == 1


def test_without_a_quorum_nobody_is_elected_and_the_result_says_so():
    found = result(WITH_QUORUM, 1, 9, {"a": 5}, valid=5)
    assert found.elected == ()
    assert not found.quorum


def test_several_places_go_to_those_with_most_votes():
    found = result(MAJORITY, 2, 6, {"a": 4, "b": 5, "c": 6}, valid=6)
    assert found.elected == ("c", "b")


def test_equal_votes_for_the_last_place_elect_none_of_them():
    found = result(MAJORITY, 2, 6, {"a": 5, "b": 4, "c": 4}, valid=6)
    assert found.elected == ("a",)
    assert found.tied == ("b", "c")
    assert found.places_left == 1
    following = next_ballot(found, 1, Rounds())
    assert following is not None
    assert following.candidates == ("b", "c")
    assert following.places == 1


def test_the_second_ballot_is_restricted_to_the_two_with_most_votes():
    found = result(MAJORITY, 1, 9, {"a": 4, "b": 3, "c": 2}, valid=9)
    following = next_ballot(found, 1, Rounds())
    assert following is not None
    assert following.restricted
    assert following.candidates == ("a", "b")


def test_whoever_is_level_with_the_last_stands_too():
    found = result(MAJORITY, 1, 8, {"a": 4, "b": 2, "c": 2}, valid=8)
    following = next_ballot(found, 1, Rounds())
    assert following is not None
    assert following.candidates == ("a", "b", "c")


def test_balloting_may_stay_open_for_some_rounds():
    found = result(MAJORITY, 1, 9, {"a": 4, "b": 3, "c": 2}, valid=9)
    following = next_ballot(found, 1, Rounds(free=2))
    assert following is not None
    assert not following.restricted
    assert len(following.candidates) == 3


def test_a_lasting_tie_may_be_settled_by_lot():
    found = result(MAJORITY, 1, 6, {"a": 3, "b": 3}, valid=6)
    rounds = Rounds(lot_after=2)
    assert not next_ballot(found, 1, rounds).by_lot
    assert next_ballot(found, 2, rounds).by_lot


def test_free_and_restricted_ballots_take_turns_as_in_the_general_assembly():
    rounds = Rounds(free=1, restricted=3)
    assert [number for number in range(1, 14) if rounds.is_restricted(number)] == [2, 3, 4, 8, 9, 10]
    assert [number for number in range(1, 6) if Rounds(free=1).is_restricted(number)] == [2, 3, 4, 5]


def test_a_free_ballot_takes_in_again_whoever_the_restricted_ones_left_out():
    third = result(MAJORITY, 1, 8, {"a": 4, "b": 4}, valid=8)
    following = next_ballot(third, 4, Rounds(free=1, restricted=3), ["a", "b", "c"])
    assert following is not None
    assert (following.candidates, following.restricted, following.by_lot) == (("a", "b", "c"), False, False)


def test_with_the_last_ballot_of_the_rules_the_election_is_over():
    found = result(MAJORITY, 1, 9, {"a": 4, "b": 3, "c": 2}, valid=9)
    assert next_ballot(found, 4, Rounds(most=5)) is not None
    assert next_ballot(found, 5, Rounds(most=5)) is None


def test_a_tie_in_the_last_ballot_is_left_to_the_lot_and_to_nothing_else():
    found = result(MAJORITY, 1, 6, {"a": 3, "b": 3}, valid=6)
    following = next_ballot(found, 5, Rounds(lot_after=2, most=5))
    assert following is not None
    assert following.by_lot
    assert following.last
    assert next_ballot(found, 5, Rounds(most=5)) is None


def test_whoever_no_longer_stands_is_not_in_the_next_ballot():
    found = result(MAJORITY, 1, 9, {"a": 4, "b": 3, "c": 2}, valid=9)
    following = next_ballot(found, 1, Rounds(), ["b", "c"])
    assert following is not None
    assert following.candidates == ("b", "c")


def test_no_further_ballot_follows_when_every_place_is_filled():
    assert next_ballot(result(MAJORITY, 1, 3, {"a": 3}, valid=3), 1, Rounds()) is None


@pytest.mark.parametrize(
    "formula",
    [
        {"weight": "population", "in": "yes", "more_than": "1/2"},
        {"count": "yes", "of": {"group": "permanent"}, "at_least": "all"},
        {"count": "yes", "of": {"except": ["AM"]}, "more_than": "1/2"},
    ],
)
def test_a_rule_that_needs_names_cannot_decide_a_secret_ballot(formula):
    with pytest.raises(RuleNeedsNames):
        require_nameless(Rule.parse({"adopted_if": formula}), 6)


def test_more_positions_than_members_are_an_error():
    with pytest.raises(ValueError, match="3 positions of 2 members"):
        holds(MAJORITY, 2, {"yes": 3})


@settings(max_examples=60, deadline=None)
@given(
    ballots=st.lists(st.sets(st.sampled_from("abcde"), min_size=1, max_size=2), min_size=1, max_size=12),
    places=st.integers(1, 2),
)
def test_results_hold_whatever_the_ballots(ballots, places):
    votes = Counter(name for one in ballots for name in one)
    votes.update(dict.fromkeys("abcde", 0))
    found = result(MAJORITY, places, len(ballots), votes, valid=len(ballots))
    assert len(found.elected) + found.places_left == places
    for name in (*found.elected, *found.tied):
        assert 2 * votes[name] > len(ballots)
    for name in set("abcde") - {*found.elected, *found.tied}:
        assert all(votes[name] <= votes[winner] for winner in found.elected) or 2 * votes[name] <= len(ballots)
    assert not set(found.elected) & set(found.tied)
    following = next_ballot(found, 1, Rounds())
    if following is not None:
        assert following.places == found.places_left
        assert not set(following.candidates) & set(found.elected)


def test_a_result_names_its_votes():
    assert result(MAJORITY, 1, 2, {"a": 2}, valid=2) == Result({"a": 2}, ("a",), (), 0)
