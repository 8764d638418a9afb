"""Whoever changes the database behind the corridor's back is found out, and what was changed is named.

The organisation has lived through every act of every room; hypothesis chooses what is changed in it, and how.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test import override_settings
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from psycopg.types.json import Jsonb

from comity.parties.acts import SetWeights
from comity.parties.testing import House
from comity.record import canonical, checkpoint, keys, log, merkle, sequencer, signature, tiles, witnessing
from comity.record import leaf as leaves
from comity.record.acts import AdmitWitness, Capacity
from comity.record.audit.report import Finding
from comity.record.checkpoint import Cosigner
from comity.record.commit import draft
from comity.record.models import Checkpoint, Content, Cosignature, Entry, Pending, Recorded, Tile
from comity.record.rows import Projection, key_of, projections
from comity.record.table import table_of
from comity.record.testing import DatabaseLedger, SoftwareKey
from comity.record.verification import verify_installation
from comity.site.whole_life import furnish, live

pytestmark = pytest.mark.django_db

TIMES = int(os.environ.get("COMITY_TEST_EXAMPLES", "0"))
GUARD = "guard.example"
AWAITING = 3
"""So many acts have no place in the tree yet."""


def examples(number: int) -> settings:
    return settings(
        max_examples=TIMES or number,
        deadline=None,
        derandomize=not TIMES,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", autouse=True)
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """More than one bundle of acts, placed in several batches, with a witness's cosignature; the last not placed."""
    from django.conf import settings as installed

    own = {**installed.COMITY, "KEYS": tmp_path_factory.mktemp("keys")}
    with django_db_blocker.unblock(), override_settings(COMITY=own), transaction.atomic():
        lived = House(DatabaseLedger())
        furnish(lived)
        live(lived, then=lambda number: sequencer.step() if number % 30 == 0 else None)
        guard = Cosigner(GUARD, SoftwareKey("guard", GUARD).private)
        lived.do(AdmitWitness(verifier=str(guard.verifier), party="AM"))
        while Recorded.objects.count() < tiles.WIDTH + 12:
            lived.do(weigh(lived))
        sequencer.drain()
        note = log.checkpoint_note()
        assert note is not None
        witnessing.accept(checkpoint.add_signatures(note, [guard.cosign(checkpoint.split_note(note)[0], 1)]))
        lived.do(weigh(lived))
        sequencer.drain()
        for _ in range(AWAITING):
            lived.do(weigh(lived))
        assert findings() == []
        yield lived
        transaction.set_rollback(True)


def weigh(house: House) -> SetWeights:
    return SetWeights(party="AM", weights={"share": house.done[SetWeights.type]}, source="a census")


def findings() -> list[Finding]:
    return verify_installation().audit.findings


@contextmanager
def undone() -> Iterator[None]:
    """What is done here is undone afterwards; what the database itself does not let happen is no example."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                yield
        except (IntegrityError, DataError):
            assume(False)
        finally:
            transaction.set_rollback(True)


def require_found(code: str | type, found: list[Finding] | None = None, **values: Any) -> None:
    """Among the findings is one of this kind that names these things."""
    found = findings() if found is None else found
    name = code if isinstance(code, str) else code.__name__
    named = [one for one in found if one.code == name]
    hit = any(
        all(getattr(one, key, one.refusal.values.get(key)) == wanted for key, wanted in values.items()) for one in named
    )
    assert hit, (name, values, [str(one) for one in found][:10])


def require_act_named(position: int, found: list[Finding] | None = None) -> None:
    found = findings() if found is None else found
    assert any(one.position == position for one in found), (position, [str(one) for one in found][:10])


# Rows: any table of any room


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=16)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
VALUES: dict[str, SearchStrategy[Any]] = {
    "CharField": TEXT,
    "TextField": TEXT,
    "JSONField": JSON,
    "DateTimeField": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    "DateField": st.dates(),
    "BooleanField": st.booleans(),
    "PositiveIntegerField": st.integers(0, 2**31 - 1),
    "PositiveSmallIntegerField": st.integers(0, 2**15 - 1),
    "PositiveBigIntegerField": st.integers(0, 2**63 - 1),
    "IntegerField": st.integers(-(2**31), 2**31 - 1),
    "SmallIntegerField": st.integers(-(2**15), 2**15 - 1),
    "BigIntegerField": st.integers(-(2**63), 2**63 - 1),
    "UUIDField": st.uuids(),
    "BinaryField": st.binary(max_size=16),
}


def value_of(field: models.Field[Any, Any]) -> SearchStrategy[Any]:
    drawn = VALUES[field.get_internal_type()]
    return drawn | st.none() if field.null else drawn


def sent(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as psycopg takes it."""
    return Jsonb(value) if field.get_internal_type() == "JSONField" else value


