"""Addresses of the meetings; those of a sitting stand in `sitting_urls.py`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from comity.meetings import sitting_urls

urlpatterns: list[URLPattern | URLResolver] = [*sitting_urls.urlpatterns]
