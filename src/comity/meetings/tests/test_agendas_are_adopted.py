"""Items are proposed, an agenda is drawn up, circulated, adopted by consensus or by a decision, and changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.cases.testing import one_stage
from comity.meetings import acts, refusals
from comity.meetings.acts.agenda import Entry, numbers
from comity.meetings.models import AgendaItem, Matter
from comity.meetings.testing import BEGINS, Commission
from comity.parties.refusals import NotYours
from comity.parties.rules import PartyKind, Power
from comity.record.testing import MemoryLedger


@pytest.fixture
def house() -> Commission:
    return Commission.with_rules(ledger=MemoryLedger()).convened()


def item(house: Commission, name: str) -> AgendaItem:
    found = house.rows.read(AgendaItem, "s1", name)
    assert found is not None
    return found


def matter(house: Commission, about: str = "agenda/1") -> Matter:
    found = house.rows.read(Matter, "s1", about)
    assert found is not None
    return found


def adopt(house: Commission, about: str = "agenda/1", by: str = "AM") -> None:
    house.do(acts.AdoptByConsensus(session="s1", about=about), house.delegates[by])


def test_the_order_of_the_newest_provisional_agenda_holds_until_one_is_adopted(house: Commission) -> None:
    house.proposed("opening", "strategy", "other").drawn_up("opening", "strategy", "other")
    house.drawn_up("opening", "other")
    assert house.agenda() == ["opening", "other"]
    assert (matter(house).status, matter(house, "agenda/2").status) == ("superseded", "open")
    assert (house.session().agenda, house.session().drafts) == (0, 2)


def test_times_stand_with_their_items(house: Commission) -> None:
    house.proposed("opening")
    house.do(acts.DrawUpAgenda(session="s1", entries=(Entry(item="opening", starts=BEGINS, minutes=15),)), house.desk)
    assert (item(house, "opening").starts, item(house, "opening").minutes) == (BEGINS, 15)


def test_members_propose_and_observers_do_not_where_the_rules_say_so(house: Commission) -> None:
    house.do(acts.ProposeItem(session="s1", item="water", title={"en": "Water"}), house.delegates["KG"])
    assert (item(house, "water").proposed_by, item(house, "water").place) == ("KG", 0)
    house.party("RCCP", PartyKind.OBSERVER, Power.PROPOSE_ITEM)
    observer = house.empowered("observer", "RCCP", Power.PROPOSE_ITEM)
    with pytest.raises(refusals.MayNotPropose):
        house.do(acts.ProposeItem(session="s1", item="air", title={"en": "Air"}), observer)


def test_an_item_links_only_to_what_there_is(house: Commission) -> None:
    nowhere = acts.ProposeItem(session="s1", item="a", title={"en": "A"}, subject_kind="case", subject="none")
    with pytest.raises(refusals.NoSuchSubject):
        house.do(nowhere, house.desk)
    house.asked(one_stage(), "q1")
    linked = acts.ProposeItem(session="s1", item="a", title={"en": "A"}, subject_kind="case", subject="q1")
    house.do(linked, house.desk)
    assert (item(house, "a").subject_kind, item(house, "a").subject) == ("case", "q1")
    with pytest.raises(refusals.ItemTaken):
        house.do(linked, house.desk)


def test_an_agenda_holds_only_proposed_items_each_once(house: Commission) -> None:
    house.proposed("a")
    with pytest.raises(refusals.NoSuchItem):
        house.drawn_up("a", "b")
    with pytest.raises(refusals.ItemTwice):
        house.drawn_up("a", "a")


def test_an_item_is_withdrawn_by_whoever_proposed_it_while_the_agenda_is_provisional(house: Commission) -> None:
    house.do(acts.ProposeItem(session="s1", item="water", title={"en": "Water"}), house.delegates["KG"])
    house.drawn_up("water")
    with pytest.raises(NotYours):
        house.do(acts.WithdrawItem(session="s1", item="water"), house.delegates["AM"])
    house.do(acts.WithdrawItem(session="s1", item="water"), house.delegates["KG"])
    assert house.agenda() == []
    with pytest.raises(refusals.NoSuchItem):
        house.drawn_up("water")


def test_a_late_item_waits_for_the_body_itself(house: Commission) -> None:
    house.proposed("opening")
    house.now = BEGINS - timedelta(days=5)
    house.proposed("flood")
    assert item(house, "flood").late
    with pytest.raises(refusals.ItemIsLate):
        house.drawn_up("opening", "flood")
    house.drawn_up("opening")
    house.opened()
    adopt(house)
    house.drawn_up("opening", "flood")
    assert house.agenda() == ["opening"]
    adopt(house, "agenda/2")
    assert house.agenda() == ["opening", "flood"]


def test_the_circulated_agenda_is_the_newest_and_goes_out_once(house: Commission) -> None:
    house.proposed("a", "b").drawn_up("a")
    house.do(acts.CirculateAgenda(session="s1", number=1), house.desk)
    with pytest.raises(refusals.NoSuchMatter):
        house.do(acts.CirculateAgenda(session="s1", number=1), house.desk)
    house.drawn_up("a", "b")
    house.do(acts.CirculateAgenda(session="s1", number=2), house.desk)
    assert (house.session().circulated, house.session().circulated_at) == (2, house.now)


def test_the_chair_finds_consensus_only_where_nobody_objects(house: Commission) -> None:
    house.proposed("a", "b").drawn_up("a", "b")
    house.opened()
    objection = acts.ObjectToMatter(session="s1", about="agenda/1", reason={"en": "Item b is not ripe."})
    house.do(objection, house.delegates["TJ"])
    with pytest.raises(refusals.Objected) as refused:
        adopt(house)
    assert refused.value.values["parties"] == ["TJ"]
    with pytest.raises(refusals.NoSuchMatter):
        house.do(acts.WithdrawObjection(session="s1", about="agenda/1"), house.delegates["RU"])
    house.do(acts.WithdrawObjection(session="s1", about="agenda/1"), house.delegates["TJ"])
    adopt(house)
    assert (house.session().agenda, matter(house).how) == (1, "consensus")
    with pytest.raises(refusals.MatterSettled):
        adopt(house)


def test_nobody_adopts_without_a_quorum_or_the_chair(house: Commission) -> None:
    house.proposed("a").drawn_up("a")
    house.opened("AM", "BY", "KG")
    with pytest.raises(refusals.NoQuorum):
        adopt(house)
    house.arrived("KZ")
    with pytest.raises(refusals.NotPresiding):
        adopt(house, by="KZ")
    adopt(house)
    assert house.session().agenda == 1


def test_what_was_objected_to_is_put_to_a_decision_and_holds_once_adopted(house: Commission) -> None:
    house.proposed("a", "b").drawn_up("a", "b")
    house.opened()
    house.published(one_stage())
    text = house.ledger.deposit(b"1. a 2. b")
    put = acts.PutMatter(
        session="s1", about="agenda/1", case="agenda", procedure="simple/1", title={"en": "Agenda"}, text=text
    )
    house.do(put, house.delegates["AM"])
    with pytest.raises(refusals.MatterSettled):
        adopt(house)
    with pytest.raises(refusals.MatterSettled):
        house.drawn_up("b")
    house.all_say("approve", "AM", "BY", "KG", "KZ", case="agenda")
    assert (house.session().agenda, matter(house).how, matter(house).case) == (1, "decision", "agenda")


def test_a_rejected_agenda_does_not_hold_and_another_can_be_drawn_up(house: Commission) -> None:
    house.proposed("a", "b").drawn_up("a", "b")
    house.opened()
    house.published(one_stage())
    text = house.ledger.deposit(b"1. a 2. b")
    put = acts.PutMatter(
        session="s1", about="agenda/1", case="agenda", procedure="simple/1", title={"en": "Agenda"}, text=text
    )
    house.do(put, house.delegates["AM"])
    house.all_say("object", "AM", "BY", "KG", case="agenda")
    assert (house.session().agenda, matter(house).status) == (0, "rejected")
    house.drawn_up("b")
    adopt(house, "agenda/2")
    assert house.agenda() == ["b"]


def test_an_adopted_agenda_is_changed_by_the_body_alone(house: Commission) -> None:
    house.proposed("a", "b", "c").drawn_up("a", "b")
    house.opened()
    adopt(house)
    with pytest.raises(refusals.MatterSettled):
        house.do(acts.WithdrawItem(session="s1", item="a"), house.desk)
    house.drawn_up("b", "a", "c")
    assert house.agenda() == ["a", "b"]
    adopt(house, "agenda/2")
    assert house.agenda() == ["b", "a", "c"]


def test_an_adviser_does_not_object_for_its_party(house: Commission) -> None:
    from comity.meetings.acts.credentials import Named

    house.proposed("a").drawn_up("a")
    adviser = house.empowered("adviser", "TJ")
    delegation = (Named(person="d-TJ", role="head"), Named(person="adviser", role="adviser"))
    house.opened()
    house.do(acts.NameDelegation(session="s1", party="TJ", delegates=delegation), house.delegates["TJ"])
    with pytest.raises(refusals.NotRepresenting):
        house.do(acts.ObjectToMatter(session="s1", about="agenda/1", reason={"en": "No."}), adviser)
    stranger = house.empowered("stranger", "TJ")
    with pytest.raises(refusals.NotInDelegation):
        house.do(acts.ObjectToMatter(session="s1", about="agenda/1", reason={"en": "No."}), stranger)


def test_items_and_their_parts_are_numbered_as_agendas_of_bodies_are():
    parts = [False, True, True, False, True]
    assert numbers(parts) == ["1", "1(a)", "1(b)", "2", "2(a)"]
    assert numbers([False, *[True] * 28])[-3:] == ["1(z)", "1(aa)", "1(ab)"]


def test_a_sub_item_stands_under_the_item_above_it_with_its_letter(house):
    house.proposed("budget", "income", "spending", "other")
    entries = tuple(
        Entry(item=name, sub=name in ("income", "spending")) for name in ("budget", "income", "spending", "other")
    )
    house.do(acts.DrawUpAgenda(session="s1", entries=entries), house.desk)
    found = {one.item: (one.place, one.number) for one in house.rows.find(AgendaItem, session="s1")}
    assert found == {"budget": (1, "1"), "income": (2, "1(a)"), "spending": (3, "1(b)"), "other": (4, "2")}
    house.drawn_up("budget", "spending", "income", "other")
    assert house.rows.read(AgendaItem, "s1", "income").number == "3"


def test_a_sub_item_needs_an_item_above_it(house):
    house.proposed("income")
    with pytest.raises(refusals.SubItemAlone, match="income"):
        house.do(acts.DrawUpAgenda(session="s1", entries=(Entry(item="income", sub=True),)), house.desk)
