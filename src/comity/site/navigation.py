"""The ways through the site, by reader. A room that has pages adds its line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.pages.access import ADMITS, Access
from comity.pages.viewer import viewer_of
from comity.site.home import count

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the navigation: its word, the name of its address, and who sees it."""

    label: Text
    name: str
    access: Access = Access.PUBLIC
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A destination as one page shows it."""

    label: Text
    href: str
    here: bool
    exact: bool
    count: int


MAIN: tuple[Destination, ...] = (
    Destination(_("Home"), "home", count=count),
    Destination(_("Decisions"), "cases"),
    Destination(_("Sessions"), "sessions"),
    Destination(_("Register"), "register"),
    Destination(_("Licences"), "licences"),
    Destination(_("Organisation"), "organisation"),
    Destination(_("Record"), "record"),
    Destination(_("Accounts"), "accounts", Access.SECRETARIAT),
)
FOOTER: tuple[Destination, ...] = (
    Destination(_("Feed of decisions"), "decisions_feed"),
    Destination(_("Programming interface"), "api:api-root"),
    Destination(_("Who opened what"), "opening_log", Access.SECRETARIAT),
)


def items(request: HttpRequest, destinations: tuple[Destination, ...] = MAIN) -> list[Item]:
    """The destinations this reader may see, with the one they are at marked."""
    viewer, path = viewer_of(request), request.path
    shown = []
    for one in destinations:
        if not ADMITS[one.access](viewer):
            continue
        href = reverse(one.name)
        here = path == href or (href != "/" and path.startswith(href))
        shown.append(Item(one.label, href, here, path == href, one.count(request) if one.count else 0))
    return shown
