"""What operations answer with besides their result, so that the description of the API names every status."""

from __future__ import annotations

from typing import Any

from comity.api.errors import Error

_ALWAYS = (400, 422, 429, 500)


def reads(result: Any, *more: int) -> dict[int, Any]:
    """The answers of a read; 401 for a token that is sent and worth nothing."""
    return {200: result, **dict.fromkeys(sorted({*_ALWAYS, 401, *more}), Error)}


def finds(result: Any) -> dict[int, Any]:
    """The answers of a read of one thing, which may not be there."""
    return reads(result, 404)


def computes(result: Any) -> dict[int, Any]:
    """The answers of an operation that works something out and keeps nothing."""
    return reads(result, 413)


def acts(result: Any, status: int = 201) -> dict[int, Any]:
    """The answers of an operation that puts an act on the record."""
    return {status: result, **dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 500), Error)}
