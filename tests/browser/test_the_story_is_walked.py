"""STORY 2 and 3 walked in browsers: two delegations and the secretariat, from the draft to the heads of state.

Everything after the founding is done on pages: drafting, submission, a rejection and a new version, an approval ad
referendum and its confirmation, national steps, passkeys, adoption, the proposals that follow. Then a stranger verifies
the exported record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from comity.cases.models import Case, Position
from comity.cases.testing import EVERYBODY, Chamber, one_stage
from comity.instruments.models import Instrument, Proposal
from comity.record import receipt, sequencer, witnessing
from comity.record.export import export
from comity.record.verification import verify_export
from comity.site.accounts import open_account

PASSWORD = "a sentence that is easy to keep"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# The focus is seen on the control itself, or on the card around it.
OUTLINED = """() => [document.activeElement, document.activeElement.closest("label")]
  .some((one) => one && getComputedStyle(one).outlineStyle !== "none")"""
FIRST = "Article 1\n\nThe parties share the river.\n\nArticle 2\n\nThe parties tell one another of floods."
SECOND = FIRST + "\n\nArticle 3\n\nThe parties keep a common register."


def full_approval() -> dict:
    """The way of STORY in small: the commission, every member by itself, the council."""
    back = {"rejected": "drafting", "lapsed": "drafting"}
    return {
        "procedure": "full-approval",
        "version": 1,
        "stages": [
            {
                "id": "preliminary",
                "body": "commission",
                "positions": ["approve", "approve ad referendum", "object"],
                "rule": EVERYBODY,
                "deadline": "P30D",
                "then": {"adopted": "national", "unconfirmed": "drafting", **back},
            },
            {
                "id": "national",
                "each": "member",
                "sub_procedure": "free",
                "positions": ["confirm", "refuse"],
                "rule": {"adopted_if": {"count": "confirm", "at_least": "all"}},
                "deadline": "P45D",
                "extension": "once P21D",
                "signature": "passkey",
                "then": {"adopted": "heads-of-state", **back},
            },
            {
                "id": "heads-of-state",
                "body": "council",
                "positions": ["approve", "object"],
                "rule": EVERYBODY,
                "deadline": "P90D",
                "then": {"adopted": "adopted", **back},
            },
            {
                "id": "drafting",
                "deadline": "P180D",
                "limit": 3,
                "then": {"submitted": "preliminary", "lapsed": "abandoned"},
            },
        ],
        "ends": ["adopted", "abandoned"],
    }


@pytest.fixture
def chamber(transactional_db: None) -> Iterator[Chamber]:
    made = Chamber.of_members("AM", "BY")
    made.now = timezone.now() - timedelta(hours=1)
    made.body("council")
    made.published(full_approval())
    sequencer.drain()
    thread, stop = sequencer.start()
    yield made
    stop.set()
    thread.join(timeout=10)


def put_on_record(page: Page, button: str = "Put on the record") -> None:
    """The second step, and the receipt."""
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/acts/**")


def takes(page: Page, case: str, position: str) -> None:
    """A position taken from the case's own page, as a delegate would."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + f"/cases/{case}/")
    page.get_by_role("link", name=re.compile("Take a position|Change the position")).click()
    page.locator(f"input[name=position][value='{position}']").check()
    page.get_by_role("button", name="Go on to sign").click()


def plug_in(visitor) -> None:
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


