"""The chair's pages: the order of voting, a case put to the vote, answers at the desk, a lot drawn; what others see."""

from __future__ import annotations

import pytest

from comity.cases.models import Case, Position
from comity.cases.testing import one_stage
from comity.meetings.acts import motions
from comity.meetings.models import Question, Stand, Vote
from comity.meetings.sitting_testing import VOTING, Sitting
from comity.record import sequencer
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db
ORDER = "/sessions/s1/proposals/p1/order/"
PARTS = {"part-a": {"en": "Preamble"}, "part-b": {"en": "Costs"}, "part-c": {"en": "Entry into force"}}


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


def sat(**changes) -> Sitting:
    made = Sitting.begun(**changes)
    sequencer.drain()
    return made


def signed_in(client, person: str) -> None:
    account = open_account(person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person)
    client.force_login(account)


def signs(client, answer):
    """The second step: what was proposed is signed."""
    assert answer.status_code == 302, answer.content.decode()[:2000]
    done = client.post(answer["Location"])
    sequencer.drain()
    assert done.status_code == 302, done.content.decode()[:2000]
    return done


def does(client, act: str, **fields):
    found = client.post("/sessions/s1/hall/act/", {"act": act, **fields}, headers={"accept": "application/json"})
    sequencer.drain()
    return found


def divided() -> Sitting:
    sitting = sat()
    sitting.puts()
    sitting.do(motions.DivideQuestion(session="s1", question="p1", parts=PARTS), sitting.chair)
    sequencer.drain()
    return sitting


def test_the_chair_orders_what_is_voted_on_and_gives_the_reason(client):
    divided()
    signed_in(client, "d-AM")
    page = client.get(ORDER)
    places = [page.text.index(f"<strong data-title>{one['en']}") for one in PARTS.values()]
    assert places == sorted(places)
    assert "by the rules 2" in page.text
    without = client.post(ORDER, {"place_0": "3", "place_1": "1", "place_2": "2"})
    assert without.status_code == 400
    assert "Say why the order is another" in without.text
    signs(client, client.post(ORDER, {"place_0": "3", "place_1": "1", "place_2": "2", "reason_en": "Costs first."}))
    listed = Question.objects.filter(on="p1").order_by("place").values_list("title__en", flat=True)
    assert list(listed) == ["Costs", "Entry into force", "Preamble"]
    assert Question.objects.get(id="p1").order_reason == {"en": "Costs first."}
    page = client.get(ORDER).text
    assert page.index("<strong data-title>Costs") < page.index("<strong data-title>Preamble")
    hall = client.get("/sessions/s1/hall/").text
    assert "Order of voting ruled by the chair: Costs first." in " ".join(hall.split())
    earlier = does(client, "meetings.vote.open", question="part-a", method="recorded vote")
    assert "Another question comes first under the rules of procedure: Costs" in earlier.json()["refused"]


def test_a_place_given_twice_is_refused_beside_its_field_and_the_order_of_the_rules_needs_no_reason(client):
    divided()
    signed_in(client, "d-AM")
    twice = client.post(ORDER, {"place_0": "1", "place_1": "1", "place_2": "2"})
    assert twice.status_code == 400
    assert twice.text.count("This place is taken twice") >= 2
    signs(client, client.post(ORDER, {"place_0": "1", "place_1": "2", "place_2": "3"}))
    assert Question.objects.get(id="part-c").place == 2


def test_nobody_but_whoever_presides_orders_the_voting(client):
    divided()
    signed_in(client, "d-BY")
    assert client.get(ORDER).status_code == 403


def test_there_is_nothing_to_order_with_one_amendment_or_none(client):
    sitting = sat()
    sitting.puts()
    sequencer.drain()
    signed_in(client, "d-AM")
    assert client.get(ORDER).status_code == 404
    assert "Order of voting" not in client.get("/sessions/s1/hall/").text


