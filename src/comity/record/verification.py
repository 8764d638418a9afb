"""Verification: everything that stands on the record, held against everything it says."""

from __future__ import annotations

from comity.phrase import Refusal
from comity.record import log, receipt
from comity.record.models import Recorded


class NoSuchAct(Refusal):
    """There is no act {act} on this record. Check the identifier."""

    status = 404


class NotYetPlaced(Refusal):
    """The act {act} stands on the record and gets its place in the tree within a second. Please ask again."""

    status = 503


def receipt_of(act: str) -> bytes:
    """The receipt of an act under the newest checkpoint. Raises `NoSuchAct` or `NotYetPlaced`."""
    position = log.position_of(act)
    if position is None:
        raise NotYetPlaced(act=act) if Recorded.objects.filter(act=act).exists() else NoSuchAct(act=act)
    note = log.checkpoint_note()
    assert note is not None  # the sequencer signs a checkpoint in the transaction that gives a place
    tree = log.tree()
    return receipt.make(log.leaves(position, position + 1)[0], position, tree.inclusion_proof(position), note)
