"""The audit: re-reads a whole record from its files and says what is wrong, and at which act.

It trusts nothing but the verifier keys it is given: bundles, leaves, every signature against the keys valid at its
place, every tile at every level, the checkpoint, the witnesses' cosignatures, and earlier checkpoints that the auditor
has kept.

What a record cannot show by itself: that its keeper, with the record's own key, dropped or reordered acts and signed
anew. That is what earlier checkpoints and witnesses are for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from hashlib import sha256
from itertools import accumulate
from typing import Final

import orjson

from comity.record import canonical, checkpoint, keyring, leaf, tiles
from comity.record.audit.bundle import Checked, check_bundle, compare, finding_at
from comity.record.audit.report import Finding, Report
from comity.record.audit.tree import TreeCheck
from comity.record.audit.workers import KeyAct, Workers
from comity.record.checkpoint import Checkpoint, Verifier
from comity.record.errors import (
    ActRepeated,
    BundleBroken,
    ContentChanged,
    ContentMissing,
    EarlierRefused,
    FileMissing,
    ForeignRecord,
    KeyActRefused,
    NoteRefused,
    RecordCutShort,
    RecordRefusal,
    RecordUnopened,
    TooFewWitnesses,
    WrongCount,
)
from comity.record.leaf import Leaf
from comity.record.tiles import Bundle, Reader, Tile

__all__ = ["WITHHELD", "Audit", "Contents", "Finding", "Report", "Withheld", "audit"]

FINDINGS = 1_000
"""How many findings a report holds unless asked otherwise."""

MISSING = 16
"""After so many missing bundles in a row no more are looked for: a forged checkpoint can count any number of acts."""

_KEY_ACT = b'"type":"record.'


class Withheld:
    """Stands for a content that the record's keeper is known to withhold, or to have erased."""


WITHHELD: Final = Withheld()

Contents = Callable[[str], bytes | Withheld | None]
"""Gives the content stored under a digest; None if it is missing and should not be."""


def audit(
    reader: Reader,
    verifiers: Sequence[Verifier],
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
    origin: str | None = None,
    earlier: Iterable[str | bytes] = (),
    witnesses: int = 0,
    contents: Contents | None = None,
    limit: int = FINDINGS,
) -> Report:
    """Audit a whole record; see `Audit` for the parameters."""
    return Audit(
        reader,
        verifiers,
        processes=processes,
        progress=progress,
        origin=origin,
        earlier=earlier,
        witnesses=witnesses,
        contents=contents,
        limit=limit,
    ).run()


