"""Addresses under the record's URL."""

from __future__ import annotations

from django.urls import path

from comity.record import views

urlpatterns = [
    path("checkpoint", views.checkpoint, name="record-checkpoint"),
    path("keys", views.keys, name="record-keys"),
    path("tile/<path:path>", views.tile, name="record-tile"),
    path("content/<str:digest>", views.content, name="record-content"),
    path("cosignature", views.cosignature, name="record-cosignature"),
]
