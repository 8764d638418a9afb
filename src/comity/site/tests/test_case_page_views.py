"""The pages of a case, asked for without a browser: who may see and do what, and what a refusal leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.cases.models import Position
from comity.cases.testing import Chamber, one_stage
from comity.parties.rules import Power
from comity.record import sequencer
from comity.record.models import Recorded
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db

PASSWORD = "a sentence that is easy to keep"
TAKE = "/cases/q1/position/"


def chamber_in_session(*members: str, age: timedelta = timedelta(hours=1), **stage) -> Chamber:
    """A commission with the question q1 before it, put on ``age`` ago."""
    chamber = Chamber.of_members(*members)
    chamber.now = timezone.now() - age
    chamber.asked(one_stage(**stage))
    return chamber


def delegate_of(client, member: str) -> None:
    account = open_account(f"a-{member}", PASSWORD, email=f"{member}@example.org", person=f"d-{member}")
    client.force_login(account)


@pytest.fixture
def chamber() -> Chamber:
    return chamber_in_session("AM", "BY", "KG")


def test_the_path_of_a_case_with_193_members_is_light_and_public(client):
    chamber = chamber_in_session(*(f"M{number:03}" for number in range(193)))
    chamber.all_say("approve", *list(chamber.delegates)[:90])
    sequencer.drain()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/cases/q1/")
    assert answer.status_code == 200
    assert answer.content.count(b'<th scope="row">') == 193
    assert len(asked) <= 15
    assert len(answer.content) <= 100_000


def test_a_delegate_is_offered_the_positions_of_the_stage(client, chamber):
    delegate_of(client, "AM")
    answer = client.get(TAKE)
    assert answer.status_code == 200
    for position in ("approve", "object", "abstain"):
        assert f'value="{position}"' in answer.text


def test_a_stranger_is_sent_to_the_login(client, chamber):
    answer = client.get(TAKE)
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next={TAKE}"


def test_a_delegate_whose_powers_exclude_positions_is_refused(client, chamber):
    chamber.empowered("reader", "AM", Power.PROPOSE)
    client.force_login(open_account("reader", PASSWORD, email="reader@example.org", person="reader"))
    assert client.get(TAKE).status_code == 403


def test_a_delegate_of_a_member_without_a_seat_is_refused(client):
    chamber = Chamber.of_members("AM", "BY", "KG")
    chamber.body("committee", "AM", "BY")
    chamber.now = timezone.now() - timedelta(hours=1)
    chamber.asked(one_stage(body="committee"), body="committee")
    delegate_of(client, "KG")
    assert client.get(TAKE).status_code == 403
    assert "/position/" not in client.get("/cases/q1/").text


def test_a_position_is_recorded_in_two_steps(client, chamber):
    delegate_of(client, "AM")
    before = Recorded.objects.count()
    proposed = client.post(TAKE, {"position": "object", "explanation_en": "The dam is too near."})
    assert proposed.status_code == 302
    assert proposed["Location"].startswith("/sign/")
    page = client.get(proposed["Location"])
    assert "The dam is too near." in page.text
    assert Recorded.objects.count() == before

    done = client.post(proposed["Location"])
    assert done.status_code == 302
    assert done["Location"].startswith("/acts/")
    assert Recorded.objects.count() == before + 1
    held = Position.objects.get(case="q1", member="AM")
    assert (held.position, held.explanation) == ("object", {"en": "The dam is too near."})
    sequencer.drain()
    assert client.get(done["Location"]).status_code == 200
    assert "The dam is too near." in client.get("/cases/q1/").text
    assert client.post(proposed["Location"]).status_code == 404


def test_an_empty_form_says_what_is_missing(client, chamber):
    delegate_of(client, "AM")
    answer = client.post(TAKE, {})
    assert answer.status_code == 400
    assert "This field is required." in answer.text


def test_a_position_after_the_deadline_is_refused_in_words_and_not_recorded(client):
    chamber_in_session("AM", "BY", "KG", age=timedelta(days=31))
    delegate_of(client, "AM")
    before = Recorded.objects.count()
    proposed = client.post(TAKE, {"position": "approve"})
    assert proposed.status_code == 302
    answer = client.post(proposed["Location"])
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "deadline" in answer.text.split('role="alert"')[1][:600]
    assert Recorded.objects.count() == before
    assert not Position.objects.filter(case="q1", member="AM").exclude(position="").exists()


def test_the_front_page_shows_the_delegate_what_waits_and_nobody_else(client, chamber):
    assert "Your position is awaited" not in client.get("/").text
    delegate_of(client, "AM")
    page = client.get("/").text
    assert "Your position is awaited" in page
    assert "/cases/q1/" in page
    chamber.says("AM", "approve")
    assert "Your position is awaited" not in client.get("/").text
