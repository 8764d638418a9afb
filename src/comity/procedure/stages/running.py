"""The state of a running case: small, immutable, JSON. Positions themselves are kept by whoever keeps the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from comity.procedure.errors import RuleError
from comity.procedure.position import Position
from comity.procedure.stages.refusals import NotAState
from comity.procedure.stages.wording import utc

FORMAT = 1
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Visit:
    """A stage that the case went through: the ``round``-th it entered, and how it closed."""

    stage: str
    round: int
    opened_at: datetime
    closed_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """An adopted stage some of whose approvals are *ad referendum*; its tally is kept until they are confirmed.

    ``members`` maps each member still to confirm to the position it took. Confirmation is due before the stage now
    running closes.
    """

    stage: str
    round: int
    tally: tuple[int | str, ...]
    members: Mapping[str, Position]


class Running(NamedTuple):
    """Where a case stands, under exactly one version of a procedure (``digest``).

    ``round`` numbers the stages entered from 1; ``entered`` says how often each was. ``unconfirmed`` are the *ad
    referendum* positions of this stage, ``awaited`` those of the stage before. ``objectors`` object in this tacit
    stage; ``exempted`` are not bound by what was adopted. ``extended`` is how often the deadline was moved by
    decision, ``moved_by_objection`` whether an objection moved it. ``end`` is set once the case has ended; then
    nothing changes any more.
    """

    procedure: str
    version: int
    digest: str
    began_at: datetime
    stage: str
    round: int
    opened_at: datetime
    deadline: datetime | None
    tally: tuple[int | str, ...] | None
    extended: int = 0
    moved_by_objection: bool = False
    unconfirmed: Mapping[str, Position] = NOTHING
    awaited: Awaited | None = None
    objectors: tuple[str, ...] = ()
    exempted: tuple[str, ...] = ()
    entered: Mapping[str, int] = NOTHING
    passed: tuple[Visit, ...] = ()
    end: str | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the case is still on its way."""
        return self.end is None

    # --- JSON

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values, from which :meth:`from_json` makes the same again."""
        return {
            "format": FORMAT,
            "procedure": self.procedure,
            "version": self.version,
            "digest": self.digest,
            "began_at": _said(self.began_at),
            "stage": self.stage,
            "round": self.round,
            "opened_at": _said(self.opened_at),
            "deadline": _said(self.deadline),
            "tally": None if self.tally is None else list(self.tally),
            "extended": self.extended,
            "moved_by_objection": self.moved_by_objection,
            "unconfirmed": _positions_said(self.unconfirmed),
            "awaited": None
            if self.awaited is None
            else {
                "stage": self.awaited.stage,
                "round": self.awaited.round,
                "tally": list(self.awaited.tally),
                "members": _positions_said(self.awaited.members),
            },
            "objectors": list(self.objectors),
            "exempted": list(self.exempted),
            "entered": dict(self.entered),
            "passed": [
                [each.stage, each.round, _said(each.opened_at), _said(each.closed_at), each.outcome]
                for each in self.passed
            ],
            "end": self.end,
            "ended_at": _said(self.ended_at),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Running:
        """The state that :meth:`as_json` wrote; raises NotAState for anything else."""
        try:
            if data["format"] != FORMAT:
                raise NotAState(found=f"format {data['format']}")
            return cls(
                procedure=_text(data["procedure"]),
                version=_number(data["version"]),
                digest=_text(data["digest"]),
                began_at=_read(data["began_at"]),
                stage=_text(data["stage"]),
                round=_number(data["round"]),
                opened_at=_read(data["opened_at"]),
                deadline=_optional(data["deadline"]),
                tally=None if data["tally"] is None else tuple(data["tally"]),
                extended=_number(data["extended"]),
                moved_by_objection=data["moved_by_objection"] is True,
                unconfirmed=_positions_read(data["unconfirmed"]),
                awaited=None if data["awaited"] is None else _awaited(data["awaited"]),
                objectors=tuple(_text(each) for each in data["objectors"]),
                exempted=tuple(_text(each) for each in data["exempted"]),
                entered={_text(stage): _number(times) for stage, times in data["entered"].items()},
                passed=tuple(
                    Visit(_text(stage), _number(number), _read(opened), _read(closed), _text(outcome))
                    for stage, number, opened, closed, outcome in data["passed"]
                ),
                end=None if data["end"] is None else _text(data["end"]),
                ended_at=_optional(data["ended_at"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, RuleError) as error:
            raise NotAState(found=f"{type(error).__name__}: {error}") from error


def _awaited(data: Mapping[str, Any]) -> Awaited:
    return Awaited(_text(data["stage"]), _number(data["round"]), tuple(data["tally"]), _positions_read(data["members"]))


def _positions_said(positions: Mapping[str, Position]) -> dict[str, Any]:
    return {member: position.as_data() for member, position in positions.items()}


def _positions_read(data: Mapping[str, Any]) -> dict[str, Position]:
    return {_text(member): Position.parse(position, f"positions.{member}") for member, position in data.items()}


def _said(at: datetime | None) -> str | None:
    return None if at is None else utc(at).isoformat().replace("+00:00", "Z")


def _read(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))


def _optional(text: str | None) -> datetime | None:
    return None if text is None else _read(text)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a number")
    return value
