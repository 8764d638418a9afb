"""The form of `profile.yaml` and `story.yaml`. The JSON Schemas in `profiles/` are made from it (`schema.py`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StringConstraints,
    Tag,
)

from comity.parties.acts import Language, Short, Weight, Words
from comity.parties.rules import PartyKind, Power
from comity.record.acts import Identifier

Path = Annotated[str, StringConstraints(min_length=1, max_length=300)]
RoleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]{0,63}$")]
DelegationRole = Literal["head", "alternate", "delegate", "adviser", "expert"]


def _as_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("Input should be a date such as 2021-09-09")
    return value


Day = Annotated[date, BeforeValidator(_as_text)]
Instant = Annotated[AwareDatetime, BeforeValidator(_as_text)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationShape(_Shape):
    """The organisation: its names and languages; `demonstration` marks every page as demonstration data."""

    name: Words
    short_name: Words
    description: dict[Language, str] = {}
    languages: Annotated[list[Language], Field(min_length=1)]
    demonstration: StrictBool = False


class RecordShape(_Shape):
    """The record: when it opens (default: the moment of loading), and its origin if it must be a certain one."""

    opened: Instant | None = None
    origin: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class PartyShape(_Shape):
    """A member, observer or partner, with exact weights and their source."""

    id: Identifier
    kind: PartyKind
    name: Words
    since: Day
    weights: dict[Identifier, Weight] = {}
    weights_source: str = ""
    groups: list[Identifier] = []
    rights: list[Power] = []


class BodyShape(_Shape):
    """A body; without `seats` every member has one."""

    id: Identifier
    name: Words
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]{1,31}$")] = "commission"
    seats: list[Identifier] = []


class ProfileShape(_Shape):
    """What only the organisation knows of a person: kept as a confidential content."""

    name: Short
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]


class PersonShape(_Shape):
    """A person: an opaque identifier, a public function, a confidential profile."""

    id: Identifier
    function: Words
    profile: ProfileShape


class FileContent(_Shape):
    """A content from a file of the profile's folder."""

    file: Path
    confidential: StrictBool = False


class TextContent(_Shape):
    """A content written out here."""

    text: Annotated[str, StringConstraints(min_length=1)]
    media_type: Annotated[str, StringConstraints(min_length=3, max_length=100)] = "text/plain; charset=utf-8"
    confidential: StrictBool = False


def _content_kind(value: Any) -> str:
    return "(file)" if isinstance(value, dict) and "file" in value else "(text)"


def _powers_kind(value: Any) -> str:
    return "(role)" if isinstance(value, str) else "(list)"


# Which of two forms is meant is seen at once, so that a mistake is told against that one alone.
ContentShape = Annotated[
    Annotated[FileContent, Tag("(file)")] | Annotated[TextContent, Tag("(text)")], Discriminator(_content_kind)
]
PowersHeld = Annotated[
    Annotated[list[Power], Field(min_length=1), Tag("(list)")] | Annotated[RoleName, Tag("(role)")],
    Discriminator(_powers_kind),
]


class PowersShape(_Shape):
    """Full powers: what a person may do for a party; `powers` lists them or names one of `roles`."""

    id: Identifier
    person: Identifier
    party: Identifier
    body: Identifier | None = None
    powers: PowersHeld
    title: Words
    since: Instant | None = None
    until: Instant | None = None
    basis: ContentShape | None = None


class DelegateShape(_Shape):
    """A person's place in a party's delegation to a body."""

    body: Identifier
    party: Identifier
    person: Identifier
    role: DelegationRole
    until: Instant | None = None


class StandingRulesShape(_Shape):
    """A file of rules of procedure, and the bodies that follow them from the founding on."""

    file: Path
    bodies: list[Identifier] = []


class AccountShape(_Shape):
    """A login that `comity demo` makes for a person; not part of the record."""

    username: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    person: Identifier
    staff: StrictBool = False
    language: Language | None = None


class ProfileFile(_Shape):
    """An organisation as data (`profile.yaml`)."""

    profile: Identifier
    organisation: OrganisationShape
    record: RecordShape = RecordShape()
    parties: list[PartyShape] = []
    bodies: list[BodyShape] = []
    persons: list[PersonShape] = []
    roles: dict[RoleName, Annotated[list[Power], Field(min_length=1)]] = {}
    powers: list[PowersShape] = []
    delegations: list[DelegateShape] = []
    procedures: list[Path] = []
    standing_rules: list[StandingRulesShape] = []
    accounts: list[AccountShape] = []


class EntryShape(_Shape):
    """One act of a story: when, by whom (an identifier of full powers, or `system`), which act, with what payload.

    `signed` says how (default: in a session); `as` names the act, so that a later entry can say `$name` for its
    identifier.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)

    at: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    by: Identifier
    do: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    payload: Annotated[dict[str, Any], Field(alias="with")] = {}
    signed: Literal["session", "key", "passkey"] = "session"
    name: Annotated[Identifier | None, Field(alias="as")] = None
