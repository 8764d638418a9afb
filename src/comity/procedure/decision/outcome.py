"""An outcome with its reasons: one finding per threshold, and what is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from comity.phrase import Phrase
from comity.procedure import formula as f
from comity.procedure import notation
from comity.procedure.decision import wording
from comity.procedure.decision.body import Members
from comity.procedure.decision.compiled import MovingFewest, Option, fewest
from comity.procedure.decision.conditions import function, over_sums, source
from comity.procedure.decision.missing import Missing, missing
from comity.procedure.decision.question import Line, Question
from comity.procedure.decision.rule import Rule
from comity.procedure.decision.settle import OPEN
from comity.procedure.decision.tally import Tally, members_in
from comity.procedure.errors import WrongKind


@dataclass(frozen=True, slots=True)
class Finding:
    """What one threshold needs and what was found.

    ``needed`` is a bound that counts as met: at least so many if ``rising``, else at most; None if the base is empty.
    """

    role: str  # quorum or adopted_if
    place: str
    needed: int | Fraction | None
    found: int | Fraction
    of: int | Fraction | None
    rising: bool
    met: bool
    phrase: Phrase

    def as_json(self) -> dict[str, object]:
        """In the form of RULES.md: needed, found, met?"""
        return {
            "for": self.role,
            "place": self.place,
            "needed": None if self.needed is None else notation.plain(self.needed),
            "bound": wording.BOUNDS[self.rising],
            "found": notation.plain(self.found),
            "of": None if self.of is None else notation.plain(self.of),
            "met": self.met,
            "says": str(self.phrase),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """``adopted``, ``rejected``, ``no quorum`` or ``open``, and why."""

    outcome: str
    because: tuple[Finding, ...]
    missing: Missing

    def as_json(self) -> dict[str, object]:
        """In the form of RULES.md."""
        return {
            "outcome": self.outcome,
            "because": [finding.as_json() for finding in self.because],
            "missing": self.missing.as_json(),
        }


def outcome(
    rule: Rule,
    members: Members,
    positions: Mapping[str, object],
    *,
    final: bool = False,
    numbers: Mapping[str, int] | None = None,
) -> Outcome:
    """Decide a question, exactly.

    Adopted or rejected as soon as no outstanding position could change it; with ``final`` never open. ``numbers`` are
    those fixed by earlier stages. Raises a RuleError that names the place.
    """
    return counted(question(rule, members, numbers), positions).explain(final)


def counted(asked: Question, positions: Mapping[str, object]) -> Tally:
    """The tally of a question with these positions taken."""
    if not isinstance(positions, Mapping):
        raise WrongKind("positions", notation.shown(positions), "a mapping of members to their positions")
    tally = asked.start()
    for member, position in positions.items():
        asked.members.require(member, f"positions.{member}")
        if position is not None:
            tally.take(member, position)
    return tally


def question(rule: Rule, members: Members, numbers: Mapping[str, int] | None = None) -> Question:
    """The question, compiled once for the same rule, members and numbers."""
    return _question(rule, rule.place, members, tuple(sorted((numbers or {}).items())))


@lru_cache(maxsize=32)
def _question(rule: Rule, place: str, members: Members, numbers: tuple[tuple[str, int], ...]) -> Question:
    """``place`` keeps apart equal rules that stand in different places, which their findings name."""
    return Question(rule, members, dict(numbers))


def explained(tally: Tally, *, final: bool) -> Outcome:
    """The outcome of a tally with its reasons, as things stand or, if ``final``, as they count at the deadline."""
    said = tally.outcome(final)
    at_deadline = said != OPEN and (final or not tally.outstanding)
    because = tuple(_finding(tally, line, at_deadline=at_deadline) for line in tally.question.lines)
    return Outcome(said, because, missing(tally, said, final=final))


def _finding(tally: Tally, line: Line, *, at_deadline: bool) -> Finding:
    asked = tally.question
    option = (asked.silent if at_deadline else None) or asked.unmoved
    sums = tally.sums(at_deadline=at_deadline)
    met = function("v,f", source(line.condition, over_sums))(sums, tally.fewest_if(option))
    threshold = line.threshold
    found, of = (Fraction(sums[index], line.scale) for index in (line.found, line.base))
    rising = threshold.comparison in ("at_least", "more_than")
    bounds = _Bounds(tally, line, option, sums[line.base])
    needed = bounds.of(threshold.value)
    values: dict[str, object] = {
        "counted": wording.counted(threshold),
        "found": notation.plain(found),
        "rule": wording.required(threshold, of),
        "verdict": Phrase(wording.VERDICTS[met]),
    }
    if needed is None:
        return Finding(line.role, threshold.place, None, found, of, rising, met, Phrase(wording.EMPTY, values))
    exact = Fraction(needed, line.scale)
    values |= {"bound": Phrase(wording.BOUNDS[rising]), "number": notation.plain(exact)}
    template = wording.PLAIN if wording.is_plain(threshold) else wording.FINDING
    return Finding(line.role, threshold.place, exact, found, of, rising, met, Phrase(template, values))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Turns the value of a threshold into the bound it sets now, in scaled integers; None if the base is empty."""

    tally: Tally
    line: Line
    option: Option
    size: int

    def of(self, value: f.Value) -> int | None:
        if isinstance(value, f.Extreme):
            inner = [self.of(each) for each in value.values]
            known = [each for each in inner if each is not None]
            if len(known) < len(inner):
                return None
            return max(known) if value.which == "greater_of" else min(known)
        if isinstance(value, f.Share):
            return self._inclusive(value.share * self.size) if self.size else None
        if isinstance(value, f.Fewest):
            number = self._fewest(value)
            return None if number is None else self._inclusive(Fraction(number + value.plus))
        number = self.tally.question.numbers[value.name] if isinstance(value, f.NumberFrom) else value.number
        return self._inclusive(Fraction(number * self.line.scale))

    def _inclusive(self, bound: Fraction) -> int:
        """The least integer that meets the comparison, or the greatest."""
        comparison = self.line.threshold.comparison
        if comparison == "at_least":
            return math.ceil(bound)
        if comparison == "more_than":
            return math.floor(bound) + 1
        return math.floor(bound) if comparison == "at_most" else math.ceil(bound) - 1

    def _fewest(self, value: f.Fewest) -> int | None:
        asked, base = self.tally.question, self.line.threshold.base
        factors = asked.compiler.factors(value.weight, base, value.place)
        strict = value.comparison == "more_than"
        if base.moves:
            weighed = asked.compiler.sum(value.weight, None, base, value.place)
            moving = asked.compiler.moving[MovingFewest(weighed, value.share, strict)]
            joined = self.tally.outstanding if self.option.counts[weighed] else 0
            weights = [factors[member] for member in members_in(self.tally.base(moving) | joined)]
        else:
            weights = factors
        ordered = sorted(weights, reverse=True)
        return fewest(ordered, sum(ordered), value.share, strict=strict) if sum(ordered) else None
