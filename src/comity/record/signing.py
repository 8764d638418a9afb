"""Doing an act from a page, in two steps: see exactly what will stand on the record, then sign it.

A room's form makes the act and calls `propose`; the reader sees it here, signs by session or by passkey, and is shown
the receipt. A passkey signs the SHA-256 of the act's very bytes, so nobody else can have made the position.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.refusals import refusals_on
from comity.pages.viewer import Capacity as ViewerCapacity
from comity.pages.viewer import viewer_of
from comity.record.acts import LEVELS, Act, Capacity, read_act
from comity.record.commit import Draft, commit, draft, read_draft
from comity.record.models import SigningKey
from comity.record.signature import assertion, from_base64url, to_base64url

KEPT = 6
SESSION = "drafts"


@dataclass(frozen=True, slots=True)
class Proposed:
    """An act that waits to be signed, as the session keeps it."""

    id: str
    type: str
    payload: dict[str, Any]
    capacity: tuple[str, str, str]
    level: str
    heading: str
    pairs: tuple[tuple[str, str], ...]
    back: str
    then: str

    @property
    def act(self) -> Act:
        return read_act(self.type, self.payload)

    def drafted(self) -> Draft:
        return draft(self.act, Capacity(*self.capacity), id=self.id)


class AssertionForm(forms.Form):
    """What a passkey answers, in base64url; filled in by the page's script."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    signed = forms.CharField(max_length=100_000, widget=forms.HiddenInput)
    authenticator_data = forms.CharField(max_length=4096, widget=forms.HiddenInput)
    client_data = forms.CharField(max_length=4096, widget=forms.HiddenInput)
    value = forms.CharField(max_length=4096, widget=forms.HiddenInput)


def capacity_of(request: HttpRequest) -> Capacity:
    """The record's capacity for the one chosen in this session. Raises `PermissionDenied` if none is."""
    viewer = viewer_of(request)
    if viewer.capacity is None:
        raise PermissionDenied
    return Capacity(viewer.person, viewer.capacity.party, viewer.capacity.id)


def require_power(request: HttpRequest, power: str) -> ViewerCapacity:
    """The capacity chosen in this session, if it holds ``power``; raises `PermissionDenied` otherwise.

    Spares a vain attempt: whether an act is covered is decided by the corridor.
    """
    chosen = viewer_of(request).capacity
    if chosen is None or power not in chosen.powers:
        raise PermissionDenied
    return chosen


def first_step(
    request: HttpRequest, form: forms.Form, heading: str, *, back: str, lead: Any = "", wide: bool = False
) -> HttpResponse:
    """The page of the first step: a form from which an act is made. ``lead`` may stand in several languages."""
    context = {"form": form, "heading": heading, "back": back, "lead": words.in_language(lead).text, "wide": wide}
    return render(request, "record/first_step.html", context, status=400 if form.errors else 200)


def propose(
    request: HttpRequest,
    act: Act,
    *,
    heading: str,
    pairs: Sequence[tuple[str, str]],
    back: str,
    then: str = "",
    level: str = "session",
) -> HttpResponse:
    """Put ``act`` before its author for signing at ``level`` at least, and go to that page.

    ``pairs`` say in words what will be recorded; ``back`` is where *Cancel* leads, ``then`` where the receipt points.
    """
    by = capacity_of(request)
    made = draft(act, by)
    waiting = request.session.get(SESSION, {})
    waiting[made.id] = {
        "type": act.leaf_type(),
        "payload": act.payload(),
        "capacity": [by.actor, by.party, by.powers],
        "level": level,
        "heading": str(heading),
        "pairs": [[str(label), str(value)] for label, value in pairs],
        "back": back,
        "then": then,
    }
    request.session[SESSION] = dict(list(waiting.items())[-KEPT:])
    return redirect("sign", act=made.id)


@require_http_methods(["GET", "POST"])
@requires_person
def sign(request: HttpRequest, act: str) -> HttpResponse:
    """The second step: what will stand on the record, and the signature."""
    proposed = _proposed(request, act)
    by_passkey = LEVELS.index(proposed.level) > 0
    form = AssertionForm(request.POST if request.method == "POST" and by_passkey else None)
    if request.method == "POST" and (not by_passkey or form.is_valid()):
        with refusals_on(form if by_passkey else _bound(form)):
            receipt = _sign_by_passkey(proposed, form) if by_passkey else commit(proposed.drafted())
            _forget(request, act)
            return redirect(f"{reverse('act', args=[receipt.id])}?{urlencode({'done': 1, 'then': proposed.then})}")
    made = proposed.drafted()
    options = _request_options(request, made) if by_passkey else {}
    context = {
        "proposed": proposed,
        "form": form,
        "by_passkey": by_passkey,
        "digest": made.challenge.hex(),
        "signed": base64.b64encode(made.signed).decode(),
        "readable": json.dumps(made.fields, ensure_ascii=False, indent=2),
        "options": options,
        "passkey_options": json.dumps(options),
    }
    return render(request, "record/sign.html", context, status=409 if form.errors else 200)


def _sign_by_passkey(proposed: Proposed, form: AssertionForm) -> Any:
    given = form.cleaned_data
    signed = base64.b64decode(given["signed"], validate=True)
    made = read_draft(signed)
    # The bytes come back from the page; they must be this very act of this very person.
    if (made.id, made.act, made.by) != (proposed.id, proposed.act, Capacity(*proposed.capacity)):
        raise PermissionDenied
    sealed = assertion(
        given["key"],
        authenticator_data=from_base64url(given["authenticator_data"]),
        client_data=from_base64url(given["client_data"]),
        value=from_base64url(given["value"]),
    )
    return commit(made, signed=sealed)


def _request_options(request: HttpRequest, made: Draft) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked for (WebAuthn §5.5); the credentials are named, as DESIGN says."""
    keys = signing_passkeys(made.by.actor)
    rp = relying_party(request)
    return {
        "challenge": to_base64url(made.challenge),
        "rpId": rp,
        "keys": {key.credential: key.id for key in keys if key.rp_id == rp},
    }


def signing_passkeys(person: str) -> list[SigningKey]:
    """The passkeys with which ``person`` may sign acts now."""
    return list(SigningKey.objects.filter(holder=person, kind="passkey", revoked_at=None).order_by("granted_at"))


def relying_party(request: HttpRequest) -> str:
    """The host for which passkeys are made and used."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def web_origin(request: HttpRequest) -> str:
    """Scheme, host and port of this site, as browsers write them into client data."""
    return f"{'https' if request.is_secure() or settings.HTTPS else 'http'}://{request.get_host()}"


def _proposed(request: HttpRequest, act: str) -> Proposed:
    kept = request.session.get(SESSION, {}).get(str(act))
    if kept is None:
        raise Http404(_("This act was signed already, or prepared too long ago."))
    pairs = tuple((label, value) for label, value in kept["pairs"])
    return Proposed(id=str(act), **{**kept, "pairs": pairs, "capacity": tuple(kept["capacity"])})


def _forget(request: HttpRequest, act: str) -> None:
    waiting = request.session[SESSION]
    waiting.pop(str(act), None)
    request.session[SESSION] = waiting


def _bound(form: AssertionForm) -> AssertionForm:
    """An empty form that can carry an error."""
    form.is_bound, form.cleaned_data = True, {}
    vars(form)["_errors"] = forms.utils.ErrorDict()
    return form
