"""Every address of the site. A room's own pages stand in the room's `urls.py`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
