from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record import checkpoint, errors, merkle, sample, tiles, witness
from comity.record.sample import SampleRecord
from comity.record.witness import Request, State

LONG = SampleRecord.opened("amina")
for _ in range(40):
    LONG.person("amina", {"position": "approve"})
LOGS = [LONG.signer.verifier]
COSIGNER = LONG.witness


def request(record: SampleRecord, size: int, old: int) -> Request:
    """What a record sends: its checkpoint at ``size``, and the proof from ``old``."""
    tree = tiles.Tree(tiles.Reader(sample.tree_files(record.leaves[:size]).get), size)
    return Request(old, tuple(tree.consistency_proof(min(old, size))), record.checkpoint(size))


def state_at(record: SampleRecord, size: int) -> State:
    return witness.advance(None, request(record, size, 0), LOGS, COSIGNER, 1_000).state


def rewritten(at: int) -> SampleRecord:
    """The same record with another act at a place: what a dishonest keeper could sign."""
    other = SampleRecord.opened("amina")
    for number in range(2, 42):
        other.person("amina", {"position": "object" if number == at else "approve"})
    return other


@given(st.lists(st.integers(1, 42), min_size=1, max_size=6).map(sorted))
def test_a_witness_signs_a_record_as_it_grows(sizes):
    state = None
    for time, size in enumerate(sizes, 1_000):
        cosigned = witness.advance(state, request(LONG, size, state.head.size if state else 0), LOGS, COSIGNER, time)
        state = State.parse(str(cosigned.state))
        assert state == cosigned.state
        opened = checkpoint.open_note(state.note, [*LOGS, COSIGNER.verifier])
        assert [found.time for found in opened.signatures] == [None, time]
        note = checkpoint.add_signatures(LONG.checkpoint(size), [cosigned.line])
        assert checkpoint.open_checkpoint(note, [*LOGS, COSIGNER.verifier])[0].size == size


@given(st.integers(2, 42), st.data())
def test_a_witness_refuses_to_go_back(signed, data):
    offered = data.draw(st.integers(0, signed - 1))
    with pytest.raises(errors.RolledBack) as refused:
        witness.advance(state_at(LONG, signed), request(LONG, offered, signed), LOGS, COSIGNER, 2_000)
    assert (refused.value.status, refused.value.values["signed"]) == (400, signed)
    with pytest.raises(errors.RolledBack) as refused:
        witness.advance(state_at(LONG, signed), request(LONG, offered, 0), LOGS, COSIGNER, 2_000)
    assert refused.value.status == 409
    assert f"{signed} acts" in str(refused.value)


@given(st.integers(2, 41), st.data())
def test_a_witness_refuses_a_fork(place, data):
    signed = data.draw(st.integers(place + 1, 42))
    offered = data.draw(st.integers(signed, 42))
    fork = rewritten(place)
    with pytest.raises(errors.Forked) as refused:
        witness.advance(state_at(LONG, signed), request(fork, offered, signed), LOGS, COSIGNER, 2_000)
    assert refused.value.status == (409 if offered == signed else 422)
    assert isinstance(refused.value, errors.SplitView) == (offered == signed)


@given(st.integers(1, 41), st.data())
def test_a_witness_refuses_a_proof_that_is_wrong_anywhere(signed, data):
    good = request(LONG, 42, signed)
    steps = list(good.proof)
    place, bit = data.draw(st.integers(0, len(steps) - 1)), data.draw(st.integers(0, 255))
    steps[place] = (int.from_bytes(steps[place]) ^ 1 << bit).to_bytes(32)
    for proof in (steps, good.proof[1:], (*good.proof, merkle.EMPTY_ROOT)):
        with pytest.raises(errors.Forked):
            witness.advance(state_at(LONG, signed), Request(signed, tuple(proof), good.note), LOGS, COSIGNER, 2_000)


def test_a_proof_from_another_size_is_stale_and_told_the_right_one():
    with pytest.raises(errors.StaleProof) as refused:
        witness.advance(state_at(LONG, 20), request(LONG, 42, 10), LOGS, COSIGNER, 2_000)
    assert (refused.value.status, refused.value.values["signed"]) == (409, 20)


