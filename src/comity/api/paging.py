"""Cursors: a page of a list, and where the next one begins, whatever is added meanwhile."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from ninja import Query, Schema
from pydantic import StringConstraints

from comity.api.parsing import UNSTORABLE
from comity.api.refusals import FieldRefused

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")
LARGEST = 200

Cursor = Annotated[
    str | None,
    Query(None, description="Where to go on: `next` of the page before", max_length=400, pattern=r"^[A-Za-z0-9_-]+$"),
]
Limit = Annotated[int, Query(50, ge=1, le=LARGEST, description="How many at most")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]


class Page(Schema, Generic[Item]):
    """Some of a list; ``next`` is the cursor of what follows, absent at the end."""

    items: list[Item]
    next: Code | None


def page(
    rows: QuerySet[Row], keys: Sequence[str], cursor: str | None, limit: int, shown: Callable[[Row], Any]
) -> dict[str, Any]:
    """The page of ``rows`` after ``cursor``, ordered by ``keys`` (a leading ``-`` for descending): one query.

    The last key must be unique among those before it. Raises FieldRefused for a cursor that is none of ours.
    """
    if cursor is not None:
        try:
            rows = rows.filter(_after(keys, read_cursor(cursor, len(keys))))
        except (ValueError, TypeError, ValidationError) as error:
            raise refused(cursor) from error
    found = list(rows.order_by(*keys)[: limit + 1])
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return {
        "items": [shown(row) for row in found[:limit]],
        "next": None if last is None else written([getattr(last, key.lstrip("-")) for key in keys]),
    }


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """What comes after ``values`` in the order of ``keys``: (a > x) or (a = x and b > y) …"""
    found, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name, beyond = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        found |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    return found


def written(values: Sequence[Any]) -> str:
    """The cursor that holds these values."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def read_cursor(cursor: str, length: int) -> list[Any]:
    """The values in a cursor. Raises ValueError for one that is none of ours."""
    values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if not isinstance(values, list) or len(values) != length or not all(_is_key(value) for value in values):
        raise ValueError(cursor)
    return values


def _is_key(value: Any) -> bool:
    if isinstance(value, str):
        return not UNSTORABLE.search(value)
    return type(value) is int and -(2**63) <= value < 2**63


def refused(cursor: str) -> FieldRefused:
    return FieldRefused(field="cursor", found=cursor[:80], expected="`next` of an earlier page")
