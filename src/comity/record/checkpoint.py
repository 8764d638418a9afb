"""Checkpoints: the signed head of the tree, as C2SP tlog-checkpoint, signed-note and tlog-cosignature have it.

A checkpoint is a text of three lines, origin, size and root in base64, then a blank line and signature lines
``— <name> <base64>``. The record signs with algorithm 0x01 (plain Ed25519) under the name of its origin; witnesses add
cosignatures, algorithm 0x04.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.record.errors import KeyTextMalformed, NoteForged, NoteRefused, NoteUnsigned
from comity.record.merkle import HASH_SIZE
from comity.record.signature import from_base64, to_base64

ED25519 = 0x01
COSIGNATURE = 0x04
MAX_NOTE = 256 * 1024
MAX_SIGNATURES = 128
MAX_SIZE = (1 << 63) - 1

_MARK = "— "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}").fullmatch
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID = re.compile(r"[0-9a-f]{8}").fullmatch


@dataclass(frozen=True)
class Verifier:
    """A public key that signs notes under a name: a record's (ED25519) or a witness's (COSIGNATURE).

    ``str()`` gives the verifier key string ``<name>+<hex key id>+<base64(algorithm ‖ public key)>``.
    """

    name: str
    public: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise KeyTextMalformed(reason=f"the name {self.name!r} is empty or holds a space or a plus sign")
        if self.algorithm not in {ED25519, COSIGNATURE}:
            raise KeyTextMalformed(reason=f"algorithm 0x{self.algorithm:02x} is unknown, expected 0x01 or 0x04")
        if len(self.public) != 32:
            raise KeyTextMalformed(reason="an Ed25519 key has 32 bytes")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key string. Raises KeyTextMalformed."""
        name, key_id, algorithm, public = _parse_key(text.strip(), "")
        verifier = cls(name, public, algorithm)
        if verifier.key_id.hex() != key_id:
            raise KeyTextMalformed(reason=f"its key id is {key_id}, but the key's is {verifier.key_id.hex()}")
        return verifier

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.algorithm]) + self.public)}"

    @cached_property
    def key_id(self) -> bytes:
        """First 4 bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key)."""
        return sha256(self.name.encode() + bytes([0x0A, self.algorithm]) + self.public).digest()[:4]

    @cached_property
    def _loaded(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def verify(self, body: str, value: bytes) -> int | None:
        """Check a signature over the note's text; the POSIX time of a cosignature, None for others.

        Raises InvalidSignature.
        """
        if self.algorithm == ED25519:
            self._loaded.verify(value, body.encode())
            return None
        time = int.from_bytes(value[:8], "big")
        if len(value) != 72 or time > MAX_SIZE:
            raise InvalidSignature
        self._loaded.verify(value[8:], cosigned_message(body, time))
        return time


@dataclass(frozen=True)
class Signer:
    """A record's private key; its name is the record's origin."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a signer key string ``PRIVATE+KEY+<name>+<hex key id>+<base64(0x01 ‖ seed)>``."""
        return cls(*_parse_secret(text, ED25519))

    @cached_property
    def verifier(self) -> Verifier:
        """The public side."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw(), ED25519)

    def secret_text(self) -> str:
        """The signer key string; keep it as secret as the key."""
        return _secret_text(self.verifier, self.private)

    def sign(self, body: str) -> str:
        """The signature line (without its newline) over a note's text."""
        return signature_line(self.verifier, self.private.sign(body.encode()))


@dataclass(frozen=True)
class Cosigner:
    """A witness's private key: its signatures carry the time at which it saw the checkpoint."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a signer key string ``PRIVATE+KEY+<name>+<hex key id>+<base64(0x04 ‖ seed)>``."""
        return cls(*_parse_secret(text, COSIGNATURE))

    @cached_property
    def verifier(self) -> Verifier:
        """The public side."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw(), COSIGNATURE)

    def secret_text(self) -> str:
        """The signer key string; keep it as secret as the key."""
        return _secret_text(self.verifier, self.private)

    def cosign(self, body: str, time: int) -> str:
        """The cosignature line (without its newline) over a checkpoint's text, at a POSIX time in seconds."""
        if not 0 <= time <= MAX_SIZE:
            raise NoteRefused(reason=f"{time} is no POSIX time")
        value = time.to_bytes(8, "big") + self.private.sign(cosigned_message(body, time))
        return signature_line(self.verifier, value)


@dataclass(frozen=True, slots=True)
class Signature:
    """A verified signature under a note; ``time`` is that of a cosignature."""

    verifier: Verifier
    time: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note of which at least one signature by a known key was verified."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a record's tree: which record, how many acts, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a note's text as a checkpoint. Raises NoteRefused, saying which line is wrong."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteRefused(reason="a checkpoint has three or more lines, none of them empty")
        origin, size, root, *extensions = lines[:-1]
        if not is_size(size):
            raise NoteRefused(reason=f"its second line is {size[:40]!r}, expected the number of acts")
        try:
            hashed = from_base64(root)
        except ValueError:
            hashed = b""
        if len(hashed) != HASH_SIZE:
            raise NoteRefused(reason=f"its third line is {root[:60]!r}, expected the root's 32 bytes in base64")
        return cls(origin, int(size), hashed, tuple(extensions))


def sign(origin: str, size: int, root: bytes, *signers: Signer) -> str:
    """A signed checkpoint. The first signer is the record's own key, of the name ``origin``.

    Raises NoteRefused if origin, size or root would make no checkpoint.
    """
    head = Checkpoint(origin, size, root)
    text = head.text
    if Checkpoint.parse(text) != head or not signers or signers[0].name != origin:
        raise NoteRefused(reason=f"the record {origin!r} signs with a key of that name, without line breaks")
    return text + "\n" + "".join(f"{signer.sign(text)}\n" for signer in signers)


def add_signatures(note: str, lines: Iterable[str]) -> str:
    """The note with further signature lines below those it has."""
    return note + "".join(line.rstrip("\n") + "\n" for line in lines)


def split_note(note: str | bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text and the signatures (name, key id, value) of a note, nothing verified. Raises NoteRefused."""
    plain = _read(note)
    body, mark, tail = plain.rpartition("\n\n")
    if not mark or not tail.endswith("\n"):
        raise NoteRefused(reason="a note is a text, an empty line, and signature lines that each end with a newline")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteRefused(reason=f"it carries {len(lines)} signatures, at most {MAX_SIGNATURES} are read")
    return body + "\n", [parse_signature_line(line) for line in lines]


def open_note(note: str | bytes, verifiers: Iterable[Verifier]) -> Note:
    """Verify a note against the known keys; signatures by others are passed over.

    Raises NoteForged if a known key's signature does not verify, NoteUnsigned if there is none by a known key, and
    NoteRefused if the form is wrong. Of several signatures by one key the first counts.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    text, lines = split_note(note)
    verified: dict[Verifier, Signature] = {}
    for name, key_id, value in lines:
        verifier = known.get((name, key_id))
        if verifier is None or verifier in verified:
            continue
        try:
            verified[verifier] = Signature(verifier, verifier.verify(text, value))
        except InvalidSignature:
            raise NoteForged(name=name) from None
    if not verified:
        raise NoteUnsigned(known=", ".join(sorted(name for name, _ in known)) or "none")
    return Note(text, tuple(verified.values()))


def open_checkpoint(
    note: str | bytes, verifiers: Sequence[Verifier], *, origin: str | None = None
) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """Verify a checkpoint: signed by its record's own key (named as its origin), whatever witnesses add.

    ``origin`` is the record expected, if the caller knows it. Raises NoteRefused or one of its kinds.
    """
    opened = open_note(note, verifiers)
    head = Checkpoint.parse(opened.text)
    if origin is not None and head.origin != origin:
        raise NoteRefused(reason=f"it is of the record {head.origin}, expected {origin}")
    own = [s for s in opened.signatures if s.verifier.algorithm == ED25519 and s.verifier.name == head.origin]
    if not own:
        known = [v.name for v in verifiers if v.algorithm == ED25519]
        raise NoteUnsigned(known=", ".join(sorted(known)) or "none")
    return head, opened.signatures


def cosigned_message(body: str, time: int) -> bytes:
    """What a witness signs: the cosignature/v1 header, the time, and the checkpoint's text."""
    return f"cosignature/v1\ntime {time}\n{body}".encode()


def signature_line(verifier: Verifier, value: bytes) -> str:
    """``— <name> <base64(key id ‖ value)>``, without a newline."""
    return f"{_MARK}{verifier.name} {to_base64(verifier.key_id + value)}"


def parse_signature_line(line: str) -> tuple[str, bytes, bytes]:
    """The name, key id and value of a signature line. Raises NoteRefused."""
    name, space, encoded = line.removeprefix(_MARK).partition(" ")
    try:
        raw = from_base64(encoded)
    except ValueError:
        raw = b""
    if not line.startswith(_MARK) or not space or not is_key_name(name) or len(raw) < 5:
        raise NoteRefused(reason=f"{line[:60]!r} is no signature line")
    return name, raw[:4], raw[4:]


def is_size(text: str) -> bool:
    """Whether this is the decimal form of a tree size or index: no sign, no leading zeroes, at most 2^63 − 1."""
    return bool(_SIZE(text)) and int(text) <= MAX_SIZE


def is_key_name(name: str) -> bool:
    """Whether a key may bear this name: not empty, no white space, no control characters, no plus sign."""
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


def _read(note: str | bytes) -> str:
    if len(note) > MAX_NOTE:
        raise NoteRefused(reason=f"it is longer than {MAX_NOTE} bytes")
    if isinstance(note, bytes):
        try:
            note = note.decode("utf-8")
        except UnicodeDecodeError:
            raise NoteRefused(reason="it is not UTF-8 text") from None
    if _CONTROL.search(note):
        raise NoteRefused(reason="it holds control characters")
    return note


def _secret_text(verifier: Verifier, private: Ed25519PrivateKey) -> str:
    key = to_base64(bytes([verifier.algorithm]) + private.private_bytes_raw())
    return f"PRIVATE+KEY+{verifier.name}+{verifier.key_id.hex()}+{key}"


def _parse_secret(text: str, algorithm: int) -> tuple[str, Ed25519PrivateKey]:
    name, key_id, found, seed = _parse_key(text.strip(), "PRIVATE+KEY+")
    private = Ed25519PrivateKey.from_private_bytes(seed)
    verifier = Verifier(name, private.public_key().public_bytes_raw(), algorithm)
    if found != algorithm or verifier.key_id.hex() != key_id:
        raise KeyTextMalformed(reason=f"it is no key of algorithm 0x{algorithm:02x} with the key id {key_id}")
    return name, private


def _parse_key(text: str, prefix: str) -> tuple[str, str, int, bytes]:
    if not text.startswith(prefix):
        raise KeyTextMalformed(reason=f"it does not begin with {prefix}")
    # base64 has plus signs of its own, names have none
    parts = text.removeprefix(prefix).split("+", 2)
    if len(parts) != 3 or not _KEY_ID(parts[1]):
        raise KeyTextMalformed(reason="it has not three parts, the second of eight hexadecimal digits")
    try:
        key = from_base64(parts[2])
    except ValueError:
        key = b""
    if len(key) != 33:
        raise KeyTextMalformed(reason="its last part is not base64 of 33 bytes")
    return parts[0], parts[1], key[0], key[1:]
