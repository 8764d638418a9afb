"""A refusal that no form caught becomes a page of its own, in the one style of errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from comity.pages.words import said
from comity.phrase import Refusal


class RefusalMiddleware(MiddlewareMixin):
    """Answer a `Refusal` with 409 and its message; only refusals are shown, any other error stays a plain 500."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return render(request, "comity/refused.html", {"message": said(exception), "code": exception.code}, status=409)
