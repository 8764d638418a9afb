"""The Merkle tree over the leaves: hashes, heads and proofs as in RFC 6962 §2.1.

A *node* ``(level, index)`` is the root of the perfect subtree over the leaves from ``index << level`` up to
``(index + 1) << level``. Every function that walks the tree takes the nodes from a callable, so that it works from
tiles, a database or memory alike. Hashes are 32 bytes; proofs are sequences of hashes from the leaf's side up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

from comity.record.errors import ProofError

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "Frontier",
    "NodeReader",
    "ProofError",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "perfect_root",
    "root_of",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
"""``read(level, index)`` gives the hash of a perfect subtree."""


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """The root over concatenated hashes whose number is a power of two (one tile or an aligned part of it)."""
    while len(hashes) > HASH_SIZE:
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 2 * HASH_SIZE)]
        )
    return hashes


class Frontier:
    """The right edge of a growing tree (a compact range): append leaves, know the root, in O(log n) memory.

    ``hashes`` are the roots of the perfect subtrees that make up the tree, the largest first: one for each bit set in
    ``size``.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if size < 0 or len(self.hashes) != size.bit_count() or any(len(h) != HASH_SIZE for h in self.hashes):
            raise ProofError(reason=f"a tree of {size} leaves has {size.bit_count()} hashes of 32 bytes at its edge")

    def append(self, leaf: bytes) -> None:
        """Append one leaf, given by its hash."""
        self.append_perfect(leaf, 0)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append many leaves, given by their hashes."""
        for leaf in leaves:
            self.append_perfect(leaf, 0)

    def append_perfect(self, root: bytes, level: int) -> None:
        """Append a perfect subtree of ``2**level`` leaves at once; the size must be a multiple of that number."""
        if self.size & ((1 << level) - 1):
            raise ProofError(reason=f"a subtree of {1 << level} leaves cannot begin at {self.size}")
        bit = 1 << level
        self.size += bit
        while self.size & bit == 0:  # the carry of the addition is the merging of two subtrees
            root = sha256(b"\x01" + self.hashes.pop() + root).digest()
            bit <<= 1
        self.hashes.append(root)

    def root(self) -> bytes:
        """The tree's root hash."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The size in 8 bytes, big-endian, and the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, state: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote; ProofError if the lengths do not fit."""
        hashes = state[8:]
        if len(state) < 8 or len(hashes) % HASH_SIZE:
            raise ProofError(reason=f"{len(state)} bytes are no frontier")
        return cls(
            int.from_bytes(state[:8], "big"), [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]
        )


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over all the leaf hashes of a tree."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


def tree_root(read: NodeReader, size: int) -> bytes:
    """The root of the first ``size`` leaves, from O(log n) nodes."""
    return _range_root(read, 0, size) if size else EMPTY_ROOT


