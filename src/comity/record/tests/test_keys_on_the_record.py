from __future__ import annotations

import pytest

from comity.record import errors, keyring, sample, signature
from comity.record.keyring import KeyRing
from comity.record.leaf import Leaf
from comity.record.sample import Authenticator, SampleRecord


def ring_of(record: SampleRecord) -> KeyRing:
    ring = KeyRing()
    for position, encoded in enumerate(record.leaves):
        leaf = Leaf.read(encoded)
        ring.consume(position, leaf.type, leaf.payload)
    return ring


def check(record: SampleRecord, position: int) -> None:
    leaf = Leaf.read(record.leaves[position])
    ring_of(record).check(leaf.signature, leaf.signed_bytes(), leaf.actor, position)


def test_the_opening_act_is_signed_with_the_key_that_it_brings():
    record = SampleRecord.opened()
    check(record, 0)
    assert ring_of(record).origin == record.origin


def test_a_key_is_valid_after_its_grant_up_to_its_revocation():
    record = SampleRecord.opened()
    early = record.person("amina", {})
    granted = record.grant("amina")
    between = record.person("amina", {})
    revoked = record.revoke("key-of-amina")
    late = record.person("amina", {})
    check(record, between)
    with pytest.raises(errors.UnknownKey):
        check(record, early)
    with pytest.raises(errors.KeyRevoked) as refused:
        check(record, late)
    assert refused.value.values["revoked"] == revoked
    ring = ring_of(record)
    with pytest.raises(errors.UnknownKey):
        ring.key_at("key-of-amina", granted)
    assert ring.key_at("key-of-amina", revoked).holder == "amina"


def test_a_key_may_sign_its_own_revocation_and_nothing_after():
    record = SampleRecord.opened("amina")
    sign = sample.signed_by("key-of-amina")
    position = record.put(keyring.REVOKE, {"key": "key-of-amina"}, sign, actor="amina")
    check(record, position)
    with pytest.raises(errors.KeyRevoked):
        check(record, record.person("amina", {}))


def test_the_server_rotates_its_key_with_the_old_one():
    record = SampleRecord.opened()
    rotation = record.rotate("attestation-2")
    fresh = record.system("a.b.c", {})
    check(record, rotation)
    check(record, fresh)
    record.attestation = sample.ATTESTATION
    with pytest.raises(errors.KeyRevoked):
        check(record, record.system("a.b.c", {}))


def test_a_passkey_is_granted_like_any_key():
    authenticator = Authenticator(sample.p256_key("phone"))
    record = SampleRecord.opened()
    record.grant_passkey("amina", authenticator)
    check(record, record.by_passkey("amina", {"position": "approve"}, authenticator))
    other = Authenticator(sample.p256_key("another phone"))
    with pytest.raises(errors.SignatureForged):
        check(record, record.by_passkey("amina", {"position": "object"}, other))


def test_nobody_signs_for_somebody_else():
    record = SampleRecord.opened("amina", "boris")
    with pytest.raises(errors.ForeignKey):
        check(record, record.person("amina", {}, key="key-of-boris"))


def test_a_person_cannot_attest_sessions():
    record = SampleRecord.opened("amina")

    def attest(signed: bytes) -> dict[str, str]:
        return signature.attest(signed, "key-of-amina", sample.private_key("key-of-amina"))

    with pytest.raises(errors.WrongKeyKind):
        check(record, record.put("a.b.c", {}, attest, actor="amina"))


KEY = sample.public_key("fresh")


@pytest.mark.parametrize(
    ("type", "payload"),
    [
        (keyring.OPEN, {"origin": sample.ORIGIN, "key": KEY}),
        (keyring.GRANT, {"key": sample.public_key("key-of-amina"), "holder": "boris"}),
        (keyring.GRANT, {"key": sample.public_key(sample.ATTESTATION), "holder": "boris"}),
        (keyring.GRANT, {"key": KEY, "holder": "system"}),
        (keyring.GRANT, {"key": KEY, "holder": ""}),
        (keyring.GRANT, {"key": KEY}),
        (keyring.GRANT, {"holder": "boris"}),
        (keyring.GRANT, {"key": "fresh", "holder": "boris"}),
        (keyring.ROTATE, {}),
        (keyring.ROTATE, {"key": sample.public_key("key-of-amina")}),
        (keyring.REVOKE, {"key": "unknown"}),
        (keyring.REVOKE, {"key": sample.ATTESTATION}),
        (keyring.REVOKE, {"key": ["key-of-amina"]}),
        (keyring.REVOKE, {}),
    ],
)
def test_an_act_on_keys_that_cannot_be_is_refused_and_changes_nothing(type, payload):
    ring = ring_of(SampleRecord.opened("amina"))
    with pytest.raises(errors.KeyActRefused):
        ring.consume(2, type, payload)
    assert ring.key_at("key-of-amina", 9).holder == "amina"
    assert ring.key_at(sample.ATTESTATION, 9).holder == "system"
    with pytest.raises(errors.UnknownKey):
        ring.key_at("fresh", 9)


def test_a_key_is_revoked_once():
    record = SampleRecord.opened("amina")
    record.revoke("key-of-amina")
    ring = ring_of(record)
    with pytest.raises(errors.KeyActRefused):
        ring.consume(9, keyring.REVOKE, {"key": "key-of-amina"})


def test_sessions_are_attested_with_an_ed25519_key_only():
    passkey = {
        "id": "p",
        "kind": "passkey",
        "public": signature.to_base64(Authenticator(sample.p256_key("phone")).cose),
        "rp_id": sample.RP_ID,
        "origins": [sample.SITE],
    }
    with pytest.raises(errors.KeyUnusable):
        KeyRing().consume(0, keyring.OPEN, {"origin": sample.ORIGIN, "key": passkey})


@pytest.mark.parametrize("payload", [{"key": KEY}, {"origin": "", "key": KEY}, {"origin": 7, "key": KEY}])
def test_a_record_is_opened_under_a_name(payload):
    with pytest.raises(errors.KeyActRefused):
        KeyRing().consume(0, keyring.OPEN, payload)


def test_acts_of_other_rooms_are_passed_over():
    ring = KeyRing()
    ring.consume(0, "procedure.position.take", {"key": "anything"})
    assert ring.origin is None
