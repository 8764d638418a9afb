"""Every page of the demonstration that somebody can walk to, as axe and a narrow screen see it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from rich.console import Console

from comity.site import demonstration
from comity.site.models import Account

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const all = [...document.querySelectorAll("body *")];
  const wide = all.filter((one) => one.getBoundingClientRect().right > clientWidth);
  return [`${scrollWidth} px`, ...wide.slice(-3).map((one) => one.outerHTML.slice(0, 120))];
}"""
# Of pages of one kind one is looked at: the shape of an address, its identifiers left out.
IDENTIFIER = re.compile(
    r"/(cases|instruments|parties|acts|proposals|procedures|sign|keys|sessions|documents|delegations|items)/[^/]+"
    r"|/\d+"
    r"|(?<=/[a-z]{2})/[A-Za-z0-9]+_[\w.-]+"  # a provision of a text
)
NOT_PAGES = re.compile(
    r"^/(static|language|record/(checkpoint|tile|content)|feeds|api/openapi|acts/.*receipt|register/register"
    r"|.*[.](pdf|docx|xml|html|txt|ics|csv|json)$|l/[^/]+/credential$|sessions/.*/letter/$|sessions/[^/]+/documents/[^/]+/[a-z]{2}/$)"
)


@pytest.fixture
def story(settings, tmp_path, transactional_db) -> None:
    settings.DATA = tmp_path / "data"
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "data" / "keys"}
    demonstration.ensure_loaded(Console(file=io.StringIO()))


def pages(visitor, first: str = "/") -> Iterator[str]:
    """Walk the site by its links, one page of each kind."""
    seen, waiting = set(), [first]
    while waiting:
        address = waiting.pop(0)
        shape = IDENTIFIER.sub(r"/\1/*", address)
        if shape in seen:
            continue
        seen.add(shape)
        visitor.open(address)
        yield address
        for link in visitor.page.eval_on_selector_all("a[href]", "all => all.map((a) => a.getAttribute('href'))"):
            plain = link.split("#")[0].split("?")[0]
            if plain.startswith("/") and not NOT_PAGES.match(plain):
                waiting.append(plain)


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})" for one in found for node in one["nodes"]
    ]


# Who looks, in which colours and language, and how many kinds of pages they can walk to at the least.
READERS = [
    (None, "light", "en", 12),
    (None, "dark", "ru", 12),
    ("armenia", "dark", "en", 20),
    ("secretariat", "light", "ru", 20),
]


@pytest.mark.slow
def test_every_page_one_can_walk_to_is_accessible_and_never_scrolls_sideways(visit, story):
    found: dict[str, list[str]] = {}
    for reader, theme, language, least in READERS:
        visitor = visit(theme=theme, language=language, width=320)
        if reader:
            visitor.sign_in(Account.objects.get(username=reader), demonstration.PASSWORD)
            visitor.context.add_cookies([{"name": "django_language", "value": language, "url": visitor.server}])
        walked = 0
        for address in pages(visitor):
            walked += 1
            if faults := faults_of(visitor.page, language):
                found[f"{address} ({reader}, {theme}, {language})"] = faults
        assert walked >= least
    assert found == {}, "\n".join(f"{address}: {fault}" for address, faults in found.items() for fault in faults)


def faults_of(page, language: str) -> list[str]:
    faults = violations(page)
    if wide := page.evaluate(SIDEWAYS):
        faults.append(f"scrolls sideways: {wide}")
    if page.locator("h1").count() != 1:
        faults.append("has not one h1")
    if page.locator("html").get_attribute("lang") != language:
        faults.append("is in another language")
    return faults
