"""Builders for tests and benchmarks: keys in software, a ledger in memory or in the database, and a scribe that acts.

A room adds its own builders in its `testing.py`; how its acts are drawn at random stands in its `strategies.py`.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.record import acts, authority, checkpoint, content, keys, merkle, signature, tiles
from comity.record import leaf as leaves
from comity.record.acts import Act, Capacity, Level, Occasion, PublicKey
from comity.record.commit import Draft, commit, draft
from comity.record.models import SigningKey
from comity.record.rows import MemoryRows

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SoftwareKey:
    """An Ed25519 key of a person, made from ``seed``, so that a test can be repeated to the byte."""

    holder: str
    seed: str

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.seed.encode()).digest())

    @cached_property
    def id(self) -> str:
        return keys.key_id(keys.raw_public(self.private))

    @property
    def public(self) -> PublicKey:
        """The key as an act grants it."""
        text = base64.b64encode(keys.raw_public(self.private)).decode()
        return PublicKey(id=self.id, kind="ed25519", public=text)

    def sign(self, signed: bytes) -> dict[str, str]:
        """A person's signature; the server's attestation with the key of the system."""
        if self.holder == leaves.SYSTEM:
            return signature.attest(signed, self.id, self.private)
        return signature.sign(signed, self.id, self.private)


class Ledger(Protocol):
    """Where acts are put on the record. ``rows`` are the projections as the acts so far have made them."""

    origin: str
    rows: MemoryRows

    @property
    def attestation(self) -> PublicKey: ...

    @property
    def next_attestation(self) -> PublicKey: ...

    def enter(self, act: Act, by: Capacity, at: datetime, key: SoftwareKey | None) -> Draft:
        """Put the act on the record, signed with ``key`` or attested by the server. Raises what the corridor raises."""
        ...

    def deposit(self, body: bytes, *, confidential: bool = False) -> str:
        """Store a content; its digest."""
        ...


class MemoryLedger:
    """A record without a database: leaves, rows, and the files that an export of it would hold."""

    def __init__(self, origin: str | None = None, seed: str = "the record") -> None:
        self.origin = keys.origin() if origin is None else origin
        self.leaves: list[bytes] = []
        self.contents: dict[str, bytes] = {}
        self.rows = MemoryRows(self.contents.get)
        self.seed = seed
        self.server = SoftwareKey(leaves.SYSTEM, f"{seed}: attestation")
        self.signer = checkpoint.Signer(self.origin, SoftwareKey(leaves.SYSTEM, f"{seed}: checkpoint").private)

    @property
    def attestation(self) -> PublicKey:
        return self.server.public

    @property
    def next_attestation(self) -> PublicKey:
        return self._next_server().public

    def _next_server(self) -> SoftwareKey:
        return SoftwareKey(leaves.SYSTEM, f"{self.seed}: attestation after {len(self.leaves)} acts")

    def enter(self, act: Act, by: Capacity, at: datetime, key: SoftwareKey | None) -> Draft:
        """As the corridor does, but for the database: nothing is refused there that is not refused here."""
        prepared = draft(act, by, at=at, id=identifier(len(self.leaves)), origin=self.origin)
        _apply(self.rows, prepared, "key" if key else "session")
        fresh = self._next_server()
        self.leaves.append(leaves.seal(prepared.fields, (key or self.server).sign(prepared.signed)))
        if isinstance(act, acts.RotateAttestation):
            self.server = fresh
        return prepared

    def deposit(self, body: bytes, *, confidential: bool = False) -> str:
        digest = sha256(body).hexdigest()
        if not confidential:
            self.contents[digest] = body
        return digest

    def note(self) -> str:
        """The signed checkpoint over the leaves."""
        root = merkle.root_of(map(merkle.leaf_hash, self.leaves))
        return checkpoint.sign(self.origin, len(self.leaves), root, self.signer)

    def files(self) -> dict[str, bytes]:
        """Every file of the record by its path, as the export writes them."""
        found = {tiles.CHECKPOINT: self.note().encode()}
        found |= {f"content/{digest}": body for digest, body in self.contents.items()}
        for bundle in tiles.bundles_of(len(self.leaves)):
            found[bundle.path] = tiles.encode_bundle(self.leaves[bundle.start : bundle.start + bundle.width])
        for tile, hashes in tiles.compute_tiles(map(merkle.leaf_hash, self.leaves)):
            found[tile.path] = hashes
        return found

    def write(self, directory: Path) -> None:
        """Write these files."""
        for path, body in self.files().items():
            target = directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)


class DatabaseLedger:
    """The record of this installation, through the corridor; ``rows`` follow the acts in memory beside it."""

    def __init__(self) -> None:
        self.origin = keys.origin()
        self.rows = MemoryRows(content.public)
        self.entered = 0

    @property
    def attestation(self) -> PublicKey:
        return keys.attestation_public()

    @property
    def next_attestation(self) -> PublicKey:
        return keys.next_attestation()

    def enter(self, act: Act, by: Capacity, at: datetime, key: SoftwareKey | None) -> Draft:
        prepared = draft(act, by, at=at, id=identifier(self.entered))
        self.entered += 1
        commit(prepared, signed=key.sign(prepared.signed) if key else None, now=at)
        if isinstance(act, acts.RotateAttestation):
            keys.renew_attestation(lambda _: True)
        _apply(self.rows, prepared, "key" if key else "session")
        return prepared

    def deposit(self, body: bytes, *, confidential: bool = False) -> str:
        # The salt is made from the body, so that a test can be repeated to the byte.
        return content.deposit(body, "text/plain", confidential=confidential, salt=sha256(body).digest())


def _apply(rows: MemoryRows, prepared: Draft, level: Level) -> None:
    occasion = Occasion(prepared.id, prepared.at, prepared.by, level, tuple(prepared.act.contents()))
    authority.require(rows, prepared.act, occasion)
    prepared.act.apply(rows, occasion)


def identifier(number: int) -> str:
    """The ``number``-th of a series of UUIDs that is always the same."""
    return f"00000000-0000-4000-8000-{number:012x}"


@dataclass
class Scribe:
    """Does acts one after another, each a second after the last, and keeps everybody's keys."""

    ledger: Ledger
    now: datetime = BEGINNING
    keys: dict[str, SoftwareKey] = field(default_factory=dict)  # by identifier
    done: Counter[str] = field(default_factory=Counter)  # how many acts of each type

    def take(self, step: Step, after: timedelta = timedelta(seconds=1)) -> Draft:
        """Put the act of a step on the record."""
        return self.do(step.act, step.doer.by, key=step.doer.key, after=after)

    @classmethod
    def opened(cls, ledger: Ledger | None = None) -> Self:
        """A scribe on a record that is open and holds nothing else."""
        scribe = cls(ledger or DatabaseLedger())
        scribe.open()
        return scribe

    def open(self) -> None:
        """Open the record."""
        self.do(acts.OpenRecord(origin=self.ledger.origin, key=self.ledger.attestation))

    @property
    def rows(self) -> MemoryRows:
        return self.ledger.rows

    def do(
        self,
        act: Act,
        by: Capacity | None = None,
        *,
        key: SoftwareKey | None = None,
        after: timedelta = timedelta(seconds=1),
    ) -> Draft:
        """Put ``act`` on the record, ``after`` the last, by the system unless a capacity is named."""
        self.now += after
        entered = self.ledger.enter(act, by or Capacity.of_system(), self.now, key)
        self.done[act.type] += 1
        return entered

    def fresh_key(self, holder: str) -> SoftwareKey:
        """A key of ``holder`` that stands on no record yet."""
        key = SoftwareKey(holder, f"key {len(self.keys)} of {holder}")
        self.keys[key.id] = key
        return key

    def grant_key(self, holder: str) -> SoftwareKey:
        """A key that ``holder`` may sign with from now on."""
        key = self.fresh_key(holder)
        self.do(acts.GrantKey(key=key.public, holder=holder))
        return key

    def valid_keys(self, holder: str) -> list[SoftwareKey]:
        """The keys with which ``holder`` may sign now."""
        found = self.rows.find(SigningKey, holder=holder)
        return [self.keys[key.id] for key in found if key.revoked_at is None and key.id in self.keys]

    def people(self) -> list[str]:
        """Everybody who may hold a key."""
        return ["anna", "boris"]

    def capacities(self, power: str, *, party: str | None = None, venue: str | None = None) -> list[Capacity]:
        """Who may use this power at the next moment: for ``party``, in the body ``venue``, if these are given.

        The record knows no full powers; the parties' scribe does.
        """
        return []

    def doers(self, act: type[Act], *, party: str | None = None, venue: str | None = None) -> list[Doer]:
        """In which capacities an act of this type can be done at the next moment, attested or signed with a key."""
        found = [Doer(Capacity.of_system(), None)] if act.system_may else []
        for by in self.capacities(str(act.needs), party=party, venue=venue):
            found += [Doer(by, key) for key in (None, *self.valid_keys(by.actor))]
        return found


class Doer(NamedTuple):
    """Somebody who may act: in which capacity, signing with which key (None: the server attests)."""

    by: Capacity
    key: SoftwareKey | None


class Step(NamedTuple):
    """An act that the record should take now, and who does it."""

    act: Act
    doer: Doer
