"""The text as it is in force: on a day, for a member, with what amends it by then and what is reserved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.instruments import acts
from comity.instruments.acts import amendments
from comity.instruments.consolidating import consolidated
from comity.instruments.testing import CLAUSE, WARNING, Drafters
from comity.instruments.text import marking_of

pytestmark = pytest.mark.django_db
PROTOCOL = "PROTOCOL amending the Convention on Warning\n\n1. Article 2 of the Convention is amended as attached.\n"


def bound(house: Drafters, instrument: str, party: str, **more) -> date:
    """A party deposits; the day from which it is bound, if it is not the first to deposit."""
    act = acts.MakeDeposit(instrument=instrument, party=party, kind="ratification", on=house.today, **more)
    house.do(act, house.delegate(party))
    return house.today + timedelta(days=5)


@pytest.fixture
def house() -> Drafters:
    """A treaty in force for three, amended by a protocol by which two are bound."""
    house = Drafters.of_members("AM", "BY", "KG")
    house.adopted("treaty", clause=CLAUSE, en=WARNING)
    for party in ("AM", "BY"):
        bound(house, "treaty", party)
    bound(house, "treaty", "KG", reservation={"en": "Not bound by costs."}, reservation_on=("art_3",))
    house.drafted("protocol", by="BY", clause=CLAUSE, en=PROTOCOL)
    act = amendments.ProposeAmendment(
        instrument="treaty",
        amendment="a1",
        on=1,
        operation="replace",
        target="art_2__para_1",
        texts=house.deposited({"en": "1. Each Party answers within one hour."}),
        within="protocol",
    )
    house.do(act, house.delegate("BY"))
    house.all_say("approve", case=house.submitted("protocol", by="BY"))
    house.now += timedelta(days=30)
    for party in ("AM", "BY"):
        bound(house, "protocol", party)
    return house


def words(house: Drafters, day: date, party: str = "") -> str:
    return marking_of(consolidated(house.instrument("treaty"), "en", day, party).text)


def test_before_it_enters_into_force_there_is_no_text(house):
    found = consolidated(house.instrument("treaty"), "en", house.today - timedelta(days=30))
    assert (found.since, found.version, found.text.body) == (None, None, ())


def test_a_member_reads_the_text_by_which_it_is_bound(house):
    later = house.today + timedelta(days=5)
    assert "within one hour" in words(house, later, "AM")
    assert "all hours" in words(house, later, "KG")
    assert "within one hour" in words(house, later)


def test_the_day_before_the_protocol_enters_into_force_its_words_are_not_yet_there(house):
    day_before = house.today + timedelta(days=4)
    assert "all hours" in words(house, day_before, "AM")


def test_reservations_come_with_the_text_of_the_member_that_made_them(house):
    later = house.today + timedelta(days=5)
    for party, reserved in (("KG", [["art_3"]]), ("AM", [])):
        found = consolidated(house.instrument("treaty"), "en", later, party)
        assert [one.reserved for one in found.reservations] == reserved


def test_an_amendment_that_cannot_be_consolidated_is_said_and_the_rest_stands(house):
    later = house.today + timedelta(days=5)
    found = consolidated(house.instrument("treaty"), "fr", later, "AM")
    [made] = found.amendments
    assert made.blocked is not None
    assert "(fr)" in str(made.blocked)
