"""Where people read about a thing: the absolute address of its page on this site."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def of_case(case: str) -> str:
    return of("case", case)


def of_instrument(instrument: str) -> str:
    return of("instrument", instrument)


def of_act(act: str) -> str:
    return of("act", act)


def of(name: str, *parts: str) -> str:
    """The absolute address of a page by its name."""
    return settings.SITE_URL + reverse(name, args=parts)
