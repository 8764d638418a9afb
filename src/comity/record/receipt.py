"""An act's receipt: one file that proves, offline and for ever, that the act stands on the record.

It is a C2SP tlog-proof: the leaf as extra data, its index, the inclusion proof, and the checkpoint with the signatures
of the record and of witnesses. Whoever has the verifier keys needs nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.record import checkpoint, merkle
from comity.record.checkpoint import COSIGNATURE, Checkpoint, Signature, Verifier
from comity.record.errors import ReceiptRefused
from comity.record.leaf import Leaf, require_origin
from comity.record.signature import from_base64, to_base64

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MAX_RECEIPT = 512 * 1024


@dataclass(frozen=True, slots=True)
class Proven:
    """An act that is proven to stand on the record, at which place, under which head, and who signed that head."""

    leaf: Leaf
    index: int
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def witnesses(self) -> tuple[Signature, ...]:
        """The cosignatures among the signatures, with their times."""
        return tuple(signature for signature in self.signatures if signature.verifier.algorithm == COSIGNATURE)


def make(leaf: bytes, index: int, proof: Sequence[bytes], note: str) -> bytes:
    """The receipt of the act at ``index`` under the checkpoint ``note``. Raises ProofError if they do not fit."""
    text, _ = checkpoint.split_note(note)
    head = Checkpoint.parse(text)
    merkle.verify_inclusion(merkle.leaf_hash(leaf), index, head.size, proof, head.root)
    lines = [HEADER, f"extra {to_base64(leaf)}", f"index {index}", *(to_base64(step) for step in proof), "", note]
    return "\n".join(lines).encode()


def verify(receipt: bytes, verifiers: Sequence[Verifier], *, origin: str | None = None, witnesses: int = 0) -> Proven:
    """Check a receipt against the known keys, and give the act that it proves.

    ``witnesses`` is how many cosignatures by known witnesses are asked for; ``origin`` the record expected, if known.
    Raises ReceiptRefused for the form, and NoteRefused, ProofError or LeafRefused for what it claims.
    """
    encoded, index, proof, note = _parse(receipt)
    head, signatures = checkpoint.open_checkpoint(note, verifiers, origin=origin)
    merkle.verify_inclusion(merkle.leaf_hash(encoded), index, head.size, proof, head.root)
    leaf = Leaf.read(encoded)
    require_origin(leaf._asdict(), head.origin)
    proven = Proven(leaf, index, head, signatures)
    if len(proven.witnesses) < witnesses:
        found = len(proven.witnesses)
        raise ReceiptRefused(reason=f"{found} known witnesses have signed its checkpoint, {witnesses} are asked for")
    return proven


def _parse(receipt: bytes) -> tuple[bytes, int, list[bytes], str]:
    if len(receipt) > MAX_RECEIPT:
        raise ReceiptRefused(reason=f"it is longer than {MAX_RECEIPT} bytes")
    try:
        head, blank, note = receipt.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise ReceiptRefused(reason="it is not UTF-8 text") from None
    lines = head.split("\n")
    if lines[0] != HEADER or not blank:
        raise ReceiptRefused(reason=f"its first line is {lines[0][:40]!r}, expected {HEADER!r}")
    if len(lines) < 3 or not lines[1].startswith("extra "):
        raise ReceiptRefused(reason='its second line is not "extra" with the act in base64')
    index = lines[2].removeprefix("index ")
    if not lines[2].startswith("index ") or not checkpoint.is_size(index):
        raise ReceiptRefused(reason='its third line is not "index" and the place of the act')
    steps = [_base64(line) for line in lines[3:]]
    return _base64(lines[1].removeprefix("extra ")), int(index), steps, note


def _base64(text: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError:
        raise ReceiptRefused(reason=f"{text[:40]!r} is not base64 with padding") from None
