from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from hypothesis import given
from hypothesis import strategies as st

from comity.record import errors, passkey, sample, signature
from comity.record.sample import Authenticator
from comity.record.signature import VerifyingKey

SIGNED = b'{"actor":"amina"}'
KEY = VerifyingKey.of_payload(sample.public_key("k"), "amina")
ATTESTATION = VerifyingKey.of_payload(sample.public_key("server"), "system")
AUTHENTICATORS = {
    "ES256": Authenticator(sample.p256_key("phone")),
    "EdDSA": Authenticator(sample.private_key("stick")),
    "RS256": Authenticator(generate_rsa_key(65_537, 2_048)),
}


def passkey_of(authenticator: Authenticator, holder: str = "amina") -> VerifyingKey:
    return VerifyingKey("p", "passkey", authenticator.cose, holder, rp_id=sample.RP_ID, origins=(sample.SITE,))


def answered(authenticator: Authenticator, signed: bytes = SIGNED) -> dict[str, str]:
    return authenticator.answer("p", signature.challenge(signed))


def test_a_persons_signature_verifies():
    signature.check(signature.sign(SIGNED, "k", sample.private_key("k")), SIGNED, KEY, actor="amina")


def test_the_servers_attestation_verifies_for_whoever_was_logged_in():
    attested = signature.attest(SIGNED, "server", sample.private_key("server"))
    for actor in ("amina", "boris", "system"):
        signature.check(attested, SIGNED, ATTESTATION, actor=actor)


@pytest.mark.parametrize("algorithm", AUTHENTICATORS)
def test_a_passkeys_assertion_verifies(algorithm):
    authenticator = AUTHENTICATORS[algorithm]
    signature.check(answered(authenticator), SIGNED, passkey_of(authenticator), actor="amina")


@pytest.mark.parametrize("algorithm", AUTHENTICATORS)
@given(st.integers(0, 2_000), st.integers(1, 255))
def test_an_assertion_changed_in_any_byte_is_refused(algorithm, place, change):
    authenticator = AUTHENTICATORS[algorithm]
    sealed = answered(authenticator)
    parts = ("authenticator_data", "client_data", "value")
    name = parts[place % 3]
    raw = bytearray(signature.from_base64(sealed[name]))
    raw[place // 3 % len(raw)] ^= change
    with pytest.raises(errors.SignatureRefused):
        signature.check(
            {**sealed, name: signature.to_base64(bytes(raw))}, SIGNED, passkey_of(authenticator), actor="amina"
        )


@given(st.binary(max_size=40), st.integers(0, 63), st.integers(1, 255))
def test_a_forged_signature_is_refused(signed, place, change):
    sealed = signature.sign(signed, "k", sample.private_key("k"))
    signature.check(sealed, signed, KEY, actor="amina")
    with pytest.raises(errors.SignatureForged):
        signature.check(sealed, signed + b"!", KEY, actor="amina")
    raw = bytearray(signature.from_base64(sealed["value"]))
    raw[place] ^= change
    with pytest.raises(errors.SignatureForged):
        signature.check({**sealed, "value": signature.to_base64(bytes(raw))}, signed, KEY, actor="amina")


def test_an_assertion_for_another_act_is_refused():
    authenticator = AUTHENTICATORS["ES256"]
    with pytest.raises(errors.AssertionRefused) as refused:
        signature.check(answered(authenticator, b"another"), SIGNED, passkey_of(authenticator), actor="amina")
    assert refused.value.values["field"] == "challenge"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "webauthn.create"}, "type"),
        ({"origin": "https://evil.example"}, "origin"),
        ({"origin": "http://record.example"}, "origin"),
        ({"rp_id": "evil.example"}, "rpIdHash"),
        ({"flags": passkey.USER_PRESENT}, "flags"),
        ({"flags": passkey.USER_VERIFIED}, "flags"),
        ({"flags": 0}, "flags"),
    ],
)
def test_an_assertion_given_elsewhere_or_unverified_is_refused(change, field):
    authenticator = replace(AUTHENTICATORS["ES256"], **change)
    with pytest.raises(errors.AssertionRefused) as refused:
        signature.check(answered(authenticator), SIGNED, passkey_of(authenticator), actor="amina")
    assert refused.value.values["field"] == field


