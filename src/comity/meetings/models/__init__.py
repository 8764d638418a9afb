"""Projections of meetings, a module for each part of a session's life, before a sitting and in it."""

from __future__ import annotations

from comity.meetings.models.agenda import AgendaItem, AgendaVersion
from comity.meetings.models.attendance import Presence, QuorumCall
from comity.meetings.models.ballots import BallotKey, UrnBallot
from comity.meetings.models.credentials import Credentials, CredentialsReport, SessionDelegate
from comity.meetings.models.decisions import Decision, Progress, Series
from comity.meetings.models.documents import Document, DocumentText
from comity.meetings.models.floor import Floor, Speaker
from comity.meetings.models.minutes import Communique, Correction, Minutes
from comity.meetings.models.motions import Candidate, Question
from comity.meetings.models.sessions import BodyRules, Matter, RulesVersion, Session
from comity.meetings.models.voting import Paper, Stand, Vote

__all__ = [
    "AgendaItem",
    "AgendaVersion",
    "BallotKey",
    "BodyRules",
    "Candidate",
    "Communique",
    "Correction",
    "Credentials",
    "CredentialsReport",
    "Decision",
    "Document",
    "DocumentText",
    "Floor",
    "Matter",
    "Minutes",
    "Paper",
    "Presence",
    "Progress",
    "Question",
    "QuorumCall",
    "RulesVersion",
    "Series",
    "Session",
    "SessionDelegate",
    "Speaker",
    "Stand",
    "UrnBallot",
    "Vote",
]

KEPT_APART = (BallotKey, UrnBallot)
