"""Whether some completion makes a condition true, exactly, where no single best completion exists.

The outstanding members of one profile are interchangeable: a completion is how many of each profile choose each
option. The search fixes those numbers one after the other. At each step the least and the greatest value of every
inequality over all that is still unfixed tell whether every completion of the step succeeds (done), none does (the
step is dropped), or some might (it goes on). The sum of two inequalities of a conjunction is watched with them: it
often fails long before either does. Steps that reach the same values are visited once, so the work is bounded by the
number of different values, not of completions. Beyond ``MAX_STEPS`` it gives up and says so: the question then stays
open, which is safe, and fewer outstanding members will settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from comity.procedure.decision.conditions import Condition, Inequality, Joined, every, function, inequalities, source
from comity.procedure.decision.plan import Choices

MAX_STEPS = 200_000
MAX_PAIRED = 6

Weights = tuple[tuple[int, ...], ...]  # per moving fewest, the weights already in its base, heaviest first


class GaveUp(Exception):
    """The search has taken ``MAX_STEPS`` steps without an answer."""


@dataclass(frozen=True, slots=True)
class _Step:
    """So many members of a profile, still to be shared out among the options from ``option`` on."""

    group: int
    option: int
    left: int
    values: tuple[int, ...]
    weights: Weights


class Search:
    """One condition to be searched for, over the options worth trying of each profile."""

    def __init__(self, condition: Condition, choices: Choices) -> None:
        self._pairs = _sums_of_pairs(condition)
        condition = every([condition, *self._pairs])
        self._wanted = inequalities(condition)
        place = {each: index for index, each in enumerate(self._wanted)}
        self._holds = function("v", source(condition, lambda each: f"v[{place[each]}]>=0"))
        self._choices = choices
        self._kept = [choices.undominated(self._wanted, profile) for profile in range(len(choices.profiles))]
        self._effects = [
            [tuple(choices.effect(each, profile, option) for each in self._wanted) for option in kept]
            for profile, kept in enumerate(self._kept)
        ]
        self._moving = sorted({each.fewest[0] for each in self._wanted if each.fewest})

    def possible(
        self, fixed: Mapping[Inequality, int], weights: Mapping[int, Sequence[int]], left: Sequence[int]
    ) -> bool:
        """Whether a completion exists.

        ``fixed``: the left side of each inequality by the positions taken, ``fewest`` apart; ``weights``: of the
        members that positions taken put into each moving base; ``left``: outstanding members per profile. Raises
        GaveUp.
        """
        groups = self._groups(left)
        rest = self._rest(groups)
        seen: set[_Step] = set()
        start = _Step(
            0,
            0,
            groups[0][1] if groups else 0,
            tuple(sum(fixed[part] for part in self._pairs.get(each, (each,))) for each in self._wanted),
            tuple(tuple(sorted(weights[moving], reverse=True)) for moving in self._moving),
        )
        stack = [start]
        while stack:
            step = stack.pop()
            if step in seen:
                continue
            seen.add(step)
            if len(seen) > MAX_STEPS:
                raise GaveUp
            low, high = self._bounds(step, groups, rest)
            if not self._holds(high):
                continue
            if self._holds(low):
                return True
            stack.extend(self._next(step, groups))
        return False

    def _groups(self, left: Sequence[int]) -> list[tuple[int, int]]:
        """Profiles with outstanding members and how many, those that can move the values most first."""

        def reach(profile: int) -> int:
            effects = self._effects[profile]
            return max((max(each) - min(each) for each in zip(*effects, strict=True)), default=0)

        return sorted(((p, number) for p, number in enumerate(left) if number), key=lambda each: -reach(each[0]))

    def _rest(self, groups: Sequence[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
        """Per group, the least and greatest that the groups after it can add to each inequality."""
        low = [0] * len(self._wanted)
        high = low[:]
        found = [(low, high)]
        for profile, number in reversed(groups[1:]):
            columns = list(zip(*self._effects[profile], strict=True))
            low = [value + number * min(column) for value, column in zip(low, columns, strict=True)]
            high = [value + number * max(column) for value, column in zip(high, columns, strict=True)]
            found.append((low, high))
        return found[::-1]

    def _bounds(
        self, step: _Step, groups: Sequence[tuple[int, int]], rest: Sequence[tuple[list[int], list[int]]]
    ) -> tuple[list[int], list[int]]:
        low, high = list(step.values), list(step.values)
        if step.group < len(groups):
            after_low, after_high = rest[step.group]
            columns = list(zip(*self._effects[groups[step.group][0]][step.option :], strict=True))
            for index, column in enumerate(columns):
                low[index] += step.left * min(column) + after_low[index]
                high[index] += step.left * max(column) + after_high[index]
        for position, moving in enumerate(self._moving):
            least, most = self._fewest_bounds(moving, step.weights[position], step, groups)
            for index, each in enumerate(self._wanted):
                if each.fewest and each.fewest[0] == moving:
                    sign = each.fewest[1]
                    low[index] += sign * (least if sign > 0 else most)
                    high[index] += sign * (most if sign > 0 else least)
        return low, high

    def _fewest_bounds(
        self, moving: int, fixed: Sequence[int], step: _Step, groups: Sequence[tuple[int, int]]
    ) -> tuple[int, int]:
        """The least and greatest ``fewest`` over all bases still possible.

        More than j are needed if the j heaviest weigh too little against the whole. A member lighter than the j-th
        only helps that, and of the heavier the lightest hurts least: so the greatest value is found among bases that
        leave out the heaviest free members, and by the same argument the least among those that leave out the lightest.
        """
        fixed = list(fixed)
        free: list[int] = []
        for index in range(step.group, len(groups)):
            profile, number = groups[index]
            first, number = (step.option, step.left) if index == step.group else (0, number)
            weighs = {self._choices.weighs(moving, profile, option) for option in self._kept[profile][first:]}
            if len(weighs) > 1:
                free += [max(weighs)] * number
            else:
                fixed += [max(weighs)] * number
        of = self._choices.moving[moving].of
        light = sorted(free)
        heavy = light[::-1]
        least = min(of(fixed + heavy[:number]) for number in range(len(free) + 1))
        most = max(of(fixed + light[:number]) for number in range(len(free) + 1))
        return least, most

    def _next(self, step: _Step, groups: Sequence[tuple[int, int]]) -> Iterator[_Step]:
        """The steps after this one; the extreme ones are yielded last, to be tried first."""
        profile = groups[step.group][0]
        kept, effects = self._kept[profile], self._effects[profile][step.option]
        last = step.option == len(kept) - 1
        numbers = [step.left] if last else [*range(1, step.left), 0, step.left][-(step.left + 1) :]
        for number in numbers:
            values = tuple(value + number * effect for value, effect in zip(step.values, effects, strict=True))
            weights = step.weights
            if self._moving and number:
                weights = tuple(
                    self._joined(weights[position], self._choices.weighs(moving, profile, kept[step.option]), number)
                    for position, moving in enumerate(self._moving)
                )
            if number == step.left:
                following = groups[step.group + 1][1] if step.group + 1 < len(groups) else 0
                yield _Step(step.group + 1, 0, following, values, weights)
            else:
                yield _Step(step.group, step.option + 1, step.left - number, values, weights)

    @staticmethod
    def _joined(weights: tuple[int, ...], weight: int, number: int) -> tuple[int, ...]:
        return tuple(sorted((*weights, *[weight] * number), reverse=True)) if weight else weights


def _sums_of_pairs(condition: Condition) -> dict[Inequality, tuple[Inequality, ...]]:
    """What follows from a conjunction: two inequalities that pull against each other often fail together at once."""
    if not isinstance(condition, Joined) or condition.how != "all":
        return {}
    plain = [each for each in condition.parts if isinstance(each, Inequality) and each.fewest is None]
    found: dict[Inequality, tuple[Inequality, ...]] = {}
    for one, other in combinations(plain[:MAX_PAIRED], 2):
        terms = dict(one.terms)
        for index, factor in other.terms:
            terms[index] = terms.get(index, 0) + factor
        kept = tuple(sorted((index, factor) for index, factor in terms.items() if factor))
        together = Inequality(kept, one.constant + other.constant)
        if together not in plain:
            found[together] = (one, other)
    return found
