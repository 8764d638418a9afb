"""The files of a text and their addresses: who gets what, as which kind of file, and how often it is made."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from django.urls import reverse

from comity.instruments.testing import WARNING, WARNING_RU, Drafters
from comity.instruments.text import from_akn, parse
from comity.instruments.views import press_room
from comity.printing.testing import seen_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Drafters:
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING, ru=WARNING_RU)
    house.revised(en=WARNING.replace("all hours", "any hour"), ru=WARNING_RU)
    house.submitted()
    return house


@pytest.mark.parametrize(
    ("form", "kind", "saved"),
    [
        ("xml", "application/akn+xml", True),
        ("html", "text/html; charset=utf-8", False),
        ("pdf", "application/pdf", False),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", True),
        ("txt", "text/plain; charset=utf-8", False),
    ],
)
def test_a_version_is_had_in_every_form(client, house, form, kind, saved):
    answer = client.get(f"/instruments/warning/2/en.{form}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Language"] == "en"
    assert answer["Content-Disposition"].startswith("attachment" if saved else "inline")
    assert "RC-warning 2 en." in answer["Content-Disposition"]


def test_the_forms_say_the_same(client, house):
    text = parse(WARNING.replace("all hours", "any hour"), language="en")
    assert from_akn(client.get("/instruments/warning/2/en.xml").content) == text
    assert parse(client.get("/instruments/warning/2/en.txt").text, language="en") == text
    written = docx.Document(io.BytesIO(client.get("/instruments/warning/2/en.docx").content))
    assert any("at any hour" in paragraph.text for paragraph in written.paragraphs)
    assert "at any hour" in client.get("/instruments/warning/2/en.html").text
    assert seen_in(client.get("/instruments/warning/2/en.pdf").content).claims_pdf_ua


def test_a_file_speaks_the_language_of_its_text(client, house):
    page = client.get("/instruments/warning/2/ru.html").text
    assert '<html lang="ru"' in page
    assert "Версия 2 от" in page


def test_who_has_a_file_is_told_so_and_it_is_not_made_again(client, house, monkeypatch):
    first = client.get("/instruments/warning/2/en.pdf")
    monkeypatch.setattr("comity.instruments.views.formats.pressed", lambda *_args: pytest.fail("made again"))
    again = client.get("/instruments/warning/2/en.pdf", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_a_file_asked_for_again_is_at_hand(client, house, monkeypatch):
    first = client.get("/instruments/warning/2/en.pdf").content
    monkeypatch.setattr("comity.instruments.exporting.pdf.text_pdf", lambda *_args: pytest.fail("made again"))
    assert client.get("/instruments/warning/2/en.pdf").content == first


def test_versions_and_languages_have_names_of_their_own(client, house):
    addresses = [f"/instruments/warning/{version}/{code}.html" for version in (1, 2) for code in ("en", "ru")]
    assert len({client.get(address)["ETag"] for address in addresses}) == 4


def test_what_is_not_there_is_not_found(client, house):
    for address in ("3/en.pdf", "2/hy.pdf", "2/en.exe", "1-3/en.pdf", "1-2/en.xml", "2/en+hy.pdf", "2/en+en.pdf"):
        assert client.get(f"/instruments/warning/{address}").status_code == 404, address


def test_the_files_of_a_draft_are_for_those_who_may_read_it(client, house):
    house.drafted("secret", en=WARNING)
    for address in ("1/en.pdf", "1/en.xml"):
        assert client.get(f"/instruments/secret/{address}").status_code == 404


def test_changes_are_had_in_every_form(client, house):
    page = client.get("/instruments/warning/1-2/en.html").text
    assert "<del>all</del><ins>any</ins>" in page
    assert seen_in(client.get("/instruments/warning/1-2/en.pdf").content).claims_pdf_ua
    written = client.get("/instruments/warning/1-2/en.docx").content
    body = zipfile.ZipFile(io.BytesIO(written)).read("word/document.xml").decode()
    assert 'w:author="AM"' in body or "w:author=" in body
    assert "<w:delText" in body


def test_two_languages_stand_side_by_side(client, house):
    page = client.get("/instruments/warning/2/en+ru.html")
    assert page.status_code == 200
    assert 'lang="ru"' in page.text
    assert "Стороны оповещают" in page.text
    assert {"en", "ru"} <= seen_in(client.get("/instruments/warning/2/en+ru.pdf").content).languages


def test_a_page_of_an_export_may_run_nothing(client, house):
    policy = client.get("/instruments/warning/2/en.html")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy


def test_the_page_of_a_text_leads_to_its_files(client, house):
    page = client.get("/instruments/warning/").text
    for form in ("html", "pdf", "docx", "xml"):
        address = reverse("instrument_format", args=["warning", 2, "en", form])
        assert page.count(f'href="{address}"') == 2, form
    assert 'rel="alternate" hreflang="ru" type="application/pdf"' in page
    assert (
        reverse("instrument_redline", args=["warning", 1, 2, "en", "docx"])
        in client.get("/instruments/warning/1-2/").text
    )


def test_too_many_files_at_once_are_put_off(client, house, monkeypatch):
    monkeypatch.setattr(press_room, "PATIENCE", 0.01)
    monkeypatch.setattr(press_room, "_kept", type(press_room._kept)())
    held = [press_room._presses.acquire(blocking=False) for _press in range(press_room.AT_A_TIME)]
    try:
        answer = client.get("/instruments/warning/2/en.pdf")
    finally:
        for _press in filter(None, held):
            press_room._presses.release()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"


def test_only_so_many_bytes_are_kept_at_hand(monkeypatch):
    monkeypatch.setattr(press_room, "_kept", type(press_room._kept)())
    monkeypatch.setattr(press_room, "KEPT_BYTES", 100)
    for number in range(10):
        press_room.pressed(str(number), lambda: b"x" * 40)
    assert list(press_room._kept) == ["8", "9"]
