"""Verification of this installation: the whole database, from within."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from comity.record import content, keyring, keys, log, merkle, replay, witnessing
from comity.record.audit import Audit
from comity.record.audit.bundle import check_bundle, finding_at
from comity.record.audit.report import Finding
from comity.record.checkpoint import Verifier
from comity.record.errors import RecordRefusal
from comity.record.leaf import Leaf
from comity.record.models import Checkpoint
from comity.record.refusals import RecordNotOpen
from comity.record.tiles import Reader
from comity.record.verification import bookkeeping
from comity.record.verification.outcome import FINDINGS, Progress, Replayed, Verified, cosigned


class RowWrong(RecordRefusal):
    """The row {row} is not what the record says: {column} is {found}, and the acts make it {recorded}."""


class RowMissing(RecordRefusal):
    """The row {row} is missing; the acts make it."""


class RowAdded(RecordRefusal):
    """The row {row} should not exist; no act makes it."""


class Installation:
    """One verification of this installation, within a snapshot that the caller holds."""

    def __init__(self, given: Sequence[Verifier], processes: int, witnesses: int, progress: Progress | None) -> None:
        self._verifiers = list(given) or [witnessing.own_verifier()]
        self._notes = list(Checkpoint.objects.order_by("size").values_list("note", flat=True))
        self._audit = Audit(
            Reader(log.file),
            self._verifiers,
            processes=processes,
            progress=progress,
            origin=keys.origin(),
            earlier=self._notes[:-1],
            witnesses=witnesses,
            limit=FINDINGS,
        )
        self._report = self._audit.report
        self._replayed = Replayed(self._report, content.public)
        self._keys = keyring.KeyRing()
        self._size = 0
        self._pending = log.pending_leaves()
        self._outcome = Verified(self._report, self._verifiers, "given" if given else "installation")

    def verify(self) -> Verified:
        """Check everything. Raises `RecordNotOpen` if there is nothing to check."""
        if self._notes:
            self._check_placed()
        elif not self._pending:
            raise RecordNotOpen()
        self._check_pending()
        for part in (
            bookkeeping.places(self._size),
            bookkeeping.tiles(self._size),
            bookkeeping.checkpoints(),
            bookkeeping.cosignatures(self._replayed.witnesses),
            self._contents(),
            self._rows(),
        ):
            self._report.add(*part)
        self._replayed.settle(self._outcome)
        self._outcome.pending = len(self._pending)
        note = log.checkpoint_note()
        if note is not None:
            self._outcome.named = cosigned(note, self._verifiers, self._replayed.witnesses, self._report)
        return self._outcome

    def _check_placed(self) -> None:
        """The acts in the tree: audited, done again, and held against the columns under which they are filed."""
        self._size = log.size()
        filed = bookkeeping.columns(self._size)
        row = next(filed, None)
        for position, leaf in self._audit.leaves():
            if leaf.type in keyring.TYPES:
                with suppress(RecordRefusal):  # the audit has reported it
                    self._keys.consume(position, leaf.type, leaf.payload)
            self._replayed.take(position, leaf)
            while row is not None and row[0] < position:
                row = next(filed, None)
            if row is not None and row[0] == position:
                self._report.add(*_misfiled(leaf, *row))

    def _check_pending(self) -> None:
        """The acts that await their place: checked and done again as if they stood at the end of the record."""
        for position, encoded in enumerate(self._pending, self._size):
            try:
                leaf = Leaf.read(encoded)
                if leaf.type in keyring.TYPES:
                    self._keys.consume(position, leaf.type, leaf.payload)
            except RecordRefusal as refusal:
                self._report.add(finding_at(position, encoded, refusal))
                continue
            self._report.add(*check_bundle([encoded], position, keys.origin(), self._keys).findings)
            self._replayed.take(position, leaf)

    def _contents(self) -> Iterator[Finding]:
        """Every content hashes to its digest, and the database knows of each that an act names."""
        yield from bookkeeping.contents()
        known = bookkeeping.known_contents()
        for digest, position in self._replayed.contents.items():
            self._outcome.absent += not known.get(digest, False)
            if digest not in known:
                yield self._at(position, bookkeeping.ContentGone(digest=digest))

    def _rows(self) -> Iterator[Finding]:
        """Every projected row is what the acts make it, unless they could not all be done again."""
        if self._replayed.next is None:
            return
        for difference in replay.differences(self._replayed.rows):
            row = f"{difference.table} {'/'.join(map(str, difference.key))}"
            refusal: RecordRefusal
            if difference.column is not None:
                found, recorded = repr(difference.found)[:200], repr(difference.recorded)[:200]
                refusal = RowWrong(row=row, column=difference.column, found=found, recorded=recorded)
            else:
                refusal = RowMissing(row=row) if difference.found is None else RowAdded(row=row)
            yield Finding(refusal) if difference.act is None else self._at(difference.act, refusal)

    def _at(self, position: int, refusal: RecordRefusal) -> Finding:
        """A finding at an act, whose leaf is read again to name it."""
        placed = position < self._size
        leaves = log.leaves(position, position + 1) if placed else self._pending[position - self._size :]
        return finding_at(position, leaves[0], refusal) if leaves else Finding(refusal, position)


def _misfiled(leaf: Leaf, position: int, id: str, type: str, leaf_hash: bytes) -> Iterator[Finding]:
    proper = {"act": (id, leaf.id), "type": (type, leaf.type.partition("@")[0])}
    hashed = merkle.leaf_hash(leaf.encoded)
    if leaf_hash != hashed:
        proper["leaf_hash"] = (leaf_hash.hex(), hashed.hex())
    for column, (found, expected) in proper.items():
        if found != expected:
            refusal = bookkeeping.ColumnWrong(column=column, found=found, expected=expected)
            yield Finding(refusal, position, leaf.id, leaf.type)
