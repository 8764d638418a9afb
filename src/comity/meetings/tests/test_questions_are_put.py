"""Proposals, motions, amendments, parts, challenges, and taking them back."""

from __future__ import annotations

import pytest

from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import floor, motions
from comity.meetings.models import Floor, Stand
from comity.meetings.refusals import NotInDelegation
from comity.meetings.sitting_testing import ELSEWHERE, FAR, VOTING, Sitting
from comity.record.testing import MemoryLedger


@pytest.fixture
def sitting() -> Sitting:
    return Sitting.begun(ledger=MemoryLedger())


def test_a_proposal_is_adopted(sitting):
    sitting.puts()
    assert sitting.settled("p1").outcome == "adopted"
    assert sitting.question().status == "adopted"


def test_motions_are_put_by_precedence(sitting):
    sitting.puts()
    sitting.moves("closure of the debate")
    sitting.moves("suspension of the sitting", by="TJ")
    with pytest.raises(refusals.ComesFirst, match="suspension"):
        sitting.voting_on("closure-of-the-debate")
    with pytest.raises(refusals.ComesFirst):
        sitting.voting_on("p1")
    sitting.settled("suspension-of-the-sitting", "no")
    sitting.voting_on("closure-of-the-debate", vote="v2")


def test_an_adopted_closure_ends_the_list(sitting):
    place = sitting.asks("BY")
    sitting.moves("closure of the debate")
    sitting.settled("closure-of-the-debate")
    assert sitting.speaker(place).left
    assert not sitting.rows.read(Floor, "s1").list_open


def test_an_adopted_adjournment_of_the_debate_leaves_the_item(sitting):
    sitting.moves("adjournment of the debate")
    sitting.settled("adjournment-of-the-debate")
    with pytest.raises(refusals.NothingTakenUp):
        sitting.puts("p2")
    sitting.take_up("item-2")
    sitting.puts("p2")


def test_a_motion_that_the_rules_do_not_know_is_refused(sitting):
    with pytest.raises(refusals.NoSuchMotion):
        sitting.moves("recess for lunch")


def test_the_same_motion_is_not_made_twice(sitting):
    sitting.moves("closure of the debate")
    with pytest.raises(refusals.MotionPending):
        sitting.moves("closure of the debate", by="TJ", question="again")


def test_a_motion_does_not_interrupt_a_speaker_unless_the_rules_say_so(sitting):
    sitting.gives(sitting.asks("BY"))
    with pytest.raises(refusals.SpeakerHasFloor):
        sitting.moves("closure of the debate")
    sitting.moves("suspension of the sitting")


def test_no_motion_is_made_during_a_vote(sitting):
    sitting.puts()
    sitting.voting_on()
    with pytest.raises(refusals.VoteUnderWay):
        sitting.moves("closure of the debate")
    raised = floor.RaisePoint(session="s1", category="application of the rules")
    with pytest.raises(refusals.VoteUnderWay):
        sitting.do(raised, sitting.delegates["KG"])
    sitting.do(floor.RaisePoint(session="s1", category="conduct of the vote"), sitting.delegates["KG"])


def test_amendments_are_put_before_the_proposal_the_furthest_removed_first(sitting):
    sitting.puts_text()
    sitting.amends("near", words=ELSEWHERE, target="art_1")
    sitting.amends("far", words=FAR)
    for early in ("p1", "near"):
        with pytest.raises(refusals.ComesFirst):
            sitting.voting_on(early)
    sitting.settled("far", "no")
    sitting.settled("near")
    assert sitting.settled("p1").outcome == "adopted"


def test_the_chair_may_rule_another_order_and_it_must_name_all(sitting):
    sitting.puts_text()
    sitting.amends("near", words=ELSEWHERE, target="art_1")
    sitting.amends("far", words=FAR)
    with pytest.raises(refusals.WrongOrder):
        sitting.do(motions.ArrangeVoting(session="s1", question="p1", order=("near",)), sitting.chair)
    sitting.do(motions.ArrangeVoting(session="s1", question="p1", order=("near", "far")), sitting.chair)
    sitting.voting_on("near")


def test_an_amendment_excluded_by_one_adopted_is_not_put(sitting):
    sitting.puts_text()
    sitting.amends("near", words=ELSEWHERE, target="art_1")
    sitting.amends("far", words=FAR, excludes=("near",))
    sitting.settled("far")
    assert sitting.question("near").status == "not put"
    sitting.voting_on("p1")


def test_another_proposal_and_its_amendments_do_not_stand_in_the_way(sitting):
    sitting.puts()
    sitting.puts_text("p2")
    sitting.amends("of-the-other", on="p2")
    sitting.settled("p1")


def test_parts_are_voted_on_and_then_the_whole(sitting):
    sitting.puts()
    divide = motions.DivideQuestion(
        session="s1",
        question="p1",
        parts={"part-0": {"en": "Preamble"}, "part-1": {"en": "Paragraph 1"}, "part-2": {"en": "Paragraph 2"}},
        preambular=("part-0",),
    )
    sitting.do(divide, sitting.chair)
    with pytest.raises(refusals.QuestionSettled):
        sitting.voting_on("p1")
    sitting.settled("part-0", "no")
    sitting.settled("part-1", "no")
    sitting.settled("part-2")
    assert sitting.settled("p1").outcome == "adopted"


