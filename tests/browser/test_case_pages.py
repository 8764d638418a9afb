"""The pages of a running case in real browsers: an open page follows the record by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comity.cases.testing import Chamber, one_stage
from comity.record import sequencer
from comity.site.accounts import open_account

PASSWORD = "a sentence that is easy to keep"


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
