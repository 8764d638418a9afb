"""A question leads to what it is about, without knowing the room that put it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from comity.cases import settling
from comity.pages import subjects
from comity.pages.subjects import Link


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(subjects, "_kinds", {})
    page = {"p1": "/plans/p1/"}
    subjects.register("plan", label="Look at the plan", icon="map", address=page.get)


def test_a_subject_leads_to_its_page(kinds):
    assert subjects.link("plan", "p1") == Link("/plans/p1/", "Look at the plan", "map")


def test_what_has_no_page_or_no_room_leads_nowhere(kinds):
    assert subjects.link("plan", "p2") is None
    assert subjects.link("question", "q1") is None


def test_a_kind_belongs_to_one_room(kinds):
    with pytest.raises(ImproperlyConfigured, match="another room"):
        subjects.register("plan", label="", icon="", address=str)


def test_the_end_of_a_case_is_told_to_one_room_and_a_second_is_refused_not_put_in_its_place(monkeypatch):
    heard: list[str] = []
    monkeypatch.setattr(settling, "_handlers", {"plan": lambda *_: heard.append("first")})
    with pytest.raises(ImproperlyConfigured, match="cases about plan"):
        settling.on_end("plan", lambda *_: heard.append("second"))
    settling.ended(None, type("Ended", (), {"subject_kind": "plan"}), None)
    assert heard == ["first"]
