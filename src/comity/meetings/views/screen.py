"""The screen of the hall, for projection: the item, the speaker's time, the vote as it comes in, the result."""

from __future__ import annotations

from collections import OrderedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comity.meetings.views import words as said
from comity.meetings.views.floor import shown
from comity.pages.access import public
from comity.record import log

KEPT = 32
_parts: OrderedDict[tuple[str, str, int], str] = OrderedDict()


@require_safe
@public
def screen(request: HttpRequest, session: str) -> HttpResponse:
    """The whole screen, for a projector or a second window."""
    found = said.found_session(session)
    context = {"session": found, "part": part(session), "topics": f"hall:{session} session:{session}"}
    return render(request, "meetings/screen.html", context)


@require_safe
@public
def screen_part(request: HttpRequest, session: str) -> HttpResponse:
    """What changes on the screen."""
    return HttpResponse(part(session))


def part(session: str) -> str:
    """What changes on the screen, as HTML: made once for each language and each state of the record."""
    key = (session, get_language() or "en", log.size())
    made = _parts.get(key)
    if made is None:
        made = _parts[key] = render_to_string("meetings/screen_part.html", shown(said.found_session(session)))
        if len(_parts) > KEPT:
            _parts.popitem(last=False)
    return made
