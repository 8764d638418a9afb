"""The smallest choices of members whose gains together cover several needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

MAX_STEPS = 50_000
MAX_PAIRS = 15


@dataclass(frozen=True, slots=True)
class Group:
    """Interchangeable members: how many, and what one of them adds to each need by each of its options."""

    key: int
    size: int
    options: tuple[tuple[int, tuple[int, ...]], ...]  # (option, gains)


Choice = tuple[tuple[int, int, int], ...]  # (key of the group, option, number of members)


class Cover:
    """Finds the choices of the fewest members that cover ``needs``; ``complete`` tells whether all were looked at."""

    def __init__(self, groups: Sequence[Group], needs: Sequence[int]) -> None:
        self._needs, widened = _with_pairs(needs, groups)
        self._groups = sorted(widened, key=lambda group: sorted((gains for _, gains in group.options), reverse=True))
        self._groups.reverse()
        self._reach = [self._reach_of(self._groups[start:]) for start in range(len(self._groups) + 1)]
        self._steps = 0
        self.complete = True

    def _reach_of(self, groups: Sequence[Group]) -> list[list[int]]:
        """Per need, the most that 0, 1, 2, … members of these groups can add."""
        reach = []
        for need in range(len(self._needs)):
            gains = [max(each[1][need] for each in group.options) for group in groups for _ in range(group.size)]
            reach.append([0, *accumulate(sorted(gains, reverse=True))])
        return reach

    def smallest(self, limit: int) -> tuple[int, list[Choice]] | None:
        """The least number of members and up to ``limit`` choices of so many.

        None if all together do not suffice, or if it is not ``complete``.
        """
        total = sum(group.size for group in self._groups)
        if not self._within(0, total, self._needs):
            return None
        for number in range(total + 1):
            if self._within(0, number, self._needs):
                found: list[Choice] = []
                for choice in self._choices(0, number, tuple(self._needs)):
                    if len(found) == limit:
                        self.complete = False
                        break
                    found.append(choice)
                if found:
                    return number, found
                if not self.complete:
                    return None
        return None

    def _within(self, start: int, number: int, needs: Sequence[int]) -> bool:
        return all(
            need <= reach[min(number, len(reach) - 1)] for need, reach in zip(needs, self._reach[start], strict=True)
        )

    def _choices(self, start: int, number: int, needs: tuple[int, ...]) -> Iterator[Choice]:
        """The choices of exactly ``number`` members of the groups from ``start`` on that cover ``needs``."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            self.complete = False
        if not self.complete or not self._within(start, number, needs):
            return
        if number == 0:
            yield ()
            return
        if start == len(self._groups):
            return
        group = self._groups[start]
        least = number if start == len(self._groups) - 1 else 0
        for chosen in _shared_out(least, min(number, group.size), len(group.options)):
            left = list(needs)
            for (_, gains), many in zip(group.options, chosen, strict=True):
                left = [need - many * gain for need, gain in zip(left, gains, strict=True)]
            here = tuple(
                (group.key, option, many) for (option, _), many in zip(group.options, chosen, strict=True) if many
            )
            for rest in self._choices(start + 1, number - sum(chosen), tuple(left)):
                yield here + rest


def _shared_out(least: int, most: int, options: int) -> Iterator[tuple[int, ...]]:
    """Every way to let at least ``least`` and at most ``most`` members choose among options, the most members first."""
    if options == 0:
        if least <= 0:
            yield ()
        return
    for many in range(most, max(least, 0) - 1 if options == 1 else -1, -1):
        for rest in _shared_out(least - many, most - many, options - 1):
            yield (many, *rest)


def _with_pairs(needs: Sequence[int], groups: Sequence[Group]) -> tuple[list[int], list[Group]]:
    """The needs, and the sums of two, each scaled by the other's greatest gain.

    Where one position serves one need and another serves another, each member serves one of them only: the sum says so,
    the needs by themselves do not.
    """
    best = [max((gains[need] for each in groups for _, gains in each.options), default=0) for need in range(len(needs))]
    pairs = list(combinations(range(len(needs)), 2))[:MAX_PAIRS]

    def widened(values: Sequence[int]) -> list[int]:
        return [*values, *(values[one] * best[other] + values[other] * best[one] for one, other in pairs)]

    return widened(needs), [
        Group(each.key, each.size, tuple((option, tuple(widened(gains))) for option, gains in each.options))
        for each in groups
    ]
