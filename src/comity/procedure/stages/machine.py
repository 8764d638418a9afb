"""A procedure with the members of a case, compiled once, and what must be so before anything is done in the case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from comity.phrase import Phrase
from comity.procedure.decision import Members, Position
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.form import Procedure
from comity.procedure.stages.running import Running
from comity.procedure.stages.sitting import Sitting
from comity.procedure.stages.wording import moment, utc


class Machine:
    """Runs cases of one procedure over members frozen when a case opened; shared by all cases that have the same.

    ``bodies`` holds the members of each body that stages name; a body not named has all ``members``, and so have stages
    that ask each member. ``numbers`` are those that earlier decisions fixed (``number_from``); they must be there when
    the stage that needs them opens. ``suspended`` members take no position while they are.
    """

    def __init__(
        self,
        procedure: Procedure,
        members: Members,
        bodies: Mapping[str, Members] | None = None,
        *,
        numbers: Mapping[str, int] | None = None,
        suspended: Collection[str] = (),
    ) -> None:
        self.procedure = procedure
        self.members = members
        self.bodies = dict(bodies or {})
        self.numbers = dict(numbers or {})
        self.suspended = frozenset(suspended)
        self._sittings: dict[str, Sitting] = {}

    def sitting(self, stage: str) -> Sitting:
        """A stage with its members, compiled at its first use; raises a RuleError if its rule does not fit them."""
        if stage not in self._sittings:
            found = self.procedure.stage(stage)
            members = self.bodies.get(found.body, self.members) if found.body else self.members
            self._sittings[stage] = Sitting(self.procedure, found, members, self.numbers)
        return self._sittings[stage]

    # --- what must be so

    def now(self, running: Running, at: datetime, stage: str | None) -> tuple[datetime, Sitting]:
        """The case is open, on this version, in the stage that is meant (None: whichever), and was so before ``at``.

        Raises OtherVersion, CaseEnded, StageIsOver, NotThisStage or NotYetOpen.
        """
        at = utc(at)
        self.require_version(running)
        if running.end is not None:
            raise refused.CaseEnded(at=moment(running.ended_at or running.opened_at), end=Phrase(running.end))
        if stage is not None and stage != running.stage:
            for visit in reversed(running.passed):
                if visit.stage == stage:
                    raise refused.StageIsOver(
                        asked=stage, at=moment(visit.closed_at), outcome=Phrase(visit.outcome), current=running.stage
                    )
            raise refused.NotThisStage(asked=stage, current=running.stage)
        if at < running.opened_at:
            raise refused.NotYetOpen(stage=running.stage, opened=moment(running.opened_at), at=moment(at))
        return at, self.sitting(running.stage)

    def voting(self, running: Running, at: datetime, stage: str | None) -> tuple[datetime, Sitting]:
        """Besides, the stage takes positions and its deadline has not passed; NoPositionsHere, DeadlinePassed."""
        at, sitting = self.now(running, at, stage)
        if sitting.question is None:
            raise refused.NoPositionsHere(stage=running.stage)
        self.require_time(running, at)
        return at, sitting

    def acting(
        self, running: Running, member: str, previous: object, at: datetime, stage: str | None, signature: str
    ) -> tuple[datetime, Sitting, Position | None]:
        """Besides, the member is entitled to act, and signs as the stage demands; gives its previous position as well.

        Raises NotAMember, Recused, Suspended or SignatureTooWeak.
        """
        at, sitting = self.voting(running, at, stage)
        held = None if previous is None else sitting.read(previous)
        sitting.require_seat(member, held)
        self.require_not_suspended(member)
        sitting.require_signature(signature)
        return at, sitting, held

    def require_version(self, running: Running) -> None:
        """Raise OtherVersion for a case of another procedure, or of another version of this one."""
        if running.digest != self.procedure.digest:
            raise refused.OtherVersion(procedure=running.procedure, version=running.version, digest=running.digest[:12])

    def require_not_suspended(self, member: str) -> None:
        """Raise Suspended for a member that is."""
        if member in self.suspended:
            raise refused.Suspended(member=member)

    @staticmethod
    def require_time(running: Running, at: datetime) -> None:
        """Raise DeadlinePassed at the deadline or after it."""
        if running.deadline and at >= running.deadline:
            raise refused.DeadlinePassed(stage=running.stage, deadline=moment(running.deadline), at=moment(at))
