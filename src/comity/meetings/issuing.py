"""The keys that sign ballot papers blindly: one for each ballot, made when it is opened, erased when it is counted."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from comity.meetings import sitting_refusals as refusals
from comity.meetings.ballot import issuer_of, new_key
from comity.meetings.models import BallotKey


def new_issuer() -> str:
    """Make a key and keep it; its public half, as `OpenVote` names it."""
    key = new_key()
    issuer = str(issuer_of(key))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    BallotKey.objects.create(modulus=issuer, private=pem)
    return issuer


def key_of(issuer: str) -> RSAPrivateKey:
    """The private half. Raises `VoteClosed` once it was erased."""
    found = BallotKey.objects.filter(modulus=issuer).first()
    if found is None:
        raise refusals.VoteClosed()
    key = load_pem_private_key(found.private.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def erase(issuer: str) -> None:
    """Nothing is signed with this key any more."""
    BallotKey.objects.filter(modulus=issuer).delete()
