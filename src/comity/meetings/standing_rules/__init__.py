"""Rules of procedure as data: what a body's standing rules say of sessions, agenda, speakers, motions and votes. Pure.

A set of rules is a YAML or JSON file (`standing-rules.schema.json`), read exactly and never changed once published; a
session keeps to the version under which it was convened. Formulas are those of `comity.procedure`: a quorum counts
members as ``present``; a motion and a decision are put under a rule of the same form as anywhere else.
"""

from __future__ import annotations

from comity.meetings.standing_rules.form import (
    Agenda,
    Count,
    Credentials,
    Delegation,
    Minutes,
    Motion,
    Notice,
    Reply,
    Shorter,
    Speakers,
    Speaking,
    StandingRules,
    Voting,
    Who,
)
from comity.meetings.standing_rules.notice import Given, NoticeTooShort, require_notice
from comity.meetings.standing_rules.pattern import Pattern
from comity.meetings.standing_rules.quorum import Quorum, quorum
from comity.meetings.standing_rules.reading import parse
from comity.meetings.standing_rules.schema import SCHEMA

__all__ = [
    "SCHEMA",
    "Agenda",
    "Count",
    "Credentials",
    "Delegation",
    "Given",
    "Minutes",
    "Motion",
    "Notice",
    "NoticeTooShort",
    "Pattern",
    "Quorum",
    "Reply",
    "Shorter",
    "Speakers",
    "Speaking",
    "StandingRules",
    "Voting",
    "Who",
    "parse",
    "quorum",
    "require_notice",
]
