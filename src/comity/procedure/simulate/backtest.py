"""How good forecasts would have been: on past roll calls, each from those before it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.procedure.decision import ADOPTED, Member, Members, Position, Question, Rule, counted
from comity.procedure.position import ABSENT
from comity.procedure.roll_calls import Alike, RollCall
from comity.procedure.simulate import forecast
from comity.procedure.simulate.histories import Histories, Past

WINDOW = 10  # sessions before, that count as a member's history
UNLIKE = 0.001  # the weight of a roll call on something else altogether


@dataclass(frozen=True, slots=True)
class Score:
    """The Brier score (mean square of probability less truth; 0 is perfect) of forecasts and of the base rate.

    The base rate is how often a question was adopted in the window before each. ``said`` and ``came`` are the
    forecasts and what came of them, in order.
    """

    forecasts: float
    base_rate: float
    said: tuple[float, ...]
    came: tuple[bool, ...]

    @property
    def skill(self) -> float:
        """What part of the base rate's error the forecasts avoid (Brier skill score)."""
        return 1 - self.forecasts / self.base_rate


def backtest(
    roll_calls: Sequence[RollCall],
    rule: Rule,
    tested: Sequence[RollCall],
    *,
    heard: int = 0,
    runs: int = 1_000,
    seed: int = 0,
) -> Score:
    """Forecast each tested roll call from the earlier ones.

    An earlier roll call weighs as much as its title is alike. ``heard``: so many members, by alphabet, have said their
    position when the forecast is made.
    """
    histories = _histories(roll_calls)
    questions = {each.members: _question(rule, each) for each in roll_calls}
    adopted = {each.id: _adopted(questions[each.members], each) for each in roll_calls}
    said, base = [], []
    for now in tested:
        window = [each for each in roll_calls if each.date < now.date and each.session >= now.session - WINDOW]
        base.append(sum(adopted[each.id] for each in window) / len(window))
        alike = Alike(window)
        found = forecast(
            questions[now.members],
            histories,
            deadline=1.0,
            taken={member: Position(now.positions.get(member, ABSENT)) for member in now.members[:heard]},
            relevance={each.id: UNLIKE + alike(now, each) ** 3 for each in window},
            runs=runs,
            seed=seed,
        )
        said.append(found["outcomes"][ADOPTED]["probability"])
    came = [adopted[each.id] for each in tested]
    return Score(_brier(said, came), _brier(base, came), tuple(said), tuple(came))


def _question(rule: Rule, roll_call: RollCall) -> Question:
    return Question(rule, Members(tuple(Member(each) for each in roll_call.members)))


def _adopted(question: Question, roll_call: RollCall) -> bool:
    return counted(question, roll_call.positions).outcome(final=True) == ADOPTED


def _histories(roll_calls: Sequence[RollCall]) -> Histories:
    past: dict[str, list[Past]] = {}
    for each in roll_calls:
        for member in each.members:
            word = each.positions.get(member)
            past.setdefault(member, []).append(Past(Position(word) if word else None, on=each.id))
    return Histories(past)


def _brier(said: Sequence[float], came: Sequence[bool]) -> float:
    return sum((p - y) ** 2 for p, y in zip(said, came, strict=True)) / len(came)
