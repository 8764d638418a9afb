"""A rule put to a body: which sums it needs, as which inequalities, and what each position of each member adds.

Members with the same profile (what each can add to each sum) are interchangeable; positions that no part of the rule
tells apart are one :class:`Option`. Everything that follows works on profiles and options, not on members and words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from comity.procedure import formula as f
from comity.procedure.decision.body import Member, Members
from comity.procedure.decision.conditions import FALSE, Condition, Inequality, either, every, negated
from comity.procedure.decision.rule import Rule
from comity.procedure.errors import MissingNumber, MissingWeight, TooLarge, UnknownGroup, UnknownWeight
from comity.procedure.notation import choices, shown
from comity.procedure.position import Position

MAX_QUALIFIERS = 6
MAX_OPTIONS = 64


@dataclass(frozen=True, slots=True)
class Sum:
    """Members of a base, or those selected among them, counted or weighed."""

    weight: str | None
    select: f.Select | None
    base: f.Base

    def takes(self, position: Position | None) -> bool:
        """Whether a member of the base's fixed part counts with this position."""
        holding = self.base.holding
        return (holding is None or holding.takes(position)) and (self.select is None or self.select.takes(position))


@dataclass(frozen=True, slots=True)
class Option:
    """Positions that the rule does not tell apart, by one of them (None: no position); ``counts`` per sum."""

    position: Position | None
    counts: tuple[bool, ...]

    def adds(self, profile: Sequence[int]) -> tuple[int, ...]:
        """What a member of this profile adds to each sum."""
        return tuple(most if counts else 0 for most, counts in zip(profile, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class MovingFewest:
    """A ``fewest`` whose base moves with the positions: ``sum`` weighs that base."""

    sum: int
    share: Fraction
    strict: bool

    def of(self, weights: Iterable[int]) -> int:
        """The fewest of the members with these weights that hold the share (0 for none at all)."""
        ordered = sorted(weights, reverse=True)
        return fewest(ordered, sum(ordered), self.share, strict=self.strict)


def fewest(ordered: Sequence[int], total: int, share: Fraction, *, strict: bool) -> int:
    """How many of the weights, heaviest first, hold ``share`` of ``total`` (more than it, if strict)."""
    held, needed = 0, share.numerator * total + (1 if strict else 0)
    for number, weight in enumerate(ordered):
        if held * share.denominator >= needed:
            return number
        held += weight
    return len(ordered)


class Compiler:
    """Turns the formulas of a rule into conditions over the sums of one body; raises RuleErrors of the body."""

    def __init__(self, members: Members, numbers: Mapping[str, int]) -> None:
        self.members = members
        self.numbers = numbers
        self.sums: dict[Sum, int] = {}
        self.moving: dict[MovingFewest, int] = {}
        self._scales: dict[str | None, int] = {None: 1}
        self._factors: dict[tuple[str | None, f.Base], list[int]] = {}

    # --- what a member can add

    def scale(self, weight: str | None, place: str) -> int:
        """What a weight is multiplied by so that every member's is an integer; raises UnknownWeight."""
        if weight is not None and weight not in self._scales:
            held = [Fraction(member.weights[weight]) for member in self.members if weight in member.weights]
            if not held:
                raise UnknownWeight(place, shown(weight), choices(self.members.weights))
            self._scales[weight] = math.lcm(*(each.denominator for each in held))
        return self._scales[weight]

    def factors(self, weight: str | None, base: f.Base, place: str) -> list[int]:
        """Per member, what it adds when it counts: 1 or its scaled weight; 0 outside the base's fixed part."""
        key = (weight, f.Base(base.group, base.only, base.excluded))
        if key not in self._factors:
            scale = self.scale(weight, place)
            self._require_base(base)
            self._factors[key] = [
                (1 if weight is None else self._weight(member, weight, scale, place)) if in_base(member, base) else 0
                for member in self.members
            ]
        return self._factors[key]

    def _weight(self, member: Member, weight: str, scale: int, place: str) -> int:
        if weight in member.weights:
            return int(member.weights[weight] * scale)
        if member.weights:  # it has others, so this one was forgotten or misspelt; with none at all it weighs nothing
            found = f"{shown(member.id)} has no weight {shown(weight)}, only {choices(member.weights)}"
            raise MissingWeight(place, found, f"the weight {shown(weight)} of every member (0 is a weight)")
        return 0

    def _require_base(self, base: f.Base) -> None:
        if base.group is not None and base.group not in self.members.groups:
            raise UnknownGroup(f"{base.place}.group", shown(base.group), choices(self.members.groups))
        for key, named in (("only", base.only or ()), ("except", base.excluded)):
            for index, member in enumerate(named):
                self.members.require(member, f"{base.place}.{key}[{index}]")

    def sum(self, weight: str | None, select: f.Select | None, base: f.Base, place: str) -> int:
        """The index of a sum."""
        self.factors(weight, base, place)
        return self.sums.setdefault(Sum(weight, select, base), len(self.sums))

    # --- conditions

    def condition(self, formula: f.Formula) -> Condition:
        """The formula over the sums."""
        if isinstance(formula, f.AllOf):
            return every([self.condition(part) for part in formula.parts])
        if isinstance(formula, f.AnyOf):
            return either([self.condition(part) for part in formula.parts])
        if isinstance(formula, f.Not):
            return negated(self.condition(formula.part))
        return self.threshold(formula)

    def threshold(self, threshold: f.Threshold) -> Condition:
        """A threshold over the sums; one that is relative to an empty base is false."""
        compared = self._compared(threshold, threshold.value)
        relative = any(isinstance(each, (f.Share, f.Fewest)) for each in f.values(threshold.value))
        if relative and isinstance(threshold.value, f.Extreme):
            base = self.sum(threshold.weight, None, threshold.base, threshold.place)
            return every([compared, Inequality(((base, 1),), -1)])
        return compared

    def _compared(self, threshold: f.Threshold, value: f.Value) -> Condition:
        rising = threshold.comparison in ("at_least", "more_than")
        if isinstance(value, f.Extreme):
            parts = [self._compared(threshold, each) for each in value.values]
            return every(parts) if rising == (value.which == "greater_of") else either(parts)
        counted = self.sum(threshold.weight, threshold.select, threshold.base, threshold.place)
        if isinstance(value, f.Share):
            return self._share(threshold, value.share, counted)
        scale = self.scale(threshold.weight, threshold.place)
        if isinstance(value, f.Number):
            return _bound(threshold.comparison, ((counted, 1),), scale * value.number)
        if isinstance(value, f.NumberFrom):
            return _bound(threshold.comparison, ((counted, 1),), scale * self._number(value))
        return self._fewest(threshold, value, counted)

    def _share(self, threshold: f.Threshold, share: Fraction, counted: int) -> Condition:
        """``found / base`` compared with ``share``, as one inequality that is also false when the base is empty.

        With ``g = found * denominator - base * numerator`` the comparison is ``g >= 0`` (or its like). Multiplied by
        more than the base can be, there is room below it to ask for ``base >= 1`` as well.
        """
        base = self.sum(threshold.weight, None, threshold.base, threshold.place)
        strict = threshold.comparison in ("more_than", "fewer_than")
        sign = 1 if threshold.comparison in ("at_least", "more_than") else -1
        room = 1 if strict else 1 + sum(self.factors(threshold.weight, threshold.base, threshold.place))
        terms: dict[int, int] = {counted: sign * room * share.denominator}
        terms[base] = terms.get(base, 0) - sign * room * share.numerator + (0 if strict else 1)
        return Inequality(tuple(sorted((index, factor) for index, factor in terms.items() if factor)), -1)

    def _number(self, value: f.NumberFrom) -> int:
        if value.name not in self.numbers:
            raise MissingNumber(value.place, shown(value.name), f"numbers: {{{value.name}: …}} beside the rule")
        return self.numbers[value.name]

    def _fewest(self, threshold: f.Threshold, value: f.Fewest, counted: int) -> Condition:
        strict = value.comparison == "more_than"
        if not threshold.base.moves:
            weights = sorted(self.factors(value.weight, threshold.base, value.place), reverse=True)
            number = fewest(weights, sum(weights), value.share, strict=strict)
            if not sum(weights):
                return FALSE
            return _bound(threshold.comparison, ((counted, 1),), number + value.plus)
        weighed = self.sum(value.weight, None, threshold.base, value.place)
        index = self.moving.setdefault(MovingFewest(weighed, value.share, strict), len(self.moving))
        plain = _bound(threshold.comparison, ((counted, 1),), value.plus)
        rising = threshold.comparison in ("at_least", "more_than")
        compared = Inequality(plain.terms, plain.constant, (index, -1 if rising else 1))
        return every([compared, Inequality(((weighed, 1),), -1)])


def in_base(member: Member, base: f.Base) -> bool:
    """Whether a member belongs to the fixed part of a base (group, only, except)."""
    return (
        (base.group is None or base.group in member.groups)
        and (base.only is None or member.id in base.only)
        and member.id not in base.excluded
    )


def _bound(comparison: f.Comparison, terms: tuple[tuple[int, int], ...], number: int) -> Inequality:
    if comparison in ("at_least", "more_than"):
        return Inequality(terms, -number - (comparison == "more_than"))
    return Inequality(tuple((index, -factor) for index, factor in terms), number - (comparison == "fewer_than"))


def options(rule: Rule, sums: Sequence[Sum]) -> list[Option]:
    """What a member may still do, as far as the rule tells it apart; silence first, counted as at the deadline."""
    found: dict[tuple[bool, ...], Option] = {}
    for position in [rule.silent_as, *_positions(rule)]:
        counts = tuple(each.takes(position) for each in sums)
        found.setdefault(counts, Option(position, counts))
    if len(found) > MAX_OPTIONS:
        raise TooLarge(rule.place, f"{len(found)} positions that it tells apart", f"at most {MAX_OPTIONS}")
    return list(found.values())


def _positions(rule: Rule) -> Iterable[Position]:
    """Every known position with every combination of the qualifiers that the rule asks of it."""
    asked: dict[str, set[str]] = {}
    for item in rule.named:
        asked.setdefault(item.word, set()).update(item.qualifiers)
    for word in rule.known:
        qualifiers = sorted(asked.get(word, ()))
        if len(qualifiers) > MAX_QUALIFIERS:
            raise TooLarge(rule.place, f"{len(qualifiers)} qualifiers of {shown(word)}", f"at most {MAX_QUALIFIERS}")
        for size in range(len(qualifiers) + 1):
            for chosen in combinations(qualifiers, size):
                yield Position(word, frozenset(chosen))
