"""How an instrument stands, and what its members approve. Pure."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256


class Status(StrEnum):
    """Where an instrument stands."""

    DRAFT = "draft"
    IN_PROCEDURE = "in procedure"
    ADOPTED = "adopted"
    IN_FORCE = "in force"
    NOT_ADOPTED = "not adopted"
    WITHDRAWN = "withdrawn"


class AmendmentStatus(StrEnum):
    """What has become of an amendment; `CARRIED` ones share the fate of the instrument that carries them.

    `NOT_PUT`: another was adopted in the session, which implied its rejection.
    """

    PROPOSED = "proposed"
    PUT = "put"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MADE = "made"
    CARRIED = "carried"
    NOT_PUT = "not put"


class Visibility(StrEnum):
    """Who reads a comment."""

    OWN = "own"
    MEMBERS = "members"
    PUBLIC = "public"


def digest_of_texts(texts: dict[str, str]) -> str:
    """What members approve: the SHA-256 over the language codes and the digests of their texts, sorted by language."""
    return sha256("".join(f"{language} {digest}\n" for language, digest in sorted(texts.items())).encode()).hexdigest()
