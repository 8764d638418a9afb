"""The acts of a case: a procedure published, a question put, positions taken, stages closed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from comity.cases import publishing, running
from comity.cases.models import Case, Position, Track
from comity.parties.acts import Digest, Language, Words
from comity.parties.rules import Power
from comity.record.acts import Act, Capacity, Identifier, Occasion
from comity.record.rows import Place, Rows

Long = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]{0,63}$")]
ProcedureId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}/[1-9]\d{0,5}$")]
Round = Annotated[int, Field(ge=1, le=10_000)]
QUESTION = "question"


class PublishProcedure(Act):
    """A version of a procedure is published, never to change.

    Running cases stay on the version they began with.
    """

    type = "cases.procedure.publish"
    done = "A procedure was published"
    needs = Power.PUBLISH_PROCEDURE
    system_may = True

    title: Words
    source: dict[str, Any]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        publishing.publish(rows, occasion, self.title, self.source)

    def topics(self) -> tuple[str, ...]:
        return ("procedures",)


class PutQuestion(Act):
    """A question of its own (no instrument) is put to a body under a procedure."""

    type = "cases.question.put"
    done = "A question was put"
    needs = Power.PUT_QUESTION

    case: Identifier
    body: Identifier
    procedure: ProcedureId
    title: Words
    text: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.open_case(
            rows,
            occasion,
            case=self.case,
            procedure=self.procedure,
            body=self.body,
            subject_kind=QUESTION,
            subject=self.case,
            subject_version=self.text,
            title=self.title,
        )

    def venue(self, rows: Rows) -> str:
        return self.body

    def contents(self) -> tuple[str, ...]:
        return (self.text,)

    def topics(self) -> tuple[str, ...]:
        return ("cases", f"case:{self.case}")


class _OnCase(Act):
    case: Identifier

    def venue(self, rows: Rows) -> str | None:
        found = rows.lock(Case, self.case)
        return None if found is None else running.venue(rows, found)

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Case, (self.case,)),)

    def topics(self) -> tuple[str, ...]:
        return ("cases", f"case:{self.case}")


class _InRound(_OnCase):
    round: Round


def _unsaid() -> Any:
    """Empty unless given: made anew, because pydantic's copy of a default costs more than the rest of its checks."""
    return Field(default_factory=dict, json_schema_extra={"default": {}})


class TakePosition(_InRound):
    """A member takes, or changes, its position on the question before a body.

    Allowed until the stage closes; each change stays on the record (rules of procedure, "changes of position").
    ``on`` is the digest of the text that the member answers on: a signature says what it was given for.
    """

    type = "cases.position.take"
    done = "A position was taken"
    needs = Power.TAKE_POSITION

    on: Digest
    position: Word
    qualifiers: tuple[Word, ...] = ()
    reservation: Long = _unsaid()
    declaration: Long = _unsaid()
    explanation: Long = _unsaid()

    def locks(self, by: Capacity) -> tuple[Place, ...]:
        return ((Case, (self.case,)), (Position, (self.case, self.round, by.party)))

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.take_position(rows, occasion, self)


class WithdrawPosition(_InRound):
    """A member takes its position back before the stage closes, as if it had taken none."""

    type = "cases.position.withdraw"
    done = "A position was withdrawn"
    needs = Power.TAKE_POSITION

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.withdraw_position(rows, occasion, self.case, self.round)


class ConfirmPosition(_InRound):
    """A member that approved *ad referendum* confirms its approval, or takes another position ``instead`` of it.

    ``round`` is the one in which the position was taken; the confirmation may come in the next. An empty ``instead``
    declines without another position. Source: Vienna Convention on the Law of Treaties, art. 12(2)(b).
    """

    type = "cases.position.confirm"
    done = "A position was confirmed"
    needs = Power.TAKE_POSITION

    instead: Word | Literal[""] | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.confirm_position(rows, occasion, self.case, self.round, self.instead)


class ExtendDeadline(_InRound):
    """The deadline of a stage is extended, as often and as far as the procedure allows, before it has passed."""

    type = "cases.deadline.extend"
    done = "A deadline was extended"
    needs = Power.CONDUCT

    reason: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.extend_deadline(rows, occasion, self.case, self.round, self.reason)


class CloseStage(_InRound):
    """A stage closes: its deadline has passed, or nothing outstanding can change its outcome."""

    type = "cases.stage.close"
    done = "A stage was closed"
    needs = Power.CONDUCT
    system_may = True

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.close_stage(rows, occasion, self.case, self.round)


class RecordAttendance(_InRound):
    """Whoever presides notes a member as absent, recused or not taking part (``None``: as attending again)."""

    type = "cases.attendance.record"
    done = "Attendance was recorded"
    needs = Power.CONDUCT

    member: Identifier
    attendance: Literal["absent", "recused", "not taking part"] | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.record_attendance(rows, occasion, self.case, self.round, self.member, self.attendance)


class AbandonCase(_OnCase):
    """Whoever opened the case gives it up."""

    type = "cases.case.abandon"
    done = "A case was abandoned"
    needs = Power.CONDUCT

    reason: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        running.abandon(rows, occasion, running.locked_case(rows, self.case))


class NoteStep(_InRound):
    """A member tells where the matter stands at home: a ministry, a parliament, a date (its own track in a stage)."""

    type = "cases.track.note"
    done = "A national step was noted"
    needs = Power.TAKE_POSITION

    step: Words
    status: Annotated[str, StringConstraints(pattern=r"^(begun|done|held up)$")]
    remark: Long = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        case = running.locked_case(rows, self.case)
        running.require_round(rows, case, self.round)
        running.require_seat(rows, case, occasion.by.party)
        rows.put(
            Track(
                id=occasion.id,
                case=case.id,
                round=self.round,
                member=occasion.by.party,
                step=self.step,
                status=self.status,
                remark=self.remark,
                at=occasion.at,
            )
        )
