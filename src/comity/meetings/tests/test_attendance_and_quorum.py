"""Delegates come and go, by device or at the desk; the quorum follows, and its loss is on the record."""

from __future__ import annotations

import pytest

from comity.meetings import acts, refusals, standing
from comity.meetings.acts.credentials import Named
from comity.meetings.models import Floor, Presence, QuorumCall
from comity.meetings.testing import Commission, delegated
from comity.record.testing import MemoryLedger


@pytest.fixture
def house() -> Commission:
    return Commission.with_rules(ledger=MemoryLedger()).convened().delegated().on_the_day()


def calls(house: Commission) -> list[QuorumCall]:
    return sorted(house.rows.find(QuorumCall, session="s1"), key=lambda one: one.at)


def open_with(house: Commission, *present: str) -> None:
    house.arrived(*present)
    house.do(acts.OpenSession(session="s1"), house.desk)


def test_a_party_is_present_while_somebody_is_who_represents_it(house: Commission) -> None:
    house.arrived("AM", "BY")
    assert house.session().present == ["AM", "BY"]
    house.left("AM")
    assert house.session().present == ["BY"]


def test_an_adviser_alone_does_not_make_a_party_present(house: Commission) -> None:
    adviser = house.empowered("adviser", "AM")
    named = (Named(person="d-AM", role="head"), Named(person="adviser", role="adviser"))
    house.do(acts.NameDelegation(session="s1", party="AM", delegates=named), house.delegates["AM"])
    house.do(acts.CheckIn(session="s1"), adviser)
    assert house.session().present == []
    house.arrived("AM")
    assert house.session().present == ["AM"]


def test_whoever_is_no_longer_in_a_delegation_is_no_longer_present(house: Commission) -> None:
    house.empowered("deputy", "AM")
    house.arrived("AM")
    named = (Named(person="deputy", role="head"),)
    house.do(acts.NameDelegation(session="s1", party="AM", delegates=named), house.delegates["AM"])
    assert house.session().present == []


def test_nobody_arrives_or_leaves_twice_and_nobody_from_outside(house: Commission) -> None:
    house.arrived("AM")
    with pytest.raises(refusals.AlreadyPresent):
        house.arrived("AM")
    with pytest.raises(refusals.NotPresent):
        house.left("BY")
    with pytest.raises(refusals.NotInDelegation):
        house.do(acts.CheckIn(session="s1"), house.empowered("stranger", "AM"))


def test_the_desk_notes_several_at_once_and_spells_are_kept(house: Commission) -> None:
    here = tuple(delegated(party, f"d-{party}") for party in ("AM", "BY", "KG"))
    house.do(acts.RecordPresence(session="s1", arrived=here), house.desk)
    house.do(acts.RecordPresence(session="s1", left=here[:1]), house.desk)
    house.arrived("AM")
    found = house.rows.read(Presence, "s1", "AM", "d-AM")
    assert found is not None
    assert (found.how, len(found.spells), found.spells[0]["how"]) == ("device", 1, "desk")
    assert house.session().present == ["AM", "BY", "KG"]


def test_the_quorum_is_worked_out_by_the_formula_of_the_rules(house: Commission) -> None:
    house.arrived("AM", "BY", "KG")
    found = standing.quorum_of(house.rows, house.session(), house.now)
    assert (found.met, found.needed, found.missing) == (False, 4, 1)
    assert standing.quorum_of(house.rows, house.session(), house.now, to_open=True).met
    house.arrived("KZ")
    assert standing.quorum_of(house.rows, house.session(), house.now).met


def test_a_quorum_lost_in_the_middle_of_a_vote_is_told_with_that_vote(house: Commission) -> None:
    open_with(house, "AM", "BY", "KG", "KZ")
    floor = Floor(session="s1", item="", list_open=False, made=0, limits={}, vote="vote-1")
    house.rows.put(floor)
    house.left("KZ")
    house.arrived("RU")
    lost, regained = calls(house)
    assert (lost.why, lost.met, lost.present, lost.voting) == ("lost", False, ["AM", "BY", "KG"], "vote-1")
    assert (regained.why, regained.met, regained.members) == ("regained", True, 6)
    assert lost.because


def test_before_the_opening_comings_and_goings_are_no_loss_of_quorum(house: Commission) -> None:
    house.arrived()
    house.left("AM", "BY", "KG")
    assert calls(house) == []


def test_the_chair_has_the_quorum_ascertained(house: Commission) -> None:
    open_with(house, "AM", "BY", "KG")
    with pytest.raises(refusals.NotPresiding):
        house.do(acts.CallQuorum(session="s1"), house.delegates["AM"])
    house.do(acts.CallQuorum(session="s1"), house.desk)
    (found,) = calls(house)
    assert (found.why, found.met, found.voting) == ("called", False, "")


def test_changing_a_delegation_can_cost_the_quorum(house: Commission) -> None:
    open_with(house, "AM", "BY", "KG", "KZ")
    house.empowered("deputy", "AM")
    named = (Named(person="deputy", role="head"),)
    house.do(acts.NameDelegation(session="s1", party="AM", delegates=named), house.delegates["AM"])
    assert [one.why for one in calls(house)] == ["lost"]
