"""Deciding a question, exactly: rules, members, positions, outcomes."""

from __future__ import annotations

from comity.procedure.decision.body import Member, Members
from comity.procedure.decision.rule import Rule

__all__ = ["Member", "Members", "Rule"]
