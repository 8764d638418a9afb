"""The first of two steps of an act on a party or a body: who may do it, its form, and the act proposed."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from comity.pages.viewer import Capacity, viewer_of
from comity.parties.models import Body, Party
from comity.parties.rules import PartyKind, Power
from comity.record.acts import Act
from comity.record.signing import first_step, propose, require_power

Pairs = Sequence[tuple[str, str]]


def may_for(request: HttpRequest, power: Power, party: str, body: str = "") -> bool:
    """Whether the capacity chosen holds ``power`` and acts for ``party`` (in ``body``), or for the secretariat.

    Says what to offer; whether an act is covered is decided by the corridor.
    """
    chosen = viewer_of(request).capacity
    if chosen is None or power not in chosen.powers or (chosen.body and chosen.body != body):
        return False
    return chosen.is_secretariat or chosen.party == party


def require_power_for(request: HttpRequest, power: Power, party: str, body: str = "") -> Capacity:
    """The capacity chosen, if `may_for`; raises `PermissionDenied` otherwise."""
    chosen = require_power(request, power)
    if not may_for(request, power, party, body):
        raise PermissionDenied
    return chosen


def party_or_404(party: str) -> Party:
    """The party, or a page that says there is none."""
    found = Party.objects.filter(id=party).first()
    if found is None:
        raise Http404
    return found


def other_party_or_404(party: str) -> Party:
    """A party other than the secretariat, which is neither admitted nor suspended."""
    found = party_or_404(party)
    if found.kind == PartyKind.SECRETARIAT:
        raise Http404
    return found


def body_or_404(body: str) -> Body:
    """The body, if it has not been dissolved, or a page that says there is none."""
    found = Body.objects.filter(id=body, dissolved_at=None).first()
    if found is None:
        raise Http404
    return found


def page_of(about: Party | Body | None) -> str:
    """Where one goes back to: the page of the party or the body, or of the organisation."""
    if about is None:
        return reverse("organisation")
    return reverse("party" if isinstance(about, Party) else "body", args=[about.id])


def form_page(
    request: HttpRequest, form: forms.Form, heading: str, about: Party | Body | None = None, *, lead: str = ""
) -> HttpResponse:
    """The page with the form; under its heading stands what it is about, or ``lead``."""
    below = lead or (about.name if about is not None else "")
    return first_step(request, form, heading, back=page_of(about), lead=below, wide=True)


def proposed(
    request: HttpRequest, act: Act, about: Party | Body | None, heading: str, pairs: Pairs, then: str = ""
) -> HttpResponse:
    """Go to the second step; *Cancel* and the receipt lead back to what the act is about."""
    back = page_of(about)
    return propose(request, act, heading=heading, pairs=pairs, back=back, then=then or back)
