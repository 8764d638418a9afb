"""Addresses of a session while it sits: speakers, motions, votes, decisions, minutes, the hall's screen."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
