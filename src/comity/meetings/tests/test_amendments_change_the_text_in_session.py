"""An amendment moved in a session is one to the text: decided by its vote, and made by the act that adopts it."""

from __future__ import annotations

import pytest

from comity.cases.acts import TakePosition
from comity.cases.refusals import TextAnswered
from comity.cases.testing import EVERYBODY, one_stage
from comity.instruments import amending
from comity.instruments import refusals as of_texts
from comity.instruments.acts import PutAmendment, SubmitInstrument, WithdrawAmendment
from comity.instruments.models import Amendment, Instrument, Version
from comity.meetings import acts, sitting_refusals
from comity.meetings.acts import motions
from comity.meetings.sitting_testing import ELSEWHERE, FAR, NEAR, Sitting
from comity.parties.refusals import NotYours
from comity.record.testing import MemoryLedger

OF_THE_SAME_WORD = NEAR.replace("State", "Member")


@pytest.fixture
def sitting() -> Sitting:
    sitting = Sitting.begun(ledger=MemoryLedger())
    sitting.puts_text()
    return sitting


def amendment(sitting: Sitting, name: str) -> Amendment:
    found = sitting.rows.read(Amendment, name)
    assert found is not None
    return found


def text(sitting: Sitting) -> str:
    return amending.marking_in(sitting.rows, version(sitting), "en")


def version(sitting: Sitting) -> Version:
    instrument = sitting.rows.read(Instrument, "text-p1")
    assert instrument is not None
    return amending.version_of(sitting.rows, "text-p1", instrument.version)


def test_the_vote_that_adopts_an_amendment_makes_the_next_version_of_the_text(sitting):
    sitting.amends("a1")
    assert (amendment(sitting, "a1").status, amendment(sitting, "a1").question) == ("put", "a1")
    sitting.settled("a1")
    assert (amendment(sitting, "a1").status, amendment(sitting, "a1").applied_in) == ("made", 2)
    assert "Each State bears the costs" in text(sitting)
    assert sitting.question("p1").text == version(sitting).digest
    assert sitting.settled("p1").outcome == "adopted"


def test_a_rejected_amendment_leaves_the_text_as_it_was(sitting):
    sitting.amends("a1")
    sitting.settled("a1", "no")
    assert (amendment(sitting, "a1").status, version(sitting).number) == ("rejected", 1)


def test_how_far_an_amendment_is_removed_is_counted_from_its_words(sitting):
    near, far = sitting.amends("near"), sitting.amends("far", words=FAR)
    assert (near.deletes, near.adds) == (1, 1)
    assert far.deletes > near.deletes
    with pytest.raises(sitting_refusals.ComesFirst, match="far"):
        sitting.voting_on("near")


def test_amendments_to_different_words_are_both_made(sitting):
    sitting.amends("near")
    sitting.amends("elsewhere", words=ELSEWHERE, target="art_1")
    sitting.amends("far", by="TJ", words=NEAR.replace("State", "Party").replace("participation", "delegation"))
    for name in ("near", "elsewhere", "far"):
        sitting.settled(name)
    assert "Each State bears the costs of its own delegation." in text(sitting)
    assert "any border" in text(sitting)
    assert version(sitting).number == 4


def test_what_would_change_the_words_that_were_just_changed_is_not_put(sitting):
    sitting.amends("near")
    sitting.amends("same", by="TJ", words=OF_THE_SAME_WORD)
    sitting.settled("near")
    assert sitting.question("same").status == "not put"
    assert amendment(sitting, "same").status == "not put"
    sitting.settled("p1")


def test_after_a_rejected_one_the_next_on_the_same_words_is_put(sitting):
    sitting.amends("near")
    sitting.amends("same", by="TJ", words=OF_THE_SAME_WORD)
    sitting.settled("near", "no")
    sitting.settled("same")
    assert "Each Member bears" in text(sitting)


def test_an_amendment_moved_here_is_not_put_to_another_body_nor_withdrawn_behind_the_session(sitting):
    sitting.amends("a1")
    procedure = sitting.published(one_stage(EVERYBODY, name="elsewhere"))
    put = PutAmendment(instrument="text-p1", amendment="a1", case="c1", procedure=procedure)
    with pytest.raises(of_texts.AmendmentNotOpen):
        sitting.do(put, sitting.delegates["KZ"])
    with pytest.raises(of_texts.AmendmentInSession):
        sitting.do(WithdrawAmendment(instrument="text-p1", amendment="a1"), sitting.delegates["KZ"])
    sitting.do(motions.WithdrawQuestion(session="s1", question="a1"), sitting.delegates["KZ"])
    assert amendment(sitting, "a1").status == "withdrawn"


def test_only_who_proposed_an_amendment_moves_it_and_only_to_a_proposal_with_a_text(sitting):
    sitting.puts("p2")
    sitting.amends("a1")
    again = motions.MoveAmendment(session="s1", question="a2", on="p1", title={"en": "Again"}, amendment="a1")
    with pytest.raises(of_texts.AmendmentNotOpen):
        sitting.do(again, sitting.delegates["KZ"])
    sitting.settled("a1", "no")
    without = motions.MoveAmendment(session="s1", question="a3", on="p2", title={"en": "None"}, amendment="a1")
    with pytest.raises(sitting_refusals.NoTextToAmend):
        sitting.do(without, sitting.delegates["KZ"])


def test_another_delegation_does_not_move_what_it_did_not_propose(sitting, monkeypatch):
    sitting.amends("a1")
    sitting.do(motions.WithdrawQuestion(session="s1", question="a1"), sitting.delegates["KZ"])
    taken = amendment(sitting, "a1")
    taken.status, taken.question = "proposed", ""
    sitting.rows.put(taken)
    foreign = motions.MoveAmendment(session="s1", question="a2", on="p1", title={"en": "Mine"}, amendment="a1")
    with pytest.raises(NotYours):
        sitting.do(foreign, sitting.delegates["TJ"])


def test_amendments_on_which_a_session_did_not_vote_are_proposed_as_before_when_it_closes(sitting):
    sitting.amends("a1")
    sitting.do(acts.CloseSession(session="s1"), sitting.chair)
    assert sitting.question("a1").status == "not reached"
    assert (amendment(sitting, "a1").status, amendment(sitting, "a1").question) == ("proposed", "")


def submitted(sitting: Sitting) -> None:
    procedure = sitting.published(one_stage(EVERYBODY, name="on-the-text"))
    act = SubmitInstrument(instrument="text-p1", case="c1", procedure=procedure)
    sitting.do(act, sitting.delegates["BY"])


def test_a_text_submitted_to_the_body_is_amended_in_its_session_before_anybody_answered(sitting):
    submitted(sitting)
    sitting.puts("p2", case="c1")
    sitting.amends("a1", on="p2")
    sitting.settled("a1")
    assert sitting.case("c1").subject_version == version(sitting).digest == sitting.question("p2").text
    assert version(sitting).number == 2


def test_once_a_member_has_answered_on_the_text_it_does_not_change_under_it(sitting):
    submitted(sitting)
    sitting.puts("p2", case="c1")
    answer = TakePosition(case="c1", round=1, on=version(sitting).digest, position="approve")
    sitting.do(answer, sitting.delegates["TJ"])
    with pytest.raises(TextAnswered):
        sitting.amends("a1", on="p2")
