"""How members answer: a position each, drawn together, and when.

*Positions.* Each member's chances are its past answers, weighted by relevance, smoothed towards the answers of all
(a Dirichlet distribution: ``prior`` pseudo-answers in proportion to everybody's). Positions are ordered by how far
they serve adoption, and drawn through a normal copula: a factor common to all makes a popular question popular with
everybody, a factor of each group with correlations of its own ties that group. What members have already done on this
question moves the factors by Bayes's rule, and so the forecast of the others.

*Times.* A member's answer comes as late as one of its own earlier answers in the same sense, or, with ``prior``
pseudo-answers again, as one of anybody's (a Dirichlet process). Who is silent so far is so much the likelier to stay
so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from comity.procedure.decision import Question
from comity.procedure.decision.conditions import every, inequalities
from comity.procedure.position import ATTENDANCE, Position
from comity.procedure.simulate import normal
from comity.procedure.simulate.histories import Array, Histories, weighted_counts

MOST = 0.95  # no correlation is ever taken to be greater
PARTICLES = 8  # drawings of the factors for each run, where positions are known
SPOKEN = ("object", "refuse", "reject", "no", "abstain", "accept", "confirm", "approve", "yes")


@dataclass(frozen=True, slots=True)
class Correlations:
    """Between any two members, and between two of a group (which includes the former)."""

    everybody: float
    groups: Mapping[str, float]


class Model:
    """The members of a question with what is known of them.

    ``categories`` are the positions in order, the least favourable first, silence (None) among them; ``chances`` each
    member's chance of each.
    """

    def __init__(
        self,
        question: Question,
        histories: Histories,
        *,
        also: Iterable[Position] = (),
        relevance: Mapping[str, float] | None,
        prior: float,
        correlations: Correlations | None,
    ) -> None:
        self.question, self.prior = question, prior
        self.categories = _ordered(question, [*histories.positions, *also])
        entries = _Entries(question, histories, self.categories, histories.relevance(relevance))
        self.answers = np.bincount(entries.member, minlength=len(question.members))
        self.chances = self._chances(entries)
        self.correlations = correlations or Correlations(self._correlation(entries), {})
        self.own_times, self.common_times = self._times(entries)

    def _chances(self, entries: _Entries) -> Array:
        shape = (len(self.question.members), len(self.categories))
        own = weighted_counts(entries.member, entries.category, entries.weight, shape)
        pooled = own.sum(axis=0) + 1 / shape[1]  # one answer divided evenly: nothing is impossible
        smoothed: Array = own + self.prior * pooled / pooled.sum()
        return smoothed / smoothed.sum(axis=1, keepdims=True)

    # --- correlation

    def _correlation(self, entries: _Entries) -> float:
        """From how much more the number in favour varied from question to question than independent answers would.

        By moments: the correlation under which the model has that variance; 0 where no question is named.
        """
        named = entries.on < entries.questions
        if not named.any():
            return 0.0
        top = self.chances[:, -1]
        surprise = (entries.category == len(self.categories) - 1) - top[entries.member]
        sums = np.bincount(entries.on[named], weights=surprise[named], minlength=entries.questions)
        answered = np.bincount(entries.on[named], minlength=entries.questions)
        total = np.bincount(entries.on[named], weights=entries.weight[named], minlength=entries.questions)
        weight = np.divide(total, answered, out=np.zeros(len(total)), where=answered > 1)
        if not weight.any():
            return 0.0
        seen = float(weight @ sums**2 / weight.sum())
        bounds = normal.quantiles(top)
        low, high = 0.0, MOST
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if _spread(bounds, top, middle) < seen else (low, middle)
        return low

    # --- times

    def _times(self, entries: _Entries) -> tuple[dict[tuple[int, int], tuple[Array, Array]], list[tuple[Array, Array]]]:
        """By member and category, and by category for all: the days of earlier answers with their weights."""
        timed = ~np.isnan(entries.days) & (entries.weight > 0)
        member, category = entries.member[timed], entries.category[timed]
        days, weight = entries.days[timed], entries.weight[timed]
        common = []
        for index in range(len(self.categories)):
            alike = category == index
            common.append((days[alike], weight[alike]) if alike.any() else (days, weight))
        order = np.lexsort((category, member))
        keys = member[order] * len(self.categories) + category[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        own = {
            divmod(int(keys[start]), len(self.categories)): (days[order][start:end], weight[order][start:end])
            for start, end in zip(starts, [*starts[1:], len(keys)][: len(starts)], strict=True)
        }
        return own, common

    def support(self, member: int, category: int, after: float) -> tuple[Array, Array, float]:
        """Days after which this answer may come, with weights; and the chance that it is later than ``after``."""
        nothing = np.zeros(0), np.zeros(0)
        own_days, own_weight = self.own_times.get((member, category), nothing)
        days, weight = self.common_times[category]
        if not len(days):
            return np.zeros(1) + after, np.ones(1), 1.0
        days = np.concatenate([own_days, days])
        weight = np.concatenate([own_weight, self.prior * weight / weight.sum()])
        later = days > after
        if later.any():
            return days[later], weight[later], float(weight[later].sum() / weight.sum())
        return after + days, weight, 0.5 / len(days)  # later than anybody ever was: as if it began anew


class _Entries:
    """The answers of the members of this question."""

    def __init__(
        self, question: Question, histories: Histories, categories: list[Position | None], weight: Array
    ) -> None:
        at = {member: index for index, member in enumerate(question.members.ids)}
        member_of = np.array([at.get(member, -1) for member in histories.members], dtype=np.int64)
        category_of = np.array([categories.index(each) for each in histories.positions], dtype=np.int64)
        member = member_of[histories.member]
        kept = (member >= 0) & (weight > 0)
        self.member, self.weight = member[kept], weight[kept]
        self.category = category_of[histories.position][kept]
        self.days, self.on = histories.days[kept], histories.on[kept]
        self.questions = len(histories.questions)


def _ordered(question: Question, seen: Iterable[Position | None]) -> list[Position | None]:
    """Every position that may be taken, and silence, the least favourable first."""
    open_to_all = [Position(word) for word in question.rule.declared or ()]
    listed = [None, *open_to_all, *seen]
    if question.rule.declared is None:
        listed += [Position(each.word, each.qualifiers) for each in question.rule.named]
    found = dict.fromkeys(each for each in listed if each is None or each.word not in ATTENDANCE)
    return sorted(found, key=lambda position: _favour(question, position))


def _favour(question: Question, position: Position | None) -> tuple[float, int]:
    """How far a position serves adoption; equal ones in the order in which people would say them."""
    wanted = inequalities(every([question.compiler.condition(question.rule.adopted_if)]))
    counts = tuple(each.takes(position) for each in question.sums)
    score = 0.0
    for inequality in wanted:
        for profile in range(len(question.choices.profiles)):
            effects = [question.choices.adds(inequality, profile, each.counts) for each in question.choices.options]
            largest = max(abs(each) for each in effects) or 1
            score += question.choices.adds(inequality, profile, counts) / largest
    word = "abstain" if position is None else position.word
    return round(score, 9), SPOKEN.index(word) if word in SPOKEN else SPOKEN.index("abstain")


def _spread(bounds: Array, top: Array, correlation: float) -> float:
    """The mean square of (number in favour less its mean), over a common factor."""
    given = normal.below((bounds[None, :] + np.sqrt(correlation) * normal.NODES[:, None]) / np.sqrt(1 - correlation))
    return float(normal.WEIGHTS @ ((given - top).sum(axis=1) ** 2 + (given * (1 - given)).sum(axis=1)))


def draw(
    model: Model, known: Mapping[int, int], waited: float, runs: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """The category and the days of each member's answer, runs by members; infinite days for silence.

    ``known`` maps members to what they have answered; the others have been silent for ``waited`` days.
    """
    chances = _given_silence(model, known, waited)
    bounds = normal.quantiles(np.cumsum(chances, axis=1)[:, :-1])
    loads, group = _loads(model)
    shared, grouped = _factors(model, bounds, loads, group, known, runs, rng)
    alone = np.sqrt(np.maximum(1 - (loads**2).sum(axis=1), 1 - MOST))
    latent = shared[:, None] * loads[:, 0] + grouped[:, group] * loads[:, 1]
    latent += rng.standard_normal(latent.shape) * alone
    category = (latent[:, :, None] > bounds[None, :, :]).sum(axis=2)
    for member, said in known.items():
        category[:, member] = said
    return category, _days(model, category, known, waited, rng)


def _given_silence(model: Model, known: Mapping[int, int], waited: float) -> Array:
    """The chances of those who have not answered by now: Bayes's rule over how late each answer tends to come."""
    if waited <= 0:
        return model.chances
    chances = model.chances.copy()
    for member in range(len(chances)):
        if member not in known:
            for index, position in enumerate(model.categories):
                if position is not None:
                    chances[member, index] *= model.support(member, index, waited)[2]
    found: Array = chances / chances.sum(axis=1, keepdims=True)
    return found


