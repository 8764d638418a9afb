from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record import checkpoint, errors, merkle, receipt, sample, tiles
from comity.record.sample import SampleRecord

RECORD = SampleRecord.opened("amina")
for number in range(300):
    RECORD.person("amina", {"number": number})
TREE = tiles.Tree(tiles.Reader(sample.tree_files(RECORD.leaves).get), len(RECORD.leaves))
NOTE = RECORD.cosigned()


def receipt_of(index: int) -> bytes:
    return receipt.make(RECORD.leaves[index], index, TREE.inclusion_proof(index), NOTE)


@given(st.integers(0, len(RECORD.leaves) - 1))
def test_a_receipt_proves_its_act_with_nothing_but_the_keys(index):
    proven = receipt.verify(receipt_of(index), RECORD.verifiers, origin=RECORD.origin, witnesses=1)
    assert proven.leaf.encoded == RECORD.leaves[index]
    assert (proven.index, proven.checkpoint.size) == (index, len(RECORD.leaves))
    assert [found.verifier.name for found in proven.witnesses] == ["witness.example/w1"]


def test_a_receipt_is_a_proof_file_that_others_can_read():
    lines = receipt_of(17).decode().split("\n")
    blank = lines.index("")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 17"
    assert blank - 3 == len(TREE.inclusion_proof(17))
    assert "\n".join(lines[blank + 1 :]) == NOTE


def test_the_only_act_of_a_record_has_a_receipt_without_hashes():
    record = SampleRecord.opened()
    made = receipt.make(record.leaves[0], 0, [], record.cosigned())
    assert receipt.verify(made, record.verifiers).leaf.type == "record.open"


GOOD = receipt_of(17)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_receipt_changed_in_any_byte_is_refused(place, change):
    damaged = bytearray(GOOD)
    damaged[place] ^= change
    with pytest.raises(errors.RecordRefusal):
        # the name of a witness may be changed into that of one unknown: then the witness is missed
        receipt.verify(bytes(damaged), RECORD.verifiers, witnesses=1)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"c2sp.org/tlog-proof@v2" + GOOD[22:],
        GOOD.replace(b"index 17", b"index 017"),
        GOOD.replace(b"index 17", b"index -1"),
        GOOD.replace(b"index 17\n", b""),
        GOOD.replace(b"extra ", b"other "),
        b"\n".join(line for line in GOOD.split(b"\n") if not line.startswith(b"extra")),
        GOOD.replace(b"index 17\n", b"index 17\n?\n"),
        GOOD.partition(b"\n\n")[0],
        b"\xff" + GOOD,
        GOOD + b"a" * 600_000,
    ],
)
def test_a_file_that_is_no_receipt_is_refused(wrong):
    with pytest.raises(errors.ReceiptRefused):
        receipt.verify(wrong, RECORD.verifiers)


def test_a_receipt_of_an_unknown_record_is_refused():
    with pytest.raises(errors.NoteUnsigned):
        receipt.verify(GOOD, SampleRecord("other.example").verifiers)
    with pytest.raises(errors.NoteRefused):
        receipt.verify(GOOD, RECORD.verifiers, origin="other.example")


def test_a_receipt_without_the_witnesses_asked_for_is_refused():
    unwitnessed = receipt.make(RECORD.leaves[3], 3, TREE.inclusion_proof(3), RECORD.checkpoint())
    assert receipt.verify(unwitnessed, RECORD.verifiers).witnesses == ()
    with pytest.raises(errors.ReceiptRefused) as refused:
        receipt.verify(unwitnessed, RECORD.verifiers, witnesses=1)
    assert "0 known witnesses" in str(refused.value)


def test_no_receipt_is_made_that_would_not_verify():
    for leaf, index in ((RECORD.leaves[3], 4), (RECORD.leaves[4], 3)):
        with pytest.raises(errors.ProofError):
            receipt.make(leaf, index, TREE.inclusion_proof(3), NOTE)


def test_an_act_of_another_organisation_proves_nothing_here():
    record = SampleRecord.opened()
    record.system("a.b.c", {}, capacity="other.example/system")
    tree = tiles.Tree(record.reader(), 2)
    made = receipt.make(record.leaves[1], 1, tree.inclusion_proof(1), record.checkpoint())
    with pytest.raises(errors.ForeignCapacity):
        receipt.verify(made, record.verifiers)


def test_what_is_in_the_tree_but_no_act_has_no_receipt():
    signer = RECORD.signer
    note = checkpoint.sign(signer.name, 1, merkle.leaf_hash(b"{}"), signer)
    with pytest.raises(errors.LeafRefused):
        receipt.verify(receipt.make(b"{}", 0, [], note), [signer.verifier])
