"""The sequencer: takes committed acts, gives them gap-free places in the Merkle tree, and signs the checkpoint.

Whichever process holds the advisory lock does it; when that process dies, PostgreSQL frees the lock and another takes
over. An act that saw another's effect has the higher number and is never visible before it, so ordering each batch
by number respects cause; a number that becomes visible later (a slower transaction) goes into a later batch.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from comity.record import checkpoint, keys, log, merkle, tiles
from comity.record.models import Checkpoint, Tile

logger = logging.getLogger(__name__)

LOCK = 0x434F4D495459  # "COMITY"
CHANNEL = "comity_record"
BATCH = 4096
PAUSE = 0.1
TAKEOVER = 1.0

_TAKE = """
WITH taken AS (
  DELETE FROM record_pending WHERE number IN (SELECT number FROM record_pending ORDER BY number LIMIT %s)
  RETURNING number
)
SELECT a.number, a.leaf_hash FROM record_act a JOIN taken USING (number) ORDER BY a.number
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step placed: positions ``start`` to ``end`` (exclusive)."""

    start: int
    end: int


def step() -> Batch | None:
    """Place the committed acts that have no place yet, in one transaction; ``None`` if there are none.

    The caller holds the lock (`leading`), or is alone (a test, a command on a stopped installation).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, [BATCH])
        taken = [(number, bytes(leaf_hash)) for number, leaf_hash in cursor.fetchall()]
        if not taken:
            return None
        last = Checkpoint.objects.order_by("-size").first()
        start = last.size if last else 0
        end = start + len(taken)
        with cursor.connection.cursor() as raw, raw.copy("COPY record_entry (position, number) FROM STDIN") as copy:
            for position, (number, _) in enumerate(taken, start):
                copy.write_row((position, number))
        root = _grow(start, [leaf_hash for _, leaf_hash in taken])
        signer = checkpoint.Signer(keys.origin(), keys.checkpoint_key())
        note = checkpoint.sign(keys.origin(), end, root, signer)
        Checkpoint.objects.create(size=end, root=root, note=note)
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(end)])
    return Batch(start, end)


def drain() -> int:
    """Place everything that is committed; the number of acts placed."""
    placed = 0
    while (batch := step()) is not None:
        placed += batch.end - batch.start
    return placed


def drain_if_alone() -> None:
    """Place what awaits its place, unless a running server does it; for commands on a stopped installation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            drain()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def run(stop: threading.Event) -> None:
    """Lead whenever nobody else does, until ``stop`` is set. For a thread of its own, with a connection of its own."""
    while not stop.is_set():
        try:
            if _lead():
                while not stop.is_set():
                    placed = step()
                    if placed is None or placed.end - placed.start < BATCH:
                        # Acts gather meanwhile: a batch costs as much as some hundred acts in it.
                        stop.wait(PAUSE)
            else:
                stop.wait(TAKEOVER)
        except OperationalError:
            # The database went away; the lock is gone with the connection, so begin again.
            logger.warning("the sequencer lost its database connection; it tries again")
            _hang_up()
            stop.wait(TAKEOVER)
        except Exception:
            logger.exception("the sequencer failed on a batch; it tries again")
            _hang_up()
            stop.wait(TAKEOVER)
    _hang_up()


def _hang_up() -> None:
    """End the connection, and with it the lock: given back to the pool it would lead for ever and do nothing."""
    if connection.connection is not None:
        connection.connection.close()
    connection.close()


def start() -> tuple[threading.Thread, threading.Event]:
    """Run the sequencer in a thread of this process."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), name="sequencer", daemon=True)
    thread.start()
    return thread, stop


def _lead() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _grow(start: int, leaf_hashes: Sequence[bytes]) -> bytes:
    """Store the tiles that became full (partial ones are computed when somebody asks); the new root."""
    tree = tiles.Tree(tiles.Reader(log.file), start)
    frontier = merkle.Frontier(start, list(_edge_hashes(tree)))
    written = tiles.Edge.read(tree).extend(leaf_hashes)
    frontier.extend(leaf_hashes)
    Tile.objects.bulk_create(
        Tile(level=level, n=n, hashes=hashes, root=merkle.perfect_root(hashes))
        for (level, n, width), hashes in written
        if width == tiles.WIDTH
    )
    return frontier.root()


def _edge_hashes(tree: tiles.Tree) -> Iterator[bytes]:
    """The roots of the perfect subtrees that make up the tree, the largest first."""
    place = 0
    for bit in reversed(range(tree.size.bit_length())):
        if tree.size >> bit & 1:
            yield tree(bit, place >> bit)
            place += 1 << bit
