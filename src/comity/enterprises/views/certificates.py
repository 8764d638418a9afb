"""What anyone reads who holds a certificate: the short address on it, the sheet, the credential, the status lists."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, time
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.enterprises import phrases
from comity.enterprises.certificates import credential, issuing, status
from comity.enterprises.certificates.verifying import issuer_of
from comity.enterprises.models import Licence, StatusPlace
from comity.enterprises.rules import Answer
from comity.pages import moments, words
from comity.pages.access import public
from comity.printing import to_pdf
from comity.record import keys
from comity.record.leaf import SYSTEM
from comity.record.models import SigningKey

SHEET = "enterprises/typst/certificate.typ"
MINUTE = "public, max-age=60"
"""A suspension is seen within a minute, however many ask."""


@require_safe
@public
def certificate(request: HttpRequest, licence: str) -> HttpResponse:
    """The short address of a licence: what it is worth today, or on any day (``?on=2026-03-01``)."""
    found = _licence(licence)
    today = timezone.now().date()
    day, wrong = _day(request, today)
    answer = found.on(day)
    if answer is None:
        raise Http404
    context = {
        "one": issuing.stated(found, answer),
        "answer": answer,
        "status": phrases.validity(answer.validity),
        "said": phrases.statement(answer, today),
        "day": day,
        "today": today,
        "wrong": wrong,
        "address": request.build_absolute_uri(reverse("certificate", args=[licence])),
    }
    response = render(request, "enterprises/certificate.html", context, status=400 if wrong else 200)
    response["Cache-Control"] = MINUTE
    response["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
@public
def certificate_pdf(request: HttpRequest, licence: str) -> HttpResponse:
    """The certificate as a sheet (PDF/UA-1) with the QR code of its short address."""
    found = _licence(licence)
    now = timezone.now()
    answer = _valid(found, now)
    one = issuing.stated(found, answer)
    address = request.build_absolute_uri(reverse("certificate", args=[licence]))
    data = sheet(one, address, now.date())
    # The same day gives the same sheet.
    body = to_pdf(SHEET, data, made_at=datetime.combine(now.date(), time(), UTC))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="licence-{found.id}.pdf"'
    response["Cache-Control"] = MINUTE
    return response


def sheet(one: issuing.Stated, address: str, made: date) -> dict[str, Any]:
    """What stands on the sheet, in the reader's language, as the template takes it."""
    found, answer = one.licence, one.answer
    authority, title = (words.in_language(name).text for name in (one.authority.name, one.licence_class.title))
    return {
        "language": (get_language() or "en").split("-")[0],
        "title": _("Certificate of licence %(number)s") % {"number": found.id},
        "heading": title,
        "authority": authority,
        "holder": words.in_language(one.holder.names).text,
        "rows": [
            [_("Holder"), " · ".join(dict.fromkeys(one.holder.names.values()))],
            [_("Number in the national register"), one.holder.number],
            [_("Issued by"), authority],
            [_("Member"), words.in_language(one.member.name).text],
            [_("Covers (CPV)"), ", ".join(answer.scope)],
            [_("Valid from"), moments.spoken(found.since)],
            [_("Valid until"), moments.spoken(found.last_day) if found.last_day else _("open")],
            [_("Conditions"), words.in_language(found.conditions).text if found.conditions else _("none")],
            [_("Act on the record"), answer.act],
        ],
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True),
        "words": {
            "of": _("of"),
            "made": _("Made on %(day)s from the record.") % {"day": moments.spoken(made)},
            "check": _("What the licence is worth today, or was on any day, stands at this address:"),
            "qr": _("QR code of the address %(address)s") % {"address": address},
        },
    }


@require_safe
@public
def licence_credential(request: HttpRequest, licence: str) -> HttpResponse:
    """The certificate as a signed Verifiable Credential (JWT)."""
    found = _licence(licence)
    now = timezone.now()
    one = issuing.stated(found, _valid(found, now))
    lists = request.build_absolute_uri(reverse("credential_status", args=[0, "revocation"])).removesuffix(
        "0/revocation"
    )
    address = request.build_absolute_uri(reverse("certificate", args=[licence]))
    claims = credential.claims_of(issuing.certified(one, address=address, status_list=lists, made=now))
    return _token(issuing.signed(claims), f"licence-{found.id}.jwt")


@require_safe
@public
def credential_status(request: HttpRequest, number: int, purpose: str) -> HttpResponse:
    """A status list of credentials (W3C Bitstring Status List), as things stand now, signed."""
    if purpose not in issuing.PURPOSES or number * status.SIZE > StatusPlace.objects.count():
        raise Http404
    now = timezone.now()
    claims = credential.status_claims(
        request.build_absolute_uri(),
        issuer_of(keys.origin()),
        purpose,
        issuing.status_list(number, purpose, now),
        now,
    )
    return _token(issuing.signed(claims), f"{purpose}-{number}.jwt")


@require_safe
@public
def credential_keys(request: HttpRequest) -> HttpResponse:
    """The public keys that sign credentials, as a JSON Web Key Set (RFC 7517); the record is where they come from."""
    found = SigningKey.objects.filter(holder=SYSTEM).order_by("granted_at", "id")
    listed = [credential.jwk_of(key.id, base64.b64decode(key.public)) for key in found]
    response = JsonResponse({"keys": listed})
    response["Cache-Control"] = MINUTE
    return response


def _token(token: str, name: str) -> HttpResponse:
    response = HttpResponse(token, content_type=credential.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = MINUTE
    return response


def _licence(licence: str) -> Licence:
    found = Licence.objects.filter(id=licence).first()
    if found is None:
        raise Http404
    return found


def _valid(licence: Licence, now: datetime) -> Answer:
    """Only what is valid is certified; of everything else the short address tells."""
    answer = licence.on(now.date())
    if answer is None or not answer.is_valid:
        raise Http404
    return answer


def _day(request: HttpRequest, today: date) -> tuple[date, bool]:
    """The day asked for; today and True where it cannot be read."""
    asked = request.GET.get("on", "")
    if not asked:
        return today, False
    try:
        return date.fromisoformat(asked), False
    except ValueError:
        return today, True
