"""Contents: texts, annexes and files that acts name by their digest."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from comity.api import rates, reads
from comity.api.authentication import Bearer
from comity.api.endpoints import answers
from comity.api.errors import Error
from comity.api.refusals import FieldRefused, MediaTypeRefused, NotFound
from comity.api.schemas import ContentOut, Digest
from comity.record import content
from comity.record.models import Content
from comity.record.refusals import ContentTooLarge

router = Router(tags=["contents"])
MEDIA_TYPE = re.compile(r"[\w.+-]{1,50}/[\w.+-]{1,100}(; ?charset=[\w-]{1,20})?")
MEBIBYTE = 2**20
OneContent = Annotated[Digest, Path(description="SHA-256 of the content, in hexadecimal digits")]


@router.post(
    "/contents",
    auth=Bearer(),
    response={**answers.acts(ContentOut), 415: Error},
    operation_id="contents.deposit",
    summary="Deposit a content",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}}},
        }
    },
)
def deposit(
    request: HttpRequest,
    confidential: Annotated[
        bool, Query(False, description="Store it with 32 random bytes before it; the digest then reveals nothing")
    ],
) -> Status[Any]:
    """The body of the request is the content, as it is; its media type is that of the request. At most 50 MiB.

    An act may name the digest from then on. Depositing the same public content again changes nothing.
    """
    body = _body(request)
    media_type = request.headers.get("Content-Type", "").strip().lower()
    if not MEDIA_TYPE.fullmatch(media_type) or media_type.startswith("multipart/"):
        raise MediaTypeRefused(found=media_type[:80] or "none", expected="the media type of the content itself")
    rates.spend(rates.MEBIBYTES, str(request.caller.token.pk), math.ceil(len(body) / MEBIBYTE))  # type: ignore[attr-defined]
    return Status(201, reads.content(content.deposit(body, media_type, confidential=confidential)))


@router.get(
    "/contents/{digest}",
    response=answers.finds(ContentOut),
    operation_id="contents.read",
    summary="What is known of a content",
)
def read(request: HttpRequest, digest: OneContent) -> dict[str, Any]:
    """Its media type and size; of a confidential content only that it is there."""
    found = reads.content(digest)
    if found is None:
        raise NotFound(kind=_("content"), id=digest)
    return found


@router.get(
    "/contents/{digest}/body",
    response=answers.finds(None),
    operation_id="contents.body",
    summary="A public content itself",
    url_name="content-body",
    openapi_extra={
        "responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
    },
)
def body(request: HttpRequest, digest: OneContent) -> HttpResponse:
    """The bytes as they were deposited. Confidential and erased contents are not here."""
    found = Content.objects.filter(digest=digest, confidential=False, body__isnull=False).first()
    if found is None:
        raise NotFound(kind=_("public content"), id=digest)
    answer = HttpResponse(bytes(found.body or b""), content_type=found.media_type)
    # What somebody deposited must not run as a page of ours.
    answer["Content-Disposition"] = f'attachment; filename="{digest}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["ETag"] = f'"{digest}"'
    return answer


def _body(request: HttpRequest) -> bytes:
    """The body, however large within the limit: read as a stream, since Django's own limit is meant for forms."""
    found = request.read(content.MAX_BYTES + 1)
    if len(found) > content.MAX_BYTES:
        raise ContentTooLarge(found=request.headers.get("Content-Length") or len(found), limit=content.MAX_BYTES)
    if not found:
        raise FieldRefused(field="body", found="nothing", expected="the content's bytes")
    return found
