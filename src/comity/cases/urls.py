"""Addresses of the cases."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.cases.views import conduct, paths, positions, procedures

urlpatterns: list[URLPattern] = [
    path("cases/", paths.cases, name="cases"),
    path("cases/<str:case>/", paths.case, name="case"),
    path("cases/<str:case>/part/", paths.case_part, name="case_part"),
    path("cases/<str:case>/mine/", paths.case_mine, name="case_mine"),
    path("cases/<str:case>/position/", positions.take_position, name="take_position"),
    path("cases/<str:case>/position/withdrawal/", positions.withdraw_position, name="withdraw_position"),
    path("cases/<str:case>/confirmation/<int:round>/", positions.confirm_position, name="confirm_position"),
    path("cases/<str:case>/step/", positions.note_step, name="note_step"),
    path("cases/<str:case>/deadline/", conduct.extend_deadline, name="extend_deadline"),
    path("cases/<str:case>/closing/", conduct.close_stage, name="close_stage"),
    path("cases/<str:case>/attendance/", conduct.record_attendance, name="record_attendance"),
    path("cases/<str:case>/abandonment/", conduct.abandon_case, name="abandon_case"),
    path("organisation/procedures/new/", procedures.publish_procedure, name="publish_procedure"),
    path("organisation/procedures/<str:name>/<int:version>/", procedures.procedure, name="procedure"),
]