def _loads(model: Model) -> tuple[Array, Array]:
    """Each member's loads on the common factor and on that of its group, and which group (the first that is named)."""
    between = model.correlations.everybody
    names = list(model.correlations.groups)
    loads = np.zeros((len(model.question.members), 2))
    group = np.zeros(len(loads), dtype=np.int64)
    loads[:, 0] = np.sqrt(min(between, MOST))
    for index, member in enumerate(model.question.members):
        own = next((name for name in names if name in member.groups), None)
        if own is not None:
            group[index] = names.index(own)
            loads[index, 1] = np.sqrt(max(0.0, min(model.correlations.groups[own], MOST) - between))
    return loads, group


def _factors(
    model: Model,
    bounds: Array,
    loads: Array,
    group: Array,
    known: Mapping[int, int],
    runs: int,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """The factors of each run, as the known positions make them likely."""
    number = runs * PARTICLES if known else runs
    shared = rng.standard_normal(number)
    grouped = rng.standard_normal((number, max(1, len(model.correlations.groups))))
    if not known:
        return shared, grouped
    members, said = np.array(list(known)), np.array(list(known.values()))
    edges = np.pad(bounds, ((0, 0), (1, 1)), constant_values=((0, 0), (-np.inf, np.inf)))[members]
    alone = np.sqrt(np.maximum(1 - (loads[members] ** 2).sum(axis=1), 1 - MOST))
    mean = shared[:, None] * loads[members, 0] + grouped[:, group[members]] * loads[members, 1]
    rows = np.arange(len(members))
    lower, upper = (normal.below((edges[rows, said + step] - mean) / alone) for step in (0, 1))
    log_weight = np.log(np.maximum(upper - lower, 1e-12)).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max())
    points = (np.arange(runs) + rng.random()) / runs * weight.sum()
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), points), number - 1)
    return shared[chosen], grouped[chosen]


def _days(model: Model, category: Array, known: Mapping[int, int], waited: float, rng: np.random.Generator) -> Array:
    found = np.full(category.shape, np.inf)
    for member in range(category.shape[1]):
        if member in known:
            found[:, member] = waited
            continue
        for index, position in enumerate(model.categories):
            rows = np.flatnonzero(category[:, member] == index)
            if position is not None and len(rows):
                days, weight, _ = model.support(member, index, waited)
                found[rows, member] = rng.choice(days, size=len(rows), p=weight / weight.sum())
    return found
