"""A witness: remembers the last checkpoint it signed of a record, and signs only what continues it.

Pure logic of C2SP tlog-witness; the caller stores the state, atomically and before it hands out the cosignature, and
speaks HTTP. Every refusal has the ``status`` that the protocol prescribes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from comity.record import checkpoint, merkle
from comity.record.checkpoint import Checkpoint, Cosigner, Verifier
from comity.record.errors import (
    CheckpointUnsigned,
    Forked,
    NoteRefused,
    ProofError,
    RequestMalformed,
    RolledBack,
    SplitView,
    StaleProof,
    UnknownLog,
)
from comity.record.signature import from_base64, to_base64

MAX_PROOF = 63
MAX_REQUEST = checkpoint.MAX_NOTE + 64 * 64


@dataclass(frozen=True, slots=True)
class State:
    """What a witness remembers of a record: the last checkpoint it signed, as the note it signed.

    ``str()`` serialises it: the note itself, which is also the evidence if the record ever forks.
    """

    head: Checkpoint
    note: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a serialised state. Raises NoteRefused."""
        body, _ = checkpoint.split_note(text)
        return cls(Checkpoint.parse(body), text)

    def __str__(self) -> str:
        return self.note


@dataclass(frozen=True, slots=True)
class Request:
    """The body of add-checkpoint: a note, and the proof that it continues the tree of ``old`` acts."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read a request's body. Raises RequestMalformed, naming the line."""
        if len(body) > MAX_REQUEST:
            raise RequestMalformed(reason=f"it is longer than {MAX_REQUEST} bytes")
        try:
            head, blank, note = body.decode("utf-8").partition("\n\n")
        except UnicodeDecodeError:
            raise RequestMalformed(reason="it is not UTF-8 text") from None
        old, *lines = head.split("\n")
        size = old.removeprefix("old ")
        if not blank or not old.startswith("old ") or not checkpoint.is_size(size):
            raise RequestMalformed(reason=f'it begins with {old[:40]!r}, expected "old" and a size, and a blank line')
        if len(lines) > MAX_PROOF:
            raise RequestMalformed(reason=f"it has {len(lines)} lines of proof, at most {MAX_PROOF} are read")
        return cls(int(size), tuple(_hash(line) for line in lines), note)

    def encode(self) -> bytes:
        """The request's body."""
        lines = [f"old {self.old}", *(to_base64(step) for step in self.proof), "", self.note]
        return "\n".join(lines).encode()


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's answer: the state to store first, and then the signature line to hand out."""

    state: State
    line: str

    def encode(self) -> bytes:
        """The response's body."""
        return f"{self.line}\n".encode()


def require_continuation(state: State | None, head: Checkpoint, old: int, proof: Sequence[bytes]) -> None:
    """Check that ``head`` continues what was signed last. Raises RolledBack, StaleProof, SplitView or Forked."""
    signed = state.head.size if state else 0
    if head.size < signed:
        raise RolledBack(origin=head.origin, signed=signed, offered=head.size, old=old)
    if old > head.size:
        raise RequestMalformed(reason=f"the proof starts at {old} acts and the checkpoint has only {head.size}")
    if old != signed:
        raise StaleProof(old=old, signed=signed)
    if state and head.size == signed and head.root != state.head.root:
        raise SplitView(origin=head.origin, signed=signed)
    try:
        merkle.verify_consistency(signed, head.size, proof, state.head.root if state else merkle.EMPTY_ROOT, head.root)
    except ProofError as error:
        raise Forked(origin=head.origin, signed=signed, offered=head.size, reason=str(error)) from None


def advance(state: State | None, request: Request, logs: Iterable[Verifier], cosigner: Cosigner, time: int) -> Cosigned:
    """Check a new checkpoint against the state, and cosign it at ``time`` (POSIX seconds).

    ``logs`` are the keys of the records that this witness watches; ``state`` is that of the record in question (see
    ``origin_of``), None before the first. Raises a WitnessRefused.
    """
    origin = origin_of(request.note)
    keys = [verifier for verifier in logs if verifier.name == origin and verifier.algorithm == checkpoint.ED25519]
    if not keys or (state and state.head.origin != origin):
        raise UnknownLog(origin=origin)
    try:
        head, signatures = checkpoint.open_checkpoint(request.note, keys, origin=origin)
    except NoteRefused as error:
        raise CheckpointUnsigned(origin=origin) from error
    require_continuation(state, head, request.old, request.proof)
    line = cosigner.cosign(head.text, time)
    kept = _lines_of(request.note, {signature.verifier for signature in signatures})
    return Cosigned(State(head, checkpoint.add_signatures(f"{head.text}\n", [*kept, line])), line)


def origin_of(note: str) -> str:
    """The record that a note claims to be of, nothing verified: the key by which the caller finds the state."""
    try:
        text, _ = checkpoint.split_note(note)
        return Checkpoint.parse(text).origin
    except NoteRefused as error:
        raise RequestMalformed(reason=str(error)) from None


def parse_response(body: bytes, head: Checkpoint, witnesses: Iterable[Verifier]) -> list[str]:
    """The cosignature lines of a response that verify under the known witnesses' keys. Raises NoteRefused."""
    note = checkpoint.add_signatures(f"{head.text}\n", body.decode("utf-8", "replace").splitlines())
    opened = checkpoint.open_note(note, witnesses)
    return _lines_of(note, {signature.verifier for signature in opened.signatures})


def _lines_of(note: str, verifiers: Collection[Verifier]) -> list[str]:
    """The signature lines by these keys, the first of each."""
    wanted = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    lines: list[str] = []
    for name, key_id, value in checkpoint.split_note(note)[1]:
        verifier = wanted.pop((name, key_id), None)
        if verifier is not None:
            lines.append(checkpoint.signature_line(verifier, value))
    return lines


def _hash(line: str) -> bytes:
    try:
        step = from_base64(line)
    except ValueError:
        step = b""
    if len(step) != merkle.HASH_SIZE:
        raise RequestMalformed(reason=f"its line {line[:60]!r} is no hash of 32 bytes in base64")
    return step
