"""The formula language: conditions over the positions of members, as an immutable tree.

A :class:`Formula` is :class:`AllOf`, :class:`AnyOf`, :class:`Not` or a :class:`Threshold`; a threshold says what is
counted (:class:`Select`, or the sum of a weight over it), out of what (:class:`Base`), and compared with what
(:data:`Value`). The same language serves quorum, adoption, election, entry into force and admission.

Nodes compare and hash by their meaning; ``place``, where a node stood in its file, takes no part in that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from comity.procedure.position import ABSENT, NOT_TAKING_PART, RECUSED, Position, Qualified

Comparison: TypeAlias = Literal["at_least", "more_than", "at_most", "fewer_than"]
COMPARISONS: tuple[Comparison, ...] = ("at_least", "more_than", "at_most", "fewer_than")


@dataclass(frozen=True, slots=True)
class Select:
    """Which members are counted, by their position: those holding one of ``items``, or none of them.

    ``how`` is ``holding`` (one of the items), ``not holding`` (none of them, members without a position included) or
    ``present`` (any position but absent).
    """

    how: Literal["holding", "not holding", "present", "participating"]
    items: tuple[Qualified, ...] = ()

    def takes(self, position: Position | None) -> bool:
        """Whether a member with this position (None: it has taken none) is selected."""
        if self.how == "present":
            return position is not None and position.word != ABSENT
        if self.how == "participating":
            return position is None or position.word not in (RECUSED, NOT_TAKING_PART)
        held = position is not None and any(item.held_as(position) for item in self.items)
        return held == (self.how == "holding")


PRESENT = Select("present")
PARTICIPATING = Select("participating")


@dataclass(frozen=True, slots=True)
class Base:
    """Out of whom: the members that fulfil every condition given; with none, all members."""

    group: str | None = None
    only: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()
    holding: Select | None = None
    place: str = field(default="", compare=False, repr=False)

    @property
    def moves(self) -> bool:
        """Whether who belongs to it depends on the positions taken."""
        return self.holding is not None


@dataclass(frozen=True, slots=True)
class Number:
    """An absolute number. ``said`` keeps it as written."""

    number: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the base, from 0 to 1; ``all`` is the whole of it. ``said`` keeps it as written."""

    share: Fraction
    said: str = ""


@dataclass(frozen=True, slots=True)
class Extreme:
    """The greater, or the lesser, of several values: ``{greater_of: [2/3, 60]}`` (UNCLOS art. 316(1))."""

    which: Literal["greater_of", "lesser_of"]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Fewest:
    """The fewest members of the base that can hold a share of a weight, plus so many (TFEU art. 238(3)(a))."""

    weight: str
    comparison: Literal["at_least", "more_than"]
    share: Fraction
    plus: int
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumberFrom:
    """The number that an earlier stage fixed, under this name (Chicago Convention art. 94(a))."""

    name: str
    place: str = field(default="", compare=False, repr=False)


Value: TypeAlias = Number | Share | Extreme | Fewest | NumberFrom


@dataclass(frozen=True, slots=True)
class Threshold:
    """``select`` counted, or its ``weight`` summed, out of ``base``, compared with ``value``."""

    select: Select
    base: Base
    comparison: Comparison
    value: Value
    weight: str | None = None
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Formula, ...]
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Formula, ...]
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Formula
    place: str = field(default="", compare=False, repr=False)


Formula: TypeAlias = AllOf | AnyOf | Not | Threshold


def walk(formula: Formula) -> Iterator[Formula]:
    """The formula and all its parts, outermost first, in the order written."""
    yield formula
    if isinstance(formula, Not):
        yield from walk(formula.part)
    elif isinstance(formula, (AllOf, AnyOf)):
        for part in formula.parts:
            yield from walk(part)


def thresholds(formula: Formula) -> list[Threshold]:
    """The thresholds of a formula, in the order written."""
    return [part for part in walk(formula) if isinstance(part, Threshold)]


def values(value: Value) -> Iterator[Value]:
    """A value and the values inside it."""
    yield value
    if isinstance(value, Extreme):
        for inner in value.values:
            yield from values(inner)


def named_positions(formula: Formula) -> list[Qualified]:
    """Every position a formula speaks of, each once, in the order written."""
    found: dict[Qualified, None] = {}
    for threshold in thresholds(formula):
        for select in (threshold.select, threshold.base.holding):
            found.update(dict.fromkeys(select.items if select else ()))
    return list(found)