def test_a_case_is_put_answered_on_devices_and_closed_from_the_hall(client, django_user_model):
    sitting = sat()
    sitting.asked(one_stage(deadline="P900D"))
    sequencer.drain()
    signed_in(client, "d-AM")
    assert "Put a case to the vote" in client.get("/sessions/s1/hall/").text
    signs(client, client.post("/sessions/s1/cases/put/", {"case": "q1"}))
    question = Question.objects.get(case="q1")
    hall = client.get("/sessions/s1/hall/").text
    assert "Put a case to the vote" not in hall
    assert 'value="show of hands"' not in hall
    opened = does(client, "meetings.vote.open", question=question.id, method="recorded vote", case="q1", first="")
    assert opened.status_code == 200, opened.text
    vote = Vote.objects.get()
    assert Case.objects.get().vote == f"s1/{vote.id}"
    for member in ("BY", "KG", "KZ"):
        signed_in(client, f"d-{member}")
        assert "Your answer is your position on the case" in client.get("/sessions/s1/hall/").text
        assert does(client, "meetings.vote.cast", vote=vote.id, position="approve").status_code == 200
    elsewhere = client.get("/cases/q1/").text
    assert "The body votes on this in its session now" in elsewhere
    assert "/sessions/s1/hall/" in elsewhere
    assert "/cases/q1/position/" not in elsewhere
    client.force_login(django_user_model.objects.get(person="d-AM"))
    entered = does(client, "meetings.vote.enter", vote=vote.id, member="TJ", position="approve")
    assert entered.status_code == 200, entered.text
    assert "by the desk" in client.get("/sessions/s1/screen/").text
    again = does(client, "meetings.vote.enter", vote=vote.id, member="BY", position="object")
    assert again.status_code == 409
    assert "BY has answered on its own device" in again.json()["refused"]
    assert does(client, "meetings.vote.close", vote=vote.id, case="q1").status_code == 200
    assert Case.objects.get().end == "adopted"
    assert Position.objects.get(member="BY").act == Stand.objects.get(member="BY").act
    page = client.get(f"/sessions/s1/votes/{vote.id}/").text
    assert "Entered by the desk" in page
    assert "Its positions and its outcome" in page
    assert "approve" in client.get("/cases/q1/").text


def test_where_the_rules_demand_a_passkey_the_answer_goes_on_to_the_second_step(client):
    sitting = sat(voting={**VOTING, "signature": "passkey"})
    sitting.puts()
    sitting.voting_on()
    sequencer.drain()
    signed_in(client, "d-BY")
    assert 'action="/sessions/s1/votes/v1/answer/"' in client.get("/sessions/s1/hall/").text
    refused = does(client, "meetings.vote.cast", vote="v1", position="yes")
    assert refused.status_code == 403
    assert "signed by passkey" in refused.json()["refused"]
    asked = client.post("/sessions/s1/votes/v1/answer/", {"position": "yes"})
    page = client.get(asked["Location"]).text
    assert "passkey" in page
    assert not Stand.objects.exists()
    assert client.post("/sessions/s1/votes/v1/answer/", {"position": "perhaps"})["Location"] == "/sessions/s1/hall/"


def test_a_lot_is_drawn_from_its_page_before_named_witnesses(client):
    sitting = sat()
    sitting.election("minsk", "yerevan")
    halves = {member: ("minsk" if place % 2 else "yerevan") for place, member in enumerate(sitting.delegates)}
    sitting.elects(halves)
    sequencer.drain()
    signed_in(client, "d-AM")
    assert client.get("/sessions/s1/votes/b1/lot/").status_code == 404
    assert "Ballot 2, between" in client.get("/sessions/s1/hall/").text
    sitting.elects(halves, vote="b2")
    sequencer.drain()
    assert "Draw the lot" in client.get("/sessions/s1/hall/").text
    address = "/sessions/s1/votes/b2/lot/"
    for wrong in ({"drawn": ["minsk", "yerevan"], "witnesses": "KG"}, {"drawn": ["minsk"], "witnesses": " \n"}):
        assert client.post(address, wrong).status_code == 400
    signs(client, client.post(address, {"drawn": ["minsk"], "witnesses": "KG\nTJ"}))
    assert Vote.objects.get(id="b2").result["lot"] == ["minsk"]
    page = client.get("/sessions/s1/votes/b2/").text
    assert "Minsk (witnesses: KG, TJ)" in " ".join(page.split())


def test_the_delegate_finds_no_controls_of_the_chair(client):
    sitting = sat()
    sitting.asked(one_stage(deadline="P900D"))
    sequencer.drain()
    signed_in(client, "d-BY")
    assert client.get("/sessions/s1/cases/put/").status_code == 403
    assert client.get("/sessions/s1/votes/v1/lot/").status_code == 403
