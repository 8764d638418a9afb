"""Every address of the site. A room's own pages stand in the room's `urls.py`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from comity.record import signing
from comity.site import home, live, organisation_pages, record_pages, styleguide, views

# A room's own pages: its `urls.py` holds whole addresses.
ROOMS: tuple[str, ...] = (
    "comity.parties.urls",
    "comity.cases.urls",
    "comity.instruments.urls",
    "comity.meetings.urls",
    "comity.enterprises.urls",
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language/", views.language, name="language"),
    path("live", live.stream, name="live"),
    path("organisation/", organisation_pages.organisation, name="organisation"),
    path("organisation/parties/<str:party>/", organisation_pages.party, name="party"),
    path("sign/<uuid:act>/", signing.sign, name="sign"),
    path("acts/<uuid:act>/", record_pages.act, name="act"),
    path("acts/<uuid:act>/receipt", record_pages.receipt, name="receipt"),
    path("record/", record_pages.record, name="record"),
    path("record/", include("comity.record.urls")),
    *(path("", include(room)) for room in ROOMS),
    path("", include("comity.api.urls")),
    path("account/", include("comity.site.account_urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.show, name="styleguide"))

handler400 = "comity.site.views.bad_request"
handler403 = "comity.site.views.forbidden"
handler404 = "comity.site.views.not_found"
handler500 = "comity.site.views.server_error"
