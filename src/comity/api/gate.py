"""What every request to the API passes before an operation sees it: its token, its rate, its method."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from comity.api import rates, refusals
from comity.api.authentication import Caller, caller_of
from comity.api.interface import Interface, tagged
from comity.pages.access import public
from comity.phrase import Refusal

PART = re.compile(r"<(?:\w+:)?(\w+)>")
View = Callable[..., HttpResponseBase]

# What an operation costs, where it is more than one unit.
COSTS = {"rules-power": 30, "rules-decide": 3, "rules-entry-into-force": 3}
BY_SIGNATURE = frozenset({"acts-submit", "drafts-prepare"})


def gated(api: Interface, view: View) -> View:
    """``view`` behind the gate; public, since each operation says itself what it asks for."""

    @wraps(view)
    def passed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            request.caller = caller = _caller(request)  # type: ignore[attr-defined]
            _spend(request, caller)
            _require_known(api, request)
        except Exception as error:
            return api.on_exception(request, error)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"  # the server leaves the body away
        response = view(request, *args, **kwargs)
        request.method = asked
        if response.status_code == 405:
            allowed = response["Allow"]
            response = api.on_exception(request, refusals.MethodRefused(method=request.method, allowed=allowed))
            response["Allow"] = allowed
        if isinstance(response, HttpResponse) and "ETag" not in response:
            response = tagged(request, response)  # what ninja answers by itself: the description
        return response

    passed.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here: a token or a signature does
    return public(passed)


def _require_known(api: Interface, request: HttpRequest) -> None:
    """Raise FieldRefused for a parameter that the operation does not take: a slip of the pen would pass unnoticed."""
    if not request.GET or request.resolver_match is None:
        return
    path = "/" + PART.sub(r"{\1}", request.resolver_match.route)
    known = api.parameters(path, request.method or "")
    if known is None:
        return
    for name in request.GET:
        if name not in known:
            expected = f"one of the parameters {', '.join(sorted(known))}" if known else "no parameters"
            raise refusals.FieldRefused(field=name[:80], found=request.GET[name][:80], expected=expected)


def _caller(request: HttpRequest) -> Caller | None:
    try:
        return caller_of(request)
    except Refusal:
        # Whoever tries tokens spends what an address may ask for.
        rates.spend(rates.ANONYMOUS, rates.address_of(request))
        raise


def _spend(request: HttpRequest, caller: Caller | None) -> None:
    operation = request.resolver_match.url_name if request.resolver_match else ""
    units = COSTS.get(operation or "", 1)
    if caller is not None:
        rates.spend(rates.TOKEN, str(caller.token.pk), units)
    else:
        signed = request.method == "POST" and operation in BY_SIGNATURE
        rate = rates.SIGNED if signed else rates.ANONYMOUS
        rates.spend(rate, rates.address_of(request), units)
