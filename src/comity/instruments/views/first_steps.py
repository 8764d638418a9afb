"""The first of two steps of an act on an instrument: its form, and the act proposed."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.instruments.models import Instrument
from comity.pages import words
from comity.record.acts import Act
from comity.record.signing import first_step, propose


def about(found: Instrument) -> list[tuple[str, str]]:
    """What an act is about, as the second step says it."""
    return [(_("Instrument"), f"{found.reference} {words.in_language(found.title).text}")]


def page_of(found: Instrument) -> str:
    """The address of the instrument's page."""
    return reverse("instrument", args=[found.id])


def form_page(
    request: HttpRequest, form: forms.Form, heading: str, back: str, found: Instrument | None = None
) -> HttpResponse:
    """The page with the form; *Cancel* leads to ``back``."""
    return first_step(request, form, heading, back=back, lead=found.title if found else "", wide=True)


def proposed(
    request: HttpRequest, act: Act, found: Instrument, heading: str, pairs: Sequence[tuple[str, str]]
) -> HttpResponse:
    """Go to the second step; from there *Cancel* and the receipt lead back to the instrument."""
    return propose(request, act, heading=heading, pairs=pairs, back=page_of(found), then=page_of(found))
