"""The record as static files (C2SP tlog-tiles): hash tiles, entry bundles, and where each of them lies.

A tile is 256 hashes of 32 bytes: level 0 over leaves, each higher level over the roots of the full tiles below. The
last tile of a level may be partial; its width stands in its path. A bundle holds the same leaves as the tile of level
0, each after its length in 16 bits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from comity.record import merkle
from comity.record.canonical import MAX_BYTES
from comity.record.errors import BundleBroken, FileMissing, ProofError, TileMalformed
from comity.record.merkle import HASH_SIZE

WIDTH = 256
HEIGHT = 8
CHECKPOINT = "checkpoint"

Source = Callable[[str], bytes | None]
"""Gives the bytes of a file of the record by its path, None where there is none."""


class Tile(NamedTuple):
    """A hash tile: number ``n`` of its ``level``, with ``width`` hashes of at most 256."""

    level: int
    n: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """``tile/<level>/<n>[.p/<width>]``."""
        return f"tile/{self.level}/{_numbered(self.n)}{_partial(self.width)}"


class Bundle(NamedTuple):
    """An entry bundle: the ``width`` leaves from position ``n * 256``."""

    n: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """``tile/entries/<n>[.p/<width>]``."""
        return f"tile/entries/{_numbered(self.n)}{_partial(self.width)}"

    @property
    def start(self) -> int:
        """The position of its first act."""
        return self.n * WIDTH


def bundles_of(size: int, start: int = 0) -> Iterator[Bundle]:
    """The bundles of a record of ``size`` acts, from the one that holds act ``start``."""
    return (Bundle(n, min(WIDTH, size - n * WIDTH)) for n in range(start // WIDTH, -(-size // WIDTH)))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every hash tile of a record of ``size`` acts, level by level, partial ones at the right edge included."""
    level = 0
    while size:
        for n in range(-(-size // WIDTH)):
            yield Tile(level, n, min(WIDTH, size - n * WIDTH))
        level, size = level + 1, size // WIDTH


def files_of(size: int) -> Iterator[str]:
    """The paths of all files that an export of ``size`` acts holds."""
    yield CHECKPOINT
    for bundle in bundles_of(size):
        yield bundle.path
    for tile in tiles_of(size):
        yield tile.path


def tile_at(level: int, n: int, size: int) -> Tile:
    """The tile, full or partial, as a record of ``size`` acts has it. Raises ProofError if it has none."""
    width = min(WIDTH, (size >> (HEIGHT * level)) - n * WIDTH)
    if width <= 0 or n < 0 or level < 0:
        raise ProofError(reason=f"a record of {size} acts has no tile {n} at level {level}")
    return Tile(level, n, width)


def parse_path(path: str) -> Tile | Bundle:
    """The tile or bundle of a path such as ``tile/0/x001/234.p/17``. Raises TileMalformed."""
    kind, _, rest = path.removeprefix("tile/").partition("/")
    number, partial, width_text = rest.partition(".p/")
    digits = number.replace("/", "").replace("x", "")
    known = path.startswith("tile/") and (kind == "entries" or kind.isdecimal()) and digits.isdecimal()
    if known and path.isascii() and len(path) < 80 and (not partial or width_text.isdecimal()):
        n, width = int(digits), int(width_text) if partial else WIDTH
        named = Bundle(n, width) if kind == "entries" else Tile(int(kind), n, width)
        if named.path == path and 0 < width < WIDTH + (not partial) and (kind == "entries" or int(kind) < 64):
            return named
    raise TileMalformed(path=path[:80], reason="no tile or bundle has such a path")


def encode_bundle(leaves: Iterable[bytes]) -> bytes:
    """The bundle of these leaves, each after its length in two bytes, big-endian."""
    parts: list[bytes] = []
    for leaf in leaves:
        if len(leaf) > MAX_BYTES:
            raise TileMalformed(path="an entry bundle", reason=f"a leaf has {len(leaf)} bytes, at most {MAX_BYTES} fit")
        parts += (len(leaf).to_bytes(2, "big"), leaf)
    return b"".join(parts)


def parse_bundle(encoded: bytes, path: str = "an entry bundle") -> list[bytes]:
    """The leaves of a bundle, as many as it holds. Raises BundleBroken if it breaks off within a leaf."""
    leaves: list[bytes] = []
    at, end = 0, len(encoded)
    while at < end:
        start = at + 2
        at = start + int.from_bytes(encoded[at:start], "big")
        if start > end or at > end:
            raise BundleBroken(path=path, entry=len(leaves))
        leaves.append(encoded[start:at])
    return leaves


class Edge:
    """The growing right edge of the tiles: append leaf hashes, and get the tiles to write.

    ``partial[level]`` holds the hashes of the unfinished tile at each level, so the state is at most 8 KiB a level.
    """

    def __init__(self, size: int = 0, partial: Sequence[bytes] = ()) -> None:
        self.size = size
        self._partial = [bytearray(hashes) for hashes in partial]
        widths = [(size >> (HEIGHT * level)) % WIDTH for level in range(_levels(size))]
        if [len(hashes) for hashes in self._partial] != [HASH_SIZE * width for width in widths]:
            raise ProofError(reason=f"the right edge of {size} acts has tiles of the widths {widths}")

    @classmethod
    def read(cls, tree: Tree) -> Edge:
        """The edge of a tree that exists already, from its partial tiles."""
        size, partial = tree.size, []
        for level in range(_levels(size)):
            at_level = size >> (HEIGHT * level)
            partial.append(tree.tile(level, at_level // WIDTH) if at_level % WIDTH else b"")
        return cls(size, partial)

    def extend(self, leaf_hashes: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
        """Append leaves by their hashes; the full tiles completed, and then the partial ones that changed."""
        before = self.size
        written: list[tuple[Tile, bytes]] = []
        for leaf in leaf_hashes:
            self.size += 1
            self._append(0, leaf, written)
        for tile, hashes in self.partial_tiles():
            if self.size >> (HEIGHT * tile.level) != before >> (HEIGHT * tile.level):
                written.append((tile, hashes))
        return written

    def extend_full(self, hashes: bytes, root: bytes) -> list[tuple[Tile, bytes]]:
        """Append 256 leaves at once, by their hashes and the root over them; the full tiles completed.

        The size must be a multiple of 256.
        """
        if self.size % WIDTH or len(hashes) != WIDTH * HASH_SIZE:
            raise ProofError(reason=f"a full tile cannot begin at {self.size}")
        if not self._partial:
            self._partial.append(bytearray())
        self.size += WIDTH
        written = [(Tile(0, self.size // WIDTH - 1), hashes)]
        self._append(1, root, written)
        return written

    def partial_tiles(self) -> list[tuple[Tile, bytes]]:
        """The unfinished tiles at the right edge, as a record of this size has them."""
        return [
            (Tile(level, (self.size >> (HEIGHT * level)) // WIDTH, len(hashes) // HASH_SIZE), bytes(hashes))
            for level, hashes in enumerate(self._partial)
            if hashes
        ]

    def _append(self, level: int, hashed: bytes, written: list[tuple[Tile, bytes]]) -> None:
        if level == len(self._partial):
            self._partial.append(bytearray())
        row = self._partial[level]
        row += hashed
        if len(row) == WIDTH * HASH_SIZE:
            full = bytes(row)
            row.clear()
            written.append((Tile(level, (self.size >> (HEIGHT * (level + 1))) - 1), full))
            self._append(level + 1, merkle.perfect_root(full), written)


def compute_tiles(leaf_hashes: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
    """All tiles of a record, from the hashes of its leaves."""
    return Edge().extend(leaf_hashes)


class Reader:
    """Reads a record's files from a directory, or from anything that gives bytes for a path."""

    def __init__(self, source: Path | str | Source) -> None:
        self._source = source if callable(source) else _Directory(Path(source))

    def file(self, path: str) -> bytes:
        """The bytes of a file. Raises FileMissing."""
        try:
            found = self._source(path)
        except (FileNotFoundError, NotADirectoryError, KeyError):
            found = None
        if found is None:
            raise FileMissing(path=path)
        return found

    def checkpoint(self) -> bytes:
        """The newest checkpoint, as a note."""
        return self.file(CHECKPOINT)

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile; of a partial one, from the full tile if that has replaced it.

        Raises FileMissing or TileMalformed.
        """
        hashes = self._partial_or_full(tile)
        if len(hashes) != HASH_SIZE * tile.width:
            expected = f"expected {HASH_SIZE * tile.width} for {tile.width} hashes"
            raise TileMalformed(path=tile.path, reason=f"it has {len(hashes)} bytes, {expected}")
        return hashes

    def bundle(self, bundle: Bundle) -> list[bytes]:
        """The leaves of a bundle, as many as the file holds: the caller counts. Raises FileMissing or BundleBroken."""
        try:
            return parse_bundle(self.file(bundle.path), bundle.path)
        except FileMissing:
            if bundle.width == WIDTH:
                raise
            full = bundle._replace(width=WIDTH)
            return parse_bundle(self._instead(full.path, bundle.path), full.path)[: bundle.width]

    def _partial_or_full(self, tile: Tile) -> bytes:
        try:
            return self.file(tile.path)
        except FileMissing:
            if tile.width == WIDTH:
                raise
            return self._instead(tile._replace(width=WIDTH).path, tile.path)[: HASH_SIZE * tile.width]

    def _instead(self, path: str, asked: str) -> bytes:
        try:
            return self.file(path)
        except FileMissing:
            raise FileMissing(path=asked) from None


class Tree:
    """The nodes of a record of ``size`` acts, read from its tiles: ``tree(level, index)`` is a `merkle.NodeReader`.

    The tiles are taken as they are: a proof made from them is checked by whoever receives it.
    """

    CACHED = 512

    def __init__(self, reader: Reader, size: int) -> None:
        self.size = size
        self._reader = reader
        self._tiles: OrderedDict[Tile, bytes] = OrderedDict()

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree of ``2**level`` acts that begins at act ``index * 2**level``."""
        tile_level, above = divmod(level, HEIGHT)
        n, place = divmod(index << above, WIDTH)
        hashes = self.tile(tile_level, n)[HASH_SIZE * place : HASH_SIZE * (place + (1 << above))]
        if len(hashes) != HASH_SIZE << above:
            raise ProofError(reason=f"a record of {self.size} acts has no node {index} at level {level}")
        return merkle.perfect_root(hashes)

    def tile(self, level: int, n: int) -> bytes:
        """The hashes of a tile of this tree."""
        tile = tile_at(level, n, self.size)
        hashes = self._tiles.get(tile)
        if hashes is None:
            hashes = self._tiles[tile] = self._reader.tile(tile)
            if len(self._tiles) > self.CACHED:
                self._tiles.popitem(last=False)
        else:
            self._tiles.move_to_end(tile)
        return hashes

    def root(self) -> bytes:
        """The root that the tiles give."""
        return merkle.tree_root(self, self.size)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The proof that act ``index`` is in this tree."""
        return merkle.inclusion_proof(self, index, self.size)

    def consistency_proof(self, size: int) -> list[bytes]:
        """The proof that this tree continues the one of ``size`` acts."""
        return merkle.consistency_proof(self, size, self.size)


class _Directory:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __call__(self, path: str) -> bytes:
        return (self._directory / path).read_bytes()


def _levels(size: int) -> int:
    """How many levels of tiles a record of this size has, counting one whose tiles are all full."""
    levels = 0
    while size:
        levels, size = levels + 1, size // WIDTH
    return levels


def _numbered(n: int) -> str:
    """1234067 → x001/x234/067."""
    groups = [f"{n % 1000:03}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03}")
    return "/".join(reversed(groups))


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