def write(
    model: type[Projection], statement: str, parameters: tuple[Any, ...], key: tuple[Any, ...] | None = None
) -> None:
    """Write one row behind the corridor's back, that with this key if it is there."""
    table = table_of(model)
    if key is not None:
        statement += " WHERE " + " AND ".join(f"{table.columns[place]} = %s" for place in table.key_places)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*parameters, *(key or ())))
        assert cursor.rowcount == 1


TABLES: SearchStrategy[type[Projection]] = st.deferred(lambda: st.sampled_from(projections()))


def shown(model: type[Projection], key: tuple[Any, ...]) -> str:
    return f"{model._meta.db_table} {'/'.join(map(str, key))}"


def tables_with_rows(house: House) -> SearchStrategy[type[Projection]]:
    """All but a few that this life has left empty."""
    filled = [model for model in projections() if house.rows.tables[model]]
    assert len(filled) > 0.8 * len(projections())
    return st.sampled_from(filled)


@examples(30)
@given(data=st.data())
def test_a_changed_value_in_any_row_is_found_and_its_row_and_column_are_named(house: House, data: DataObject) -> None:
    model = data.draw(tables_with_rows(house))
    table, row = table_of(model), data.draw(st.sampled_from(house.rows.rows(model)))
    place = data.draw(st.integers(0, len(table.fields) - 1), label=str(table.columns))
    old, key = table.values(row), key_of(row)
    new = data.draw(value_of(table.fields[place]).filter(lambda value: not table.same(place, value, old[place])))
    with undone():
        write(model, f"UPDATE {table.name} SET {table.columns[place]} = %s", (sent(table.fields[place], new),), key)
        if place in table.key_places:
            moved = table.key((*old[:place], new, *old[place + 1 :]))
            require_found("RowMissing", row=shown(model, key))
            require_found("RowAdded", row=shown(model, moved))
        else:
            require_found("RowWrong", row=shown(model, key), column=table.names[place])


@examples(12)
@given(data=st.data())
def test_a_row_taken_out_of_any_table_is_found_and_named(house: House, data: DataObject) -> None:
    model = data.draw(tables_with_rows(house))
    key = key_of(data.draw(st.sampled_from(house.rows.rows(model))))
    with undone():
        write(model, f"DELETE FROM {table_of(model).name}", (), key)
        require_found("RowMissing", row=shown(model, key))


@examples(12)
@given(model=TABLES, data=st.data())
def test_a_row_put_into_any_table_is_found_and_named(house: House, model: type[Projection], data: DataObject) -> None:
    table = table_of(model)
    values = tuple(data.draw(value_of(field)) for field in table.fields)
    assume(table.key(values) not in house.rows.tables[model])
    with undone():
        places = ", ".join(["%s"] * len(values))
        insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"
        write(model, insert, tuple(map(sent, table.fields, values)))
        require_found("RowAdded", row=shown(model, table.key(values)))


# Acts


def all_acts() -> list[Recorded]:
    """Every act in the order of the record, those without a place last."""
    return list(Recorded.objects.order_by("number"))


POSITIONS = st.integers(0, tiles.WIDTH + 12)


@examples(15)
@given(position=POSITIONS, data=st.data())
def test_a_byte_changed_in_any_act_is_found_and_the_act_is_named(position: int, data: DataObject) -> None:
    act = all_acts()[position]
    body = bytearray(act.leaf)
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != body[at]))
    with undone():
        Recorded.objects.filter(number=act.number).update(leaf=bytes(body))
        require_act_named(position)


@examples(8)
@given(position=POSITIONS, column=st.sampled_from(["act", "type", "leaf_hash"]), data=st.data())
def test_an_act_filed_under_something_else_is_found_and_named(position: int, column: str, data: DataObject) -> None:
    assume(position < log.size())
    strange = {"act": st.uuids(), "type": TEXT.filter(bool), "leaf_hash": st.binary(min_size=32, max_size=32)}
    with undone():
        act = all_acts()[position]
        Recorded.objects.filter(number=act.number).update(**{column: data.draw(strange[column])})
        require_found("ColumnWrong", position=position, column=column)


