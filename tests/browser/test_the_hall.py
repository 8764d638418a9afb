"""The hall in real browsers: the screen watched while two vote, the network cut, a ballot sealed on the device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from comity.meetings.ballot import Ballot, Issuer
from comity.meetings.models import Paper, Speaker, Stand, UrnBallot, Vote
from comity.meetings.sitting_testing import Sitting
from comity.record import log, sequencer
from comity.site.accounts import open_account
from comity.site.live import hub


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def sitting(transactional_db) -> Sitting:
    made = Sitting.begun()
    sequencer.drain()
    # The tests before this one had a record of their own: the ear of the live stream begins with this one.
    hub.recent.clear()
    hub.size = log.size()
    return made


def account_of(member: str):
    person = f"d-{member}"
    return open_account(person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person)


class Expected(list):
    """Faults of the console but for those that a network taken away brings about."""

    def append(self, fault: str) -> None:
        if "net::ERR_" not in fault:
            super().append(fault)


def in_the_hall(visit, member: str, **more):
    """A delegate's browser, in the hall."""
    visitor = visit(**more)
    visitor.faults = Expected()
    visitor.sign_in(account_of(member))
    visitor.open("/sessions/s1/hall/")
    return visitor


def test_the_screen_shows_the_vote_as_two_delegates_cast_it(visit, sitting):
    sitting.puts()
    sitting.voting_on()
    sequencer.drain()
    screen = visit()
    screen.open("/sessions/s1/screen/")
    expect(screen.page.locator("#screen")).to_contain_text("0 of 6 have voted")
    for number, (member, word) in enumerate((("BY", "yes"), ("KZ", "no")), 1):
        delegate = in_the_hall(visit, member)
        delegate.page.check(f"input[name=position][value={word}]")
        delegate.page.get_by_role("button", name="Vote", exact=True).click()
        expect(delegate.page.locator("#hall-answer")).to_have_text("A member voted")
        sequencer.drain()
        expect(screen.page.locator("#screen")).to_contain_text(f"{number} of 6 have voted")
    assert {one.member: one.position for one in Stand.objects.all()} == {"BY": "yes", "KZ": "no"}
    sitting_closes = in_the_hall(visit, "AM")
    sitting_closes.page.get_by_role("button", name="Close the vote").click()
    expect(sitting_closes.page.locator("#hall-answer")).to_have_text("Voting was closed")
    sequencer.drain()
    expect(screen.page.locator("#screen .outcome")).to_have_text("Rejected")


def test_what_somebody_has_begun_to_enter_stays_when_the_page_changes_under_it(visit, sitting):
    sitting.puts()
    sitting.voting_on()
    sequencer.drain()
    delegate = in_the_hall(visit, "BY")
    page = delegate.page
    page.check("input[name=position][value=no]")
    page.get_by_text("Point of order", exact=True).click()
    page.fill("#point-words", "Half a sen")
    sitting.asks("BY", "right of reply")
    sequencer.drain()
    expect(page.locator("#mine")).to_contain_text("Give up the place")
    expect(page.locator("input[name=position][value=no]")).to_be_checked()
    expect(page.locator("#point-words")).to_have_value("Half a sen")


def test_an_entry_made_without_a_network_is_kept_told_and_sent_once(visit, sitting):
    sitting.puts()
    sitting.voting_on()
    sequencer.drain()
    delegate = in_the_hall(visit, "BY")
    page = delegate.page
    delegate.context.set_offline(True)
    expect(page.locator("#hall-network")).to_contain_text("The connection is lost")
    page.check("input[name=position][value=yes]")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator("#hall-network")).to_contain_text("Kept here and sent once")
    assert not Stand.objects.exists()
    delegate.context.set_offline(False)
    expect(page.locator("#hall-answer")).to_have_text("A member voted")
    expect(page.locator("#hall-network")).to_be_hidden()
    held = Stand.objects.get()
    assert (held.member, held.position, held.earlier) == ("BY", "yes", [])


