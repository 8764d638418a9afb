"""A case voted on in a session: one answer in one place, one result, each position on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.cases import refusals as case_refusals
from comity.cases.acts import CloseStage, WithdrawPosition
from comity.cases.models import Position
from comity.cases.testing import EVERYBODY, MAJORITY, one_stage
from comity.meetings import refusals as before
from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import ExamineCredentials, motions, voting
from comity.meetings.models import Credentials, Stand
from comity.meetings.sitting_testing import VOTING, Sitting
from comity.record.testing import MemoryLedger


def sitting_on(rule=MAJORITY, **stage) -> Sitting:
    """A session before which a case of one stage is put as a proposal."""
    made = Sitting.begun(ledger=MemoryLedger())
    made.asked(one_stage(rule, **stage))
    made.puts(case="q1")
    return made


def position(sitting: Sitting, member: str) -> Position | None:
    return sitting.rows.read(Position, "q1", 1, member)


def test_answers_in_the_hall_become_positions_when_the_vote_is_closed():
    sitting = sitting_on()
    opened = sitting.voting_on()
    assert opened.options == ["approve", "object", "abstain"]
    cast = {member: sitting.casts(member, "approve") for member in ("AM", "BY", "KG", "KZ")}
    sitting.casts("RU", "object")
    assert position(sitting, "AM") is None
    closed = sitting.closes()
    assert (closed.outcome, sitting.question().status) == ("adopted", "adopted")
    case = sitting.case()
    assert (case.end, case.vote) == ("adopted", "")
    held = position(sitting, "BY")
    assert (held.position, held.act, held.level) == ("approve", cast["BY"].id, "session")
    assert position(sitting, "RU").position == "object"
    assert position(sitting, "TJ") is None


def test_while_the_session_votes_nobody_answers_on_the_page_of_the_case():
    sitting = sitting_on()
    sitting.voting_on()
    with pytest.raises(case_refusals.AnsweredInSession):
        sitting.says("AM", "approve")
    with pytest.raises(case_refusals.AnsweredInSession):
        sitting.do(WithdrawPosition(case="q1", round=1), sitting.delegates["AM"])
    sitting.closes()
    sitting.says("AM", "approve")
    assert position(sitting, "AM").position == "approve"


def test_what_was_answered_before_stands_until_it_is_changed_in_the_hall():
    sitting = sitting_on(EVERYBODY)
    before = {member: sitting.says(member, "object" if member == "TJ" else "approve") for member in ("AM", "TJ")}
    assert sitting.case().end == "rejected"  # everybody has to approve, so the case was over before the vote
    sitting = sitting_on()
    before = {member: sitting.says(member, "object" if member == "TJ" else "approve") for member in ("AM", "TJ")}
    sitting.voting_on()
    held = {one.member: one for one in sitting.rows.find(Stand, vote="v1")}
    assert {member: one.act for member, one in held.items()} == {member: one.id for member, one in before.items()}
    sitting.casts("TJ", "approve")
    for member in ("BY", "KG"):
        sitting.casts(member, "approve")
    assert sitting.closes().outcome == "adopted"
    assert position(sitting, "AM").act == before["AM"].id
    changed = position(sitting, "TJ")
    assert (changed.position, [one["position"] for one in changed.earlier]) == ("approve", ["object"])


def test_where_the_procedure_leaves_time_the_case_stays_open_for_those_who_did_not_answer():
    sitting = sitting_on(EVERYBODY)
    sitting.voting_on()
    for member in ("AM", "BY", "KG", "KZ", "RU"):
        sitting.casts(member, "approve")
    assert sitting.closes().outcome == "open"
    assert sitting.question().status == "waiting"
    assert sitting.case().is_open
    sitting.says("TJ", "approve")
    assert sitting.case().end == "adopted"


def test_a_stage_that_the_chair_closes_is_closed_with_the_vote():
    sitting = sitting_on(EVERYBODY, closes="by the chair")
    sitting.voting_on()
    for member in ("AM", "BY"):
        sitting.casts(member, "approve")
    assert sitting.closes().outcome == "rejected"
    assert sitting.case().end == "rejected"
    assert position(sitting, "BY").position == "approve"


def test_every_answer_is_kept_even_if_the_first_few_would_have_settled_it():
    sitting = sitting_on({"adopted_if": {"count": "approve", "at_least": 1}})
    sitting.voting_on()
    for member in ("AM", "BY", "KG"):
        sitting.casts(member, "approve")
    sitting.closes()
    assert [position(sitting, member).position for member in ("AM", "BY", "KG")] == ["approve"] * 3


def test_a_vote_on_a_case_is_taken_by_name():
    sitting = sitting_on()
    for method in ("show of hands", "consensus"):
        with pytest.raises(refusals.CaseVotedByName):
            sitting.voting_on(method=method)
    sitting.voting_on(method="roll call", first="KG")
    sitting.casts("KG", "object")
    sitting.closes()
    assert position(sitting, "KG").position == "object"


def test_a_question_withdrawn_leaves_the_case_as_it_was():
    sitting = sitting_on()
    sitting.voting_on()
    sitting.do(motions.TakeQuestionBack(session="s1", question="p1", reason={"en": "Not yet."}), sitting.chair)
    sitting.says("AM", "approve")
    assert (sitting.case().vote, position(sitting, "AM").position) == ("", "approve")


def test_without_a_quorum_no_answer_becomes_a_position():
    sitting = sitting_on()
    sitting.voting_on()
    sitting.casts("BY", "approve")
    sitting.left("KG", "KZ", "RU", "TJ")
    assert sitting.closes().outcome == "no quorum"
    assert (sitting.case().vote, position(sitting, "BY")) == ("", None)
    assert sitting.rows.read(Stand, "v1", "BY").position == "approve"


def test_a_deadline_in_the_middle_of_the_vote_ends_the_stage_and_the_vote_says_so():
    sitting = sitting_on()
    sitting.voting_on()
    sitting.casts("BY", "approve")
    sitting.now = sitting.case().deadline + timedelta(seconds=1)
    with pytest.raises(refusals.AnswerLate):
        sitting.casts("KG", "approve")
    sitting.do(CloseStage(case="q1", round=1))
    assert sitting.case().end == "rejected"
    assert sitting.closes().outcome == "too late"
    assert sitting.question().status == "not put"


def test_a_case_that_is_over_or_elsewhere_is_not_put_before_the_session():
    sitting = Sitting.begun(ledger=MemoryLedger())
    sitting.body("council")
    sitting.asked(one_stage(name="elsewhere", body="council"), case="q2", body="council")
    with pytest.raises(case_refusals.NotBeforeBody):
        sitting.puts(case="q2")
    sitting.asked(one_stage())
    sitting.puts(case="q1")
    sitting.all_say("approve", "AM", "BY", "KG", "KZ")
    with pytest.raises(case_refusals.NotBeforeBody):
        sitting.voting_on()


def test_acts_in_a_vote_on_a_case_name_it_for_those_who_follow_it():
    sitting = sitting_on()
    act = voting.OpenVote(session="s1", vote="v1", question="p1", method="recorded vote")
    with pytest.raises(refusals.CaseUnnamed):
        sitting.do(act, sitting.chair)
    sitting.voting_on()
    with pytest.raises(refusals.CaseUnnamed):
        sitting.do(voting.CloseVote(session="s1", vote="v1"), sitting.chair)
    assert "case:q1" in voting.CloseVote(session="s1", vote="v1", case="q1").topics()


def test_a_delegation_whose_credentials_were_found_wanting_has_no_vote_on_the_case():
    sitting = Sitting.begun(ledger=MemoryLedger(), credentials={"until_report": "waiting"})
    sitting.asked(one_stage())
    letter = sitting.rows.read(Credentials, "s1", "TJ").letter
    found = ExamineCredentials(session="s1", party="TJ", letter=letter, finding="not in order")
    sitting.do(found, sitting.desk)
    sitting.puts(case="q1")
    assert "TJ" not in sitting.voting_on().members
    with pytest.raises(before.CredentialsWanting):
        sitting.casts("TJ", "approve")
    for member in ("AM", "BY", "KG"):
        sitting.casts(member, "approve")
    assert sitting.closes().outcome == "open"  # three of the six that the case froze as its members


# --- at the desk, and at which level a member signs


def test_the_desk_answers_for_a_delegation_without_a_device_and_the_record_says_so():
    sitting = sitting_on()
    sitting.voting_on()
    entered = sitting.enters("KG", "approve")
    held = sitting.rows.read(Stand, "v1", "KG")
    assert (held.entered_by, held.person, held.act) == (sitting.desk.party, sitting.desk.actor, entered.id)
    sitting.casts("KG", "object")  # its own device has come back
    assert sitting.rows.read(Stand, "v1", "KG").entered_by == "KG"


def test_the_desk_does_not_change_what_a_member_has_signed():
    sitting = Sitting.begun(ledger=MemoryLedger())
    sitting.puts()
    sitting.voting_on()
    sitting.casts("AM", "yes")
    with pytest.raises(refusals.SignedItself, match="AM has answered"):
        sitting.enters("AM", "no")


def test_rules_of_procedure_may_demand_a_signature_of_its_own():
    sitting = Sitting.begun(ledger=MemoryLedger(), voting={**VOTING, "signature": "key"})
    sitting.puts()
    sitting.voting_on()
    with pytest.raises(refusals.SignatureWanted, match="signed by key"):
        sitting.casts("AM", "yes")
    sitting.enters("BY", "yes")  # said aloud, and entered under the desk's own signature
    assert sitting.rows.read(Stand, "v1", "BY").level == "session"


def test_a_case_that_demands_a_signature_demands_it_in_the_hall_too_and_takes_none_from_the_desk():
    sitting = sitting_on(signature="key")
    sitting.voting_on()
    with pytest.raises(refusals.SignatureWanted):
        sitting.casts("AM", "approve")
    with pytest.raises(refusals.MemberSigns):
        sitting.enters("AM", "approve")
    key = sitting.grant_key(sitting.delegates["AM"].actor)
    act = voting.CastVote(session="s1", vote="v1", position="approve")
    sitting.do(act, sitting.delegates["AM"], key=key)
    sitting.closes()
    assert position(sitting, "AM").level == "key"
