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
from typing import Any

import psycopg
from django.db import connection, transaction

from comity.record import authority, canonical, keys, merkle, signature
from comity.record import leaf as leaves
from comity.record.acts import Act, Capacity, Occasion, OpenRecord, read_act, read_at, said_at
from comity.record.errors import SignatureMalformed, UnknownKey
from comity.record.models import Content, Recorded, SigningKey
from comity.record.refusals import (
    ActIdTaken,
    ActOutOfTime,
    ContentMissing,
    MalformedAct,
    RecordNotOpen,
    TryAgain,
)
from comity.record.rows import DatabaseRows

SIGN_WITHIN = timedelta(minutes=10)
CLOCK_SKEW = timedelta(minutes=1)
ATTEMPTS = 5

_APPEND = """
WITH act AS (INSERT INTO record_act (act, type, leaf, leaf_hash) VALUES (%s, %s, %s, %s) RETURNING number)
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


def draft(act: Act, by: Capacity, *, at: datetime | None = None, id: str | None = None) -> Draft:
    """Prepare ``act`` for signing in the capacity ``by``. ``at`` defaults to now, ``id`` to a fresh UUID."""
    at = at or datetime.now(UTC)
    id = id or str(uuid.uuid4())
    fields = leaves.draft(
        type=act.leaf_type(),
        id=id,
        actor=by.actor,
        party=by.party,
        capacity=by.named(keys.origin()),
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
    by = Capacity(fields["actor"], fields["party"], fields["capacity"].rpartition("/")[2])
    again = draft(act, by, at=read_at(fields["at"]), id=fields["id"])
    if again.signed != signed:
        place = next((name for name in fields if again.fields.get(name) != fields[name]), "leaf")
        expected = f"Its one proper form is {again.fields.get(place)!r}"
        raise MalformedAct(type=fields["type"], place=place, found=fields[place], expected=expected)
    return again


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
    if signed is not None:
        _require_timely(prepared.at, now or datetime.now(UTC))
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _commit(prepared, signed)
        except Exception as error:
            if not _may_succeed_later(error):
                raise
            already = _standing(prepared)
            if already is not None:
                return already
            if attempt == ATTEMPTS - 1:
                raise TryAgain() from error
    raise TryAgain()


def _commit(prepared: Draft, signed: Mapping[str, str] | None) -> Receipt:
    connection.ensure_connection()
    database = connection.connection
    rows = DatabaseRows(database)
    if signed is None:
        signed = _attested(rows, prepared)
    else:
        _require_genuine(rows, prepared, signed)
    level = signed["level"]
    act = prepared.act
    occasion = Occasion(prepared.id, prepared.at, prepared.by, level, tuple(act.contents()))
    authority.require(rows, act, occasion)
    act.apply(rows, occasion)
    _require_contents(occasion.contents)
    leaf = leaves.seal(prepared.fields, signed)
    leaf_hash = merkle.leaf_hash(leaf)
    for statement, parameters in rows.flush():
        if len(parameters) == 1:
            database.execute(statement, parameters[0])
        else:
            with database.cursor() as cursor:
                cursor.executemany(statement, parameters)
    # The number is drawn after every lock is held, so that it follows cause.
    number = database.execute(_APPEND, (prepared.id, act.type, leaf, leaf_hash)).fetchone()[0]
    return Receipt(prepared.id, number, leaf_hash, prepared.at)


def _attested(rows: DatabaseRows, prepared: Draft) -> dict[str, str]:
    """The server's attestation, by the key that the record knows."""
    name, private = keys.attestation_key()
    if not isinstance(prepared.act, OpenRecord):
        known = rows.read(SigningKey, name)
        if known is None or known.revoked_at is not None:
            raise RecordNotOpen()
    return signature.attest(prepared.signed, name, private)


def _require_genuine(rows: DatabaseRows, prepared: Draft, signed: Mapping[str, str]) -> None:
    if signature.form_of(signed) == "session":
        # Only this server attests sessions, and it does so itself.
        raise SignatureMalformed(field="level", found="session", expected="key or passkey")
    key = rows.read(SigningKey, signed["key"])
    if key is None or (key.revoked_at is not None and key.revoked_at <= prepared.at):
        raise UnknownKey(key=signed["key"])
    granted = _verifying(key.id, key.kind, key.public, key.holder, key.rp_id, tuple(key.origins))
    signature.check(signed, prepared.signed, prepared.by.actor, granted)


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


def _may_succeed_later(error: Exception) -> bool:
    """Deadlocks and rows that somebody else has just made: the next attempt sees them."""
    kinds = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure, psycopg.errors.UniqueViolation)
    return isinstance(error, kinds) or isinstance(error.__cause__, kinds)


def _standing(prepared: Draft) -> Receipt | None:
    """The receipt of this very act if it stands on the record; another act under its identifier is refused."""
    found = Recorded.objects.filter(act=prepared.id).first()
    if found is None:
        return None
    if leaves.signed_bytes(canonical.decode(bytes(found.leaf))) != prepared.signed:
        raise ActIdTaken(id=prepared.id)
    return Receipt(prepared.id, found.number, bytes(found.leaf_hash), prepared.at)
