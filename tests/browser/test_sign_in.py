from __future__ import annotations

import pytest
from django.urls import reverse


def test_somebody_signs_in_with_the_keyboard_alone(visit, armenia):
    visitor = visit()
    page = visitor.open("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    assert skip.bounding_box()["y"] >= 0
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("href") == reverse("account_login"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("id") == "id_login"
    page.keyboard.type("armenia")
    page.keyboard.press("Tab")
    page.keyboard.type("a sentence that is easy to keep")
    page.keyboard.press("Enter")
    page.wait_for_url(visitor.server + "/")
    assert page.get_by_role("link", name="armenia").is_visible()


def test_a_mistake_is_announced_and_reached_at_once(visit, armenia):
    page = visit().open("/account/login/")
    page.fill("#id_login", "armenia")
    page.fill("#id_password", "wrong")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")
    assert "not correct" in summary.inner_text()


def test_signing_in_needs_no_javascript(visit, armenia):
    visitor = visit(java_script_enabled=False)
    page = visitor.sign_in(armenia)
    page.goto(visitor.server + "/account/")
    assert page.get_by_role("heading", name="My account").is_visible()
    assert not page.locator("[data-theme-toggle]").is_visible()


@pytest.fixture
def with_authenticator(visit):
    """A browser with a virtual authenticator that verifies its user, as a phone or a laptop does."""
    visitor = visit()
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return visitor


def test_a_passkey_is_added_and_then_signs_in_without_a_password(with_authenticator, armenia):
    page = with_authenticator.sign_in(armenia)
    with_authenticator.open(reverse("mfa_add_webauthn"))
    page.fill("#id_password", "a sentence that is easy to keep")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2fa/passkeys/add/")
    page.fill("#id_name", "Office laptop")
    page.check("#id_passwordless")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/2fa/recovery-codes/**")
    with_authenticator.open(reverse("mfa_list_webauthn"))
    assert page.get_by_role("heading", name="Office laptop").is_visible()
    with_authenticator.open("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(with_authenticator.server + "/")
    with_authenticator.open("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(with_authenticator.server + "/")
    assert page.get_by_role("link", name="armenia").is_visible()
