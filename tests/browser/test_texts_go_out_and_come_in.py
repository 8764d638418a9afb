"""The files of a text as a reader meets them, and a text from elsewhere on its way to a signature."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from comity.instruments.importing.testing import docx_of, numbering_of, paragraph, table_of
from comity.instruments.models import Instrument
from comity.instruments.testing import WARNING, WARNING_RU, Drafters
from comity.site.accounts import open_account
from comity.site.models import Account

PASSWORD = "a sentence that is easy to keep"
PASTE = """([html, text]) => {
  const area = document.getElementById("id_pasted");
  area.focus();
  const carried = new DataTransfer();
  carried.setData("text/html", html);
  carried.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
  area.dispatchEvent(event);
  area.value = text;
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""


@pytest.fixture
def house(transactional_db) -> Drafters:
    house = Drafters.of_members("AM", "BY", "KG")
    house.drafted(en=WARNING, ru=WARNING_RU)
    house.revised(en=WARNING.replace("all hours", "any hour"), ru=WARNING_RU)
    house.submitted()
    return house


@pytest.fixture
def armenia(house) -> Account:
    person = house.delegates["AM"].actor
    return open_account("armenia", PASSWORD, email="am@example.org", person=person)


def violations(page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_exported_pages_are_accessible_and_fit_a_narrow_screen(visit, house, theme):
    visitor = visit(theme=theme, width=320)
    for address in ("2/en.html", "2/ru.html", "2/en+ru.html", "1-2/en.html"):
        page = visitor.open(f"/instruments/warning/{address}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_an_exported_page_is_styled_though_nothing_else_may_be_loaded(visit, house):
    page = visit().open("/instruments/warning/2/en.html")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") == "center"


def test_a_document_is_chosen_read_checked_and_signed(visit, armenia):
    body = docx_of(
        paragraph("Convention on Rivers", style="H1")
        + paragraph("Object", listed=(1, 0))
        + paragraph("The Parties keep their rivers clean.", listed=(1, 1))
        + table_of([["Member", "Share"], ["Armenia", "1"]], heads=1)
        + "<w:p><w:r><w:drawing/></w:r></w:p>",
        numbering=numbering_of(("decimal", "Article %1."), ("decimal", "%2.")),
    )
    visitor = visit()
    visitor.sign_in(armenia, PASSWORD)
    page = visitor.open("/register/")
    page.get_by_role("link", name="Import a text").click()
    assert violations(page) == []
    file = {"name": "rivers.docx", "mimeType": "application/octet-stream", "buffer": body}
    page.set_input_files("input[type=file]", files=[file])
    page.get_by_role("button", name="Read it").click()
    assert page.get_by_role("heading", name="What was read").is_visible()
    assert page.get_by_role("cell", name="A picture was left out.").is_visible()
    assert page.locator("article.text").get_by_text("The Parties keep their rivers clean.").is_visible()
    assert violations(page) == []
    page.fill("#id_reference", "RC/2026/9")
    page.get_by_role("button", name="Go on to sign").click()
    page.locator("main form button[data-kind=primary]").click()
    page.wait_for_url("**/acts/**")
    assert Instrument.objects.get(reference="RC/2026/9").title == {"en": "Convention on Rivers"}


def test_what_is_pasted_from_a_word_processor_keeps_its_lists_until_it_is_edited(visit, armenia):
    visitor = visit()
    visitor.sign_in(armenia, PASSWORD)
    page = visitor.open("/instruments/new/import/")
    page.evaluate(PASTE, ["<p>Article 1. Name</p><ol><li>One.</li><li>Two.</li></ol>", "Article 1. Name\nOne.\nTwo."])
    page.get_by_role("button", name="Read it").click()
    assert "1. One.\n\n2. Two." in page.locator("#id_text_en").input_value()
    page = visitor.open("/instruments/new/import/")
    page.evaluate(PASTE, ["<p>Article 1. Name</p>", "Article 1. Name"])
    page.locator("#id_pasted").press_sequentially(" of it")
    assert page.locator("#id_html").input_value() == ""
