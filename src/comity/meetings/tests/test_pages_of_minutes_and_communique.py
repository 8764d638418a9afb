"""Minutes and communiqué walked as the secretariat and a delegation do: each page says what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.meetings.acts.decisions import TakeDecision
from comity.meetings.models import Communique, Correction, Minutes
from comity.meetings.sitting_testing import Sitting
from comity.record import sequencer
from comity.site.accounts import open_account
from comity.site.models import Account

pytestmark = pytest.mark.django_db
MINUTES = "/sessions/s1/minutes/"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def sitting() -> Sitting:
    made = Sitting.begun()
    sequencer.drain()
    return made


def signed_in(client, person: str) -> None:
    account = Account.objects.filter(username=person).first() or open_account(
        person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person
    )
    client.force_login(account)


def signs(client, step) -> str:
    assert step.status_code == 302, step.text
    asked = client.get(step.url).text
    assert client.post(step.url).status_code == 302
    return asked


def decided(sitting: Sitting, decision: str, title: str) -> None:
    words = {"title": {"en": title}, "text": {"en": f"{title} is decided."}}
    sitting.do(TakeDecision(session="s1", decision=decision, item="item-1", **words), sitting.chair)
    sequencer.drain()


def test_a_communique_is_drafted_from_decisions_approved_by_the_one_on_it_and_published(client, sitting):
    decided(sitting, "d1", "The place")
    signed_in(client, "officer")
    form = client.get("/sessions/s1/communique/draft/").text
    assert "The place is decided." in form
    signs(client, client.post("/sessions/s1/communique/draft/", {"text_en": "# Told\n\nWhat was decided."}))
    page = client.get(MINUTES).text
    assert "Nobody else sees it until it is published." in page
    assert "Approved by D1" not in page
    assert "Next, the session decides on this draft" in page
    sitting.now = timezone.now() + timedelta(minutes=1)
    decided(sitting, "d2", "The communiqué")
    assert "Approved by D2" in client.get(MINUTES).text
    assert "The communiqué" in signs(client, client.get(f"{MINUTES}approve/?decision=d2"))
    assert "approved, not yet published" in client.get(MINUTES).text
    assert client.get("/sessions/s1/communique/draft/").status_code == 409
    signs(client, client.get(f"{MINUTES}publish/"))
    assert Communique.objects.get().status == "published"
    client.logout()
    assert "What was decided." in client.get(MINUTES).text


def test_a_correction_is_of_words_that_stand_there_and_comes_with_the_next_issue(client, sitting):
    signed_in(client, "officer")
    signs(client, client.post(f"{MINUTES}issue/", {"text_en": "# Minutes\n\nBY spoke at lenght."}))
    page = client.get(MINUTES).text
    assert "Delegations may still ask for corrections." in page
    assert "Adopt the minutes" not in page
    signed_in(client, "d-BY")
    asks = {"language": "en", "reads": "BY was silent.", "should_read": "BY spoke."}
    assert "do not read so" in client.post(f"{MINUTES}correction/", asks).text
    asks = {"language": "en", "reads": "at lenght", "should_read": "at length"}
    signs(client, client.post(f"{MINUTES}correction/", asks))
    assert "State BY" in client.get(MINUTES).text
    signed_in(client, "officer")
    correction = Correction.objects.get().id
    assert "at lenght" in signs(client, client.get(f"{MINUTES}accept/?correction={correction}"))
    again = client.get(f"{MINUTES}issue/").text
    assert "BY spoke at length." in again
    signs(client, client.post(f"{MINUTES}issue/", {"text_en": "# Minutes\n\nBY spoke at length."}))
    assert "issue 2" in client.get(MINUTES).text


def test_the_page_says_what_the_minutes_wait_for_before_they_are_adopted(client, sitting):
    signed_in(client, "officer")
    signs(client, client.post(f"{MINUTES}issue/", {"text_en": "# Minutes\n\nAs held."}))
    Minutes.objects.update(until=timezone.now() - timedelta(days=1))
    assert "They are adopted at the next session of the body, once it is open." in client.get(MINUTES).text
