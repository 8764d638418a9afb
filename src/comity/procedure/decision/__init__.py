"""Deciding a question, exactly: rules, members, positions, outcomes.

:func:`outcome` decides once; a :class:`Question` compiled once and its :class:`Tally` decide after every position at a
cost that does not grow with the body.
"""

from __future__ import annotations

from comity.procedure.decision.body import Member, Members
from comity.procedure.decision.cases import decide_document, decide_file
from comity.procedure.decision.missing import Missing, Part
from comity.procedure.decision.outcome import Finding, Outcome, counted, outcome, question
from comity.procedure.decision.question import Question
from comity.procedure.decision.rule import Rule
from comity.procedure.decision.settle import ADOPTED, NO_QUORUM, OPEN, REJECTED
from comity.procedure.decision.tally import Tally
from comity.procedure.position import Position

__all__ = [
    "ADOPTED",
    "NO_QUORUM",
    "OPEN",
    "REJECTED",
    "Finding",
    "Member",
    "Members",
    "Missing",
    "Outcome",
    "Part",
    "Position",
    "Question",
    "Rule",
    "Tally",
    "counted",
    "decide_document",
    "decide_file",
    "outcome",
    "question",
]
