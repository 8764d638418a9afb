"""Writes ``data/golden_record_1``: a small record with everything the formats allow, the same to the byte every time.

Run it only when a *new* format is released, into a new directory: what was once published
must verify for ever, so an existing golden record is never written again.
"""

from __future__ import annotations

from pathlib import Path

from comity.record import checkpoint, keyring, receipt, sample, tiles
from comity.record.sample import Authenticator, SampleRecord

DIRECTORY = Path(__file__).parent / "data" / "golden_record_1"
PROVEN = 11
"""The act that the receipt is of."""


def golden() -> SampleRecord:
    """All levels of signature, a rotation, revocations, texts in several scripts, contents; a full bundle and a bit."""
    record = SampleRecord.opened("amina", "boris")
    phone, stick = Authenticator(sample.p256_key("phone")), Authenticator(sample.private_key("stick"))
    record.grant_passkey("chen", phone)
    record.grant_passkey("dina", stick)
    record.person("amina", {"position": "approve", "reservation": None})
    record.person("boris", {"position": "object", "explanation": 'Не согласны: "срок" — короток.\n\t\u0001'})
    record.by_passkey(
        "chen", {"position": "approve", "explanation": "𝟚/3 \ufb33 😀", "\U0001f600": 1, "\ufb33": 2}, phone
    )
    record.by_passkey("dina", {"position": "abstain", "weights": [0, -1, 2**53 - 1, -(2**53) + 1]}, stick)
    record.rotate("attestation-2")
    record.system("meetings.session.open", {"agenda": [{"item": 1}, {"item": 2}], "open": True}, actor="emil")
    record.person("amina", {"text": "annexed"}, contents=["ab" * 32, "cd" * 32])
    record.put(keyring.REVOKE, {"key": "key-of-boris"}, sample.signed_by("key-of-boris"), actor="boris")
    record.grant("boris", "second-key-of-boris")
    record.person("boris", {"position": "approve"}, key="second-key-of-boris")
    record.put("procedure.position.take@2", {}, sample.signed_by("key-of-amina"), actor="amina")
    while len(record.leaves) < tiles.WIDTH + 3:
        record.person("amina", {"number": len(record.leaves)})
    return record


def files() -> dict[str, bytes]:
    """The export, and beside it the keys, an earlier checkpoint, and the receipt of one act."""
    record = golden()
    tree = tiles.Tree(record.reader(), len(record.leaves))
    note = record.cosigned()
    return {
        **record.files(),
        tiles.CHECKPOINT: note.encode(),
        "verifiers": "".join(f"{verifier}\n" for verifier in record.verifiers).encode(),
        "earlier-checkpoint": record.checkpoint(PROVEN + 1).encode(),
        "act" + receipt.SUFFIX: receipt.make(record.leaves[PROVEN], PROVEN, tree.inclusion_proof(PROVEN), note),
    }


def keys(directory: Path = DIRECTORY) -> list[checkpoint.Verifier]:
    """The keys that verify the golden record."""
    return [checkpoint.Verifier.parse(line) for line in (directory / "verifiers").read_text().splitlines()]


if __name__ == "__main__":
    if DIRECTORY.exists():
        raise SystemExit(f"{DIRECTORY.name} was published: it is never written again")
    sample.write(files(), DIRECTORY)
