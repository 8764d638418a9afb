"""Pages that belong to no room: the front page, the choice of language, errors."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from comity.pages.access import public
from comity.site.accounts import remember_language


@never_cache
@require_safe
@public
def language(request: HttpRequest) -> HttpResponse:
    """Go on in another language. A link, not a form: public pages then need neither a session nor a token."""
    code, back = request.GET.get("to", ""), request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES):
        remember_language(response, code)
    return response


@requires_csrf_token
@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "comity/errors/400.html", status=400)


@requires_csrf_token
@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: what is behind the door is not said."""
    return render(request, "comity/errors/403.html", status=403)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or stale: it says what to do, not why in detail."""
    return render(request, "comity/errors/stale_form.html", status=403)


@requires_csrf_token
@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "comity/errors/404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without the database, the session or the context: any of them may be what failed."""
    return HttpResponse(get_template("comity/errors/500.html").render(), status=500)
