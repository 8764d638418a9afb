"""Votes by every method but the secret one: who votes, when, and what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import motions, voting
from comity.meetings.election import RuleNeedsNames
from comity.meetings.models import Stand
from comity.meetings.refusals import NoQuorum, NotInDelegation, NotPresiding
from comity.meetings.sitting_testing import Sitting
from comity.parties.refusals import AlreadyThere
from comity.record.testing import MemoryLedger

SIX = ("AM", "BY", "KG", "KZ", "RU", "TJ")


@pytest.fixture
def sitting() -> Sitting:
    made = Sitting.begun(ledger=MemoryLedger())
    made.puts()
    return made


@settings(max_examples=25, deadline=None)
@given(answers=st.lists(st.sampled_from(["yes", "no", "abstain", None]), min_size=6, max_size=6))
def test_a_recorded_vote_is_decided_by_the_rule_of_the_body(answers):
    sitting = Sitting.begun(ledger=MemoryLedger())
    sitting.puts()
    sitting.voting_on()
    for member, answer in zip(SIX, answers, strict=True):
        if answer is not None:
            sitting.casts(member, answer)
    adopted = answers.count("yes") > answers.count("no")
    assert sitting.closes().outcome == ("adopted" if adopted else "rejected")
    assert sitting.question().status == ("adopted" if adopted else "rejected")


def test_a_member_may_change_its_answer_until_the_vote_is_closed(sitting):
    sitting.voting_on()
    first = sitting.casts("BY", "no").id
    sitting.casts("BY", "yes")
    held = sitting.rows.read(Stand, "v1", "BY")
    assert (held.position, [one["act"] for one in held.earlier]) == ("yes", [first])
    assert sitting.closes().outcome == "adopted"
    with pytest.raises(refusals.VoteClosed):
        sitting.casts("KZ", "no")


def test_somebody_who_represents_no_member_has_no_vote(sitting):
    sitting.voting_on()
    stranger = sitting.empowered("stranger", "BY")
    with pytest.raises(NotInDelegation):
        sitting.do(voting.CastVote(session="s1", vote="v1", position="yes"), stranger)


def test_an_answer_that_the_rule_does_not_know_is_refused(sitting):
    sitting.voting_on()
    with pytest.raises(refusals.WrongPosition, match="yes, no, abstain"):
        sitting.casts("BY", "maybe")


def test_a_text_may_be_approved_ad_referendum(sitting):
    sitting.puts("p2", kind="text")
    sitting.voting_on("p2", vote="v2")
    for member in SIX:
        sitting.casts(member, "approve ad referendum" if member == "KZ" else "approve", "v2")
    assert sitting.closes("v2").outcome == "adopted"


def test_a_roll_is_called_from_the_member_drawn_and_each_answers_in_its_turn(sitting):
    sitting.voting_on(method="roll call", first="KZ")
    assert sitting.vote().members == ["KZ", "RU", "TJ", "AM", "BY", "KG"]
    with pytest.raises(refusals.NotCalled, match="It is at KZ"):
        sitting.casts("RU", "yes")
    sitting.casts("KZ", "yes")
    absent = voting.EnterAnswer(session="s1", vote="v1", member="RU", position="absent")
    sitting.do(absent, sitting.desk)
    sitting.do(voting.EnterAnswer(session="s1", vote="v1", member="TJ", position="no"), sitting.desk)
    sitting.casts("RU", "yes")  # it came late, and the roll has passed it
    assert sitting.vote().state["called"] == 3
    assert sitting.closes().outcome == "adopted"


def test_a_roll_call_needs_a_member_to_begin_with(sitting):
    with pytest.raises(refusals.FirstNeeded):
        sitting.voting_on(method="roll call")


def test_only_the_desk_enters_what_others_called_out(sitting):
    sitting.voting_on(method="roll call", first="AM")
    answer = voting.EnterAnswer(session="s1", vote="v1", member="AM", position="yes")
    with pytest.raises(NotPresiding):
        sitting.do(answer, sitting.delegates["BY"])


def test_hands_are_counted_by_tellers(sitting):
    sitting.voting_on(method="show of hands")
    with pytest.raises(refusals.NotCounted):
        sitting.closes()
    count = {"session": "s1", "vote": "v1", "tellers": ("KG", "TJ")}
    with pytest.raises(refusals.CountsWrong, match="7 hands of 6 members"):
        sitting.do(voting.EnterCounts(counts={"yes": 4, "no": 3}, **count), sitting.desk)
    with pytest.raises(refusals.WrongPosition):
        sitting.do(voting.EnterCounts(counts={"perhaps": 4}, **count), sitting.desk)
    sitting.do(voting.EnterCounts(counts={"yes": 2, "no": 3, "abstain": 1}, **count), sitting.desk)
    sitting.do(voting.EnterCounts(counts={"yes": 3, "no": 2, "abstain": 1}, **count), sitting.desk)
    closed = sitting.closes()
    assert (closed.outcome, closed.tellers) == ("adopted", ["KG", "TJ"])
    sitting.puts("p2")
    sitting.voting_on("p2", "show of hands", "v2")
    with pytest.raises(refusals.OtherMethod):
        sitting.casts("BY", "yes", "v2")


def test_a_rule_with_weights_is_not_decided_by_a_show_of_hands(sitting):
    sitting.puts("p2", kind="weighted")
    with pytest.raises(RuleNeedsNames):
        sitting.voting_on("p2", "show of hands")


def test_consensus_is_found_when_nobody_objects(sitting):
    sitting.voting_on(method="consensus")
    assert sitting.closes().outcome == "adopted"


def test_one_objection_ends_consensus_and_the_question_waits(sitting):
    sitting.voting_on(method="consensus")
    objection = voting.ObjectToConsensus(session="s1", vote="v1", reason={"en": "Not in our name."})
    sitting.do(objection, sitting.delegates["TJ"])
    assert sitting.vote().outcome == "no consensus"
    assert sitting.vote().objections[0]["member"] == "TJ"
    assert sitting.question().status == "waiting"
    assert sitting.settled("p1", vote="v2").outcome == "adopted"


def test_two_officers_who_close_at_once_close_once(sitting):
    sitting.voting_on()
    for member in SIX:
        sitting.casts(member, "yes")
    sitting.closes()
    with pytest.raises(refusals.VoteClosed):
        sitting.closes(by=sitting.desk)
    assert sitting.vote().outcome == "adopted"


def test_two_votes_are_not_taken_at_once(sitting):
    sitting.puts("p2")
    sitting.voting_on()
    with pytest.raises(refusals.VoteUnderWay):
        sitting.voting_on("p2", vote="v2")


def test_a_vote_is_opened_once(sitting):
    sitting.settled("p1", vote="v1")
    sitting.puts("p2")
    with pytest.raises(AlreadyThere):
        sitting.voting_on("p2", vote="v1")
    with pytest.raises(refusals.QuestionSettled):
        sitting.voting_on("p1", vote="v2")


def test_without_a_quorum_no_vote_is_opened_but_to_suspend_or_adjourn(sitting):
    sitting.left("KG", "RU", "TJ")
    with pytest.raises(NoQuorum):
        sitting.voting_on()
    sitting.moves("suspension of the sitting", by="KZ")
    sitting.voting_on("suspension-of-the-sitting", vote="v2")
    sitting.casts("AM", "yes", "v2")
    assert sitting.closes("v2").outcome == "adopted"


def test_a_quorum_lost_in_the_middle_of_a_vote_decides_nothing_and_loses_nothing(sitting):
    sitting.voting_on()
    for member in ("AM", "BY", "KZ"):
        sitting.casts(member, "yes")
    sitting.left("KG", "RU", "TJ")
    closed = sitting.closes()
    assert closed.outcome == "no quorum"
    assert len(sitting.rows.find(Stand, vote="v1")) == 3
    assert sitting.question().status == "waiting"
    sitting.arrived("KG", "RU", "TJ")
    assert sitting.settled("p1", vote="v2").outcome == "adopted"


def test_a_method_that_the_rules_leave_out_is_refused():
    sitting = Sitting.begun(
        ledger=MemoryLedger(),
        voting={"rules": {"ordinary": {"adopted_if": {"count": "no", "at_most": 0}}}, "methods": ["consensus"]},
        motions=[],
    )
    sitting.puts()
    with pytest.raises(refusals.MethodUnknown):
        sitting.voting_on()
    sitting.voting_on(method="consensus")


def test_an_election_by_acclamation_needs_no_ballot_when_there_are_no_more_candidates_than_places(sitting):
    sitting.election("institute")
    sitting.voting_on("e1", "consensus", "v1")
    assert sitting.closes().outcome == "adopted"
    assert sitting.question("e1").status == "adopted"
    sitting.election("one", "two", question="e2")
    with pytest.raises(refusals.ElectionNeedsBallot):
        sitting.voting_on("e2", "consensus", "v2")


def test_a_point_of_order_waits_for_nobody_even_in_a_vote(sitting):
    sitting.voting_on()
    with pytest.raises(refusals.VoteUnderWay):
        sitting.do(motions.ArrangeVoting(session="s1", question="p1", order=("x",)), sitting.chair)