def test_when_all_operative_parts_are_rejected_so_is_the_proposal(sitting):
    sitting.puts()
    parts = {"part-0": {"en": "Preamble"}, "part-1": {"en": "Paragraph 1"}}
    divide = motions.DivideQuestion(session="s1", question="p1", parts=parts, preambular=("part-0",))
    sitting.do(divide, sitting.chair)
    sitting.settled("part-0")
    sitting.settled("part-1", "no")
    assert sitting.question().status == "rejected"


def test_a_mover_withdraws_its_question_before_the_vote(sitting):
    sitting.puts(by="BY")
    withdraw = motions.WithdrawQuestion(session="s1", question="p1")
    with pytest.raises(refusals.WithdrawalRefused, match="another delegation"):
        sitting.do(withdraw, sitting.delegates["KZ"])
    sitting.do(withdraw, sitting.delegates["BY"])
    assert sitting.question().status == "withdrawn"


def test_what_was_amended_is_not_withdrawn_by_its_mover(sitting):
    sitting.puts_text(by="BY")
    sitting.amends("near", words=ELSEWHERE, target="art_1")
    sitting.settled("near")
    with pytest.raises(refusals.WithdrawalRefused, match="amended"):
        sitting.do(motions.WithdrawQuestion(session="s1", question="p1"), sitting.delegates["BY"])


def test_a_chair_who_withdraws_a_question_after_the_first_position_is_told_no_and_nothing_is_lost(sitting):
    sitting.puts()
    sitting.voting_on()
    sitting.casts("BY", "yes")
    with pytest.raises(refusals.WithdrawalRefused, match="the first position has been taken"):
        sitting.do(motions.TakeQuestionBack(session="s1", question="p1", reason={"en": "Too early."}), sitting.chair)
    assert sitting.vote().is_open
    for member in ("AM", "KG", "KZ", "RU", "TJ"):
        sitting.casts(member, "yes")
    assert sitting.closes().outcome == "adopted"


def test_where_the_rules_permit_it_a_question_is_withdrawn_during_the_vote_and_the_positions_stay_on_the_record():
    permitting = {**VOTING, "withdrawal": "the vote is closed"}
    sitting = Sitting.begun(ledger=MemoryLedger(), voting=permitting)
    sitting.puts()
    sitting.voting_on()
    sitting.casts("BY", "yes")
    sitting.do(
        motions.TakeQuestionBack(session="s1", question="p1", reason={"en": "Agreed in the corridor."}), sitting.chair
    )
    assert (sitting.question().status, sitting.vote().status) == ("withdrawn", "void")
    assert sitting.rows.read(Stand, "v1", "BY").position == "yes"


def test_a_chair_may_withdraw_a_question_put_in_error_before_the_first_position(sitting):
    sitting.puts()
    sitting.voting_on()
    sitting.do(motions.TakeQuestionBack(session="s1", question="p1", reason={"en": "Wrong text."}), sitting.chair)
    assert sitting.vote().status == "void"
    assert sitting.question().status == "withdrawn"
    assert sitting.question().reason == {"en": "Wrong text."}
    sitting.puts("p2")
    sitting.settled("p2")


def test_amendments_go_with_the_proposal_that_is_withdrawn(sitting):
    sitting.puts_text(by="BY")
    sitting.amends("near", words=ELSEWHERE, target="art_1")
    sitting.do(motions.WithdrawQuestion(session="s1", question="p1"), sitting.delegates["BY"])
    assert sitting.question("near").status == "not put"


def test_a_ruling_is_challenged_at_once_and_stands_unless_overruled(sitting):
    raised = floor.RaisePoint(session="s1", category="application of the rules")
    point = sitting.do(raised, sitting.delegates["KG"]).id
    challenge = motions.ChallengeRuling(session="s1", question="c1", ruling=point)
    with pytest.raises(refusals.NothingToChallenge):
        sitting.do(challenge, sitting.delegates["KG"])
    sitting.do(floor.RuleOnPoint(session="s1", speaker=point, ruling={"en": "No."}), sitting.chair)
    sitting.puts()
    sitting.do(challenge, sitting.delegates["KG"])
    with pytest.raises(refusals.ComesFirst):
        sitting.voting_on("p1")
    assert sitting.settled("c1", "no").outcome == "rejected"
    again = motions.ChallengeRuling(session="s1", question="c2", ruling=point)
    with pytest.raises(refusals.MotionPending):
        sitting.do(again, sitting.delegates["TJ"])


def test_a_motion_left_to_the_chair_is_ruled_on_and_may_be_challenged(sitting):
    sitting.puts()
    sitting.moves("division")
    sitting.moves("closure of the debate", by="TJ")
    with pytest.raises(refusals.NotDecidedByChair):
        sitting.do(motions.RuleOnMotion(session="s1", question="closure-of-the-debate", granted=True), sitting.chair)
    sitting.do(motions.RuleOnMotion(session="s1", question="division", granted=False), sitting.chair)
    assert sitting.question("division").status == "rejected"
    sitting.do(motions.ChallengeRuling(session="s1", question="c1", ruling="division"), sitting.delegates["KG"])
    assert sitting.settled("c1").outcome == "adopted"


def test_somebody_outside_every_delegation_proposes_nothing(sitting):
    stranger = sitting.empowered("stranger", "BY")
    act = motions.PutProposal(session="s1", item="item-1", question="p1", title={"en": "Mine"})
    with pytest.raises(NotInDelegation):
        sitting.do(act, stranger)
