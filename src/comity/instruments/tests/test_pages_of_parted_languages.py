"""Languages of a text that have parted: where, on its page, and all of them for the secretariat, with the next step."""

from __future__ import annotations

import pytest

from comity.instruments.testing import WARNING, WARNING_RU, Drafters
from comity.record import sequencer
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def house() -> Drafters:
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING, ru=WARNING_RU)
    sequencer.drain()
    return house


def signed_in(client, person: str) -> None:
    account = open_account(person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person)
    client.force_login(account)


def test_languages_that_say_the_same_have_not_parted(client, house):
    signed_in(client, "d-AM")
    page = client.get("/instruments/warning/languages/").text
    assert "none has changed without the others" in page


def test_a_language_left_behind_is_shown_with_what_changed_and_the_next_step(client, house):
    house.revised(en=WARNING.replace("at all hours", "at any hour"), ru=WARNING_RU)
    signed_in(client, "d-AM")
    assert '/instruments/warning/languages/"' in client.get("/instruments/warning/").text
    page = client.get("/instruments/warning/languages/").text
    assert "Left behind: Русский" in page
    assert "as it was in version 1" in page
    assert "<ins>any</ins>" in page
    assert "/instruments/warning/version/" in page
    assert "?target=art_2__para_1&amp;language=ru" in page


def test_provisions_that_one_language_lacks_are_listed_with_their_addresses(client, house):
    house.revised(en=WARNING, ru=WARNING_RU[: WARNING_RU.index("Статья 3")])
    signed_in(client, "d-AM")
    page = client.get("/instruments/warning/languages/").text
    assert "In English, not in Русский" in page
    assert "/instruments/warning/2/en/art_3/" in page


def test_the_secretariat_has_a_list_of_all_and_nobody_else(client, house):
    house.drafted("sound", en=WARNING, ru=WARNING_RU)
    house.revised(en=WARNING.replace("at all hours", "at any hour"), ru=WARNING_RU)
    signed_in(client, "d-AM")
    assert client.get("/register/languages/").status_code == 403
    signed_in(client, house.desk.actor)
    page = client.get("/register/languages/").text
    assert "/instruments/warning/languages/" in page
    assert "/instruments/sound/languages/" not in page
