"""What a running case refuses: each refusal says what is so and what to do, and changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from comity.procedure.decision import Members
from comity.procedure.errors import ForeignState
from comity.procedure.stages import Machine, Procedure, begin, close, take
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.testing import EVERYBODY, SIX, START, Play, drafting, of_stages, silence, vote


def play(**stage):
    return Play(of_stages(vote(**stage), drafting()))


def refusal(kind, case, do):
    """The words of a refusal of this kind, and proof that it changed nothing."""
    before = case.running
    with pytest.raises(kind) as caught:
        do(case)
    assert type(caught.value) is kind
    assert case.running == before
    words = str(caught.value)
    assert "{" not in words
    assert words[-1] in ".!?"
    return words


def test_somebody_who_is_no_member_is_refused_and_the_nearest_member_named():
    said = refusal(refused.NotAMember, play(body="commission"), lambda case: case.approve("Am"))
    assert said == (
        'Am has no seat in the stage "vote", which asks the members of commission (did you mean AM?). '
        "Choose a member that has."
    )


def test_a_member_of_the_organisation_but_not_of_the_body_is_refused():
    case = Play(of_stages(vote(body="council")), bodies={"council": Members.parse(["AM", "BY"])})
    assert 'RU has no seat in the stage "vote"' in refusal(refused.NotAMember, case, lambda case: case.approve("RU"))


def test_a_suspended_member_is_refused_and_its_earlier_position_stands():
    case = play().approve("AM", "BY", "KG")
    case.machine = Machine(case.machine.procedure, case.machine.members, suspended={"AM"})
    assert refusal(refused.Suspended, case, lambda case: case.object("AM")).startswith("AM is suspended")
    assert case.approve("KZ").stage == "adopted"


def test_a_recused_member_is_refused():
    case = play().record("AM", "recused")
    said = refusal(refused.Recused, case, lambda case: case.approve("AM"))
    assert 'AM is noted as recused in the stage "vote"' in said
    refusal(refused.Recused, play().record("AM", "not taking part"), lambda case: case.approve("AM"))


def test_an_unknown_position_is_refused_and_the_known_ones_listed():
    said = refusal(refused.NotAPosition, play(), lambda case: case.take("AM", position="aprove"))
    assert '"aprove" is no position in the stage "vote"' in said
    assert "approve, " in said
    assert "did you mean approve?" in said


@pytest.mark.parametrize("nonsense", [7, None, [], {}, {"position": "approve", "why": "x"}, "", "present"])
def test_what_is_no_position_at_all_is_refused(nonsense):
    refusal(refused.NotAPosition, play(), lambda case: case.take("AM", position=nonsense))


def test_a_qualifier_with_a_slip_of_the_pen_is_refused():
    rule = {"adopted_if": {"count": {"position": "no", "with": "reasons"}, "at_most": 0}, "positions": ["yes", "no"]}
    case = Play(of_stages({"id": "vote", "rule": rule}))
    said = refusal(
        refused.NotAPosition, case, lambda case: case.take("AM", position={"position": "no", "with": "reason"})
    )
    assert "reasons" in said


def test_members_do_not_record_their_own_attendance():
    said = refusal(refused.RecordedByTheChair, play(), lambda case: case.take("AM", position="absent"))
    assert "whoever presides records" in said


def test_whoever_presides_records_attendance_and_nothing_else():
    said = refusal(refused.NotAttendance, play(), lambda case: case.record("AM", "approve"))
    assert "absent, recused, not taking part" in said.replace('"', "")
    refusal(refused.NotAMember, play(), lambda case: case.record("XX", "absent"))


def test_a_position_at_the_deadline_is_too_late_and_one_just_before_it_is_not():
    case = play()
    case.on(START + timedelta(days=30) - timedelta(microseconds=1)).approve("AM")
    said = refusal(refused.DeadlinePassed, case.after("P30D"), lambda case: case.approve("BY"))
    assert "passed on 9 October 2021, 10:00 UTC" in said
    assert "too late to be counted" in said


def test_a_position_dated_before_the_stage_opened_is_refused():
    case = play().on(START - timedelta(seconds=1))
    assert "Check the date" in refusal(refused.NotYetOpen, case, lambda case: case.approve("AM"))


def test_a_position_meant_for_another_stage_is_refused():
    case = Play(of_stages(vote(), vote("second")))
    said = refusal(refused.NotThisStage, case, lambda case: case.approve("AM", stage="second"))
    assert 'The case is now in the stage "vote", not "second".' in said
    refusal(refused.NotThisStage, case, lambda case: case.approve("AM", stage="no such stage"))


def test_a_position_meant_for_a_stage_that_has_closed_is_refused_and_told_how_it_closed():
    case = Play(of_stages(vote(), vote("second"))).approve(*SIX[:4])
    said = refusal(refused.StageIsOver, case, lambda case: case.approve("TJ", stage="vote"))
    assert said.startswith('The stage "vote" closed on 9 September 2021, 10:00 UTC (adopted).')
    assert 'now in "second"' in said


def test_two_officers_who_close_a_stage_at_the_same_moment_close_it_once():
    case = Play(of_stages(vote(closes="by the chair"), vote("second"))).approve(*SIX).close(by_chair=True, stage="vote")
    refusal(refused.StageIsOver, case, lambda case: case.close(by_chair=True, stage="vote"))


def test_nothing_happens_to_a_case_that_has_ended():
    for act in (
        lambda case: case.approve("TJ"),
        lambda case: case.withdraw("AM"),
        lambda case: case.record("TJ", "absent"),
        lambda case: case.confirm("AM"),
        lambda case: case.decline("AM"),
        lambda case: case.close(),
        lambda case: case.extend(),
        lambda case: case.submit_again(),
        lambda case: case.abandon(),
    ):
        case = play().approve(*SIX[:4])
        said = refusal(refused.CaseEnded, case, act)
        assert 'ended on 9 September 2021, 10:00 UTC with "adopted"' in said
        assert "open a new case" in said


def test_no_positions_are_taken_in_drafting():
    case = play().object(*SIX[:3])
    assert "is for drafting" in refusal(refused.NoPositionsHere, case, lambda case: case.approve("AM"))
    refusal(refused.NoPositionsHere, case, lambda case: case.record("AM", "absent"))


def test_a_position_that_was_never_taken_cannot_be_withdrawn():
    assert "none to withdraw" in refusal(refused.NothingToWithdraw, play(), lambda case: case.withdraw("AM"))


def test_a_position_that_has_changed_in_the_meantime_is_not_overwritten():
    case = play().approve("AM")
    case.held.clear()
    assert "has changed in the meantime" in refusal(refused.PositionChanged, case, lambda case: case.object("AM"))
    case.held["BY"] = "approve"
    refusal(refused.PositionChanged, case, lambda case: case.object("BY"))
    case.held["BY"] = "approve ad referendum"
    refusal(refused.PositionChanged, case, lambda case: case.object("BY"))


def test_a_signature_below_the_level_of_the_stage_is_refused():
    case = play(signature="passkey")
    said = refusal(refused.SignatureTooWeak, case, lambda case: case.approve("AM", signature="key"))
    assert said == 'The stage "vote" asks for a signature by passkey, and this came with key. Sign it with passkey.'
    refusal(refused.SignatureTooWeak, case, lambda case: case.approve("AM"))
    refusal(refused.SignatureTooWeak, case, lambda case: case.approve("AM", signature="seal"))
    case.approve("AM", signature="passkey")
    refusal(refused.SignatureTooWeak, case, lambda case: case.withdraw("AM", signature="key"))
    play(signature="key").approve("AM", signature="passkey").approve("BY", signature="key")


def test_a_deadline_is_extended_only_where_the_procedure_allows_it():
    said = refusal(refused.ExtensionNotAllowed, play(), lambda case: case.extend())
    assert said.endswith("Its deadline stays 9 October 2021, 10:00 UTC.")
    said = refusal(refused.ExtensionNotAllowed, play(deadline=None), lambda case: case.extend())
    assert said.endswith("It has no deadline.")


def test_a_deadline_is_extended_no_more_often_than_the_procedure_allows():
    once, twice = play(extension="once P60D").extend(), play(extension="twice P60D").extend().extend()
    assert "may be extended once, and has been" in refusal(refused.ExtensionsUsedUp, once, lambda case: case.extend())
    assert "2 times" in refusal(refused.ExtensionsUsedUp, twice, lambda case: case.extend())


def test_a_deadline_that_has_passed_cannot_be_extended():
    case = play(extension="once P60D").after("P30D")
    assert "can no longer be extended" in refusal(refused.ExtensionTooLate, case, lambda case: case.extend())


def test_an_open_stage_is_not_closed_and_says_when_it_will_be():
    def said(case):
        return refusal(refused.NotYetToClose, case, lambda case: case.close())

    assert said(play()).endswith(
        "It closes when no outstanding position can change its outcome, and on 9 October 2021, 10:00 UTC at the latest."
    )
    assert said(play(deadline=None)).endswith("It closes when no outstanding position can change its outcome.")
    assert said(play(closes="at deadline").approve(*SIX)).endswith("It closes on 9 October 2021, 10:00 UTC.")
    assert said(Play(of_stages(silence()))).endswith("It closes on 9 October 2021, 10:00 UTC.")
    assert said(play(deadline=None, not_before="P10D").approve(*SIX)).endswith(
        "not before 19 September 2021, 10:00 UTC."
    )
    assert said(play().object(*SIX[:3])).endswith("Submit the text again to leave it.")
    dated = Play(of_stages(vote(), drafting(deadline="P10D"))).object(*SIX[:3])
    assert said(dated).endswith("It closes on 19 September 2021, 10:00 UTC.")


def test_only_the_chair_closes_a_stage_left_to_the_chair():
    case = play(closes="by the chair").approve(*SIX)
    assert "Ask the chair" in refusal(refused.OnlyTheChairCloses, case, lambda case: case.close())
    early = play(closes="by the chair", not_before="P20D").approve(*SIX)
    refusal(refused.NotYetToClose, early, lambda case: case.close(by_chair=True))


def test_a_text_is_submitted_only_from_drafting_and_in_time():
    assert "is not for drafting" in refusal(refused.NotDrafting, play(), lambda case: case.submit_again())
    late = Play(of_stages(vote(), drafting(deadline="P10D"))).object(*SIX[:3]).after("P10D")
    refusal(refused.DeadlinePassed, late, lambda case: case.submit_again())


def test_a_case_is_abandoned_only_where_the_procedure_knows_that_end():
    case = Play(of_stages(vote(), ends=["adopted", "rejected"]))
    assert 'knows no end "abandoned"' in refusal(refused.CannotBeAbandoned, case, lambda case: case.abandon())


def test_a_case_runs_on_the_version_it_began_with_and_on_no_other():
    first = Play(of_stages(vote()))
    second = Machine(Procedure.parse(of_stages(vote(rule=EVERYBODY), version=2)), Members.parse(list(SIX)))
    with pytest.raises(refused.OtherVersion) as caught:
        take(second, first.running, member="AM", position="approve", at=START)
    assert 'version 1 of the procedure "test"' in str(caught.value)
    with pytest.raises(refused.OtherVersion):
        close(second, first.running, START)


def test_a_case_does_not_run_over_other_members_than_it_began_with():
    running = Play(of_stages(vote())).running
    other = Machine(Procedure.parse(of_stages(vote())), Members.parse(["AM", "BY", "KG"]))
    with pytest.raises(ForeignState):
        take(other, running, member="AM", position="approve", at=START)
    assert begin(other, START).running.digest == running.digest


def test_every_refusal_says_what_is_so_and_then_what_follows_or_what_to_do():
    kinds = [
        each for each in vars(refused).values() if isinstance(each, type) and issubclass(each, refused.StageRefusal)
    ]
    for kind in set(kinds) - {refused.StageRefusal}:
        said = kind(**dict.fromkeys(re.findall(r"{(\w+)}", kind.__doc__), "Something is so."))
        assert len(re.findall(r"[.:]( |$)", str(said))) >= 2, kind.__name__
