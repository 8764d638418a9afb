"""A record made in memory, without a database: for the tests of the record's pure part, and for its benchmarks.

Every key is made from a name, so that the same steps give the same bytes. What is put on it can be wrong on purpose:
nothing here checks anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2
import orjson
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from comity.record import checkpoint, keyring, leaf, merkle, passkey, signature, tiles
from comity.record.leaf import SYSTEM

ORIGIN = "record.example/basin"
RP_ID = "record.example"
SITE = "https://record.example"
BEGINNING = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ATTESTATION = "attestation-1"

Sign = Callable[[bytes], dict[str, str]]
"""Gives the signature object over an act's signed bytes."""


def private_key(name: str) -> Ed25519PrivateKey:
    """The Ed25519 key of this name, always the same."""
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def p256_key(name: str) -> EllipticCurvePrivateKey:
    """The P-256 key of this name, always the same."""
    return derive_private_key(int.from_bytes(sha256(name.encode()).digest()) >> 1, SECP256R1())


@dataclass(frozen=True)
class Authenticator:
    """A passkey in software: what a security key does when WebAuthn's navigator.credentials.get asks it."""

    private: Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey
    rp_id: str = RP_ID
    origin: str = SITE
    type: str = "webauthn.get"
    flags: int = passkey.USER_PRESENT | passkey.USER_VERIFIED

    @property
    def cose(self) -> bytes:
        """The public key in COSE form."""
        if isinstance(self.private, Ed25519PrivateKey):
            fields: dict[int, int | bytes] = {1: 1, 3: -8, -1: 6, -2: self.private.public_key().public_bytes_raw()}
        elif isinstance(self.private, EllipticCurvePrivateKey):
            point = self.private.public_key().public_numbers()
            fields = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        else:
            numbers = self.private.public_key().public_numbers()
            fields = {1: 3, 3: -257, -1: numbers.n.to_bytes(self.private.key_size // 8), -2: numbers.e.to_bytes(3)}
        return cbor2.dumps(fields, canonical=True)

    def answer(self, key: str, challenge: bytes) -> dict[str, str]:
        """The assertion over a challenge, as a signature object under the key's identifier."""
        authenticator_data = sha256(self.rp_id.encode()).digest() + bytes([self.flags]) + bytes(4)
        said = {
            "type": self.type,
            "challenge": signature.to_base64url(challenge),
            "origin": self.origin,
            "crossOrigin": False,
        }
        client_data = orjson.dumps(said)
        value = self._sign(authenticator_data + sha256(client_data).digest())
        return signature.assertion(key, authenticator_data=authenticator_data, client_data=client_data, value=value)

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(data)
        if isinstance(self.private, EllipticCurvePrivateKey):
            return self.private.sign(data, ECDSA(SHA256(), deterministic_signing=True))
        return self.private.sign(data, PKCS1v15(), SHA256())


class SampleRecord:
    """A record in the making: ``leaves`` are its acts so far; ``files`` gives what an export of them holds."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.leaves: list[bytes] = []
        self.attestation = ATTESTATION
        self.signer = checkpoint.Signer(origin, private_key(f"{origin} checkpoint"))
        self.witness = checkpoint.Cosigner("witness.example/w1", private_key("witness"))

    @classmethod
    def opened(cls, *people: str, origin: str = ORIGIN) -> SampleRecord:
        """A record that is open, with an Ed25519 key granted to each of these people."""
        record = cls(origin)
        record.system(keyring.OPEN, {"origin": origin, "key": public_key(ATTESTATION)})
        for person in people:
            record.grant(person)
        return record

    @cached_property
    def verifiers(self) -> list[checkpoint.Verifier]:
        """The keys of the record and of its witness."""
        return [self.signer.verifier, self.witness.verifier]

    def put(
        self,
        type: str,
        payload: Mapping[str, Any],
        sign: Sign,
        *,
        actor: str = SYSTEM,
        capacity: str | None = None,
        contents: Sequence[str] = (),
        id: str | None = None,
    ) -> int:
        """Append an act signed by ``sign``; its position."""
        position = len(self.leaves)
        fields = leaf.draft(
            type=type,
            id=id or f"00000000-0000-4000-8000-{position:012x}",
            actor=actor,
            party="secretariat" if actor == SYSTEM else "basin-state",
            capacity=capacity or (f"{self.origin}/system" if actor == SYSTEM else f"{self.origin}/powers/{actor}"),
            at=(BEGINNING + timedelta(seconds=position)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            payload=payload,
            contents=contents,
        )
        self.leaves.append(leaf.seal(fields, sign(leaf.signed_bytes(fields))))
        return position

    def system(self, type: str, payload: Mapping[str, Any], **more: Any) -> int:
        """An act of the system, or of a person in a session, attested by the server."""
        return self.put(type, payload, self.attested, **more)

    def attested(self, signed: bytes) -> dict[str, str]:
        """The server's attestation with its present key."""
        return signature.attest(signed, self.attestation, private_key(self.attestation))

    def person(self, person: str, payload: Mapping[str, Any], *, key: str | None = None, **more: Any) -> int:
        """A position that a person takes, signed with the key granted to them (or another one)."""
        sign = signed_by(key or f"key-of-{person}")
        return self.put("procedure.position.take", payload, sign, actor=person, **more)

    def by_passkey(self, person: str, payload: Mapping[str, Any], authenticator: Authenticator) -> int:
        """A position that a person takes with a passkey."""

        def sign(signed: bytes) -> dict[str, str]:
            return authenticator.answer(f"passkey-of-{person}", signature.challenge(signed))

        return self.put("procedure.position.take", payload, sign, actor=person)

    def grant(self, person: str, key: str | None = None) -> int:
        """Grant a person an Ed25519 key."""
        return self.system(keyring.GRANT, {"key": public_key(key or f"key-of-{person}"), "holder": person})

    def grant_passkey(self, person: str, authenticator: Authenticator) -> int:
        """Grant a person a passkey."""
        described = {
            "id": f"passkey-of-{person}",
            "kind": "passkey",
            "public": signature.to_base64(authenticator.cose),
            "rp_id": RP_ID,
            "origins": [SITE],
        }
        return self.system(keyring.GRANT, {"key": described, "holder": person})

    def revoke(self, key: str) -> int:
        """Revoke a key."""
        return self.system(keyring.REVOKE, {"key": key})

    def rotate(self, key: str) -> int:
        """Have the server attest with another key from the next act on."""
        position = self.system(keyring.ROTATE, {"key": public_key(key)})
        self.attestation = key
        return position

    def checkpoint(self, size: int | None = None) -> str:
        """The signed checkpoint over the first ``size`` acts."""
        leaves = self.leaves[:size]
        return checkpoint.sign(self.origin, len(leaves), merkle.root_of(map(merkle.leaf_hash, leaves)), self.signer)

    def cosigned(self, time: int = 1_772_357_400) -> str:
        """The checkpoint with the witness's cosignature."""
        note = self.checkpoint()
        text, _ = checkpoint.split_note(note)
        return checkpoint.add_signatures(note, [self.witness.cosign(text, time)])

    def files(self) -> dict[str, bytes]:
        """Every file of the record by its path."""
        return {**tree_files(self.leaves), tiles.CHECKPOINT: self.cosigned().encode()}

    def reader(self) -> tiles.Reader:
        """A reader of these files."""
        return tiles.Reader(self.files().get)


def tree_files(leaves: Sequence[bytes]) -> dict[str, bytes]:
    """The bundles and tiles over these leaves, by their paths."""
    found = {tile.path: hashes for tile, hashes in tiles.compute_tiles(map(merkle.leaf_hash, leaves))}
    for bundle in tiles.bundles_of(len(leaves)):
        found[bundle.path] = tiles.encode_bundle(leaves[bundle.start : bundle.start + bundle.width])
    return found


def write(files: Mapping[str, bytes], directory: Path) -> None:
    """Write files by their paths below a directory."""
    for path, body in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


def public_key(name: str) -> dict[str, str]:
    """The key of this name as acts describe it."""
    public = signature.to_base64(private_key(name).public_key().public_bytes_raw())
    return {"id": name, "kind": "ed25519", "public": public}


def signed_by(key: str, named: str | None = None) -> Sign:
    """Signs with the key of this name, and names that key (or another one)."""
    return lambda signed: signature.sign(signed, named or key, private_key(key))
