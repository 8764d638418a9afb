"""The page of an instrument changes when a case decides about it, also by acts that name the case alone."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from comity.api.testing import Secretariat
from comity.cases.testing import SIX, one_stage
from comity.instruments import acts
from comity.record import log
from comity.record.following import placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Secretariat:
    """A statute before the commission; the last position that adopts it is still to come."""
    made = Secretariat.now_sitting()
    draft = acts.DraftInstrument(
        instrument="statute",
        reference="C/1",
        kind="agreement",
        title={"en": "Statute"},
        body="commission",
        authentic=("en",),
        texts={"en": made.ledger.deposit(b"Article 1.")},
    )
    made.do(draft, made.delegates["AM"])
    return made


def submit(house: Secretariat) -> None:
    procedure = house.published(one_stage())
    house.do(acts.SubmitInstrument(instrument="statute", case="q1", procedure=procedure), house.delegates["AM"])
    house.all_say("approve", *SIX[:3])
    house.place()


def topics_of_page() -> set[str]:
    page = Client().get("/instruments/statute/").content.decode()
    [topics] = re.findall(r'data-topics="([^"]+)"', page)
    assert 'data-live="/instruments/statute/standing/"' in page
    return set(topics.split())


def test_the_act_that_adopts_it_is_among_what_its_page_listens_to(house):
    submit(house)
    topics = topics_of_page()
    assert topics == {"instrument:statute", "case:q1"}
    house.says(SIX[3], "approve")
    house.place()
    last = placed(log.size() - 1, log.size())[0]
    assert last.leaf.type == "cases.position.take"
    assert topics & set(last.topics)


def test_the_part_says_what_has_become_of_it(house):
    submit(house)
    assert "in procedure" in Client().get("/instruments/statute/standing/").content.decode()
    house.says(SIX[3], "approve")
    house.place()
    assert "in force since" in Client().get("/instruments/statute/standing/").content.decode()


def test_the_part_of_a_draft_is_for_its_originator_alone(house):
    assert Client().get("/instruments/statute/standing/").status_code == 404
    reader = Client()
    reader.force_login(house.account(house.delegates["AM"]))
    assert "draft" in reader.get("/instruments/statute/standing/").content.decode()
    assert Client().get("/instruments/statute/standing/").status_code == 404


def test_the_page_of_the_case_leads_to_the_text(house):
    submit(house)
    page = Client().get("/cases/q1/").content.decode()
    assert '<a class="button" href="/instruments/statute/">' in page
    assert "Read the text" in page


def test_the_page_of_a_mere_question_leads_nowhere(house):
    house.asked(one_stage(name="mere"), case="q2")
    assert "Read the text" not in Client().get("/cases/q2/").content.decode()
