"""The pages of sessions, asked for without a browser: what everybody sees, and who may do what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.meetings import acts
from comity.meetings.acts.agenda import Entry
from comity.meetings.models import AgendaVersion, Credentials, DocumentText, Session, SessionDelegate
from comity.meetings.testing import RULES, Commission
from comity.meetings.views import sessions
from comity.parties.models import Opening
from comity.record import sequencer
from comity.record.models import Recorded
from comity.site.accounts import open_account
from comity.site.models import Account

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence that is easy to keep"
PDF = b"%PDF-1.7 a letter"
NOTHING = {"csrfmiddlewaretoken": "sent by every form"}


@pytest.fixture(autouse=True)
def _pages_of_this_record_alone() -> None:
    """Parts are kept by the size of the record, and every test has a record of its own."""
    sessions._parts.clear()


@pytest.fixture
def house() -> Commission:
    """A session in twenty days, convened twenty days ago."""
    house = Commission.with_rules()
    house.now = timezone.now() - timedelta(days=20)
    begins = (timezone.now() + timedelta(days=20)).replace(hour=7, minute=0, second=0, microsecond=0)
    return house.convened(begins=begins, ends=begins + timedelta(hours=32))


def signed_in(client: Client, person: str) -> None:
    known = Account.objects.filter(username=f"a-{person}").first()
    client.force_login(known or open_account(f"a-{person}", PASSWORD, email=f"{person}@example.org", person=person))


def desk(client: Client) -> None:
    signed_in(client, "officer")


def sign(client: Client, answer: Any) -> Any:
    """The second step of an act: what was proposed is signed."""
    assert answer.status_code == 302, answer.content.decode()[:3000]
    done = client.post(answer["Location"])
    sequencer.drain()
    assert done.status_code == 302, re.findall(r'class="errors?[^<]*<[^<]*<[^<]*', done.content.decode())
    return done


def with_agenda(house: Commission, items: int = 3) -> Commission:
    """An agenda of so many items, each with a document in both languages."""
    names = [f"item-{number}" for number in range(items)]
    house.proposed(*names)
    begins = house.session().begins
    entries = tuple(
        Entry(item=name, starts=begins + timedelta(minutes=10 * place), minutes=10) for place, name in enumerate(names)
    )
    house.do(acts.DrawUpAgenda(session="s1", entries=entries), house.desk)
    for place, name in enumerate(names):
        planned = acts.PlanDocument(
            session="s1",
            document=f"d-{place}",
            symbol=f"S3/{place}",
            item=name,
            title={"en": "Note"},
            languages=("en",),
        )
        house.do(planned, house.desk)
        house.issued(f"d-{place}", f"Note {place}.")
    return house


def test_the_page_of_a_session_shows_agenda_documents_and_history_to_everybody(client, house):
    with_agenda(house)
    page = client.get("/sessions/s1/").text
    for piece in ("Regular session", "Item item-0", "S3/1", "10:00", "Minsk time", "provisional", "Convened"):
        assert piece in page, piece
    russian = client.get("/sessions/s1/", headers={"accept-language": "ru"}).text
    assert "Очередное заседание" in russian


@pytest.mark.parametrize("items", [3, 60])
def test_the_number_of_queries_does_not_grow_with_the_agenda(client, house, items):
    with_agenda(house, items)
    sequencer.drain()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/sessions/s1/")
    assert answer.status_code == 200
    assert len(asked) <= 30


def test_the_list_has_a_next_step_when_it_is_empty(client):
    assert "No session matches." in client.get("/sessions/").text


def test_the_list_shows_sessions_ahead_first(client, house):
    page = client.get("/sessions/?when=ahead").text
    assert "Regular session" in page
    assert "Regular session" not in client.get("/sessions/?when=past").text


def test_an_unknown_session_is_not_found(client, house):
    for address in ("/sessions/none/", "/sessions/s1/documents/none/", "/sessions/s1/credentials/report/1/"):
        assert client.get(address).status_code == 404


def test_a_session_is_convened_from_the_form_and_its_notice_is_checked(client, house):
    desk(client)
    begins = timezone.now() + timedelta(days=40)
    form = {
        "body": "commission",
        "kind": "regular",
        "title_en": "Autumn session",
        "place_en": "Almaty",
        "time_zone": "Asia/Almaty",
        "begins": f"{begins:%Y-%m-%dT10:00}",
        "ends": f"{begins:%Y-%m-%dT18:00}",
    }
    wrong = client.post("/sessions/new/", {**form, "time_zone": "Almaty"})
    assert (wrong.status_code, "tz database" in wrong.text) == (400, True)
    sign(client, client.post("/sessions/new/", form))
    found = Session.objects.exclude(id="s1").get()
    assert (found.number, found.begins.hour, found.time_zone) == (4, 5, "Asia/Almaty")
    soon = timezone.now() + timedelta(days=3)
    early = {**form, "begins": f"{soon:%Y-%m-%dT10:00}", "ends": f"{soon:%Y-%m-%dT18:00}"}
    refused = client.post(client.post("/sessions/new/", early)["Location"])
    assert refused.status_code == 409
    assert "notice" in refused.text


def test_delegates_do_not_convene(client, house):
    signed_in(client, house.empowered("clerk", "AM", "session.attend").actor)
    for address in ("/sessions/new/", "/sessions/s1/agenda/", "/sessions/s1/cancellation/", "/sessions/s1/opening/"):
        assert client.get(address).status_code == 403, address


def test_items_are_proposed_and_put_in_order(client, house):
    desk(client)
    for title in ("Opening", "Strategy"):
        sign(client, client.post("/sessions/s1/items/new/", {"kind": "discussion", "title_en": title}))
    page = client.get("/sessions/s1/agenda/").text
    assert page.count("data-place") == 2
    twice = client.post("/sessions/s1/agenda/", {"place_0": "1", "place_1": "1"})
    assert (twice.status_code, "taken twice" in twice.text) == (400, True)
    assert client.post("/sessions/s1/agenda/", NOTHING).status_code == 400
    starts = f"{house.session().begins:%Y-%m-%dT10:00}"
    sign(client, client.post("/sessions/s1/agenda/", {"place_0": "2", "place_1": "1", "starts_1": starts}))
    first = AgendaVersion.objects.get(session="s1").entries[0]
    assert first["item"].startswith("strategy-")
    assert first["starts"].endswith("+03:00")
    sign(client, client.get("/sessions/s1/agenda/circulation/"))
    assert Session.objects.get(id="s1").circulated == 1


def test_a_restricted_document_opens_for_those_it_admits_and_who_opened_it_is_noted(client, house):
    desk(client)
    form = {
        "symbol": "S3/1",
        "title_en": "Options",
        "kind": "note",
        "languages": ["en"],
        "circle": "parties",
    }
    assert client.post("/sessions/s1/documents/new/", form).status_code == 400
    sign(client, client.post("/sessions/s1/documents/new/", {**form, "circle_parties": ["AM"]}))
    page = client.get("/sessions/s1/").text
    document = re.search(r'/sessions/s1/documents/(doc-[0-9a-f]+)/"', page).group(1)
    address = f"/sessions/s1/documents/{document}/"
    body = SimpleUploadedFile("options.pdf", PDF, content_type="application/pdf")
    sign(client, client.post(f"{address}issue/", {"file_en": body}))
    assert not Opening.objects.exists()

    stranger = Client()
    assert stranger.get(f"{address}en/").status_code == 302
    signed_in(client, "d-BY")
    assert client.get(f"{address}en/").status_code == 403
    assert client.get(f"{address}openings/").status_code == 403
    signed_in(client, "d-AM")
    answer = client.get(f"{address}en/")
    assert (answer.content, answer["Cache-Control"]) == (PDF, "private, no-store")
    assert answer["Content-Disposition"].startswith("attachment")
    assert [(one.person, one.party) for one in Opening.objects.all()] == [("d-AM", "AM")]
    desk(client)
    assert "Delegate" in client.get(f"{address}openings/").text
    held = DocumentText.objects.get(document=document)
    assert PDF not in client.get(f"/record/content/{held.digest}").content


def test_a_document_for_named_persons_opens_for_them_alone_and_for_whoever_issued_it(client, house):
    desk(client)
    form = {"symbol": "S3/1", "title_en": "Options", "kind": "note", "languages": ["en"], "circle": "persons"}
    page = client.get("/sessions/s1/documents/new/").text
    assert "State AM – Delegate" in page
    both = client.post("/sessions/s1/documents/new/", {**form, "circle_persons": ["d-AM"], "circle_parties": ["BY"]})
    assert (both.status_code, "You have chosen others below." in both.text) == (400, True)
    sign(client, client.post("/sessions/s1/documents/new/", {**form, "circle_persons": ["d-AM"]}))
    address = re.search(r"/sessions/s1/documents/doc-[0-9a-f]+/", client.get("/sessions/s1/").text).group(0)
    body = SimpleUploadedFile("options.pdf", PDF, content_type="application/pdf")
    sign(client, client.post(f"{address}issue/", {"file_en": body}))
    assert "State AM – Delegate" in client.get(address).text
    signed_in(client, "d-BY")
    shut = client.get(address)
    assert (shut.status_code, "State AM" in shut.text) == (403, False)
    signed_in(client, "d-AM")
    assert client.get(f"{address}en/").content == PDF
    assert client.get("/openings/").status_code == 403
    desk(client)
    log = client.get("/openings/").text
    assert "S3/1 Options" in log
    assert "365 days" in log


def test_a_file_that_is_no_document_is_refused(client, house):
    with_agenda(house, 1)
    desk(client)
    script = SimpleUploadedFile("note.html", b"<script>", content_type="text/html")
    answer = client.post("/sessions/s1/documents/d-0/issue/", {"file_en": script})
    assert (answer.status_code, "PDF, a DOCX" in answer.text) == (400, True)
    assert client.post("/sessions/s1/documents/d-0/issue/", NOTHING).status_code == 400


def test_a_party_names_its_delegation_and_submits_a_scanned_letter(client, house):
    signed_in(client, "d-AM")
    none = client.post("/sessions/s1/delegations/AM/", NOTHING)
    assert (none.status_code, "exactly one head" in none.text) == (400, True)
    sign(client, client.post("/sessions/s1/delegations/AM/", {"role_0": "head"}))
    assert SessionDelegate.objects.get(session="s1").role == "head"
    letter = {"kind": "credentials", "issued_by": "head of state"}
    fake = SimpleUploadedFile("letter.pdf", b"MZ no pdf", content_type="application/pdf")
    refused = client.post("/sessions/s1/delegations/AM/credentials/", {**letter, "letter": fake})
    assert (refused.status_code, "not what its name says" in refused.text) == (400, True)
    scan = SimpleUploadedFile("letter.pdf", PDF, content_type="application/pdf")
    sign(client, client.post("/sessions/s1/delegations/AM/credentials/", {**letter, "letter": scan}))
    assert client.get("/sessions/s1/delegations/AM/letter/").content == PDF
    assert client.get("/sessions/s1/delegations/BY/").status_code == 403

    desk(client)
    assert client.get("/sessions/s1/delegations/AM/letter/").content == PDF
    sign(client, client.post("/sessions/s1/delegations/AM/examination/", {"finding": "in order"}))
    assert Credentials.objects.get(session="s1").finding == "in order"
    sign(client, client.get("/sessions/s1/credentials/report/"))
    page = client.get("/sessions/s1/credentials/report/1/").text
    assert "State AM" in page
    assert "not received" in page


def test_a_letter_is_shown_to_its_party_and_the_desk_alone(client, house):
    house.delegated("AM")
    signed_in(client, house.empowered("reader", "BY", "session.attend").actor)
    assert client.get("/sessions/s1/delegations/AM/letter/").status_code == 403
    assert Client().get("/sessions/s1/delegations/AM/letter/").status_code == 302


def test_the_desk_notes_who_came_and_a_delegate_checks_in(client, house):
    house.delegated()
    desk(client)
    page = client.get("/sessions/s1/attendance/").text
    assert page.count('type="checkbox"') == 6
    assert client.post("/sessions/s1/attendance/", NOTHING).status_code == 400
    sign(client, client.post("/sessions/s1/attendance/", {"here_0_0": "on", "here_1_0": "on"}))
    assert Session.objects.get(id="s1").present == ["AM", "BY"]
    signed_in(client, "d-KG")
    assert "I am in the hall" in client.get("/sessions/s1/mine/").text
    sign(client, client.get("/sessions/s1/attendance/arrival/"))
    assert Session.objects.get(id="s1").present == ["AM", "BY", "KG"]
    assert "I leave the hall" in client.get("/sessions/s1/mine/").text


def test_my_session_says_what_is_missing(client, house):
    signed_in(client, "d-TJ")
    page = client.get("/sessions/s1/mine/").text
    assert "You are not in the delegation" in page
    assert "not received" in page


def test_a_member_objects_on_a_page_and_the_desk_sees_it(client, house):
    with_agenda(house)
    house.delegated()
    signed_in(client, "d-TJ")
    assert "does anybody object?" in client.get("/sessions/s1/").text
    sign(client, client.post("/sessions/s1/matters/agenda/1/objection/", {"reason_en": "Not ripe."}))
    assert "Withdraw the objection" in client.get("/sessions/s1/").text
    desk(client)
    assert "Not ripe." in client.get("/sessions/s1/").text
    signed_in(client, house.empowered("second", "TJ").actor)
    sign(client, client.get("/sessions/s1/matters/agenda/1/agreement/"))
    assert client.get("/sessions/s1/matters/agenda/1/agreement/").status_code == 403
    assert client.get("/sessions/s1/matters/agenda/9/objection/").status_code == 404


def test_calendars_hold_sessions_and_timed_items(client, house):
    with_agenda(house)
    every = client.get("/sessions/calendar.ics")
    assert every["Content-Type"].startswith("text/calendar")
    assert every.text.count("BEGIN:VEVENT") == 1
    one = client.get("/sessions/s1/calendar.ics").text
    assert one.count("BEGIN:VEVENT") == 4
    assert one == client.get("/sessions/s1/calendar.ics").text
    assert "LOCATION:Minsk" in one


def test_sheets_are_printed(client, house):
    with_agenda(house)
    house.delegated("AM")
    order = client.get("/sessions/s1/order-of-the-day/").text
    assert "10:20" in order
    seats = client.get("/sessions/s1/seating/?language=en&first=KG").text
    assert seats.index("State KG") < seats.index("State KZ") < seats.index("State AM")
    assert client.get("/sessions/s1/seating/?language=xx").status_code == 200


def test_the_order_of_the_day_is_a_pdf_that_is_the_same_for_the_same_agenda(client, house):
    with_agenda(house)
    first = client.get("/sessions/s1/order-of-the-day.pdf", headers={"accept-language": "ru"})
    assert first.content.startswith(b"%PDF-")
    assert first["Content-Type"] == "application/pdf"
    again = client.get("/sessions/s1/order-of-the-day.pdf", headers={"accept-language": "ru"})
    assert first.content == again.content


def test_rules_are_read_in_words_and_as_data(client, house):
    page = client.get("/rules-of-procedure/commission/1/").text
    assert "30 days" in page
    assert client.get("/rules-of-procedure/commission/1/?format=json").json()["rules"] == "commission"
    assert client.get("/rules-of-procedure/commission/9/").status_code == 404


def test_rules_are_published_from_a_file_and_mistakes_named(client, house):
    desk(client)
    wrong = SimpleUploadedFile("rules.yaml", b"rules: x", content_type="text/yaml")
    answer = client.post("/rules-of-procedure/new/", {"file": wrong})
    assert (answer.status_code, "languages" in answer.text) == (400, True)
    before = Recorded.objects.count()
    file = SimpleUploadedFile("rules.json", orjson.dumps({**RULES, "version": 2}), content_type="application/json")
    sign(client, client.post("/rules-of-procedure/new/", {"file": file}))
    sign(client, client.post("/rules-of-procedure/following/", {"body": "commission", "rules": "commission/2"}))
    assert Recorded.objects.count() == before + 2
