"""The API for people: every operation, from the same description that programmes read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from comity.api.routes import api
from comity.pages.access import public

CODE = re.compile(r"`+([^`]+)`+")
TITLES: dict[str, str | Promise] = {
    "acts": _("Acts: drafts, signed acts, receipts"),
    "contents": _("Contents"),
    "parties": _("Parties"),
    "record": _("Record"),
    "cases": _("Cases"),
    "instruments": _("Instruments"),
    "rules": _("Rules"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body: its name, what it holds, whether it must be there."""

    name: str
    holds: str
    required: bool
    help: SafeString


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    by_token: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    id: str
    title: str | Promise
    operations: tuple[Operation, ...]


@require_GET
@public
def reference(request: HttpRequest) -> HttpResponse:
    """All operations by name, grouped by what they are about; those of one group (``?about=``) in full."""
    shown = next((group for group in groups() if group.id == request.GET.get("about")), None)
    return render(request, "api/reference.html", {"groups": groups(), "shown": shown, "api": api()})


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """The operations of this process's API, by their tag."""
    document: dict[str, Any] = json.loads(json.dumps(api().get_openapi_schema()))
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            found.setdefault(tag, []).append(_operation(document, path, method, operation))
    order = [*TITLES, *(tag for tag in found if tag not in TITLES)]
    return tuple(Group(tag, TITLES.get(tag, tag.title()), tuple(found[tag])) for tag in order if tag in found)


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=_written(operation.get("description", "")),
        by_token=bool(operation.get("security")),
        fields=(*_parameters(document, operation), *_body(document, operation)),
    )


def _written(text: str) -> SafeString:
    """A description as paragraphs; what stands between backticks as code."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return format_html_join("", "<p>{}</p>", ((_with_code(part),) for part in paragraphs))


def _with_code(text: str) -> SafeString:
    pieces = CODE.split(text)  # every second piece stood between backticks
    return format_html_join("", "{}{}", zip_longest(pieces[::2], map(_code, pieces[1::2]), fillvalue=""))


def _code(text: str) -> SafeString:
    return format_html("<code>{}</code>", text)


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Field]:
    for one in operation.get("parameters", ()):
        yield Field(
            one["name"], _holds(document, one["schema"]), one["required"], _with_code(one.get("description", ""))
        )


def _body(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Field]:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(document, content["schema"])
        if "properties" not in schema:
            yield Field(media_type, _holds(document, schema), True, _with_code(""))
        for name, one in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            yield Field(name, _holds(document, one), required, _with_code(_described(document, one)))


def _described(document: dict[str, Any], schema: dict[str, Any]) -> str:
    return str(schema.get("description") or _resolved(document, schema).get("description", ""))


def _holds(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """What a value is, in a few words of JSON Schema."""
    schema = _resolved(document, schema)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(one) for one in schema["enum"])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            said = [_holds(document, one) for one in schema[choice] if one.get("type") != "null"]
            return " | ".join(dict.fromkeys(said))
    kind = str(schema.get("format") or schema.get("type") or "any")
    return f"{kind} of {_holds(document, schema['items'])}" if kind == "array" and "items" in schema else kind


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    if not reference.startswith("#/components/schemas/"):
        return schema
    found: dict[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found
