"""Whatever is done to a record after it was signed is found, and the act or the file is named."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comity.record import canonical, checkpoint, keyring, leaf, merkle, sample, signature, tiles
from comity.record.audit import WITHHELD, Audit, audit
from comity.record.sample import Authenticator, SampleRecord
from comity.record.tiles import Bundle, Reader

PHONE = Authenticator(sample.p256_key("phone"))
LAST = 275
"""The position of the record's last act: its second bundle is partial."""
ACTS = range(1, LAST + 1)
few = settings(max_examples=40)


def made() -> SampleRecord:
    """A record with all three levels of signature, a rotation and a revocation."""
    record = SampleRecord.opened("amina", "boris", "chen")
    record.grant_passkey("dina", PHONE)
    record.rotate("attestation-2")
    while len(record.leaves) < LAST:
        number = len(record.leaves)
        if number == 30:
            record.revoke("key-of-chen")
        elif number % 9 == 0:
            record.by_passkey("dina", {"number": number}, PHONE)
        elif number % 7 == 0:
            record.system("meetings.session.open", {"number": number}, actor="emil")
        else:
            record.person("amina" if number % 2 else "boris", {"number": number, "note": "за"})
    record.person("amina", {"number": LAST})
    return record


RECORD = made()
FILES = RECORD.files()


@cache
def bundles() -> dict[str, list[bytes]]:
    return {bundle.path: RECORD.leaves[bundle.start :][: bundle.width] for bundle in tiles.bundles_of(LAST + 1)}


def report_of(files: dict[str, bytes], **options):
    return audit(Reader(files.get), RECORD.verifiers, **{"witnesses": 1, **options})


def with_bundle(position: int, change) -> dict[str, bytes]:
    """The files with one bundle's acts changed, all else as signed; ``change`` gets the acts and the place in them."""
    bundle = Bundle(position // 256, 256 if position < 256 else LAST + 1 - 256)
    acts = list(bundles()[bundle.path])
    change(acts, position - bundle.start)
    return {**FILES, bundle.path: tiles.encode_bundle(acts)}


def rebuilt(leaves, *, signer=None) -> dict[str, bytes]:
    """A whole record made anew over other leaves; signed again if somebody has the record's key."""
    files = sample.tree_files(leaves)
    if signer is None:
        return {**files, "checkpoint": FILES["checkpoint"]}
    root = merkle.root_of(map(merkle.leaf_hash, leaves))
    return {**files, "checkpoint": checkpoint.sign(RECORD.origin, len(leaves), root, signer).encode()}


def resealed(position: int, **fields) -> bytes:
    """An act with other fields, and the signature that it had."""
    return canonical.encode({**canonical.decode(RECORD.leaves[position]), **fields})


def found_at(report, position: int) -> set[str]:
    return {finding.code for finding in report.findings if finding.position == position}


def test_an_untouched_record_has_nothing_wrong():
    report = report_of(FILES)
    assert [str(finding) for finding in report.findings] == []
    assert report.ok
    assert report.acts == LAST + 1
    assert report.checkpoint.size == LAST + 1
    assert [found.verifier.name for found in report.witnesses] == ["witness.example/w1"]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257])
def test_a_record_of_any_size_has_nothing_wrong(size):
    report = audit(Reader(rebuilt(RECORD.leaves[:size], signer=RECORD.signer).get), RECORD.verifiers)
    assert [str(finding) for finding in report.findings] == []
    assert report.acts == size


def test_an_empty_record_has_nothing_wrong():
    note = checkpoint.sign(RECORD.origin, 0, merkle.EMPTY_ROOT, RECORD.signer)
    assert audit(Reader({"checkpoint": note.encode()}.get), RECORD.verifiers).ok
    wrong = checkpoint.sign(RECORD.origin, 0, bytes(32), RECORD.signer)
    assert not audit(Reader({"checkpoint": wrong.encode()}.get), RECORD.verifiers).ok


