from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record import checkpoint, errors, merkle, sample
from comity.record.checkpoint import COSIGNATURE, Checkpoint, Cosigner, Signer, Verifier

PUBLISHED = json.loads((Path(__file__).parent / "data" / "published_notes.json").read_text())["notes"]
SIGNER = Signer("record.example/basin", sample.private_key("checkpoint"))
ROTATED = Signer("record.example/basin", sample.private_key("next checkpoint"))
WITNESS = Cosigner("witness.example/w1", sample.private_key("witness"))
ROOT = sha256(b"root").digest()
NOTE = checkpoint.sign(SIGNER.name, 42, ROOT, SIGNER)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda note: note["of"])
def test_notes_that_others_signed_verify(published):
    note = published["text"] + "\n" + "".join(f"{line}\n" for line in published["lines"])
    keys = [Verifier.parse(text) for text in published["keys"]]
    opened = checkpoint.open_note(note.encode(), keys)
    assert opened.text == published["text"]
    assert [(str(found.verifier), found.time) for found in opened.signatures] == list(
        zip(published["keys"], published["times"], strict=True)
    )
    for key in keys:
        with pytest.raises(errors.NoteForged):
            checkpoint.open_note(note.replace("e", "E", 1), [key])


def test_a_public_logs_checkpoint_is_read():
    published = PUBLISHED[2]
    note = published["text"] + "\n" + "".join(f"{line}\n" for line in published["lines"])
    head, signatures = checkpoint.open_checkpoint(note, [Verifier.parse(text) for text in published["keys"]])
    assert (head.origin, head.size) == ("arche2025h1.staging.ct.transparency.dev", 1_432_088_532)
    assert sum(found.verifier.algorithm == COSIGNATURE for found in signatures) == 4


def test_the_published_signer_key_signs_the_published_note():
    # the example of the Go package sumdb/note
    signer = Signer.parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
    assert str(signer.verifier) == PUBLISHED[1]["keys"][0]
    assert signer.sign(PUBLISHED[1]["text"]) == PUBLISHED[1]["lines"][0]
    assert Signer.parse(signer.secret_text()).verifier == signer.verifier


def test_a_checkpoint_has_the_lines_of_the_specification():
    body, _, lines = NOTE.partition("\n\n")
    origin, size, root = body.split("\n")
    assert (origin, size) == ("record.example/basin", "42")
    assert root == b64encode(ROOT).decode()
    assert lines.startswith("— record.example/basin ")
    assert lines.count("\n") == 1


def test_a_signed_checkpoint_opens_to_what_was_signed():
    head, signatures = checkpoint.open_checkpoint(NOTE.encode(), [SIGNER.verifier], origin=SIGNER.name)
    assert head == Checkpoint(SIGNER.name, 42, ROOT)
    assert [found.verifier for found in signatures] == [SIGNER.verifier]


@pytest.mark.parametrize("verifier", [SIGNER.verifier, WITNESS.verifier])
def test_a_verifier_key_reads_back_from_its_text(verifier):
    assert Verifier.parse(f"{verifier}\n") == verifier


def test_a_witness_key_reads_back_from_its_secret_text():
    assert Cosigner.parse(WITNESS.secret_text()).verifier == WITNESS.verifier
    with pytest.raises(errors.KeyTextMalformed):
        Signer.parse(WITNESS.secret_text())


GOOD_KEY = str(SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        GOOD_KEY.replace("+", "-"),
        GOOD_KEY.replace("record", "records"),
        GOOD_KEY[:-1],
        GOOD_KEY.replace("basin", "the basin"),
        GOOD_KEY[0:20] + GOOD_KEY[20:].upper(),
        f"x+{'0' * 8}+{'A' * 44}",
        f"x+{'0' * 8}+AgA=",
        "+" + GOOD_KEY,
    ],
)
def test_a_key_text_that_is_wrong_anywhere_is_refused(text):
    with pytest.raises(errors.KeyTextMalformed):
        Verifier.parse(text)


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_a_checkpoint_changed_in_any_byte_is_refused(place, change):
    note = bytearray(NOTE.encode())
    note[place] ^= change
    with pytest.raises(errors.NoteRefused):
        checkpoint.open_checkpoint(bytes(note), [SIGNER.verifier], origin=SIGNER.name)


def test_signatures_by_unknown_keys_are_passed_over():
    note = checkpoint.sign(SIGNER.name, 42, ROOT, SIGNER, ROTATED)
    note = checkpoint.add_signatures(note, [WITNESS.cosign(note.partition("\n\n")[0] + "\n", 7)])
    for known in ([SIGNER.verifier], [ROTATED.verifier], [ROTATED.verifier, WITNESS.verifier]):
        _, signatures = checkpoint.open_checkpoint(note, known)
        assert {found.verifier for found in signatures} == set(known)


def test_a_note_signed_by_unknown_keys_only_is_refused():
    with pytest.raises(errors.NoteUnsigned) as refused:
        checkpoint.open_note(NOTE, [ROTATED.verifier])
    assert "record.example/basin" in str(refused.value)
    with pytest.raises(errors.NoteUnsigned):
        checkpoint.open_note(NOTE, [])


