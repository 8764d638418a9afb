"""A position signed by a passkey in Chromium, on a virtual authenticator, proven offline by its receipt."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from comity.cases.models import Position
from comity.cases.testing import Chamber, one_stage
from comity.record import receipt, sequencer, witnessing
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


def plug_in(visitor) -> None:
    """Give the browser an authenticator whose owner is present and recognised."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_a_position_is_signed_by_passkey_and_its_receipt_proves_it_offline(visit):
    chamber = Chamber.of_members("AM", "BY", "KG")
    chamber.now = timezone.now() - timedelta(hours=1)
    chamber.asked(one_stage(signature="passkey"))
    visitor = visit()
    plug_in(visitor)
    visitor.sign_in(open_account("armenia", PASSWORD, email="am@example.org", person="d-AM"))

    page = visitor.open("/cases/q1/position/")
    page.locator("input[name=position][value=approve]").check()
    page.get_by_role("button", name="Go on to sign").click()
    page.get_by_role("link", name="Make a signing passkey").click()
    page.get_by_role("button", name="Make a passkey").click()
    # Back at the act that waited, with the key that was missing.
    page.get_by_role("button", name="Sign with passkey").click()
    page.wait_for_url("**/acts/**")
    sequencer.drain()
    page.reload()

    held = Position.objects.get(case="q1", member="AM")
    assert (held.position, held.level) == ("approve", "passkey")
    with page.expect_download() as download:
        page.locator("a[href$='/receipt']").first.click()
    proven = receipt.verify(download.value.path().read_bytes(), [witnessing.own_verifier()])
    assert proven.leaf.id == str(held.act)
    assert proven.leaf.payload["position"] == "approve"
