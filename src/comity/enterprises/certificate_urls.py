"""Addresses of certificates. The first stands on paper and in QR codes: it is short and never changes."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.enterprises.views import certificates

urlpatterns: list[URLPattern] = [
    path("l/<str:licence>/", certificates.certificate, name="certificate"),
    path("l/<str:licence>/certificate.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("l/<str:licence>/credential", certificates.licence_credential, name="licence_credential"),
    path("credentials/status/<int:number>/<slug:purpose>", certificates.credential_status, name="credential_status"),
    path("credentials/keys", certificates.credential_keys, name="credential_keys"),
]
