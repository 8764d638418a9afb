"""Where people read about a thing: its page on this site, or until there is one, the read of the API."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def of_case(case: str) -> str:
    return _first(("case", case), ("api:case", case))


def of_instrument(instrument: str) -> str:
    return _first(("instrument", instrument), ("api:instrument", instrument))


def of_act(act: str) -> str:
    return _first(("act", act), ("api:act", act))


def of(name: str) -> str:
    """The absolute address of a page without parts."""
    return settings.SITE_URL + reverse(name)


def _first(*names: tuple[str, str]) -> str:
    for name, part in names:
        try:
            return settings.SITE_URL + reverse(name, args=[part])
        except NoReverseMatch:
            continue
    raise NoReverseMatch(names)
