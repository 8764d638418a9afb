"""One style for everything that goes wrong: ``{"code", "message", "values"}``, in the caller's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.errors import ValidationError as ParametersRefused
from pydantic import ValidationError

from comity.api import refusals
from comity.pages.words import said
from comity.phrase import Phrase, Refusal
from comity.procedure.errors import RuleError
from comity.procedure.stages import refusals as stages
from comity.record.errors import KeyUnusable, LeafRefused, SignatureMalformed, SignatureRefused

logger = logging.getLogger(__name__)

DEFAULT_STATUS = 409
STATUSES: Mapping[type[Refusal], int] = {
    SignatureMalformed: 422,
    KeyUnusable: 422,
    SignatureRefused: 403,
    LeafRefused: 422,
    RuleError: 422,
    stages.NotAMember: 403,
    stages.Suspended: 403,
    stages.Recused: 403,
    stages.SignatureTooWeak: 403,
    stages.OnlyTheChairCloses: 403,
    stages.NotAPosition: 422,
    stages.RecordedByTheChair: 422,
    stages.NotAttendance: 422,
}
MAX_SHOWN = 80


class Error(Schema):
    """What every refusal looks like. ``code`` is stable, ``message`` is for people, ``values`` are its parts."""

    code: str
    message: str
    values: dict[str, Any]


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: its own, that of its kind, or 409."""
    own = getattr(refusal, "status", None)
    if isinstance(own, int):
        return own
    return next((status for kind, status in STATUSES.items() if isinstance(refusal, kind)), DEFAULT_STATUS)


def as_json(refusal: Refusal) -> dict[str, Any]:
    """The body of the answer."""
    return {
        "code": refusal.code,
        "message": _whole(said(refusal)),
        "values": {name: _plain(value) for name, value in refusal.values.items()},
    }


def install(api: NinjaAPI) -> None:
    """Let ``api`` answer every error in the one style. What is not a refusal says nothing about the inside."""

    def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        response = api.create_response(request, as_json(refusal), status=status_of(refusal))
        if isinstance(refusal, refusals.TooManyRequests):
            response["Retry-After"] = str(refusal.values["seconds"])
        if response.status_code == 401:
            response["WWW-Authenticate"] = 'Bearer realm="comity"'
        return response

    def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        cause = error.__cause__
        if isinstance(cause, Refusal):
            return answer(request, cause)
        if isinstance(cause, RequestDataTooBig):
            return answer(request, too_large())
        if error.status_code == 401:
            return answer(request, refusals.TokenMissing(page=reverse("api_tokens")))
        return answer(request, refusals.BodyRefused(reason=f"{cause or error}"[:MAX_SHOWN]))

    def on_any(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.exception("the API failed on %s %s", request.method, request.path, exc_info=error)
        return answer(request, refusals.CannotServe())

    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refusal: answer,
        HttpError: on_http_error,
        ParametersRefused: lambda request, error: answer(request, of_parameters(error)),
        ValidationError: lambda request, error: answer(request, of_fields(error)),
        RequestDataTooBig: lambda request, error: answer(request, too_large()),
        Http404: lambda request, error: answer(request, no_such_address(request)),
        Exception: on_any,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def of_parameters(error: ParametersRefused) -> refusals.FieldRefused:
    """What is wrong with parameters or a body; the first error leads, all stand in ``errors``."""
    return _refused([(_place(one["loc"][1:]), one.get("input"), one["msg"]) for one in error.errors])


def of_fields(error: ValidationError) -> refusals.FieldRefused:
    """What is wrong with the fields of a model."""
    return _refused([(_place(one["loc"]), one["input"], one["msg"]) for one in error.errors(include_url=False)])


def too_large() -> refusals.BodyTooLarge:
    """The refusal of a body beyond what Django reads into memory."""
    return refusals.BodyTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def no_such_address(request: HttpRequest) -> refusals.NoSuchAddress:
    return refusals.NoSuchAddress(path=request.path[:MAX_SHOWN], description=reverse("api:openapi-json"))


def _refused(found: list[tuple[str, Any, str]]) -> refusals.FieldRefused:
    errors = [{"field": place, "found": _shown(value), "expected": expected} for place, value, expected in found[:20]]
    return refusals.FieldRefused(**errors[0], errors=errors)


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc) or "body"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def _whole(text: str) -> str:
    """A text as UTF-8 can hold it: half characters that somebody sent are written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def _plain(value: Any) -> Any:
    """A value of a refusal as JSON holds it."""
    if isinstance(value, Phrase | Refusal):
        return _whole(said(value))
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Fraction) else _shown(value)
