from __future__ import annotations

import re


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_the_colours_follow_the_system_until_somebody_chooses_and_the_choice_is_remembered(visit):
    visitor = visit(theme="dark")
    page = visitor.open("/")
    dark = ground(page)
    toggle = page.locator("[data-theme-toggle]")
    assert toggle.inner_text() == "Colours: as the system"
    toggle.click()
    light = ground(page)
    assert light != dark
    assert toggle.inner_text() == "Colours: light"
    visitor.open("/account/login/")
    assert ground(page) == light
    toggle.click()
    assert ground(page) == dark
    toggle.click()
    assert page.evaluate("localStorage.getItem('theme')") is None


def test_the_language_is_changed_on_the_spot_and_kept(visit):
    visitor = visit()
    page = visitor.open("/account/password/reset/")
    page.get_by_role("link", name="Русский").click()
    assert page.url.endswith("/account/password/reset/")
    assert page.locator("html").get_attribute("lang") == "ru"
    visitor.open("/account/login/")
    assert page.get_by_role("heading", name="Войти").is_visible()


def test_a_digest_is_copied_by_its_button_and_that_is_announced(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open("/styleguide/")
    page.get_by_role("button", name="Copy: Act").click()
    page.get_by_text("Copied", exact=True).wait_for()
    assert re.fullmatch(r"[0-9a-f]{64}", page.evaluate("navigator.clipboard.readText()"))


def test_a_dialog_opens_holds_the_focus_and_closes_by_escape(visit):
    page = visit().open("/styleguide/")
    page.get_by_role("button", name="Open a dialog").click()
    shown = page.get_by_role("dialog", name="What a position means")
    assert shown.is_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert not shown.is_visible()
    page.get_by_role("button", name="Open a dialog").click()
    page.get_by_role("button", name="Close").click()
    assert not shown.is_visible()


def test_a_countdown_stays_true_while_the_page_is_open_and_says_the_same_as_the_server(visit):
    visitor = visit(language="ru")
    page = visitor.page
    page.clock.install()
    visitor.open("/styleguide/")
    page.evaluate(
        """() => {
          const made = document.querySelector("[data-until]");
          made.dataset.until = new Date(Date.now() + 3 * 86400000 + 60000).toISOString();
        }"""
    )
    page.clock.fast_forward(31_000)
    assert page.locator("[data-until]").first.inner_text() == "через 3 дня"
    page.clock.fast_forward(86_400_000 * 3)
    assert page.locator("[data-until]").first.inner_text() == "в эту минуту"
    page.clock.fast_forward(60_000)
    deadline = page.locator("[data-state]:has([data-until])").first
    assert deadline.get_attribute("data-state") == "past"


def test_a_table_is_sorted_and_turned_over_by_links(visit):
    visitor = visit()
    page = visitor.open("/styleguide/")
    page.get_by_role("link", name="Position", exact=True).click()
    assert "sample-sort=position" in page.url
    assert page.locator("th[aria-sort=ascending]").inner_text() == "Position"
    page.get_by_role("link", name="Next").click()
    assert "sample-page=2" in page.url
    assert "sample-sort=position" in page.url


def test_on_a_narrow_screen_a_table_becomes_cards_that_name_each_value(visit):
    page = visit(width=390).open("/styleguide/")
    cell = page.locator("td[data-label=Position]").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Position"'
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "grid"


def test_parts_of_a_page_are_fetched_by_htmx_under_our_policy(visit):
    visitor = visit()
    page = visitor.open("/fragments/")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("Part 1").wait_for()
    assert page.locator("#part").count() == 1
    assert page.locator("#part button").is_visible() or not page.evaluate("!!navigator.clipboard")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Part 7").wait_for()
    assert page.url.endswith("/fragments/")


def test_a_page_asks_no_other_host_and_is_light(visit):
    visitor = visit()
    asked: list[tuple[str, int]] = []
    visitor.page.on("response", lambda answer: asked.append((answer.url, len(answer.body()))))
    visitor.open("/account/login/")
    visitor.page.wait_for_load_state("networkidle")
    assert {url.split("/", 3)[2] for url, _size in asked} == {visitor.server.split("/", 3)[2]}
    assert sum(size for _url, size in asked) < 100_000
