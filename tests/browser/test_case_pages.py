"""The pages of a running case in real browsers: alive, accessible, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from comity.cases.testing import Chamber, one_stage
from comity.instruments.acts import DraftInstrument, SubmitInstrument
from comity.record import sequencer
from comity.site.accounts import open_account

PASSWORD = "a sentence that is easy to keep"
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
EVERY = ["/", "/cases/", "/cases/q1/", "/cases/q1/position/", "/register/", "/organisation/", "/record/"]


@pytest.fixture
def chamber(transactional_db: None) -> Chamber:
    made = Chamber.of_members("AM", "BY", "KG")
    made.now = timezone.now() - timedelta(hours=1)
    made.asked(one_stage())
    return made


@pytest.fixture
def sequenced(chamber: Chamber) -> Iterator[Chamber]:
    """The chamber on a record whose sequencer runs, as beside a real server."""
    sequencer.drain()
    thread, stop = sequencer.start()
    yield chamber
    stop.set()
    thread.join(timeout=10)


def delegate(member: str):
    return open_account(f"a-{member}", PASSWORD, email=f"{member}@example.org", person=f"d-{member}")


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})" for one in found for node in one["nodes"]
    ]


def test_a_position_appears_on_the_other_delegations_open_page_within_three_seconds(visit, sequenced):
    armenia, belarus = visit(), visit()
    armenia.sign_in(delegate("AM"))
    belarus.sign_in(delegate("BY"))
    watching = belarus.open("/cases/q1/")
    watching.evaluate("window.neverReloaded = true")
    row = watching.locator("table.roll tbody tr", has_text="State AM")
    expect(row).to_contain_text("awaited")

    acting = armenia.open("/cases/q1/position/")
    acting.locator("input[name=position][value=object]").check()
    acting.get_by_role("button", name="Go on to sign").click()
    acting.get_by_role("button", name="Put on the record").click()
    expect(row.locator("[data-tone]")).to_contain_text("object", ignore_case=True, timeout=3000)
    assert watching.evaluate("window.neverReloaded") is True
    acting.wait_for_url("**/acts/**")


def drafted(chamber: Chamber) -> None:
    text = chamber.ledger.deposit(b"# Article 1\n\nThe river is shared.\n\n# Article 2\n\nSo is its water.")
    chamber.do(
        DraftInstrument(
            instrument="statute",
            reference="C/1",
            kind="agreement",
            title={"en": "Agreement on the common use of the river"},
            body="commission",
            authentic=("en",),
            texts={"en": text},
        ),
        chamber.desk,
    )
    chamber.do(SubmitInstrument(instrument="statute", case="q2", procedure="simple/1"), chamber.desk)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_rooms_pages_have_no_violation_and_never_scroll_sideways(visit, chamber, theme, width):
    drafted(chamber)
    said = chamber.says("BY", "object", explanation={"en": "The dam is too near."})
    sequencer.drain()
    visitor = visit(theme=theme, width=width)
    visitor.sign_in(delegate("AM"))
    wrong = {}
    for address in [*EVERY, "/instruments/statute/", f"/acts/{said.id}/"]:
        page = visitor.open(address)
        assert page.locator("h1").count() == 1, address
        found = violations(page)
        if sideways := page.evaluate(SIDEWAYS):
            found.append(f"scrolls {sideways} px sideways")
        if found:
            wrong[address] = found
    assert wrong == {}
