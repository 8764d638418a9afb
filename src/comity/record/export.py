"""The export: the whole record as a directory of static files, byte for byte as they are served over HTTP.

An export grows: called again on the same directory it adds what is new. The checkpoint is written last, so that a
reader, and a web server that serves the directory, always finds a record that is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from comity.phrase import Refusal
from comity.record import checkpoint, keys, log, tiles, witnessing
from comity.record.acts import Act, read_act, registry
from comity.record.errors import RecordRefusal
from comity.record.models import Content
from comity.record.refusals import RecordNotOpen
from comity.record.tiles import Bundle, Reader, Tile
from comity.record.verification import snapshot
from comity.record.verification.exported import CONTENT, KEYS

README = "README"
UNFINISHED = ".part"

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""


class ExportRefused(Refusal):
    """The record was not exported: {reason}"""


class ForeignDirectory(ExportRefused):
    """The directory {directory} holds other files ({example}). Export into an empty directory, or an earlier export."""


class ForeignExport(ExportRefused):
    """The directory {directory} holds another record, or one signed with another key. Nothing was written. {reason}"""


class LongerExport(ExportRefused):
    """The export in {directory} has {exported} acts, and this record only {size}.

    Nothing was written. Either this record was restored from an old backup, or acts were taken away: keep that export,
    it is the proof.
    """


class ForkedExport(ExportRefused):
    """The export in {directory} holds other acts than the first {exported} of this record. Nothing was written.

    One of the two was rewritten: keep that export, it is the proof.
    """


@dataclass(frozen=True, slots=True)
class Export:
    """What was exported: the acts there are now, those that are new, and the files written."""

    size: int
    before: int
    files: int
    contents: int


def export(directory: Path, *, contents: bool = False, progress: Progress | None = None) -> Export:
    """Write the record of this installation into ``directory``, or what is new since the last time.

    The contents that acts rely on come with it; with ``contents`` so does every public one that acts name. Raises an
    `ExportRefused`, with nothing written, if the directory holds anything but an earlier state of this very record.
    """
    with snapshot():
        note = log.checkpoint_note()
        if note is None:
            raise RecordNotOpen()
        size = checkpoint.Checkpoint.parse(checkpoint.split_note(note)[0]).size
        before = _exported(directory, size)
        directory.mkdir(parents=True, exist_ok=True)
        _write(directory / KEYS, keys_text())
        _write(directory / README, _readme(size))
        files = _write_tiles(directory, before, size, progress)
        stored = _write_contents(directory, every=contents)
        _write(directory / tiles.CHECKPOINT, note.encode())
        _remove_outdated(directory, size)
    return Export(size, before, files, stored)


def _exported(directory: Path, size: int) -> int:
    """How many acts the directory holds already. Raises an `ExportRefused` unless it is our own earlier export."""
    present = sorted(path.name for path in directory.iterdir()) if directory.exists() else []
    if tiles.CHECKPOINT not in present:
        ours = {KEYS, README, "tile", CONTENT, *(f"{name}{UNFINISHED}" for name in (KEYS, README, tiles.CHECKPOINT))}
        others = [name for name in present if name not in ours]
        if others or (present and KEYS not in present and f"{KEYS}{UNFINISHED}" not in present):
            raise ForeignDirectory(directory=directory, example=(others or present)[0])
        return 0  # empty, or an export that broke off before its first checkpoint
    try:
        note = Reader(directory).checkpoint()
        head, _ = checkpoint.open_checkpoint(note, [witnessing.own_verifier()], origin=keys.origin())
    except RecordRefusal as refusal:
        raise ForeignExport(directory=directory, reason=refusal.phrase) from refusal
    if head.size > size:
        raise LongerExport(directory=directory, exported=head.size, size=size)
    if log.tree(head.size).root() != head.root:
        raise ForkedExport(directory=directory, exported=head.size)
    return head.size


def _write_tiles(directory: Path, before: int, size: int, progress: Progress | None) -> int:
    """Bundles and tiles; those that an earlier export has in full are left alone. The number of files written."""
    # The acts before ``before`` may lie in files that a broken disk has lost: what is missing is written again.
    wanted: list[tiles.Bundle | tiles.Tile] = [*tiles.bundles_of(size), *tiles.tiles_of(size)]
    written = 0
    for done, file in enumerate(wanted, 1):
        path = directory / file.path
        if not (_is_settled(file, before) and path.exists()):
            body = log.file(file.path)
            assert body is not None, file.path
            _write(path, body)
            written += 1
        if progress is not None:
            progress(done, len(wanted))
    return written


def _is_settled(file: Tile | Bundle, before: int) -> bool:
    """Whether a record of ``before`` acts had this file as it is now."""
    level = 0 if isinstance(file, Bundle) else file.level
    return file.n * tiles.WIDTH + file.width <= before >> (tiles.HEIGHT * level)


def _remove_outdated(directory: Path, size: int) -> None:
    """Remove partial files at an old right edge that others have replaced, and what a broken-off export has left."""
    needed = set(tiles.files_of(size))
    for path in (directory / "tile").rglob("*"):
        name = path.relative_to(directory).as_posix()
        if name in needed or path.is_dir():
            continue
        if name.endswith(UNFINISHED) or _is_outdated(name, size):
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def _is_outdated(name: str, size: int) -> bool:
    try:
        old = tiles.parse_path(name)
        now = tiles.tile_at(0 if isinstance(old, Bundle) else old.level, old.n, size)
    except RecordRefusal:
        return False  # not a file of ours: `record verify` names it
    return old.width < now.width


def _write_contents(directory: Path, *, every: bool) -> int:
    """The public contents that acts in the tree name, or only those without which they cannot be done again."""
    named = set(_named(every=every))
    written = 0
    public = Content.objects.filter(confidential=False, body__isnull=False).values_list("digest", flat=True)
    for digest in sorted(named.intersection(public)):
        path = directory / CONTENT / digest
        if path.exists():
            continue
        body = bytes(Content.objects.values_list("body", flat=True).get(digest=digest) or b"")
        if sha256(body).hexdigest() == digest:  # a damaged one is the business of `record verify`
            _write(path, body)
            written += 1
    return written


def _named(*, every: bool) -> Iterator[str]:
    feeding = {name for name, act in registry.items() if act.feeds is not Act.feeds}
    for encoded in log.all_leaves():
        leaf = orjson.loads(encoded)
        if every:
            yield from leaf["contents"]
        elif leaf["contents"] and leaf["type"].partition("@")[0] in feeding:
            yield from read_act(leaf["type"], leaf["payload"]).feeds()


def keys_text() -> bytes:
    """The public keys that verify this record, with a word of warning."""
    lines = [
        "# The public keys that verify this record. Compare them with what the members have: this file proves nothing."
    ]
    lines += ["# The record's own:", str(witnessing.own_verifier())]
    lines += [f"# A witness:\n{verifier}" for verifier in witnessing.witness_verifiers()]
    return "".join(f"{line}\n" for line in lines).encode()


def _readme(size: int) -> bytes:
    return f"""The record of {keys.origin()}

Every act of this organisation, in order, in the public formats of transparency logs (C2SP tlog-tiles and
tlog-checkpoint): a signed checkpoint, the hash tiles of a Merkle tree (RFC 6962), and bundles of 256 acts, each act
canonical JSON (RFC 8785) after its length in two bytes. When this file was written there were {size} acts.

To check it, with nothing but this directory and the record's public key:

    comity record verify --export . --key '<the public key>'

Take the key from somewhere else than from here. The file "keys" names the keys under which this export should verify.
Any other verifier of these formats does as well.
""".encode()


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all; one that is the same already is left alone."""
    try:
        if path.stat().st_size == len(body) and path.read_bytes() == body:
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + UNFINISHED)
    with fresh.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
