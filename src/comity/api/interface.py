"""The API itself: one object that knows every operation, described in OpenAPI 3.1 at ``/api/openapi.json``."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
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
