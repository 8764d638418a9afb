"""A case goes through its stages: positions, deadlines, extension, closing, resubmission, ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from comity.procedure.decision import Members
from comity.procedure.errors import MissingNumber, UnknownGroup
from comity.procedure.stages import Machine, Procedure, begin
from comity.procedure.stages import events as told
from comity.procedure.stages.testing import (
    BASIN,
    EVERYBODY,
    SIX,
    START,
    Play,
    drafting,
    of_stages,
    source,
    vote,
)

SILENCE_CONSENTS = {"silent_as": "approve", "adopted_if": {"count": "approve", "at_least": "all"}}
QUORATE = {
    "quorum": {"count": "present", "at_least": "2/3"},
    "adopted_if": {"count": "approve", "more_than": "1/2", "of": ["approve", "object"]},
}


def play(**stage):
    return Play(of_stages(vote(**stage)))


# --- opening


def test_a_case_opens_its_first_stage_with_the_deadline_counted_from_then():
    case = play()
    assert case.stage == "vote"
    assert case.running.round == 1
    assert case.running.opened_at == START
    assert case.running.deadline == START + timedelta(days=30)
    assert [event.name for event in case.events] == ["StageOpened"]


def test_a_deadline_in_months_follows_the_calendar():
    assert play(deadline="P6M").running.deadline == datetime(2022, 3, 9, 10, tzinfo=UTC)


def test_a_deadline_may_be_of_hours():
    assert play(deadline="PT48H").running.deadline == START + timedelta(hours=48)


def test_a_moment_in_another_time_zone_is_the_same_moment():
    elsewhere = START.astimezone(timezone(timedelta(hours=3)))
    procedure, members = Procedure.parse(of_stages(vote())), Members.parse(list(SIX))
    assert begin(Machine(procedure, members), elsewhere).running == play().running


def test_a_moment_without_a_time_zone_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="time zone"):
        Play(of_stages(vote())).on(datetime(2021, 9, 10)).approve("AM")


def test_a_rule_that_does_not_fit_the_members_is_refused_when_the_case_begins():
    rule = {"adopted_if": {"count": "approve", "of": {"group": "founders"}, "at_least": 1}}
    with pytest.raises(UnknownGroup) as caught:
        Play(of_stages(vote(), vote("later", rule=rule)))
    assert caught.value.place.startswith("stages[1].rule")


def test_a_number_fixed_by_an_earlier_decision_may_still_be_missing_when_a_case_begins_but_not_when_its_stage_opens():
    later = vote("later", rule={"adopted_if": {"count": "approve", "at_least": {"number_from": "assembly"}}})
    case = Play(of_stages(vote(), later))
    with pytest.raises(MissingNumber):
        case.approve("AM", "BY", "KG", "KZ")
    known = Play(of_stages(vote(), later), numbers={"assembly": 2}).approve("AM", "BY", "KG", "KZ")
    assert known.approve("AM", "BY").stage == "adopted"


# --- positions and closing when settled


def test_a_stage_closes_as_soon_as_no_outstanding_position_can_change_it():
    case = play().approve("AM", "BY", "KG")
    assert case.stage == "vote"
    case.approve("KZ")
    assert case.stage == "adopted"
    assert case.outcomes() == [("vote", "adopted")]


def test_a_stage_is_rejected_as_soon_as_nothing_can_save_it():
    assert play().object("AM", "BY", "KG").stage == "rejected"


def test_the_closing_says_why_line_by_line():
    case = play().approve("AM", "BY", "KG", "KZ")
    (closed,) = case.told(told.StageClosed)
    assert len(closed.because) == 1
    assert "approve" in str(closed.because[0])
    assert "Met." in str(closed.because[0])


def test_a_position_may_be_changed_until_the_stage_closes():
    case = play().approve("AM", "BY", "KG").object("AM").approve("KZ")
    assert case.stage == "vote"
    case.approve("AM")
    assert case.stage == "adopted"
    changed = [event for event in case.told(told.PositionTaken) if event.previous]
    assert [str(event.phrase) for event in changed] == [
        "AM changed its position from approve to object.",
        "AM changed its position from object to approve.",
    ]


def test_a_position_withdrawn_is_as_if_it_had_never_been_taken():
    case = play().approve("AM", "BY", "KG").withdraw("AM")
    assert case.running.tally == play().approve("BY", "KG").running.tally
    case.approve("KZ").approve("AM")
    assert case.stage == "adopted"


def test_a_position_may_come_with_what_the_rule_asks_for():
    rule = {
        "adopted_if": {"count": {"position": "no", "with": "reasons"}, "at_most": "none"},
        "positions": ["yes", "no"],
    }
    case = Play(of_stages({"id": "vote", "rule": rule, "deadline": "P30D"}))
    case.take(*SIX[:5], position="no")
    assert case.stage == "vote"
    case.take("TJ", position={"position": "no", "with": "reasons"})
    assert case.stage == "rejected"


def test_a_position_may_carry_a_reservation_that_the_rule_does_not_ask_for():
    case = play().take("AM", position={"position": "approve", "with": "reservation"}).approve("BY", "KG", "KZ")
    assert case.stage == "adopted"


# --- closing otherwise


def test_a_stage_that_closes_at_its_deadline_stays_open_although_settled():
    case = play(closes="at deadline").approve(*SIX)
    assert case.stage == "vote"
    case.object("AM", "BY", "KG")
    assert case.clock("P30D").stage == "rejected"


def test_a_settled_stage_does_not_close_before_its_earliest_day_and_then_the_clock_closes_it():
    case = play(not_before="P20D").approve(*SIX[:4])
    assert case.stage == "vote"
    assert case.due() == START + timedelta(days=20)
    case.after("P10D").object("AM")
    assert case.due() == START + timedelta(days=30)
    case.approve("AM").clock("P20D")
    assert case.stage == "adopted"
    assert case.running.ended_at == START + timedelta(days=20)


def test_after_the_earliest_day_the_deciding_position_closes_the_stage_at_once():
    case = play(not_before="P20D").approve(*SIX[:3]).after("P21D").approve("KZ")
    assert case.stage == "adopted"


def test_the_chair_closes_a_vote_in_session_and_who_has_not_voted_has_not_voted():
    majority = {"adopted_if": {"count": "approve", "more_than": "1/2", "of": ["approve", "object"]}}
    case = play(rule=majority, closes="by the chair", deadline=None).approve("AM", "BY").object("KG")
    assert case.due() is None
    case.close(by_chair=True)
    assert case.stage == "adopted"


def test_a_vote_the_chair_closes_short_is_rejected_not_lapsed():
    assert play(closes="by the chair").approve("AM").close(by_chair=True).outcomes() == [("vote", "rejected")]


def test_a_stage_left_to_the_chair_still_closes_at_its_deadline():
    case = play(closes="by the chair").approve(*SIX).clock("P30D")
    assert case.stage == "adopted"


def test_a_settled_stage_may_be_closed_by_whoever_comes_first_the_clock_or_an_officer():
    everybody_silent = {"silent_as": "approve", "adopted_if": {"count": "object", "at_most": 6}}
    case = play(rule=everybody_silent)
    assert case.due() == START
    assert case.close().stage == "adopted"


# --- deadlines


def test_a_deadline_that_passes_with_positions_outstanding_that_could_have_saved_it_lapses():
    case = play(then={"lapsed": "abandoned"}).approve("AM", "BY", "KG")
    assert case.clock("P30D").stage == "abandoned"
    (closed,) = case.told(told.StageClosed)
    assert closed.outcome == "lapsed"
    assert closed.deadline == START + timedelta(days=30)


def test_a_deadline_by_which_enough_have_approved_adopts():
    half = {"adopted_if": {"count": "approve", "more_than": "1/2", "of": ["approve", "object"]}}
    assert play(rule=half).approve("AM", "BY").object("KG").clock("P30D").stage == "adopted"


def test_a_deadline_at_which_all_have_spoken_and_not_enough_approved_rejects():
    everyone = play(closes="at deadline").approve(*SIX[:3]).take(*SIX[3:], position="abstain").clock("P30D")
    assert everyone.outcomes() == [("vote", "rejected")]


def test_silence_counts_at_the_deadline_as_the_rule_says():
    assert play(rule=SILENCE_CONSENTS).approve("AM").clock("P30D").stage == "adopted"


def test_where_silence_counts_nothing_lapses_for_want_of_positions():
    two_objections = {"silent_as": "object", "adopted_if": {"count": "approve", "more_than": "1/2"}}
    assert play(rule=two_objections).approve("AM").clock("P30D").outcomes() == [("vote", "rejected")]


def test_without_a_quorum_the_stage_closes_so():
    case = play(rule=QUORATE, then={"no quorum": "abandoned"}).approve("AM", "BY", "KG").clock("P30D")
    assert case.outcomes() == [("vote", "no quorum")]
    assert case.stage == "abandoned"


def test_a_quorum_that_can_no_longer_be_reached_closes_the_stage_at_once():
    case = play(rule=QUORATE, then={"no quorum": "abandoned"})
    for member in SIX[:3]:
        case.record(member, "absent")
    assert case.outcomes() == [("vote", "no quorum")]


def test_a_clock_that_comes_late_opens_the_next_stage_in_full():
    case = Play(of_stages(vote(rule=SILENCE_CONSENTS), vote("second"))).after("P33D").close()
    assert case.stage == "second"
    assert case.running.opened_at == START + timedelta(days=33)
    assert case.running.deadline == START + timedelta(days=63)


def test_the_clock_is_due_at_the_deadline_and_never_for_a_case_that_has_ended():
    case = play()
    assert case.due() == START + timedelta(days=30)
    assert case.approve(*SIX[:4]).due() is None


def test_a_stage_without_a_deadline_is_never_due_until_it_is_settled():
    assert play(deadline=None).due() is None


# --- extension


def test_a_deadline_is_extended_from_the_deadline_and_not_from_the_day_of_the_extension():
    case = play(extension="once P60D").after("P20D").extend()
    assert case.running.deadline == START + timedelta(days=90)
    (event,) = case.told(told.StageExtended)
    assert str(event.phrase) == (
        'The deadline of "vote" was moved from 9 October 2021, 10:00 UTC to 8 December 2021, 10:00 UTC.'
    )


def test_a_position_after_the_first_deadline_counts_once_that_was_extended():
    case = play(extension="twice P60D").after("P29D").extend().extend().after("P140D").approve(*SIX[:4])
    assert case.stage == "adopted"


def test_drafting_can_be_extended_too():
    case = Play(of_stages(vote(), drafting(deadline="P90D", extension="once P30D"))).object(*SIX[:3]).extend()
    assert case.running.deadline == START + timedelta(days=120)


def test_a_stage_entered_again_may_be_extended_again():
    case = Play(of_stages(vote(extension="once P60D"), drafting())).extend().object(*SIX[:3]).submit_again().extend()
    assert case.running.extended == 1


# --- attendance


def test_an_absent_member_may_come_and_vote():
    case = play(rule=QUORATE).record("AM", "absent").approve("AM", "BY", "KG", "KZ")
    assert case.told(told.PositionTaken)[0].previous.word == "absent"
    assert case.stage == "adopted"


def test_who_is_recused_leaves_the_base_of_those_participating():
    rule = {"adopted_if": {"count": "approve", "of": "participating", "at_least": "all"}}
    case = play(rule=rule).approve(*SIX[:5])
    assert case.stage == "vote"
    assert case.record("TJ", "recused").stage == "adopted"


def test_attendance_recorded_by_mistake_can_be_taken_back():
    case = play().record("AM", "recused").record("AM", None).approve(*SIX[:4])
    assert case.stage == "adopted"
    assert str(case.told(told.AttendanceRecorded)[1].phrase) == "AM was recorded as attending."


# --- the way through


def test_an_adopted_stage_opens_the_next_with_no_positions_taken():
    case = Play(of_stages(vote(), vote("second", deadline="P10D"))).approve(*SIX[:4])
    assert case.stage == "second"
    assert case.running.round == 2
    assert case.running.deadline == START + timedelta(days=10)
    assert case.object(*SIX[:3]).stage == "rejected"


def test_a_rejected_question_is_drafted_again_and_resubmitted():
    case = Play(of_stages(vote(), drafting())).object(*SIX[:3])
    assert case.stage == "drafting"
    assert case.due() is None
    case.submit_again()
    assert case.stage == "vote"
    assert case.running.round == 3
    case.approve(*SIX[:4])
    assert case.outcomes() == [("vote", "rejected"), ("drafting", "submitted"), ("vote", "adopted")]


def test_a_question_is_resubmitted_only_as_often_as_the_limit_says():
    case = Play(of_stages(vote(), drafting(limit=2)))
    for _ in range(2):
        case.object(*SIX[:3]).submit_again()
    case.object(*SIX[:3])
    assert case.stage == "abandoned"
    (event,) = case.told(told.LimitReached)
    assert str(event.phrase) == 'The case may enter "drafting" no more than 2 times, so it does not go back to it.'


def test_a_stage_at_its_limit_sends_the_case_where_it_says_and_limits_may_follow_one_another():
    case = Play(
        of_stages(
            vote(limit=1, then={"rejected": "vote", "exhausted": "second"}),
            vote("second", limit=1, then={"rejected": "vote", "exhausted": "abandoned"}),
        )
    )
    case.object(*SIX[:3])
    assert case.stage == "second"
    case.object(*SIX[:3])
    assert case.stage == "abandoned"
    assert [event.stage for event in case.told(told.LimitReached)] == ["vote", "vote", "second"]
    assert str(case.told(told.LimitReached)[0].phrase) == (
        'The case may enter "vote" only once, so it does not go back to it.'
    )


def test_drafting_that_takes_too_long_lapses():
    case = Play(of_stages(vote(), drafting(deadline="P90D"))).object(*SIX[:3]).clock("P90D")
    assert case.outcomes()[-1] == ("drafting", "lapsed")
    assert case.stage == "abandoned"


def test_a_case_can_begin_in_drafting():
    case = Play(of_stages(drafting(), vote()))
    assert case.stage == "drafting"
    assert case.submit_again().stage == "vote"


def test_a_case_can_be_abandoned_at_any_stage():
    case = play().approve("AM").abandon()
    assert case.stage == "abandoned"
    assert case.outcomes() == [("vote", "abandoned")]
    assert [event.name for event in case.events[-2:]] == ["StageClosed", "Ended"]
    assert str(case.events[-1].phrase) == "The case ended on 9 September 2021, 10:00 UTC: abandoned."


def test_stages_ask_the_members_of_their_body():
    council = Members.parse(["AM", "BY", "KG"])
    both = of_stages(vote(body="commission"), vote("second", body="council", rule=EVERYBODY))
    case = Play(both, bodies={"council": council}).approve(*SIX[:4])
    assert case.approve("AM", "BY", "KG").stage == "adopted"


def test_weights_decide_where_the_rule_weighs():
    case = Play(source("river-basin-annex"), BASIN).take("Upper", "Middle", position="yes")
    assert case.take("Delta", position="no").close(by_chair=True).stage == "conciliation"
    case = Play(source("river-basin-annex"), BASIN).take("Upper", "Middle", position="yes")
    assert case.take("Delta", position="abstain").close(by_chair=True).stage == "silence"
    light = Play(source("river-basin-annex"), BASIN)
    light.take("Middle", "Lower", "Delta", position="yes").take("Upper", position="abstain").close(by_chair=True)
    assert light.stage == "conciliation"


def test_the_cooperation_strategy_goes_from_the_commission_to_the_end():
    case = Play(source("cooperation-strategy"))
    case.approve(*SIX[1:], signature="key").ad_referendum("AM", signature="passkey").clock("P30D")
    assert case.stage == "national"
    assert case.running.awaited.members.keys() == {"AM"}
    case.after("P100D").take(*SIX[1:], position="confirm", signature="passkey").extend()
    case.after("P220D").take("AM", position="confirm", signature="passkey")
    assert case.stage == "national"
    case.confirm("AM", signature="key")
    assert case.stage == "heads-of-state"
    case.after("P230D").approve(*SIX).close(by_chair=True)
    assert case.stage == "circulation"
    assert case.clock("P260D").stage == "adopted"
    assert case.outcomes() == [
        (each, "adopted") for each in ("preliminary", "national", "heads-of-state", "circulation")
    ]


def test_the_cooperation_strategy_comes_back_when_one_state_refuses():
    case = Play(source("cooperation-strategy")).approve(*SIX, signature="key").clock("P30D")
    case.take("KZ", position="refuse", signature="passkey")
    assert case.stage == "drafting"
    case.after("P60D").submit_again()
    assert case.stage == "preliminary"
    assert case.running.deadline == START + timedelta(days=90)
