"""A stage put to its members: which positions count as what, where the question stands, when it may close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comity.phrase import Phrase
from comity.procedure.decision import ADOPTED, OPEN, REJECTED, Members, Position, Question, Tally, question
from comity.procedure.errors import PositionMismatch, RuleError
from comity.procedure.notation import choices
from comity.procedure.position import ATTENDANCE, NOT_TAKING_PART, RECUSED, nearest
from comity.procedure.stages.form import LAPSED, SIGNATURES, Procedure, Stage
from comity.procedure.stages.refusals import (
    ChooseAFirmPosition,
    NotAMember,
    NotAPosition,
    NotAttendance,
    PositionChanged,
    RecordedByTheChair,
    Recused,
    SignatureTooWeak,
)
from comity.procedure.stages.running import Running


class Sitting:
    """One stage of a procedure with the members it asks, compiled once.

    ``question`` is None for drafting. For a tacit stage it asks whether the stage is *defeated*: ``adopted`` then means
    defeated. Raises a RuleError if the rule names members, groups, weights or numbers that do not exist.
    """

    def __init__(self, procedure: Procedure, stage: Stage, members: Members, numbers: Mapping[str, int]) -> None:
        self.stage = stage
        self.members = members
        self.leads_on = procedure.leads_on(stage)
        self.settles = stage.kind == "decide" and stage.closes == "when settled"
        self.question: Question | None = question(stage.rule, members, numbers) if stage.rule else None

    # --- positions

    def require_seat(self, member: str, previous: Position | None) -> None:
        """Raise NotAMember, or Recused if ``previous`` says that the member takes no part."""
        if member not in self.members:
            near = nearest(member, self.members.ids)
            raise NotAMember(
                member=member,
                stage=self.stage.id,
                body=Phrase("the members of {body}", {"body": self.stage.body})
                if self.stage.body
                else Phrase("all members"),
                hint=Phrase(" (did you mean {member}?)", {"member": near}) if near else "",
            )
        if previous is not None and previous.word in (RECUSED, NOT_TAKING_PART):
            raise Recused(member=member, attendance=Phrase(previous.word), stage=self.stage.id)

    def require_signature(self, level: str) -> None:
        """Raise SignatureTooWeak below the level the stage demands; an unknown level is the weakest."""
        found = SIGNATURES.index(level) if level in SIGNATURES else -1
        if found < SIGNATURES.index(self.stage.signature):
            raise SignatureTooWeak(stage=self.stage.id, needed=Phrase(self.stage.signature), found=Phrase(level))

    def position(self, data: object) -> Position:
        """A position that a member may take here; raises NotAPosition or RecordedByTheChair."""
        said = self.read(data)
        if said.word in self.stage.positions:
            return said
        expected = choices(self.stage.positions)
        if said.word in ATTENDANCE:
            raise RecordedByTheChair(found=said.word, expected=expected)
        near = nearest(said.word, self.stage.positions)
        hint = f" (did you mean {near}?)" if near else ""
        raise self._no_position(said.word, expected + hint)

    def firm_position(self, data: object) -> Position:
        """A position that needs no confirmation; raises ChooseAFirmPosition besides."""
        said = self.position(data)
        if said.word in self.stage.ad_referendum:
            firm = [word for word in self.stage.positions if word not in self.stage.ad_referendum]
            raise ChooseAFirmPosition(found=said.word, expected=choices(firm))
        return said

    def read(self, data: object) -> Position:
        """A position as data, whatever it is; qualifiers are checked against slips of the pen."""
        try:
            said = Position.parse(data, "position")
        except RuleError as error:
            raise self._no_position(error.found, choices(self.stage.positions)) from error
        if self.stage.rule and said.qualifiers and said.word in self.stage.rule.known:
            try:
                self.stage.rule.position(said, "position")
            except RuleError as error:
                raise self._no_position(error.found, error.expected) from error
        return said

    def _no_position(self, found: str, expected: str) -> NotAPosition:
        return NotAPosition(found=found.strip('"'), stage=self.stage.id, expected=expected)

    def attendance(self, word: str | None) -> Position | None:
        """Attendance to be recorded (None: as everybody); raises NotAttendance."""
        if word is None:
            return None
        if word not in ATTENDANCE:
            raise NotAttendance(found=word, expected=choices(ATTENDANCE))
        return Position(word)

    def objects(self, position: Position | None) -> bool:
        """Whether this is a position that objects (tacit stages)."""
        return position is not None and position.word in self.stage.objections

    def must_confirm(self, position: Position | None) -> bool:
        """Whether this is a position *ad referendum*."""
        return position is not None and position.word in self.stage.ad_referendum

    def firm(self, position: Position) -> Position:
        """What a position *ad referendum* becomes when it is confirmed."""
        return Position(self.stage.ad_referendum[position.word], position.qualifiers)

    def counted(self, position: Position | None) -> Position | None:
        """As what a position is counted.

        *Ad referendum* as the firm position, unless the rule itself speaks of it. Where adoption ends the case, there
        is no later stage to confirm in: there it counts from its confirmation on.
        """
        if position is None or not self.must_confirm(position):
            return position
        if not self.leads_on:
            return None
        return position if position.word in self.stage.rule_names else self.firm(position)

    # --- where the question stands

    def start(self) -> tuple[int | str, ...] | None:
        """The state of a tally without positions; None for drafting."""
        return tuple(self.question.start().state()) if self.question else None

    def tally(self, state: tuple[int | str, ...] | None) -> Tally:
        """The tally with this state; raises ForeignState if it is of other members or another rule."""
        assert self.question is not None
        return self.question.resume(state or ())

    def change(self, tally: Tally, member: str, new: Position | None, old: Position | None) -> None:
        """A member's position changes in the tally; raises PositionChanged if ``old`` is not what was counted."""
        counted, before = self.counted(new), self.counted(old)
        if counted == before and new is not None:
            return
        try:
            tally.take(member, counted, before)
        except PositionMismatch as error:
            raise PositionChanged(member=member) from error

    def settled(self, running: Running, tally: Tally, at: datetime) -> str | None:
        """The outcome with which a ``decide`` stage may close by itself now; None while it may not.

        An adopted stage waits for the confirmations still due in it, or for its deadline.
        """
        if not self.settles or at < self.earliest(running):
            return None
        outcome = tally.outcome()
        if outcome == OPEN or (outcome == ADOPTED and running.awaited):
            return None
        return outcome

    def at_deadline(self, tally: Tally) -> str:
        """The outcome now that the deadline has passed: what would have been rejected in a vote lapses for want of
        positions."""
        final = tally.outcome(final=True)
        if self.stage.kind == "tacit":
            return REJECTED if final == ADOPTED else ADOPTED
        silent_counts = self.stage.rule is not None and self.stage.rule.silent_as is not None
        return LAPSED if final == REJECTED and not silent_counts and tally.outcome() == OPEN else final

    def earliest(self, running: Running) -> datetime:
        """Before this moment the stage does not close."""
        return self.stage.not_before.after(running.opened_at) if self.stage.not_before else running.opened_at
