"""Contents: texts, annexes and files, stored once by digest; the act names the digest.

A confidential content is stored with 32 random bytes before it, and its digest covers both: the public leaf reveals
nothing, and the content can be withheld from an export or erased without breaking the tree.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from comity.record.models import Content
from comity.record.refusals import ContentMissing, ContentTooLarge

MAX_BYTES = 50 * 1024 * 1024
SALT_BYTES = 32


def deposit(body: bytes, media_type: str, *, confidential: bool = False, salt: bytes | None = None) -> str:
    """Store ``body`` and return its digest (hex). Storing the same public body again changes nothing.

    ``salt`` only serves a loader that must get the same digest twice. Raises `ContentTooLarge`.
    """
    if len(body) > MAX_BYTES:
        raise ContentTooLarge(found=len(body), limit=MAX_BYTES)
    if confidential:
        body = (salt or secrets.token_bytes(SALT_BYTES)) + body
    digest = sha256(body).hexdigest()
    Content.objects.bulk_create(
        [Content(digest=digest, media_type=media_type, confidential=confidential, body=body, size=len(body))],
        ignore_conflicts=True,
    )
    return digest


def read(digest: str) -> bytes:
    """The body of a content, without its salt. Raises `ContentMissing`, also when it was erased."""
    found = Content.objects.filter(digest=digest).values_list("body", "confidential").first()
    if found is None or found[0] is None:
        raise ContentMissing(digest=digest)
    body, confidential = bytes(found[0]), found[1]
    return body[SALT_BYTES:] if confidential else body


def public(digest: str) -> bytes | None:
    """The body of a content that anybody may have; ``None`` if there is none."""
    found = Content.objects.filter(digest=digest, confidential=False).values_list("body", flat=True).first()
    return None if found is None else bytes(found)


def texts(digests: set[str]) -> dict[str, bytes]:
    """The bodies of several contents in one query; erased and missing ones are left out."""
    found = Content.objects.filter(digest__in=digests, body__isnull=False).values_list("digest", "body", "confidential")
    return {
        digest: bytes(body)[SALT_BYTES:] if confidential else bytes(body)
        for digest, body, confidential in found
        if body is not None
    }
