"""Keys of a demonstration: persons' Ed25519 keys and software passkeys, held by the loader so that a story can sign.

They are granted on the record like any other key. Only a profile marked as demonstration may have them: whoever
installs a real organisation never holds the keys of its delegates.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import cbor2
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from comity.record import keys, passkey, signature
from comity.record.acts import Level, PublicKey
from comity.record.commit import Draft

PrivateKey: TypeAlias = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


@dataclass
class DemonstrationKeys:
    """The keys by person and level, kept in ``directory``; without one they live as long as this object.

    ``site`` is the address for which the passkeys are made.
    """

    directory: Path | None
    site: str
    _held: dict[tuple[str, Level], PrivateKey] = field(default_factory=dict)

    def public(self, person: str, level: Level) -> PublicKey:
        """The public key with which ``person`` signs at ``level`` (key or passkey), as it is granted."""
        raw = self._raw_public(person, level)
        text = base64.b64encode(raw).decode()
        if level == "key":
            return PublicKey(id=keys.key_id(raw), kind="ed25519", public=text)
        credential = signature.to_base64url(sha256(raw).digest())
        host = urlsplit(self.site).hostname or "localhost"
        return PublicKey(
            id=keys.key_id(raw), kind="passkey", public=text, rp_id=host, origins=(self.site,), credential=credential
        )

    def sign(self, draft: Draft, level: Level) -> dict[str, str]:
        """The signature of the draft's actor at ``level``."""
        public = self.public(draft.by.actor, level)
        private = self._private(draft.by.actor, level)
        if isinstance(private, Ed25519PrivateKey):
            return signature.sign(draft.signed, public.id, private)
        return self._assertion(draft, public, private)

    def _assertion(self, draft: Draft, public: PublicKey, private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
        """What an authenticator answers (WebAuthn Level 2, §6.3.3), the challenge being the act's digest."""
        challenge = signature.to_base64url(draft.challenge)
        said = {"type": "webauthn.get", "challenge": challenge, "origin": self.site, "crossOrigin": False}
        client_data = orjson.dumps(said)
        flags = bytes([passkey.USER_PRESENT | passkey.USER_VERIFIED])
        authenticator_data = sha256((public.rp_id or "").encode()).digest() + flags + bytes(4)
        value = private.sign(authenticator_data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return signature.assertion(
            public.id, authenticator_data=authenticator_data, client_data=client_data, value=value
        )

    def _raw_public(self, person: str, level: Level) -> bytes:
        private = self._private(person, level)
        if isinstance(private, Ed25519PrivateKey):
            return keys.raw_public(private)
        numbers = private.public_key().public_numbers()
        # COSE_Key for ES256 on P-256 (RFC 9053 §2.1 and §7.1.1), in canonical form.
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        return bytes(cbor2.dumps(cose, canonical=True))

    def _private(self, person: str, level: Level) -> PrivateKey:
        held = self._held.get((person, level))
        if held is None:
            held = self._held[person, level] = self._kept(person, level) if self.directory else _fresh(level)
        return held

    def _kept(self, person: str, level: Level) -> PrivateKey:
        assert self.directory is not None
        path = self.directory / f"{person}.{level}.pem"
        if not path.exists():
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            pem = _fresh(level).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
        private = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path} holds no key that can sign")
        return private


def _fresh(level: Level) -> PrivateKey:
    return Ed25519PrivateKey.generate() if level == "key" else ec.generate_private_key(ec.SECP256R1())
