"""A delegate chooses a file, sees what was read, and signs the draft or the version that comes of it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from comity.instruments.importing.testing import docx_of, paragraph
from comity.instruments.models import Instrument, Version
from comity.instruments.queries import text_of
from comity.instruments.testing import WARNING, WARNING_RU, Drafters
from comity.parties.rules import Power
from comity.record.acts import Capacity

pytestmark = pytest.mark.django_db
WORDS = (
    "Convention on Rivers",
    "The riparian states have agreed as follows.",
    "Article 1. Object",
    "The Parties keep their rivers clean.",
)
DOCUMENT = docx_of("".join(map(paragraph, WORDS)) + "<w:p><w:r><w:drawing/></w:r></w:p>")


@pytest.fixture
def house() -> Drafters:
    return Drafters.of_members("AM", "BY", "KG")


def signed_in(capacity: Capacity) -> Client:
    account = get_user_model()._default_manager.create(
        username=capacity.actor, email=f"{capacity.actor}@example.org", person=capacity.actor
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def armenia(house) -> Client:
    return signed_in(house.delegates["AM"])


def upload(client: Client, address: str, body: bytes, name: str = "text.docx", language: str = "en"):
    return client.post(address, {"language": language, "file": SimpleUploadedFile(name, body)})


def form_of(page: str) -> dict[str, str]:
    """What the form under the preview would send."""
    form = html.fromstring(page).xpath("//form[@enctype][last()]")[-1]
    fields = {name: value or "" for name, value in form.form_values() if value}
    return {"action": form.get("action"), **fields}


def test_a_document_becomes_a_draft_in_two_steps_and_a_signature(armenia, house):
    page = upload(armenia, "/instruments/new/import/", DOCUMENT)
    assert page.status_code == 200
    assert "A picture was left out." in page.text
    assert "The Parties keep their rivers clean." in page.text
    sent = form_of(page.text)
    assert sent["title_en"] == "Convention on Rivers"
    action = sent.pop("action")
    proposed = armenia.post(action, {**sent, "reference": "RC/1", "kind": "agreement", "body": "commission"})
    assert proposed.status_code == 302, proposed.text
    assert re.match(r"/sign/[0-9a-f-]+/", proposed["Location"])
    signed = armenia.post(proposed["Location"])
    assert signed.status_code == 302, signed.text
    made = Instrument.objects.get(reference="RC/1")
    assert made.title["en"] == "Convention on Rivers"


def test_a_new_version_in_one_language_leaves_the_others_as_they_are(armenia, house):
    house.drafted(en=WARNING, ru=WARNING_RU)
    page = upload(armenia, "/instruments/warning/version/import/", DOCUMENT)
    sent = form_of(page.text)
    proposed = armenia.post(sent.pop("action"), sent)
    assert armenia.post(proposed["Location"]).status_code == 302
    version = Version.objects.get(instrument="warning", number=2)
    assert "Article 1. Object\n\nThe Parties keep" in text_of(version, "en")
    assert text_of(version, "ru").strip() == WARNING_RU.strip()


def test_a_file_that_is_refused_says_why_and_nothing_is_kept(armenia):
    page = upload(armenia, "/instruments/new/import/", docx_of("", parts={"word/vbaProject.bin": b"x"}))
    assert page.status_code == 422
    assert "word/vbaProject.bin" in page.text
    assert upload(armenia, "/instruments/new/import/", b"%PDF-1.7", "a.pdf").status_code == 422
    assert upload(armenia, "/instruments/new/import/", docx_of("<w:p/>")).status_code == 422
    assert armenia.post("/instruments/new/import/", {"language": "en"}).status_code == 422
    assert not Instrument.objects.exists()


def test_refusals_are_told_in_russian_too(armenia):
    armenia.cookies["comity_language"] = "ru"
    page = armenia.post(
        "/instruments/new/import/",
        {"language": "en", "file": SimpleUploadedFile("a.docx", b"no")},
        headers={"Accept-Language": "ru"},
    )
    assert "не документ DOCX" in page.text


def test_what_is_pasted_keeps_its_structure_where_the_browser_gave_it(armenia):
    given = {"language": "en", "pasted": "One\nTwo", "html": "<p>Article 1. Name</p><ul><li>One</li><li>Two</li></ul>"}
    assert "– One\n\n– Two" in form_of(armenia.post("/instruments/new/import/", given).text)["text_en"]
    given["html"] = ""
    assert "One\n\nTwo" in form_of(armenia.post("/instruments/new/import/", given).text)["text_en"]


def test_hostile_words_are_shown_as_words(armenia):
    page = upload(armenia, "/instruments/new/import/", b"Article 1. Name\n\n<script>alert(1)</script>", "a.txt").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_only_who_may_draft_may_import(client, house):
    assert client.get("/instruments/new/import/").status_code == 302
    reader = signed_in(house.empowered("reader", "BY", Power.TAKE_POSITION))
    assert reader.get("/instruments/new/import/").status_code == 403


def test_a_draft_of_others_is_not_theirs_to_import_into(house):
    house.drafted(en=WARNING)
    assert signed_in(house.delegates["BY"]).get("/instruments/warning/version/import/").status_code == 404
