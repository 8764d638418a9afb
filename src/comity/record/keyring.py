"""Which keys are valid where on the record: learnt from the acts that open it and that grant, rotate and revoke keys.

A key granted by the act at position *p* is valid for the acts after it, up to and including the act that revokes it,
so that a person can revoke a key with that very key, and the server rotates its key with the old one. The key that
opens the record is valid from position 0, the opening itself included. A key's identifier is never used twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.record import signature
from comity.record.errors import KeyActRefused, KeyRevoked, KeyUnusable, UnknownKey
from comity.record.leaf import SYSTEM
from comity.record.signature import VerifyingKey

OPEN = "record.open"
ROTATE = "record.attestation.rotate"
GRANT = "record.key.grant"
REVOKE = "record.key.revoke"
TYPES = frozenset({OPEN, ROTATE, GRANT, REVOKE})


class _Tenure:
    """A key with the positions at which it was granted and revoked."""

    __slots__ = ("granted", "key", "revoked")

    def __init__(self, key: VerifyingKey, granted: int) -> None:
        self.key, self.granted = key, granted
        self.revoked: int | None = None


class KeyRing:
    """Consumes the acts on keys in the record's order, and answers which key is valid at a position."""

    def __init__(self) -> None:
        self.origin: str | None = None
        self._tenures: dict[str, _Tenure] = {}
        self._attestation: str | None = None

    def consume(self, position: int, type: str, payload: Mapping[str, Any]) -> None:
        """Take in the act at ``position``; acts of other types are passed over.

        Raises KeyActRefused or KeyUnusable, with the ring as it was.
        """
        if type == OPEN:
            self._open(position, payload)
        elif type == ROTATE:
            self._rotate(position, payload)
        elif type == GRANT:
            self._grant(position, payload)
        elif type == REVOKE:
            self._revoke(position, payload.get("key"))

    def key_at(self, id: str, position: int) -> VerifyingKey:
        """The key if it is valid for the act at this position. Raises UnknownKey or KeyRevoked."""
        tenure = self._tenures.get(id)
        if tenure is None or position <= tenure.granted:
            raise UnknownKey(key=id)
        if tenure.revoked is not None and position > tenure.revoked:
            raise KeyRevoked(key=id, revoked=tenure.revoked)
        return tenure.key

    def check(self, sealed: Mapping[str, Any], signed: bytes, actor: str, position: int) -> None:
        """Check the signature object ``sealed`` of the act at this position. Raises SignatureRefused."""
        named = sealed.get("key")
        key = self.key_at(named, position) if isinstance(named, str) else None
        signature.check(sealed, signed, key, actor=actor)

    def _open(self, position: int, payload: Mapping[str, Any]) -> None:
        origin, described = payload.get("origin"), payload.get("key")
        if position != 0 or self.origin is not None:
            raise KeyActRefused(key=_id_of(described), reason="a record is opened once, by its first act")
        if not isinstance(origin, str) or not origin:
            raise KeyActRefused(key=_id_of(described), reason="the act that opens a record names its origin")
        # Granted before the first act: the opening is signed with the key that it brings.
        self._attestation = self._add(-1, described, SYSTEM)
        self.origin = origin

    def _rotate(self, position: int, payload: Mapping[str, Any]) -> None:
        old = self._attestation
        self._attestation = self._add(position, payload.get("key"), SYSTEM)
        if old is not None:
            self._tenures[old].revoked = position

    def _grant(self, position: int, payload: Mapping[str, Any]) -> None:
        described, holder = payload.get("key"), payload.get("holder")
        if not isinstance(holder, str) or not holder or holder == SYSTEM:
            raise KeyActRefused(key=_id_of(described), reason="a key is granted to a person")
        self._add(position, described, holder)

    def _revoke(self, position: int, id: Any) -> None:
        tenure = self._tenures.get(id) if isinstance(id, str) else None
        if tenure is None or tenure.revoked is not None:
            raise KeyActRefused(key=id, reason="no such key is valid")
        if tenure.key.holder == SYSTEM:
            raise KeyActRefused(key=id, reason="the key that attests sessions is rotated, never revoked")
        tenure.revoked = position

    def _add(self, position: int, described: Any, holder: str) -> str:
        if not isinstance(described, Mapping):
            raise KeyActRefused(key=None, reason="the act describes no key")
        key = VerifyingKey.of_payload(described, holder)
        if key.id in self._tenures:
            raise KeyActRefused(key=key.id, reason="a key of this identifier was granted before")
        if holder == SYSTEM and key.kind != "ed25519":
            raise KeyUnusable(key=key.id, reason="sessions are attested with an Ed25519 key")
        self._tenures[key.id] = _Tenure(key, position)
        return key.id


def _id_of(described: Any) -> Any:
    return described.get("id") if isinstance(described, Mapping) else None
