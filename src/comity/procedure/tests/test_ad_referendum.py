"""Positions ad referendum: counted, then confirmed before the next stage closes, or not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.procedure.stages import events as told
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.testing import EVERYBODY, SIX, START, Play, drafting, of_stages, silence, vote

CONSENSUS = {
    "quorum": {"count": "present", "at_least": "2/3"},
    "adopted_if": {"all": [{"count": "approve", "more_than": "1/2"}, {"count": "object", "at_most": "none"}]},
}


def two_votes(**first):
    """Two votes, then the end; what is rejected, or not confirmed, goes to drafting."""
    return Play(of_stages(vote(**{"rule": EVERYBODY, **first}), vote("second"), drafting()))


def one_unconfirmed(**first):
    """The first vote adopted by all, AM ad referendum; now in the second."""
    case = two_votes(**first).approve(*SIX[1:]).ad_referendum("AM")
    assert case.stage == "second"
    return case


# --- counted


def test_a_position_ad_referendum_is_counted_and_said_to_need_confirmation():
    case = one_unconfirmed()
    event = case.told(told.PositionTaken)[-1]
    assert event.must_confirm
    assert str(event.phrase) == "AM took the position approve ad referendum, which it has to confirm."
    assert case.running.awaited.stage == "vote"
    assert list(case.running.awaited.members) == ["AM"]


def test_a_rule_may_speak_of_positions_ad_referendum_itself():
    at_most_one = {
        "adopted_if": {
            "all": [
                {"count": ["approve", "approve ad referendum"], "at_least": "all"},
                {"count": "approve ad referendum", "at_most": 1},
            ]
        }
    }
    assert two_votes(rule=at_most_one).approve(*SIX[1:]).ad_referendum("AM").stage == "second"
    assert two_votes(rule=at_most_one).ad_referendum("AM", "BY").stage == "drafting"
    confirmed = two_votes(rule=at_most_one).ad_referendum("AM").confirm("AM").ad_referendum("BY").approve(*SIX[2:])
    assert confirmed.stage == "second"


def test_a_position_ad_referendum_may_become_firm_while_the_stage_is_open():
    case = two_votes().ad_referendum("AM").approve(*SIX)
    assert case.stage == "second"
    assert case.running.awaited is None
    again = two_votes().ad_referendum("AM").confirm("AM").approve(*SIX[1:])
    assert again.running.awaited is None
    assert str(again.told(told.AdReferendumConfirmed)[0].phrase) == 'AM confirmed its position approve in "vote".'


def test_a_position_ad_referendum_may_be_changed_or_withdrawn_while_the_stage_is_open():
    case = two_votes().ad_referendum("AM").withdraw("AM")
    assert case.running.unconfirmed == {}
    assert two_votes().ad_referendum("AM").object("AM").stage == "drafting"
    assert two_votes().ad_referendum("AM").decline("AM", "object").stage == "drafting"


# --- confirmed


def test_a_confirmation_in_the_next_stage_makes_the_approval_firm():
    case = one_unconfirmed().after("P10D").confirm("AM", stage="vote")
    assert case.running.awaited is None
    assert case.approve(*SIX[:4]).stage == "adopted"


def test_a_next_stage_that_is_adopted_early_waits_for_confirmations_and_closes_with_the_last():
    case = two_votes().approve(*SIX[2:]).ad_referendum("AM", "BY").approve(*SIX[:4])
    assert case.stage == "second"
    assert case.due() == START + timedelta(days=30)
    case.confirm("AM")
    assert case.stage == "second"
    case.confirm("BY")
    assert case.stage == "adopted"


def test_a_next_stage_that_fails_does_not_wait():
    case = one_unconfirmed().object(*SIX[:3])
    assert case.stage == "drafting"
    assert case.running.awaited is None
    assert case.told(told.AdReferendumLapsed) == []


def test_a_confirmation_may_come_in_a_tacit_stage_and_in_drafting():
    tacit = Play(of_stages(vote(rule=EVERYBODY), silence())).approve(*SIX[1:]).ad_referendum("AM").confirm("AM")
    assert tacit.clock("P30D").stage == "adopted"
    edited = Play(
        of_stages(
            vote(rule=EVERYBODY, then={"adopted": "drafting"}), vote("second"), drafting(then={"submitted": "second"})
        )
    )
    edited.approve(*SIX[1:]).ad_referendum("AM")
    assert edited.stage == "drafting"
    assert edited.confirm("AM").submit_again().stage == "second"


# --- not confirmed


def test_what_is_not_confirmed_until_the_next_stage_closes_falls_away_and_the_stage_is_counted_again():
    case = one_unconfirmed().approve(*SIX[:4]).clock("P30D")
    assert case.outcomes() == [("vote", "adopted"), ("second", "unconfirmed")]
    assert case.stage == "drafting"
    (lapsed,) = case.told(told.AdReferendumLapsed)
    assert str(lapsed.phrase) == 'Not confirmed in time, and no longer counted in "vote": AM.'
    closed = case.told(told.StageClosed)[-1]
    assert "approve: 5" in str(closed.because[0])


def test_what_is_not_confirmed_does_no_harm_where_enough_others_approved():
    case = one_unconfirmed(rule=CONSENSUS).approve(*SIX[:4]).clock("P30D")
    assert case.stage == "adopted"
    assert len(case.told(told.AdReferendumLapsed)) == 1


def test_the_procedure_says_where_a_case_goes_whose_approvals_are_not_confirmed():
    case = one_unconfirmed(then={"unconfirmed": "abandoned"}).approve(*SIX[:4]).clock("P30D")
    assert case.stage == "abandoned"


def test_a_quorum_that_rested_on_an_unconfirmed_position_is_counted_again_too():
    case = two_votes(rule=CONSENSUS, closes="at deadline").approve(*SIX[:3]).ad_referendum("KZ").clock("P30D")
    assert case.stage == "second"
    assert case.approve(*SIX[:4]).clock("P60D").outcomes()[-1] == ("second", "unconfirmed")


def test_a_text_submitted_from_drafting_closes_it_for_confirmations_as_well():
    edited = Play(
        of_stages(
            vote(rule=EVERYBODY, then={"adopted": "drafting", "unconfirmed": "abandoned"}),
            vote("second"),
            drafting(then={"submitted": "second"}),
        )
    )
    edited.approve(*SIX[1:]).ad_referendum("AM").submit_again()
    assert edited.outcomes() == [("vote", "adopted"), ("drafting", "unconfirmed")]
    assert edited.stage == "abandoned"


def test_a_window_that_closes_in_silence_does_not_save_what_was_not_confirmed():
    tacit = (
        Play(of_stages(vote(rule=EVERYBODY), silence(), drafting())).approve(*SIX[1:]).ad_referendum("AM").clock("P30D")
    )
    assert tacit.outcomes()[-1] == ("silence", "unconfirmed")
    assert tacit.stage == "drafting"


def test_without_a_deadline_a_settled_stage_waits_for_confirmations_until_somebody_closes_it():
    case = Play(of_stages(vote(rule=EVERYBODY), vote("second", deadline=None), drafting()))
    case.approve(*SIX[1:]).ad_referendum("AM").approve(*SIX[:4])
    assert case.stage == "second"
    assert case.due() is None
    assert case.close().outcomes()[-1] == ("second", "unconfirmed")


# --- declined


def test_a_member_that_declines_brings_the_case_back_at_once_if_its_approval_was_needed():
    case = one_unconfirmed().after("P3D").decline("AM", "object")
    assert case.stage == "drafting"
    assert case.outcomes()[-1] == ("second", "unconfirmed")
    (event,) = case.told(told.AdReferendumDeclined)
    assert str(event.phrase) == 'AM declined to confirm its position in "vote" and takes the position object.'
    assert case.told(told.AdReferendumLapsed) == []


def test_a_member_that_declines_changes_nothing_else_if_its_approval_was_not_needed():
    case = two_votes(rule=CONSENSUS).approve(*SIX[1:]).ad_referendum("AM").decline("AM")
    assert case.stage == "second"
    assert case.running.awaited is None
    assert str(case.told(told.AdReferendumDeclined)[0].phrase) == 'AM declined to confirm its position in "vote".'
    assert case.approve(*SIX[:4]).stage == "adopted"


def test_who_declines_and_objects_brings_down_what_needed_that_nobody_objects():
    assert two_votes(rule=CONSENSUS).approve(*SIX[1:]).ad_referendum("AM").decline("AM", "object").stage == "drafting"
    assert two_votes(rule=CONSENSUS).approve(*SIX[1:]).ad_referendum("AM").decline("AM", "abstain").stage == "second"


# --- where no stage follows


def test_in_the_last_stage_an_approval_ad_referendum_counts_from_its_confirmation():
    case = Play(of_stages(vote())).approve(*SIX[:3]).ad_referendum("KZ")
    assert case.stage == "vote"
    assert case.confirm("KZ").stage == "adopted"


def test_in_the_last_stage_an_approval_that_is_not_confirmed_before_the_deadline_is_not_counted():
    case = Play(of_stages(vote(then={"lapsed": "abandoned"}))).approve(*SIX[:3]).ad_referendum("KZ").clock("P30D")
    assert case.outcomes() == [("vote", "lapsed")]


def test_in_the_last_stage_an_approval_ad_referendum_may_be_changed_and_withdrawn():
    case = Play(of_stages(vote())).ad_referendum("AM").withdraw("AM").ad_referendum("AM").object("AM", "BY", "KG")
    assert case.stage == "rejected"


# --- refused


def test_who_has_nothing_to_confirm_is_told_who_has():
    case = one_unconfirmed()
    with pytest.raises(refused.NothingToConfirm) as caught:
        case.confirm("BY")
    assert str(caught.value) == "BY has no position ad referendum waiting to be confirmed. Still to confirm: AM."
    with pytest.raises(refused.NothingToConfirm) as caught:
        two_votes().decline("BY")
    assert str(caught.value).endswith("Nobody has.")
    with pytest.raises(refused.NothingToConfirm):
        case.confirm("AM", stage="second")


def test_a_confirmation_twice_is_refused():
    with pytest.raises(refused.NothingToConfirm):
        one_unconfirmed().confirm("AM").confirm("AM")


def test_a_confirmation_at_the_deadline_of_the_next_stage_is_too_late():
    with pytest.raises(refused.ConfirmationTooLate) as caught:
        one_unconfirmed().after("P30D").confirm("AM")
    assert 'before "second" closes, on 9 October 2021, 10:00 UTC' in str(caught.value)
    with pytest.raises(refused.DeadlinePassed):
        two_votes().ad_referendum("AM").after("P30D").confirm("AM")


def test_a_confirmation_is_signed_at_the_level_of_the_stage_it_belongs_to():
    case = Play(of_stages(vote(rule=EVERYBODY, signature="passkey"), vote("second")))
    case.approve(*SIX[1:], signature="passkey").ad_referendum("AM", signature="passkey")
    with pytest.raises(refused.SignatureTooWeak):
        case.confirm("AM", signature="key")
    assert case.confirm("AM", signature="passkey").running.awaited is None


def test_a_suspended_member_confirms_nothing():
    case = one_unconfirmed()
    case.machine.suspended = frozenset({"AM"})
    with pytest.raises(refused.Suspended):
        case.confirm("AM")


def test_a_position_taken_instead_must_itself_be_firm_and_known():
    with pytest.raises(refused.ChooseAFirmPosition) as caught:
        one_unconfirmed().decline("AM", "approve ad referendum")
    assert "approve, object, abstain" in str(caught.value)
    with pytest.raises(refused.NotAPosition):
        one_unconfirmed().decline("AM", "perhaps")


def test_positions_ad_referendum_of_two_stages_in_a_row_are_confirmed_each_in_its_turn():
    case = Play(of_stages(vote(rule=EVERYBODY), vote("second", rule=EVERYBODY), vote("third")))
    case.approve(*SIX[1:]).ad_referendum("AM").ad_referendum("AM").approve(*SIX[1:])
    assert case.stage == "second"
    case.confirm("AM", stage="vote")
    assert case.stage == "third"
    assert case.running.awaited.stage == "second"
    assert case.confirm("AM").running.awaited is None
