"""A licence as a W3C Verifiable Credential, signed with the record's attestation key.

Sources: Verifiable Credentials Data Model v2.0 (W3C Recommendation, 15 May 2025); Securing Verifiable Credentials using
JOSE and COSE (W3C Recommendation, 15 May 2025), section 3.1: a JWT whose claims are the credential, ``typ`` ``vc+jwt``;
RFC 8037 and RFC 9864 for Ed25519 in JOSE. The key stands on the record, so an export is enough to check the signature.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from comity.enterprises.certificates.refusals import ForgedCertificate, NotACertificate, UnknownIssuer
from comity.record.signature import to_base64url

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TYPE = "LicenceCredential"
MEDIA_TYPE = "application/vc+jwt"
ALGORITHM = "Ed25519"
LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says, in plain values: ``address`` is where the licence is shown, ``made`` when this was."""

    licence: str
    address: str
    issuer: str
    licence_class: str
    authority: str
    member: str
    enterprise: str
    names: Mapping[str, str]
    number: str
    scope: tuple[str, ...]
    since: date
    until: date | None
    act: str
    made: datetime
    status_list: str = ""
    place: int | None = None


def claims_of(one: Certified) -> dict[str, Any]:
    """The credential as JSON. A term's last day is the day before ``until``, at whose beginning it ends."""
    found: dict[str, Any] = {
        "@context": [CONTEXT],
        "id": one.address,
        "type": ["VerifiableCredential", TYPE],
        "issuer": one.issuer,
        "validFrom": _begin(one.since),
        "iat": int(one.made.timestamp()),
        "credentialSubject": {
            "id": f"{one.issuer}/enterprises/{one.enterprise}",
            "licence": one.licence,
            "licenceClass": one.licence_class,
            "authority": one.authority,
            "member": one.member,
            "enterprise": one.enterprise,
            "name": [{"@value": text, "@language": language} for language, text in one.names.items()],
            "registerNumber": one.number,
            "scope": list(one.scope),
            "act": one.act,
        },
    }
    if one.until is not None:
        found["validUntil"] = _begin(one.until)
    if one.place is not None:
        found["credentialStatus"] = [
            {
                "id": f"{one.status_list}{purpose}#{one.place}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(one.place),
                "statusListCredential": f"{one.status_list}{purpose}",
            }
            for purpose in ("revocation", "suspension")
        ]
    return found


def status_claims(address: str, issuer: str, purpose: str, encoded_list: str, made: datetime) -> dict[str, Any]:
    """A status list as a credential of its own."""
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "iat": int(made.timestamp()),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded_list,
        },
    }


def signed(claims: Mapping[str, Any], name: str, private: Ed25519PrivateKey) -> str:
    """The credential as a JWT, signed with the key ``name``."""
    key = OKPKey.import_key(private)
    header = {"alg": ALGORITHM, "typ": "vc+jwt", "kid": f"{claims['issuer']}#{name}"}
    return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])


def read(token: str, keys: Mapping[str, bytes]) -> tuple[dict[str, Any], str]:
    """The claims of a certificate and the name of the key that signed it; ``keys`` are raw Ed25519 keys by name.

    Raises `NotACertificate`, `UnknownIssuer` or `ForgedCertificate`.
    """
    token = token.strip()
    if len(token) > LONGEST or token.count(".") != 2:
        raise NotACertificate(why="a JWT with a signature is expected")
    name = _key_named(token)
    if name not in keys:
        raise UnknownIssuer(key=name)
    public = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(keys[name]))
    try:
        found = jwt.decode(token, public, algorithms=[ALGORITHM])
    except BadSignatureError as error:
        raise ForgedCertificate() from error
    except (JoseError, ValueError) as error:
        raise NotACertificate(why=str(error)) from error
    claims = dict(found.claims)
    if found.header.get("typ") != "vc+jwt" or TYPE not in claims.get("type", ()):
        raise NotACertificate(why="it is a credential of another kind")
    return claims, name


def jwk_of(name: str, public: bytes) -> dict[str, str]:
    """A public key as others look it up."""
    return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(public), "kid": name, "alg": ALGORITHM, "use": "sig"}


def _key_named(token: str) -> str:
    head = token.partition(".")[0]
    try:
        header = orjson.loads(base64.b64decode(head + "=" * (-len(head) % 4), altchars=b"-_", validate=True))
        return str(header["kid"]).rpartition("#")[2]
    except (ValueError, KeyError, TypeError) as error:
        raise NotACertificate(why="its header cannot be read") from error


def _begin(day: date) -> str:
    return datetime.combine(day, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
