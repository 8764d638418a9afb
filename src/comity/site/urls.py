"""Every address of the site. A room's own pages stand in the room's `urls.py`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from comity.site import styleguide, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("", include("comity.api.urls")),
    path("account/", include("comity.site.account_urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.show, name="styleguide"))

handler400 = "comity.site.views.bad_request"
handler403 = "comity.site.views.forbidden"
handler404 = "comity.site.views.not_found"
handler500 = "comity.site.views.server_error"
