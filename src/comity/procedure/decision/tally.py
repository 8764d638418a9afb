"""The positions taken on one question, kept as one integer: each further position costs the same for any body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from comity.procedure.decision.conditions import Inequality
from comity.procedure.errors import ForeignState, PositionMismatch
from comity.procedure.notation import shown

if TYPE_CHECKING:
    from comity.procedure.decision.compiled import Option
    from comity.procedure.decision.outcome import Outcome
    from comity.procedure.decision.question import Question


def members_in(mask: int) -> Iterator[int]:
    """The indices of the members in a set of bits."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Tally:
    """Where a question stands. Not safe to share between threads."""

    __slots__ = ("_effects", "_said", "_signs", "packed", "question")

    def __init__(self, question: Question, packed: int) -> None:
        self.question = question
        self.packed = packed
        self._effects = question.effects
        self._said = question.said
        self._signs = question.signs

    def take(self, member: str, position: object, previous: object = None) -> None:
        """A member takes a position: a word, a Position, or ``{position: …, with: …}``.

        ``previous`` is the position it changes; ``position`` None takes that back. Raises UnknownMember or
        UnknownPosition; PositionMismatch if the member has a position and ``previous`` is not given, or has none and
        it is.
        """
        if previous is None:
            try:
                bit, change = self._effects[position][member]
            except (KeyError, TypeError):
                if position is None:
                    return
                bit, change = self.question.effect_of(member, position)
            if not self.packed & bit:
                raise self._mismatch(member, "a position already")
            self.packed += change
        else:
            bit, taken_back = self.question.effect_of(member, previous)
            change = 0 if position is None else self.question.effect_of(member, position)[1]
            if self.packed & bit:
                raise self._mismatch(member, "no position yet")
            self.packed += change - taken_back

    def outcome(self, final: bool = False) -> str:
        """``adopted``, ``rejected``, ``no quorum`` or ``open``; never open if ``final``."""
        if final:
            return self.question.decided(self)
        said = self._said.get(self.packed & self._signs)
        return self.question.early(self) if said is None else said

    def explain(self, final: bool = False) -> Outcome:
        """The outcome with its reasons and what is missing."""
        from comity.procedure.decision.outcome import explained

        return explained(self, final=final)

    def copy(self) -> Tally:
        """A tally that stands where this one does and goes its own way from here."""
        return Tally(self.question, self.packed)

    @staticmethod
    def _mismatch(member: str, has: str) -> PositionMismatch:
        expected = "the position it changes, where it changes one"
        return PositionMismatch(f"positions.{member}", f"{shown(member)} has {has}", expected)

    # --- what can be read from it

    @property
    def outstanding(self) -> int:
        """The members without a position, as a set of bits in the members' order."""
        return self.packed & self.question.packing.everyone

    def left(self) -> list[int]:
        """How many members are outstanding, per profile."""
        return [(self.packed & mask).bit_count() for mask in self.question.members_of]

    @property
    def values(self) -> list[int]:
        """The values of the settlement's inequalities."""
        return self.question.packing.values(self.packed, 0, self.question.standing)

    def sums(self, *, at_deadline: bool) -> Sequence[int]:
        """The sums as things stand, or as they would count if the deadline passed now (silence)."""
        start = self.question.at_deadline if at_deadline else self.question.standing
        return self.question.packing.values(self.packed, start, start + len(self.question.sums))

    def base(self, moving: int) -> int:
        """The members whose positions put them into a moving base, as a set of bits."""
        return self.question.packing.members(self.packed, 1 + moving)

    def fixed(self, inequality: Inequality) -> int:
        """The left side of an inequality by the positions taken alone, ``fewest`` apart."""
        choices, counts = self.question.choices, self.question.unmoved.counts
        standing = inequality.linear(self.sums(at_deadline=False))
        return standing - sum(
            number * choices.adds(inequality, profile, counts) for profile, number in enumerate(self.left()) if number
        )

    def taken_weights(self, moving: int) -> list[int]:
        """The weights of the members whose positions put them into a moving base."""
        return self.question.weights_in(moving, self.base(moving))

    def fewest(self, moving: int, choice: tuple[int, ...]) -> int:
        """A moving ``fewest`` if every outstanding member chose as ``choice`` says."""
        joining = self.question.joining(moving, choice)
        return self.question.fewest(moving, self.base(moving) | (self.outstanding & joining))

    def fewest_if(self, option: Option) -> dict[int, int]:
        """Every moving ``fewest`` if every outstanding member chose this option."""
        return {
            moving: self.question.fewest(
                moving, self.base(moving) | (self.outstanding if option.counts[each.sum] else 0)
            )
            for moving, each in enumerate(self.question.choices.moving)
        }

    # --- keeping it

    def state(self) -> list[int | str]:
        """The tally in two words for JSON; its size does not grow with the positions taken."""
        return [self.question.digest, format(self.packed, "x")]

    @classmethod
    def restored(cls, question: Question, state: Sequence[int | str]) -> Tally:
        """The tally whose ``state()`` this is; raises ForeignState if it is of another question or damaged."""
        expected = f"[{question.digest}, a hexadecimal number]"
        if not isinstance(state, (list, tuple)) or len(state) != 2:
            raise ForeignState("state", shown(state), expected)
        if state[0] != question.digest:
            raise ForeignState("state[0]", shown(state[0]), expected)
        try:
            packed = int(str(state[1]), 16)
        except ValueError as error:
            raise ForeignState("state[1]", shown(state[1]), expected) from error
        if not 0 <= packed < 1 << question.packing.width:
            raise ForeignState("state[1]", shown(state[1]), expected)
        return cls(question, packed)
