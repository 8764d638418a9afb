"""Addresses of a session while it sits: speakers, motions, votes, decisions, minutes, the hall's screen."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.meetings.views import amendments, chairing, decisions, floor, minutes, motions, screen, voting

urlpatterns: list[URLPattern] = [
    path("meetings/decisions/", decisions.decisions, name="session_decisions"),
    path("meetings/decisions/<str:decision>/", decisions.decision, name="decision"),
    path("meetings/decisions/<str:decision>/<str:step>/", decisions.follow_up, name="follow_up"),
    path("sessions/<str:session>/hall/", floor.hall, name="hall"),
    path("sessions/<str:session>/hall/part/", floor.hall_part, name="hall_part"),
    path("sessions/<str:session>/hall/mine/", floor.hall_mine, name="hall_mine"),
    path("sessions/<str:session>/hall/chair/", floor.hall_chair, name="hall_chair"),
    path("sessions/<str:session>/hall/act/", floor.act_at_once, name="hall_act"),
    path("sessions/<str:session>/screen/", screen.screen, name="screen"),
    path("sessions/<str:session>/screen/part/", screen.screen_part, name="screen_part"),
    path("sessions/<str:session>/proposals/new/", motions.put_proposal, name="put_proposal"),
    path(
        "sessions/<str:session>/proposals/<str:question>/amendments/",
        amendments.session_amendments,
        name="session_amendments",
    ),
    path(
        "sessions/<str:session>/proposals/<str:question>/amendments/new/",
        amendments.move_amendment,
        name="move_amendment",
    ),
    path("sessions/<str:session>/proposals/<str:question>/division/", motions.divide_question, name="divide_question"),
    path("sessions/<str:session>/proposals/<str:question>/order/", chairing.arrange_voting, name="arrange_voting"),
    path("sessions/<str:session>/cases/put/", chairing.put_case, name="put_case"),
    path("sessions/<str:session>/votes/<str:vote>/lot/", chairing.draw_lot, name="draw_lot"),
    path("sessions/<str:session>/votes/<str:vote>/answer/", voting.sign_answer, name="sign_answer"),
    path("sessions/<str:session>/elections/new/", motions.call_election, name="call_election"),
    path("sessions/<str:session>/elections/<str:question>/candidates/new/", motions.nominate, name="nominate"),
    path("sessions/<str:session>/decisions/new/", decisions.take_decision, name="take_decision"),
    path("sessions/<str:session>/votes/<str:vote>/", voting.vote, name="vote"),
    path("sessions/<str:session>/votes/<str:vote>/urn.json", voting.urn, name="ballot_urn"),
    path("sessions/<str:session>/votes/<str:vote>/slot/", voting.slot, name="ballot_slot"),
    path("sessions/<str:session>/votes/<str:vote>/count/", voting.count, name="count_ballots"),
    path("sessions/<str:session>/minutes/", minutes.minutes, name="minutes"),
    path("sessions/<str:session>/minutes/issue/", minutes.issue_minutes, name="issue_minutes"),
    path("sessions/<str:session>/minutes/correction/", minutes.ask_correction, name="ask_correction"),
    path("sessions/<str:session>/minutes/<str:step>/", minutes.conclude, name="conclude"),
    path("sessions/<str:session>/communique/draft/", minutes.draft_communique, name="draft_communique"),
    path("sessions/<str:session>/journal/<str:day>/", minutes.journal, name="journal"),
]
