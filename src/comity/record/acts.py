"""What an act is, and the acts of the record itself: its opening, and the keys that sign.

An act is anything with legal meaning that somebody does in a capacity. Its class names the payload; `apply` says what
follows from it, as a function of the act and of the rows alone: no clock, no chance, no settings, no network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from comity.record import checkpoint, signature
from comity.record.errors import KeyActRefused, KeyTextMalformed, KeyUnusable
from comity.record.leaf import SYSTEM
from comity.record.models import SigningKey, Witness
from comity.record.refusals import KeyAlreadyGranted, MalformedAct, NoSuchKey, RecordAlreadyOpen, UnknownActType
from comity.record.rows import Place, Rows

Level = Literal["session", "key", "passkey"]
LEVELS: tuple[Level, ...] = ("session", "key", "passkey")
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]


@dataclass(frozen=True, slots=True)
class Capacity:
    """In what capacity somebody acts: which person, for which party, under which full powers.

    The clock and the loader of a profile act as `Capacity.of_system()`.
    """

    actor: str
    party: str
    powers: str

    @classmethod
    def of_system(cls) -> Capacity:
        return cls(SYSTEM, SYSTEM, SYSTEM)

    @property
    def is_system(self) -> bool:
        return self.powers == SYSTEM

    def named(self, origin: str) -> str:
        """The capacity as it stands in the leaf; the origin binds the act to one record."""
        return f"{origin}/{SYSTEM}" if self.is_system else f"{origin}/powers/{self.powers}"


@dataclass(frozen=True, slots=True)
class Occasion:
    """The circumstances of an act: when (UTC), by whom, signed how, and under which identifier it stands."""

    id: str
    at: datetime
    by: Capacity
    level: Level
    contents: tuple[str, ...] = ()


class Act(BaseModel):
    """Base of every act. A subclass with a ``type`` is registered under it.

    ``done`` says in a few words what happened; pages translate it. ``needs`` is the power that the actor's full
    powers must hold; ``system_may`` lets the clock and the loader of a
    profile do it too. ``version`` counts released schemas: from 2 on it stands in the leaf's type as ``@2``, and
    ``raised`` lifts each older payload by one version.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ClassVar[str]
    done: ClassVar[str]
    version: ClassVar[int] = 1
    needs: ClassVar[str]
    system_may: ClassVar[bool] = False
    raised: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        name = cls.__dict__.get("type")
        if name is not None:
            if name in registry:
                raise TypeError(f"two acts are called {name}")
            registry[name] = cls

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        """Check the act against the rows and write what follows from it. Raises a `Refusal`."""
        raise NotImplementedError

    def venue(self, rows: Rows) -> str | None:
        """The body in which the act is done, which full powers limited to a body must name; ``None``: no body."""
        return None

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        """Rows that `apply` will lock whatever else it finds, for the corridor to fetch in one go; only a saving."""
        return ()

    def contents(self) -> tuple[str, ...]:
        """SHA-256 digests (hex) of the contents that the payload names."""
        return ()

    def feeds(self) -> tuple[str, ...]:
        """Those of its contents from whose bytes something follows, in this act or in a later one.

        They are public, never erased and part of every export; `Rows.content` gives their bytes. What reads them must
        read the same for ever: a plain format of our own, parsed by our own code.
        """
        return ()

    def topics(self) -> tuple[str, ...]:
        """What open pages show that this act may change, such as ``case:<id>``."""
        return ()

    @classmethod
    def leaf_type(cls) -> str:
        return cls.type if cls.version == 1 else f"{cls.type}@{cls.version}"

    def payload(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_payload(cls, payload: dict[str, Any], version: int = 1) -> Self:
        for step in range(version, cls.version):
            payload = cls.raised[step](payload)
        return cls.model_validate(payload)


registry: dict[str, type[Act]] = {}


def read_act(leaf_type: str, payload: dict[str, Any]) -> Act:
    """The act of a leaf, raised to the newest schema of its type.

    Raises `UnknownActType` or `MalformedAct`, which names the field, what was found and what was expected.
    """
    name, _, suffix = leaf_type.partition("@")
    cls = registry.get(name)
    version = int(suffix) if suffix.isdecimal() else 1
    if cls is None or not 1 <= version <= cls.version or (suffix and str(version) != suffix):
        raise UnknownActType(type=leaf_type)
    try:
        return cls.from_payload(payload, version)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "payload"
        raise MalformedAct(type=name, place=place, found=repr(first["input"])[:80], expected=first["msg"]) from error


def said_at(at: datetime) -> str:
    """An instant as the leaf has it: UTC, six digits, ``Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_at(text: str) -> datetime:
    """The instant of a leaf, whose form has been checked."""
    return datetime.fromisoformat(text)


class PublicKey(BaseModel):
    """A public key: raw Ed25519 (32 bytes) or the COSE key of a passkey, in base64."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    kind: Literal["ed25519", "passkey"]
    public: Annotated[str, StringConstraints(min_length=40, max_length=4096)]
    rp_id: str | None = None
    origins: tuple[str, ...] = ()
    credential: str | None = None


class OpenRecord(Act):
    """The record begins: its name, and the key by which the server attests acts done in a session."""

    type = "record.open"
    done = "The record was opened"
    needs = "record.keep"
    system_may = True

    origin: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    key: PublicKey

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        if rows.find(SigningKey, holder=SYSTEM):
            raise RecordAlreadyOpen()
        rows.put(_signing_key(self.key, SYSTEM, occasion))


class RotateAttestation(Act):
    """The server attests sessions with a new key from here on; the old one ends."""

    type = "record.attestation.rotate"
    done = "The server’s attestation key was replaced"
    needs = "record.keep"
    system_may = True

    key: PublicKey

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        fresh = _signing_key(self.key, SYSTEM, occasion)
        if rows.lock(SigningKey, self.key.id) is not None:
            raise KeyAlreadyGranted(key=self.key.id)
        for found in rows.find(SigningKey, holder=SYSTEM):
            key = rows.lock(SigningKey, found.id)
            if key is not None and key.revoked_at is None:
                key.revoked_at = occasion.at
                rows.put(key)
        rows.put(fresh)


class GrantKey(Act):
    """A person may sign with this key: an Ed25519 key of a national system, or a passkey."""

    type = "record.key.grant"
    done = "A signing key was granted"
    needs = "keys.grant"
    system_may = True

    key: PublicKey
    holder: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        if self.holder == SYSTEM:
            raise KeyActRefused(key=self.key.id, reason="a key is granted to a person")
        fresh = _signing_key(self.key, self.holder, occasion)
        if rows.lock(SigningKey, self.key.id) is not None:
            raise KeyAlreadyGranted(key=self.key.id)
        rows.put(fresh)

    def topics(self) -> tuple[str, ...]:
        return (f"person:{self.holder}",)


class RevokeKey(Act):
    """A key is worth nothing from here on: lost, or its holder has left."""

    type = "record.key.revoke"
    done = "A signing key was revoked"
    needs = "keys.grant"
    system_may = True

    key: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        key = rows.lock(SigningKey, self.key)
        if key is None or key.revoked_at is not None or key.holder == SYSTEM:
            raise NoSuchKey(key=self.key)
        key.revoked_at = occasion.at
        rows.put(key)


class AdmitWitness(Act):
    """Cosignatures of this witness are published with the checkpoints from here on.

    ``verifier`` is its key in the form of signed notes: ``<name>+<hex key id>+<base64(0x04 ‖ public key)>``.
    """

    type = "record.witness.admit"
    done = "A witness was admitted"
    needs = "record.keep"
    system_may = True

    verifier: Annotated[str, StringConstraints(min_length=20, max_length=400)]
    party: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        verifier = checkpoint.Verifier.parse(self.verifier)
        if verifier.algorithm != checkpoint.COSIGNATURE:
            raise KeyTextMalformed(reason="a witness has a key of the algorithm 0x04")
        known = rows.lock(Witness, verifier.name)
        if known is not None and known.dismissed_at is None:
            raise KeyAlreadyGranted(key=verifier.name)
        rows.put(
            Witness(
                id=verifier.name,
                party=self.party,
                verifier=self.verifier,
                admitted_at=occasion.at,
                dismissed_at=None,
            )
        )


class DismissWitness(Act):
    """Cosignatures of this witness are no longer taken; those it gave stay."""

    type = "record.witness.dismiss"
    done = "A witness was dismissed"
    needs = "record.keep"
    system_may = True

    witness: Annotated[str, StringConstraints(min_length=1, max_length=200)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        known = rows.lock(Witness, self.witness)
        if known is None or known.dismissed_at is not None:
            raise NoSuchKey(key=self.witness)
        known.dismissed_at = occasion.at
        rows.put(known)


def _signing_key(key: PublicKey, holder: str, occasion: Occasion) -> SigningKey:
    """The row of a key. A key with which nobody could ever verify anything is refused here (`KeyUnusable`)."""
    signature.VerifyingKey.of_payload(key.model_dump(), holder)
    if holder == SYSTEM and key.kind != "ed25519":
        raise KeyUnusable(key=key.id, reason="sessions are attested with an Ed25519 key")
    return SigningKey(
        id=key.id,
        holder=holder,
        kind=key.kind,
        public=key.public,
        rp_id=key.rp_id or "",
        origins=list(key.origins),
        credential=key.credential or "",
        granted_at=occasion.at,
        revoked_at=None,
    )
