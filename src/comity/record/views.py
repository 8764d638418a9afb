"""The record over HTTP, as FORMATS.md has it: static bytes that anybody may fetch, cache and check."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.pages.access import public
from comity.record import export, log, witnessing
from comity.record.errors import RecordRefusal
from comity.record.models import Content

FOR_EVER = "public, max-age=31536000, immutable"
NOT_YET = "no-cache"
MAX_COSIGNATURE = 16_384


@require_safe
@public
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint with its cosignatures."""
    note = log.checkpoint_note()
    if note is None:
        raise Http404
    return _bytes(note.encode(), "text/plain; charset=utf-8", NOT_YET)


@require_safe
@public
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys that verify this record, as an export names them."""
    return _bytes(export.keys_text(), "text/plain; charset=utf-8", NOT_YET)


@require_safe
@public
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile or an entry bundle; full ones never change."""
    try:
        body = log.file(f"tile/{path}")
    except RecordRefusal as refusal:
        raise Http404 from refusal
    if body is None:
        raise Http404
    return _bytes(body, "application/octet-stream", FOR_EVER)


@require_safe
@public
def content(request: HttpRequest, digest: str) -> HttpResponse:
    """A public content by its digest; a confidential one is not here."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Http404
    found = Content.objects.filter(digest=digest, confidential=False, body__isnull=False).first()
    if found is None:
        raise Http404
    answer = _bytes(bytes(found.body or b""), found.media_type, FOR_EVER)
    # A text somebody deposited must not run as a page of ours.
    answer["Content-Disposition"] = f'attachment; filename="{digest}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@csrf_exempt  # a witness has no session: what it sends is checked by its signature
@require_POST
@public
def cosignature(request: HttpRequest) -> HttpResponse:
    """A witness hands in its signature line on a checkpoint."""
    body = request.read(MAX_COSIGNATURE + 1)
    if len(body) > MAX_COSIGNATURE:
        return HttpResponse("A cosignature is shorter than that.\n", status=413, content_type="text/plain")
    try:
        witnessing.accept(body.decode())
    except UnicodeDecodeError:
        return HttpResponse("Expected UTF-8 text.\n", status=400, content_type="text/plain")
    except RecordRefusal as refusal:
        return HttpResponse(f"{refusal}\n", status=getattr(refusal, "status", 400), content_type="text/plain")
    return HttpResponse(status=204)


def _bytes(body: bytes, media_type: str, cache: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    answer["Cache-Control"] = cache
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
