"""The acts of meetings, a module for each part of a session's life.

Importing this package registers them all: `apps.py` does so. The first half comes before a sitting, the second in it.
"""

from __future__ import annotations

from comity.meetings.acts import ballots, decisions, floor, minutes, motions, voting
from comity.meetings.acts.agenda import CirculateAgenda, DrawUpAgenda, ProposeItem, WithdrawItem
from comity.meetings.acts.attendance import CallQuorum, CheckIn, CheckOut, RecordPresence
from comity.meetings.acts.credentials import (
    ExamineCredentials,
    NameDelegation,
    ReportOnCredentials,
    SubmitCredentials,
)
from comity.meetings.acts.documents import IssueDocument, PlanDocument, WithdrawDocument
from comity.meetings.acts.matters import AdoptByConsensus, ObjectToMatter, PutMatter, WithdrawObjection
from comity.meetings.acts.sessions import (
    CancelSession,
    CloseSession,
    ConveneSession,
    EntrustChair,
    FollowRules,
    OpenSession,
    PostponeSession,
    PublishStandingRules,
)

__all__ = [
    "AdoptByConsensus",
    "CallQuorum",
    "CancelSession",
    "CheckIn",
    "CheckOut",
    "CirculateAgenda",
    "CloseSession",
    "ConveneSession",
    "DrawUpAgenda",
    "EntrustChair",
    "ExamineCredentials",
    "FollowRules",
    "IssueDocument",
    "NameDelegation",
    "ObjectToMatter",
    "OpenSession",
    "PlanDocument",
    "PostponeSession",
    "ProposeItem",
    "PublishStandingRules",
    "PutMatter",
    "RecordPresence",
    "ReportOnCredentials",
    "SubmitCredentials",
    "WithdrawDocument",
    "WithdrawItem",
    "WithdrawObjection",
    "ballots",
    "decisions",
    "floor",
    "minutes",
    "motions",
    "voting",
]
