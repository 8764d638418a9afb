"""The corridor: the one way in which state changes.

    act -> signature -> authority -> apply -> append, in one transaction; the sequencer does the rest.

A page, the API, the CLI, an import and the clock all call `commit`. Nothing is committed by halves: either the act
stands on the record with everything that follows from it, or nothing happened.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, DataError, connection, connections, transaction
from psycopg.pq import TransactionStatus

from comity.phrase import Refusal
from comity.record import authority, canonical, keys, merkle, signature
from comity.record import leaf as leaves
from comity.record.acts import Act, Capacity, Level, Occasion, OpenRecord, read_act, read_at, said_at
from comity.record.errors import UnknownKey, WrongLevel
from comity.record.models import Content, Recorded, SigningKey
from comity.record.pipeline import COMMIT, ROLLBACK, STALE, Statement, ask
from comity.record.refusals import (
    ActIdTaken,
    ActOutOfTime,
    AttestationKeyLost,
    ContentMissing,
    KeyWithdrawn,
    MalformedAct,
    NotStorable,
    RecordAlreadyOpen,
    RecordNotOpen,
    TryAgain,
)
from comity.record.rows import DatabaseRows

SIGN_WITHIN = timedelta(minutes=10)
CLOCK_SKEW = timedelta(minutes=1)
ATTEMPTS = 5

_APPEND = """
WITH act AS (INSERT INTO record_act (act, type, leaf, leaf_hash) VALUES ($1, $2, $3, $4) RETURNING number)
INSERT INTO record_pending (number) SELECT number FROM act RETURNING number
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An act with its circumstances, ready to be signed: ``signed`` are the bytes that a signature covers."""

    act: Act
    id: str
    at: datetime
    by: Capacity
    fields: Mapping[str, Any]
    signed: bytes

    @property
    def challenge(self) -> bytes:
        """SHA-256 of the signed bytes: the challenge of a passkey signature."""
        return signature.challenge(self.signed)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the corridor answers: the act stands on the record under ``id``; its place in the tree follows at once."""

    id: str
    number: int
    leaf_hash: bytes
    at: datetime


def draft(
    act: Act, by: Capacity, *, at: datetime | None = None, id: str | None = None, origin: str | None = None
) -> Draft:
    """Prepare ``act`` for signing in the capacity ``by``.

    ``at`` defaults to now, ``id`` to a fresh UUID, ``origin`` to this installation's record.
    """
    at = at or datetime.now(UTC)
    id = id or str(uuid.uuid4())
    fields = leaves.draft(
        type=act.leaf_type(),
        id=id,
        actor=by.actor,
        party=by.party,
        capacity=by.named(keys.origin() if origin is None else origin),
        at=said_at(at),
        payload=act.payload(),
        contents=act.contents(),
    )
    return Draft(act, id, read_at(fields["at"]), by, fields, leaves.signed_bytes(fields))


def read_draft(signed: bytes) -> Draft:
    """The draft that somebody else prepared: a national system, or this server before a passkey signed.

    Raises `MalformedAct` and the canonical form's refusals.
    """
    fields = canonical.decode(signed)
    if not isinstance(fields, dict):
        raise MalformedAct(type="?", place="leaf", found=type(fields).__name__, expected="An object is expected")
    leaves.check_fields({**fields, "signature": {}})
    leaves.require_origin(fields, keys.origin())
    act = read_act(fields["type"], fields["payload"])
    proper = {"type": act.leaf_type(), "payload": act.payload(), "contents": list(act.contents())}
    for place, expected in proper.items():
        # An old schema, a default written out, a date spelt otherwise: one act, one sequence of bytes.
        if not canonical.same(fields[place], expected):
            found, expected = repr(fields[place])[:200], f"Its one proper form is {expected!r}"
            raise MalformedAct(type=fields["type"], place=place, found=found, expected=expected)
    by = Capacity(fields["actor"], fields["party"], fields["capacity"].rpartition("/")[2])
    return Draft(act, fields["id"], read_at(fields["at"]), by, fields, signed)


