"""Addresses of the instruments, their register and the proposals that follow."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.instruments.format_urls import urlpatterns as files
from comity.instruments.views import (
    amendments,
    comparing,
    deposits,
    drafting,
    editing,
    parting,
    proposals,
    provisions,
    register,
    standing,
)

urlpatterns: list[URLPattern] = [
    *files,
    path("instruments/preview/<slug:language>/", editing.preview_text, name="preview_text"),
    path("instruments/new/", drafting.draft_instrument, name="draft_instrument"),
    path("instruments/<str:instrument>/", register.instrument, name="instrument"),
    path("instruments/<str:instrument>/standing/", standing.instrument_standing, name="instrument_standing"),
    path(
        "instruments/<str:instrument>/<int:old>-<int:new>/",
        comparing.instrument_difference,
        name="instrument_difference",
    ),
    path(
        "instruments/<str:instrument>/<int:version>/<str:language>/", register.instrument_text, name="instrument_text"
    ),
    path(
        "instruments/<str:instrument>/<str:version>/<str:language>/<str:provision>/",
        provisions.provision,
        name="provision",
    ),
    path(
        "instruments/<str:instrument>/<int:version>/<str:language>/<str:provision>/comment/",
        provisions.comment,
        name="comment_on_provision",
    ),
    path("instruments/<str:instrument>/version/", drafting.revise_instrument, name="revise_instrument"),
    path("instruments/<str:instrument>/submission/", drafting.submit_instrument, name="submit_instrument"),
    path("instruments/<str:instrument>/resubmission/", drafting.resubmit_instrument, name="resubmit_instrument"),
    path("instruments/<str:instrument>/withdrawal/", drafting.withdraw_instrument, name="withdraw_instrument"),
    path("instruments/<str:instrument>/deposit/", deposits.make_deposit, name="make_deposit"),
    path("instruments/<str:instrument>/denunciation/", deposits.withdraw_deposit, name="withdraw_deposit"),
    path("instruments/<str:instrument>/proposals/", proposals.ask_proposal, name="ask_proposal"),
    path("instruments/<str:instrument>/in-force/", provisions.in_force, name="in_force"),
    path("instruments/<str:instrument>/amendments/", amendments.amendments, name="amendments"),
    path("instruments/<str:instrument>/amendments/new/", amendments.propose_amendment, name="propose_amendment"),
    path("instruments/<str:instrument>/amendments/<str:amendment>/", amendments.amendment, name="amendment"),
    path("instruments/<str:instrument>/put-amendment/<str:amendment>/", amendments.put_amendment, name="put_amendment"),
    path(
        "instruments/<str:instrument>/withdraw-amendment/<str:amendment>/",
        amendments.withdraw_amendment,
        name="withdraw_amendment",
    ),
    path(
        "instruments/<str:instrument>/withdraw-comment/<str:comment>/",
        provisions.withdraw_comment,
        name="withdraw_comment",
    ),
    path("proposals/<str:proposal>/", proposals.make_proposal, name="make_proposal"),
    path("instruments/<str:instrument>/languages/", parting.languages_parted, name="languages_parted"),
    path("register/languages/", parting.parted_texts, name="parted_texts"),
    path("register/", register.register, name="register"),
    path("register/states/", register.status_by_state, name="status_by_state"),
    path("register/register.<str:form>", register.register_export, name="register_export"),
]
