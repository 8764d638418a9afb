"""Signatures of acts at the three levels: made, and checked against one key.

``session``: the server attests, with an Ed25519 key of its own, who was logged in. ``key``: an Ed25519 key of the
person. ``passkey``: a WebAuthn assertion whose challenge is the SHA-256 of the signed bytes, so that not even the
server can make one. Which keys are valid where on the record is the business of `keyring`.

Base64 is the standard alphabet with padding, and exact: one signature has one spelling.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.record import passkey
from comity.record.errors import ForeignKey, KeyUnusable, SignatureForged, SignatureMalformed, UnknownKey, WrongKeyKind
from comity.record.leaf import SYSTEM

LEVELS = ("session", "key", "passkey")
KINDS = ("ed25519", "passkey")

_FORMS = {
    "session": frozenset({"level", "key", "value"}),
    "key": frozenset({"level", "key", "value"}),
    "passkey": frozenset({"level", "key", "value", "authenticator_data", "client_data"}),
}


class Verifies(Protocol):
    """A loaded public key; raises InvalidSignature."""

    def verify(self, signature: bytes, data: bytes, /) -> None: ...


def challenge(signed: bytes) -> bytes:
    """What a passkey is asked to sign for an act: the SHA-256 of its signed bytes."""
    return sha256(signed).digest()


def attest(signed: bytes, key: str, private: Ed25519PrivateKey) -> dict[str, str]:
    """The server's attestation that the act was done in a session."""
    return {"level": "session", "key": key, "value": to_base64(private.sign(signed))}


def sign(signed: bytes, key: str, private: Ed25519PrivateKey) -> dict[str, str]:
    """A person's own Ed25519 signature."""
    return {"level": "key", "key": key, "value": to_base64(private.sign(signed))}


def assertion(key: str, *, authenticator_data: bytes, client_data: bytes, value: bytes) -> dict[str, str]:
    """A passkey's answer as a signature: authenticatorData, clientDataJSON and signature of WebAuthn §5.2.2."""
    return {
        "level": "passkey",
        "key": key,
        "authenticator_data": to_base64(authenticator_data),
        "client_data": to_base64(client_data),
        "value": to_base64(value),
    }


class VerifyingKey:
    """A public key on the record: whose it is, of which kind, and able to check signatures.

    ``holder`` is a person, or "system" for the server's attestation key. ``rp_id`` and ``origins`` say for which site a
    passkey was made. Raises KeyUnusable if the bytes are no key of that kind.
    """

    def __init__(
        self, id: str, kind: str, public: bytes, holder: str, *, rp_id: str = "", origins: tuple[str, ...] = ()
    ) -> None:
        self.id, self.kind, self.public, self.holder = id, kind, public, holder
        self.rp_id, self.origins = rp_id, origins
        self.loaded  # noqa: B018  a key that cannot be used is refused where it is granted
        if kind == "passkey" and not (rp_id and origins):
            raise KeyUnusable(key=id, reason="a passkey needs its rp_id and at least one origin")

    @classmethod
    def of_payload(cls, key: Mapping[str, Any], holder: str) -> VerifyingKey:
        """The key as acts carry it: ``{"id","kind","public","rp_id"?,"origins"?}``."""
        id, kind, public = key.get("id"), key.get("kind"), key.get("public")
        rp_id, origins = key.get("rp_id") or "", key.get("origins") or []
        if not (isinstance(id, str) and id and isinstance(kind, str) and isinstance(public, str)):
            raise KeyUnusable(key=id, reason='it needs "id", "kind" and "public"')
        if not isinstance(rp_id, str) or not isinstance(origins, list | tuple):
            raise KeyUnusable(key=id, reason='"rp_id" is text and "origins" a list')
        try:
            raw = from_base64(public)
        except ValueError:
            raise KeyUnusable(key=id, reason='"public" is not base64') from None
        return cls(id, kind, raw, holder, rp_id=rp_id, origins=tuple(origins))

    @cached_property
    def loaded(self) -> Verifies:
        """The key, ready to verify."""
        if self.kind == "passkey":
            return passkey.load(self.public, self.id)
        if self.kind != "ed25519":
            raise KeyUnusable(key=self.id, reason=f"its kind is {self.kind!r}, expected ed25519 or passkey")
        try:
            return Ed25519PublicKey.from_public_bytes(self.public)
        except ValueError:
            raise KeyUnusable(key=self.id, reason="an Ed25519 key has 32 bytes") from None

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "loaded"}


def form_of(signature: Mapping[str, Any]) -> str:
    """Check the form of a signature object and give its level. Raises SignatureMalformed."""
    level = signature.get("level")
    names = _FORMS.get(level) if isinstance(level, str) else None
    if names is None or not isinstance(level, str):
        raise SignatureMalformed(field="level", found=repr(level), expected="session, key or passkey")
    if signature.keys() != names:
        odd = min(signature.keys() ^ names)
        found, expected = ("nothing", "a value") if odd in names else ("a value", "nothing")
        raise SignatureMalformed(field=odd, found=found, expected=f"{expected} at the level {level}")
    for name, value in signature.items():
        if type(value) is not str:
            raise SignatureMalformed(field=name, found=repr(value)[:40], expected="text")
    return level


def check(signature: Mapping[str, Any], signed: bytes, key: VerifyingKey | None, *, actor: str) -> None:
    """Check an act's signature against the key it names, which the caller has found valid at that place (None: not).

    The key must be of the kind that the level asks for, and belong to the act's actor (or to the server, in a session).
    Raises a SignatureRefused that says what is wrong.
    """
    level = form_of(signature)
    if key is None or key.id != signature["key"]:
        raise UnknownKey(key=signature["key"])
    attestation = key.holder == SYSTEM
    if attestation != (level == "session") or (key.kind == "passkey") != (level == "passkey"):
        kind = (
            "attesting sessions" if attestation else {"ed25519": "signing by key"}.get(key.kind, "passkey assertions")
        )
        raise WrongKeyKind(level=level, key=key.id, kind=kind)
    if not attestation and key.holder != actor:
        raise ForeignKey(actor=actor, key=key.id, holder=key.holder)
    value = _bytes(signature, "value")
    if level == "passkey":
        authenticator_data, client_data = _bytes(signature, "authenticator_data"), _bytes(signature, "client_data")
        passkey.check(authenticator_data, client_data, challenge(signed), key.id, rp_id=key.rp_id, origins=key.origins)
        signed = authenticator_data + sha256(client_data).digest()
    elif len(value) != 64:
        raise SignatureMalformed(field="value", found=f"{len(value)} bytes", expected="64 bytes")
    try:
        key.loaded.verify(value, signed)
    except InvalidSignature:
        raise SignatureForged(key=key.id) from None


def to_base64(raw: bytes) -> str:
    """Standard base64 with padding."""
    return binascii.b2a_base64(raw, newline=False).decode()


def to_base64url(raw: bytes) -> str:
    """Base64 for addresses and JSON Web formats, without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of base64url, padded or not; what is no letter of it is passed over."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def from_base64(text: str) -> bytes:
    """The bytes of standard base64 with padding, refusing every other spelling. Raises ValueError."""
    raw = binascii.a2b_base64(text, strict_mode=True)
    if binascii.b2a_base64(raw, newline=False) != text.encode():
        raise ValueError("not the one standard spelling")
    return raw


def _bytes(signature: Mapping[str, Any], field: str) -> bytes:
    try:
        return from_base64(signature[field])
    except ValueError:
        raise SignatureMalformed(
            field=field, found=repr(signature[field])[:40], expected="base64 with padding"
        ) from None