def commit(
    act: Act | Draft,
    by: Capacity | None = None,
    *,
    at: datetime | None = None,
    signed: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Receipt:
    """Do ``act`` in the capacity ``by`` and put it on the record.

    ``signed`` is the signature object of a key or a passkey over the draft's bytes; without one the server attests
    that the actor was logged in. ``now`` serves a loader of past events only: it stands for the clock against which
    the time of a signed act is held. Committing the same signed act twice gives the same receipt.

    Raises whatever refusal the signature, the authority or the act itself finds; nothing has changed then.
    """
    if isinstance(act, Draft):
        prepared = act
    else:
        if by is None:
            raise TypeError("an act needs the capacity in which it is done")
        prepared = draft(act, by, at=at)
    failure: Exception | None = None
    wrapped = connection.wrap_database_errors
    for _ in range(ATTEMPTS):
        try:
            if signed is not None:
                _require_timely(prepared.at, now or datetime.now(UTC))
            with wrapped:
                return _attempt(prepared, signed)
        except (Refusal, DatabaseError) as error:
            already = _after(error, prepared)
            if already is not None:
                return already
            failure = error
    raise TryAgain() from failure


def _after(error: Refusal | DatabaseError, prepared: Draft) -> Receipt | None:
    """The receipt, if the act stands already; ``None`` if it is worth another attempt. Raises what stands against it.

    An act that stands is refused for what it has itself brought about, and its author wants the receipt.
    """
    passing = isinstance(error, DatabaseError) and isinstance(error.__cause__, _PASSING)
    if passing or isinstance(error, Refusal):
        already = _standing(prepared)
        if already is not None or passing:
            return already
        if isinstance(error, RecordNotOpen) and Recorded.objects.exists():
            if keys.renew_attestation(_is_published):
                return None
            raise AttestationKeyLost(key=keys.attestation_key()[0]) from error
    if isinstance(error, DataError):
        place = _zero_byte(prepared.fields["payload"])
        if place is not None:
            found, expected = "the character U+0000", "A text without it is expected"
            raise MalformedAct(type=prepared.act.type, place=place, found=found, expected=expected) from error
        raise NotStorable(type=prepared.act.type, reason=str(error).partition("\n")[0]) from error
    if isinstance(error, DatabaseError):
        connection.close_if_unusable_or_obsolete()
    raise error


def _zero_byte(value: Any, place: str = "") -> str | None:
    """Where in a payload a text holds U+0000, which JSON knows and PostgreSQL does not; ``None`` if nowhere."""
    if isinstance(value, str):
        return place if "\0" in value else None
    if isinstance(value, Mapping):
        within = [(f"{place}.{name}", one) for name, one in value.items()]
    elif isinstance(value, list | tuple):
        within = [(f"{place}.{number}", one) for number, one in enumerate(value)]
    else:
        return None
    return next((found for name, one in within if (found := _zero_byte(one, name.lstrip("."))) is not None), None)


def _is_published(key: str) -> bool:
    """Whether the record knows this as the server's own key."""
    return SigningKey.objects.filter(id=key, holder=leaves.SYSTEM, revoked_at=None).exists()


def _attempt(prepared: Draft, signed: Mapping[str, str] | None) -> Receipt:
    """The act in a transaction of its own: one round trip to begin, one to end it; or within that of the caller."""
    django = connections[DEFAULT_DB_ALIAS]
    django.ensure_connection()
    database = django.connection
    if django.in_atomic_block:
        with transaction.atomic():
            return _commit(database, prepared, signed, alone=False)
    try:
        return _commit(database, prepared, signed, alone=True)
    except BaseException:
        if not database.closed and database.info.transaction_status != TransactionStatus.IDLE:
            # Not by psycopg's own method, which would have the server forget every prepared statement.
            ask(database, [ROLLBACK])
        raise


def _commit(
    database: psycopg.Connection[Any], prepared: Draft, signed: Mapping[str, str] | None, *, alone: bool
) -> Receipt:
    rows, act = DatabaseRows(database), prepared.act
    if signed is None:
        name, private = keys.attestation_key()
        signed = signature.attest(prepared.signed, name, private)
    else:
        _require_form(signed)
    by_key = (SigningKey, (signed["key"],))
    rows.preload([by_key, *authority.reads(prepared.by)], act.locks(prepared.by), begin=alone)
    if isinstance(act, OpenRecord):
        _require_first(database, act)
    else:
        _require_genuine(rows, prepared, signed)
    level = cast("Level", signed["level"])
    occasion = Occasion(prepared.id, prepared.at, prepared.by, level, tuple(act.contents()))
    authority.require(rows, act, occasion)
    for digest in act.feeds():
        rows.content(digest)  # public, and here to stay
    act.apply(rows, occasion)
    _require_contents(occasion.contents)
    leaf = leaves.sealed(prepared.signed, act.leaf_type(), signed)
    leaf_hash = merkle.leaf_hash(leaf)
    written = list(rows.flush())
    # The number is drawn after every lock is held, so that it follows cause.
    append = Statement(_APPEND, (prepared.id, act.type, leaf, leaf_hash))
    answers = ask(database, [*written, append, COMMIT] if alone else [*written, append])
    [(number,)] = answers[len(written)]
    return Receipt(prepared.id, number, leaf_hash, prepared.at)


def _require_first(database: psycopg.Connection[Any], act: OpenRecord) -> None:
    """A record is opened by its very first act, under its own name; of two at the same moment one waits."""
    if act.origin != keys.origin():
        expected = f"This record is called {keys.origin()}"
        raise MalformedAct(type=act.type, place="origin", found=act.origin, expected=expected)
    database.execute("LOCK TABLE record_act IN SHARE ROW EXCLUSIVE MODE")
    if database.execute("SELECT FROM record_act LIMIT 1").fetchone() is not None:
        raise RecordAlreadyOpen()


def _require_form(signed: Mapping[str, str]) -> None:
    level = signature.form_of(signed)
    if level == "session":
        # Only this server attests sessions, and it does so itself.
        raise WrongLevel(level=level)


def _require_genuine(rows: DatabaseRows, prepared: Draft, signed: Mapping[str, str]) -> None:
    """Check a signature against the key that the record knows; of the server's own, only that the key stands."""
    key = rows.read(SigningKey, signed["key"])
    by_server = signed["level"] == "session"
    if key is None or (by_server and key.revoked_at is not None):
        raise RecordNotOpen() if by_server else UnknownKey(key=signed["key"])
    if key.revoked_at is not None:
        # It signs nothing that comes after its revocation, whatever time the act names (see `keyring`).
        raise KeyWithdrawn(key=key.id, revoked=said_at(key.revoked_at))
    if not by_server:
        granted = _verifying(key.id, key.kind, key.public, key.holder, key.rp_id, tuple(key.origins))
        signature.check(signed, prepared.signed, granted, actor=prepared.by.actor)


@lru_cache(maxsize=4096)
def _verifying(
    id: str, kind: str, public: str, holder: str, rp_id: str, origins: tuple[str, ...]
) -> signature.VerifyingKey:
    raw = signature.from_base64(public)
    return signature.VerifyingKey(id, kind, raw, holder, rp_id=rp_id, origins=origins)


def _require_timely(at: datetime, now: datetime) -> None:
    if not now - SIGN_WITHIN <= at <= now + CLOCK_SKEW:
        raise ActOutOfTime(at=said_at(at), now=said_at(now), minutes=int(SIGN_WITHIN.total_seconds() // 60))


def _require_contents(digests: tuple[str, ...]) -> None:
    if digests:
        found = set(Content.objects.filter(digest__in=digests).values_list("digest", flat=True))
        for digest in digests:
            if digest not in found:
                raise ContentMissing(digest=digest)


# Deadlocks, rows that somebody else has just made, statements to be prepared anew: the next attempt fares better.
_PASSING = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.UniqueViolation,
    *STALE,
)


def _standing(prepared: Draft) -> Receipt | None:
    """The receipt of this very act if it stands on the record; another act under its identifier is refused."""
    found = Recorded.objects.filter(act=prepared.id).first()
    if found is None:
        return None
    if leaves.signed_bytes(canonical.decode(bytes(found.leaf))) != prepared.signed:
        raise ActIdTaken(id=prepared.id)
    return Receipt(prepared.id, found.number, bytes(found.leaf_hash), prepared.at)
