"""Reading request bodies and parameters: no NUL, no halves of characters.

PostgreSQL cannot store U+0000 and the record takes no lone surrogate, so both are refused where they come in, with
their place, instead of failing further inside.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from comity.api.refusals import BodyRefused, FieldRefused

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
MAX_DEPTH = 64


class ExactParser(Parser):
    """ninja's parser, by orjson (which refuses NaN and broken UTF-8), with a look at every text."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        require_storable(found)
        return found


def read(body: bytes) -> Any:
    """The value of a JSON body. Raises BodyRefused, or FieldRefused for a text that cannot be stored."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BodyRefused(reason=str(error)) from error
    require_storable(value)
    return value


def require_storable(value: Any, place: str = "", depth: int = 0) -> None:
    """Raise FieldRefused, naming the place, if a text anywhere in ``value`` holds what no database stores."""
    if isinstance(value, str):
        if UNSTORABLE.search(value):
            raise FieldRefused(
                field=place or "body", found=repr(value)[:80], expected="text without NUL and without half characters"
            )
    elif depth > MAX_DEPTH:
        raise BodyRefused(reason=f"it is nested more than {MAX_DEPTH} levels deep")
    elif isinstance(value, dict):
        for name, member in value.items():
            require_storable(name, place, depth + 1)
            require_storable(member, f"{place}.{name}" if place else str(name), depth + 1)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            require_storable(member, f"{place}.{index}" if place else str(index), depth + 1)
