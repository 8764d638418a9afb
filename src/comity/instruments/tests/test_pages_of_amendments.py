"""Amendments, comments and the editor on their pages: what is shown to whom, and what each form makes."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.test import Client

from comity.cases.testing import MAJORITY, one_stage
from comity.instruments.acts import amendments
from comity.instruments.models import Amendment, Comment, Deposit
from comity.instruments.testing import CLAUSE, WARNING, WARNING_RU, Drafters
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence that is easy to keep"
HOURS = "1. Each Party answers within one hour."


@pytest.fixture
def house() -> Drafters:
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING, ru=WARNING_RU)
    house.submitted()
    return house


def delegate(member: str) -> Client:
    client = Client()
    client.force_login(open_account(f"a-{member}", PASSWORD, email=f"{member}@example.org", person=f"d-{member}"))
    return client


def proposed(
    house: Drafters, name: str = "a1", operation: str = "replace", target: str = "art_2__para_1", by: str = "BY"
):
    texts = {} if operation == "delete" else {"en": HOURS}
    act = amendments.ProposeAmendment(
        instrument="warning",
        amendment=name,
        on=1,
        operation=operation,
        target=target,
        texts=house.deposited(texts),
        reason={"en": "An hour is much."},
    )
    house.do(act, house.delegate(by))


def signed(client: Client, answer) -> None:
    """The second step: what was proposed is put on the record."""
    assert answer.status_code == 302, answer.text
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"]).status_code in (200, 302)


def test_a_provision_has_an_address_with_all_its_languages(client, house):
    page = client.get("/instruments/warning/1/en/art_2__para_2/")
    assert page.status_code == 200
    for words in ("Each Party informs the secretariat", "Каждая Сторона сообщает секретариату", 'rel="alternate"'):
        assert words in page.text
    assert client.get("/instruments/warning/1/en/art_99/").status_code == 404
    assert client.get("/instruments/warning/7/en/art_1/").status_code == 404
    assert client.get("/instruments/warning/2026-02-31/en/art_1/").status_code == 404


def test_of_a_text_in_force_a_provision_is_found_by_date(client):
    house = Drafters.of_members("AM", "BY")
    house.adopted(en=WARNING)
    day = house.today.isoformat()
    assert "frontier" not in client.get(f"/instruments/warning/{day}/en/art_1/").text
    assert "may cross a border" in client.get(f"/instruments/warning/{day}/en/art_1/").text
    assert client.get("/instruments/warning/2019-01-01/en/art_1/").status_code == 404
    page = client.get(f"/instruments/warning/in-force/?day={day}&party=AM").text
    assert "may cross a border" in page


def test_a_delegate_proposes_an_amendment_in_two_steps(house):
    client = delegate("BY")
    form = client.get("/instruments/warning/amendments/new/?target=art_2__para_1")
    assert "1. Each Party maintains a warning centre" in form.text
    given = {"target": "art_2__para_1", "operation": "replace", "text_en": HOURS, "text_ru": "", "reason": "Faster."}
    signed(client, client.post("/instruments/warning/amendments/new/", given))
    [amendment] = Amendment.objects.all()
    assert (amendment.status, amendment.party, amendment.target) == ("proposed", "BY", "art_2__para_1")
    page = client.get(f"/instruments/warning/amendments/{amendment.id}/").text
    assert "<del>" in page
    assert "Faster." in page


def test_what_could_not_be_made_is_said_beside_the_form(house):
    given = {"target": "art_2__para_1", "operation": "replace", "text_en": "Article 9. New", "reason": ""}
    answer = delegate("BY").post("/instruments/warning/amendments/new/", given)
    assert answer.status_code == 400
    assert "cannot stand beside" in answer.text
    assert not Amendment.objects.exists()


def test_amendments_on_the_same_words_are_shown_as_conflicting(client, house):
    proposed(house)
    proposed(house, "a2", "delete", "art_2", by="KG")
    page = client.get("/instruments/warning/amendments/").text
    assert page.count("Touches the same words as") == 2
    assert "Another amendment touches the same words" in client.get("/instruments/warning/amendments/a2/").text


def test_its_proposer_puts_an_amendment_to_a_decision(house):
    proposed(house)
    house.published(one_stage(MAJORITY, name="on-amendments"))
    client = delegate("BY")
    assert "Put it to a decision" in client.get("/instruments/warning/amendments/a1/").text
    signed(client, client.post("/instruments/warning/put-amendment/a1/", {"procedure": "on-amendments/1"}))
    assert Amendment.objects.get(id="a1").status == "put"


def test_a_comment_is_read_by_those_for_whom_it_was_written(house):
    author, ally, stranger = delegate("BY"), delegate("KG"), Client()
    for visibility, text in (("own", "Ask home."), ("members", "We hesitate."), ("public", "We agree.")):
        answer = author.post("/instruments/warning/1/en/art_1/comment/", {"visibility": visibility, "text": text})
        signed(author, answer)
    pages = {who: client.get("/instruments/warning/1/en/art_1/").text for who, client in
             (("author", author), ("ally", ally), ("stranger", stranger))}  # fmt: skip
    seen = {
        who: [text for text in ("Ask home.", "We hesitate.", "We agree.") if text in page]
        for who, page in pages.items()
    }
    assert seen == {
        "author": ["Ask home.", "We hesitate.", "We agree."],
        "ally": ["We hesitate.", "We agree."],
        "stranger": ["We agree."],
    }


def test_a_confidential_comment_stays_off_the_public_leaf(house):
    from comity.record.models import Content, Recorded

    client = delegate("BY")
    given = {"visibility": "own", "text": "Our secret position"}
    signed(client, client.post("/instruments/warning/1/en/art_1/comment/", given))
    [comment] = Comment.objects.all()
    leaf = bytes(Recorded.objects.get(type="instruments.comment.make").leaf)
    assert b"secret" not in leaf
    assert b"art_1" not in leaf
    assert Content.objects.get(digest=comment.content).confidential


def test_the_editor_shows_how_a_text_reads_and_what_is_wrong_by_line(house):
    client = delegate("AM")
    marking = "TITLE\n\nArticle 1. Aim\n\nWe agree.[^1]\n\nArticle 3. End\n\nIt ends."
    answer = client.post("/instruments/preview/en/", {"text_en": marking})
    assert answer.status_code == 200
    for words in ("Line 5:", "There is no footnote [^1]", "Line 7:", "Article 3 follows Article 1", 'id="art_1"'):
        assert words in answer.text


def test_without_scripts_the_same_form_shows_how_it_reads(house):
    house.drafted("second", en=WARNING)
    client = delegate("AM")
    answer = client.post("/instruments/second/version/", {"text_en": "Article 1. Aim\n\nNew words.", "preview": "1"})
    assert '<h3 id="art_1">' in answer.text
    assert house.instrument("second").version == 1


def test_a_text_with_errors_is_not_signed(house):
    house.drafted("second", en=WARNING)
    answer = delegate("AM").post("/instruments/second/version/", {"text_en": "Article 1. Aim\n\n[^7]: Lost."})
    assert answer.status_code == 400
    assert "Line 3: Footnote [^7] is written, but nothing refers to it." in answer.text


def test_a_stranger_can_propose_nothing_and_needs_to_sign_in(client, house):
    for path in ("amendments/new/", "put-amendment/a1/", "withdraw-amendment/a1/", "1/en/art_1/comment/"):
        assert client.get(f"/instruments/warning/{path}").status_code == 302


def test_what_parties_are_bound_to_is_amended_by_a_draft_that_carries_it():
    house = Drafters.of_members("AM", "BY")
    house.adopted("treaty", clause=CLAUSE, en=WARNING)
    house.drafted("protocol", by="BY", clause=CLAUSE, en="PROTOCOL\n\n1. The treaty is amended.")
    client = delegate("BY")
    assert "Carried by" in client.get("/instruments/treaty/amendments/new/?target=art_1").text
    given = {"target": "art_2__para_1", "operation": "replace", "text_en": HOURS, "within": "protocol", "reason": ""}
    signed(client, client.post("/instruments/treaty/amendments/new/", given))
    assert Amendment.objects.get().status == "carried"


def test_a_reservation_is_entered_on_its_provisions_and_shown_there(client):
    house = Drafters.of_members("AM", "BY")
    house.adopted("treaty", clause=CLAUSE, en=WARNING)
    author = delegate("AM")
    given = {
        "kind": "ratification",
        "on": house.today.isoformat(),
        "reservation_en": "Not bound.",
        "reservation_on": "art_3",
    }
    signed(author, author.post("/instruments/treaty/deposit/", given))
    assert Deposit.objects.get().reserved == ["art_3"]
    assert "Not bound." in client.get("/instruments/treaty/1/en/art_3/").text
    assert "Not bound." not in client.get("/instruments/treaty/1/en/art_1/").text


def test_the_question_on_an_amendment_leads_to_it_even_while_the_text_is_a_draft(client):
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING)
    assert client.get("/instruments/warning/").status_code == 404
    proposed(house)
    put = amendments.PutAmendment(
        instrument="warning", amendment="a1", case="on-a1", procedure=house.published(one_stage(MAJORITY))
    )
    house.do(put, house.delegate("BY"))
    assert "/instruments/warning/amendments/a1/" in client.get("/cases/on-a1/").text
    assert client.get("/instruments/warning/amendments/a1/").status_code == 200
    house.all_say("approve", "AM", "BY", case="on-a1")
    page = client.get("/instruments/warning/amendments/a1/").text
    assert "in the text" in page
    assert "within one hour" in client.get("/instruments/warning/2/en/art_2__para_1/").text


def test_the_api_leads_to_the_words_that_an_amendment_made(client):
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING, ru=WARNING_RU)
    proposed(house)
    source = house.published(one_stage(MAJORITY))
    house.do(
        amendments.PutAmendment(instrument="warning", amendment="a1", case="on-a1", procedure=source),
        house.delegate("BY"),
    )
    house.all_say("approve", "AM", "BY", case="on-a1")
    newest = client.get("/api/instruments/warning").json()["versions"][-1]
    assert newest["amendments"] == ["a1"]
    made, kept = (client.get(newest["urls"][language]) for language in ("en", "ru"))
    assert sha256(made.content).hexdigest() == newest["texts"]["en"]
    assert sha256(kept.content).hexdigest() == newest["texts"]["ru"]
