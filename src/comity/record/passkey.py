"""Passkeys (WebAuthn Level 2): public keys in COSE form, and what an assertion must say to be a signature of an act."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import cbor2
import orjson
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from comity.record.errors import AssertionRefused, KeyUnusable

USER_PRESENT = 0x01
USER_VERIFIED = 0x04
EXTENSIONS = 0x80
MAX_COSE_KEY = 2048
MAX_CLIENT_DATA = 16_384

# COSE labels and values: RFC 9053 §2 and §7, RFC 8812 §2.
_KTY, _ALG, _CRV, _X, _Y = 1, 3, -1, -2, -3
_N, _E = -1, -2


class _Ecdsa:
    def __init__(self, public: EllipticCurvePublicKey) -> None:
        self._public = public

    def verify(self, signature: bytes, data: bytes, /) -> None:
        self._public.verify(signature, data, ECDSA(SHA256()))


class _Rsa:
    def __init__(self, public: RSAPublicKey) -> None:
        self._public = public

    def verify(self, signature: bytes, data: bytes, /) -> None:
        self._public.verify(signature, data, PKCS1v15(), SHA256())


def load(cose: bytes, key: str) -> _Ecdsa | _Rsa | Ed25519PublicKey:
    """The public key in these COSE bytes: ES256 on P-256, EdDSA on Ed25519, or RS256. Raises KeyUnusable."""
    if len(cose) > MAX_COSE_KEY:
        raise KeyUnusable(key=key, reason=f"a COSE key has at most {MAX_COSE_KEY} bytes")
    try:
        fields = cbor2.loads(cose)
        exact = isinstance(fields, dict) and cbor2.dumps(fields, canonical=True) == cose
        build = _ALGORITHMS.get((fields.get(_KTY), fields.get(_ALG))) if exact else None
        if build is not None:
            return build(fields)
    except (cbor2.CBORError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise KeyUnusable(key=key, reason=f"its COSE bytes cannot be read ({error})") from None
    raise KeyUnusable(key=key, reason="it is no COSE key in canonical form for ES256, EdDSA or RS256")


def check(
    authenticator_data: bytes, client_data: bytes, challenge: bytes, key: str, *, rp_id: str, origins: tuple[str, ...]
) -> None:
    """Check what an assertion says (WebAuthn §7.2, steps 11 to 17); its signature is checked by the caller.

    ``challenge`` is what the passkey was asked to sign. Raises AssertionRefused, naming the part that is wrong.
    """
    said = _client_data(client_data, key)
    expected_challenge = urlsafe_b64encode(challenge).rstrip(b"=").decode()
    for field, expected in (("type", "webauthn.get"), ("challenge", expected_challenge)):
        if said.get(field) != expected:
            raise AssertionRefused(key=key, field=field, found=repr(said.get(field))[:80], expected=expected)
    if said.get("origin") not in origins:
        raise AssertionRefused(
            key=key, field="origin", found=repr(said.get("origin"))[:80], expected=" or ".join(map(str, origins))
        )
    if said.get("crossOrigin", False) is not False:
        raise AssertionRefused(key=key, field="crossOrigin", found=repr(said["crossOrigin"])[:80], expected="false")
    _check_authenticator_data(authenticator_data, key, rp_id)


def _client_data(client_data: bytes, key: str) -> Mapping[str, Any]:
    said: Any = None
    if len(client_data) <= MAX_CLIENT_DATA:
        try:
            said = orjson.loads(client_data)
        except orjson.JSONDecodeError:
            said = None
    if not isinstance(said, dict):
        raise AssertionRefused(key=key, field="client_data", found="no JSON object", expected="clientDataJSON")
    return said


def _check_authenticator_data(authenticator_data: bytes, key: str, rp_id: str) -> None:
    if len(authenticator_data) < 37:
        found = f"{len(authenticator_data)} bytes long"
        raise AssertionRefused(key=key, field="authenticator_data", found=found, expected="at least 37 bytes")
    flags = authenticator_data[32]
    if authenticator_data[:32] != sha256(rp_id.encode()).digest():
        raise AssertionRefused(
            key=key, field="rpIdHash", found=authenticator_data[:32].hex(), expected=f"that of {rp_id}"
        )
    if not (flags & USER_PRESENT and flags & USER_VERIFIED):
        raise AssertionRefused(
            key=key, field="flags", found=f"0x{flags:02x}", expected="user present and user verified"
        )
    if len(authenticator_data) > 37 and not flags & EXTENSIONS:
        raise AssertionRefused(key=key, field="authenticator_data", found="followed by more bytes", expected="37 bytes")


def _es256(fields: Mapping[int, Any]) -> _Ecdsa:
    if fields[_CRV] != 1:
        raise ValueError("ES256 wants the curve P-256")
    x, y = _coordinate(fields[_X]), _coordinate(fields[_Y])
    return _Ecdsa(EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), SECP256R1()).public_key())


def _eddsa(fields: Mapping[int, Any]) -> Ed25519PublicKey:
    if fields[_CRV] != 6:
        raise ValueError("EdDSA wants the curve Ed25519")
    return Ed25519PublicKey.from_public_bytes(_coordinate(fields[_X]))


def _rs256(fields: Mapping[int, Any]) -> _Rsa:
    modulus, exponent = int.from_bytes(fields[_N]), int.from_bytes(fields[_E])
    if not 2048 <= modulus.bit_length() <= 8192:
        raise ValueError("an RSA modulus has 2,048 to 8,192 bits")
    return _Rsa(RSAPublicNumbers(exponent, modulus).public_key())


def _coordinate(value: Any) -> bytes:
    if not isinstance(value, bytes) or len(value) != 32:
        raise ValueError("a coordinate has 32 bytes")
    return value


_ALGORITHMS: dict[tuple[Any, Any], Callable[[Mapping[int, Any]], _Ecdsa | _Rsa | Ed25519PublicKey]] = {
    (2, -7): _es256,
    (1, -8): _eddsa,
    (3, -257): _rs256,
}
