"""What is put before what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.meetings.precedence import (
    ADJOURNMENT,
    CLOSURE,
    DEBATE_ADJOURNED,
    MOTIONS,
    SUSPENSION,
    Change,
    Pending,
    QuestionKind,
    Withdrawal,
    divided,
    furthest_first,
    not_put,
    order,
)


def motion(kind: str, made: int) -> Pending:
    return Pending(kind, QuestionKind.MOTION, made, on="p", motion=kind)


@given(st.permutations(MOTIONS))
def test_motions_are_put_by_precedence_and_not_by_time(kinds):
    waiting = [motion(kind, made) for made, kind in enumerate(kinds)]
    assert order(waiting) == [SUSPENSION, ADJOURNMENT, DEBATE_ADJOURNED, CLOSURE]


def test_a_body_may_have_another_precedence():
    waiting = [motion(CLOSURE, 1), motion(SUSPENSION, 2)]
    assert order(waiting, [CLOSURE, SUSPENSION]) == [CLOSURE, SUSPENSION]


def test_a_challenge_to_a_ruling_comes_before_everything():
    waiting = [motion(SUSPENSION, 1), Pending("c", QuestionKind.CHALLENGE, 2), Pending("p", QuestionKind.PROPOSAL, 0)]
    assert order(waiting)[0] == "c"


def test_a_proposal_comes_after_its_amendments_and_parts():
    waiting = [
        Pending("p", QuestionKind.PROPOSAL, 0),
        Pending("later", QuestionKind.PROPOSAL, 1),
        Pending("part", QuestionKind.PART, 2, on="p", place=0),
        Pending("near", QuestionKind.AMENDMENT, 3, on="p", place=1),
        Pending("far", QuestionKind.AMENDMENT, 4, on="p", place=0),
        Pending("of-later", QuestionKind.AMENDMENT, 5, on="later"),
    ]
    assert order(waiting) == ["far", "near", "part", "p", "of-later", "later"]


@given(st.permutations(range(6)))
def test_the_order_does_not_depend_on_how_questions_are_listed(places):
    waiting = [
        Pending("p", QuestionKind.PROPOSAL, 0),
        Pending("a", QuestionKind.AMENDMENT, 1, on="p"),
        Pending("b", QuestionKind.AMENDMENT, 2, on="p"),
        motion(CLOSURE, 3),
        Pending("q", QuestionKind.ELECTION, 4),
        Pending("x", QuestionKind.PART, 5, on="p"),
    ]
    assert order([waiting[place] for place in places]) == order(waiting)


def test_the_amendment_furthest_removed_is_voted_on_first():
    changes = [
        Change("adds a word", deletes=0, adds=1, made=0),
        Change("replaces a sentence", deletes=20, adds=20, made=1),
        Change("deletes a sentence", deletes=20, adds=0, made=2),
        Change("deletes all", deletes=200, adds=0, made=3),
    ]
    assert furthest_first(changes) == ["deletes all", "deletes a sentence", "replaces a sentence", "adds a word"]


def test_an_amendment_whose_rejection_is_implied_is_not_put():
    assert not_put("a", {"a": ["b"]}, ["b", "c"]) == ["b"]
    assert not_put("a", {"b": ["a"]}, ["b", "c"]) == ["b"]


def test_when_all_operative_parts_are_rejected_the_whole_is_rejected():
    assert divided([("1", "rejected"), ("2", "rejected"), ("preamble", "adopted")], ["1", "2"]) == "rejected"
    assert divided([("1", "rejected"), ("2", "adopted")], ["1", "2"]) == "whole"


def test_a_question_is_withdrawn_until_the_first_position_and_not_after():
    rule = Withdrawal()
    given_ = {"mover": True, "amended": False, "decided": False}
    assert rule.refused(positions=0, **given_) == ""
    assert rule.refused(positions=1, **given_) == "voting has begun"


def test_rules_may_let_a_question_be_withdrawn_until_the_vote_is_closed():
    rule = Withdrawal(until="the vote is closed")
    assert rule.refused(mover=True, positions=5, amended=True, decided=False) == ""
    assert rule.refused(mover=True, positions=5, amended=True, decided=True) == "decided"


def test_what_was_amended_belongs_to_its_mover_no_more():
    assert Withdrawal().refused(mover=True, positions=0, amended=True, decided=False) == "amended"


def test_rules_may_keep_the_chair_from_withdrawing():
    assert Withdrawal(by_chair=False).refused(mover=False, positions=0, amended=False, decided=False) == "not the mover"
