"""The server's own keys: one signs checkpoints, one attests acts done in a session.

They lie in a directory that only the server reads, one file each (PKCS #8, PEM), and are made on first use.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from comity.record.acts import PublicKey

CHECKPOINT = "checkpoint"
ATTESTATION = "attestation"
NEXT = "attestation-next"


def origin() -> str:
    """The name of this installation's record."""
    return str(settings.COMITY["ORIGIN"])


def checkpoint_key() -> Ed25519PrivateKey:
    """The private key that signs checkpoints."""
    return _key(_directory(), CHECKPOINT)


def attestation_key() -> tuple[str, Ed25519PrivateKey]:
    """The identifier and the private key that attest acts done in a session."""
    private = _key(_directory(), ATTESTATION)
    return key_id(raw_public(private)), private


def attestation_public() -> PublicKey:
    """The attestation key as `OpenRecord` and `RotateAttestation` publish it."""
    name, private = attestation_key()
    return PublicKey(id=name, kind="ed25519", public=base64.b64encode(raw_public(private)).decode())


def next_attestation() -> PublicKey:
    """The key with which sessions are to be attested once `RotateAttestation` has published it; made on first use."""
    public = raw_public(_key(_directory(), NEXT))
    return PublicKey(id=key_id(public), kind="ed25519", public=base64.b64encode(public).decode())


def renew_attestation(is_published: Callable[[str], bool]) -> bool:
    """Take up a rotated key: one that another process has put in place, or the next one if it is published by now.

    Whether the key at hand is another one than before.
    """
    before, _ = attestation_key()
    _key.cache_clear()
    fresh = _directory() / f"{NEXT}.pem"
    if fresh.exists() and is_published(next_attestation().id):
        with suppress(FileNotFoundError):  # another process was quicker
            fresh.replace(_directory() / f"{ATTESTATION}.pem")
        _key.cache_clear()
    return attestation_key()[0] != before


def key_id(public: bytes) -> str:
    """A key's identifier: the first 16 hexadecimal digits of the SHA-256 of its public bytes."""
    return sha256(public).hexdigest()[:16]


def raw_public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _directory() -> Path:
    return Path(str(settings.COMITY["KEYS"]))


@lru_cache(maxsize=16)
def _key(directory: Path, name: str) -> Ed25519PrivateKey:
    path = directory / f"{name}.pem"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # Written under a name of its own and linked: two processes that start at once get one key.
        fresh = directory / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return private