def test_the_first_checkpoint_needs_no_proof_and_takes_none():
    with pytest.raises(errors.Forked):
        witness.advance(None, Request(0, (merkle.EMPTY_ROOT,), LONG.checkpoint(3)), LOGS, COSIGNER, 1)


def test_a_checkpoint_of_an_unknown_record_is_refused():
    other = SampleRecord.opened(origin="record.example/forest")
    with pytest.raises(errors.UnknownLog) as refused:
        witness.advance(None, request(other, 1, 0), LOGS, COSIGNER, 1)
    assert refused.value.status == 404
    with pytest.raises(errors.UnknownLog):
        witness.advance(state_at(LONG, 3), request(other, 1, 0), [*LOGS, other.signer.verifier], COSIGNER, 1)


def test_a_checkpoint_not_signed_by_the_record_is_refused():
    stranger = SampleRecord.opened("amina")
    stranger.signer = checkpoint.Signer(stranger.origin, sample.private_key("stranger"))
    for note in (stranger.checkpoint(), LONG.checkpoint(5).replace("\n5\n", "\n6\n")):
        with pytest.raises(errors.CheckpointUnsigned) as refused:
            witness.advance(None, Request(0, (), note), LOGS, COSIGNER, 1)
        assert refused.value.status == 403


def test_the_state_keeps_the_evidence_and_nothing_that_strangers_added():
    stranger = checkpoint.Signer("stranger.example", sample.private_key("stranger"))
    text, _ = checkpoint.split_note(LONG.checkpoint(5))
    note = checkpoint.add_signatures(LONG.checkpoint(5), [stranger.sign(text)] * 100)
    state = witness.advance(None, Request(0, (), note), LOGS, COSIGNER, 1).state
    assert [name for name, _, _ in checkpoint.split_note(state.note)[1]] == [LONG.origin, COSIGNER.name]


def test_a_request_reads_back_as_it_was_written():
    sent = request(LONG, 42, 17)
    assert sent.encode().startswith(b"old 17\n")
    assert Request.parse(sent.encode()) == sent
    assert Request.parse(request(LONG, 3, 0).encode()).proof == ()


GOOD = request(LONG, 42, 17).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"old 17\n",
        GOOD.replace(b"old 17", b"old 017"),
        GOOD.replace(b"old 17", b"old -1"),
        GOOD.replace(b"old 17", b"new 17"),
        GOOD.replace(b"old 17\n", b"old 17\nnothash\n"),
        GOOD.replace(b"old 17\n", b"old 17\nAAAA\n"),
        b"old 0\n" + b"A" * 43 + b"=\n" + GOOD,
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + LONG.checkpoint().encode(),
        b"\xff" + GOOD,
        b"old 0\n\n" + b"a" * 300_000,
    ],
)
def test_a_request_that_is_wrong_anywhere_is_refused(body):
    with pytest.raises(errors.RequestMalformed) as refused:
        witness.advance(None, Request.parse(body), LOGS, COSIGNER, 1)
    assert refused.value.status == 400


def test_a_note_that_is_no_checkpoint_is_a_malformed_request():
    for note in ("", "text\n\n— name AAAAAAAA\n"):
        with pytest.raises(errors.RequestMalformed):
            witness.advance(None, Request(0, (), note), LOGS, COSIGNER, 1)


def test_a_record_takes_from_a_response_what_known_witnesses_signed():
    cosigned = witness.advance(None, request(LONG, 42, 0), LOGS, COSIGNER, 9)
    head = cosigned.state.head
    stranger = checkpoint.Cosigner("stranger.example", sample.private_key("stranger"))
    body = cosigned.encode() + f"{stranger.cosign(head.text, 9)}\n".encode()
    assert witness.parse_response(body, head, [COSIGNER.verifier]) == [cosigned.line]
    for wrong in (b"", b"no\n", f"{stranger.cosign(head.text, 9)}\n".encode(), b"\xff\n"):
        with pytest.raises(errors.NoteRefused):
            witness.parse_response(wrong, head, [COSIGNER.verifier])
    with pytest.raises(errors.NoteForged):
        witness.parse_response(f"{COSIGNER.cosign('other', 9)}\n".encode(), head, [COSIGNER.verifier])
