"""What an installation keeps beside the acts themselves, held against them: places, tiles, checkpoints, contents.

Nobody outside sees these tables, but the record is served from them: a wrong one would show sooner or later. Every
function yields what is wrong and is called within one snapshot of the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction

from comity.record import checkpoint, merkle
from comity.record.audit.report import Finding
from comity.record.checkpoint import Verifier
from comity.record.errors import NoteForged, NoteRefused, RecordRefusal
from comity.record.models import Checkpoint, Cosignature, Tile
from comity.record.tiles import HEIGHT


class ActUnplaced(RecordRefusal):
    """The committed act of the number {number} has no place in the tree, and does not wait for one: it was dropped."""


class ActPlacedTwice(RecordRefusal):
    """The act of the number {number} has a place in the tree, and yet waits for one."""


class PlaceEmpty(RecordRefusal):
    """The act of the number {number}, which stood here, is gone from the database."""


class PlaceUncovered(RecordRefusal):
    """The newest checkpoint covers {size} acts, and this place lies beyond them."""


class PlaceMissing(RecordRefusal):
    """No act has this place, though the newest checkpoint covers {size} acts."""


class ColumnWrong(RecordRefusal):
    """The database files the act under the {column} {found}, and the act itself says {expected}."""


class TileUncovered(RecordRefusal):
    """The database holds the tile {level}/{n}, which a record of {size} acts does not have."""


class TileRootWrong(RecordRefusal):
    """The root kept beside the tile {level}/{n} is not the root over its hashes."""


class CheckpointWrong(RecordRefusal):
    """The checkpoint filed under {size} acts says something else than the database: {reason}."""


class CosignatureWrong(RecordRefusal):
    """The cosignature of {witness} on the checkpoint of {size} acts does not hold: {reason}."""


class ContentWrong(RecordRefusal):
    """The content stored under {digest} was changed: it hashes to {found}."""


class ContentGone(RecordRefusal):
    """The act names the content {digest}, of which the database knows nothing."""


@contextmanager
def snapshot() -> Iterator[None]:
    """The database as it is at this moment, for as long as the block lasts; others may go on writing meanwhile."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def places(size: int) -> Iterator[Finding]:
    """Every committed act has a place or waits for one, never both; places have no gap and end at the checkpoint."""
    for position, number in _rows(
        "SELECT e.position, e.number FROM record_entry e LEFT JOIN record_act a USING (number)"
        " WHERE a.number IS NULL ORDER BY e.position"
    ):
        yield Finding(PlaceEmpty(number=number), position)
    for number, id, type, placed in _rows(
        "SELECT a.number, a.act::text, a.type, e.number IS NOT NULL FROM record_act a"
        " LEFT JOIN record_entry e USING (number) LEFT JOIN record_pending p USING (number)"
        " WHERE (e.number IS NULL) = (p.number IS NULL) ORDER BY a.number"
    ):
        refusal = ActPlacedTwice(number=number) if placed else ActUnplaced(number=number)
        yield Finding(refusal, id=id, type=type)
    for (number,) in _rows(
        "SELECT p.number FROM record_pending p LEFT JOIN record_act a USING (number) WHERE a.number IS NULL"
    ):
        yield Finding(ActUnplaced(number=number))
    for position, id, type in _rows(
        "SELECT e.position, a.act::text, a.type FROM record_entry e JOIN record_act a USING (number)"
        " WHERE e.position >= %s ORDER BY e.position",
        size,
    ):
        yield Finding(PlaceUncovered(size=size), position, id, type)
    for (position,) in _rows(
        "SELECT n FROM generate_series(0, %s::bigint - 1) n LEFT JOIN record_entry e ON e.position = n"
        " WHERE e.position IS NULL AND (SELECT count(*) FROM record_entry WHERE position < %s) < %s ORDER BY n",
        size,
        size,
        size,
    ):
        yield Finding(PlaceMissing(size=size), position)