@few
@given(st.sampled_from(ACTS), st.data())
def test_an_act_changed_in_its_bundle_is_found_and_named(position, data):
    encoded = bytearray(RECORD.leaves[position])
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= data.draw(st.integers(1, 255))

    def change(acts, place):
        acts[place] = bytes(encoded)

    report = report_of(with_bundle(position, change))
    assert "ActChanged" in found_at(report, position)
    assert {finding.position for finding in report.findings if finding.code.startswith("Act")} == {position}


@few
@given(st.sampled_from(ACTS))
def test_an_act_dropped_from_its_bundle_is_found_and_named(position):
    report = report_of(with_bundle(position, lambda acts, place: acts.pop(place)))
    assert "ActDropped" in found_at(report, position)
    assert sum(finding.code == "ActDropped" for finding in report.findings) == 1


@few
@given(st.sampled_from(ACTS), st.sampled_from(ACTS))
@example(1, 256)  # then two acts stand at place 256
def test_an_act_repeated_in_a_bundle_is_found_and_named(position, original):
    copy = RECORD.leaves[original]
    report = report_of(with_bundle(position, lambda acts, place: acts.insert(place, copy)))
    repeated = [finding for finding in report.findings if finding.code in {"ActRepeated", "ActAdded"}]
    assert repeated
    assert {finding.id for finding in repeated} == {canonical.decode(copy)["id"]}
    assert any(finding.code == "ActRepeated" for finding in repeated)


@few
@given(st.sampled_from(ACTS), st.sampled_from(ACTS))
def test_acts_that_changed_places_are_found_and_named(one, other):
    if one == other:
        return
    leaves = list(RECORD.leaves)
    leaves[one], leaves[other] = leaves[other], leaves[one]
    files = {**FILES, **{path: body for path, body in sample.tree_files(leaves).items() if "entries" in path}}
    report = report_of(files)
    named = {finding.position for finding in report.findings if finding.code.startswith("Act")}
    assert named & {one, other}
    if one // 256 == other // 256:
        assert any(finding.code == "ActMoved" for finding in report.findings)
    else:
        assert named >= {one, other}


@few
@given(st.sampled_from(ACTS))
def test_an_act_added_to_a_bundle_is_found_and_named(position):
    other = SampleRecord.opened("amina")
    other.person("amina", {"position": "never taken"}, id="00000000-0000-4000-8000-0000000fffff")
    report = report_of(with_bundle(position, lambda acts, place: acts.insert(place, other.leaves[-1])))
    assert "ActAdded" in found_at(report, position)
    named = next(finding for finding in report.findings if finding.code == "ActAdded")
    assert (named.type, named.id) == ("procedure.position.take", "00000000-0000-4000-8000-0000000fffff")
    assert f"Act {position} (procedure.position.take, " in str(named)


