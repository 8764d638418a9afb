"""The API itself: one object that knows every operation, described in OpenAPI 3.1 at ``/api/openapi.json``."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer
from orjson import OPT_NON_STR_KEYS, dumps

from comity import __version__
from comity.api import errors
from comity.api.parsing import ExactParser

DESCRIPTION = """\
The same acts and reads as the pages, for programmes.

**Acts** change state, each by an operation of its own under a token, or prepared as a draft, signed with a key or a
passkey that stands on the record, and handed in with that signature and nothing else. **Reads** are public, as the
record is. Errors always have the form `{code, message, values}`; the message comes in the language asked for.
"""


class Interface(NinjaAPI):
    """ninja's object, with errors of one style, exact parsing, and an ETag on every read."""

    _described: OpenAPISchema | None = None
    _parameters: dict[tuple[str, str], frozenset[str]] | None = None

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        response = super().create_response(request, data, status=status, temporal_response=temporal_response)
        return tagged(request, response)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """ninja's description, made once; a parameter that may be left out is not one that may be null."""
        if self._described is None:
            self._described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            for methods in self._described["paths"].values():
                for operation in methods.values():
                    for parameter in operation["parameters"]:
                        parameter["schema"] = _not_null(parameter["schema"])
            _close(self._described)
        return self._described

    def parameters(self, path: str, method: str) -> frozenset[str] | None:
        """The names of the parameters in an operation's address; ``None`` if there is no such operation."""
        if self._parameters is None:
            self._parameters = {
                (path, method.upper()): frozenset(one["name"] for one in said["parameters"] if one["in"] == "query")
                for path, methods in self.get_openapi_schema()["paths"].items()
                for method, said in methods.items()
            }
        return self._parameters.get((path, "GET" if method == "HEAD" else method))

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """ninja's, but keeping what was found, and without the name that its function gives the body."""
        found = []
        for context in error_contexts:
            single = getattr(context.model, "__read_from_single_attr__", None)
            for one in context.pydantic_validation_error.errors(include_url=False):
                loc = one["loc"]
                if single and loc[:1] == (single,):
                    loc = loc[1:]
                found.append({"loc": ("", *loc), "input": one["input"], "msg": one["msg"]})
        return ValidationError(found)


class Json(BaseRenderer):
    """JSON by orjson: sorted by nothing, so that fields come in the order of their schema."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return dumps(data, option=OPT_NON_STR_KEYS, default=str)


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An ETag on what was read, and 304 for a reader who has it already."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    response["Access-Control-Allow-Origin"] = "*"  # what is public may be read from any page
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response.headers.setdefault("Cache-Control", "no-cache")
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional if isinstance(conditional, HttpResponse) else response


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if not choices or len(choices) == len(schema["anyOf"]):
        return schema
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**choices[0], **rest} if len(choices) == 1 else {**rest, "anyOf": choices}


def _close(schema: Any) -> None:
    """Say that objects whose names have a form take no others; pydantic refuses them, and does not say so."""
    if isinstance(schema, dict):
        if "patternProperties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            _close(value)
    elif isinstance(schema, list):
        for value in schema:
            _close(value)


def new() -> Interface:
    """An API without operations."""
    api = Interface(
        title="Comity",
        version=__version__,
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        parser=ExactParser(),
        renderer=Json(),
    )
    errors.install(api)
    return api
