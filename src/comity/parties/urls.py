"""Addresses of the parties and the bodies, of full powers, and of a person's signing keys."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.parties.views import bodies, full_powers, membership, openings, signing_keys

urlpatterns: list[URLPattern] = [
    path("organisation/admission/", membership.admit_party, name="admit_party"),
    path("organisation/parties/<str:party>/suspension/", membership.suspend_party, name="suspend_party"),
    path("organisation/parties/<str:party>/reinstatement/", membership.reinstate_party, name="reinstate_party"),
    path("organisation/parties/<str:party>/withdrawal/", membership.withdraw_party, name="withdraw_party"),
    path("organisation/parties/<str:party>/weights/", membership.set_weights, name="set_weights"),
    path("organisation/parties/<str:party>/powers/", full_powers.grant_powers, name="grant_powers"),
    path("organisation/powers/<str:powers>/revocation/", full_powers.revoke_powers, name="revoke_powers"),
    path("organisation/bodies/new/", bodies.establish_body, name="establish_body"),
    path("organisation/bodies/<str:body>/", bodies.body, name="body"),
    path("organisation/bodies/<str:body>/seats/", bodies.compose_body, name="compose_body"),
    path("organisation/bodies/<str:body>/dissolution/", bodies.dissolve_body, name="dissolve_body"),
    path("organisation/bodies/<str:body>/delegations/<str:party>/", bodies.seat_delegate, name="seat_delegate"),
    path(
        "organisation/bodies/<str:body>/delegations/<str:party>/<str:person>/end/",
        bodies.unseat_delegate,
        name="unseat_delegate",
    ),
    path("openings/", openings.opening_log, name="opening_log"),
    path("account/keys/", signing_keys.signing_keys, name="signing_keys"),
    path("account/keys/<str:key>/giving-up/", signing_keys.give_up_key, name="give_up_key"),
]
