"""The tree of a record, checked from the leaves up: every tile at every level, the head, and earlier heads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from comity.record import merkle
from comity.record.audit.report import Finding
from comity.record.checkpoint import Checkpoint
from comity.record.errors import (
    EarlierMismatch,
    FileMissing,
    HeadMismatch,
    RecordShrunk,
    TileChanged,
    TileMalformed,
    TilesDamaged,
)
from comity.record.merkle import HASH_SIZE, Frontier
from comity.record.tiles import WIDTH, Bundle, Edge, Reader, Tile


class TreeCheck:
    """Takes the bundles of a record in order: the hashes of their acts, and those that the tiles of level 0 hold.

    It follows both trees, so that it can tell changed acts from changed tiles. A tree whose hashes are not all known is
    followed no further (None).
    """

    def __init__(self, reader: Reader, head: Checkpoint, earlier: Iterable[Checkpoint] = ()) -> None:
        self._reader, self._head = reader, head
        self._edge: Edge | None = Edge()
        self._tiles: Frontier | None = Frontier()
        self._acts: Frontier | None = Frontier()
        self._earlier: defaultdict[int, list[Checkpoint]] = defaultdict(list)
        for checkpoint in earlier:
            self._earlier[checkpoint.size].append(checkpoint)

    def read_tile(self, tile: Tile, findings: list[Finding]) -> bytes | None:
        """The hashes of a tile; None, with a finding, if it is missing or malformed."""
        try:
            return self._reader.tile(tile)
        except (FileMissing, TileMalformed) as refusal:
            findings.append(Finding(refusal, path=tile.path))
            return None

    def take(self, bundle: Bundle, acts: bytes, tile: bytes | None) -> Iterator[Finding]:
        """Take the next bundle: the hashes of the acts found in it, and the tile of level 0 (None: unreadable)."""
        complete = len(acts) == bundle.width * HASH_SIZE
        if not complete:
            self._acts = None
        trusted = tile if tile is not None else acts if complete else None
        yield from self._compare_earlier(bundle, acts if complete else trusted)
        root = merkle.perfect_root(acts) if self._acts and bundle.width == WIDTH else None
        _grow(self._acts, acts, root)
        if trusted is None:
            self._edge = self._tiles = None
        elif self._edge is not None:
            if root is None or trusted != acts:
                root = merkle.perfect_root(trusted) if bundle.width == WIDTH else None
            _grow(self._tiles, trusted, root)
            if root is not None:
                for above, hashes in self._edge.extend_full(trusted, root)[1:]:
                    yield from self._compare_tile(above, hashes)
            else:
                self._edge.extend(_hashes(trusted))

    def finish(self) -> Iterator[Finding]:
        """Check the tiles at the right edge, and the head."""
        for tile, hashes in self._edge.partial_tiles() if self._edge else ():
            if tile.level > 0:
                yield from self._compare_tile(tile, hashes)
        by_tiles, by_acts = (tree.root() if tree else None for tree in (self._tiles, self._acts))
        if by_tiles != self._head.root:
            if by_acts == self._head.root:
                yield Finding(TilesDamaged())
            elif (found := by_tiles or by_acts) is not None:
                expected = self._head.root.hex()
                yield Finding(HeadMismatch(size=self._head.size, found=found.hex(), expected=expected))
        for size in self._earlier:
            if size > self._head.size:
                yield Finding(RecordShrunk(earlier=size, size=self._head.size))

    def _compare_tile(self, tile: Tile, expected: bytes) -> Iterator[Finding]:
        findings: list[Finding] = []
        found = self.read_tile(tile, findings)
        yield from findings
        if found is not None and found != expected:
            for place, (is_, should) in enumerate(zip(_hashes(found), _hashes(expected), strict=True)):
                if is_ != should:
                    refusal = TileChanged(path=tile.path, place=place, found=is_.hex(), expected=should.hex())
                    yield Finding(refusal, path=tile.path)

    def _compare_earlier(self, bundle: Bundle, hashes: bytes | None) -> Iterator[Finding]:
        """Compare the heads that the record had within this bundle with the earlier checkpoints of those sizes."""
        tree = self._acts or self._tiles
        if not self._earlier or hashes is None or tree is None:
            return
        for size in range(bundle.start + (bundle.n > 0), bundle.start + bundle.width + 1):
            if size in self._earlier:
                then = Frontier(tree.size, tree.hashes)
                then.extend(_hashes(hashes[: (size - bundle.start) * HASH_SIZE]))
                if any(checkpoint.root != then.root() for checkpoint in self._earlier[size]):
                    yield Finding(EarlierMismatch(size=size))


def _grow(tree: Frontier | None, hashes: bytes, root: bytes | None) -> None:
    if tree is not None:
        if root is not None:
            tree.append_perfect(root, 8)
        else:
            tree.extend(_hashes(hashes))


def _hashes(joined: bytes) -> list[bytes]:
    return [joined[at : at + HASH_SIZE] for at in range(0, len(joined), HASH_SIZE)]
