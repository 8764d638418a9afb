from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
OPEN = ["/", "/account/login/", "/account/password/reset/", "/account/signup/", "/styleguide/"]
SIGNED_IN = [
    "/account/", "/account/2fa/", "/account/2fa/passkeys/", "/account/email/", "/account/password/change/",
    "/account/logout/", "/account/people/", "/account/people/invite/",
]  # fmt: skip
SIDEWAYS = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_open_pages_have_no_violation_and_never_scroll_sideways(visit, theme, language, width):
    visitor = visit(theme=theme, language=language, width=width)
    for address in OPEN:
        page = visitor.open(address)
        assert violations(page) == [], address
        assert page.evaluate(SIDEWAYS) == 0, address


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_an_account_have_no_violation_and_never_scroll_sideways(visit, secretary, theme, language):
    visitor = visit(theme=theme, language=language, width=320)
    visitor.sign_in(secretary)
    for address in SIGNED_IN:
        page = visitor.open(address)
        assert page.locator("h1").count() == 1, address
        assert violations(page) == [], address
        assert page.evaluate(SIDEWAYS) == 0, address


def test_an_error_page_has_no_violation(visit):
    visitor = visit()
    page = visitor.open("/no/such/page/")
    assert violations(page) == []
    assert [fault for fault in visitor.faults if "404" not in fault] == []
    visitor.faults.clear()


def test_every_way_through_the_page_shows_where_the_focus_is(visit):
    page = visit().open("/styleguide/")
    unseen = page.evaluate(
        """() => {
          const bad = [];
          for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")) {
            if (!one.offsetParent || one.disabled || one.closest("dialog, [hidden]")) continue;
            one.focus({ focusVisible: true });
            const style = getComputedStyle(one), around = getComputedStyle(one.closest("label") || one);
            const shown = style.outlineStyle !== "none" || around.outlineStyle !== "none";
            if (!shown) bad.push(one.outerHTML.slice(0, 120));
          }
          return bad;
        }"""
    )
    assert unseen == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_stand_out_from_their_ground(visit, theme):
    """WCAG 2.2, 1.4.11: 3:1 for what one needs to see to use a control."""
    page = visit(theme=theme).open("/styleguide/")
    ratio = page.evaluate(
        """() => {
          const light = (css) => {
            const channels = css.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
              .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
          };
          const input = document.querySelector("#id_reference");
          const border = light(getComputedStyle(input).borderTopColor);
          const ground = light(getComputedStyle(input.closest(".panel")).backgroundColor);
          return (Math.max(border, ground) + 0.05) / (Math.min(border, ground) + 0.05);
        }"""
    )
    assert ratio >= 3


def test_the_printed_page_is_dark_on_white_without_buttons(visit):
    page = visit(theme="dark").open("/styleguide/")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".tools").is_visible()
    assert page.locator("table").first.is_visible()
    assert len(page.pdf()) > 20_000
