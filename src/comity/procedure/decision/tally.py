"""The positions taken on one question, kept as a few sums: each further position costs the same for any body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import add
from typing import TYPE_CHECKING

from comity.procedure.decision.conditions import Inequality
from comity.procedure.decision.settle import OPEN
from comity.procedure.errors import ForeignState, PositionMismatch
from comity.procedure.notation import shown

if TYPE_CHECKING:
    from comity.procedure.decision.compiled import Option
    from comity.procedure.decision.outcome import Outcome
    from comity.procedure.decision.question import Question

SAFE = 2**53  # what every JSON reader takes for an integer without loss (RFC 8259, section 6)


def members_in(mask: int) -> Iterator[int]:
    """The indices of the members in a set of bits."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Tally:
    """Where a question stands. Not safe to share between threads."""

    __slots__ = ("_effects", "_quick", "_slow", "bases", "outstanding", "question", "values")

    def __init__(self, question: Question, values: list[int], outstanding: int, bases: list[int]) -> None:
        self.question = question
        self.values: Sequence[int] = values
        self.outstanding = outstanding  # members without a position, as a set of bits
        self.bases = bases  # per moving base, the members whose positions put them into it, as a set of bits
        self._effects = question.effects
        self._quick = question.settlement.quick
        self._slow = question.settlement.slow

    def take(self, member: str, position: object, previous: object = None) -> None:
        """A member takes a position: a word, a Position, or ``{position: …, with: …}``.

        ``previous`` is the position it changes; ``position`` None takes that back. Raises UnknownMember or
        UnknownPosition; PositionMismatch if the member has a position and ``previous`` is not given, or has none and
        it is.
        """
        try:
            bit, changes = self._effects[member, position]  # type: ignore[index]
        except (KeyError, TypeError):
            if position is None:
                return self._replace(member, position, previous)
            bit, changes = self.question.effect_of(member, position)
        if previous is None and self.outstanding & bit and not self.bases:
            self.outstanding ^= bit
            self.values = list(map(add, self.values, changes))
        else:
            self._replace(member, position, previous)
        return None

    def outcome(self, final: bool = False) -> str:
        """``adopted``, ``rejected``, ``no quorum`` or ``open``; never open if ``final``."""
        if final or not self.outstanding:
            return self.question.decided(self)
        said = self._quick(self.values)
        return said if said == OPEN or not self._slow else self.question.settlement.settle(self)

    def explain(self, final: bool = False) -> Outcome:
        """The outcome with its reasons and what is missing."""
        from comity.procedure.decision.outcome import explained

        return explained(self, final=final)

    def copy(self) -> Tally:
        """A tally that stands where this one does and goes its own way from here."""
        return Tally(self.question, list(self.values), self.outstanding, list(self.bases))

    def _replace(self, member: str, position: object, previous: object) -> None:
        """A position changed, taken back, or one that moves a base."""
        bit = 1 << self.question.index(member)
        if bool(self.outstanding & bit) != (previous is None):
            found = f"{shown(member)} has {'no position yet' if previous is not None else 'a position already'}"
            raise PositionMismatch(f"positions.{member}", found, "the position it changes, where it changes one")
        if previous is None and position is None:
            return
        steps = [
            (self.question.effect_of(member, said), joining)
            for said, joining in ((position, True), (previous, False))
            if said is not None
        ]
        for (_, changes), joining in steps:
            self.values = [
                value + change if joining else value - change
                for value, change in zip(self.values, changes, strict=True)
            ]
        self.outstanding = self.outstanding | bit if position is None else self.outstanding & ~bit
        for index in range(len(self.bases)):
            joins = position is not None and self.question.joins(member, position, index)
            self.bases[index] = self.bases[index] | bit if joins else self.bases[index] & ~bit

    # --- what the settlement asks

    def left(self) -> list[int]:
        """How many members are outstanding, per profile."""
        return [(self.outstanding & mask).bit_count() for mask in self.question.members_of]

    def sums(self, *, at_deadline: bool) -> Sequence[int]:
        """The sums as things stand, or as they would count if the deadline passed now (silence)."""
        start = self.question.at_deadline if at_deadline else self.question.standing
        return self.values[start : start + len(self.question.sums)]

    def fixed(self, inequality: Inequality) -> int:
        """The left side of an inequality by the positions taken alone, ``fewest`` apart."""
        choices, counts = self.question.choices, self.question.unmoved.counts
        standing = inequality.linear(self.sums(at_deadline=False))
        return standing - sum(
            number * choices.adds(inequality, profile, counts) for profile, number in enumerate(self.left()) if number
        )

    def taken_weights(self, moving: int) -> list[int]:
        """The weights of the members whose positions put them into a moving base."""
        return self.question.weights_in(moving, self.bases[moving])

    def fewest(self, moving: int, choice: tuple[int, ...]) -> int:
        """A moving ``fewest`` if every outstanding member chose as ``choice`` says."""
        joining = self.question.joining(moving, choice)
        return self.question.fewest(moving, self.bases[moving] | (self.outstanding & joining))

    def fewest_if(self, option: Option) -> dict[int, int]:
        """Every moving ``fewest`` if every outstanding member chose this option."""
        return {
            moving: self.question.fewest(
                moving, self.bases[moving] | (self.outstanding if option.counts[each.sum] else 0)
            )
            for moving, each in enumerate(self.question.choices.moving)
        }

    # --- keeping it

    def state(self) -> list[int | str]:
        """The tally in a few words that JSON holds without loss; its size does not grow with the positions taken."""
        masks = [format(mask, "x") for mask in (self.outstanding, *self.bases)]
        numbers: list[int | str] = [value if -SAFE < value < SAFE else str(value) for value in self.values]
        return [self.question.digest, *masks, *numbers]

    @classmethod
    def restored(cls, question: Question, state: Sequence[int | str]) -> Tally:
        """The tally whose ``state()`` this is; raises ForeignState if it is of another question or damaged."""
        start = question.start()
        masks = 1 + len(start.bases)
        expected = f"a state of question {question.digest}, of {1 + masks + len(start.values)} entries"
        if not isinstance(state, (list, tuple)) or len(state) != 1 + masks + len(start.values):
            raise ForeignState("state", shown(state), expected)
        if state[0] != question.digest:
            raise ForeignState("state[0]", shown(state[0]), expected)
        try:
            outstanding, *bases = (int(str(mask), 16) for mask in state[1 : 1 + masks])
            values = [int(value) for value in state[1 + masks :]]
        except ValueError as error:
            raise ForeignState("state", shown(state), expected) from error
        if any(not 0 <= mask <= question.everyone for mask in (outstanding, *bases)):
            raise ForeignState("state", shown(state), expected)
        return cls(question, values, outstanding, bases)