def test_one_bad_signature_by_a_known_key_spoils_the_note():
    other = checkpoint.sign(SIGNER.name, 41, ROOT, ROTATED).rpartition("\n\n")[2]
    with pytest.raises(errors.NoteForged):
        checkpoint.open_note(checkpoint.add_signatures(NOTE, [other]), [SIGNER.verifier, ROTATED.verifier])


def test_a_checkpoint_needs_the_records_own_signature():
    text = Checkpoint(SIGNER.name, 42, ROOT).text
    cosigned = checkpoint.add_signatures(text + "\n", [WITNESS.cosign(text, 7)])
    with pytest.raises(errors.NoteUnsigned):
        checkpoint.open_checkpoint(cosigned, [SIGNER.verifier, WITNESS.verifier])
    stranger = Signer("other.example", sample.private_key("stranger"))
    signed = checkpoint.add_signatures(text + "\n", [stranger.sign(text)])
    with pytest.raises(errors.NoteUnsigned):
        checkpoint.open_checkpoint(signed, [SIGNER.verifier, stranger.verifier])


def test_a_checkpoint_of_another_record_is_refused():
    with pytest.raises(errors.NoteRefused) as refused:
        checkpoint.open_checkpoint(NOTE, [SIGNER.verifier], origin="record.example/forest")
    assert "record.example/forest" in str(refused.value)


def test_a_cosignature_says_when_it_was_made():
    text = Checkpoint(SIGNER.name, 42, ROOT).text
    note = checkpoint.add_signatures(NOTE, [WITNESS.cosign(text, 1_679_315_147)])
    opened = checkpoint.open_note(note, [WITNESS.verifier])
    assert opened.signatures[0].time == 1_679_315_147


def test_the_cosigned_message_is_that_of_the_specification():
    # C2SP tlog-cosignature, its example of a signed message
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert checkpoint.cosigned_message(text, 1_679_315_147) == f"cosignature/v1\ntime 1679315147\n{text}".encode()


def test_a_cosignature_with_another_time_does_not_verify():
    text = Checkpoint(SIGNER.name, 42, ROOT).text
    name, key_id, value = checkpoint.parse_signature_line(WITNESS.cosign(text, 7))
    assert (name, key_id) == (WITNESS.name, WITNESS.verifier.key_id)
    for changed in ((8).to_bytes(8) + value[8:], value[:-1], value[8:], (1 << 63).to_bytes(8) + value[8:]):
        line = checkpoint.signature_line(WITNESS.verifier, changed)
        with pytest.raises(errors.NoteForged):
            checkpoint.open_note(checkpoint.add_signatures(NOTE, [line]), [WITNESS.verifier])


def test_one_key_signs_as_record_and_as_witness_under_two_key_ids():
    both = Signer(WITNESS.name, WITNESS.private)
    assert both.verifier.key_id != WITNESS.verifier.key_id


@pytest.mark.parametrize("time", [-1, 1 << 63])
def test_a_cosignature_needs_a_possible_time(time):
    with pytest.raises(errors.NoteRefused):
        WITNESS.cosign("text\n", time)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "origin\n1\n",
        f"origin\n1\n{'A' * 43}=",
        f"\n1\n{'A' * 43}=\n",
        f"origin\n01\n{'A' * 43}=\n",
        f"origin\n+1\n{'A' * 43}=\n",
        f"origin\n-1\n{'A' * 43}=\n",
        f"origin\n١\n{'A' * 43}=\n",
        f"origin\n9223372036854775808\n{'A' * 43}=\n",
        f"origin\n1\n{'A' * 42}==\n",
        f"origin\n1\n{'A' * 42}B=\n",
        f"origin\n1\n{'A' * 43}=\n\n",
        f"origin\n1\n{'A' * 43}=\n\nextension\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(errors.NoteRefused):
        Checkpoint.parse(text)


def test_extension_lines_are_kept():
    head = Checkpoint("origin", 0, merkle.EMPTY_ROOT, ("an extension", "another"))
    assert Checkpoint.parse(head.text) == head


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name",
        b"text\n\n- name AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 na me AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94  AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAA\n",
        b"te\rxt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"te\x00xt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"te\xffxt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"text\n\n" + "— name AAAAAAAA\n".encode() * 129,
        b"t" * 300_000 + b"\n\n\xe2\x80\x94 name AAAAAAAA\n",
    ],
)
def test_what_is_no_signed_note_is_refused(note):
    with pytest.raises(errors.NoteRefused):
        checkpoint.split_note(note)


def test_the_text_of_a_note_ends_at_its_last_empty_line():
    text, lines = checkpoint.split_note("one\n\ntwo\n\n— name AAAAAAAA\n")
    assert text == "one\n\ntwo\n"
    assert lines == [("name", bytes(4), bytes(2))]


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("two\nlines", 1, ROOT), ("", 1, ROOT), (SIGNER.name, -1, ROOT), (SIGNER.name, 1, ROOT[1:]), ("other", 1, ROOT)],
)
def test_no_checkpoint_is_signed_that_nobody_could_read(origin, size, root):
    with pytest.raises(errors.NoteRefused):
        checkpoint.sign(origin, size, root, SIGNER)