class Audit:
    """One audit of a record: ``run`` it, or iterate ``leaves`` to use the acts in the same pass.

    ``report`` fills as it goes.

    Parameters
    ----------
    verifiers: the record's checkpoint key, and those of the witnesses that the auditor knows.
    processes: more than one checks signatures in that many further processes.
    progress: called with the number of acts checked and of all acts, after each bundle.
    origin: the record expected, if the auditor knows it.
    earlier: checkpoints (notes) kept from before, which this record must continue.
    witnesses: how many known witnesses must have signed the checkpoint.
    contents: where contents are found by digest; without it they are not looked at.
    limit: how many findings the report holds.
    """

    def __init__(
        self,
        reader: Reader,
        verifiers: Sequence[Verifier],
        *,
        processes: int = 1,
        progress: Callable[[int, int], None] | None = None,
        origin: str | None = None,
        earlier: Iterable[str | bytes] = (),
        witnesses: int = 0,
        contents: Contents | None = None,
        limit: int = FINDINGS,
    ) -> None:
        self.report = Report(limit)
        self._reader, self._verifiers, self._origin = reader, verifiers, origin
        self._processes, self._progress, self._witnesses = processes, progress, witnesses
        self._earlier, self._contents = earlier, contents
        self._keys = keyring.KeyRing()
        self._key_acts: list[KeyAct] = []
        self._ids = bytearray()
        self._runs: list[tuple[Bundle, int]] = []
        self._looked_up: set[str] = set()
        self._missing = 0

    def run(self) -> Report:
        """Check everything. Raises only what the reader raises, and ChildProcessError if a process is killed."""
        for _ in self._pass():
            pass
        return self.report

    def leaves(self) -> Iterator[tuple[int, Leaf]]:
        """Check everything, and give every readable act with its position, in order.

        An act of whose form something is wrong is left out; one whose signature is wrong is given: see the report.
        """
        for bundle, leaves, checked in self._pass():
            for index, encoded in enumerate(leaves):
                if index not in checked.unreadable:
                    fields = checked.fields.get(index) or orjson.loads(encoded)  # further processes keep none
                    yield bundle.start + index, Leaf.of(fields, encoded)

    def _pass(self) -> Iterator[tuple[Bundle, list[bytes], Checked]]:
        head = self._open()
        if head is None:
            return
        tree = TreeCheck(self._reader, head, self._open_earlier(head.origin))
        waiting: deque[tuple[Bundle, list[bytes], Future[Checked]]] = deque()
        with ExitStack() as stack:
            workers = stack.enter_context(Workers(self._processes, self._key_acts)) if self._processes > 1 else None
            for bundle in tiles.bundles_of(head.size):
                leaves = self._read(bundle)
                if self._missing == MISSING:
                    self._cut_short(bundle, head)
                    break
                self._learn(bundle, leaves, head.origin)
                waiting.append((bundle, leaves, self._check(workers, bundle, leaves, head.origin)))
                if workers is None or len(waiting) > 2 * self._processes:
                    yield self._settle(*waiting.popleft(), tree)
            while waiting:
                yield self._settle(*waiting.popleft(), tree)
        self.report.add(*tree.finish())
        self._find_repetitions()

    def _open(self) -> Checkpoint | None:
        """The checkpoint: verified, or at least readable so that the audit can go on."""
        try:
            note = self._reader.checkpoint()
        except FileMissing as refusal:
            self.report.add(Finding(refusal, path=tiles.CHECKPOINT))
            return None
        head: Checkpoint | None
        try:
            head, self.report.signatures = checkpoint.open_checkpoint(note, self._verifiers, origin=self._origin)
        except NoteRefused as refusal:
            self.report.add(Finding(refusal, path=tiles.CHECKPOINT))
            head = _readable(note)
        self.report.checkpoint = head
        if (found := len(self.report.witnesses)) < self._witnesses:
            too_few = TooFewWitnesses(found=found, expected=self._witnesses)
            self.report.add(Finding(too_few, path=tiles.CHECKPOINT))
        return head

    def _open_earlier(self, origin: str) -> Iterator[Checkpoint]:
        for note in self._earlier:
            try:
                yield checkpoint.open_checkpoint(note, self._verifiers, origin=origin)[0]
            except NoteRefused as refusal:
                head = _readable(note)
                size = head.size if head else "?"
                self.report.add(Finding(EarlierRefused(size=size, reason=refusal.phrase)))

    def _read(self, bundle: Bundle) -> list[bytes]:
        try:
            leaves = self._reader.bundle(bundle)
        except BundleBroken as refusal:
            self.report.add(Finding(refusal, bundle.start + refusal.values["entry"], path=bundle.path))
            return []
        except FileMissing as refusal:
            self.report.add(Finding(refusal, path=bundle.path))
            self._missing += 1
            return []
        self._missing = 0
        if len(leaves) != bundle.width:
            count = WrongCount(path=bundle.path, found=len(leaves), expected=bundle.width)
            self.report.add(Finding(count, path=bundle.path))
        return leaves

    def _cut_short(self, bundle: Bundle, head: Checkpoint) -> None:
        position = (bundle.n - MISSING + 1) * tiles.WIDTH
        self.report.add(Finding(RecordCutShort(size=head.size, position=position), position))

    def _learn(self, bundle: Bundle, leaves: Sequence[bytes], origin: str) -> None:
        """Take in the acts on keys, before the signatures of this bundle and the next are checked."""
        for position, encoded in enumerate(leaves, bundle.start):
            if _KEY_ACT not in encoded and position:
                continue
            try:
                fields = canonical.decode(encoded)
                leaf.check_fields(fields)
            except RecordRefusal:
                continue  # check_bundle reports it
            name, _, version = fields["type"].partition("@")
            try:
                if position == 0 and fields["type"] != keyring.OPEN:
                    raise RecordUnopened(found=fields["type"])
                if name in keyring.TYPES:
                    if version:
                        raise KeyActRefused(key="?", reason=f"the schema {version} of {name} is not known here")
                    self._keys.consume(position, name, fields["payload"])
                    self._key_acts.append((position, name, fields["payload"]))
                    if position == 0 and self._keys.origin != origin:
                        raise ForeignRecord(found=self._keys.origin, expected=origin)
            except RecordRefusal as refusal:
                self.report.add(finding_at(position, encoded, refusal))

    def _check(self, workers: Workers | None, bundle: Bundle, leaves: list[bytes], origin: str) -> Future[Checked]:
        contents = self._contents is not None
        if workers is not None:
            return workers.submit(leaves, bundle.start, origin, contents=contents)
        done: Future[Checked] = Future()
        done.set_result(check_bundle(leaves, bundle.start, origin, self._keys, contents=contents, keep=True))
        return done

    def _settle(
        self, bundle: Bundle, leaves: list[bytes], checking: Future[Checked], tree: TreeCheck
    ) -> tuple[Bundle, list[bytes], Checked]:
        """Take in what the check of a bundle gave, and hold it against the tree."""
        checked = checking.result()
        findings = checked.findings
        tile = tree.read_tile(Tile(0, bundle.n, bundle.width), findings)
        if tile is not None and tile != checked.hashes and leaves:
            findings += compare(tile, checked, leaves, bundle.start, bundle.path)
        findings += tree.take(bundle, checked.hashes, tile)
        self.report.add(*sorted(findings, key=lambda found: -1 if found.position is None else found.position))
        self._ids += checked.ids
        self._runs.append((bundle, len(leaves)))
        self._look_up(bundle, leaves, checked)
        self.report.acts += len(leaves)
        if self._progress is not None and self.report.checkpoint is not None:
            self._progress(bundle.start + bundle.width, self.report.checkpoint.size)
        return bundle, leaves, checked

    def _look_up(self, bundle: Bundle, leaves: Sequence[bytes], checked: Checked) -> None:
        if self._contents is None:
            return
        for position, digest in checked.contents:
            if digest in self._looked_up:
                continue
            self._looked_up.add(digest)
            self.report.contents += 1
            found = self._contents(digest)
            refusal: RecordRefusal
            if isinstance(found, Withheld):
                self.report.withheld += 1
                continue
            if found is None:
                refusal = ContentMissing(digest=digest)
            elif (actual := sha256(found).hexdigest()) != digest:
                refusal = ContentChanged(digest=digest, found=actual)
            else:
                continue
            self.report.add(finding_at(position, leaves[position - bundle.start], refusal))

    def _find_repetitions(self) -> None:
        """Name every act whose identifier an earlier act bears, but for those already named as repeated."""
        import numpy as np

        if not self._ids:
            return
        halves = np.frombuffer(self._ids, dtype=">u8").reshape(-1, 2)
        order = np.lexsort((halves[:, 1], halves[:, 0]))  # stable: of equal ones the first stays first
        ranked = halves[order]
        again = np.flatnonzero((ranked[1:] == ranked[:-1]).all(axis=1)) + 1
        if not again.size:
            return
        ends = list(accumulate(count for _, count in self._runs))
        named = {(found.position, found.id) for found in self.report.findings if found.code == ActRepeated.__name__}
        first = -1
        for rank in again.tolist():
            if first < 0 or (ranked[rank - 1] != ranked[rank - 2]).any():
                first = rank - 1
            position, encoded = self._act_again(int(order[rank]), ends)
            refusal = ActRepeated(first=self._act_again(int(order[first]), ends)[0])
            repeated = finding_at(position, encoded, refusal)
            if (position, repeated.id) not in named:
                self.report.add(repeated)

    def _act_again(self, number: int, ends: Sequence[int]) -> tuple[int, bytes]:
        """The position and the bytes of the ``number``-th act read, from its file once more."""
        run = bisect_right(ends, number)
        bundle, count = self._runs[run]
        index = number - (ends[run] - count)
        return bundle.start + index, self._reader.bundle(bundle)[index]


def _readable(note: str | bytes) -> Checkpoint | None:
    try:
        return Checkpoint.parse(checkpoint.split_note(note)[0])
    except NoteRefused:
        return None