def resigned(**parts: bytes) -> dict[str, str]:
    """An assertion with other parts, well signed by the passkey."""
    authenticator = AUTHENTICATORS["EdDSA"]
    sealed = answered(authenticator)
    raw = {name: signature.from_base64(sealed[name]) for name in ("authenticator_data", "client_data")} | parts
    value = authenticator._sign(raw["authenticator_data"] + signature.challenge(raw["client_data"]))
    return signature.assertion("p", **raw, value=value)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"authenticator_data": b""}, "authenticator_data"),
        ({"client_data": b"no json"}, "client_data"),
        ({"client_data": b"[]"}, "client_data"),
        ({"client_data": b"{}"}, "type"),
        ({"client_data": b'"' + b"a" * 20_000 + b'"'}, "client_data"),
    ],
)
def test_an_assertion_whose_parts_are_not_what_they_should_be_is_refused(parts, field):
    with pytest.raises(errors.AssertionRefused) as refused:
        signature.check(resigned(**parts), SIGNED, passkey_of(AUTHENTICATORS["EdDSA"]), actor="amina")
    assert refused.value.values["field"] == field


def test_an_assertion_in_a_frame_of_another_site_is_refused():
    client_data = signature.from_base64(answered(AUTHENTICATORS["EdDSA"])["client_data"])
    framed = client_data.replace(b'"crossOrigin":false', b'"crossOrigin":true')
    with pytest.raises(errors.AssertionRefused) as refused:
        signature.check(resigned(client_data=framed), SIGNED, passkey_of(AUTHENTICATORS["EdDSA"]), actor="amina")
    assert refused.value.values["field"] == "crossOrigin"


def test_extension_data_is_taken_where_it_is_announced():
    plain = signature.from_base64(answered(AUTHENTICATORS["EdDSA"])["authenticator_data"])
    announced = plain[:32] + bytes([plain[32] | passkey.EXTENSIONS]) + plain[33:] + b"\xa0"
    key = passkey_of(AUTHENTICATORS["EdDSA"])
    signature.check(resigned(authenticator_data=announced), SIGNED, key, actor="amina")
    with pytest.raises(errors.AssertionRefused):
        signature.check(resigned(authenticator_data=plain + b"\xa0"), SIGNED, key, actor="amina")


def test_a_key_that_belongs_to_somebody_else_is_refused():
    with pytest.raises(errors.ForeignKey) as refused:
        signature.check(signature.sign(SIGNED, "k", sample.private_key("k")), SIGNED, KEY, actor="boris")
    assert refused.value.values == {"actor": "boris", "key": "k", "holder": "amina"}


def test_each_level_takes_only_its_own_kind_of_key():
    authenticator = AUTHENTICATORS["ES256"]
    by_level = {
        "session": (signature.attest(SIGNED, "server", sample.private_key("server")), ATTESTATION),
        "key": (signature.sign(SIGNED, "k", sample.private_key("k")), KEY),
        "passkey": (answered(authenticator), passkey_of(authenticator)),
    }
    for level, (sealed, _) in by_level.items():
        for other, (_, key) in by_level.items():
            renamed = {**sealed, "key": key.id}
            if level == other:
                signature.check(renamed, SIGNED, key, actor="amina")
            else:
                with pytest.raises(errors.WrongKeyKind):
                    signature.check(renamed, SIGNED, key, actor="amina")


def test_a_signature_under_no_valid_key_is_refused():
    sealed = signature.sign(SIGNED, "k", sample.private_key("k"))
    for key in (None, VerifyingKey.of_payload(sample.public_key("other"), "amina")):
        with pytest.raises(errors.UnknownKey):
            signature.check(sealed, SIGNED, key, actor="amina")


GOOD = signature.sign(SIGNED, "k", sample.private_key("k"))


