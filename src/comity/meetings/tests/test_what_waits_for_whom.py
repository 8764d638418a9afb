"""The front page says what waits before a session: for a delegation, and for the desk."""

from __future__ import annotations

import pytest

from comity.meetings import acts, waiting
from comity.meetings.acts.credentials import Named
from comity.meetings.testing import Commission
from comity.pages.viewer import Capacity
from comity.parties.rules import Power

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Commission:
    return Commission.with_rules().convened()


def waits_for(house: Commission, party: str) -> list[str]:
    powers = frozenset(str(power) for power in Power)
    capacity = Capacity("powers", party, party, "", powers=powers, is_secretariat=party == "secretariat")
    return [task.what for task in waiting.tasks(capacity, house.now)]


def test_a_party_names_its_delegation_then_submits_its_credentials_then_comes(house: Commission) -> None:
    assert waits_for(house, "AM") == ["Name your delegation"]
    named = (Named(person="d-AM", role="head"),)
    house.do(acts.NameDelegation(session="s1", party="AM", delegates=named), house.delegates["AM"])
    assert waits_for(house, "AM") == ["Submit your credentials"]
    house.opened("BY", "KG", "KZ", chair="BY")
    assert waits_for(house, "AM") == ["The session is open, and nobody of yours is in the hall"]
    house.arrived("AM")
    assert waits_for(house, "AM") == []


def test_the_desk_examines_credentials_and_circulates_the_agenda(house: Commission) -> None:
    letter = house.ledger.deposit(b"letter", confidential=True)
    submitted = acts.SubmitCredentials(session="s1", party="AM", issued_by="head of state", letter=letter)
    house.do(submitted, house.delegates["AM"])
    house.proposed("a").drawn_up("a")
    assert waits_for(house, "secretariat") == ["Credentials are to be examined", "The agenda is to be circulated"]
    house.do(acts.CirculateAgenda(session="s1", number=1), house.desk)
    finding = acts.ExamineCredentials(session="s1", party="AM", letter=letter, finding="in order")
    house.do(finding, house.desk)
    assert waits_for(house, "secretariat") == []


def test_nothing_waits_for_whoever_is_not_in_the_body_or_after_the_session(house: Commission) -> None:
    house.body("council", "AM", "BY")
    house.do(acts.FollowRules(body="council", rules="commission/1"))
    house.convened("council", body="council")
    assert len(waits_for(house, "AM")) == 2
    assert len(waits_for(house, "KG")) == 1
    for session in ("s1", "council"):
        house.do(acts.CancelSession(session=session, reason={"en": "No host."}), house.desk)
    assert waits_for(house, "AM") == []
