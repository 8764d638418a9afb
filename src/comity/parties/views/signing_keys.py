"""The keys with which somebody signs acts: making a signing passkey, and giving a key up."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from webauthn import verify_registration_response
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import InvalidCBORData, InvalidRegistrationResponse

from comity.pages.access import requires_person
from comity.pages.refusals import refusals_on
from comity.pages.tables import Column, table
from comity.pages.viewer import viewer_of
from comity.parties.rules import Power
from comity.record.acts import GrantKey, PublicKey, RevokeKey
from comity.record.commit import commit
from comity.record.keys import key_id
from comity.record.models import SigningKey
from comity.record.signature import from_base64url, to_base64url
from comity.record.signing import (
    capacity_of,
    propose,
    relying_party,
    signing_passkeys,
    web_origin,
)

CHALLENGE = "passkey challenge"
ALGORITHMS = (
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)


class AnswerForm(forms.Form):
    """What `navigator.credentials.create` answered, as JSON in base64url."""

    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
    next = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@requires_person
def signing_keys(request: HttpRequest) -> HttpResponse:
    """My signing keys, and a new passkey."""
    viewer = viewer_of(request)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = _made(request, form.cleaned_data["answer"])
            if made is None:
                form.add_error(None, _("The passkey could not be checked. Nothing was entered; please try again."))
            else:
                commit(GrantKey(key=made, holder=viewer.person), capacity_of(request))
                return redirect(_safe(request, form.cleaned_data["next"]))
    columns = (
        Column("kind", gettext_lazy("Key"), heads_row=True),
        Column("granted", gettext_lazy("Valid from")),
        Column("until", gettext_lazy("Until")),
        Column("actions", gettext_lazy("Actions")),
    )
    kept = list(SigningKey.objects.filter(holder=viewer.person).order_by("-granted_at"))
    context = {
        "keys": table(request, kept, columns, caption=_("Signing keys"), empty=_("You have no signing keys yet.")),
        "form": form,
        "options": _creation_options(request) if _may_make(request) else "",
        "next": request.GET.get("next", ""),
    }
    return render(request, "parties/signing_keys.html", context, status=409 if form.errors else 200)


@require_http_methods(["POST"])
@requires_person
def give_up_key(request: HttpRequest, key: str) -> HttpResponse:
    """Propose to revoke one of my keys: lost, or no longer needed."""
    back = reverse("signing_keys")
    pairs = [(_("Key"), key), (_("What follows"), _("Nothing signed with it after this is accepted."))]
    return propose(request, RevokeKey(key=key), heading=_("Give up a signing key"), pairs=pairs, back=back, then=back)


def _may_make(request: HttpRequest) -> bool:
    """Whether the capacity chosen holds the power to grant keys (the corridor decides; this spares a vain attempt)."""
    from comity.parties.models import FullPowers

    chosen = viewer_of(request).capacity
    powers = FullPowers.objects.filter(id=chosen.id).first() if chosen else None
    return powers is not None and Power.GRANT_KEYS in powers.powers


def _creation_options(request: HttpRequest) -> str:
    """What `navigator.credentials.create` is asked for (WebAuthn §5.4), as JSON for the page's script."""
    viewer = viewer_of(request)
    challenge = secrets.token_bytes(32)
    request.session[CHALLENGE] = to_base64url(challenge)
    rp = relying_party(request)
    known = [key.credential for key in signing_passkeys(viewer.person) if key.rp_id == rp]
    options: dict[str, Any] = {
        "challenge": to_base64url(challenge),
        "rp": {"id": rp, "name": "Comity"},
        "user": {
            "id": to_base64url(f"acts:{viewer.person}".encode()),
            "name": f"{viewer.account} · {_('signing acts')}",
            "displayName": str(viewer.account),
        },
        "pubKeyCredParams": [{"type": "public-key", "alg": int(algorithm)} for algorithm in ALGORITHMS],
        "authenticatorSelection": {"residentKey": "discouraged", "userVerification": "required"},
        "attestation": "none",
        "timeout": 120_000,
        "excludeCredentials": [{"type": "public-key", "id": credential} for credential in known],
    }
    return json.dumps(options)


def _made(request: HttpRequest, answer: str) -> PublicKey | None:
    """The passkey that an answer proves, or ``None`` if it proves nothing."""
    challenge = request.session.pop(CHALLENGE, "")
    if not challenge:
        return None
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=from_base64url(challenge),
            expected_rp_id=relying_party(request),
            expected_origin=web_origin(request),
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
    except (InvalidRegistrationResponse, InvalidCBORData, ValueError, KeyError):
        return None
    public = verified.credential_public_key
    return PublicKey(
        id=key_id(public),
        kind="passkey",
        public=base64.b64encode(public).decode(),
        rp_id=relying_party(request),
        origins=(web_origin(request),),
        credential=to_base64url(verified.credential_id),
    )


def _safe(request: HttpRequest, wanted: str) -> str:
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and allowed else reverse("signing_keys")
