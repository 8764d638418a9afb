"""The shapes of what acts say: names, texts in languages, weights, digests."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

ORGANISATION = "organisation"
SECRETARIAT = "secretariat"
Short = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Words = Annotated[dict[Language, Short], Field(min_length=1, max_length=40)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Weight = (
    Annotated[int, Field(ge=0, le=2**53 - 1)] | Annotated[str, StringConstraints(pattern=r"^\d{1,15}/[1-9]\d{0,14}$")]
)
