"""Parties name delegations; credentials are received, examined and reported on; who takes part follows from it."""

from __future__ import annotations

import pytest

from comity.meetings import acts, refusals, standing
from comity.meetings.acts.credentials import Named
from comity.meetings.models import Credentials, CredentialsReport, SessionDelegate
from comity.meetings.testing import BEGINS, Commission
from comity.parties.refusals import NoSuchPerson, NotYours
from comity.parties.rules import PartyKind, Power
from comity.record.testing import MemoryLedger


@pytest.fixture
def house() -> Commission:
    return Commission.with_rules(ledger=MemoryLedger()).convened()


def name(house: Commission, party: str, **roles: str) -> None:
    delegates = tuple(Named(person=person, role=role) for person, role in roles.items())  # type: ignore[arg-type]
    house.do(acts.NameDelegation(session="s1", party=party, delegates=delegates), house.delegates[party])


def submit(house: Commission, party: str, issued_by: str = "head of state") -> str:
    letter = house.ledger.deposit(f"letter of {party} {house.now}".encode(), confidential=True)
    act = acts.SubmitCredentials(session="s1", party=party, issued_by=issued_by, letter=letter)
    house.do(act, house.delegates[party])
    return letter


def examine(house: Commission, party: str, letter: str, finding: str) -> None:
    act = acts.ExamineCredentials(session="s1", party=party, letter=letter, finding=finding)  # type: ignore[arg-type]
    house.do(act, house.desk)


def voters(house: Commission) -> list[str]:
    return standing.voters(house.rows, house.session(), house.now).ids


def test_the_list_that_a_party_names_replaces_the_last_one(house: Commission) -> None:
    house.person("ada").person("bob")
    name(house, "AM", **{"d-AM": "head", "ada": "alternate"})
    name(house, "AM", ada="head", bob="adviser")
    found = house.rows.find(SessionDelegate, session="s1", party="AM")
    assert [(one.person, one.role, one.rank) for one in found] == [("ada", "head", 1), ("bob", "adviser", 2)]


@pytest.mark.parametrize("roles", [{"ada": "alternate"}, {"ada": "head", "d-AM": "head"}], ids=str)
def test_a_delegation_has_one_head(house: Commission, roles: dict[str, str]) -> None:
    house.person("ada")
    with pytest.raises(refusals.DelegationUnsound):
        name(house, "AM", **roles)


def test_nobody_is_named_twice_and_nobody_unregistered(house: Commission) -> None:
    twice = (Named(person="d-AM", role="head"), Named(person="d-AM", role="adviser"))
    with pytest.raises(refusals.DelegationUnsound):
        house.do(acts.NameDelegation(session="s1", party="AM", delegates=twice), house.delegates["AM"])
    with pytest.raises(NoSuchPerson):
        name(house, "AM", nobody="head")


def test_a_delegation_is_as_large_as_the_rules_allow(house: Commission) -> None:
    house.person("ada").person("bob")
    with pytest.raises(refusals.DelegationTooLarge) as refused:
        name(house, "AM", **{"d-AM": "head", "ada": "alternate", "bob": "alternate"})
    assert (refused.value.values["role"], refused.value.values["most"]) == ("alternate", 1)


def test_a_party_names_its_own_delegation_and_the_secretariat_enters_any(house: Commission) -> None:
    named = (Named(person="d-AM", role="head"),)
    with pytest.raises(NotYours):
        house.do(acts.NameDelegation(session="s1", party="AM", delegates=named), house.delegates["BY"])
    house.do(acts.NameDelegation(session="s1", party="AM", delegates=named), house.desk)


def test_observers_send_delegations_and_members_without_a_seat_do_not(house: Commission) -> None:
    house.party("RCCP", PartyKind.OBSERVER, Power.NAME_DELEGATION)
    observer = house.empowered("observer", "RCCP", Power.NAME_DELEGATION)
    named = (Named(person="observer", role="head"),)
    house.do(acts.NameDelegation(session="s1", party="RCCP", delegates=named), observer)
    house.body("council", "AM", "BY")
    house.do(acts.FollowRules(body="council", rules="commission/1"))
    house.convened("council", body="council")
    with pytest.raises(refusals.NotInBody):
        house.do(
            acts.NameDelegation(session="council", party="KG", delegates=(Named(person="d-KG", role="head"),)),
            house.delegates["KG"],
        )


def test_credentials_come_from_whom_the_rules_name_and_may_be_late(house: Commission) -> None:
    with pytest.raises(refusals.IssuerUnknown):
        submit(house, "AM", "head of department")
    submit(house, "AM", "minister for foreign affairs")
    house.now = BEGINS
    submit(house, "BY")
    found = {one.party: one.late for one in house.rows.find(Credentials, session="s1")}
    assert found == {"AM": False, "BY": True}


def test_what_is_examined_is_the_letter_that_was_seen(house: Commission) -> None:
    first = submit(house, "AM")
    examine(house, "AM", first, "provisional")
    submit(house, "AM")
    with pytest.raises(refusals.NoCredentials):
        examine(house, "AM", first, "in order")
    with pytest.raises(refusals.NoCredentials):
        examine(house, "KZ", first, "in order")
    found = house.rows.read(Credentials, "s1", "AM")
    assert found is not None
    assert found.finding == ""


def test_delegations_take_part_provisionally_until_the_report_is_adopted(house: Commission) -> None:
    house.opened()
    letter = submit(house, "TJ")
    examine(house, "TJ", letter, "not in order")
    assert "TJ" in voters(house)
    house.do(acts.ReportOnCredentials(session="s1"), house.desk)
    report = house.rows.read(CredentialsReport, "s1", 1)
    assert report is not None
    assert report.findings["TJ"]["finding"] == "not in order"
    house.do(acts.AdoptByConsensus(session="s1", about="credentials/1"), house.delegates["AM"])
    assert house.session().report == 1
    assert voters(house) == ["AM", "BY", "KG", "KZ", "RU"]
    with pytest.raises(refusals.CredentialsWanting):
        standing.require_representative(house.rows, house.session(), house.delegates["TJ"])


def test_where_the_rules_do_not_admit_provisionally_only_credentials_in_order_count() -> None:
    house = Commission.with_rules(ledger=MemoryLedger(), credentials={"until_report": "waiting"}).convened()
    house.delegated("AM", "BY")
    assert voters(house) == ["AM", "BY"]


def test_a_suspended_member_is_not_among_the_voters(house: Commission) -> None:
    from comity.parties.acts import SuspendParty

    house.delegated()
    house.do(SuspendParty(party="KG", since=house.today, grounds={"en": "Arrears."}))
    assert "KG" not in voters(house)