def inclusion_proof(read: NodeReader, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1."""
    if not 0 <= index < size:
        raise ProofError(reason=f"a tree of {size} leaves has no leaf {index}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(read, middle, end))
            end = middle
        else:
            proof.append(_range_root(read, start, middle))
            start = middle
    proof.reverse()
    return proof


def consistency_proof(read: NodeReader, size1: int, size2: int) -> list[bytes]:
    """PROOF(size1, D[size2]) of RFC 6962 §2.1.2; empty from the empty tree and between equal sizes."""
    if not 0 <= size1 <= size2:
        raise ProofError(reason=f"a tree of {size2} leaves does not contain one of {size1}")
    if size1 in {0, size2}:
        return []
    proof: list[bytes] = []
    start, end, known = 0, size2, True
    while end != size1:
        middle = start + _split(end - start)
        if size1 <= middle:
            proof.append(_range_root(read, middle, end))
            end = middle
        else:
            proof.append(_range_root(read, start, middle))
            start, known = middle, False
    if not known:
        proof.append(_range_root(read, start, end))
    proof.reverse()
    return proof


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes] | None, root: bytes) -> None:
    """Check that the leaf stands at ``index`` of the tree with ``size`` leaves and this root (RFC 9162 §2.1.3.2).

    Raises ProofError on anything wrong, wrong lengths and types included.
    """
    _require_hashes(leaf_hash, root)
    _require_sizes(index, size)
    steps = _steps(proof)
    if index >= size:
        raise ProofError(reason=f"a tree of {size} leaves has no leaf {index}")
    node, last, hashed = index, size - 1, leaf_hash
    for sibling in steps:
        if last == 0:
            raise ProofError(reason=f"{len(steps)} hashes are too many for leaf {index} of {size}")
        if node & 1 or node == last:
            hashed = node_hash(sibling, hashed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(reason=f"{len(steps)} hashes are too few for leaf {index} of {size}")
    _require_same(hashed, root, f"the tree of {size} leaves")


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes] | None, root1: bytes, root2: bytes) -> None:
    """Check that the tree of ``size2`` leaves begins with the tree of ``size1`` leaves (RFC 9162 §2.1.4.2).

    Raises ProofError on anything wrong, wrong lengths and types included.
    """
    _require_hashes(root1, root2)
    _require_sizes(size1, size2)
    steps = _steps(proof)
    if size1 > size2:
        raise ProofError(reason=f"a tree of {size2} leaves cannot continue one of {size1}")
    if size1 in {0, size2}:
        _require_trivial(size1, size2, steps, root1, root2)
        return
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if node == 0:  # size1 is a power of two: the old root is itself a node of the new tree and is left out of the proof
        steps.insert(0, root1)
    if not steps:
        raise ProofError(reason=f"the proof from {size1} to {size2} leaves is empty")
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            raise ProofError(reason=f"there are too many hashes from {size1} to {size2} leaves")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(reason=f"there are too few hashes from {size1} to {size2} leaves")
    _require_same(old, root1, f"the tree of {size1} leaves")
    _require_same(new, root2, f"the tree of {size2} leaves")


def _require_trivial(size1: int, size2: int, steps: list[bytes], root1: bytes, root2: bytes) -> None:
    """From the empty tree, or to a tree of the same size, there is nothing to prove but the roots themselves."""
    if steps:
        raise ProofError(reason=f"nothing is to be proved from {size1} to {size2} leaves, yet the proof has hashes")
    _require_same(root1, EMPTY_ROOT if size1 == 0 else root2, f"the tree of {size1} leaves")
    if size2 == 0:
        _require_same(root2, EMPTY_ROOT, "the empty tree")


def _split(count: int) -> int:
    """The largest power of two smaller than ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_root(read: NodeReader, start: int, end: int) -> bytes:
    """The root over D[start:end], where ``start`` is aligned as it is in every tree walked from the root."""
    root: bytes | None = None
    for level, index in reversed(list(_perfect_parts(start, end))):
        node = read(level, index)
        root = node if root is None else node_hash(node, root)
    assert root is not None
    return root


def _perfect_parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _require_hashes(*hashes: bytes) -> None:
    for value in hashes:
        if not isinstance(value, bytes) or len(value) != HASH_SIZE:
            raise ProofError(reason="a hash is not 32 bytes long")


def _require_sizes(*sizes: int) -> None:
    for value in sizes:
        if type(value) is not int or not 0 <= value < 1 << 63:
            raise ProofError(reason=f"{value!r} is no index or size of a tree")


def _steps(proof: Sequence[bytes] | None) -> list[bytes]:
    if proof is None:
        return []
    if not isinstance(proof, list | tuple):
        raise ProofError(reason=f"a proof is a list of hashes, not {type(proof).__name__}")
    _require_hashes(*proof)
    return list(proof)


def _require_same(found: bytes, expected: bytes, what: str) -> None:
    if found != expected:
        raise ProofError(reason=f"it leads to another root for {what}: {found.hex()} instead of {expected.hex()}")
