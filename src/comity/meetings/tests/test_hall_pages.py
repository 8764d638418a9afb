"""The hall in the browser's terms: pages, the one door for acts, the urn's slot, decisions, minutes."""

from __future__ import annotations

import json
import uuid
from datetime import date

import pytest

from comity.meetings.acts.decisions import TakeDecision
from comity.meetings.ballot import blind, issuer_of
from comity.meetings.issuing import key_of
from comity.meetings.models import BallotKey, Decision, Paper, Question, Speaker, Stand, UrnBallot, Vote
from comity.meetings.sitting_testing import Sitting
from comity.record import sequencer
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def sitting() -> Sitting:
    made = Sitting.begun()
    sequencer.drain()
    return made


def signed_in(client, person: str) -> None:
    account = open_account(person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person)
    client.force_login(account)


def delegate(client, member: str) -> None:
    signed_in(client, f"d-{member}")


def does(client, act: str, **fields):
    return client.post("/sessions/s1/hall/act/", {"act": act, **fields}, headers=JSON)


def test_anybody_sees_the_screen_and_the_hall_in_few_queries(client, sitting, django_assert_max_num_queries):
    sitting.puts()
    sitting.voting_on()
    sitting.casts("BY", "yes")
    sequencer.drain()
    for address in ("/sessions/s1/screen/", "/sessions/s1/hall/"):
        with django_assert_max_num_queries(40):
            page = client.get(address)
        assert page.status_code == 200
        assert "State BY" in page.text
        assert "1 of 6 have voted" in page.text


def test_a_delegate_asks_for_the_floor_with_one_press(client, sitting):
    delegate(client, "BY")
    page = client.get("/sessions/s1/hall/")
    assert "Ask for the floor" in page.text
    assert "The chair" not in page.text
    answer = does(client, "meetings.floor.ask", item="item-1", kind="statement")
    assert answer.status_code == 200
    assert Speaker.objects.get().party == "BY"


def test_without_a_script_the_same_form_leads_back_to_the_hall(client, sitting):
    delegate(client, "BY")
    answer = client.post("/sessions/s1/hall/act/", {"act": "meetings.floor.ask", "item": "item-1"})
    assert (answer.status_code, answer.url) == (302, "/sessions/s1/hall/")


def test_an_entry_sent_twice_after_a_lost_answer_is_done_once(client, sitting):
    delegate(client, "BY")
    entry = {"item": "item-1", "kind": "statement", "id": str(uuid.uuid4())}
    first, second = (does(client, "meetings.floor.ask", **entry).json() for _ in range(2))
    assert first == second
    assert Speaker.objects.count() == 1


def test_a_refusal_is_told_in_words(client, sitting):
    delegate(client, "BY")
    does(client, "meetings.floor.ask", item="item-1")
    answer = does(client, "meetings.floor.ask", item="item-1")
    assert answer.status_code == 409
    assert answer.json()["code"] == "OnTheList"


def test_only_acts_of_the_hall_go_through_its_door(client, sitting):
    delegate(client, "BY")
    assert does(client, "meetings.session.close").status_code == 404
    assert client.post("/sessions/s9/hall/act/", {"act": "meetings.floor.ask"}).status_code == 404


def test_a_stranger_goes_through_no_door(client, sitting):
    assert does(client, "meetings.floor.ask", item="item-1").status_code == 302


def test_the_chair_gives_the_floor_and_puts_questions_from_one_page(client, sitting):
    place = sitting.asks("BY")
    sitting.puts()
    sequencer.drain()
    delegate(client, "AM")
    page = client.get("/sessions/s1/hall/")
    assert "Give the floor" in page.text
    assert "Put to the vote" in page.text
    assert does(client, "meetings.floor.give", speaker=place).status_code == 200
    assert does(client, "meetings.vote.open", question="p1", method="recorded vote", first="").status_code == 200
    vote = Vote.objects.get()
    assert does(client, "meetings.vote.cast", vote=vote.id, position="yes").status_code == 200
    assert Stand.objects.get().member == "AM"
    assert does(client, "meetings.vote.close", vote=vote.id).status_code == 200
    page = client.get(f"/sessions/s1/votes/{vote.id}/")
    assert "Adopted" in page.text


def test_hands_are_entered_in_the_page(client, sitting):
    sitting.puts()
    vote = sitting.voting_on(method="show of hands")
    delegate(client, "AM")
    given = {"counts.yes": "4", "counts.no": "2", "tellers": "KG and TJ"}
    assert does(client, "meetings.vote.count", vote=vote.id, **given).status_code == 200
    assert Vote.objects.get().counts == {"yes": 4, "no": 2}


