"""Addresses of the meetings; those of a sitting stand in `sitting_urls.py`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from comity.meetings import sitting_urls
from comity.meetings.views import agenda, attendance, convening, credentials, documents, printing, rules, sessions

SESSION = "sessions/<str:session>/"
MATTER = SESSION + "matters/<str:kind>/<int:number>/"
DOCUMENT = SESSION + "documents/<str:document>/"
PARTY = SESSION + "delegations/<str:party>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", convening.convene_session, name="convene_session"),
    path("sessions/calendar.ics", printing.sessions_calendar, name="sessions_calendar"),
    path("rules-of-procedure/new/", rules.publish_rules, name="publish_rules"),
    path("rules-of-procedure/following/", rules.follow_rules, name="follow_rules"),
    path("rules-of-procedure/<str:name>/<int:version>/", rules.rules, name="standing_rules"),
    path(SESSION, sessions.session, name="session"),
    path(SESSION + "part/", sessions.session_part, name="session_part"),
    path(SESSION + "actions/", sessions.session_actions, name="session_actions"),
    path(SESSION + "calendar.ics", printing.session_calendar, name="session_calendar"),
    path(SESSION + "order-of-the-day/", printing.order_of_the_day, name="order_of_the_day"),
    path(SESSION + "order-of-the-day.pdf", printing.order_of_the_day_pdf, name="order_of_the_day_pdf"),
    path(SESSION + "seating/", printing.seating_list, name="seating_list"),
    path(SESSION + "mine/", attendance.my_session, name="my_session"),
    path(SESSION + "postponement/", convening.postpone_session, name="postpone_session"),
    path(SESSION + "cancellation/", convening.cancel_session, name="cancel_session"),
    path(SESSION + "chair/", convening.entrust_chair, name="entrust_chair"),
    path(SESSION + "opening/", convening.open_session, name="open_session"),
    path(SESSION + "closing/", convening.close_session, name="close_session"),
    path(SESSION + "quorum/", convening.call_quorum, name="call_quorum"),
    path(SESSION + "agenda/", agenda.edit_agenda, name="edit_agenda"),
    path(SESSION + "agenda/circulation/", agenda.circulate_agenda, name="circulate_agenda"),
    path(SESSION + "items/new/", agenda.propose_item, name="propose_item"),
    path(SESSION + "items/<str:item>/withdrawal/", agenda.withdraw_item, name="withdraw_item"),
    path(MATTER + "adoption/", agenda.adopt_matter, name="adopt_matter"),
    path(MATTER + "objection/", agenda.object_to_matter, name="object_to_matter"),
    path(MATTER + "agreement/", agenda.withdraw_objection, name="withdraw_objection"),
    path(MATTER + "decision/", agenda.put_matter, name="put_matter"),
    path(SESSION + "documents/new/", documents.plan_document, name="plan_document"),
    path(DOCUMENT, documents.session_document, name="session_document"),
    path(DOCUMENT + "issue/", documents.issue_document, name="issue_document"),
    path(DOCUMENT + "withdrawal/", documents.withdraw_document, name="withdraw_document"),
    path(DOCUMENT + "openings/", documents.document_openings, name="document_openings"),
    path(DOCUMENT + "<str:language>/", documents.document_text, name="document_text"),
    path(SESSION + "credentials/", credentials.credentials, name="session_credentials"),
    path(SESSION + "credentials/report/", credentials.draw_up_report, name="draw_up_report"),
    path(SESSION + "credentials/report/<int:number>/", credentials.credentials_report, name="credentials_report"),
    path(PARTY, credentials.name_delegation, name="name_delegation"),
    path(PARTY + "credentials/", credentials.submit_credentials, name="submit_credentials"),
    path(PARTY + "examination/", credentials.examine_credentials, name="examine_credentials"),
    path(PARTY + "letter/", credentials.letter, name="credentials_letter"),
    path(SESSION + "attendance/", attendance.attendance_desk, name="session_attendance"),
    path(SESSION + "attendance/arrival/", attendance.check_in, name="check_in"),
    path(SESSION + "attendance/departure/", attendance.check_out, name="check_out"),
    *sitting_urls.urlpatterns,
]
