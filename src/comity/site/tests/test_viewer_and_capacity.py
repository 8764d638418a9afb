from __future__ import annotations

import pytest
from django.urls import reverse

from comity.pages.viewer import Capacity
from comity.site import viewer as middleware
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db
ARMENIA = Capacity("fp-am", "AM", {"en": "Armenia", "ru": "Армения"}, {"en": "Head of delegation"})
OFFICE = Capacity("fp-s", "secretariat", {"en": "Secretariat"}, {"en": "Officer"}, is_member=False)


@pytest.fixture
def holding(monkeypatch, client):
    def sign_in_with(*capacities: Capacity):
        monkeypatch.setattr(middleware, "capacities_of", lambda person, at: capacities)
        client.force_login(open_account("armenia", "x" * 14, email="a@example.org", person="p-1"))
        return client

    return sign_in_with


def acting(client) -> Capacity | None:
    return client.get(reverse("my_account")).wsgi_request.viewer.capacity


def test_the_only_capacity_is_the_one_acted_in(holding):
    assert acting(holding(ARMENIA)) == ARMENIA


def test_with_two_capacities_nobody_acts_by_accident(holding):
    assert acting(holding(ARMENIA, OFFICE)) is None


def test_the_capacity_chosen_stays_for_the_session_and_stands_in_the_head_of_the_page(holding):
    client = holding(ARMENIA, OFFICE)
    client.post(reverse("choose_capacity"), {"capacity": "fp-am"})
    assert acting(client) == ARMENIA
    assert "Head of delegation" in client.get("/").content.decode()


def test_a_capacity_one_does_not_hold_cannot_be_chosen(holding):
    client = holding(ARMENIA, OFFICE)
    client.post(reverse("choose_capacity"), {"capacity": "fp-of-another"})
    assert acting(client) is None


def test_a_capacity_that_was_revoked_is_no_longer_acted_in(holding, monkeypatch):
    client = holding(ARMENIA, OFFICE)
    client.post(reverse("choose_capacity"), {"capacity": "fp-am"})
    monkeypatch.setattr(middleware, "capacities_of", lambda person, at: ())
    assert acting(client) is None


def test_a_strangers_page_asks_the_database_for_no_person(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert client.get(reverse("account_login")).status_code == 200
