"""A witness at a member state: watches a record over HTTP, and cosigns only what continues what it signed before."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.phrase import Refusal
from comity.record import checkpoint, tiles, witness
from comity.record.checkpoint import Cosigner, Verifier
from comity.record.errors import RecordRefusal

MAX_FILE = 17 * 1024 * 1024  # an entry bundle of 256 leaves of the longest kind
TIMEOUT = 20


class RecordUnreachable(Refusal):
    """The record at {url} did not answer: {reason}"""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round of watching came to: how many acts were signed for, and whether the record took the cosignature."""

    origin: str
    size: int
    line: str
    taken: bool
    answer: str


class OverHttp:
    """The files of a record at a URL, as a `tiles.Source`; every answer is bounded in size and time."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise RecordUnreachable(url=url, reason="the address must begin with http:// or https://")
        self.url = url.rstrip("/")

    def __call__(self, path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"{self.url}/{path}", timeout=TIMEOUT) as answer:  # noqa: S310
                body: bytes = answer.read(MAX_FILE + 1)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise RecordUnreachable(url=f"{self.url}/{path}", reason=f"HTTP {error.code}") from error
        except (urllib.error.URLError, OSError) as error:
            raise RecordUnreachable(url=f"{self.url}/{path}", reason=str(error)) from error
        if len(body) > MAX_FILE:
            raise RecordUnreachable(url=f"{self.url}/{path}", reason="the answer is too long")
        return body

    def hand_in(self, note: str) -> tuple[bool, str]:
        """Give the record a cosigned checkpoint; whether it was taken, and what it answered."""
        request = urllib.request.Request(f"{self.url}/cosignature", note.encode(), method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                return answer.status < 300, ""
        except urllib.error.HTTPError as error:
            return False, error.read(2000).decode("utf-8", "replace").strip()
        except (urllib.error.URLError, OSError) as error:
            return False, str(error)


def cosigner_from(path: Path, name: str) -> Cosigner:
    """The witness's key, made in ``path`` on first use, for its owner alone."""
    if path.exists():
        return Cosigner.parse(path.read_text())
    made = Cosigner(name, Ed25519PrivateKey.generate())
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made.secret_text() + "\n")
    return made


def watch(
    url: str, key: Verifier, cosigner: Cosigner, state_file: Path, *, now: Callable[[], float] = time.time
) -> Watched:
    """One round: fetch the checkpoint, check that it continues what was signed last, cosign it, hand it in.

    Only the tiles that the consistency proof needs are fetched. The new state is on disk before the signature leaves
    the house. Raises a `WitnessRefused` (rolled back, forked), which leaves state and signature as they were.
    """
    record = OverHttp(url)
    reader = tiles.Reader(record)
    note = reader.checkpoint().decode("utf-8", "replace")
    head, _signatures = checkpoint.open_checkpoint(note, [key])
    state = witness.State.parse(state_file.read_text()) if state_file.exists() else None
    old = state.head.size if state else 0
    proof = tiles.Tree(reader, head.size).consistency_proof(old) if 0 < old < head.size else []
    request = witness.Request(old, tuple(proof), note)
    cosigned = witness.advance(state, request, [key], cosigner, int(now()))
    _keep(state_file, str(cosigned.state))
    taken, answer = record.hand_in(checkpoint.add_signatures(note, [cosigned.line]))
    return Watched(head.origin, head.size, cosigned.line, taken, answer)


def key_at(url: str) -> Verifier:
    """The verifier key that a record publishes about itself at ``URL/keys``; for the first meeting only."""
    found = OverHttp(url)("keys")
    for line in (found or b"").decode("utf-8", "replace").splitlines():
        if line.strip() and not line.startswith("#"):
            return Verifier.parse(line)
    raise RecordRefusal(reason=f"{url} names no public key; give it with --log")


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