def test_an_entry_kept_when_the_page_was_closed_is_sent_when_it_is_opened_again(visit, sitting):
    delegate = in_the_hall(visit, "KZ")
    delegate.context.route("**/hall/act/", lambda route: route.abort("internetdisconnected"))
    delegate.page.get_by_role("button", name="Ask for the floor").click()
    expect(delegate.page.locator("#hall-network")).to_contain_text("Kept here and sent once")
    delegate.page.close()
    assert not Speaker.objects.exists()
    delegate.context.unroute("**/hall/act/")
    page = delegate.context.new_page()
    page.goto(delegate.server + "/sessions/s1/hall/")
    expect(page.locator("#hall-answer")).to_have_text("The floor was asked for")
    assert Speaker.objects.get().party == "KZ"


def test_an_answer_lost_on_its_way_back_makes_no_second_entry(visit, sitting):
    delegate = in_the_hall(visit, "KZ")
    page, lost = delegate.page, []

    def lose_the_first(route):
        if not lost:
            lost.append(route.fetch())  # the server has done it, and the browser never learns
            route.abort()
        else:
            route.continue_()

    page.route("**/hall/act/", lose_the_first)
    page.get_by_role("button", name="Ask for the floor").click()
    expect(page.locator("#hall-answer")).to_have_text("The floor was asked for", timeout=10_000)
    assert Speaker.objects.count() == 1


def test_a_ballot_is_sealed_on_the_device_and_found_again_by_its_number(visit, sitting):
    sitting.election("minsk", "yerevan")
    chair = in_the_hall(visit, "AM")
    chair.page.get_by_role("button", name="Put to the vote").click()
    expect(chair.page.locator("#hall-answer")).to_have_text("A question was put to the vote")
    sequencer.drain()
    vote = Vote.objects.get()
    delegate = in_the_hall(visit, "BY")
    asked = []
    delegate.page.on("request", lambda request: asked.append(request) if "/slot/" in request.url else None)
    delegate.page.check("input[name=choice][value=minsk]")
    delegate.page.get_by_role("button", name="Cast the ballot").click()
    place = delegate.page.locator("[data-ballot-tracker]")
    expect(place).to_be_visible()
    expect(delegate.page.locator("[data-ballot-words]")).to_contain_text("lies in the urn", timeout=20_000)
    tracker = place.inner_text()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", tracker)
    lies = UrnBallot.objects.get()
    made = Ballot.parse(vote.id, lies.content)
    made.require_genuine(Issuer.parse(vote.issuer))  # what the browser made, Python verifies
    assert (made.tracker, made.choices) == (tracker, ("minsk",))
    assert Paper.objects.get().member == "BY"
    assert "cookie" not in asked[0].all_headers()
    kept = delegate.page.evaluate(f"localStorage.getItem('comity-ballot:{vote.id}')")
    assert "minsk" not in kept
    sequencer.drain()
    expect(chair.page.locator("#part")).to_contain_text("1 of 6 have voted")
    chair.page.get_by_role("button", name="Close the vote").click()
    expect(chair.page.locator("#hall-answer")).to_have_text("Voting was closed")
    sequencer.drain()
    chair.page.get_by_role("button", name="Count the ballots").click()
    expect(chair.page.locator("main")).to_contain_text(tracker)
    expect(chair.page.locator("main")).to_contain_text("Counted again from the record just now: the same")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_the_hall_are_accessible(visit, sitting, width, theme):
    from tests.browser.test_pages_are_accessible import violations

    sitting.gives(sitting.asks("BY"))
    sitting.asks("KZ")
    sitting.puts_text()
    sitting.amends("a1")
    sequencer.drain()
    chair = in_the_hall(visit, "AM", width=width, theme=theme)
    assert violations(chair.page) == []
    for address in ("/sessions/s1/screen/", "/meetings/decisions/", "/sessions/s1/minutes/"):
        chair.open(address)
        assert violations(chair.page) == []
        assert chair.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sitting.settled("a1", "no")
    sitting.voting_on("p1")
    sequencer.drain()
    for address in ("/sessions/s1/screen/", "/sessions/s1/hall/", "/sessions/s1/votes/v1/"):
        chair.open(address)
        assert violations(chair.page) == []
        assert chair.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
