from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record import merkle
from comity.record.merkle import Frontier, ProofError

VECTORS = json.loads((Path(__file__).parent / "data" / "merkle_proof_vectors.json").read_text())
LEAVES = [merkle.leaf_hash(number.to_bytes(2)) for number in range(800)]


def head(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, written out from the text and nothing else."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    return sha256(b"\x01" + head(leaves[:split]) + head(leaves[split:])).digest()


def node(level: int, index: int) -> bytes:
    part = LEAVES[index << level : (index + 1) << level]
    assert len(part) == 1 << level, "a proof reads only perfect subtrees of the tree"
    return head(part)


def decoded(steps):
    return steps and [b64decode(step) for step in steps]


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: vector["case"])
def test_published_inclusion_proofs_are_judged_as_published(vector):
    arguments = (
        b64decode(vector["leafHash"] or ""),
        vector["leafIdx"],
        vector["treeSize"],
        decoded(vector["proof"]),
        b64decode(vector["root"] or ""),
    )
    if vector["wantErr"]:
        with pytest.raises(ProofError):
            merkle.verify_inclusion(*arguments)
    else:
        merkle.verify_inclusion(*arguments)


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=lambda vector: vector["case"])
def test_published_consistency_proofs_are_judged_as_published(vector):
    arguments = (
        vector["size1"],
        vector["size2"],
        decoded(vector["proof"]),
        b64decode(vector["root1"] or ""),
        b64decode(vector["root2"] or ""),
    )
    if vector["wantErr"]:
        with pytest.raises(ProofError):
            merkle.verify_consistency(*arguments)
    else:
        merkle.verify_consistency(*arguments)


def test_the_empty_tree_has_the_hash_of_nothing():
    assert merkle.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Frontier().root() == merkle.tree_root(node, 0) == merkle.EMPTY_ROOT


@given(st.integers(0, len(LEAVES)))
def test_the_root_is_the_tree_head_however_it_is_computed(size):
    frontier = Frontier()
    frontier.extend(LEAVES[:size])
    assert frontier.root() == merkle.tree_root(node, size) == head(LEAVES[:size])


@given(st.integers(0, 400), st.integers(0, 200))
def test_a_frontier_goes_on_from_its_serialised_state(size, more):
    frontier = Frontier()
    frontier.extend(LEAVES[:size])
    again = Frontier.from_bytes(frontier.to_bytes())
    again.extend(LEAVES[size : size + more])
    assert again.root() == head(LEAVES[: size + more])


@given(st.integers(0, 2), st.integers(0, 8))
def test_a_perfect_subtree_is_appended_at_once(start, level):
    frontier = Frontier()
    begin = start << level
    frontier.extend(LEAVES[:begin])
    end = begin + (1 << level)
    frontier.append_perfect(merkle.perfect_root(b"".join(LEAVES[begin:end])), level)
    assert frontier.root() == head(LEAVES[:end])


def test_a_perfect_subtree_is_appended_only_where_it_fits():
    with pytest.raises(ProofError):
        Frontier(1, LEAVES[:1]).append_perfect(LEAVES[1], 1)


@pytest.mark.parametrize("state", [b"", bytes(7), bytes(9), (1).to_bytes(8), (3).to_bytes(8) + bytes(32)])
def test_a_frontier_of_the_wrong_length_is_refused(state):
    with pytest.raises(ProofError):
        Frontier.from_bytes(state)


@given(st.integers(1, len(LEAVES)), st.data())
def test_every_leaf_is_proven_at_its_place_and_nowhere_else(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(node, index, size), head(LEAVES[:size])
    merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index) if size > 1 else st.just(1))
    with pytest.raises(ProofError):
        merkle.verify_inclusion(LEAVES[index], other, size, proof, root)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(LEAVES[other], index, size, proof, root)


@given(st.integers(0, len(LEAVES)), st.data())
def test_every_tree_is_proven_to_continue_its_beginnings(size2, data):
    size1 = data.draw(st.integers(0, size2))
    proof = merkle.consistency_proof(node, size1, size2)
    root1, root2 = head(LEAVES[:size1]), head(LEAVES[:size2])
    merkle.verify_consistency(size1, size2, proof, root1, root2)
    if 0 < size1 < size2:
        place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        damaged = list(proof)
        damaged[place] = (int.from_bytes(proof[place]) ^ 1 << bit).to_bytes(32)
        for wrong in (damaged, proof[1:], proof[:-1], [*proof, root1], [root1, *proof]):
            with pytest.raises(ProofError):
                merkle.verify_consistency(size1, size2, wrong, root1, root2)
    for wrong1, wrong2 in ((LEAVES[-1], root2), (root1, LEAVES[-1])):
        if (wrong1, wrong2) != (root1, root2) and not (size1 == 0 and wrong1 == root1):
            with pytest.raises(ProofError):
                merkle.verify_consistency(size1, size2, proof, wrong1, wrong2)


ROOT = head(LEAVES[:3])
PROOF = merkle.inclusion_proof(node, 0, 3)


@pytest.mark.parametrize(
    "arguments",
    [
        (LEAVES[0], -1, 3, PROOF, ROOT),
        (LEAVES[0], 0, -3, PROOF, ROOT),
        (LEAVES[0], 3, 3, PROOF, ROOT),
        (LEAVES[0], 0, 1 << 64, PROOF, ROOT),
        (LEAVES[0], True, 3, PROOF, ROOT),
        (LEAVES[0], 0.0, 3, PROOF, ROOT),
        (LEAVES[0], "0", 3, PROOF, ROOT),
        (LEAVES[0].hex(), 0, 3, PROOF, ROOT),
        (LEAVES[0][:31], 0, 3, PROOF, ROOT),
        (None, 0, 3, PROOF, ROOT),
        (LEAVES[0], 0, 3, None, ROOT),
        (LEAVES[0], 0, 3, b"".join(PROOF), ROOT),
        (LEAVES[0], 0, 3, [PROOF[0].hex(), PROOF[1].hex()], ROOT),
        (LEAVES[0], 0, 3, [PROOF[0], None], ROOT),
        (LEAVES[0], 0, 3, {0: PROOF}, ROOT),
        (LEAVES[0], 0, 3, PROOF, bytearray(ROOT)),
    ],
)
def test_an_inclusion_proof_of_wrong_types_or_lengths_is_refused(arguments):
    with pytest.raises(ProofError):
        merkle.verify_inclusion(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        (2, 1, [], ROOT, ROOT),
        (-1, 1, [], ROOT, ROOT),
        (0, 3, [], ROOT, ROOT),
        (0, 3, [ROOT], merkle.EMPTY_ROOT, ROOT),
        (0, 0, [], merkle.EMPTY_ROOT, ROOT),
        (3, 3, [ROOT], ROOT, ROOT),
        ("1", 3, PROOF, ROOT, ROOT),
        (1, 3, PROOF, ROOT[:5], ROOT),
        (1, 3, [b"", b""], LEAVES[0], ROOT),
    ],
)
def test_a_consistency_proof_of_wrong_types_or_lengths_is_refused(arguments):
    with pytest.raises(ProofError):
        merkle.verify_consistency(*arguments)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_is_made_for_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ProofError):
        merkle.inclusion_proof(node, index, size)


@pytest.mark.parametrize(("size1", "size2"), [(3, 2), (-1, 2)])
def test_no_proof_is_made_from_a_tree_that_is_not_contained(size1, size2):
    with pytest.raises(ProofError):
        merkle.consistency_proof(node, size1, size2)
