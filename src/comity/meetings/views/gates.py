"""What the pages of a session's acts begin and end with: who may try, and the two steps under the session's name."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comity.meetings.models import Session
from comity.meetings.views import words as said
from comity.pages.viewer import viewer_of
from comity.parties.acts import SECRETARIAT
from comity.parties.rules import Power
from comity.record.acts import Act
from comity.record.signing import first_step, propose, require_power


def session_for(request: HttpRequest, session: str, power: str) -> Session:
    """The session, for somebody whose chosen capacity holds ``power``. Raises `PermissionDenied` or `Http404`."""
    require_power(request, power)
    return said.found_session(session)


def presided(request: HttpRequest, session: str) -> Session:
    """The session, for whoever presides over it."""
    found = session_for(request, session, Power.PRESIDE)
    if not said.presides(viewer_of(request), found):
        raise PermissionDenied
    return found


def require_party(request: HttpRequest, power: str, party: str) -> None:
    """Raise `PermissionDenied` unless the chosen capacity holds ``power`` for this party, or for the secretariat."""
    chosen = require_power(request, power)
    if chosen.party not in (party, SECRETARIAT):
        raise PermissionDenied


def step(request: HttpRequest, form: forms.Form, session: Session, heading: str, *, back: str = "") -> HttpResponse:
    """The first step: a form, under the session's name."""
    return first_step(request, form, heading, back=back or said.page_of(session), lead=session.title, wide=True)


def proposed(
    request: HttpRequest, act: Act, session: Session, heading: str, pairs: Sequence[tuple[str, str]], *, then: str = ""
) -> HttpResponse:
    """The second step: what will stand on the record; ``then`` is where it was begun (default: the session's page)."""
    back = then or said.page_of(session)
    about = [(_("Session"), said.name_of(session))]
    return propose(request, act, heading=heading, pairs=[*about, *pairs], back=back, then=back)