def columns(size: int) -> Iterator[tuple[int, str, str, bytes]]:
    """What the database files each placed act under: its position, identifier, type and leaf hash; streamed."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.position, a.act::text, a.type, a.leaf_hash FROM record_entry e JOIN record_act a USING (number)"
            " WHERE e.position < %s ORDER BY e.position",
            [size],
        )
        for position, id, type, leaf_hash in cursor:
            yield position, id, type, bytes(leaf_hash)


def tiles(size: int) -> Iterator[Finding]:
    """Full tiles only, none beyond the record's size, each with its root. Their hashes are the audit's business."""
    for tile in Tile.objects.order_by("level", "n").iterator(chunk_size=256):
        if tile.n >= size >> (HEIGHT * (tile.level + 1)):
            yield Finding(TileUncovered(level=tile.level, n=tile.n, size=size))
        elif merkle.perfect_root(bytes(tile.hashes)) != bytes(tile.root):
            yield Finding(TileRootWrong(level=tile.level, n=tile.n))


def checkpoints() -> Iterator[Finding]:
    """Each note says the size and root under which it is filed. Signatures and tree are the audit's business."""
    for filed in Checkpoint.objects.order_by("size").iterator(chunk_size=1000):
        try:
            head = checkpoint.Checkpoint.parse(checkpoint.split_note(filed.note)[0])
        except NoteRefused as refusal:
            yield Finding(CheckpointWrong(size=filed.size, reason=refusal.phrase))
            continue
        if head.size != filed.size or head.root != bytes(filed.root):
            yield Finding(CheckpointWrong(size=filed.size, reason=f"{head.size} acts, root {head.root.hex()}"))


def cosignatures(verifiers: Sequence[Verifier]) -> Iterator[Finding]:
    """Each line is by the witness under whose name it is filed, with a key that the record has admitted for it."""
    by_name: defaultdict[str, list[Verifier]] = defaultdict(list)
    for verifier in verifiers:
        by_name[verifier.name].append(verifier)
    notes = dict(Checkpoint.objects.filter(size__in=Cosignature.objects.values("size")).values_list("size", "note"))
    for filed in Cosignature.objects.order_by("size", "witness"):
        try:
            _require_cosignature(filed, notes.get(filed.size), by_name[filed.witness])
        except (NoteRefused, InvalidSignature) as refusal:
            reason = refusal.phrase if isinstance(refusal, NoteRefused) else "it does not verify"
            yield Finding(CosignatureWrong(witness=filed.witness, size=filed.size, reason=reason))


def _require_cosignature(filed: Cosignature, note: str | None, verifiers: Sequence[Verifier]) -> None:
    if note is None:
        raise NoteRefused(reason="there is no such checkpoint")
    text, _ = checkpoint.split_note(note)
    name, key_id, value = checkpoint.parse_signature_line(filed.line)
    verifier = next((one for one in verifiers if one.key_id == key_id), None)
    if verifier is None or name != filed.witness:
        raise NoteRefused(reason="no act has admitted its key")
    try:
        verifier.verify(text, value)
    except InvalidSignature:
        raise NoteForged(name=name) from None


def contents() -> Iterator[Finding]:
    """Every content that was not erased hashes to its digest; the database does the hashing."""
    for digest, found in _rows(
        "SELECT digest, encode(sha256(body), 'hex') FROM record_content WHERE body IS NOT NULL"
        " AND (encode(sha256(body), 'hex') <> digest OR length(body) <> size) ORDER BY digest"
    ):
        yield Finding(ContentWrong(digest=digest, found=found))


def known_contents() -> dict[str, bool]:
    """Every digest of which the database knows, and whether anybody may fetch its content."""
    rows = _rows("SELECT digest, body IS NOT NULL AND NOT confidential FROM record_content")
    return dict(rows)


def _rows(statement: str, *parameters: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
