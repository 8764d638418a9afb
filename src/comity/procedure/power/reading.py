"""From a rule and its members to the simple game they induce.

Whoever is in the coalition takes the position that serves adoption best, everybody else the one that hinders it most;
both are found from the rule itself (yes and no; where only objections count, anything else and object) unless given.
Members recorded as absent, recused or not taking part stay so, and have no power.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.phrase import Refusal
from comity.procedure.decision import Members, Rule
from comity.procedure.decision.compiled import Compiler, Option, Sum, options
from comity.procedure.decision.conditions import TRUE, Condition, Inequality, Joined, every, inequalities, negated
from comity.procedure.decision.plan import Choices
from comity.procedure.position import ATTENDANCE, Position
from comity.procedure.power import game as g


class NoSuchGame(Refusal):
    """Voting power is not defined here: {why}. Name the two positions to compare as in_favour and against."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A game, which member each of its players is (by index), and the positions compared.

    Members who are no players look on. A position of None is none taken.
    """

    game: g.Game
    players: tuple[int, ...]
    in_favour: Position | None
    against: Position | None


def read(
    rule: Rule,
    members: Members,
    *,
    attendance: Mapping[str, Position],
    numbers: Mapping[str, int],
    in_favour: object = None,
    against: object = None,
) -> Reading:
    """The game that a rule is for its members.

    Raises NoSuchGame, and the RuleErrors of a rule that does not fit its members.
    """
    compiler = Compiler(members, numbers)
    quorum = compiler.condition(rule.quorum) if rule.quorum else TRUE
    adopted = every([compiler.condition(rule.adopted_if)])
    sums = list(compiler.sums)
    rows = list(zip(*(compiler.factors(each.weight, each.base, rule.place) for each in sums), strict=True))
    said = [_spoken(rule, sums, option) for option in options(rule, sums)]
    choices = Choices(list(dict.fromkeys(rows)), said, list(compiler.moving))
    yes = _chosen(rule, in_favour, "in_favour", choices, inequalities(adopted), "serves adoption best")
    no = _chosen(rule, against, "against", choices, inequalities(negated(adopted)), "hinders adoption most")
    # What each member adds to each sum in the coalition, and outside it.
    inside: list[list[int]] = []
    outside: list[list[int]] = []
    for member, row in zip(members, rows or [()] * len(members), strict=True):
        held = (yes, no) if member.id not in attendance else (attendance[member.id],) * 2
        for found, position in zip((inside, outside), held, strict=True):
            found.append([most if each.takes(position) else 0 for most, each in zip(row, sums, strict=True)])
    players = tuple(index for index, member in enumerate(members) if member.id not in attendance)
    writer = _Writer(inside, outside, players, list(compiler.moving))
    formula = writer.node(every([quorum, adopted]))
    return Reading(g.Game(len(players), tuple(writer.found), formula), players, yes, no)


def _chosen(
    rule: Rule, given: object, place: str, choices: Choices, wanted: Sequence[Inequality], what: str
) -> Position | None:
    """The position given, or the one that is as good as every other for all of ``wanted``, whoever takes it.

    Positions that the rule does not tell apart are said by a spoken one where there is one; attendance is no choice.
    """
    if given is not None:
        return rule.position(given, place)
    spoken = [option for option in choices.options if option.position is None or not _attendance(option.position)]
    rivals = [choices.options.index(option) for option in spoken or choices.options]
    for one in sorted(rivals, key=lambda index: choices.options[index].position is None):
        others = (
            (each, profile, other) for each in wanted for profile in range(len(choices.profiles)) for other in rivals
        )
        if all(choices.as_good(each, profile, one, other) for each, profile, other in others):
            return choices.options[one].position
    raise NoSuchGame(why=f"no single position {what} for every member")


def _spoken(rule: Rule, sums: Sequence[Sum], option: Option) -> Option:
    """The same option, by a position that a member can speak if there is one."""
    words = (Position(word) for word in rule.known if word not in ATTENDANCE)
    alike = (each for each in words if tuple(total.takes(each) for total in sums) == option.counts)
    return option if option.position else Option(next(alike, None), option.counts)


def _attendance(position: Position) -> bool:
    return position.word in ATTENDANCE


class _Writer:
    """Rewrites conditions over sums as formulas over inequalities of the players, each distinct one once."""

    def __init__(
        self, inside: list[list[int]], outside: list[list[int]], players: Sequence[int], moving: Sequence[Any]
    ) -> None:
        self.found: dict[g.Inequality, int] = {}
        self._inside, self._outside, self._players, self._moving = inside, outside, players, moving

    def node(self, condition: Condition) -> g.Node | int:
        """The condition as a formula of the game."""
        if isinstance(condition, Joined):
            return g.Node(condition.how, tuple(self.node(part) for part in condition.parts))
        constant = condition.constant + self._fewest(condition)
        alone = [self._value(condition, self._outside[member]) for member in range(len(self._outside))]
        steps = [self._value(condition, self._inside[member]) - alone[member] for member in self._players]
        factor = math.gcd(*steps) if any(steps) else 1
        quota = -((constant + sum(alone)) // factor)
        reduced = g.Inequality(tuple(step // factor for step in steps), quota)
        if not any(steps):
            return g.TRUE if quota <= 0 else g.FALSE
        return self.found.setdefault(reduced, len(self.found))

    def _value(self, inequality: Inequality, sums: Sequence[int]) -> int:
        return sum(factor * sums[index] for index, factor in inequality.terms)

    def _fewest(self, inequality: Inequality) -> int:
        """The part of a ``fewest`` whose base could move but does not, everybody taking one of two positions."""
        if inequality.fewest is None:
            return 0
        index, sign = inequality.fewest
        at = self._moving[index].sum
        weights = [sums[at] for sums in self._outside]
        if weights != [sums[at] for sums in self._inside]:
            raise NoSuchGame(why="who counts for the fewest members differs between the two positions compared")
        return sign * int(self._moving[index].of(weights))
