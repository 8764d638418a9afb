"""Addresses of the secretariat's desk and of a person's signing keys."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.parties.views import desk, signing_keys

urlpatterns: list[URLPattern] = [
    path("organisation/admission/", desk.admit_party, name="admit_party"),
    path("organisation/powers/<str:powers>/revocation/", desk.revoke_powers, name="revoke_powers"),
    path("organisation/parties/<str:party>/powers/", desk.grant_powers, name="grant_powers"),
    path("account/keys/", signing_keys.signing_keys, name="signing_keys"),
    path("account/keys/<str:key>/giving-up/", signing_keys.give_up_key, name="give_up_key"),
]