@pytest.mark.slow
def test_two_delegations_and_the_secretariat_walk_the_whole_story(visit, chamber, tmp_path):
    armenia, belarus, secretariat = visit(), visit(width=390, theme="dark"), visit()
    for visitor, name, person in ((armenia, "armenia", "d-AM"), (belarus, "belarus", "d-BY")):
        plug_in(visitor)
        visitor.sign_in(open_account(name, PASSWORD, email=f"{name}@example.org", person=person))
    secretariat.sign_in(open_account("desk", PASSWORD, email="d@example.org", person="officer", is_staff=True))

    # The secretariat drafts the strategy and puts it to the commission.
    desk = secretariat.open("/register/")
    desk.get_by_role("link", name="Draft a text").click()
    desk.locator("[name=reference]").fill("C/2026/1")
    desk.locator("[name=title_en]").fill("Strategy of the river")
    desk.locator("textarea[name=text_en]").fill(FIRST)
    desk.get_by_role("button", name="Go on to sign").click()
    put_on_record(desk)
    strategy = Instrument.objects.get()
    desk = secretariat.open(f"/instruments/{strategy.id}/")
    desk.get_by_role("link", name="Submit it to its body").click()
    desk.locator("input[name=procedure]").first.check()
    desk.get_by_role("button", name="Go on to sign").click()
    put_on_record(desk)
    case = Case.objects.get().id

    # Belarus watches its page while Armenia objects: the text goes back, nobody reloaded anything.
    watching = belarus.open(f"/cases/{case}/")
    watching.evaluate("window.neverReloaded = true")
    takes(armenia.open("/"), case, "object")
    put_on_record(armenia.page)
    expect(watching.locator("main")).to_contain_text("drafting", ignore_case=True, timeout=5000)
    assert watching.evaluate("window.neverReloaded") is True

    # A new version, put again.
    desk = secretariat.open(f"/instruments/{strategy.id}/")
    desk.get_by_role("link", name="Make a new version").click()
    desk.locator("textarea[name=text_en]").fill(SECOND)
    desk.locator("[name=note]").fill("A register, as Armenia asked")
    desk.get_by_role("button", name="Go on to sign").click()
    put_on_record(desk)
    desk = secretariat.open(f"/instruments/{strategy.id}/")
    desk.get_by_role("link", name="Submit it again").click()
    put_on_record(desk)

    # Armenia approves, Belarus ad referendum: preliminarily adopted, and the path says what is missing.
    takes(armenia.page, case, "approve")
    put_on_record(armenia.page)
    takes(belarus.page, case, "approve ad referendum")
    put_on_record(belarus.page)
    path = armenia.open(f"/cases/{case}/")
    expect(path.locator("main")).to_contain_text("State BY")
    expect(path.locator("main")).to_contain_text("ad referendum")

    # Belarus finds on its front page what waits, and confirms what it approved ad referendum.
    home = belarus.open("/")
    home.get_by_role("link", name=re.compile("^Confirm: ")).click()
    belarus.page.get_by_role("link", name="Confirm or decline").click()
    belarus.page.locator("input[name=answer][value=confirm]").check()
    belarus.page.get_by_role("button", name="Go on to sign").click()
    sign_by_passkey(belarus.page)

    # Each state's own track: a step at home is told, the deadline extended once, both confirm by passkey.
    track = armenia.open(f"/cases/{case}/")
    track.get_by_role("link", name="Note a national step").click()
    track.locator("[name=step]").fill("Ministry of justice")
    track.locator("[name=status]").first.focus()
    choose_first(track, "status")
    track.get_by_role("button", name="Go on to sign").click()
    put_on_record(track)
    desk = secretariat.open(f"/cases/{case}/")
    desk.get_by_role("link", name="Extend the deadline").click()
    desk.locator("[name=reason_en]").fill("The parliament of Belarus sits in spring")
    desk.get_by_role("button", name="Go on to sign").click()
    put_on_record(desk)
    for visitor in (armenia, belarus):
        takes(visitor.page, case, "confirm")
        sign_by_passkey(visitor.page)

    # The receipt of Armenia's own confirmation proves itself offline.
    confirmed = Position.objects.get(case=case, member="AM", position="confirm")
    assert confirmed.level == "passkey"
    page = armenia.open(f"/acts/{confirmed.act}/")
    expect(page.locator("a[href$='/receipt']").first).to_be_visible(timeout=5000)
    with page.expect_download() as download:
        page.locator("a[href$='/receipt']").first.click()
    proven = receipt.verify(download.value.path().read_bytes(), [witnessing.own_verifier()])
    assert proven.leaf.payload["position"] == "confirm"

    # The heads of state adopt it; anyone sees it in the register, in their own language.
    for visitor in (armenia, belarus):
        takes(visitor.page, case, "approve")
        put_on_record(visitor.page)
    stranger = visit(language="ru")
    register = stranger.open("/register/")
    expect(register.locator("tbody tr", has_text="C/2026/1")).to_contain_text(re.compile("принят|в силе", re.I))

    # Concrete proposals are asked for by a date, and made.
    desk = secretariat.open(f"/instruments/{strategy.id}/")
    desk.get_by_role("link", name="Ask for proposals").click()
    desk.locator("[name=title_en]").fill("A plan of measures")
    desk.locator("[name=due]").fill((timezone.now() + timedelta(days=90)).date().isoformat())
    desk.locator("[name=responsible]").select_option("AM")
    desk.get_by_role("button", name="Go on to sign").click()
    put_on_record(desk)
    page = armenia.open(f"/instruments/{strategy.id}/")
    page.get_by_role("link", name="Make the proposals").click()
    page.locator("textarea").first.fill("Measure 1: gauges on the upper river.")
    page.get_by_role("button", name="Go on to sign").click()
    put_on_record(page)
    assert Proposal.objects.get().status == "made"

    # A stranger with nothing but the export and the public key.
    sequencer.drain()
    export(tmp_path / "record", contents=True)
    verdict = verify_export(tmp_path / "record")
    assert verdict.ok


def choose_first(page: Page, name: str) -> None:
    """Choose the first answer that says something, be it a menu or a list of cards."""
    menu = page.locator(f"select[name={name}]")
    if menu.count():
        menu.select_option(index=menu.locator("option").count() - 1)
    else:
        page.locator(f"input[name={name}]").first.check()


def sign_by_passkey(page: Page) -> None:
    """Sign with a passkey, made now if there is none."""
    make = page.get_by_role("link", name="Make a signing passkey")
    if make.count():
        make.click()
        page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="Sign with passkey").click()
    page.wait_for_url("**/acts/**")


def focus_on(page: Page, role: str, name: str, most: int = 80) -> None:
    """Tab on until what has this role and name is focused; fails where the keyboard never gets there."""
    wanted = page.get_by_role(role, name=re.compile(name)).first.element_handle()
    assert wanted is not None
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("one => one === document.activeElement", wanted):
            visible = page.evaluate(OUTLINED)
            assert visible, f"the focus on {role} {name!r} cannot be seen"
            return
    raise AssertionError(f"{role} {name!r} is not reached by keyboard")


def test_a_delegate_takes_a_position_by_keyboard_alone(visit, chamber):
    chamber.asked(one_stage(EVERYBODY))
    visitor = visit()
    page = visitor.sign_in(open_account("armenia", PASSWORD, email="am@example.org", person="d-AM"))
    focus_on(page, "link", "^Take a position: ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/q1/")
    focus_on(page, "link", "^Take a position")
    page.keyboard.press("Enter")
    page.wait_for_url("**/position/")
    focus_on(page, "radio", "Approve")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focus_on(page, "button", "Go on to sign")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/**")
    focus_on(page, "button", "Put on the record")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/**")
    assert Position.objects.get(case="q1", member="AM").position == "abstain"
