from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from comity.record import sequencer
from comity.record.models import Recorded
from comity.site.accounts import open_account

PASSWORD = "a sentence that is easy to keep"


@pytest.fixture(autouse=True)
def _passwords_hash_fast(settings):
    """A slow hash is what production wants and forty sign-ins do not."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language behind in the thread; the next test begins in English again."""
    with translation.override("en"):
        yield


@pytest.fixture
def signed_in(client) -> Callable[[str], Any]:
    """``signed_in("officer")``: the client, signed in to an account of this person."""

    def sign_in(person: str) -> Any:
        client.force_login(open_account(f"a-{person}", PASSWORD, email=f"{person}@example.org", person=person))
        return client

    return sign_in


@pytest.fixture
def on_record(client) -> Callable[..., str]:
    """Drive an act from its form, or from the link that proposes it at once, to its receipt; gives the receipt's page.

    Nothing may stand on the record before the second step, and exactly one act after it.
    """

    def drive(address: str, data: dict[str, Any] | None = None, *, registering: int = 0) -> str:
        before = Recorded.objects.count()
        if data is None:
            proposed = client.get(address)
        else:
            assert client.get(address).status_code == 200
            proposed = client.post(address, data)
        told = proposed.text[-3000:] if proposed.status_code != 302 else ""
        assert proposed.status_code == 302, told
        assert proposed["Location"].startswith("/sign/")
        shown = client.get(proposed["Location"])
        assert shown.status_code == 200
        assert "Put on the record" in shown.text
        assert Recorded.objects.count() == before + registering
        done = client.post(proposed["Location"])
        assert done.status_code == 302, done.text[-3000:]
        assert Recorded.objects.count() == before + registering + 1
        sequencer.drain()
        receipt = client.get(done["Location"])
        assert receipt.status_code == 200
        return receipt.text

    return drive
