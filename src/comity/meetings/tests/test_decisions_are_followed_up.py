"""Decisions: numbered, reported on, carried out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import decisions
from comity.meetings.models import Decision, Progress
from comity.meetings.refusals import NoSuchItem
from comity.meetings.sitting_testing import Sitting
from comity.parties.refusals import NoSuchParty
from comity.record.testing import MemoryLedger

SOON = date(2026, 6, 1)


@pytest.fixture
def sitting() -> Sitting:
    return Sitting.begun(
        ledger=MemoryLedger(), numbering={"decisions": "MEC/{year}/D{n}", "documents": "S{session}/{n}"}
    )


def decided(sitting: Sitting, decision: str = "d1", **more) -> Decision:
    values = {"item": "item-1", "title": {"en": "A list"}, "text": {"en": "A list is kept."}, **more}
    sitting.do(decisions.TakeDecision(session="s1", decision=decision, **values), sitting.chair)
    return sitting.rows.read(Decision, decision)


def test_decisions_are_numbered_by_the_bodys_own_pattern(sitting):
    assert decided(sitting).number == "MEC/2026/D1"
    assert decided(sitting, "d2").number == "MEC/2026/D2"
    sitting.now += timedelta(days=300)
    assert decided(sitting, "d3").number == "MEC/2027/D1"


def test_a_decision_follows_from_a_question_that_was_adopted(sitting):
    sitting.puts()
    with pytest.raises(refusals.NotAdopted):
        decided(sitting, question="p1")
    sitting.settled("p1")
    assert decided(sitting, question="p1").question == "p1"


def test_a_decision_names_an_item_and_parties_that_exist(sitting):
    with pytest.raises(NoSuchItem):
        decided(sitting, item="item-9")
    with pytest.raises(NoSuchParty):
        decided(sitting, responsible=("XX",))
    decided(sitting)
    with pytest.raises(refusals.NumberTaken):
        decided(sitting)


def test_a_decision_is_followed_up_until_it_is_carried_out(sitting):
    found = decided(sitting, responsible=("KZ",), due=SOON)
    assert found.status == "under way"
    assert not found.overdue(date(2026, 6, 1))
    assert found.overdue(date(2026, 6, 2))
    report = decisions.ReportProgress(decision="d1", words={"en": "Half of it."})
    with pytest.raises(refusals.NotResponsible, match="KZ"):
        sitting.do(report, sitting.delegates["BY"])
    sitting.do(report, sitting.delegates["KZ"])
    later = decisions.MoveDate(decision="d1", due=date(2026, 9, 1), words={"en": "More time."})
    sitting.do(later, sitting.desk)
    sitting.do(decisions.CloseDecision(decision="d1", words={"en": "Done."}), sitting.desk)
    assert sitting.rows.read(Decision, "d1").status == "done"
    assert [one.kind for one in sitting.rows.find(Progress, decision="d1")] == ["report", "date", "done"]
    with pytest.raises(refusals.DecisionDone):
        sitting.do(report, sitting.delegates["KZ"])


def test_a_decision_that_nobody_has_to_carry_out_is_done_at_once(sitting):
    assert decided(sitting).status == "done"


def test_a_decision_that_does_not_exist_is_not_reported_on(sitting):
    with pytest.raises(refusals.NoSuchDecision):
        sitting.do(decisions.ReportProgress(decision="d9", words={"en": "?"}), sitting.delegates["KZ"])