def drops(client, vote: Vote, *choices: str):
    """What a delegate's browser does: take a paper, finish the ballot, drop it."""
    issuer = issuer_of(key_of(vote.issuer))
    blinded = blind(issuer, vote.id, choices)
    entry = {"vote": vote.id, "blinded": blinded.number, "id": str(uuid.uuid4())}
    signature = does(client, "meetings.ballot.take", **entry).json()["signature"]
    assert does(client, "meetings.ballot.take", **entry).json()["signature"] == signature  # asked again, the same
    ballot = blinded.finished(issuer, signature)
    client.logout()
    body = json.dumps(ballot.as_data())
    answers = [
        client.post(f"/sessions/s1/votes/{vote.id}/slot/", body, content_type="application/json") for _ in (1, 2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == {"tracker": ballot.tracker}
    return ballot


def test_a_secret_election_from_the_page_to_the_recount(client, sitting):
    sitting.election("minsk", "yerevan")
    delegate(client, "AM")
    assert does(client, "meetings.vote.open", question="e1", method="secret ballot").status_code == 200
    vote = Vote.objects.get()
    mine = drops(client, vote, "minsk")
    delegate(client, "BY")
    page = client.get("/sessions/s1/hall/")
    assert "data-ballot" in page.text
    drops(client, vote, "yerevan")
    delegate(client, "KZ")
    drops(client, vote, "minsk")
    assert Paper.objects.count() == UrnBallot.objects.count() == 3
    client.force_login(_account("d-AM"))
    does(client, "meetings.vote.close", vote=vote.id)
    late = client.post(
        f"/sessions/s1/votes/{vote.id}/slot/", json.dumps(mine.as_data()), content_type="application/json"
    )
    assert late.json()["code"] == "VoteClosed"
    assert client.post(f"/sessions/s1/votes/{vote.id}/count/").status_code == 302
    assert not UrnBallot.objects.exists()
    assert not BallotKey.objects.exists()
    page = client.get(f"/sessions/s1/votes/{vote.id}/")
    assert mine.tracker in page.text
    assert "Counted again from the record just now: the same" in page.text
    assert "Elected: Minsk" in " ".join(page.text.split())
    assert client.get(f"/sessions/s1/votes/{vote.id}/urn.json").json()["papers"] == 3


def _account(person: str):
    from comity.site.models import Account

    return Account.objects.get(username=person)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"choices": ["minsk"], "prefix": "AA", "signature": "AA"}', "\xff"])
def test_what_is_no_ballot_is_not_taken(client, sitting, body):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    answer = client.post("/sessions/s1/votes/b1/slot/", body, content_type="application/json")
    assert answer.status_code in (400, 409)
    assert not UrnBallot.objects.exists()


def test_a_decision_is_entered_reported_on_and_closed(client, sitting):
    signed_in(client, "officer")
    given = {
        "item": "item-1",
        "title_en": "A list",
        "text_en": "A list is kept.",
        "responsible": ["KZ"],
        "due": "2026-05-01",
    }
    step = client.post("/sessions/s1/decisions/new/", given)
    assert step.status_code == 302, step.text
    client.post(step.url)
    found = Decision.objects.get()
    assert found.responsible == ["KZ"]
    page = client.get("/meetings/decisions/")
    assert found.number in page.text
    assert "overdue" in page.text
    step = client.post(f"/meetings/decisions/{found.id}/closing/", {"words_en": "Done."})
    client.post(step.url)
    assert "carried out" in client.get(f"/meetings/decisions/{found.id}/").text


def test_proposals_amendments_parts_and_elections_are_put_from_pages(client, sitting):
    delegate(client, "AM")

    def puts(address: str, **given) -> None:
        step = client.post(address, given)
        assert step.status_code == 302, step.text
        assert client.post(step.url).status_code == 302

    puts("/sessions/s1/proposals/new/", title_en="A plan", kind="ordinary")
    proposal = Question.objects.get(matter="proposal")
    assert "Amend:" not in client.get("/sessions/s1/hall/").text
    one = client.post(f"/sessions/s1/proposals/{proposal.id}/division/", {"parts": "Paragraph 1"})
    assert "two parts at least" in one.text
    puts(f"/sessions/s1/proposals/{proposal.id}/division/", parts="* Preamble\nParagraph 1\nParagraph 2")
    parts = Question.objects.filter(matter="part").order_by("place")
    assert [(part.title["en"], part.operative) for part in parts] == [
        ("Preamble", False), ("Paragraph 1", True), ("Paragraph 2", True)
    ]  # fmt: skip
    puts("/sessions/s1/elections/new/", title_en="A seat", places="1")
    election = Question.objects.get(matter="election")
    puts(f"/sessions/s1/elections/{election.id}/candidates/new/", candidate="aral", name_en="Aral")
    assert client.get("/sessions/s1/elections/nothing/candidates/new/").status_code == 404


def test_an_open_vote_and_an_overdue_decision_wait_for_those_they_wait_for(client, sitting):
    sitting.puts()
    sitting.voting_on()
    sitting.casts("KZ", "yes")
    words = {"title": {"en": "A list"}, "text": {"en": "A list is kept."}}
    taken = TakeDecision(session="s1", decision="d1", item="item-1", responsible=("KZ",), due=date(2026, 5, 1), **words)
    sitting.do(taken, sitting.chair)
    sequencer.drain()
    delegate(client, "BY")
    assert "A vote is open in the hall" in client.get("/").text
    delegate(client, "KZ")
    page = client.get("/").text
    assert "A vote is open in the hall" not in page
    assert "A decision is overdue" in page


def test_minutes_are_assembled_issued_and_read(client, sitting):
    sitting.gives(sitting.asks("BY"))
    sitting.puts()
    sitting.settled("p1")
    signed_in(client, "officer")
    page = client.get("/sessions/s1/minutes/issue/")
    assert "State BY made a statement" in page.text
    assert "Adopted: Proposal p1" in page.text
    step = client.post("/sessions/s1/minutes/issue/", {"text_en": "# Minutes\n\nAs held."})
    client.post(step.url)
    client.logout()
    assert "As held." in client.get("/sessions/s1/minutes/").text
    assert "made a statement" in client.get(f"/sessions/s1/journal/{sitting.now:%Y-%m-%d}/").text
    assert client.get("/sessions/s1/journal/yesterday/").status_code == 404
