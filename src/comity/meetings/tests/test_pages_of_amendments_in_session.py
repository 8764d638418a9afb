"""Amendments in the browser: written on the text, moved in the hall, shown with redlines in the order of voting."""

from __future__ import annotations

import pytest

from comity.instruments.models import Amendment, Version
from comity.meetings.models import Question
from comity.meetings.sitting_testing import ELSEWHERE, FAR, NEAR, Sitting
from comity.record import sequencer
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def sitting() -> Sitting:
    made = Sitting.begun()
    made.puts_text()
    sequencer.drain()
    return made


def delegate(client, member: str) -> None:
    person = f"d-{member}"
    account = open_account(person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person)
    client.force_login(account)


def signs(client, address: str, **given) -> str:
    step = client.post(address, given)
    assert step.status_code == 302, step.text
    page = client.post(step.url)
    assert page.status_code == 302
    return client.get(page.url, follow=True).text


def test_a_delegate_writes_an_amendment_and_moves_it_in_the_hall(client, sitting):
    delegate(client, "KZ")
    hall = client.get("/sessions/s1/hall/").text
    assert "/sessions/s1/proposals/p1/amendments/new/" in hall
    first = client.get("/sessions/s1/proposals/p1/amendments/new/")
    assert first.status_code == 302
    assert first.url.startswith("/instruments/text-p1/amendments/new/?then=")
    assert 'name="then"' in client.get(first.url).text
    assert "Each Party bears the costs" in client.get(f"{first.url}&target=art_3").text
    receipt = signs(client, first.url, operation="replace", target="art_3", text_en=NEAR, reason="States bear costs.")
    assert "/sessions/s1/proposals/p1/amendments/new/" in receipt
    page = client.get("/sessions/s1/proposals/p1/amendments/new/").text
    assert "Amendment of State KZ: Article 3" in page
    name = Amendment.objects.get().id
    signs(client, "/sessions/s1/proposals/p1/amendments/new/", amendment=name, title_en="States, not parties")
    moved = Question.objects.get(matter="amendment")
    assert (moved.amendment, moved.deletes, moved.adds) == (name, 1, 1)
    assert "<del>Party</del><ins>State</ins>" in client.get("/sessions/s1/hall/part/").text


def test_the_page_of_amendments_shows_redlines_in_the_order_of_voting_and_where_they_clash(client, sitting):
    sitting.amends("near")
    sitting.amends("far", by="TJ", words=FAR)
    sitting.amends("elsewhere", by="KG", words=ELSEWHERE, target="art_1")
    page = client.get("/sessions/s1/proposals/p1/amendments/").text
    places = [page.index(f'id="{name}"') for name in ("far", "near", "elsewhere")]
    assert places == sorted(places)
    assert page.count("Touches the same words as:") == 2
    assert "<ins>any</ins>" in page


def test_what_was_voted_on_stands_below_with_its_result(client, sitting):
    sitting.amends("near")
    sitting.amends("same", by="TJ", words=NEAR.replace("State", "Member"))
    sitting.settled("near")
    page = client.get("/sessions/s1/proposals/p1/amendments/").text
    assert 'href="/sessions/s1/proposals/p1/amendments/"' in client.get("/instruments/text-p1/amendments/near/").text
    assert "No amendment waits to be put." in page
    assert "not put: another was adopted" in page
    assert "The text, version 2" in page
    assert Version.objects.filter(instrument="text-p1").count() == 2


def test_a_draft_before_a_session_is_open_to_everybody_and_one_that_is_not_stays_its_originators(client, sitting):
    assert client.get("/instruments/text-p1/").status_code == 200
    delegate(client, "BY")
    form = client.get("/sessions/s1/proposals/new/").text
    assert "T/p1" in form


def test_a_proposal_without_a_text_has_no_amendments_and_the_way_back_is_never_another_site(client, sitting):
    sitting.puts("p2")
    assert client.get("/sessions/s1/proposals/p2/amendments/").status_code == 404
    delegate(client, "KZ")
    away = "/instruments/text-p1/amendments/new/?then=//elsewhere.example/"
    receipt = signs(client, away, operation="replace", target="art_3", text_en=NEAR)
    assert "elsewhere.example" not in receipt
