"""The record as the static files of FORMATS.md, read from the database: tiles, entry bundles, the checkpoint.

The pages serve exactly these bytes and the export writes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from comity.record import merkle, tiles
from comity.record.models import Checkpoint, Cosignature, Tile

_LEAVES = """
SELECT a.leaf FROM record_entry e JOIN record_act a USING (number)
WHERE e.position >= %s AND e.position < %s ORDER BY e.position
"""
_COMMITTED = """
SELECT coalesce(max(size), 0) + (SELECT count(*) FROM record_pending),
  (SELECT act FROM record_act ORDER BY number DESC LIMIT 1)
FROM record_checkpoint
"""
_LEAF_HASHES = _LEAVES.replace("a.leaf ", "a.leaf_hash ")


def size() -> int:
    """The number of acts that have a place in the tree."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def head() -> tuple[int, bytes]:
    """The size and the root of the newest checkpoint: as long as it stays, so do the acts that have a place."""
    found = Checkpoint.objects.order_by("-size").values_list("size", "root").first()
    return (0, b"") if found is None else (found[0], bytes(found[1]))


def committed() -> tuple[int, str]:
    """How many acts are committed, with a place in the tree or without, and the newest of them; one query.

    Whatever is computed from the projections stays true as long as this stays the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COMMITTED)
        number, newest = cursor.fetchone()
    return int(number), str(newest or "")


def leaves(start: int, end: int) -> list[bytes]:
    """The leaves at positions ``start`` to ``end`` (exclusive)."""
    return _bytes(_LEAVES, start, end)


def file(path: str) -> bytes | None:
    """The bytes of a file of the record by its path, ``None`` if there is no such file: a `tiles.Source`."""
    if path == tiles.CHECKPOINT:
        note = checkpoint_note()
        return None if note is None else note.encode()
    wanted = tiles.parse_path(path)
    if isinstance(wanted, tiles.Bundle):
        found = leaves(wanted.start, wanted.start + wanted.width)
        return tiles.encode_bundle(found) if len(found) == wanted.width else None
    if wanted.width == tiles.WIDTH:
        full = Tile.objects.filter(level=wanted[0], n=wanted[1]).values_list("hashes", flat=True).first()
        return None if full is None else bytes(full)
    hashes = _partial(wanted)
    return hashes if len(hashes) == wanted.width * merkle.HASH_SIZE else None


def tree(tree_size: int | None = None) -> tiles.Tree:
    """The tree of the newest checkpoint, or of an earlier size, for proofs."""
    return tiles.Tree(tiles.Reader(file), size() if tree_size is None else tree_size)


def checkpoint_note(tree_size: int | None = None) -> str | None:
    """The checkpoint (the newest, or that of ``tree_size``) with all cosignatures collected for it."""
    wanted = Checkpoint.objects.order_by("-size")
    found = (wanted if tree_size is None else wanted.filter(size=tree_size)).first()
    if found is None:
        return None
    lines = Cosignature.objects.filter(size=found.size).order_by("witness").values_list("line", flat=True)
    return str(found.note) + "".join(f"{line}\n" for line in lines)


def position_of(act: str) -> int | None:
    """Where an act stands in the tree; ``None`` while it has no place yet, or is unknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT e.position FROM record_entry e JOIN record_act a USING (number) WHERE a.act = %s", [act])
        found = cursor.fetchone()
    return found[0] if found else None


def all_leaves(end: int | None = None, *, pending: bool = False) -> Iterator[bytes]:
    """Every leaf in the record's order, streamed; with ``pending`` also those that await their place."""
    end = size() if end is None else end
    for start in range(0, end, 4096):
        yield from leaves(start, min(start + 4096, end))
    if pending:
        yield from pending_leaves()


def pending_leaves() -> list[bytes]:
    """The leaves of committed acts that await their place, in the order in which they will get it."""
    return _bytes("SELECT leaf FROM record_act JOIN record_pending USING (number) ORDER BY number")


def _partial(wanted: tiles.Tile) -> bytes:
    level, n, width = wanted
    begin = n * tiles.WIDTH
    if level == 0:
        return b"".join(_bytes(_LEAF_HASHES, begin, begin + width))
    roots = Tile.objects.filter(level=level - 1, n__gte=begin, n__lt=begin + width).order_by("n")
    return b"".join(bytes(root) for root in roots.values_list("root", flat=True))


def _bytes(statement: str, *parameters: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [bytes(value) for (value,) in cursor.fetchall()]
