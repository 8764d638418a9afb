"""What tests in a browser need beside the real addresses: the style guide, and a page of fragments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path

from comity.pages.access import public
from comity.site import styleguide
from comity.site.urls import handler400, handler403, handler404, handler500
from comity.site.urls import urlpatterns as site_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@public
def fragments(request: HttpRequest) -> HttpResponse:
    """A page whose parts are fetched by htmx: proves the vendored version under our policy."""
    return render(request, "comity/testing/fragments.html", {"times": int(request.POST.get("times", 0)) + 1})


urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", styleguide.show, name="styleguide"),
    path("fragments/", fragments, name="fragments"),
    *site_patterns,
]
