"""What members did before: positions and response times, kept as flat arrays that many forecasts share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from comity.procedure import notation
from comity.procedure.decision import Members, Rule
from comity.procedure.errors import OutOfRange, WrongKind
from comity.procedure.position import ATTENDANCE, Position

Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Past:
    """What a member did on an earlier question.

    ``position`` None: it took none. ``days`` from the question's opening to the position, None if not known. ``on``
    names the question, so that what several members did on it can be seen together.
    """

    position: Position | None
    days: float | None = None
    on: str | None = None


class Histories:
    """The past of the members of a body, as parallel arrays with one entry for each answer."""

    def __init__(self, past: Mapping[str, Iterable[Past]]) -> None:
        entries = [(member, each) for member, listed in past.items() for each in listed]
        self.members = list(past)
        self.positions: list[Position | None] = list(dict.fromkeys(each.position for _, each in entries))
        self.questions = list(dict.fromkeys(each.on for _, each in entries if each.on is not None))
        member_at = {member: index for index, member in enumerate(self.members)}
        position_at = {position: index for index, position in enumerate(self.positions)}
        question_at = {on: index for index, on in enumerate(self.questions)}
        self.member = np.array([member_at[member] for member, _ in entries], dtype=np.int64)
        self.position = np.array([position_at[each.position] for _, each in entries], dtype=np.int64)
        self.days = np.array([math.nan if each.days is None else each.days for _, each in entries], dtype=float)
        # The last place stands for answers on no named question.
        self.on = np.array([question_at.get(each.on or "", len(self.questions)) for _, each in entries], dtype=np.int64)

    def relevance(self, of: Mapping[str, float] | None) -> Array:
        """The weight of each answer: that of its question, 0 where none is given; all 1 without ``of``."""
        if of is None:
            return np.ones(len(self.member))
        return np.array([of.get(on, 0.0) for on in self.questions] + [1.0])[self.on]

    @classmethod
    def parse(cls, data: object, rule: Rule, members: Members, place: str = "history") -> Histories:
        """From ``{KZ: [approve, {position: approve, days: 12, on: strategy}, {position: null}]}``.

        Members without an entry have no history. Raises a RuleError that names the place.
        """
        if not isinstance(data, Mapping):
            raise WrongKind(place, notation.shown(data), "a mapping of members to what they did before")
        past: dict[str, list[Past]] = {member: [] for member in members.ids}
        for member, listed in data.items():
            where = f"{place}.{member}"
            members.require(member, where)
            answers = notation.sequence(listed, where, what="a list of positions, with days if known")
            past[member] = [_past(each, rule, f"{where}[{index}]") for index, each in enumerate(answers)]
        return cls(past)


def _past(data: object, rule: Rule, place: str) -> Past:
    if isinstance(data, Mapping) and not data.keys() <= {"position", "with"}:
        notation.mapping(data, place, required=["position"], optional=["days", "on"])
        said = data["position"]
        days = None if data.get("days") is None else span(data["days"], f"{place}.days")
        on = None if data.get("on") is None else notation.word(data["on"], f"{place}.on", what="a question's name")
        return Past(_position(said, rule, f"{place}.position"), days, on)
    if isinstance(data, Mapping) and data.get("position", 0) is None:
        return Past(None)
    return Past(_position(data, rule, place))


def _position(data: object, rule: Rule, place: str) -> Position | None:
    """A position; absence, recusal and not taking part are no position either."""
    if data is None:
        return None
    said = rule.position(data, place)
    return None if said.word in ATTENDANCE else said


def span(data: object, place: str) -> float:
    """A number of days: an integer or fraction, or a duration such as P30D; raises a RuleError."""
    if isinstance(data, str) and data.startswith("P"):
        duration = notation.Duration.parse(data, place)
        return duration.months * 365.2425 / 12 + duration.days + duration.hours / 24
    found = notation.exact(data, place)
    if found < 0:
        raise OutOfRange(place, notation.shown(data), "0 days or more")
    return float(found)


def weighted_counts(rows: Array, columns: Array, weights: Array, shape: Sequence[int]) -> Array:
    """How much weight falls on each pair of a row and a column."""
    flat = np.bincount(rows * shape[1] + columns, weights=weights, minlength=shape[0] * shape[1])
    found: Array = flat.reshape(shape[0], shape[1])
    return found
