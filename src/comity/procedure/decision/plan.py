"""How to settle a condition while positions are outstanding.

*Can it still come true?* If every outstanding member has an option that is at least as good as each of its others for
every inequality of the condition, then it can exactly if it does when all of them choose that option: one completion
decides, and its sums are kept up to date position by position. A condition that is an *any* is split, since each part
may have its own best completion. What is left, a conjunction whose inequalities pull the same members different ways
(which only formulas that are not monotone have), needs a search (:mod:`comity.procedure.decision.search`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.procedure.decision.compiled import MovingFewest, Option
from comity.procedure.decision.conditions import (
    FALSE,
    Condition,
    Inequality,
    Joined,
    alternatives,
    every,
    inequalities,
)

MAX_ALTERNATIVES = 64


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a condition may come true.

    ``choice`` is, per profile, the index of the option that is best for it; None if no option is.
    """

    condition: Condition
    choice: tuple[int, ...] | None

    @property
    def moving(self) -> bool:
        """Whether a ``fewest`` takes part whose base moves."""
        return any(each.fewest for each in inequalities(self.condition))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the members of a body can do: profiles (what each adds to each sum, at most) and options."""

    profiles: Sequence[tuple[int, ...]]
    options: Sequence[Option]
    moving: Sequence[MovingFewest]

    def effect(self, inequality: Inequality, profile: int, option: int) -> int:
        """What one member of a profile adds to the left side of an inequality by an option, ``fewest`` apart."""
        return self.adds(inequality, profile, self.options[option].counts)

    def adds(self, inequality: Inequality, profile: int, counts: Sequence[bool]) -> int:
        """The same for a position that counts so in each sum."""
        most = self.profiles[profile]
        return sum(factor * most[index] for index, factor in inequality.terms if counts[index])

    def weighs(self, moving: int, profile: int, option: int) -> int:
        """What a member of a profile weighs in the base of a moving ``fewest``, by an option; 0 outside it."""
        index = self.moving[moving].sum
        return self.profiles[profile][index] if self.options[option].counts[index] else 0

    def as_good(self, inequality: Inequality, profile: int, one: int, other: int) -> bool:
        """Whether for this inequality option ``one`` is never worse than ``other``, whatever the others do.

        Where a moving ``fewest`` takes part: a member that joins a base makes it at most one greater, since whoever
        held the share holds it together with the newcomer; so a step of one in the count outweighs joining or leaving.
        """
        gain = self.effect(inequality, profile, one) - self.effect(inequality, profile, other)
        if inequality.fewest is None:
            return gain >= 0
        moving, sign = inequality.fewest
        inside, was_inside = (bool(self.weighs(moving, profile, option)) for option in (one, other))
        if inside == was_inside:
            return gain >= 0
        return gain >= 1 and inside == (sign < 0)

    def best(self, wanted: Sequence[Inequality]) -> tuple[int, ...] | None:
        """Per profile, the option that is as good as every other for all the inequalities; None without one."""
        found = []
        for profile in range(len(self.profiles)):
            best = self._best_for(wanted, profile)
            if best is None:
                return None
            found.append(best)
        return tuple(found)

    def _best_for(self, wanted: Sequence[Inequality], profile: int) -> int | None:
        candidate = 0  # whatever is best beats the candidate it meets, so one pass finds the only possible one
        every_option = range(len(self.options))
        for option in every_option[1:]:
            if not all(self.as_good(each, profile, candidate, option) for each in wanted):
                candidate = option
        if all(self.as_good(each, profile, candidate, option) for each in wanted for option in every_option):
            return candidate
        return None

    def undominated(self, wanted: Sequence[Inequality], profile: int) -> list[int]:
        """The options of a profile worth trying: none of them is as good as another for all the inequalities."""
        kept: list[int] = []
        for option in range(len(self.options)):
            if any(all(self.as_good(each, profile, one, option) for each in wanted) for one in kept):
                continue
            kept = [one for one in kept if not all(self.as_good(each, profile, option, one) for each in wanted)]
            kept.append(option)
        return kept


def cases(condition: Condition, choices: Choices) -> list[Case]:
    """The ways in which a condition may come true, those that need a search last; empty if it never can."""
    found = dict.fromkeys(_cases(condition, choices))
    return sorted(found, key=lambda case: (case.choice is None, case.moving))


def _cases(condition: Condition, choices: Choices) -> list[Case]:
    if condition == FALSE:
        return []
    if isinstance(condition, Joined) and condition.how == "any":
        return [case for part in condition.parts for case in _cases(part, choices)]
    choice = choices.best(inequalities(condition))
    if choice is None and (split := alternatives(condition, MAX_ALTERNATIVES)) is not None and len(split) > 1:
        return [case for part in split for case in _cases(every(part), choices)]
    return [Case(condition, choice)]
