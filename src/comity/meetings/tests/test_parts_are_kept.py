"""Parts of pages are kept until an act that concerns them takes its place on the record, and no longer."""

from __future__ import annotations

import pytest

from comity.meetings import acts
from comity.meetings.kept import MOST_READ, Parts
from comity.meetings.testing import RULES, Commission
from comity.record import sequencer

pytestmark = pytest.mark.django_db
TOPICS = frozenset({"session:s1"})


class Counted:
    """A part that counts how often it was made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"made {self.made}"


def elsewhere(house: Commission, version: int) -> None:
    """An act that has nothing to do with the session."""
    house.do(acts.PublishStandingRules(source={**RULES, "rules": "others", "version": version}))
    sequencer.drain()


def test_a_part_is_made_anew_after_an_act_of_its_topic_and_after_no_other() -> None:
    house, parts, make = Commission.with_rules().convened(), Parts(), Counted()
    sequencer.drain()
    assert parts.part("s1", TOPICS, make) == parts.part("s1", TOPICS, make) == "made 1"
    elsewhere(house, 1)
    assert parts.part("s1", TOPICS, make) == "made 1"
    house.proposed("a")
    sequencer.drain()
    elsewhere(house, 2)
    assert parts.part("s1", TOPICS, make) == "made 2"


def test_what_lies_too_far_back_is_made_anew_without_reading_all_that_happened(monkeypatch) -> None:
    house, parts, make = Commission.with_rules(), Parts(), Counted()
    sequencer.drain()
    parts.part("s1", TOPICS, make)
    elsewhere(house, 1)
    monkeypatch.setattr("comity.meetings.kept.MOST_READ", 0)
    assert parts.part("s1", TOPICS, make) == "made 2"
    assert MOST_READ > 100


def test_the_parts_least_asked_for_are_given_up_first() -> None:
    Commission.with_rules()
    sequencer.drain()
    parts, makes = Parts(kept=2), {name: Counted() for name in "abc"}
    for name in ("a", "b", "a", "c", "a", "b"):
        parts.part(name, TOPICS, makes[name])
    assert [makes[name].made for name in "abc"] == [1, 2, 1]
