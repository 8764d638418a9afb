"""Circles of readers: who is let in; the log of what was opened: what it says, and when it forgets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.pages.viewer import Capacity, Viewer
from comity.parties import openings
from comity.parties.circles import Circle, Kind, Reader, admits
from comity.parties.models import Opening
from comity.parties.openings import Thing

NAMES = st.sampled_from(["AM", "BY", "KG", "commission", "anna", "boris", ""])
CIRCLES = st.builds(Circle, st.sampled_from(Kind), st.frozensets(NAMES, max_size=4), NAMES, st.booleans())
READERS = st.builds(
    Reader, NAMES, NAMES, st.booleans(), st.booleans(), st.lists(NAMES, max_size=3).map(lambda seats: lambda: seats)
)


@given(READERS)
def test_what_is_public_is_read_by_everybody(reader: Reader) -> None:
    assert admits(Circle(Kind.PUBLIC), reader)


@given(CIRCLES)
def test_somebody_in_no_capacity_reads_only_what_is_public(circle: Circle) -> None:
    assert admits(circle, Reader()) is circle.is_public


@given(CIRCLES, READERS)
def test_whoever_is_let_in_is_named_or_issued_it_or_keeps_the_desk(circle: Circle, reader: Reader) -> None:
    named = {
        Kind.PUBLIC: True,
        Kind.MEMBERS: reader.is_member,
        Kind.PARTIES: reader.party != "" and reader.party in circle.names,
        Kind.PERSONS: reader.person != "" and reader.person in circle.names,
        Kind.BODIES: reader.party != "" and bool(circle.names & set(reader.seats())),
    }[circle.kind]
    own = reader.party != "" and reader.party == circle.owner
    desk = reader.is_secretariat and not circle.closed
    assert admits(circle, reader) is (named or own or desk)


def test_seats_are_asked_only_where_a_circle_names_bodies() -> None:
    def asked() -> list[str]:
        raise AssertionError("a query that nobody needs")

    reader = Reader(person="anna", party="AM", seats=asked)
    assert admits(Circle.of("parties", ["AM"]), reader)
    assert not admits(Circle.of("persons", ["boris"]), reader)
    with pytest.raises(AssertionError):
        admits(Circle.of("bodies", ["commission"]), reader)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "_kinds", {})
    openings.register("letter", lambda names: {"l1": Thing("A letter", "/letters/l1/")} if "l1" in names else {})


def reader() -> Viewer:
    capacity = Capacity(id="p1", party="AM", party_name={"en": "State AM"}, title={"en": "Delegate"})
    return Viewer(person="anna", capacities=(capacity,), capacity=capacity)


@pytest.mark.django_db
@pytest.mark.usefixtures("letters")
def test_an_opening_says_who_opened_what_for_whom_and_when() -> None:
    openings.note(reader(), "letter", "l1", part="en", revision=2)
    [noted] = openings.of("letter", "l1")
    assert (noted.person, noted.party, noted.part, noted.revision) == ("anna", "AM", "en", 2)
    assert openings.things([noted]) == {("letter", "l1"): Thing("A letter", "/letters/l1/")}
    with pytest.raises(KeyError):
        openings.note(reader(), "diary", "d1")


@pytest.mark.django_db
@pytest.mark.usefixtures("letters")
def test_openings_are_dropped_after_the_time_that_the_organisation_sets(settings) -> None:
    settings.COMITY = {**settings.COMITY, "OPENINGS_KEPT": timedelta(days=30)}
    for days in (0, 29, 31, 400):
        openings.note(reader(), "letter", f"l{days}")
        Opening.objects.filter(thing=f"l{days}").update(at=timezone.now() - timedelta(days=days))
    assert openings.forget() == 2
    assert set(Opening.objects.values_list("thing", flat=True)) == {"l0", "l29"}


@pytest.mark.usefixtures("letters")
def test_two_rooms_do_not_tell_of_the_same_kind() -> None:
    with pytest.raises(ImproperlyConfigured, match="letter"):
        openings.register("letter", lambda names: {})
