"""Whoever changes the files of an exported record is found out by anybody who has the public key, and it is named what.

The exported organisation has lived through every act of every room; no database is needed. That tiles and bundles
of any size are checked to the byte is the business of `comity.record.tests.test_audit_of_a_record`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from comity.parties.acts import SetWeights
from comity.parties.testing import House
from comity.record import canonical, checkpoint, merkle, signature, tiles, witness
from comity.record.acts import Capacity
from comity.record.audit.report import Finding
from comity.record.checkpoint import Checkpoint, Cosigner, Verifier
from comity.record.commit import draft
from comity.record.errors import Forked, RolledBack
from comity.record.leaf import seal
from comity.record.testing import MemoryLedger, SoftwareKey
from comity.record.verification import verify_export
from comity.site.whole_life import furnish, live

TIMES = int(os.environ.get("COMITY_TEST_EXAMPLES", "0"))
SIZE = tiles.WIDTH + 80
"""How many acts the exported record has, more than a life: a full bundle, and some in another."""
FULL, PARTIAL = "tile/entries/000", f"tile/entries/001.p/{SIZE - tiles.WIDTH}"


def examples(number: int) -> settings:
    return settings(
        max_examples=TIMES or number,
        deadline=None,
        derandomize=not TIMES,
        suppress_health_check=list(HealthCheck),
    )


class Published:
    """An export on disk, the ledger it came from, and the key that its readers know."""

    def __init__(self, directory: Path) -> None:
        self.ledger = MemoryLedger("river.example/commission")
        house = House(self.ledger)
        furnish(house)
        live(house)
        while len(self.ledger.leaves) < SIZE:
            house.do(SetWeights(party="AM", weights={"share": len(self.ledger.leaves)}, source="a census"))
        named = {digest for leaf in self.ledger.leaves for digest in canonical.decode(leaf)["contents"]}
        self.ledger.contents = {digest: self.ledger.contents[digest] for digest in named & self.ledger.contents.keys()}
        self.directory, self.keys = directory, [self.ledger.signer.verifier]
        self.ledger.write(directory)
        self.files = sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())

    def findings(self) -> list[Finding]:
        return verify_export(self.directory, self.keys).audit.findings

    @contextmanager
    def with_file(self, path: str, body: bytes | None) -> Iterator[None]:
        """The export with other bytes in this file, or without it."""
        file = self.directory / path
        before = file.read_bytes() if file.exists() else None
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True) if body is None else file.write_bytes(body)
        try:
            yield
        finally:
            file.unlink(missing_ok=True) if before is None else file.write_bytes(before)

    @contextmanager
    def kept_anew(self, leaves: list[bytes]) -> Iterator[str]:
        """What the record's keeper can make of other acts: all files anew, signed with the record's own key; its note.

        Whatever is read within the block is from these files.
        """
        ours, aside = self.ledger.leaves, self.directory.with_name("aside")
        self.directory.rename(aside)
        self.ledger.leaves = leaves
        try:
            self.ledger.write(self.directory)
            yield self.ledger.note()
        finally:
            self.ledger.leaves = ours
            shutil.rmtree(self.directory)
            aside.rename(self.directory)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    made = Published(tmp_path_factory.mktemp("published") / "export")
    assert made.findings() == []
    return made


def require_found(found: list[Finding], code: str, **values: Any) -> None:
    assert any(
        one.code == code
        and all(wanted in (getattr(one, key, None), one.refusal.values.get(key)) for key, wanted in values.items())
        for one in found
    ), (code, values, [str(one) for one in found][:10])


def positions_in(path: str) -> range:
    """The acts of which a file holds the bytes or the hashes."""
    bundle = path.replace("tile/0/", "tile/entries/")
    return {FULL: range(tiles.WIDTH), PARTIAL: range(tiles.WIDTH, SIZE)}.get(bundle, range(0))


@examples(40)
@given(data=st.data())
def test_a_byte_changed_in_any_file_is_found_and_the_file_or_the_act_in_it_named(
    published: Published, data: DataObject
) -> None:
    path = data.draw(st.sampled_from(published.files))
    body = bytearray((published.directory / path).read_bytes())
    assume(body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with published.with_file(path, bytes(body)):
        found = published.findings()
        assert any(
            path in (one.path, one.refusal.values.get("path")) or one.position in positions_in(path) for one in found
        ), (path, [str(one) for one in found])


@examples(10)
@given(data=st.data())
def test_a_file_taken_away_is_named(published: Published, data: DataObject) -> None:
    """But for contents: which of them are handed out is for the organisation to say; how many lack is counted."""
    path = data.draw(st.sampled_from([path for path in published.files if not path.startswith("content/")]))
    with published.with_file(path, None):
        require_found(published.findings(), "FileMissing", path=path)


@examples(10)
@given(
    path=st.sampled_from(["content/", "tile/0/", "tile/entries/", "tile/1/"]),
    name=st.text("0123456789abcdef.", min_size=1),
)
def test_a_file_put_beside_the_others_is_named(published: Published, path: str, name: str) -> None:
    assume(name.strip(".") and not (published.directory / f"{path}{name}").exists())
    with published.with_file(f"{path}{name}", b"added"):
        code = "ContentUnnamed" if path == "content/" else "FileUncovered"
        require_found(published.findings(), code, path=f"{path}{name}")


@examples(30)
@given(deed=st.sampled_from(["drop", "repeat", "swap", "change"]), data=st.data())
def test_an_act_dropped_repeated_moved_or_changed_in_its_bundle_is_named(
    published: Published, deed: str, data: DataObject
) -> None:
    path = data.draw(st.sampled_from([FULL, PARTIAL]))
    places = positions_in(path)
    leaves = published.ledger.leaves[places.start : places.stop]
    at, other = data.draw(st.lists(st.integers(0, len(places) - 1), min_size=2, max_size=2, unique=True))
    if deed == "drop":
        code = "ActDropped"
        del leaves[at]
    elif deed == "repeat":
        code = "ActRepeated"
        leaves[at] = leaves[other]
    elif deed == "swap":
        code = "ActMoved"
        leaves[at], leaves[other] = leaves[other], leaves[at]
    else:
        code = "ActChanged"
        fields = canonical.decode(leaves[at])
        leaves[at] = canonical.encode({**fields, "party": data.draw(st.text("ABC", min_size=1).map("X".__add__))})
    with published.with_file(path, tiles.encode_bundle(leaves)):
        found = published.findings()
        assert any(one.code == code for one in found), [str(one) for one in found]
        # Of two acts that changed places either may be the one that moved.
        moved = {places[at], places[other]} if deed == "swap" else {places[at]}
        assert moved & {one.position for one in found}, [str(one) for one in found]


@examples(15)
@given(data=st.data())
def test_what_a_person_signed_cannot_be_changed_even_by_whoever_keeps_the_record(
    published: Published, data: DataObject
) -> None:
    acts = [canonical.decode(leaf) for leaf in published.ledger.leaves]
    place = data.draw(st.sampled_from([at for at, act in enumerate(acts) if act["signature"]["level"] == "key"]))
    act = acts[place]
    how = data.draw(st.sampled_from(["at", "payload", "value", "actor"]))
    if how == "at":
        act["at"] = act["at"][:-3] + data.draw(st.sampled_from(["11Z", "77Z"]))
    elif how == "payload":
        act["payload"] = {**act["payload"], "added": data.draw(st.integers(0, 9))}
    elif how == "value":
        act["signature"]["value"] = signature.to_base64(data.draw(st.binary(min_size=64, max_size=64)))
    else:
        act["actor"] = "somebody-else"
    leaves = [*published.ledger.leaves]
    leaves[place] = canonical.encode(act)
    with published.kept_anew(leaves):
        code = "ForeignKey" if how == "actor" else "SignatureForged"
        require_found(published.findings(), code, position=place, id=act["id"])


@examples(12)
@given(place=st.integers(40, SIZE), share=st.integers(1, 2**53 - 1))
def test_an_act_that_no_corridor_let_through_is_named_though_the_server_signed_it(
    published: Published, place: int, share: int
) -> None:
    """It names a member that never was."""
    act = SetWeights(party="NOBODY", weights={"share": share}, source="x")
    before = canonical.decode(published.ledger.leaves[min(place, SIZE - 1)])
    server = server_of(published, place)
    prepared = draft(act, Capacity.of_system(), origin=published.ledger.origin)
    fields = {**prepared.fields, "at": before["at"]}
    forged = seal(fields, server.sign(canonical.encode(fields)))
    with published.kept_anew([*published.ledger.leaves[:place], forged, *published.ledger.leaves[place:]]):
        require_found(published.findings(), "DoesNotFollow", position=place, type=act.type)


def server_of(published: Published, place: int) -> SoftwareKey:
    """The key that attests sessions at this place."""
    rotated = [
        at for at, leaf in enumerate(published.ledger.leaves[:place]) if b'"type":"record.attestation.rotate"' in leaf
    ]
    seed = published.ledger.seed
    name = f"{seed}: attestation after {rotated[-1]} acts" if rotated else f"{seed}: attestation"
    return SoftwareKey("system", name)


@examples(25)
@given(deed=st.sampled_from(["drop", "swap", "add", "cut", "fork"]), data=st.data())
def test_a_member_that_kept_one_checkpoint_signs_no_record_that_its_keeper_rewrote(
    published: Published, deed: str, data: DataObject
) -> None:
    """The keeper may sign whatever it likes: the witness asks for the proof that nothing before has changed."""
    ours = published.ledger.leaves
    seen = data.draw(st.integers(3, SIZE - 1), label="acts that the witness has seen")
    at = data.draw(st.integers(1, seen - 2), label="place")
    forged = [*ours]
    if deed == "drop":
        del forged[at]
    elif deed == "swap":
        forged[at], forged[at + 1] = forged[at + 1], forged[at]
    elif deed == "add":
        forged.insert(at, ours[0])
    elif deed == "cut":
        del forged[seen - 1 :]
    else:
        forged = [*ours[:at], ours[0], *ours[at + 1 : seen]]
    known, cosigner = witnessed(published, seen)
    with published.kept_anew(forged) as note:
        head = Checkpoint.parse(checkpoint.split_note(note)[0])
        tree = tiles.Tree(tiles.Reader(published.directory), head.size)
        proof = tree.consistency_proof(seen) if seen < head.size else []
        with pytest.raises(RolledBack if deed == "cut" else Forked, match="does not sign"):
            witness.advance(known, witness.Request(seen, tuple(proof), note), published.keys, cosigner, 2)


def witnessed(published: Published, seen: int) -> tuple[witness.State, Cosigner]:
    """A witness that has signed the record when it had so many acts."""
    cosigner = Cosigner("guard.example", SoftwareKey("guard", "guard").private)
    root = merkle.root_of(map(merkle.leaf_hash, published.ledger.leaves[:seen]))
    note = checkpoint.sign(published.ledger.origin, seen, root, published.ledger.signer)
    return witness.advance(None, witness.Request(0, (), note), published.keys, cosigner, 1).state, cosigner


@examples(10)
@given(name=st.text("abc", min_size=1), data=st.data())
def test_an_export_under_another_key_is_not_taken_for_ours(published: Published, name: str, data: DataObject) -> None:
    stranger = SoftwareKey("stranger", data.draw(st.text("xyz")))
    other: Verifier = checkpoint.Signer(published.ledger.origin, stranger.private).verifier
    found = verify_export(published.directory, [other]).audit.findings
    require_found(found, "NoteUnsigned", path=tiles.CHECKPOINT)
