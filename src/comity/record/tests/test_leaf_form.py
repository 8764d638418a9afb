from __future__ import annotations

import pytest

from comity.record import canonical, errors, leaf, sample
from comity.record.leaf import Leaf

RECORD = sample.SampleRecord.opened("amina")
RECORD.person("amina", {"case": "c-1", "position": "approve"}, contents=["ab" * 32])
ENCODED = RECORD.leaves[-1]


def changed(**fields):
    return canonical.encode({**canonical.decode(ENCODED), **fields})


def test_a_leaf_reads_back_to_the_same_bytes():
    read = Leaf.read(ENCODED)
    assert read.encoded == ENCODED
    assert read.payload == {"case": "c-1", "position": "approve"}
    fields = {name: value for name, value in canonical.decode(ENCODED).items() if name != "signature"}
    assert leaf.seal(fields, read.signature) == ENCODED


def test_the_signed_bytes_are_the_leaf_without_its_signature():
    fields = canonical.decode(ENCODED)
    del fields["signature"]
    expected = canonical.encode(fields)
    assert Leaf.read(ENCODED).signed_bytes() == expected
    assert leaf.signed_part(ENCODED, fields["type"]) == expected


def test_a_signature_object_hidden_in_the_payload_does_not_mislead_the_cut():
    record = sample.SampleRecord.opened("amina")
    record.person("amina", {"signature": {"signature": {"level": "key"}}, "text": ',"signature":{"a":1},"type":"x"'})
    encoded = record.leaves[-1]
    assert leaf.signed_part(encoded, "procedure.position.take") == Leaf.read(encoded).signed_bytes()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", True),
        ("v", "1"),
        ("type", "Procedure.position.take"),
        ("type", "position"),
        ("type", "procedure.position.take@1"),
        ("type", "procedure.position.take@02"),
        ("type", "procedure.position.take\n"),
        ("id", "00000000-0000-4000-8000-00000000000A"),
        ("id", "{00000000-0000-4000-8000-000000000001}"),
        ("actor", ""),
        ("actor", "two words"),
        ("actor", "имя"),
        ("actor", 7),
        ("party", None),
        ("capacity", "record.example/basin"),
        ("capacity", "record.example/basin/powers/"),
        ("capacity", "record.example/basin/powers/a/b"),
        ("at", "2026-03-01T09:30:00Z"),
        ("at", "2026-03-01T09:30:00.000000+00:00"),
        ("at", "2026-02-30T09:30:00.000000Z"),
        ("at", "2026-03-01T24:00:00.000000Z"),
        ("at", "2026-03-01 09:30:00.000000Z"),
        ("payload", []),
        ("payload", None),
        ("contents", {}),
        ("contents", ["ab"]),
        ("contents", ["AB" * 32]),
        ("contents", [7]),
        ("contents", ["ab" * 32] * 600),
        ("signature", "none"),
    ],
)
def test_a_field_of_the_wrong_form_is_named(field, value):
    with pytest.raises(errors.FieldMalformed) as refused:
        Leaf.read(changed(**{field: value}))
    assert refused.value.values["field"] == field


def test_a_missing_or_unknown_field_is_named():
    fields = canonical.decode(ENCODED)
    del fields["party"]
    for wrong, name in ((fields, "party"), (canonical.decode(changed(extra=1)), "extra"), ([1], "$"), ("text", "$")):
        with pytest.raises(errors.FieldMalformed) as refused:
            leaf.check_fields(wrong)
        assert refused.value.values["field"] == name


@pytest.mark.parametrize("type", ["record.open", "procedure.position.take@2", "a.b-c.d9@1024"])
def test_types_of_every_room_and_version_are_read(type):
    assert Leaf.read(changed(type=type)).type == type


@pytest.mark.parametrize(
    ("capacity", "origin"),
    [
        ("other.example/powers/7", "record.example"),
        ("other.example/system", "record.example"),
        ("record.example.org/powers/7", "record.example"),
        ("record.example/powers/x/powers/7", "record.example"),
        ("record.example/powers/system", "record.example"),
        ("record.example/sub/system", "record.example"),
    ],
)
def test_an_act_of_another_organisation_is_refused(capacity, origin):
    with pytest.raises(errors.ForeignCapacity):
        leaf.require_origin({"capacity": capacity}, origin)


def test_every_capacity_belongs_to_one_organisation_only():
    origins = ["a", "a/powers", "a/powers/b", "a/system", "a/powers/system"]
    capacities = {f"{origin}/{tail}" for origin in origins for tail in ("system", "powers/c", "powers/system")}
    for capacity in capacities:
        owners = []
        for origin in origins:
            try:
                leaf.require_origin({"capacity": capacity}, origin)
            except errors.ForeignCapacity:
                continue
            owners.append(origin)
        assert len(owners) <= 1, capacity


def test_a_leaf_longer_than_an_entry_bundle_can_hold_is_refused():
    with pytest.raises(errors.LeafTooLong):
        leaf.seal(canonical.decode(changed(payload={"text": "a" * 66_000}, signature={}), limit=None), {})
