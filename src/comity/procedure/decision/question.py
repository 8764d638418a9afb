"""A question before a body: a rule compiled for its members."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from comity.procedure import formula as f
from comity.procedure.decision.body import Members
from comity.procedure.decision.compiled import Compiler, Option, options
from comity.procedure.decision.conditions import TRUE, Condition, every, function, over_sums, source
from comity.procedure.decision.packing import Packing
from comity.procedure.decision.plan import Choices
from comity.procedure.decision.rule import Rule
from comity.procedure.decision.settle import ADOPTED, NO_QUORUM, OPEN, REJECTED, Settlement
from comity.procedure.decision.tally import Tally, members_in
from comity.procedure.position import Position

MAX_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One threshold of the rule, with its sums, to be explained."""

    role: str  # quorum or adopted_if
    threshold: f.Threshold
    condition: Condition
    found: int
    base: int
    scale: int


class Question:
    """A rule and the members it is put to, compiled once; every case on it is a :class:`Tally`.

    ``numbers`` holds what earlier stages fixed (``number_from``). Raises a RuleError if the rule names groups,
    weights, members or numbers that do not exist.

    The values of a tally are, in this order: those the settlement keeps; the sums as things stand; and, if silence
    counts as a position, the sums with it.
    """

    def __init__(self, rule: Rule, members: Members, numbers: Mapping[str, int] | None = None) -> None:
        self.rule, self.members, self.numbers = rule, members, dict(numbers or {})
        self.compiler = compiler = Compiler(members, self.numbers)
        quorum = every([compiler.condition(rule.quorum)]) if rule.quorum else TRUE
        adopted = every([compiler.condition(rule.adopted_if)])
        self.lines = [line for role, each in rule.roles for line in _lines(compiler, role, each)]
        self.sums = list(compiler.sums)
        self._factors = [compiler.factors(each.weight, each.base, rule.place) for each in self.sums]
        rows = list(zip(*self._factors, strict=True)) if self._factors else [()] * len(members)
        profiles = list(dict.fromkeys(rows))
        number = {profile: index for index, profile in enumerate(profiles)}
        self.profile_of = [number[row] for row in rows]
        self._index = {member.id: index for index, member in enumerate(members)}
        self.choices = Choices(profiles, options(rule, self.sums), list(compiler.moving))
        self.settlement = Settlement(adopted, quorum, self.choices)
        self.unmoved = Option(None, tuple(each.takes(None) for each in self.sums))
        self.silent = self.choices.options[0] if rule.silent_as else None
        self.packing = self._packing()
        self.signs = self.packing.signs(self.standing)
        self.said: dict[int, str] = {}  # the outcome by which inequalities hold
        self.effects: dict[object, dict[str, tuple[int, int]]] = {}  # by word, or position without qualifiers
        self._changes: dict[tuple[int, Position], tuple[list[bool], list[int]]] = {}
        self._joining: dict[tuple[int, tuple[int, ...]], int] = {}
        self._fewest: dict[tuple[int, int], int] = {}
        self._final = self._decision(adopted, quorum)

    # --- tallies

    def start(self) -> Tally:
        """A tally with no positions taken."""
        return Tally(self, self._start)

    def resume(self, state: Sequence[int | str]) -> Tally:
        """The tally whose ``state()`` this is; raises ForeignState if it belongs to another question."""
        return Tally.restored(self, state)

    @cached_property
    def digest(self) -> str:
        """A short name of rule, members and numbers, the same in every process."""
        said = [self.rule.as_data(), self.members.as_data(), self.numbers]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]

    # --- where the sums lie among the values

    @property
    def standing(self) -> int:
        """Where the sums as things stand begin."""
        return len(self.settlement.kept)

    @property
    def at_deadline(self) -> int:
        """Where the sums as they count at the deadline begin."""
        return self.standing + (len(self.sums) if self.silent else 0)

    @cached_property
    def members_of(self) -> list[int]:
        """Per profile, its members as a set of bits."""
        found = [0] * len(self.choices.profiles)
        for index, profile in enumerate(self.profile_of):
            found[profile] |= 1 << index
        return found

    @cached_property
    def _start(self) -> int:
        sizes = [each.bit_count() for each in self.members_of]
        kept = [
            inequality.constant
            + sum(
                size * self.choices.effect(inequality, profile, choice[profile]) for profile, size in enumerate(sizes)
            )
            for inequality, choice in self.settlement.kept
        ]
        sums = self._totals(self.unmoved, sizes) + (self._totals(self.silent, sizes) if self.silent else [])
        return self.packing.packed([self.packing.everyone] + [0] * len(self.choices.moving), kept + sums)

    def _packing(self) -> Packing:
        totals = [sum(column) for column in self._factors]
        kept = [
            abs(inequality.constant) + sum(abs(factor) * totals[index] for index, factor in inequality.terms)
            for inequality, _ in self.settlement.kept
        ]
        return Packing(len(self.members), 1 + len(self.choices.moving), kept + totals * (2 if self.silent else 1))

    def _totals(self, option: Option, sizes: Sequence[int]) -> list[int]:
        totals = [0] * len(self.sums)
        for profile, size in zip(self.choices.profiles, sizes, strict=True):
            totals = [total + size * added for total, added in zip(totals, option.adds(profile), strict=True)]
        return totals

    # --- positions

    def index(self, member: str) -> int:
        """Which of the members it is; raises UnknownMember."""
        if member not in self._index:
            self.members.require(member, f"positions.{member}")
        return self._index[member]

    def effect_of(self, member: str, position: object) -> tuple[int, int]:
        """The member as a bit, and what its position adds to a packed tally in which it has none.

        Raises UnknownMember, UnknownPosition or WrongKind.
        """
        index = self.index(member)
        taken = self.rule.position(position, f"positions.{member}")
        asked = Position(taken.word, taken.qualifiers.intersection(self.rule.qualifiers))
        profile = self.profile_of[index]
        if (profile, asked) not in self._changes:
            self._changes[profile, asked] = self._change(profile, asked)
        joins, values = self._changes[profile, asked]
        found = (1 << index, self.packing.change([-1 << index, *(each << index for each in joins)], values))
        if isinstance(position, str) or (isinstance(position, Position) and not position.qualifiers):
            self.effects.setdefault(position, {})[member] = found
        return found

    def _change(self, profile: int, position: Position) -> tuple[list[bool], list[int]]:
        """Which moving bases a position puts a member of this profile into, and what it adds to each value."""
        counts = tuple(each.takes(position) for each in self.sums)
        most = self.choices.profiles[profile]
        added = Option(position, counts).adds(most)
        kept = [
            self.choices.adds(inequality, profile, counts) - self.choices.effect(inequality, profile, choice[profile])
            for inequality, choice in self.settlement.kept
        ]
        before = [self.unmoved.adds(most)] + ([self.silent.adds(most)] if self.silent else [])
        sums = [new - old for row in before for new, old in zip(added, row, strict=True)]
        return [bool(added[moving.sum]) for moving in self.choices.moving], kept + sums

    # --- moving bases

    def joining(self, moving: int, choice: tuple[int, ...]) -> int:
        """Who would be in a moving base if everyone chose so, as a set of bits."""
        if (moving, choice) not in self._joining:
            joined = [
                mask
                for profile, mask in enumerate(self.members_of)
                if self.choices.weighs(moving, profile, choice[profile])
            ]
            self._joining[moving, choice] = sum(joined)
        return self._joining[moving, choice]

    def weights_in(self, moving: int, mask: int) -> list[int]:
        """The weights of a set of members in a moving base."""
        index = self.choices.moving[moving].sum
        return [self.choices.profiles[self.profile_of[member]][index] for member in members_in(mask)]

    def fewest(self, moving: int, mask: int) -> int:
        """A moving ``fewest`` over a set of members."""
        if len(self._fewest) > MAX_REMEMBERED:
            self._fewest.clear()
        if (moving, mask) not in self._fewest:
            self._fewest[moving, mask] = self.choices.moving[moving].of(self.weights_in(moving, mask))
        return self._fewest[moving, mask]

    # --- deciding

    def early(self, tally: Tally) -> str:
        """The outcome while positions may be outstanding."""
        if not tally.outstanding:
            return self.decided(tally)
        said: str = self.settlement.quick(tally.values)
        if said != OPEN and self.settlement.slow:
            return self.settlement.settle(tally)
        if len(self.said) > MAX_REMEMBERED:
            self.said.clear()
        self.said[tally.packed & self.signs] = said
        return said

    def decided(self, tally: Tally) -> str:
        """The outcome if nothing more comes."""
        moving = tally.fewest_if(self.silent or self.unmoved) if self.choices.moving else {}
        return self._final(tally.sums(at_deadline=True), moving)

    def _decision(self, adopted: Condition, quorum: Condition) -> Callable[[Sequence[int], Mapping[int, int]], str]:
        """The outcome from the sums ``v`` when nothing is outstanding."""
        held, attended = source(adopted, over_sums), source(quorum, over_sums)
        return function("v,f", f"{NO_QUORUM!r} if not {attended} else {ADOPTED!r} if {held} else {REJECTED!r}")


def _lines(compiler: Compiler, role: str, formula: f.Formula) -> list[Line]:
    return [
        Line(
            role,
            each,
            every([compiler.condition(each)]),
            compiler.sum(each.weight, each.select, each.base, each.place),
            compiler.sum(each.weight, None, each.base, each.place),
            compiler.scale(each.weight, each.place),
        )
        for each in f.thresholds(formula)
    ]
