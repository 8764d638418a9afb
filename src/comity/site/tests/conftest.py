from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _passwords_hash_fast(settings):
    """A slow hash is what production wants and forty sign-ins do not."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language behind in the thread; the next test begins in English again."""
    with translation.override("en"):
        yield
