"""The corridor: what it lets through, what it refuses and in which words, and that nothing happens by halves."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import transaction

from comity.parties import acts as parties
from comity.parties.acts import SECRETARIAT
from comity.parties.models import Party, Person
from comity.parties.refusals import NoSuchParty
from comity.parties.testing import House
from comity.record import content, errors, keys, refusals, sequencer, signature
from comity.record.acts import Act, AdmitWitness, Capacity, GrantKey, OpenRecord, PublicKey, RevokeKey
from comity.record.commit import Draft, commit, draft, read_draft
from comity.record.models import Content, Pending, Recorded
from comity.record.testing import SoftwareKey
from comity.record.verification import verify_installation
from comity.record.witnessing import own_verifier

SYSTEM = Capacity.of_system()


@pytest.fixture
def house(db: None) -> House:
    return House.of("AM", "BY")


@pytest.fixture
def officer(house: House) -> Capacity:
    return house.officer()


@pytest.fixture
def key(house: House, officer: Capacity) -> SoftwareKey:
    return house.grant_key(officer.actor)


def weigh(party: str = "AM", population: int = 3, source: str = "a census") -> parties.SetWeights:
    return parties.SetWeights(party=party, weights={"population": population}, source=source)


def signed_by(key: SoftwareKey, act: Act, by: Capacity, **more: Any) -> tuple[Draft, dict[str, str]]:
    prepared = draft(act, by, **more)
    return prepared, key.sign(prepared.signed)


# What goes through


def test_a_signed_act_stands_on_the_record_with_what_follows_from_it(
    house: House, officer: Capacity, key: SoftwareKey
) -> None:
    prepared, sealed = signed_by(key, weigh(), officer)
    receipt = commit(read_draft(prepared.signed), signed=sealed)
    found = Recorded.objects.get(number=receipt.number)
    leaf = orjson.loads(bytes(found.leaf))
    assert (str(found.act), leaf["id"]) == (receipt.id, receipt.id)
    assert leaf["signature"] == sealed
    assert Pending.objects.filter(number=receipt.number).exists()
    assert Party.objects.get(id="AM").weights == {"population": 3}


def test_the_same_signed_act_gives_the_same_receipt_however_often_it_comes(
    house: House, officer: Capacity, key: SoftwareKey
) -> None:
    prepared, sealed = signed_by(key, parties.EstablishBody(body="council", name={"en": "Council"}), officer)
    first = commit(prepared, signed=sealed)
    acts = Recorded.objects.count()
    assert commit(read_draft(prepared.signed), signed=sealed) == first
    assert commit(prepared, signed=sealed, now=prepared.at + timedelta(days=3)) == first
    assert Recorded.objects.count() == acts


def test_another_act_under_the_same_identifier_is_refused(house: House, officer: Capacity, key: SoftwareKey) -> None:
    prepared, sealed = signed_by(key, weigh(), officer)
    commit(prepared, signed=sealed)
    other, other_sealed = signed_by(key, weigh(population=4), officer, id=prepared.id)
    with pytest.raises(refusals.ActIdTaken, match="Another act stands on the record under the identifier"):
        commit(other, signed=other_sealed)
    assert Party.objects.get(id="AM").weights == {"population": 3}


def test_an_act_within_a_larger_transaction_goes_with_it(house: House) -> None:
    acts = Recorded.objects.count()
    with transaction.atomic():
        commit(weigh(), SYSTEM)
        commit(weigh("BY"), SYSTEM)
        transaction.set_rollback(True)
    assert Recorded.objects.count() == acts
    assert Party.objects.get(id="BY").weights == {}


def test_a_refused_act_within_a_larger_transaction_leaves_the_rest_of_it_whole(house: House) -> None:
    with transaction.atomic():
        commit(weigh(), SYSTEM)
        with pytest.raises(NoSuchParty):
            commit(weigh("XX"), SYSTEM)
        commit(weigh("BY"), SYSTEM)
    assert Party.objects.get(id="BY").weights == {"population": 3}


# Who signs


def test_a_signature_over_another_act_is_no_signature(house: House, officer: Capacity, key: SoftwareKey) -> None:
    prepared, _ = signed_by(key, weigh(), officer)
    _, of_another = signed_by(key, weigh(population=4), officer)
    acts = Recorded.objects.count()
    with pytest.raises(errors.SignatureForged, match="does not verify under the key"):
        commit(prepared, signed=of_another)
    assert Recorded.objects.count() == acts


def test_a_signature_given_in_another_organisation_says_nothing_here(
    house: House, officer: Capacity, key: SoftwareKey
) -> None:
    prepared, sealed = signed_by(key, weigh(), officer, origin="elsewhere.example/commission")
    with pytest.raises(errors.ForeignCapacity, match="which is none of the organisation localhost/comity"):
        read_draft(prepared.signed)
    moved = prepared.signed.replace(b"elsewhere.example/commission", keys.origin().encode())
    with pytest.raises(errors.SignatureForged):
        commit(read_draft(moved), signed=sealed)


def test_nobody_signs_with_the_key_of_somebody_else(house: House, officer: Capacity) -> None:
    other = house.grant_key("somebody-else")
    prepared, sealed = signed_by(other, weigh(), officer)
    with pytest.raises(errors.ForeignKey) as refused:
        commit(prepared, signed=sealed)
    assert str(refused.value) == (
        f"The act of officer is signed with the key {other.id}, which belongs to somebody-else."
    )


def test_a_key_that_was_never_granted_is_refused(house: House, officer: Capacity) -> None:
    prepared, sealed = signed_by(house.fresh_key("officer"), weigh(), officer)
    with pytest.raises(errors.UnknownKey, match="was not granted on the record before it"):
        commit(prepared, signed=sealed)


def test_a_revoked_key_signs_nothing_even_what_was_signed_before(
    house: House, officer: Capacity, key: SoftwareKey
) -> None:
    prepared, sealed = signed_by(key, weigh(), officer)
    commit(RevokeKey(key=key.id), SYSTEM)
    with pytest.raises(refusals.KeyWithdrawn, match=f"The key {key.id} was revoked at .* Sign with another key"):
        commit(prepared, signed=sealed)


def test_a_key_may_sign_its_own_revocation(house: House, officer: Capacity, key: SoftwareKey) -> None:
    prepared, sealed = signed_by(key, RevokeKey(key=key.id), officer)
    commit(prepared, signed=sealed)
    sequencer.drain()
    found = verify_installation()
    assert found.ok, found.audit.findings


def test_only_the_server_attests_sessions(house: House, officer: Capacity, key: SoftwareKey) -> None:
    prepared = draft(weigh(), officer)
    sealed = signature.attest(prepared.signed, key.id, key.private)
    with pytest.raises(errors.WrongLevel, match="cannot be handed in at the level session"):
        commit(prepared, signed=sealed)


def test_what_a_person_signs_is_never_an_act_of_the_system(house: House, key: SoftwareKey) -> None:
    for by in (SYSTEM, Capacity("officer", SECRETARIAT, "system"), Capacity("officer", "system", "system")):
        prepared, sealed = signed_by(key, weigh(), by)
        with pytest.raises((refusals.NotAuthorised, errors.ForeignKey)):
            commit(read_draft(prepared.signed), signed=sealed)
    with pytest.raises(refusals.NotAuthorised):
        commit(weigh(), Capacity("officer", SECRETARIAT, "system"))


@pytest.mark.parametrize(
    "spoil",
    [
        {"value": "AA=="},
        {"value": "not base64"},
        {"level": "seal"},
        {"more": "x"},
    ],
)
def test_a_malformed_signature_is_said_to_be_one(
    house: House, officer: Capacity, key: SoftwareKey, spoil: dict[str, str]
) -> None:
    prepared, sealed = signed_by(key, weigh(), officer)
    with pytest.raises(errors.SignatureMalformed, match="The signature of the act is malformed"):
        commit(prepared, signed={**sealed, **spoil})


# What is said, and when


@pytest.mark.parametrize(("off", "says"), [(timedelta(minutes=-11), "done at"), (timedelta(minutes=2), "done at")])
def test_a_signed_act_comes_within_minutes(
    house: House, officer: Capacity, key: SoftwareKey, off: timedelta, says: str
) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    prepared, sealed = signed_by(key, weigh(), officer, at=now + off)
    with pytest.raises(refusals.ActOutOfTime) as refused:
        commit(prepared, signed=sealed, now=now)
    assert says in str(refused.value)
    assert str(refused.value).endswith("Prepare it again and sign it within 10 minutes.")


@pytest.mark.parametrize("off", [timedelta(minutes=-9, seconds=-59), timedelta(seconds=59)])
def test_a_clock_may_be_a_little_wrong(house: House, officer: Capacity, key: SoftwareKey, off: timedelta) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    prepared, sealed = signed_by(key, weigh(), officer, at=now + off)
    commit(prepared, signed=sealed, now=now)


def spoilt(by: Capacity, **fields: Any) -> bytes:
    """The signed bytes of an act with other fields put in."""
    from comity.record import canonical

    return canonical.encode({**draft(weigh(), by).fields, **fields})


@pytest.mark.parametrize(
    ("fields", "refusal", "says"),
    [
        ({"type": "parties.party.crown"}, refusals.UnknownActType, "There is no act of the type parties.party.crown"),
        ({"type": "parties.party.weigh@2"}, refusals.UnknownActType, "Perhaps it was made for a newer version"),
        ({"payload": {"party": "AM"}}, refusals.MalformedAct, "at weights stands .* Field required"),
        (
            {"payload": {"party": "AM", "weights": {"population": -1}, "source": "x"}},
            refusals.MalformedAct,
            r"at weights\.population.* stands -1",
        ),
        (
            {"payload": {"party": "AM", "weights": {}, "source": "x", "crown": True}},
            refusals.MalformedAct,
            "at crown stands True. Extra inputs are not permitted",
        ),
        (
            {"payload": {"party": "A M", "weights": {}, "source": "x"}},
            refusals.MalformedAct,
            "at party stands 'A M'",
        ),
        ({"contents": ["0" * 64]}, refusals.MalformedAct, "at contents stands .* Its one proper form is"),
        ({"id": "7"}, errors.FieldMalformed, 'The field "id" of the act holds .* expected a UUID'),
        ({"at": "2026-02-30T00:00:00.000000Z"}, errors.FieldMalformed, 'The field "at" of the act holds'),
        ({"payload": []}, errors.FieldMalformed, 'The field "payload" of the act holds'),
        ({"v": 2}, errors.FieldMalformed, 'The field "v" of the act holds 2; expected 1'),
    ],
)
def test_a_malformed_act_is_refused_with_the_place_of_the_fault(
    house: House, officer: Capacity, fields: dict[str, Any], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal, match=says):
        read_draft(spoilt(officer, **fields))


@pytest.mark.parametrize(
    ("before", "after", "refusal", "says"),
    [
        (b"a census", b"a c\xffensus", errors.BrokenUtf8, "The bytes are not UTF-8 text: byte"),
        (b'"population":3', b'"population":3.0', errors.InexactNumber, "whole numbers"),
        (b'"population":3', b'"population": 3', errors.NotCanonical, "not in canonical form"),
        (b'"population":3', b'"population":3,"population":3', errors.RepeatedName, "occurs twice"),
        (b'"v":1}', b'"v":1', errors.NotJson, "not JSON"),
    ],
)
def test_bytes_that_are_no_act_are_refused_with_the_place_of_the_fault(
    house: House, officer: Capacity, before: bytes, after: bytes, refusal: type[Exception], says: str
) -> None:
    signed = draft(weigh(), officer).signed
    assert before in signed
    with pytest.raises(refusal, match=says):
        read_draft(signed.replace(before, after))


def test_a_number_is_never_taken_for_a_truth_value(house: House) -> None:
    founding = parties.FoundOrganisation(
        name={"en": "X"}, short_name={"en": "X"}, languages=("en",), demonstration=True
    )
    signed = draft(founding, SYSTEM).signed.replace(b'"demonstration":true', b'"demonstration":1')
    with pytest.raises(refusals.MalformedAct, match="Its one proper form is"):
        read_draft(signed)


def test_a_leaf_that_is_too_long_is_refused_and_says_where_long_texts_belong(house: House) -> None:
    names = {f"x-{number:05}": "й" * 300 for number in range(40)}
    name = {language.replace("x-", "qa-"): text for language, text in names.items()}
    long = parties.FoundOrganisation(name=name, short_name=name, description=name, languages=("en",))
    with pytest.raises(errors.LeafTooLong, match="bytes and at most 65535 fit into a leaf"):
        draft(long, SYSTEM)


def test_a_leaf_too_long_only_by_its_signature_is_refused_too(
    house: House, officer: Capacity, key: SoftwareKey
) -> None:
    weights = {f"{'w' * 50}-{number:04}": 1 for number in range(1087)}  # 59 bytes each
    short = parties.SetWeights(party="AM", weights=weights, source="x")
    source = "x" * (65_536 - len(draft(short, officer).signed))
    prepared, sealed = signed_by(key, parties.SetWeights(party="AM", weights=weights, source=source), officer)
    assert len(prepared.signed) == 65_535
    with pytest.raises(errors.LeafTooLong, match="The act takes 65687 bytes and at most 65535 fit into a leaf"):
        commit(prepared, signed=sealed)


def test_a_character_that_the_database_cannot_keep_is_refused_naming_its_field(house: House) -> None:
    revoked = parties.RevokeFullPowers(powers_id=house.officer().powers, why="\0")
    admitted = parties.AdmitParty(party="XX", kind="member", name={"en": "X", "ru": "X\0"}, since=date(2020, 1, 1))
    for act, place in ((weigh(source="a\0census"), "source"), (revoked, "why"), (admitted, "name.ru")):
        acts = Recorded.objects.count()
        with pytest.raises(refusals.MalformedAct, match=re.escape("U+0000")) as refused:
            commit(act, SYSTEM)
        assert refused.value.values["place"] == place
        assert Recorded.objects.count() == acts


# Contents


def test_an_act_names_only_contents_that_were_deposited(house: House) -> None:
    missing = "0" * 64
    registration = parties.RegisterPerson(person="anna", profile=missing, function={"en": "Delegate"})
    with pytest.raises(refusals.ContentMissing) as refused:
        commit(registration, SYSTEM)
    assert str(refused.value) == (
        f"The act names the content {missing}, which has not been deposited. Upload the text or file first."
    )


def test_a_content_that_is_too_large_is_refused_with_both_sizes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_BYTES", 10)
    with pytest.raises(refusals.ContentTooLarge, match="The file has 11 bytes and at most 10 are taken"):
        content.deposit(b"x" * 11, "text/plain")
    content.deposit(b"x" * 10, "text/plain")


def test_an_erased_content_is_missing_when_read_and_breaks_nothing(house: House) -> None:
    house.person("anna")
    digest = house.rows.read(Person, "anna").profile
    assert b"anna" in content.read(digest)
    Content.objects.filter(digest=digest).update(body=None, erased_at=datetime.now(UTC))
    with pytest.raises(refusals.ContentMissing):
        content.read(digest)
    assert content.texts({digest}) == {}
    found = verify_installation()
    assert found.ok, found.audit.findings


# The opening, and keys


def test_nothing_is_recorded_before_the_record_is_open(db: None) -> None:
    with pytest.raises(refusals.RecordNotOpen, match="comity profile load FILE"):
        commit(weigh(), SYSTEM)
    assert not Recorded.objects.exists()


def test_a_record_is_opened_once_and_under_its_own_name(house: House) -> None:
    with pytest.raises(refusals.RecordAlreadyOpen):
        commit(OpenRecord(origin=keys.origin(), key=keys.attestation_public()), SYSTEM)
    with pytest.raises(refusals.MalformedAct, match="This record is called localhost/comity"):
        commit(OpenRecord(origin="other.example", key=keys.attestation_public()), SYSTEM)


@pytest.mark.parametrize(
    ("public", "says"),
    [
        ({"kind": "ed25519", "public": "A" * 44}, "is not base64|32 bytes"),
        ({"kind": "ed25519", "public": "AAAA" * 16}, "an Ed25519 key has 32 bytes"),
        ({"kind": "passkey", "public": "AAAA" * 16, "rp_id": "x", "origins": ("https://x",)}, "COSE"),
    ],
)
def test_a_key_with_which_nobody_could_verify_is_not_granted(house: House, public: dict[str, Any], says: str) -> None:
    with pytest.raises(errors.KeyUnusable, match=says):
        commit(GrantKey(key=PublicKey(id="k1", **public), holder="anna"), SYSTEM)


def test_the_systems_own_key_is_neither_granted_nor_revoked(house: House) -> None:
    with pytest.raises(errors.KeyActRefused, match="a key is granted to a person"):
        commit(GrantKey(key=house.fresh_key("system").public, holder="system"), SYSTEM)
    with pytest.raises(refusals.NoSuchKey):
        commit(RevokeKey(key=keys.attestation_public().id), SYSTEM)


def test_a_key_is_granted_once_even_after_its_revocation(house: House) -> None:
    key = house.grant_key("anna")
    commit(RevokeKey(key=key.id), SYSTEM)
    with pytest.raises(refusals.KeyAlreadyGranted, match="A key is granted once; make a new one"):
        commit(GrantKey(key=key.public, holder="anna"), SYSTEM)
    with pytest.raises(refusals.NoSuchKey, match=f"There is no valid key {key.id} to revoke"):
        commit(RevokeKey(key=key.id), SYSTEM)


def test_a_witness_is_admitted_with_a_key_for_cosignatures(house: House) -> None:
    admission = AdmitWitness(verifier=str(own_verifier()), party="AM")
    with pytest.raises(errors.KeyTextMalformed, match="a witness has a key of the algorithm 0x04"):
        commit(admission, SYSTEM)


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}