@examples(8)
@given(position=st.integers(0, tiles.WIDTH + 12))
def test_an_act_that_was_dropped_is_found_and_named(position: int) -> None:
    with undone():
        act = all_acts()[position]
        placed = position < log.size()
        act.delete()
        require_found("PlaceEmpty" if placed else "ActUnplaced", **({"position": position} if placed else {}))


@examples(8)
@given(position=st.integers(1, tiles.WIDTH + 9))
def test_an_act_that_was_dropped_with_the_gap_closed_is_found_and_named(position: int) -> None:
    with undone():
        act = all_acts()[position]
        Entry.objects.filter(number=act.number).delete()
        Recorded.objects.filter(number=act.number).delete()
        Entry.objects.filter(position__gt=position).update(position=-models.F("position"))
        Entry.objects.filter(position__lt=0).update(position=-models.F("position") - 1)
        if position < tiles.WIDTH:  # the full tile has kept its hash
            require_found("ActDropped", position=position)
        else:
            require_found("PlaceMissing", position=log.size() - 1)


@examples(8)
@given(one=st.integers(0, tiles.WIDTH + 9), other=st.integers(0, tiles.WIDTH + 9))
def test_acts_that_changed_places_are_found_and_named(one: int, other: int) -> None:
    assume(one != other)
    with undone():
        numbers = {place: Entry.objects.get(position=place).number for place in (one, other)}
        Entry.objects.filter(position__in=numbers).delete()
        Entry.objects.bulk_create(
            [Entry(position=other, number=numbers[one]), Entry(position=one, number=numbers[other])]
        )
        found = findings()
        for place in (one, other):
            if place < tiles.WIDTH:  # the full tile has kept its hash
                require_act_named(place, found)
        for size in Checkpoint.objects.filter(size__gt=min(one, other), size__lt=log.size()).values_list("size"):
            require_found("EarlierMismatch", found, size=size[0])
        if max(one, other) >= tiles.WIDTH:
            require_found("HeadMismatch", found, size=log.size())


@pytest.mark.parametrize("way", ["past the corridor", "without a place", "at the end of the tree", "under two places"])
@examples(4)
@given(population=st.integers(1, 2**53 - 1))
def test_an_act_put_on_the_record_behind_the_corridors_back_is_found_and_named(
    house: House, way: str, population: int
) -> None:
    act = SetWeights(party="BY", weights={"population": population}, source="a forged census")
    prepared = draft(act, Capacity.of_system(), at=house.now)
    leaf = leaves.seal(prepared.fields, signature.attest(prepared.signed, *keys.attestation_key()))
    with undone():
        forged = Recorded.objects.create(act=prepared.id, type=act.type, leaf=leaf, leaf_hash=merkle.leaf_hash(leaf))
        if way == "past the corridor":
            Pending.objects.create(number=forged.number)
            require_found("RowWrong", row="parties_party BY", column="weights", position=log.size() + AWAITING)
        elif way == "without a place":
            require_found("ActUnplaced", id=prepared.id, type=act.type)
        elif way == "at the end of the tree":
            Entry.objects.create(position=log.size(), number=forged.number)
            require_found("PlaceUncovered", position=log.size(), id=prepared.id)
        else:
            Entry.objects.create(position=log.size(), number=forged.number)
            Pending.objects.create(number=forged.number)
            require_found("ActPlacedTwice", id=prepared.id, type=act.type)


# Signatures: even if whoever keeps the record makes tree and checkpoints anew over the changed acts


def keep_anew() -> None:
    """What the record's keeper can do: place every act again, and sign it all with the record's own key."""
    for model in (Entry, Tile, Checkpoint, Cosignature, Pending):
        model.objects.all().delete()
    numbers = Recorded.objects.order_by("number").values_list("number", flat=True)
    Pending.objects.bulk_create(Pending(number=number) for number in numbers)
    sequencer.drain()


