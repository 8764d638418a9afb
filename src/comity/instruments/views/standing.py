"""Where an instrument stands: the part of its page that acts change while somebody reads the text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.instruments.models import Instrument
from comity.instruments.rules import Status
from comity.instruments.views.register import readable
from comity.pages.access import public
from comity.parties.models import Party
from comity.record import fragments


@require_safe
@public
def instrument_standing(request: HttpRequest, instrument: str) -> HttpResponse:
    """The part, for whoever keeps the page open."""
    found = readable(request, instrument)
    if found.status == Status.DRAFT:
        return HttpResponse(_standing(found))
    return HttpResponse(fragments.kept(reverse("instrument_standing", args=[found.id]), lambda: _standing(found)))


def _standing(found: Instrument) -> str:
    originator = Party.objects.filter(id=found.originator).values_list("name", flat=True).first() or {}
    return render_to_string("instruments/standing.html", {"instrument": found, "originator": originator})
