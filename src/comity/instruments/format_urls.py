"""Addresses of the files of a text: ``…/2/en.pdf``, ``…/2/en+ru.html``, ``…/1-2/en.docx``; and of imports."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.instruments.views import formats, importing

urlpatterns: list[URLPattern] = [
    path(
        "instruments/<str:instrument>/<int:version>/<slug:language>.<slug:form>",
        formats.instrument_format,
        name="instrument_format",
    ),
    path(
        "instruments/<str:instrument>/<int:version>/<slug:left>+<slug:right>.<slug:form>",
        formats.instrument_side_by_side,
        name="instrument_side_by_side",
    ),
    path(
        "instruments/<str:instrument>/<int:old>-<int:new>/<slug:language>.<slug:form>",
        formats.instrument_redline,
        name="instrument_redline",
    ),
    path("instruments/new/import/", importing.import_draft, name="import_draft"),
    path("instruments/<str:instrument>/version/import/", importing.import_version, name="import_version"),
]
