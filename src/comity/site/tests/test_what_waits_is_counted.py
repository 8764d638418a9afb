"""The mark in the navigation is right on every page, and costs one query while nothing is done."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from comity.api.testing import Secretariat
from comity.cases.testing import EVERYBODY, one_stage
from comity.pages.viewer import Capacity, Viewer
from comity.site import home

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Secretariat:
    made = Secretariat.now_sitting("AM", "BY")
    made.asked(one_stage(EVERYBODY))
    return made


def request(member: str | None = "AM"):
    made = RequestFactory().get("/")
    powers = frozenset({"position.take"})
    made.viewer = Viewer(capacity=member and Capacity(f"fp-d-{member}", member, member, member, powers=powers))
    return made


def test_the_mark_follows_what_is_done_at_once(house):
    assert home.count(request()) == 1
    house.says("AM", "approve")
    assert home.count(request()) == 0
    assert home.count(request("BY")) == 1
    house.place()
    assert home.count(request()) == 0


def test_while_nothing_is_done_it_is_one_query(house, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(home.time, "time", lambda: 60_000.0)
    home.count(request())
    with django_assert_num_queries(1):
        assert home.count(request()) == 1


def test_what_only_the_calendar_brings_is_seen_a_minute_later(house, monkeypatch):
    monkeypatch.setattr(home.time, "time", lambda: 60_000.0)
    assert home.count(request()) == 1
    monkeypatch.setattr(home, "tasks", lambda request: [])
    assert home.count(request()) == 1
    monkeypatch.setattr(home.time, "time", lambda: 60_060.0)
    assert home.count(request()) == 0


def test_for_who_has_no_capacity_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert home.count(request(None)) == 0
