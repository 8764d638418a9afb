"""The speakers' list as acts keep it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import floor
from comity.meetings.models import Floor
from comity.meetings.refusals import NoSuchItem, NotInDelegation, NotOpen, NotPresiding
from comity.meetings.sitting_testing import Sitting
from comity.meetings.testing import Commission
from comity.record.testing import MemoryLedger


@pytest.fixture
def sitting() -> Sitting:
    return Sitting.begun(ledger=MemoryLedger())


def test_delegations_speak_in_the_order_in_which_they_asked_and_for_the_time_of_the_rules(sitting):
    first, second = sitting.asks("BY"), sitting.asks("KZ")
    sitting.gives(first)
    assert sitting.speaker(first).limit == 600
    sitting.now += timedelta(minutes=4)
    sitting.gives(second)
    spoken = sitting.speaker(first)
    assert spoken.ended_at - spoken.began_at == timedelta(minutes=4, seconds=1)


def test_only_whoever_presides_gives_the_floor(sitting):
    place = sitting.asks("BY")
    with pytest.raises(NotPresiding):
        sitting.do(floor.GiveFloor(session="s1", speaker=place), sitting.delegates["BY"])


def test_nobody_speaks_before_the_session_is_open():
    house = Commission.with_rules(ledger=MemoryLedger()).convened().delegated()
    with pytest.raises(NotOpen):
        house.do(floor.AskForFloor(session="s1", item="item-1"), house.delegates["AM"])


def test_an_item_that_is_not_on_the_agenda_is_not_taken_up(sitting):
    with pytest.raises(NoSuchItem):
        sitting.take_up("item-9")


def test_somebody_outside_the_delegation_does_not_get_the_floor(sitting):
    stranger = sitting.empowered("stranger", "BY")
    with pytest.raises(NotInDelegation):
        sitting.do(floor.AskForFloor(session="s1", item="item-1"), stranger)


def test_a_delegation_is_on_the_list_once_and_speaks_twice_at_most(sitting):
    place = sitting.asks("BY")
    with pytest.raises(refusals.OnTheList):
        sitting.asks("BY")
    sitting.gives(place)
    sitting.gives(sitting.asks("BY"))
    with pytest.raises(refusals.SpokenEnough):
        sitting.asks("BY")


def test_when_the_list_is_closed_only_replies_are_taken(sitting):
    sitting.do(floor.CloseList(session="s1"), sitting.chair)
    with pytest.raises(refusals.ListClosed):
        sitting.asks("BY")
    sitting.asks("BY", "right of reply")
    sitting.do(floor.ReopenList(session="s1"), sitting.chair)
    sitting.asks("KZ")


def test_a_second_reply_is_shorter_and_a_third_is_refused(sitting):
    limits = []
    for _ in range(2):
        place = sitting.asks("BY", "right of reply")
        sitting.gives(place)
        limits.append(sitting.speaker(place).limit)
    assert limits == [600, 300]
    with pytest.raises(refusals.SpokenEnough):
        sitting.asks("BY", "right of reply")


def test_a_point_of_order_comes_before_every_speaker_and_the_chair_rules_on_it(sitting):
    place = sitting.asks("BY")
    raised = floor.RaisePoint(session="s1", category="application of the rules", words={"en": "Rule 71."})
    point = sitting.do(raised, sitting.delegates["KG"]).id
    with pytest.raises(refusals.PointFirst):
        sitting.gives(place)
    sitting.do(floor.RuleOnPoint(session="s1", speaker=point, ruling={"en": "It is in order."}), sitting.chair)
    sitting.gives(place)
    assert sitting.speaker(point).ruling == {"en": "It is in order."}
    with pytest.raises(refusals.RuledAlready):
        sitting.do(floor.RuleOnPoint(session="s1", speaker=point, ruling={"en": "Again."}), sitting.chair)


def test_a_place_is_given_up_by_its_delegation_alone(sitting):
    place = sitting.asks("BY")
    with pytest.raises(refusals.NotYourPlace):
        sitting.do(floor.LeaveList(session="s1", speaker=place), sitting.delegates["KZ"])
    sitting.do(floor.LeaveList(session="s1", speaker=place), sitting.delegates["BY"])
    with pytest.raises(refusals.NotOnTheList):
        sitting.gives(place)


def test_the_chair_strikes_a_delegation_that_has_left_the_hall(sitting):
    place = sitting.asks("BY")
    sitting.do(floor.StrikeSpeaker(session="s1", speaker=place), sitting.chair)
    assert sitting.speaker(place).left


def test_the_body_may_limit_the_time_for_speaking(sitting):
    sitting.do(floor.LimitSpeeches(session="s1", kind="statement", seconds=180), sitting.chair)
    place = sitting.asks("BY")
    sitting.gives(place)
    assert sitting.speaker(place).limit == 180


def test_a_speech_ends_when_the_floor_is_taken_back(sitting):
    with pytest.raises(refusals.NobodySpeaks):
        sitting.do(floor.TakeFloorBack(session="s1"), sitting.chair)
    place = sitting.asks("BY")
    sitting.gives(place)
    sitting.do(floor.TakeFloorBack(session="s1"), sitting.chair)
    assert sitting.speaker(place).ended_at is not None


def test_a_speech_taken_back_by_a_clock_that_runs_behind_has_no_length(sitting):
    place = sitting.asks("BY")
    sitting.gives(place)
    sitting.do(floor.TakeFloorBack(session="s1"), sitting.chair, after=timedelta(minutes=-2))
    spoken = sitting.speaker(place)
    assert spoken.ended_at == spoken.began_at


def test_another_item_has_a_list_of_its_own(sitting):
    place = sitting.asks("BY")
    sitting.gives(place)
    sitting.take_up("item-2")
    assert sitting.speaker(place).ended_at is not None
    assert sitting.rows.read(Floor, "s1").item == "item-2"
    with pytest.raises(refusals.OtherItem):
        sitting.asks("KZ")
