"""Minutes: issued, corrected, adopted. The communiqué: drafted, approved, published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import decisions, minutes
from comity.meetings.acts.sessions import CloseSession
from comity.meetings.models import Communique, Correction, Minutes
from comity.meetings.refusals import NotPresiding, SessionIs
from comity.meetings.sitting_testing import Sitting
from comity.meetings.testing import BEGINS, Commission
from comity.record.testing import MemoryLedger

LAPSE = {"corrections": "P7D", "adopted": "lapse of the period"}


def held(**changes) -> Sitting:
    sitting = Sitting.begun(ledger=MemoryLedger(), **changes)
    sitting.do(CloseSession(session="s1"), sitting.chair)
    return sitting


def issued(sitting: Sitting, text: str = "The minutes.") -> Minutes:
    digest = sitting.ledger.deposit(text.encode())
    sitting.do(minutes.IssueMinutes(session="s1", texts={"en": digest}), sitting.desk)
    return sitting.rows.read(Minutes, "s1")


def asked(sitting: Sitting, member: str = "KZ") -> str:
    act = minutes.AskCorrection(session="s1", language="en", reads="might", should_read="shall")
    return sitting.do(act, sitting.delegates[member]).id


def test_minutes_are_corrected_within_the_period_and_not_after():
    sitting = held()
    found = issued(sitting)
    assert found.until - found.issued_at == timedelta(days=7)
    correction = asked(sitting)
    sitting.do(minutes.SettleCorrection(session="s1", correction=correction, accepted=True), sitting.desk)
    assert sitting.rows.read(Correction, correction).status == "accepted"
    with pytest.raises(refusals.NoSuchCorrection):
        sitting.do(minutes.SettleCorrection(session="s1", correction=correction, accepted=False), sitting.desk)
    assert issued(sitting, "The minutes, corrected.").version == 2
    sitting.now += timedelta(days=8)
    with pytest.raises(refusals.CorrectionLate):
        asked(sitting)


def test_minutes_are_adopted_at_the_next_session():
    sitting = held()
    issued(sitting)
    with pytest.raises(refusals.CorrectionsOpen):
        sitting.do(minutes.AdoptMinutes(session="s1"), sitting.desk)
    sitting.convened("s2", number=9, begins=BEGINS + timedelta(days=90), ends=BEGINS + timedelta(days=91))
    sitting.now = BEGINS + timedelta(days=90)
    with pytest.raises(refusals.OtherAdoption, match="next session"):
        sitting.do(minutes.AdoptMinutes(session="s1", in_session="s2"), sitting.desk)
    Commission.opened(sitting, session="s2")
    sitting.do(minutes.AdoptMinutes(session="s1", in_session="s2"), sitting.desk)
    assert sitting.rows.read(Minutes, "s1").adopted_in == "s2"
    with pytest.raises(refusals.MinutesAdopted):
        issued(sitting)


def test_minutes_may_stand_when_the_period_lapses_and_every_correction_is_settled():
    sitting = held(minutes=LAPSE)
    issued(sitting)
    correction = asked(sitting)
    sitting.now += timedelta(days=8)
    with pytest.raises(refusals.CorrectionsOpen):
        sitting.do(minutes.AdoptMinutes(session="s1"), sitting.desk)
    sitting.do(minutes.SettleCorrection(session="s1", correction=correction, accepted=False), sitting.desk)
    with pytest.raises(refusals.OtherAdoption):
        sitting.do(minutes.AdoptMinutes(session="s1", in_session="s1"), sitting.desk)
    sitting.do(minutes.AdoptMinutes(session="s1"), sitting.desk)


def test_minutes_are_issued_by_the_secretariat_for_the_chair_and_of_a_session_that_was_held():
    sitting = held()
    digest = sitting.ledger.deposit(b"The minutes.")
    with pytest.raises(NotPresiding):
        sitting.do(minutes.IssueMinutes(session="s1", texts={"en": digest}), sitting.delegates["KZ"])
    with pytest.raises(refusals.NoMinutes):
        asked(sitting)
    sitting.convened("s2", number=9, begins=BEGINS + timedelta(days=90), ends=BEGINS + timedelta(days=91))
    with pytest.raises(SessionIs):
        sitting.do(minutes.IssueMinutes(session="s2", texts={"en": digest}), sitting.desk)


def test_a_communique_is_approved_by_a_decision_and_then_published():
    sitting = Sitting.begun(ledger=MemoryLedger())
    early = {"title": {"en": "Place"}, "text": {"en": "The next session is held in Minsk."}}
    sitting.do(decisions.TakeDecision(session="s1", decision="d0", item="item-1", **early), sitting.chair)
    sitting.now += timedelta(minutes=5)
    for text in ("First.", "Second."):
        digest = sitting.ledger.deposit(text.encode())
        sitting.do(minutes.DraftCommunique(session="s1", texts={"en": digest}), sitting.desk)
    publish = minutes.PublishCommunique(session="s1")
    with pytest.raises(refusals.NotApproved):
        sitting.do(publish, sitting.desk)
    approve = {"session": "s1", "decision": "d1"}
    with pytest.raises(refusals.NoSuchDecision):
        sitting.do(minutes.ApproveCommunique(draft=2, **approve), sitting.chair)
    with pytest.raises(refusals.DecidedBeforeDraft):
        sitting.do(minutes.ApproveCommunique(session="s1", decision="d0", draft=2), sitting.chair)
    words = {"title": {"en": "Communiqué"}, "text": {"en": "The communiqué is approved."}}
    sitting.do(decisions.TakeDecision(session="s1", decision="d1", item="item-1", **words), sitting.chair)
    with pytest.raises(refusals.NoCommunique):
        sitting.do(minutes.ApproveCommunique(draft=1, **approve), sitting.chair)  # not the one that was read
    sitting.do(minutes.ApproveCommunique(draft=2, **approve), sitting.chair)
    with pytest.raises(refusals.NoCommunique):
        sitting.do(minutes.DraftCommunique(session="s1", texts={"en": digest}), sitting.desk)
    sitting.do(publish, sitting.desk)
    assert sitting.rows.read(Communique, "s1").status == "published"
