"""A real Chromium on a real server: the pages as people meet them."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.core.cache import cache
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from comity.site.accounts import open_account
from comity.site.models import Account

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "a sentence that is easy to keep"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


def chromium_path() -> str | None:
    """Where a Chromium is installed: named by COMITY_CHROMIUM, or found on the path."""
    named = os.environ.get("COMITY_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


# Playwright's loop runs in the thread of the tests as long as it is open, and other tests want a thread without one:
# it ends with each module.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the loop in this thread is Playwright's, not a server's
        yield started


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    executable = chromium_path()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium found: install one, or name it in COMITY_CHROMIUM")
        pytest.skip("no Chromium found: install one, or name it in COMITY_CHROMIUM")
    started = request.getfixturevalue("playwright").chromium.launch(executable_path=executable, args=FLAGS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tests' database, left by everybody at the end.

    The ear of the live stream stays open until a server's process ends, and beside Playwright's loop this thread has
    connections that are not those it has without: the database could not be dropped.
    """
    yield
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="module")
def server(database: None) -> Iterator[str]:
    """The site under uvicorn in a thread, on the tests' database; at `localhost`: passkeys know no bare addresses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    with (
        override_settings(ROOT_URLCONF="comity.site.testing", SITE_URL=address),
        pytest.MonkeyPatch.context() as patch,
    ):
        from comity.site.asgi import application

        patch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        serving = uvicorn.Server(
            uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=serving.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 15
        while not serving.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert serving.started, "the server does not start"
        yield address
        serving.should_exit = True
        thread.join(timeout=10)


@dataclass
class Visit:
    """A page in a browser of its own, with what went wrong in it."""

    page: Page
    context: BrowserContext
    server: str
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        self.page.goto(self.server + address)
        return self.page

    def sign_in(self, account: Account, password: str = PASSWORD) -> Page:
        self.open("/account/login/")
        self.page.fill("#id_login", account.username)
        self.page.fill("#id_password", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login/" not in url)
        return self.page


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, server: str, transactional_db: None) -> Iterator[Visitor]:
    """Open a browser: ``visit(theme="dark", language="ru", width=320)``; faults of the console fail the test."""
    cache.clear()
    opened: list[Visit] = []

    def begin(theme: str = "light", language: str = "en", width: int = 1280, **more: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale=language,
            reduced_motion="reduce",
            **more,
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": server}])
        made = Visit(context.new_page(), context, server)
        made.page.on("console", lambda said: made.faults.append(said.text) if said.type == "error" else None)
        made.page.on("pageerror", lambda error: made.faults.append(str(error)))
        opened.append(made)
        return made

    yield begin
    for made in opened:
        made.context.close()
    assert [fault for made in opened for fault in made.faults] == []


@pytest.fixture
def armenia(transactional_db: None) -> Account:
    return open_account("armenia", PASSWORD, email="armenia@example.org", person="p-1")


@pytest.fixture
def secretary(transactional_db: None) -> Account:
    return open_account("secretary", PASSWORD, email="secretary@example.org", is_staff=True)
