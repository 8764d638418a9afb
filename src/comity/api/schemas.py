"""What the API takes and gives, beyond the acts' own payloads. Names stay in all their languages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from comity.record.acts import Identifier

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
ActType = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+(@[1-9][0-9]{0,3})?$", max_length=80)
]
ActId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Texts = dict[str, str]


class Strict(Schema):
    """What comes in: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


# Acts


class KeySignature(Strict):
    """An Ed25519 signature over the draft's bytes, by a key granted on the record."""

    level: Literal["key"]
    key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    value: Annotated[Base64, StringConstraints(max_length=200)]


class PasskeySignature(Strict):
    """A WebAuthn assertion whose challenge is the SHA-256 of the draft's bytes."""

    level: Literal["passkey"]
    key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    value: Annotated[Base64, StringConstraints(max_length=4096)]
    authenticator_data: Annotated[Base64, StringConstraints(max_length=4096)]
    client_data: Annotated[Base64, StringConstraints(max_length=32_768)]


Signature = Annotated[KeySignature | PasskeySignature, Field(discriminator="level")]


class Wanted(Strict):
    """What a draft is asked for: an act, and the full powers in whose capacity it will be signed."""

    type: ActType
    payload: dict[str, Any]
    powers: Identifier
    at: datetime | None = Field(
        None, description="When the act is done; by default now. A signature is taken for ten minutes."
    )
    id: ActId | None = Field(None, description="The act's identifier; by default a fresh UUID")


class Drafted(Schema):
    """The exact bytes to sign (base64), and their SHA-256 (hex): the challenge of a passkey."""

    draft: str
    sha256: str
    id: str
    type: str
    at: datetime
    contents: list[str]


class Enclosed(Strict):
    """A content that the act names, handed in with it. A confidential one begins with its 32 random bytes."""

    body: Base64
    media_type: Annotated[str, StringConstraints(pattern=r"^[\w.+-]{1,50}/[\w.+-]{1,100}(; ?charset=[\w-]{1,20})?$")]
    confidential: bool = False


class Submission(Strict):
    """A signed act: the draft's bytes (base64), the signature over them, and contents that are not deposited yet."""

    draft: Base64
    signature: Signature
    contents: Annotated[list[Enclosed], Field(max_length=16)] = []


class ReceiptOut(Schema):
    """The act is on the record. ``position`` follows within a second, and with it the receipt."""

    id: str
    number: int
    leaf_hash: str
    at: datetime
    position: int | None
    receipt: str


class ActOut(Schema):
    """An act as it stands on the record."""

    id: str
    type: str
    done: str
    actor: str
    party: str
    powers: str
    at: datetime
    payload: dict[str, Any]
    contents: list[str]
    signature: dict[str, Any]
    leaf_hash: str
    number: int
    position: int | None


class ContentOut(Schema):
    """A content by its digest; of a confidential one only that it exists."""

    digest: str
    confidential: bool
    media_type: str | None
    size: int | None
    erased: bool
    url: str | None


# Parties


class OrganisationOut(Schema):
    """Whose record this is."""

    origin: str
    name: Texts
    short_name: Texts
    description: Texts
    languages: list[str]
    demonstration: bool
    founded_at: datetime
    record_size: int


class SuspensionOut(Schema):
    since: date
    until: date | None
    grounds: Texts


class PartyOut(Schema):
    """A member, observer or partner; ``standing`` is that of today."""

    id: str
    kind: str
    name: Texts
    standing: str
    since: date
    until: date | None
    weights: dict[str, int | str]
    weights_source: str
    groups: list[str]
    rights: list[str]
    suspensions: list[SuspensionOut]


class BodyOut(Schema):
    """An organ that decides; ``members`` are the parties that sit in it today."""

    id: str
    name: Texts
    kind: str
    established_at: datetime
    dissolved_at: datetime | None
    members: list[str]


# Cases


class ProcedureOut(Schema):
    """A version of a procedure, in the form that RULES gives it."""

    id: str
    name: str
    version: int
    title: Texts
    digest: str
    published_at: datetime


class ProcedureWhole(ProcedureOut):
    source: dict[str, Any]


class CaseOut(Schema):
    """A question on its way through a procedure."""

    id: str
    title: Texts
    procedure: str
    body: str
    subject_kind: str
    subject: str
    subject_version: str
    opened_at: datetime
    stage: str
    round: int
    deadline: datetime | None
    end: str | None
    ended_at: datetime | None


class PositionOut(Schema):
    """A member's position in a round, as it now stands."""

    member: str
    round: int
    position: str
    qualifiers: list[str]
    reservation: Texts
    declaration: Texts
    explanation: Texts
    level: str
    act: str
    at: datetime
    confirmed_at: datetime | None
    confirmed_as: str | None
    earlier: list[Any]


class StageOut(Schema):
    """A stage on the path of a case: done, current, ahead or skipped; what the current one still waits for."""

    stage: str
    title: Texts
    kind: str
    body: str | None
    each_member: bool
    status: str
    round: int | None
    opened_at: datetime | None
    deadline: datetime | None
    closed_at: datetime | None
    outcome: str | None
    missing: list[str]
    to_take_position: list[str]
    to_confirm: list[str]


class VisitOut(Schema):
    """A stage that the case entered: a round. ``because`` and ``notes`` are sentences in the language asked for."""

    round: int
    stage: str
    subject_version: str
    opened_at: datetime
    deadline: datetime | None
    extensions: list[dict[str, Any]]
    closed_at: datetime | None
    outcome: str | None
    because: list[str]
    notes: list[str]


class TrackOut(Schema):
    """A step of a member's own procedure."""

    round: int
    member: str
    step: Texts
    status: str
    remark: Texts
    at: datetime


class CaseWhole(CaseOut):
    """A case with its path, its rounds and every position.

    ``venue`` is the body it is in, ``members`` are those asked there, ``missing`` says in words what it waits for.
    """

    roll_date: date
    roll_source: str
    venue: str
    members: list[str]
    path: list[StageOut]
    missing: list[str]
    rounds: list[VisitOut]
    positions: list[PositionOut]
    tracks: list[TrackOut]


# Instruments


class InstrumentOut(Schema):
    """A common text and how it stands."""

    id: str
    reference: str
    kind: str
    title: Texts
    body: str
    originator: str
    authentic: list[str]
    status: str
    version: int
    case: str | None
    drafted_at: datetime
    adopted_version: int | None
    adopted_at: datetime | None
    enters_on: date | None


class VersionOut(Schema):
    """A version of the text: by language, the digest of its content and where it is read."""

    number: int
    digest: str
    texts: dict[str, Digest]
    urls: dict[str, str]
    note: Texts
    party: str
    at: datetime
    amendments: list[str]


class DepositOut(Schema):
    id: str
    party: str
    kind: str
    on: date
    reservation: Texts
    reserved: list[str]
    declaration: Texts
    declared: list[str]
    document: str | None
    at: datetime


class InstrumentWhole(InstrumentOut):
    clause: dict[str, Any]
    each_on: dict[str, Any]
    versions: list[VersionOut]
    deposits: list[DepositOut]


class ProposalOut(Schema):
    """Something that an adopted instrument asks for by a date."""

    id: str
    instrument: str
    title: Texts
    responsible: str
    due: date
    status: str
    text: str | None
    asked_at: datetime
    submitted_at: datetime | None
