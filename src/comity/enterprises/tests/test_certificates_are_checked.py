"""A certificate is genuine or it is not, and what its licence is worth follows from the record alone."""

from __future__ import annotations

import base64
import gzip
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from comity.enterprises.certificates import credential, refusals, status
from comity.enterprises.certificates.credential import Certified
from comity.enterprises.certificates.verifying import issuer_of, verify
from comity.enterprises.models import Licence
from comity.enterprises.rules import Event, Happened, Validity
from comity.record.models import SigningKey

ORIGIN = "test.example/commission"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(32))
RAW = PRIVATE.public_key().public_bytes_raw()
MADE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def certified(**other) -> Certified:
    given = {
        "licence": "L-1",
        "address": "https://test.example/l/L-1/",
        "issuer": issuer_of(ORIGIN),
        "licence_class": "trade",
        "authority": "lic-AM",
        "member": "AM",
        "enterprise": "alpha",
        "names": {"en": "Alpha", "hy": "Ալֆա"},
        "number": "001",
        "scope": ("30200000-1",),
        "since": date(2026, 3, 1),
        "until": date(2028, 3, 1),
        "act": "00000000-0000-4000-8000-000000000001",
        "made": MADE,
    }
    return Certified(**{**given, **other})


def token(private: Ed25519PrivateKey = PRIVATE, name: str = "server", **other) -> str:
    return credential.signed(credential.claims_of(certified(**other)), name, private)


def key(name: str = "server", *, revoked_at: datetime | None = None) -> SigningKey:
    return SigningKey(id=name, holder="system", public=base64.b64encode(RAW).decode(), revoked_at=revoked_at)


def licence(*more: Event) -> Licence:
    issued = Event(Happened.ISSUED, date(2026, 3, 1), "act-1", MADE, date(2028, 3, 1), ("30200000-1",), "alpha")
    return Licence(id="L-1", events=[one.stored() for one in (issued, *more)], since=issued.day, until=issued.until)


def checked(text: str, day: date = date(2026, 6, 1), *, found: Licence | None = None, keys=None):
    return verify(
        text,
        day,
        origin=ORIGIN,
        keys=[key()] if keys is None else keys,
        licence=lambda number: (found or licence()) if number == "L-1" else None,
    )


def test_a_genuine_certificate_is_answered_from_the_record() -> None:
    verdict = checked(token())
    assert verdict.ok
    assert (verdict.answer.act, verdict.differs) == ("act-1", ())


def test_it_is_a_credential_as_the_standards_have_it() -> None:
    head, body, signature = token(status_list="https://test.example/credentials/status/0/", place=17).split(".")
    header, claims = (orjson.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body))
    assert header == {"alg": "Ed25519", "typ": "vc+jwt", "kid": f"{issuer_of(ORIGIN)}#server"}
    assert claims["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert claims["type"] == ["VerifiableCredential", "LicenceCredential"]
    assert (claims["validFrom"], claims["validUntil"]) == ("2026-03-01T00:00:00Z", "2028-03-01T00:00:00Z")
    assert claims["credentialStatus"][0]["statusListIndex"] == "17"
    assert claims["credentialStatus"][1]["statusListCredential"].endswith("/status/0/suspension")
    # An independent check of the signature, without the library that made it.
    Ed25519PublicKey.from_public_bytes(RAW).verify(
        base64.urlsafe_b64decode(signature + "=="), f"{head}.{body}".encode()
    )


def test_what_was_suspended_since_is_known_though_the_certificate_says_nothing_of_it() -> None:
    suspended = Event(Happened.SUSPENDED, date(2026, 5, 1), "act-2", MADE + timedelta(days=60))
    verdict = checked(token(), found=licence(suspended))
    assert (verdict.answer.validity, verdict.answer.act) == (Validity.SUSPENDED, "act-2")
    assert checked(token(), date(2026, 4, 1), found=licence(suspended)).ok


def test_what_changed_since_is_named() -> None:
    moved = Event(Happened.TRANSFERRED, date(2026, 5, 1), "act-2", MADE + timedelta(days=60), holder="beta")
    assert checked(token(), found=licence(moved)).differs == ("holder",)


@pytest.mark.parametrize("part", [0, 1, 2])
@given(data=st.data())
def test_whatever_is_changed_in_a_certificate_is_found(part: int, data: st.DataObject) -> None:
    parts = token().split(".")
    raw = bytearray(base64.urlsafe_b64decode(parts[part] + "=="))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    parts[part] = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    with pytest.raises(refusals.CertificateRefused):
        checked(".".join(parts))


def test_a_certificate_signed_by_another_key_is_forged() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
    with pytest.raises(refusals.ForgedCertificate):
        checked(token(other))
    with pytest.raises(refusals.UnknownIssuer):
        checked(token(other, "somebody"))


def test_no_other_algorithm_is_taken() -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"vc+jwt","kid":"server"}').decode().rstrip("=")
    with pytest.raises(refusals.CertificateRefused):
        checked(f"{head}.{token().split('.')[1]}.")


def test_a_certificate_made_after_its_key_ended_is_refused() -> None:
    ended = key(revoked_at=MADE - timedelta(days=1))
    with pytest.raises(refusals.KeyOutOfTime):
        checked(token(), keys=[ended])
    assert checked(token(), keys=[key(revoked_at=MADE + timedelta(days=1))]).ok


def test_a_certificate_of_another_record_or_of_no_licence_is_refused() -> None:
    with pytest.raises(refusals.OtherRecord):
        checked(token(issuer="https://other.example"))
    with pytest.raises(refusals.LicenceUnknown):
        checked(token(licence="L-9"))


@pytest.mark.parametrize("text", ["", "not a token", "a.b.c", "e30.e30.", "x" * 70_000, "\u00e9.a.b"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(refusals.CertificateRefused):
        checked(text)


def test_a_credential_of_another_kind_is_no_certificate() -> None:
    claims = credential.status_claims("https://test.example/s", issuer_of(ORIGIN), "revocation", "u", MADE)
    with pytest.raises(refusals.NotACertificate):
        checked(credential.signed(claims, "server", PRIVATE))


@given(st.sets(st.integers(0, status.SIZE - 1), max_size=30), st.integers(0, status.SIZE - 1))
def test_a_status_list_holds_exactly_its_bits(places: set[int], other: int) -> None:
    listed = status.encoded(places)
    assert all(status.is_set(listed, place) for place in places)
    assert status.is_set(listed, other) is (other in places)
    assert status.encoded(places) == listed


def test_the_first_place_is_the_leftmost_bit() -> None:
    bits = gzip.decompress(base64.urlsafe_b64decode(status.encoded([0])[1:] + "=="))
    assert (bits[0], len(bits)) == (0x80, 16_384)


def test_a_list_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(50_000_000))).decode().rstrip("=")
    for text in (bomb, "x", "u!!", status.encoded([])[:-8]):
        with pytest.raises(refusals.StatusListMalformed):
            status.is_set(text, 3)
    with pytest.raises(refusals.StatusListMalformed):
        status.is_set(status.encoded([]), status.SIZE)
