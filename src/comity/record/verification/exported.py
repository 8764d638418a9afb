"""Verification of an export: a directory of files, and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from comity.record import tiles
from comity.record.audit import Audit
from comity.record.audit.report import Finding
from comity.record.checkpoint import Verifier
from comity.record.errors import FileMissing, RecordRefusal, TileMalformed
from comity.record.tiles import Bundle, Reader, Tile
from comity.record.verification.outcome import FINDINGS, NoKeyKnown, Progress, Replayed, Verified, cosigned

KEYS = "keys"
CONTENT = "content"
MAX_KEYS = 64 * 1024

_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch


class FileUncovered(RecordRefusal):
    """The file {path} belongs to no act that the checkpoint covers: it was added, or an export broke off."""


class FileOutdated(RecordRefusal):
    """The file {path} is of an earlier, smaller record, and is not what that record would have held."""


class ContentChanged(RecordRefusal):
    """The content in {path} was changed: it hashes to {found}."""


class ContentUnnamed(RecordRefusal):
    """The content in {path} is named by no act."""


def keys_in(directory: Path) -> list[Verifier]:
    """The verifier keys that an export names: one a line, ``#`` before a remark. Raises KeyTextMalformed."""
    try:
        with (directory / KEYS).open("rb") as file:
            text = file.read(MAX_KEYS).decode("utf-8", "replace")
    except OSError:
        return []
    lines = (line.strip() for line in text.splitlines())
    return [Verifier.parse(line) for line in lines if line and not line.startswith("#")]


class Exported:
    """One verification of an export."""

    def __init__(
        self,
        directory: Path,
        given: Sequence[Verifier],
        processes: int,
        witnesses: int,
        progress: Progress | None,
    ) -> None:
        self._directory = directory
        verifiers = list(given) or keys_in(directory)
        if not verifiers:
            raise NoKeyKnown()
        self._reader = Reader(directory)
        self._audit = Audit(
            self._reader,
            verifiers,
            processes=processes,
            progress=progress,
            witnesses=witnesses,
            limit=FINDINGS,
        )
        self._report = self._audit.report
        self._replayed = Replayed(self._report, self._content)
        self._outcome = Verified(self._report, verifiers, "given" if given else "export")

    def verify(self) -> Verified:
        """Check everything."""
        for position, leaf in self._audit.leaves():
            self._replayed.take(position, leaf)
        self._replayed.settle(self._outcome)
        self._report.add(*self._contents())
        if self._report.checkpoint is not None:
            self._report.add(*self._further_files(self._report.checkpoint.size))
            note = self._reader.checkpoint().decode("utf-8", "replace")
            self._outcome.named = cosigned(note, self._outcome.keys, self._replayed.witnesses, self._report)
        return self._outcome

    def _content(self, digest: str) -> bytes | None:
        try:
            return (self._directory / CONTENT / digest).read_bytes()
        except OSError:
            return None

    def _contents(self) -> Iterator[Finding]:
        """What is here must be what its name says, and named by an act; what is not here was left out."""
        here = set()
        for path in sorted((self._directory / CONTENT).glob("*")):
            name = f"{CONTENT}/{path.name}"
            if not _DIGEST(path.name) or path.name not in self._replayed.contents:
                yield Finding(ContentUnnamed(path=name), path=name)
                continue
            here.add(path.name)
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != path.name:
                yield Finding(ContentChanged(path=name, found=found), self._replayed.contents[path.name], path=name)
        self._outcome.absent = len(self._replayed.contents) - len(here)

    def _further_files(self, size: int) -> Iterator[Finding]:
        """Files that the checkpoint does not need: partial tiles of earlier exports are harmless if they are true."""
        needed = set(tiles.files_of(size))
        for path in sorted((self._directory / "tile").rglob("*")):
            name = path.relative_to(self._directory).as_posix()
            if path.is_dir() or name in needed:
                continue
            try:
                outdated = self._is_beginning(tiles.parse_path(name), size)
            except (FileMissing, TileMalformed, RecordRefusal):
                yield Finding(FileUncovered(path=name), path=name)
                continue
            if not outdated:
                yield Finding(FileOutdated(path=name), path=name)

    def _is_beginning(self, old: Tile | Bundle, size: int) -> bool:
        """Whether an old partial file holds the beginning of the one that has replaced it."""
        if isinstance(old, Bundle):
            now = Bundle(old.n, min(tiles.WIDTH, size - old.start))
            if now.width <= old.width:
                raise FileMissing(path=old.path)
            return self._reader.bundle(old) == self._reader.bundle(now)[: old.width]
        now_tile = tiles.tile_at(old.level, old.n, size)
        if now_tile.width <= old.width:
            raise FileMissing(path=old.path)
        return self._reader.tile(now_tile).startswith(self._reader.tile(old))
