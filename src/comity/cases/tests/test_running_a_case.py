"""A case from the question put to its end, as rows show it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.cases import acts, refusals
from comity.cases.models import Position, Visit
from comity.cases.testing import EVERYBODY, Chamber, one_stage
from comity.parties.acts import SuspendParty
from comity.parties.refusals import AlreadyThere, PartySuspended
from comity.procedure.stages import refusals as refused
from comity.record.testing import MemoryLedger


@pytest.fixture
def chamber() -> Chamber:
    return Chamber.of_members(ledger=MemoryLedger("test.example/commission"))


def test_a_question_is_adopted_as_soon_as_nothing_outstanding_could_change_it(chamber: Chamber) -> None:
    chamber.asked(one_stage())
    chamber.all_say("approve", "AM", "BY", "KZ")
    assert chamber.case().end == ""
    chamber.says("RU", "approve")
    case = chamber.case()
    assert (case.end, case.due) == ("adopted", None)
    visit = chamber.rows.read(Visit, "q1", 1)
    assert visit is not None
    assert visit.outcome == "adopted"
    assert visit.because


def test_a_changed_position_is_counted_once_and_the_earlier_one_stays_visible(chamber: Chamber) -> None:
    chamber.asked(one_stage())
    chamber.says("AM", "object")
    chamber.says("AM", "approve", reservation={"en": "Except article 3."})
    held = chamber.rows.read(Position, "q1", 1, "AM")
    assert held is not None
    assert held.position == "approve"
    assert [before["position"] for before in held.earlier] == ["object"]
    chamber.all_say("approve", "BY", "KZ")
    assert chamber.case().end == ""


def test_a_withdrawn_position_counts_as_none(chamber: Chamber) -> None:
    chamber.asked(one_stage())
    chamber.says("AM", "object")
    chamber.do(acts.WithdrawPosition(case="q1", round=1), chamber.delegates["AM"])
    held = chamber.rows.read(Position, "q1", 1, "AM")
    assert held is not None
    assert held.position == ""
    chamber.all_say("approve", "AM", "BY", "KZ", "RU")
    assert chamber.case().end == "adopted"


def test_a_position_after_the_deadline_is_refused(chamber: Chamber) -> None:
    chamber.asked(one_stage())
    chamber.now += timedelta(days=31)
    with pytest.raises(refused.DeadlinePassed):
        chamber.says("AM", "approve")


def test_the_clock_closes_a_stage_whose_deadline_has_passed(chamber: Chamber) -> None:
    case = chamber.asked(one_stage())
    chamber.says("AM", "approve")
    with pytest.raises(refused.NotYetToClose):
        chamber.do(acts.CloseStage(case="q1", round=1))
    assert case.due is not None
    chamber.now = case.due
    chamber.do(acts.CloseStage(case="q1", round=1))
    assert chamber.case().end == "rejected"


def test_the_second_of_two_officers_who_close_a_stage_is_told_that_it_is_over(chamber: Chamber) -> None:
    case = chamber.asked(one_stage())
    assert case.due is not None
    chamber.now = case.due
    chamber.do(acts.CloseStage(case="q1", round=1), chamber.desk)
    with pytest.raises(refusals.WrongRound):
        chamber.do(acts.CloseStage(case="q1", round=1), chamber.desk)


def test_a_position_on_another_version_of_the_text_is_refused(chamber: Chamber) -> None:
    chamber.asked(one_stage())
    act = acts.TakePosition(case="q1", round=1, on="0" * 64, position="approve")
    with pytest.raises(refusals.WrongText, match="another version"):
        chamber.do(act, chamber.delegates["AM"])


def test_a_stage_that_asks_for_a_key_refuses_a_session(chamber: Chamber) -> None:
    chamber.asked(one_stage(signature="key"))
    with pytest.raises(refused.SignatureTooWeak):
        chamber.says("AM", "approve")
    key = chamber.grant_key("d-AM")
    chamber.says("AM", "approve", key=key)


def test_a_member_suspended_in_the_middle_takes_no_position_and_stays_in_the_count(chamber: Chamber) -> None:
    chamber.asked(one_stage(EVERYBODY))
    chamber.do(SuspendParty(party="TJ", since=chamber.now.date(), grounds={"en": "Arrears."}))
    with pytest.raises(PartySuspended):
        chamber.says("TJ", "approve")
    chamber.all_say("approve", "AM", "BY", "KG", "KZ", "RU")
    assert chamber.case().end == ""


def test_a_member_suspended_when_the_question_is_put_is_not_counted(chamber: Chamber) -> None:
    chamber.do(SuspendParty(party="TJ", since=chamber.now.date(), grounds={"en": "Arrears."}))
    chamber.asked(one_stage(EVERYBODY))
    chamber.all_say("approve", "AM", "BY", "KG", "KZ", "RU")
    assert chamber.case().end == "adopted"


def test_a_question_is_put_once(chamber: Chamber) -> None:
    procedure = chamber.published(one_stage())
    chamber.asked(procedure)
    with pytest.raises(AlreadyThere):
        chamber.asked(procedure)


def test_a_published_version_cannot_be_published_again(chamber: Chamber) -> None:
    chamber.published(one_stage())
    with pytest.raises(refusals.VersionExists, match="version 2"):
        chamber.published(one_stage(deadline="P1D"))
    chamber.published(one_stage(deadline="P1D", version=2))


def test_a_running_case_stays_on_the_version_it_began_with(chamber: Chamber) -> None:
    chamber.asked(one_stage(EVERYBODY))
    chamber.published(one_stage(version=2))
    chamber.all_say("approve", "AM", "BY", "KZ", "RU")
    assert chamber.case().procedure == "simple/1"
    assert chamber.case().end == ""


def test_an_approval_ad_referendum_is_counted_and_confirmed_later(chamber: Chamber) -> None:
    source = one_stage(EVERYBODY)
    source["stages"][0] |= {
        "positions": ["approve", "approve ad referendum", "object"],
        "then": {"adopted": "heads", "rejected": "rejected", "lapsed": "rejected"},
    }
    heads = {
        "id": "heads",
        "positions": ["approve", "object"],
        "rule": EVERYBODY,
        "deadline": "P60D",
        "body": "commission",
    }
    source["stages"].append({**heads, "then": {"adopted": "adopted", "rejected": "rejected", "lapsed": "rejected"}})
    chamber.asked(source)
    chamber.all_say("approve", "AM", "BY", "KG", "KZ", "RU")
    chamber.says("TJ", "approve ad referendum")
    assert (chamber.case().stage, chamber.case().round) == ("heads", 2)
    chamber.all_say("approve")
    assert chamber.case().end == "", "an adopted stage waits for the confirmation that is still due"
    chamber.do(acts.ConfirmPosition(case="q1", round=1), chamber.delegates["TJ"])
    assert chamber.case().end == "adopted"
    held = chamber.rows.read(Position, "q1", 1, "TJ")
    assert held is not None
    assert held.confirmed_as == "approve"


AD_REFERENDUM = one_stage(
    positions=["approve", "approve ad referendum", "object", "abstain"],
    then={"adopted": "later", "rejected": "rejected", "lapsed": "rejected"},
)
AD_REFERENDUM["stages"].append(
    {"id": "later", "deadline": "P30D", "limit": 3, "then": {"submitted": "vote", "lapsed": "rejected"}},
)


@pytest.mark.parametrize("instead", [None, "", "object"])
def test_a_confirmed_or_declined_position_can_still_be_changed_and_withdrawn(
    chamber: Chamber, instead: str | None
) -> None:
    chamber.asked(AD_REFERENDUM)
    chamber.says("KG", "approve ad referendum")
    chamber.do(acts.ConfirmPosition(case="q1", round=1, instead=instead), chamber.delegates["KG"])
    chamber.says("KG", "abstain")
    chamber.do(acts.WithdrawPosition(case="q1", round=1), chamber.delegates["KG"])
    chamber.says("KG", "approve")
    held = chamber.rows.read(Position, "q1", 1, "KG")
    assert held is not None
    assert (held.position, held.confirmed_as) == ("approve", "")
