"""Every address of the site. A room's own pages stand in the room's `urls.py`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from comity.site import (
    case_pages,
    conduct_pages,
    desk_pages,
    drafting_pages,
    home,
    instrument_pages,
    live,
    party_pages,
    position_pages,
    record_pages,
    signing,
    signing_keys,
    styleguide,
    views,
)

CASES: list[URLPattern] = [
    path("", case_pages.cases, name="cases"),
    path("<str:case>/", case_pages.case, name="case"),
    path("<str:case>/part/", case_pages.case_part, name="case_part"),
    path("<str:case>/mine/", case_pages.case_mine, name="case_mine"),
    path("<str:case>/position/", position_pages.take_position, name="take_position"),
    path("<str:case>/position/withdrawal/", position_pages.withdraw_position, name="withdraw_position"),
    path("<str:case>/confirmation/<int:round>/", position_pages.confirm_position, name="confirm_position"),
    path("<str:case>/step/", position_pages.note_step, name="note_step"),
    path("<str:case>/deadline/", conduct_pages.extend_deadline, name="extend_deadline"),
    path("<str:case>/closing/", conduct_pages.close_stage, name="close_stage"),
    path("<str:case>/attendance/", conduct_pages.record_attendance, name="record_attendance"),
    path("<str:case>/abandonment/", conduct_pages.abandon_case, name="abandon_case"),
]
INSTRUMENTS: list[URLPattern] = [
    path("new/", drafting_pages.draft_instrument, name="draft_instrument"),
    path("<str:instrument>/", instrument_pages.instrument, name="instrument"),
    path("<str:instrument>/<int:old>-<int:new>/", instrument_pages.instrument_difference, name="instrument_difference"),
    path("<str:instrument>/<int:version>/<str:language>/", instrument_pages.instrument_text, name="instrument_text"),
    path("<str:instrument>/version/", drafting_pages.revise_instrument, name="revise_instrument"),
    path("<str:instrument>/submission/", drafting_pages.submit_instrument, name="submit_instrument"),
    path("<str:instrument>/resubmission/", drafting_pages.resubmit_instrument, name="resubmit_instrument"),
    path("<str:instrument>/withdrawal/", drafting_pages.withdraw_instrument, name="withdraw_instrument"),
    path("<str:instrument>/deposit/", drafting_pages.make_deposit, name="make_deposit"),
    path("<str:instrument>/denunciation/", drafting_pages.withdraw_deposit, name="withdraw_deposit"),
    path("<str:instrument>/proposals/", drafting_pages.ask_proposal, name="ask_proposal"),
]
ORGANISATION: list[URLPattern] = [
    path("", party_pages.organisation, name="organisation"),
    path("admission/", desk_pages.admit_party, name="admit_party"),
    path("procedures/new/", desk_pages.publish_procedure, name="publish_procedure"),
    path("procedures/<str:name>/<int:version>/", party_pages.procedure, name="procedure"),
    path("powers/<str:powers>/revocation/", desk_pages.revoke_powers, name="revoke_powers"),
    path("parties/<str:party>/", party_pages.party, name="party"),
    path("parties/<str:party>/powers/", desk_pages.grant_powers, name="grant_powers"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language/", views.language, name="language"),
    path("live", live.stream, name="live"),
    path("cases/", include(CASES)),
    path("instruments/", include(INSTRUMENTS)),
    path("proposals/<str:proposal>/", drafting_pages.make_proposal, name="make_proposal"),
    path("register/", instrument_pages.register, name="register"),
    path("register/states/", instrument_pages.status_by_state, name="status_by_state"),
    path("register/register.<str:form>", instrument_pages.register_export, name="register_export"),
    path("organisation/", include(ORGANISATION)),
    path("sign/<uuid:act>/", signing.sign, name="sign"),
    path("acts/<uuid:act>/", record_pages.act, name="act"),
    path("acts/<uuid:act>/receipt", record_pages.receipt, name="receipt"),
    path("record/", record_pages.record, name="record"),
    path("record/", include("comity.record.urls")),
    path("", include("comity.api.urls")),
    path("account/keys/", signing_keys.signing_keys, name="signing_keys"),
    path("account/keys/<str:key>/giving-up/", signing_keys.give_up_key, name="give_up_key"),
    path("account/", include("comity.site.account_urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.show, name="styleguide"))

handler400 = "comity.site.views.bad_request"
handler403 = "comity.site.views.forbidden"
handler404 = "comity.site.views.not_found"
handler500 = "comity.site.views.server_error"
