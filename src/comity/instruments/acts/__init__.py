"""The acts of instruments, a module for each part of a text's life."""

from __future__ import annotations

from comity.instruments.acts.amendments import ProposeAmendment, PutAmendment, WithdrawAmendment
from comity.instruments.acts.comments import CommentOnText, WithdrawComment
from comity.instruments.acts.deposits import MakeDeposit, TakeEffect, WithdrawDeposit
from comity.instruments.acts.drafting import (
    DraftInstrument,
    ResubmitInstrument,
    ReviseInstrument,
    SubmitInstrument,
    WithdrawInstrument,
)
from comity.instruments.acts.on_instrument import SUBJECT
from comity.instruments.acts.proposals import AskProposal, MakeProposal

__all__ = [
    "SUBJECT",
    "AskProposal",
    "CommentOnText",
    "DraftInstrument",
    "MakeDeposit",
    "MakeProposal",
    "ProposeAmendment",
    "PutAmendment",
    "ResubmitInstrument",
    "ReviseInstrument",
    "SubmitInstrument",
    "TakeEffect",
    "WithdrawAmendment",
    "WithdrawComment",
    "WithdrawDeposit",
    "WithdrawInstrument",
]
