"""Verification: everything that stands on a record, held against everything it says, and then done again.

The audit re-reads leaves, signatures, tree and checkpoint; every act is then applied anew, authority included, to rows
in memory. An installation is compared with those rows, column by column; an export has nothing else to show, but every
act in it must follow from the acts before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from comity.record import log, receipt
from comity.record.checkpoint import Verifier
from comity.record.models import Recorded
from comity.record.verification.bookkeeping import snapshot
from comity.record.verification.exported import Exported, keys_in
from comity.record.verification.installation import Installation
from comity.record.verification.outcome import (
    NoKeyKnown,
    NoSuchAct,
    NotYetPlaced,
    Progress,
    Verified,
    rarely_collecting,
)

__all__ = [
    "NoKeyKnown",
    "NoSuchAct",
    "NotYetPlaced",
    "Verified",
    "keys_in",
    "receipt_of",
    "snapshot",
    "verify_export",
    "verify_installation",
]


def receipt_of(act: str) -> bytes:
    """The receipt of an act under the newest checkpoint. Raises `NoSuchAct` or `NotYetPlaced`."""
    with snapshot():
        position = log.position_of(act)
        if position is None:
            raise NotYetPlaced(act=act) if Recorded.objects.filter(act=act).exists() else NoSuchAct(act=act)
        note = log.checkpoint_note()
        assert note is not None  # the sequencer signs a checkpoint in the transaction that gives a place
        proof = log.tree().inclusion_proof(position)
        return receipt.make(log.leaves(position, position + 1)[0], position, proof, note)


def verify_installation(
    given: Sequence[Verifier] = (), *, processes: int = 1, witnesses: int = 0, progress: Progress | None = None
) -> Verified:
    """Verify this installation: the whole database as it is at one moment, acts that await their place included.

    Without ``given`` keys the installation's own key is used. ``witnesses`` is how many known witnesses must have
    signed the checkpoint. A server may go on writing meanwhile.
    """
    with snapshot(), rarely_collecting():
        return Installation(given, processes, witnesses, progress).verify()


def verify_export(
    directory: Path,
    given: Sequence[Verifier] = (),
    *,
    processes: int = 1,
    witnesses: int = 0,
    progress: Progress | None = None,
) -> Verified:
    """Verify an export from its files alone, the replay in memory included.

    Without ``given`` keys those that the export itself names are used, which proves much less; ``keys_from`` says so.
    Raises `NoKeyKnown` if it names none.
    """
    with rarely_collecting():
        return Exported(directory, given, processes, witnesses, progress).verify()
