"""What happens to a case: facts, each with the sentence that tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from comity.phrase import Phrase
from comity.procedure.position import Position
from comity.procedure.stages.wording import listed, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a stage of a case, at a moment; ``round`` numbers the stages entered from 1."""

    says: ClassVar[Phrase] = Phrase("")

    stage: str
    round: int
    at: datetime

    @property
    def phrase(self) -> Phrase:
        """The event in words."""
        return Phrase(self.says.template, self._values())

    @property
    def name(self) -> str:
        """A stable name for programs: the class name."""
        return type(self).__name__

    def _values(self) -> dict[str, Any]:
        return {"stage": self.stage, "round": self.round, "at": moment(self.at)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOpened(Event):
    """The case entered a stage; without a deadline None."""

    deadline: datetime | None

    @property
    def phrase(self) -> Phrase:
        if self.deadline is None:
            return Phrase('The stage "{stage}" opened on {at}; it has no deadline.', self._values())
        values = {**self._values(), "deadline": moment(self.deadline)}
        return Phrase('The stage "{stage}" opened on {at}; its deadline is {deadline}.', values)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTaken(Event):
    """A member took a position, or changed it from ``previous``."""

    member: str
    position: Position
    previous: Position | None = None
    must_confirm: bool = False

    @property
    def phrase(self) -> Phrase:
        values = {**self._values(), "member": self.member, "position": Phrase(self.position.word)}
        if self.must_confirm:
            return Phrase("{member} took the position {position}, which it has to confirm.", values)
        if self.previous is None:
            return Phrase("{member} took the position {position}.", values)
        return Phrase(
            "{member} changed its position from {previous} to {position}.",
            {**values, "previous": Phrase(self.previous.word)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionWithdrawn(Event):
    """A member took its position back, and has none."""

    says = Phrase("{member} withdrew its position {previous}.")

    member: str
    previous: Position

    def _values(self) -> dict[str, Any]:
        values = Event._values(self)
        return {**values, "member": self.member, "previous": Phrase(self.previous.word)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecorded(Event):
    """Whoever presides recorded a member as absent, recused or not taking part (None: as attending)."""

    member: str
    attendance: str | None

    @property
    def phrase(self) -> Phrase:
        values = {**self._values(), "member": self.member, "attendance": Phrase(self.attendance or "attending")}
        return Phrase("{member} was recorded as {attendance}.", values)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdReferendumConfirmed(Event):
    """A member confirmed the position it had taken *ad referendum* in ``stage``."""

    says = Phrase('{member} confirmed its position {position} in "{stage}".')

    member: str
    position: Position

    def _values(self) -> dict[str, Any]:
        return {**Event._values(self), "member": self.member, "position": Phrase(self.position.word)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdReferendumDeclined(Event):
    """A member did not confirm, and takes another position instead (None: it is as if it had taken none)."""

    member: str
    position: Position | None

    @property
    def phrase(self) -> Phrase:
        values = {**self._values(), "member": self.member}
        if self.position is None:
            return Phrase('{member} declined to confirm its position in "{stage}".', values)
        values["position"] = Phrase(self.position.word)
        return Phrase(
            '{member} declined to confirm its position in "{stage}" and takes the position {position}.', values
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdReferendumLapsed(Event):
    """Positions *ad referendum* were not confirmed in time: it is as if they had never been taken."""

    says = Phrase('Not confirmed in time, and no longer counted in "{stage}": {members}.')

    members: tuple[str, ...]

    def _values(self) -> dict[str, Any]:
        return {**Event._values(self), "members": listed(self.members)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageExtended(Event):
    """The deadline moved: by decision (``objection_of`` None), or because a member objected."""

    deadline: datetime
    before: datetime
    objection_of: str | None = None

    @property
    def phrase(self) -> Phrase:
        values = {**self._values(), "deadline": moment(self.deadline), "before": moment(self.before)}
        if self.objection_of is None:
            return Phrase('The deadline of "{stage}" was moved from {before} to {deadline}.', values)
        values["member"] = self.objection_of
        return Phrase('{member} objected, which moves the end of "{stage}" from {before} to {deadline}.', values)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClosed(Event):
    """A stage closed with an outcome, and why, line by line. ``deadline`` is the one that passed, if that closed it."""

    says = Phrase('The stage "{stage}" closed on {at}: {outcome}.')

    outcome: str
    because: tuple[Phrase, ...] = ()
    deadline: datetime | None = None

    def _values(self) -> dict[str, Any]:
        return {**Event._values(self), "outcome": Phrase(self.outcome)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectorsExempted(Event):
    """What was adopted does not bind those who objected to the end."""

    says = Phrase('Not bound by what was adopted in "{stage}", because they objected: {members}.')

    members: tuple[str, ...]

    def _values(self) -> dict[str, Any]:
        return {**Event._values(self), "members": listed(self.members)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitReached(Event):
    """The case would have entered a stage once more than the procedure allows. ``stage`` is that stage."""

    says = Phrase('The case may enter "{stage}" no more than {limit} times, so it does not go back to it.')

    limit: int

    @property
    def phrase(self) -> Phrase:
        if self.limit == 1:
            return Phrase('The case may enter "{stage}" only once, so it does not go back to it.', self._values())
        return Phrase(self.says.template, self._values())

    def _values(self) -> dict[str, Any]:
        return {**Event._values(self), "limit": self.limit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The case ended. ``stage`` is the last it was in."""

    says = Phrase("The case ended on {at}: {end}.")

    end: str

    def _values(self) -> dict[str, Any]:
        return {**Event._values(self), "end": Phrase(self.end)}
