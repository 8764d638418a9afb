"""What a text looks like on its page, and what changed between two versions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.instruments.testing import WARNING, WARNING_RU, Drafters

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Drafters:
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING, ru=WARNING_RU)
    house.revised(en=WARNING.replace("all hours", "any hour"), ru=WARNING_RU)
    house.submitted()
    return house


def test_every_provision_of_a_text_has_its_anchor(client, house):
    page = client.get("/instruments/warning/?language=ru").text
    for anchor in ("art_1", "art_2__para_2", "art_2__para_2__point_b"):
        assert f'id="{anchor}"' in page
    assert "Статья 2." in page


def test_the_difference_shows_the_words_that_changed_and_counts_provisions(client, house):
    page = client.get("/instruments/warning/1-2/?language=en").text
    assert "<del>all</del><ins>any</ins> <del>hours</del><ins>hour</ins>" in page
    assert "1 provision touched" in page
    assert "Nothing differs" in client.get("/instruments/warning/1-2/?language=ru").text


def test_a_difference_is_found_in_a_few_queries(client, house):
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/instruments/warning/1-2/").status_code == 200
    assert len(asked) <= 8


def test_versions_that_do_not_exist_are_not_compared(client, house):
    assert client.get("/instruments/warning/1-3/").status_code == 404


def test_a_language_that_was_left_behind_is_flagged(client, house):
    assert "The text in ru is that of version 1" in client.get("/instruments/warning/?language=en").text