@pytest.mark.parametrize(
    ("sealed", "field"),
    [
        ({}, "level"),
        ({**GOOD, "level": "oath"}, "level"),
        ({**GOOD, "level": ["key"]}, "level"),
        ({"level": "key", "key": "k"}, "value"),
        ({**GOOD, "extra": ""}, "extra"),
        ({**GOOD, "level": "passkey"}, "authenticator_data"),
        ({**GOOD, "value": 7}, "value"),
        ({**GOOD, "key": None}, "key"),
        ({**GOOD, "value": ""}, "value"),
        ({**GOOD, "value": GOOD["value"][:-1]}, "value"),
        ({**GOOD, "value": GOOD["value"] + "\n"}, "value"),
        ({**GOOD, "value": GOOD["value"][:-4] + "AAA="}, "value"),
        ({**GOOD, "value": "ü" + GOOD["value"][1:]}, "value"),
        ({**GOOD, "value": GOOD["value"].replace("=", "")}, "value"),
    ],
)
def test_a_malformed_signature_names_its_field(sealed, field):
    with pytest.raises(errors.SignatureMalformed) as refused:
        signature.check(sealed, SIGNED, KEY, actor="amina")
    assert refused.value.values["field"] == field


@given(st.binary(max_size=70), st.data())
def test_one_sequence_of_bytes_has_one_base64_spelling(raw, data):
    text = signature.to_base64(raw)
    assert signature.from_base64(text) == raw
    place = data.draw(st.integers(0, max(0, len(text) - 1)))
    other = text[:place] + data.draw(st.sampled_from("AQgw+/=-_ \n")) + text[place + 1 :]
    if other != text:
        with suppress(ValueError):
            assert signature.from_base64(other) != raw


def cose(**changed: object) -> bytes:
    labels = {"kty": 1, "alg": 3, "crv": -1, "x": -2, "y": -3}
    fields = cbor2.loads(AUTHENTICATORS["ES256"].cose)
    return cbor2.dumps({**fields, **{labels[name]: value for name, value in changed.items()}}, canonical=True)


RSA_1024 = cbor2.dumps({1: 3, 3: -257, -1: b"\x80" + bytes(126) + b"\x01", -2: b"\x01\x00\x01"}, canonical=True)


@pytest.mark.parametrize(
    "public",
    [
        b"",
        b"\xff",
        cbor2.dumps([1]),
        cbor2.dumps({}),
        AUTHENTICATORS["ES256"].cose + b"\x00",
        AUTHENTICATORS["ES256"].cose[:-1],
        cose(alg=-8),
        cose(kty=3),
        cose(crv=2),
        cose(x=bytes(32)),
        cose(x=b"\x01" * 31),
        cose(y="text"),
        cbor2.dumps({1: 1, 3: -8, -1: 6, -2: bytes(31)}, canonical=True),
        cbor2.dumps({1: 1, 3: -8, -1: 4, -2: bytes(32)}, canonical=True),
        cbor2.dumps({1: 1, 3: -8}, canonical=True),
        RSA_1024,
        cbor2.dumps({1: 3, 3: -257, -1: b"\xff" * 1_500, -2: b"\x01\x00\x01"}, canonical=True),
        bytes(5_000),
    ],
)
def test_cose_bytes_that_are_no_usable_key_are_refused(public):
    with pytest.raises(errors.KeyUnusable):
        VerifyingKey("p", "passkey", public, "amina", rp_id=sample.RP_ID, origins=(sample.SITE,))


def test_only_the_three_algorithms_are_taken():
    p384 = generate_ec_key(SECP384R1()).public_key().public_numbers()
    public = cbor2.dumps({1: 2, 3: -35, -1: 2, -2: p384.x.to_bytes(48), -3: p384.y.to_bytes(48)}, canonical=True)
    with pytest.raises(errors.KeyUnusable):
        passkey.load(public, "p")


@pytest.mark.parametrize(
    "described",
    [
        {},
        {"id": "k", "kind": "ed25519"},
        {"id": "", "kind": "ed25519", "public": "AAAA"},
        {"id": "k", "kind": "ed25519", "public": "AAAA"},
        {"id": "k", "kind": "ed25519", "public": "no base64"},
        {"id": "k", "kind": "rsa", "public": sample.public_key("k")["public"]},
        {"id": "k", "kind": "passkey", "public": signature.to_base64(AUTHENTICATORS["ES256"].cose)},
        {"id": "k", "kind": "passkey", "public": signature.to_base64(AUTHENTICATORS["ES256"].cose), "rp_id": "x"},
        {**sample.public_key("k"), "rp_id": 7},
        {**sample.public_key("k"), "origins": "https://record.example"},
    ],
)
def test_a_described_key_that_cannot_verify_is_refused(described):
    with pytest.raises(errors.KeyUnusable):
        VerifyingKey.of_payload(described, "amina")