@few
@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_byte_changed_in_any_file_is_found_and_named(path, data):
    body = bytearray(FILES[path])
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    report = report_of({**FILES, path: bytes(body)})
    if path.startswith("tile/entries/"):
        start = tiles.parse_path(path).start
        assert any(finding.position is not None and finding.position >= start for finding in report.findings)
    elif path.startswith("tile/0/"):
        start = 256 * tiles.parse_path(path).n
        assert "ActChanged" in found_at(report, start + place // 32)
    else:
        assert any(finding.path == path for finding in report.findings)


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_missing_file_is_named(path):
    report = report_of({name: body for name, body in FILES.items() if name != path})
    assert any(finding.code == "FileMissing" and finding.path == path for finding in report.findings)


@pytest.mark.parametrize("path", sorted(path for path in FILES if path.startswith("tile/")))
def test_a_file_cut_short_is_named(path):
    report = report_of({**FILES, path: FILES[path][:-1]})
    assert any(finding.path == path for finding in report.findings)


@few
@given(st.sampled_from(ACTS), st.sampled_from(["change", "drop", "swap", "repeat", "add"]))
def test_a_record_made_anew_over_other_acts_does_not_give_the_signed_root(position, deed):
    leaves = list(RECORD.leaves)
    if deed == "change":
        leaves[position] = resealed(position, party="another-state")
    elif deed == "drop":
        del leaves[position]
    elif deed == "swap":
        leaves[position], leaves[position - 1] = leaves[position - 1], leaves[position]
    elif deed == "repeat":
        leaves[position] = leaves[position - 1]
    else:
        leaves.insert(position, resealed(position, id="00000000-0000-4000-8000-0000000fffff"))
    report = report_of(rebuilt(leaves))
    codes = {finding.code for finding in report.findings}
    assert codes & {"HeadMismatch", "FileMissing"}
    if deed == "change":
        assert found_at(report, position) & {"SignatureForged", "AssertionRefused"}
    if deed == "repeat":
        assert "ActRepeated" in found_at(report, position)


SIGNED_BY_PEOPLE = [
    position for position in ACTS if canonical.decode(RECORD.leaves[position])["signature"]["level"] != "session"
]
CHANGES = {
    "type": "procedure.position.withdraw",
    "id": "00000000-0000-4000-8000-0000000fffff",
    "party": "another-state",
    "capacity": f"{RECORD.origin}/powers/more",
    "at": "2025-01-01T00:00:00.000000Z",
    "payload": {"position": "object"},
    "contents": ["ab" * 32],
}


@few
@given(st.sampled_from(SIGNED_BY_PEOPLE), st.sampled_from(sorted(CHANGES)))
def test_not_even_the_records_keeper_can_change_what_a_person_signed(position, field):
    leaves = list(RECORD.leaves)
    leaves[position] = resealed(position, **{field: CHANGES[field]})
    report = audit(Reader(rebuilt(leaves, signer=RECORD.signer).get), RECORD.verifiers)
    assert [finding.position for finding in report.findings] == [position]
    assert found_at(report, position) <= {"SignatureForged", "AssertionRefused"}


@few
@given(st.sampled_from(SIGNED_BY_PEOPLE), st.sampled_from(["actor", "signature"]))
def test_the_keeper_cannot_put_another_persons_name_to_an_act(position, how):
    leaves = list(RECORD.leaves)
    fields = canonical.decode(leaves[position])
    sealed = fields.pop("signature")
    if how == "actor":
        leaves[position] = leaf.seal({**fields, "actor": "chen"}, sealed)
        expected = {"ForeignKey"}
    else:
        keeper = sample.signed_by("the keeper's own", named=sealed["key"])(leaf.signed_bytes(fields))
        leaves[position] = leaf.seal(fields, keeper)
        expected = {"SignatureForged", "WrongKeyKind"}
    report = audit(Reader(rebuilt(leaves, signer=RECORD.signer).get), RECORD.verifiers)
    assert [finding.position for finding in report.findings] == [position]
    assert found_at(report, position) <= expected


@few
@given(st.sampled_from(range(6, LAST)), st.sampled_from(["drop", "swap", "change a session's act"]))
def test_what_the_keeper_rewrites_is_found_by_whoever_kept_an_earlier_checkpoint(position, deed):
    leaves = list(RECORD.leaves)
    if deed == "drop":
        del leaves[position]
    elif deed == "swap":
        leaves[position], leaves[position - 1] = leaves[position - 1], leaves[position]
    else:
        fields = canonical.decode(leaves[position])
        del fields["signature"]
        fields["payload"] = {"rewritten": True}
        forged = signature.attest(leaf.signed_bytes(fields), "attestation-2", sample.private_key("attestation-2"))
        leaves[position] = leaf.seal(fields, forged)
    files = rebuilt(leaves, signer=RECORD.signer)
    kept = RECORD.checkpoint(position + 1)
    report = audit(Reader(files.get), RECORD.verifiers, earlier=[RECORD.checkpoint(2), kept])
    assert "EarlierMismatch" in {finding.code for finding in report.findings}
    assert audit(Reader(FILES.get), RECORD.verifiers, earlier=[RECORD.checkpoint(2), kept]).ok


@given(st.integers(0, LAST + 1))
@few
def test_a_record_continues_every_checkpoint_it_ever_had(size):
    assert report_of(FILES, earlier=[RECORD.checkpoint(size), RECORD.checkpoint()]).ok


def test_a_record_that_has_shrunk_is_found():
    files = rebuilt(RECORD.leaves[:100], signer=RECORD.signer)
    report = audit(Reader(files.get), RECORD.verifiers, earlier=[RECORD.checkpoint()])
    assert [finding.code for finding in report.findings] == ["RecordShrunk"]


def test_an_earlier_checkpoint_that_nobody_signed_is_no_evidence():
    stranger = SampleRecord.opened()
    stranger.signer = checkpoint.Signer(stranger.origin, sample.private_key("stranger"))
    report = report_of(FILES, earlier=[stranger.checkpoint()])
    assert [finding.code for finding in report.findings] == ["EarlierRefused"]
    assert "carries no signature by a known key" in str(report.findings[0])


def test_a_forked_checkpoint_is_found():
    forked = checkpoint.sign(RECORD.origin, LAST + 1, bytes(32), RECORD.signer)
    report = report_of({**FILES, "checkpoint": forked.encode()}, witnesses=0)
    assert [finding.code for finding in report.findings] == ["HeadMismatch"]


@few
@given(st.integers(0, LAST * 2))
def test_a_checkpoint_of_another_size_is_found(size):
    if size == LAST + 1:
        return
    root = checkpoint.Checkpoint.parse(checkpoint.split_note(RECORD.checkpoint())[0]).root
    note = checkpoint.sign(RECORD.origin, size, root, RECORD.signer)
    assert not report_of({**FILES, "checkpoint": note.encode()}, witnesses=0).ok


def test_a_checkpoint_that_counts_more_acts_than_there_are_is_found_without_looking_for_them_all():
    note = checkpoint.sign(RECORD.origin, 2**62, bytes(32), RECORD.signer)
    report = report_of({**FILES, "checkpoint": note.encode()}, witnesses=0)
    assert any(finding.code == "RecordCutShort" and finding.position == 256 for finding in report.findings)
    assert report.found < 100


def test_a_checkpoint_signed_by_a_stranger_is_found_and_the_rest_is_still_read():
    stranger = checkpoint.Signer(RECORD.origin, sample.private_key("stranger"))
    report = report_of(
        with_bundle(40, lambda acts, place: acts.pop(place))
        | {"checkpoint": checkpoint.sign(RECORD.origin, LAST + 1, merkle.EMPTY_ROOT, stranger).encode()},
        witnesses=0,
    )
    codes = {finding.code for finding in report.findings}
    assert {"NoteUnsigned", "HeadMismatch", "ActDropped"} <= codes


def test_a_checkpoint_that_cannot_be_read_ends_the_audit():
    report = report_of({**FILES, "checkpoint": b"nothing"})
    assert report.findings[0].code == "NoteRefused"
    assert report.acts == 0


def test_a_checkpoint_without_the_witnesses_asked_for_is_found():
    report = report_of({**FILES, "checkpoint": RECORD.checkpoint().encode()})
    assert [finding.code for finding in report.findings] == ["TooFewWitnesses"]
    report = report_of(FILES, origin="record.example/forest")
    assert any("record.example/forest" in str(finding) for finding in report.findings)


def test_a_forged_cosignature_is_found():
    text, _ = checkpoint.split_note(RECORD.checkpoint())
    forged = checkpoint.Cosigner(RECORD.witness.name, sample.private_key("stranger")).cosign(text, 7)
    name, _, value = checkpoint.parse_signature_line(forged)
    line = checkpoint.signature_line(RECORD.witness.verifier, value)
    note = checkpoint.add_signatures(RECORD.checkpoint(), [line])
    report = report_of({**FILES, "checkpoint": note.encode()}, witnesses=0)
    assert [finding.code for finding in report.findings] == ["NoteForged"]
    assert name in str(report.findings[0])


@pytest.mark.parametrize("path", [tile.path for tile in tiles.tiles_of(LAST + 1)])
def test_changed_tiles_are_told_from_changed_acts(path):
    body = bytearray(FILES[path])
    body[40 if len(body) > 40 else 4] ^= 1
    report = report_of({**FILES, path: bytes(body)})
    codes = [finding.code for finding in report.findings]
    assert "HeadMismatch" not in codes
    if not path.startswith("tile/0/"):
        assert codes == ["TileChanged"]
    else:
        assert "TilesDamaged" in codes


ALREADY = len(RECORD.leaves)
WRONG_ACTS = {
    "a revoked key": (lambda record: record.person("chen", {}), "KeyRevoked"),
    "another's key": (lambda record: record.person("amina", {}, key="key-of-boris"), "ForeignKey"),
    "a key never granted": (lambda record: record.person("amina", {}, key="fresh"), "UnknownKey"),
    "a passkey as a key": (lambda record: record.person("dina", {}, key="passkey-of-dina"), "WrongKeyKind"),
    "another passkey": (
        lambda record: record.by_passkey("dina", {}, Authenticator(sample.p256_key("other"))),
        "SignatureForged",
    ),
    "another organisation": (
        lambda record: record.system("a.b.c", {}, capacity="other.example/system"),
        "ForeignCapacity",
    ),
    "an identifier used before": (
        lambda record: record.system("a.b.c", {}, id="00000000-0000-4000-8000-000000000009"),
        "ActRepeated",
    ),
    "a second opening": (
        lambda record: record.system(keyring.OPEN, {"origin": record.origin, "key": sample.public_key("k")}),
        "KeyActRefused",
    ),
    "a key granted twice": (lambda record: record.grant("boris", "key-of-amina"), "KeyActRefused"),
    "a key of a later schema": (
        lambda record: record.system(keyring.GRANT + "@2", {"key": sample.public_key("k"), "holder": "a"}),
        "KeyActRefused",
    ),
    "a key that is none": (
        lambda record: record.system(
            keyring.GRANT, {"key": {"id": "k", "kind": "ed25519", "public": "AAAA"}, "holder": "a"}
        ),
        "KeyUnusable",
    ),
    "no act": (lambda record: record.leaves.append(b'{"v":1}'), "FieldMalformed"),
    "no canonical JSON": (lambda record: record.leaves.append(RECORD.leaves[9] + b" "), "NotCanonical"),
    "no text": (lambda record: record.leaves.append(b"\xff\xfe"), "BrokenUtf8"),
    "nothing": (lambda record: record.leaves.append(b""), "NotJson"),
    "the same unreadable leaf twice": (lambda record: record.leaves.extend([b"{}", b"{}"]), "ActRepeated"),
}


@pytest.mark.parametrize("kind", WRONG_ACTS)
def test_an_act_that_should_never_have_been_recorded_is_named(kind):
    put, code = WRONG_ACTS[kind]
    record = SampleRecord.opened("amina", "boris", "chen")
    record.leaves, record.attestation = list(RECORD.leaves), "attestation-2"
    put(record)
    report = audit(record.reader(), RECORD.verifiers)
    assert code in found_at(report, len(record.leaves) - 1)
    assert {finding.position for finding in report.findings} <= set(range(ALREADY, len(record.leaves)))


def test_an_old_attestation_key_attests_nothing_any_more():
    record = SampleRecord.opened()
    record.rotate("attestation-2")
    record.attestation = sample.ATTESTATION
    record.system("a.b.c", {})
    report = audit(record.reader(), RECORD.verifiers)
    assert [finding.code for finding in report.findings] == ["KeyRevoked"]


def test_a_record_begins_with_its_opening():
    record = SampleRecord()
    record.system("a.b.c", {})
    assert "RecordUnopened" in found_at(audit(record.reader(), RECORD.verifiers), 0)
    record = SampleRecord()
    record.system(keyring.OPEN, {"origin": "record.example/forest", "key": sample.public_key(sample.ATTESTATION)})
    assert "ForeignRecord" in found_at(audit(record.reader(), RECORD.verifiers), 0)


def test_an_act_whose_grant_was_dropped_is_found_too():
    # the grant's absence is named, and so are all the acts that now stand without a key
    report = report_of(with_bundle(1, lambda acts, place: acts.pop(place)))
    assert "ActDropped" in found_at(report, 1)
    assert any(finding.code == "UnknownKey" and finding.position > 5 for finding in report.findings)
    first = min(finding.position for finding in report.findings if finding.position is not None)
    assert first == 1


def test_many_things_are_found_and_all_are_counted():
    leaves = [*RECORD.leaves[:5], *(resealed(position, party="another-state") for position in range(5, LAST + 1))]
    report = audit(Reader(rebuilt(leaves, signer=RECORD.signer).get), RECORD.verifiers, limit=10)
    assert len(report.findings) == 10
    assert report.found == LAST - 4
    assert not report.ok


def test_several_processes_find_the_same():
    def rewrite(acts, place):
        acts[place] = resealed(42, party="another-state")
        del acts[place + 3]

    files = with_bundle(42, rewrite) | {"tile/1/000.p/1": bytes(32)}
    one, two = report_of(files), report_of(files, processes=2)
    assert [str(finding) for finding in two.findings] == [str(finding) for finding in one.findings]
    assert two.acts == one.acts
    assert report_of(FILES, processes=3).ok


def test_a_process_that_dies_ends_the_audit_with_an_error(monkeypatch):
    from comity.record.audit import workers

    monkeypatch.setattr(workers.sys, "executable", "/bin/true")
    with pytest.raises(ChildProcessError):
        report_of(FILES, processes=2)


@pytest.mark.parametrize("processes", [1, 2])
def test_the_acts_are_given_in_order_in_the_same_pass(processes):
    leaves = list(RECORD.leaves)
    leaves[50] = b"{}"
    walk = Audit(Reader(rebuilt(leaves, signer=RECORD.signer).get), RECORD.verifiers, processes=processes)
    given_acts = list(walk.leaves())
    assert [position for position, _ in given_acts] == [number for number in range(LAST + 1) if number != 50]
    assert all(act.encoded == leaves[position] for position, act in given_acts)
    assert [finding.position for finding in walk.report.findings] == [50]


def test_whoever_stops_listening_leaves_no_process_behind():
    walk = Audit(Reader(FILES.get), RECORD.verifiers, processes=2)
    acts = walk.leaves()
    next(acts)
    acts.close()
    assert not walk.report.ok or walk.report.acts < LAST + 1


def test_progress_is_told_up_to_the_end():
    told = []
    report_of(FILES, progress=lambda done, total: told.append((done, total)))
    assert told == [(256, LAST + 1), (LAST + 1, LAST + 1)]


def with_contents() -> tuple[SampleRecord, list[str]]:
    record = SampleRecord.opened("amina")
    digests = [sha256(body).hexdigest() for body in (b"text", b"annex", b"names")]
    record.person("amina", {}, contents=digests[:2])
    record.person("amina", {}, contents=digests[1:])
    return record, digests


def test_contents_are_held_against_their_digests():
    record, (text, annex, names) = with_contents()
    stored = {text: b"text", annex: b"annex", names: WITHHELD}
    report = audit(record.reader(), RECORD.verifiers, contents=stored.get)
    assert report.ok
    assert (report.contents, report.withheld) == (3, 1)
    report = audit(record.reader(), RECORD.verifiers, contents={text: b"other text", annex: b"annex"}.get)
    assert [(finding.code, finding.position) for finding in report.findings] == [
        ("ContentChanged", 2),
        ("ContentMissing", 3),
    ]
    assert text in str(report.findings[0])
