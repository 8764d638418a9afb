"""Projections of meetings, a module for each part of a session's life; those of a sitting are in `sitting`."""

from __future__ import annotations

from comity.meetings.models.agenda import AgendaItem, AgendaVersion
from comity.meetings.models.attendance import Presence, QuorumCall
from comity.meetings.models.credentials import Credentials, CredentialsReport, SessionDelegate
from comity.meetings.models.documents import Document, DocumentText, Opening
from comity.meetings.models.sessions import BodyRules, Matter, RulesVersion, Session

__all__ = [
    "AgendaItem",
    "AgendaVersion",
    "BodyRules",
    "Credentials",
    "CredentialsReport",
    "Document",
    "DocumentText",
    "Matter",
    "Opening",
    "Presence",
    "QuorumCall",
    "RulesVersion",
    "Session",
    "SessionDelegate",
]
