"""A pytest plugin (`-p comity.testing`): the tests' own embedded PostgreSQL, unless DATABASE_URL names another."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from comity import embedded

_server: embedded.Embedded | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the server before Django reads its settings; xdist's workers inherit the address."""
    global _server  # noqa: PLW0603
    os.environ.setdefault("COMITY_SECRET_KEY", "tests only")
    # Away from .comity: the keys of a demonstration, and the static files it once collected, are not the tests'.
    os.environ.setdefault("COMITY_DATA", str(Path(tempfile.gettempdir()) / f"comity-tests-{os.getuid()}-data"))
    if "DATABASE_URL" not in os.environ:
        own = Path(tempfile.gettempdir()) / f"comity-tests-{os.getuid()}"
        _server = embedded.start(Path(os.environ.get("COMITY_TEST_POSTGRES", own)))
        os.environ["DATABASE_URL"] = _server.url


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.stop()