@examples(15)
@given(position=POSITIONS, how=st.sampled_from(["value", "key", "of another act", "payload"]), data=st.data())
def test_a_forged_signature_is_found_and_the_act_named_even_in_a_tree_made_anew(
    position: int, how: str, data: DataObject
) -> None:
    acts = all_acts()
    fields = canonical.decode(bytes(acts[position].leaf))
    sealed = dict(fields["signature"])
    if how == "value":
        sealed["value"] = signature.to_base64(data.draw(st.binary(min_size=64, max_size=64)))
    elif how == "key":
        sealed["key"] = data.draw(st.text("0123456789abcdef", min_size=16, max_size=16))
    elif how == "of another act":
        other = data.draw(st.integers(0, len(acts) - 1).filter(lambda place: place != position))
        sealed["value"] = canonical.decode(bytes(acts[other].leaf))["signature"]["value"]
    else:
        fields["payload"] = {**fields["payload"], "added": data.draw(TEXT)}
    forged = canonical.encode({**fields, "signature": sealed})
    with undone():
        Recorded.objects.filter(number=acts[position].number).update(leaf=forged, leaf_hash=merkle.leaf_hash(forged))
        keep_anew()
        require_found("UnknownKey" if how == "key" else "SignatureForged", position=position)


# Checkpoints, cosignatures, contents


@examples(15)
@given(data=st.data())
def test_a_byte_changed_in_any_checkpoint_is_found_and_the_checkpoint_named(data: DataObject) -> None:
    filed = data.draw(st.sampled_from(list(Checkpoint.objects.order_by("size"))))
    at = data.draw(st.integers(0, len(filed.note) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda one: one != filed.note[at]))
    with undone():
        Checkpoint.objects.filter(size=filed.size).update(note=filed.note[:at] + other + filed.note[at + 1 :])
        found = findings()
        assert found
        newest = filed.size == log.size()
        assert any(
            one.refusal.values.get("size") == filed.size or (newest and one.path == tiles.CHECKPOINT) for one in found
        ), [str(one) for one in found]


@examples(12)
@given(data=st.data())
def test_a_forked_checkpoint_is_found_and_named(data: DataObject) -> None:
    """The keeper has signed two trees of one size: with its own key, over another root."""
    filed = data.draw(st.sampled_from(list(Checkpoint.objects.order_by("size"))))
    root = data.draw(st.binary(min_size=32, max_size=32))
    signer = checkpoint.Signer(keys.origin(), keys.checkpoint_key())
    with undone():
        note = checkpoint.sign(keys.origin(), filed.size, root, signer)
        Checkpoint.objects.filter(size=filed.size).update(note=note, root=root)
        require_found("HeadMismatch" if filed.size == log.size() else "EarlierMismatch", size=filed.size)


@examples(8)
@given(data=st.data())
def test_a_changed_cosignature_is_found_and_its_witness_named(data: DataObject) -> None:
    filed = Cosignature.objects.get()
    name, _, value = filed.line.rpartition(" ")
    sealed = bytearray(signature.from_base64(value))
    at = data.draw(st.integers(4, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    line = f"{name} {signature.to_base64(bytes(sealed))}"
    with undone():
        Cosignature.objects.update(line=line)
        require_found("CosignatureWrong", witness=GUARD, size=filed.size)


@examples(10)
@given(data=st.data())
def test_a_changed_content_is_found_and_named(data: DataObject) -> None:
    digest = data.draw(st.sampled_from(sorted(Content.objects.values_list("digest", flat=True))))
    body = bytearray(Content.objects.get(digest=digest).body or b"")
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    with undone():
        Content.objects.filter(digest=digest).update(body=bytes(body))
        require_found("ContentWrong", digest=digest)


@examples(8)
@given(data=st.data())
def test_a_content_that_is_gone_is_found_and_the_act_that_names_it(data: DataObject) -> None:
    acts = [canonical.decode(bytes(act.leaf)) for act in all_acts()]
    position = data.draw(st.sampled_from([place for place, act in enumerate(acts) if act["contents"]]))
    digest = data.draw(st.sampled_from(acts[position]["contents"]))
    with undone():
        Content.objects.filter(digest=digest).delete()
        first = next(place for place, act in enumerate(acts) if digest in act["contents"])
        require_found("ContentGone", digest=digest, position=first)


@examples(8)
@given(column=st.sampled_from(["hashes", "root", "n"]), at=st.integers(0, 31), flip=st.integers(1, 255))
def test_a_changed_tile_is_found_and_named(column: str, at: int, flip: int) -> None:
    tile = Tile.objects.get()
    with undone():
        if column == "n":
            Tile.objects.update(n=flip)
            require_found("TileUncovered", level=0, n=flip)
        else:
            changed = bytearray(getattr(tile, column))
            changed[at] ^= flip
            Tile.objects.update(**{column: bytes(changed)})
            require_found("TileRootWrong", level=0, n=0)
