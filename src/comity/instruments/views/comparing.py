"""What changed between two versions of a text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.instruments import queries
from comity.instruments.views.register import language_of, readable
from comity.pages.access import public


@require_safe
@public
def instrument_difference(request: HttpRequest, instrument: str, old: int, new: int) -> HttpResponse:
    """What changed between two versions, provision by provision and word by word."""
    found = readable(request, instrument)
    versions = queries.versions_of(found, old, new)
    if old not in versions or new not in versions:
        raise Http404
    language = language_of(request, versions[new].texts)
    entries = queries.difference_of(versions[old], versions[new], language)
    context = {
        "instrument": found,
        "old": versions[old],
        "new": versions[new],
        "language": language,
        "languages": sorted(versions[new].texts),
        "entries": entries,
        "touched": [entry for entry in entries if entry.is_touched],
    }
    return render(request, "instruments/difference.html", context)
