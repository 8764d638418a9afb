"""Addresses of the register of licences and of certificates."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.enterprises.certificate_urls import urlpatterns as certificates
from comity.enterprises.views import register

urlpatterns: list[URLPattern] = [
    *certificates,
    path("licences/", register.licences, name="licences"),
    path("licences/export.<slug:form>", register.licences_export, name="licences_export"),
    path("licences/<str:licence>/", register.licence, name="licence"),
    path("enterprises/<str:enterprise>/", register.enterprise, name="enterprise"),
]
