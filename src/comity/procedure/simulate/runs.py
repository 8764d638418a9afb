"""Many courses of one question, each carried through its tally: when it is settled, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate, chain
from typing import Any

import numpy as np

from comity.procedure.decision import ADOPTED, NO_QUORUM, OPEN, REJECTED, Position, Tally
from comity.procedure.simulate.histories import Array
from comity.procedure.simulate.model import Model

LAPSED = "lapsed"
QUANTILES = (5, 25, 50, 75, 95)


class Runs:
    """The courses of a question.

    ``category`` and ``days`` are runs by members, as :func:`comity.procedure.simulate.model.draw` gives them; ``taken``
    the positions already taken, ``waited`` days after opening.
    """

    def __init__(
        self,
        model: Model,
        category: Array,
        days: Array,
        deadline: float | None,
        taken: Mapping[str, Position],
        waited: float,
    ) -> None:
        self.model, self.question, self.deadline, self.waited = model, model.question, deadline, waited
        self._ids = self.question.members.ids
        self._taken = set(taken)
        self._start = self.question.start()
        for member, position in taken.items():
            self._start.take(member, position)
        self._adds = [[self._change(member, position) for position in model.categories] for member in self._ids]
        self._category, self._days = category, days
        self.settled: list[tuple[str, float]] = []
        self._ends: list[int] = []
        for said, when in zip(category, days, strict=True):
            self._run(said, when)

    def _change(self, member: str, position: Position | None) -> int:
        """What a position adds to a packed tally; nothing where it has been counted, or is silence."""
        if position is None or member in self._taken:
            return 0
        return self.question.effect_of(member, position)[1]

    def _run(self, said: Array, when: Array) -> None:
        """One course: the positions in the order of their days, up to the one that settles the question."""
        in_time = np.flatnonzero(when <= (np.inf if self.deadline is None else self.deadline))
        in_time = in_time[np.isfinite(when[in_time])]
        order = in_time[np.argsort(when[in_time], kind="stable")]
        changes = (self._adds[member][said[member]] for member in order.tolist())
        states = list(accumulate(chain((self._start.packed,), changes)))
        self._ends.append(states[-1])
        if self._early(states[-1]) == OPEN:
            self.settled.append((self._at_deadline(states[-1]), np.inf if self.deadline is None else self.deadline))
            return
        # Once settled, a question stays so: halve the interval.
        low, high = 0, len(states) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._early(states[middle]) == OPEN else (low, middle)
        self.settled.append((self._early(states[low]), when[order[low - 1]] if low else self.waited))

    def _early(self, packed: int) -> str:
        return Tally(self.question, packed).outcome()

    def _at_deadline(self, packed: int) -> str:
        """As a stage closes: what would have been rejected in a vote lapses for want of positions."""
        if self.deadline is None:
            return OPEN
        outcome = Tally(self.question, packed).outcome(final=True)
        return LAPSED if outcome == REJECTED and self.question.rule.silent_as is None else outcome

    # --- what they show

    def outcomes(self) -> dict[str, dict[str, float]]:
        """The probability of each outcome with its standard error."""
        runs = len(self.settled)
        counted = Counter(outcome for outcome, _ in self.settled)
        known = [ADOPTED, REJECTED, NO_QUORUM, OPEN if self.deadline is None else LAPSED]
        found = {}
        for outcome in known:
            near = (counted[outcome] + 0.5) / (runs + 1)  # so that the error is not 0 where all runs agree
            error = float(f"{(near * (1 - near) / runs) ** 0.5:.2g}")
            found[outcome] = {"probability": counted[outcome] / runs, "error": error}
        return found

    def days_until(self) -> dict[str, dict[str, float]]:
        """Quantiles of the days until it is settled, and until it is adopted where it is; empty without any."""
        times = {
            "settled": [day for outcome, day in self.settled if outcome != OPEN],
            "adopted": [day for outcome, day in self.settled if outcome == ADOPTED],
        }
        return {
            name: {f"{q}%": round(float(np.quantile(days, q / 100, method="inverted_cdf")), 2) for q in QUANTILES}
            for name, days in times.items()
            if days
        }

    def members(self) -> dict[str, dict[str, Any]]:
        """Each member, the one on which the outcome hangs most often first."""
        decisive = self._decisive()
        found = {}
        for index in sorted(range(len(self._ids)), key=lambda each: -decisive[each]):
            chances = np.bincount(self._category[:, index], minlength=len(self.model.categories))
            expected = {
                "silent" if position is None else str(position): round(float(share), 4)
                for position, share in zip(self.model.categories, chances / len(self._category), strict=True)
                if share
            }
            found[self._ids[index]] = {
                "decisive": round(float(decisive[index]), 4),
                "expected": expected,
                "answers": int(self.model.answers[index]),
            }
        return found

    def _decisive(self) -> list[float]:
        """For each member not yet counted: in what part of the runs its best and worst position differ in outcome.

        Members that weigh the same and did the same are looked at once a run.
        """
        profiles = self.question.profile_of
        counts = [0] * len(self._ids)
        free = [index for index, member in enumerate(self._ids) if member not in self._taken]
        late = self._days > (np.inf if self.deadline is None else self.deadline)
        for run, end in enumerate(self._ends):
            seen: dict[tuple[int, int], bool] = {}
            row = self._category[run].tolist()
            for index in free:
                counted = -1 if late[run, index] else row[index]
                key = (profiles[index], counted)
                if key not in seen:
                    rest = end - (0 if counted < 0 else self._adds[index][counted])
                    outcomes = {self._final(rest + self._adds[index][each]) for each in (0, -1)}
                    seen[key] = len(outcomes) > 1
                counts[index] += seen[key]
        return [count / len(self._ends) for count in counts]

    def _final(self, packed: int) -> bool:
        return Tally(self.question, packed).outcome(final=True) == ADOPTED
