"""Sessions are convened in time, postponed, cancelled, opened with a quorum and closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.meetings import acts, refusals
from comity.meetings.standing_rules.notice import KindUnknown, NoticeTooShort, ShorterNoticeNeedsGround
from comity.meetings.testing import BEGINS, RULES, Commission, convening
from comity.parties.refusals import AlreadyThere
from comity.record.testing import MemoryLedger


@pytest.fixture
def house() -> Commission:
    return Commission.with_rules(ledger=MemoryLedger())


def test_a_session_keeps_to_the_rules_with_which_it_was_convened(house: Commission) -> None:
    house.convened()
    house.do(acts.PublishStandingRules(source={**RULES, "version": 2}))
    house.do(acts.FollowRules(body="commission", rules="commission/2"))
    house.convened("later", begins=BEGINS + timedelta(days=60), ends=BEGINS + timedelta(days=61))
    assert (house.session().rules, house.session("later").rules) == ("commission/1", "commission/2")
    assert (house.session().status, house.session().languages) == ("convened", ["en", "ru"])


def test_published_rules_never_change_and_versions_count_up(house: Commission) -> None:
    for version in (1, 3):
        with pytest.raises(refusals.RulesExist) as refused:
            house.do(acts.PublishStandingRules(source={**RULES, "version": version}))
        assert refused.value.values["next"] == 2
    with pytest.raises(AlreadyThere):
        house.do(acts.FollowRules(body="commission", rules="commission/1"))
    with pytest.raises(refusals.NoSuchRules):
        house.do(acts.FollowRules(body="commission", rules="commission/9"))


def test_a_body_without_rules_convenes_no_session() -> None:
    house = Commission.of_members(ledger=MemoryLedger())
    with pytest.raises(refusals.NoRules):
        house.convened(begins=house.now + timedelta(days=90), ends=house.now + timedelta(days=91))


def test_too_short_a_notice_is_refused_with_the_earliest_day(house: Commission) -> None:
    with pytest.raises(ShorterNoticeNeedsGround) as refused:
        house.convened(begins=house.now + timedelta(days=20), ends=BEGINS)
    assert refused.value.values["grounds"] == "agreement"


def test_urgency_covers_a_special_session_only_with_its_reason(house: Commission) -> None:
    soon = {"kind": "special", "begins": house.now + timedelta(days=3), "ends": house.now + timedelta(days=4)}
    with pytest.raises(NoticeTooShort):
        house.convened(**soon)
    with pytest.raises(refusals.GroundMissing):
        house.convened(**soon, ground="urgency")
    house.convened(**soon, ground="urgency", reason={"en": "A flood."})
    assert house.session().reason == {"en": "A flood."}


def test_members_may_agree_to_a_shorter_notice(house: Commission) -> None:
    from comity.cases.testing import one_stage

    house.asked(one_stage(), "sooner")
    soon = {"begins": house.now + timedelta(days=9), "ends": house.now + timedelta(days=10), "ground": "agreement"}
    with pytest.raises(refusals.NoAgreement):
        house.convened(**soon, agreement="sooner")
    house.all_say("approve", "AM", "BY", "KG", "KZ", case="sooner")
    house.convened(**soon, agreement="sooner")
    assert house.session().agreement == "sooner"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ends": BEGINS}, refusals.WrongTimes),
        ({"begins": BEGINS - timedelta(days=400)}, refusals.WrongTimes),
        ({"place": {}}, refusals.PlaceMissing),
        ({"kind": "special", "number": 3}, None),
    ],
)
def test_what_makes_no_sense_is_refused(
    house: Commission, changes: dict[str, object], refusal: type[Exception] | None
) -> None:
    if refusal is None:
        house.convened(**changes)
        return
    with pytest.raises(refusal):
        house.convened(**changes)


def test_a_kind_that_the_rules_do_not_know_is_refused() -> None:
    sessions = {"regular": {"notice": "P30D"}}
    house = Commission.with_rules(ledger=MemoryLedger(), sessions=sessions)
    with pytest.raises(KindUnknown):
        house.convened(kind="written")


def test_a_written_session_needs_no_place(house: Commission) -> None:
    house.convened(kind="written", place={})
    assert house.session().kind == "written"


def test_numbers_and_identifiers_are_given_once(house: Commission) -> None:
    house.convened(number=31)
    with pytest.raises(refusals.NumberTaken):
        house.convened("s2", number=31)
    with pytest.raises(AlreadyThere):
        house.convened(number=32)


def test_a_session_is_postponed_to_a_later_time_only_and_what_was_planned_stays_readable(house: Commission) -> None:
    house.convened()
    reason = {"en": "The hall is flooded."}
    with pytest.raises(refusals.NotMovedLater):
        house.do(acts.PostponeSession(session="s1", begins=BEGINS, ends=BEGINS, reason=reason), house.desk)
    later = BEGINS + timedelta(days=7)
    with pytest.raises(refusals.WrongTimes):
        house.do(acts.PostponeSession(session="s1", begins=later, ends=later, reason=reason), house.desk)
    moved = acts.PostponeSession(session="s1", begins=later, ends=later + timedelta(days=1), reason=reason)
    house.do(moved, house.desk)
    found = house.session()
    assert found.begins == later
    assert found.earlier == [
        {"begins": BEGINS.isoformat(), "ends": (BEGINS + timedelta(hours=32)).isoformat(), "reason": reason}
    ]


def test_a_cancelled_session_stays_cancelled(house: Commission) -> None:
    house.convened()
    house.do(acts.CancelSession(session="s1", reason={"en": "No host."}), house.desk)
    assert (house.session().status, house.session().is_over) == ("cancelled", True)
    with pytest.raises(refusals.SessionIs):
        house.do(acts.CancelSession(session="s1", reason={"en": "Again."}), house.desk)
    with pytest.raises(refusals.NoSuchSession):
        house.do(acts.CancelSession(session="none", reason={"en": "?"}), house.desk)


def test_the_chair_opens_on_the_day_with_a_quorum_and_closes(house: Commission) -> None:
    house.convened().delegated()
    chair = house.delegates["BY"]
    house.do(acts.EntrustChair(session="s1", party="BY", person=chair.actor), house.desk)
    with pytest.raises(refusals.TooEarly):
        house.do(acts.OpenSession(session="s1"), chair)
    house.on_the_day().arrived("AM", "BY")
    with pytest.raises(refusals.NoQuorum) as refused:
        house.do(acts.OpenSession(session="s1"), chair)
    assert (refused.value.values["present"], refused.value.values["needed"]) == (2, 3)
    house.arrived("KG")
    with pytest.raises(refusals.NotPresiding):
        house.do(acts.OpenSession(session="s1"), house.delegates["KZ"])
    house.do(acts.OpenSession(session="s1"), chair)
    assert house.session().status == "open"
    house.do(acts.CloseSession(session="s1"), chair)
    assert house.session().is_over


def test_the_secretariat_opens_for_the_chair(house: Commission) -> None:
    house.convened().delegated().on_the_day().arrived()
    house.do(acts.OpenSession(session="s1"), house.desk)
    assert house.session().opened_at == house.now


def test_only_somebody_in_a_delegation_is_entrusted_with_the_chair(house: Commission) -> None:
    house.convened()
    with pytest.raises(refusals.NotInDelegation):
        house.do(acts.EntrustChair(session="s1", party="BY", person=house.delegates["BY"].actor), house.desk)


def test_the_act_of_convening_happens_in_its_body() -> None:
    assert convening().venue(None) == "commission"  # type: ignore[arg-type]
