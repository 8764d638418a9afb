from __future__ import annotations

import pytest
from django.utils import translation

from comity.api.testing import Programme, Secretariat


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language behind in the thread; the next test begins in English again."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings, tmp_path_factory):
    """The server's keys of the tests lie apart from those of a demonstration beside it."""
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path_factory.getbasetemp() / "keys"}


@pytest.fixture
def house(db) -> Secretariat:
    return Secretariat.now_sitting()


@pytest.fixture
def stranger() -> Programme:
    """A programme without a token."""
    return Programme()
