"""A tally is kept position by position, saved and taken up again."""

from __future__ import annotations

import json

import pytest

from comity.procedure import errors
from comity.procedure.decision import Members, Position, Question, Rule

RULE = Rule.parse({"quorum": {"count": "present", "at_least": 2}, "adopted_if": {"count": "yes", "more_than": "1/2"}})
MEMBERS = Members.parse(["A", "B", "C", "D"])


def tally(**positions):
    found = Question(RULE, MEMBERS).start()
    for member, position in positions.items():
        found.take(member, position)
    return found


def test_a_changed_position_counts_once():
    changed = tally(A="yes", B="yes", C="no")
    changed.take("C", "yes", "no")
    assert changed.outcome() == "adopted"
    changed.take("B", "no", "yes")
    assert changed.outcome() == "open"


def test_a_position_taken_back_is_outstanding_again():
    changed = tally(A="yes", B="no", C="no")
    assert changed.outcome() == "rejected"
    changed.take("C", None, "no")
    assert changed.outcome() == "open"
    assert changed.state() == tally(A="yes", B="no").state()


def test_no_position_is_no_change():
    unchanged = tally(A="yes")
    unchanged.take("B", None)
    assert unchanged.state() == tally(A="yes").state()


def test_a_second_position_without_the_first_is_refused_and_changes_nothing():
    held = tally(A="yes")
    before = held.state()
    with pytest.raises(errors.PositionMismatch, match="A has a position already"):
        held.take("A", "no")
    with pytest.raises(errors.PositionMismatch, match="B has no position yet"):
        held.take("B", "no", "yes")
    with pytest.raises(errors.UnknownMember, match="X is not a member"):
        held.take("X", "no")
    with pytest.raises(errors.UnknownPosition, match="did you mean yes"):
        held.take("B", "yess")
    assert held.state() == before


def test_positions_come_as_words_as_positions_or_as_data():
    one, two, three = tally(), tally(), tally()
    one.take("A", "no")
    two.take("A", Position("no", frozenset({"reasons"})))
    three.take("A", {"position": "no", "with": "reasons"})
    assert one.state() == two.state() == three.state()  # this rule asks for no reasons


def test_a_state_is_small_whatever_the_number_of_positions():
    members = Members.parse([f"member {number}" for number in range(193)])
    kept = Question(RULE, members).start()
    sizes = set()
    for member in members.ids:
        sizes.add(len(json.dumps(kept.state())))
        kept.take(member, "yes")
    assert max(sizes) < 200


def test_a_state_is_taken_up_again_by_another_process():
    held = tally(A="yes", B="no")
    again = Question(Rule.parse(RULE.as_data()), Members.parse(MEMBERS.as_data()))
    resumed = again.resume(json.loads(json.dumps(held.state())))
    resumed.take("C", "yes")
    resumed.take("D", "yes")
    assert resumed.outcome() == "adopted"
    assert held.outcome() == "open"


def test_a_copy_goes_its_own_way():
    held = tally(A="yes", B="yes")
    other = held.copy()
    other.take("C", "yes")
    assert (held.outcome(), other.outcome()) == ("open", "adopted")


@pytest.mark.parametrize("damage", [[], ["x"], ["x", "0"], None, "ab", [1, 2]])
def test_a_state_of_another_question_or_a_damaged_one_is_refused(damage):
    with pytest.raises(errors.ForeignState):
        Question(RULE, MEMBERS).resume(damage)


@pytest.mark.parametrize("packed", ["zz", "-1", "f" * 100, None])
def test_a_damaged_number_in_a_state_is_refused(packed):
    question = Question(RULE, MEMBERS)
    with pytest.raises(errors.ForeignState):
        question.resume([question.digest, packed])


def test_questions_that_differ_in_rule_members_or_numbers_have_different_digests():
    longer = Members.parse(["A", "B", "C", "D", "E"])
    other = Rule.parse({"adopted_if": {"count": "yes", "more_than": "1/2"}})
    fixed = Rule.parse({"adopted_if": {"count": "yes", "at_least": {"number_from": "assembly"}}})
    digests = {
        Question(RULE, MEMBERS).digest,
        Question(RULE, longer).digest,
        Question(other, MEMBERS).digest,
        Question(fixed, MEMBERS, {"assembly": 2}).digest,
        Question(fixed, MEMBERS, {"assembly": 3}).digest,
    }
    assert len(digests) == 5
