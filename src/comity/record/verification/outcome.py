"""What a verification finds, and the replay that both kinds of verification share."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from comity.phrase import Refusal
from comity.record import checkpoint, replay, tiles
from comity.record.acts import AdmitWitness
from comity.record.audit.report import Finding, Report
from comity.record.checkpoint import COSIGNATURE, Signature, Verifier
from comity.record.errors import NoteForged, NoteRefused, RecordRefusal
from comity.record.leaf import Leaf
from comity.record.refusals import ContentMissing
from comity.record.rows import Contents, MemoryRows, projections

FINDINGS = 200
"""How many findings a verification holds; it counts all."""

Progress = Callable[[int, int], None]
"""Called with the number of acts checked and of all acts."""


class NoSuchAct(Refusal):
    """There is no act {act} on this record. Check the identifier."""

    status = 404


class NotYetPlaced(Refusal):
    """The act {act} stands on the record and gets its place in the tree within a second. Please ask again."""

    status = 503


class NoKeyKnown(Refusal):
    """No public key is known to check this against. Give the record's with --key, as the record itself publishes it."""


class DoesNotFollow(RecordRefusal):
    """It does not follow from the acts before it: {why}"""


class ContentNotHere(RecordRefusal):
    """It relies on the content {digest}, which is not here unchanged: it and the acts after it were not done again, and
    rows were not compared."""


class NotReplayed(RecordRefusal):
    """The acts from here on were not done again, because one before them cannot be read; rows were not compared."""


@dataclass(slots=True)
class Verified:
    """The outcome of a verification; ``audit.findings`` says what is wrong, and where.

    ``pending`` acts were committed but had no place in the tree yet. ``rows`` counts the rows made again by table.
    ``named`` are cosignatures by witnesses whose keys only the record itself names. ``contents`` counts the contents
    that acts name, ``absent`` those of them that nobody can fetch here (confidential, erased, left out of an export).
    ``made`` are the rows that the replay has made, of as many acts as ``replayed``.
    """

    audit: Report
    keys: Sequence[Verifier]
    keys_from: Literal["given", "installation", "export"]
    pending: int = 0
    replayed: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    named: tuple[Signature, ...] = ()
    contents: int = 0
    absent: int = 0
    made: MemoryRows | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.audit.ok


class Replayed:
    """The acts that the audit passes on, done again in memory, until one does not follow from those before it.

    ``next`` is the position of the act to come, None once there can be none. ``contents`` holds the first act that
    names each digest, ``witnesses`` every key that an act admits.
    """

    def __init__(self, report: Report, contents: Contents) -> None:
        self.rows = MemoryRows(contents)
        self.next: int | None = 0
        self.witnesses: list[Verifier] = []
        self.contents: dict[str, int] = {}
        self._report = report

    def take(self, position: int, leaf: Leaf) -> None:
        """Do the act of the next leaf."""
        for digest in leaf.contents:
            self.contents.setdefault(digest, position)
        if self.next is None:
            return
        if position != self.next:
            self._stop(position, leaf, NotReplayed())
            return
        try:
            replay.apply(self.rows, leaf, position)
        except replay.ReplayRefused as refusal:
            missing = refusal.__cause__ if isinstance(refusal.__cause__, ContentMissing) else None
            stopped = DoesNotFollow(why=refusal.values["why"])
            self._stop(position, leaf, ContentNotHere(**missing.values) if missing else stopped)
        except Exception as error:  # an act that no corridor has let through may break anything
            self._stop(position, leaf, DoesNotFollow(why=f"{type(error).__name__}: {error}"))
        else:
            self.next = position + 1
            if leaf.type == AdmitWitness.type:
                self.witnesses.append(Verifier.parse(leaf.payload["verifier"]))

    def settle(self, outcome: Verified) -> None:
        """Say in ``outcome`` how far the replay came."""
        outcome.replayed, outcome.made = self.next or 0, self.rows
        outcome.rows = {model._meta.db_table: len(self.rows.tables[model]) for model in projections()}
        outcome.contents = len(self.contents)

    def _stop(self, position: int, leaf: Leaf, refusal: RecordRefusal) -> None:
        self._report.add(Finding(refusal, position, leaf.id, leaf.type))
        self.next = None


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Look for cycles of dead objects rarely: the rows of a replay live to its end and are in none, and going through
    them again and again costs a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def cosigned(note: str, keys: Sequence[Verifier], named: Sequence[Verifier], report: Report) -> tuple[Signature, ...]:
    """The cosignatures by witnesses that only the record names; a forged one is a finding."""
    known = {key for key in keys if key.algorithm == COSIGNATURE}
    others = [witness for witness in named if witness not in known]
    try:
        return checkpoint.open_note(note, others).signatures
    except NoteForged as refusal:
        report.add(Finding(refusal, path=tiles.CHECKPOINT))
    except NoteRefused:
        pass  # no line by any of them; the audit has reported whatever else is wrong
    return ()
