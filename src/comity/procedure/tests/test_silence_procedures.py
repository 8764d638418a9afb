"""Silence procedures: broken, extended once for all, escaped by the objector; and consensus reversed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.procedure.stages import events as told
from comity.procedure.stages import raise_objection
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.testing import BASIN, SIX, START, Play, drafting, of_stages, silence, source, vote

ICAO = [f"State {number}" for number in range(1, 191)]


def quiet(**more):
    return Play(of_stages(silence(**more), drafting()))


def whaling():
    """International Convention for the Regulation of Whaling, art. V(3)."""
    notice = {
        "id": "notice",
        "kind": "tacit",
        "window": "P90D",
        "on_objection": ["extend P90D", "leave P30D", "exempt the objector"],
        "then": {"adopted": "in force"},
    }
    return Play(of_stages(notice, ends=["in force"]))


def objects(case, *members):
    for member in members:
        before = case.held
        case._follow(
            raise_objection(case.machine, case.running, member=member, previous=before.get(member), at=case.at)
        )
        before[member] = "object"
    return case


def test_silence_adopts_when_the_window_closes_and_not_before():
    case = quiet().clock("P29D")
    assert case.stage == "silence"
    assert case.due() == START + timedelta(days=30)
    assert case.clock("P30D").stage == "adopted"


def test_one_objection_breaks_the_silence_at_once():
    case = objects(quiet().after("P29D"), "TJ")
    assert case.stage == "drafting"
    assert case.outcomes() == [("silence", "rejected")]
    (closed,) = case.told(told.StageClosed)
    assert closed.at == START + timedelta(days=29)
    assert "object: 1" in str(closed.because[0])


def test_an_objection_at_the_end_of_the_window_is_too_late_even_before_the_clock_has_closed_it():
    case = quiet().after("P30D")
    with pytest.raises(refused.DeadlinePassed):
        objects(case, "TJ")
    assert case.close().stage == "adopted"


def test_osce_a_proposed_amendment_breaks_the_silence_as_an_objection_does():
    """OSCE Rules of Procedure, MC.DOC/1/06, Annex 1(A)."""
    either = {"count": ["object", "propose an amendment"], "more_than": 0}
    case = quiet(defeated_if=either, window="PT120H").after("PT119H").take("AM", position="propose an amendment")
    assert case.stage == "drafting"
    assert case.told(told.StageClosed)[0].at == START + timedelta(hours=119)


def test_icao_a_majority_that_disapproves_defeats_an_annex_and_half_of_them_does_not():
    """Chicago Convention, art. 90(a)."""
    annex = silence(defeated_if={"count": "disapprove", "more_than": "1/2"}, window="P3M")
    half = Play(of_stages(annex), ICAO).take(*ICAO[:95], position="disapprove")
    assert half.stage == "silence"
    assert half.clock("P3M").stage == "adopted"
    majority = Play(of_stages(annex), ICAO).take(*ICAO[:96], position="disapprove")
    assert majority.stage == "rejected"


def test_a_disapproval_taken_back_in_time_does_not_count():
    annex = silence(defeated_if={"count": "disapprove", "more_than": "1/2"})
    case = Play(of_stages(annex)).take(*SIX[:3], position="disapprove").withdraw("AM").take("TJ", position="disapprove")
    assert case.clock("P30D").stage == "adopted"


def test_whaling_an_objection_delays_the_amendment_by_ninety_days_for_all_and_exempts_the_objector():
    case = objects(whaling().after("P80D"), "KZ")
    assert case.running.deadline == START + timedelta(days=180)
    (event,) = case.told(told.StageExtended)
    assert event.objection_of == "KZ"
    assert str(event.phrase).startswith('KZ objected, which moves the end of "notice"')
    assert case.clock("P180D").stage == "in force"
    assert case.running.exempted == ("KZ",)
    (exempted,) = case.told(told.ObjectorsExempted)
    assert str(exempted.phrase) == 'Not bound by what was adopted in "notice", because they objected: KZ.'


def test_whaling_the_first_objection_moves_the_end_once_for_all():
    case = objects(whaling().after("P80D"), "KZ")
    assert objects(case.after("P85D"), "AM").running.deadline == START + timedelta(days=180)
    assert case.clock("P180D").running.exempted == ("AM", "KZ")


def test_whaling_a_late_objection_leaves_the_others_thirty_days_to_follow():
    case = objects(objects(whaling().after("P80D"), "KZ").after("P170D"), "AM")
    assert case.running.deadline == START + timedelta(days=200)
    assert objects(case.after("P195D"), "TJ").running.deadline == START + timedelta(days=225)
    assert case.clock("P225D").running.exempted == ("AM", "KZ", "TJ")


def test_whaling_an_objection_taken_back_exempts_no_more_but_the_time_stays_moved():
    case = objects(whaling().after("P80D"), "KZ").after("P100D").withdraw("KZ")
    assert case.running.deadline == START + timedelta(days=180)
    assert case.clock("P180D").running.exempted == ()


def test_whaling_an_objection_repeated_by_the_same_member_moves_nothing():
    case = objects(objects(whaling().after("P80D"), "KZ").after("P170D"), "KZ")
    assert case.running.deadline == START + timedelta(days=180)


def test_whaling_without_objections_it_enters_into_force_after_ninety_days_for_all():
    case = whaling().clock("P90D")
    assert case.stage == "in force"
    assert case.running.exempted == ()
    assert case.told(told.ObjectorsExempted) == []


def test_time_won_by_an_objection_may_be_used_to_lift_it():
    case = objects(quiet(on_objection="extend P60D"), "TJ")
    assert case.stage == "silence"
    assert case.running.deadline == START + timedelta(days=90)
    assert case.withdraw("TJ").clock("P90D").stage == "adopted"


def test_an_objection_that_stands_when_the_extended_window_closes_defeats():
    case = objects(quiet(on_objection="extend P60D"), "TJ").clock("P90D")
    assert case.outcomes() == [("silence", "rejected")]
    assert case.told(told.StageClosed)[0].at == START + timedelta(days=90)


def test_exempting_alone_neither_moves_the_window_nor_closes_it():
    exempting = quiet(on_objection="exempt the objector", defeated_if={"count": "object", "more_than": "1/3"})
    case = objects(exempting, "AM", "BY")
    assert case.running.objectors == ("AM", "BY")
    assert case.running.deadline == START + timedelta(days=30)
    assert case.clock("P30D").running.exempted == ("AM", "BY")


def test_a_defeated_stage_exempts_nobody():
    exempting = quiet(on_objection="exempt the objector", defeated_if={"count": "object", "more_than": "1/3"})
    case = objects(exempting, "AM", "BY", "KG").clock("P30D")
    assert case.stage == "drafting"
    assert case.running.exempted == ()
    assert case.running.objectors == ()


def test_wto_consensus_reversed_adopts_unless_all_who_speak_are_against():
    """WTO Dispute Settlement Understanding, art. 16.4."""
    against = {"all": [{"count": "not adopt", "at_least": 1}, {"count": "adopt", "at_most": "none"}]}
    report = silence(positions=["adopt", "not adopt"], defeated_if=against, window="P60D")
    winner = Play(of_stages(report)).take(*SIX[:5], position="not adopt").take("TJ", position="adopt")
    assert winner.stage == "silence"
    assert winner.clock("P60D").stage == "adopted"
    assert Play(of_stages(report)).take(*SIX[:5], position="not adopt").clock("P60D").stage == "rejected"
    assert Play(of_stages(report)).take(*SIX, position="not adopt").stage == "rejected"
    assert Play(of_stages(report)).clock("P60D").stage == "adopted"


def test_a_window_may_be_extended_by_decision_where_the_procedure_allows_it():
    case = objects(quiet(extension="once P10D", on_objection="extend P60D").extend(), "TJ")
    assert case.running.deadline == START + timedelta(days=100)


def test_a_tacit_stage_cannot_be_closed_early_by_anybody():
    for by_chair in (False, True):
        with pytest.raises(refused.NotYetToClose):
            quiet().close(by_chair=by_chair)


def test_objections_are_raised_only_where_silence_is_consent():
    with pytest.raises(refused.NotTacit) as caught:
        objects(Play(of_stages(vote())), "AM")
    assert "silence is no consent" in str(caught.value)


def test_where_several_positions_object_the_member_says_which():
    either = {"count": ["object", "propose an amendment"], "more_than": 0}
    with pytest.raises(refused.SayWhichObjection) as caught:
        objects(quiet(defeated_if=either), "AM")
    assert "propose an amendment" in str(caught.value)


def test_the_annex_of_the_river_basin_enters_into_force_except_for_the_state_that_disapproved():
    case = Play(source("river-basin-annex"), BASIN)
    case.take("Upper", "Middle", "Lower", position="yes").close(by_chair=True)
    case.after("P1M").take("Delta", position="disapprove")
    assert case.running.deadline == case.running.opened_at.replace(year=2022, month=3) + timedelta(days=90)
    assert case.clock("P1Y").stage == "in force"
    assert case.running.exempted == ("Delta",)


def test_the_annex_of_the_river_basin_goes_to_conciliation_when_a_third_disapproves():
    case = Play(source("river-basin-annex"), BASIN)
    case.take("Upper", "Middle", "Lower", position="yes").close(by_chair=True)
    case.take("Delta", "Lower", position="disapprove").clock("P1Y")
    assert case.stage == "conciliation"
    assert case.submit_again().stage == "adoption"
