"""Whether enough members are present, by the formula of the rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from comity.phrase import Phrase
from comity.procedure.decision import ADOPTED, Members, Rule, outcome
from comity.procedure.formula import Formula

ATTENDING = "attending"


@dataclass(frozen=True, slots=True)
class Quorum:
    """A quorum as found: who is present of whom, whether it is met, and each threshold in words.

    ``needed`` is the number of the first threshold that is not met (of the first, if all are); None if it needs none.
    """

    met: bool
    present: tuple[str, ...]
    members: int
    needed: int | Fraction | None
    because: tuple[Phrase, ...]

    @property
    def missing(self) -> int:
        """How many more must come, at least: 0 if it is met or cannot be said in members."""
        if self.met or self.needed is None:
            return 0
        return max(0, -(-self.needed // 1) - len(self.present))


def quorum(formula: Formula | None, members: Members, present: Collection[str]) -> Quorum:
    """The quorum of ``members`` with these present; whoever is present and no member does not count."""
    here = tuple(member for member in members.ids if member in present)
    if formula is None:
        return Quorum(True, here, len(members), None, ())
    rule = Rule(adopted_if=formula, declared=(ATTENDING,), place="quorum")
    found = outcome(rule, members, dict.fromkeys(here, ATTENDING), final=True)
    short = [finding for finding in found.because if not finding.met] or list(found.because)
    needed = short[0].needed if short else None
    return Quorum(found.outcome == ADOPTED, here, len(members), needed, tuple(one.phrase for one in found.because))
