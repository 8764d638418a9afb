"""What is missing: the smallest sets of further positions that would adopt a question, whatever the others then do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, combinations_with_replacement, islice
from typing import TYPE_CHECKING

from comity.phrase import Phrase
from comity.procedure.decision.conditions import (
    Condition,
    Inequality,
    Joined,
    alternatives,
    every,
    negated,
)
from comity.procedure.decision.cover import Choice, Cover, Group
from comity.procedure.decision.settle import ADOPTED, OPEN
from comity.procedure.decision.tally import members_in
from comity.procedure.position import ATTENDANCE, Position

if TYPE_CHECKING:
    from comity.procedure.decision.question import Question
    from comity.procedure.decision.tally import Tally

MAX_CHOICES = 10
MAX_SETS = 10
MAX_NAMED = 400
MAX_ALTERNATIVES = 64
MAX_TRIALS = 500


@dataclass(frozen=True, slots=True)
class Part:
    """So many of these members take this position."""

    position: Position
    number: int
    of: tuple[str, ...]

    @property
    def phrase(self) -> Phrase:
        """In words."""
        values = {"position": str(self.position), "number": self.number, "members": ", ".join(self.of)}
        if self.number == len(self.of):
            return Phrase("{position} from {members}", values)
        if self.number == 1:
            return Phrase("{position} from one of {members}", values)
        return Phrase("{position} from any {number} of {members}", values)


@dataclass(frozen=True, slots=True)
class Missing:
    """The smallest sets of further positions that would adopt a question.

    ``size`` is the number of positions in each: 0 if it is adopted, None if no positions would. ``choices`` are the
    sets, those of interchangeable members written as one; ``more`` if there are others, or may be. (``more`` without
    a size: there were too many combinations to look at.)
    """

    size: int | None
    choices: tuple[tuple[Part, ...], ...] = ()
    more: bool = False

    @property
    def number(self) -> int:
        """How many sets the choices stand for."""
        return sum(_number(choice) for choice in self.choices)

    def sets(self, limit: int = MAX_SETS) -> list[dict[str, Position]]:
        """The first sets, each a position per member; fewer of large ones."""
        within = min(limit, MAX_NAMED // max(1, self.size or 1))
        return list(islice(chain.from_iterable(_sets(choice) for choice in self.choices), within))

    @property
    def phrase(self) -> Phrase:
        """In words."""
        if self.size == 0:
            return Phrase("Nothing is missing.")
        if self.size is None and self.more:
            return Phrase("Which positions are missing is not known: there are too many combinations.")
        if self.size is None:
            return Phrase("No further positions would adopt it.")
        if not self.choices:
            return Phrase("Missing: {number} further positions.", {"number": self.size})
        said = Phrase("Missing: {choices}.", {"choices": _either(self.choices)})
        return Phrase("{missing} There are other ways.", {"missing": said}) if self.more else said

    def as_json(self) -> dict[str, object]:
        """Size, sets (a position per member), the same as choices, how many there are, and a sentence."""
        return {
            "size": self.size,
            "sets": [{member: said.as_data() for member, said in each.items()} for each in self.sets()],
            "choices": [
                [{"position": part.position.as_data(), "number": part.number, "of": list(part.of)} for part in choice]
                for choice in self.choices
            ],
            "number_of_sets": self.number,
            "more": self.more,
            "says": str(self.phrase),
        }


NOTHING = Missing(0)
NONE_WOULD = Missing(None)
NOT_KNOWN = Missing(None, more=True)


def _either(choices: Sequence[Sequence[Part]]) -> Phrase:
    said = [_together(choice) for choice in choices]
    found = said[0]
    for each in said[1:]:
        found = Phrase("{first}; or {second}", {"first": found, "second": each})
    return found


def _together(choice: Sequence[Part]) -> Phrase:
    found = choice[0].phrase
    for part in choice[1:]:
        found = Phrase("{first} and {second}", {"first": found, "second": part.phrase})
    return found


def _sets(choice: Sequence[Part], taken: frozenset[str] = frozenset()) -> Iterator[dict[str, Position]]:
    """The sets a choice stands for. Two parts may be of the same members: nobody takes both."""
    if not choice:
        yield {}
        return
    part, *rest = choice
    for members in combinations([member for member in part.of if member not in taken], part.number):
        for others in _sets(rest, taken.union(members)):
            yield {**dict.fromkeys(members, part.position), **others}


def _number(choice: Sequence[Part]) -> int:
    number, used = 1, dict.fromkeys((part.of for part in choice), 0)
    for part in choice:
        number *= math.comb(len(part.of) - used[part.of], part.number)
        used[part.of] += part.number
    return number


def missing(tally: Tally, outcome: str, *, final: bool) -> Missing:
    """What would adopt a question whose outcome is known. Recusals and absences are never asked for."""
    if outcome == ADOPTED:
        return NOTHING
    if final or outcome != OPEN:
        return NONE_WOULD
    proposals = _proposals(tally.question)
    ways = _needed(tally)
    if ways is None or not _keep_bases(tally.question, proposals, [need for way in ways for need in way]):
        return _by_trial(tally, proposals)
    return _by_cover(tally, proposals, ways)


def _proposals(question: Question) -> list[tuple[Position, tuple[bool, ...]]]:
    """The positions that can be asked for, one of those the rule does not tell apart, its own words first."""
    rule = question.rule
    named = [Position(item.word, item.qualifiers) for item in rule.named]
    found: dict[tuple[bool, ...], Position] = {}
    for position in [*named, *(Position(word) for word in rule.known)]:
        if position.word not in ATTENDANCE:
            found.setdefault(tuple(each.takes(position) for each in question.sums), position)
    return [(position, counts) for counts, position in found.items()]


@dataclass(frozen=True, slots=True)
class _Need:
    """By how much the others could undo the question by one inequality, in the completion that is worst for it."""

    inequality: Inequality
    choice: tuple[int, ...]
    amount: int


def _needed(tally: Tally) -> list[list[_Need]] | None:
    """The ways to make a question safe, each as needs to be covered; None if a search would have to tell."""
    question, failing = tally.question, tally.question.settlement.failing
    if any(case.choice is None for case in failing.slow):
        return None
    index = {key: position for position, key in enumerate(question.settlement.kept)}
    keys = list(index)

    def over_values(condition: Condition, choice: tuple[int, ...]) -> Condition:
        """The inequality at index i of the kept values, with its moving ``fewest`` counted as it now would be."""
        if isinstance(condition, Joined):
            return Joined(condition.how, tuple(over_values(part, choice) for part in condition.parts))
        few = condition.fewest
        number = few[1] * tally.fewest(few[0], choice) if few else 0
        return Inequality(((index[condition, choice], 1),), number)

    safe = every(
        [negated(over_values(case.condition, case.choice)) for case in (*failing.sure, *failing.slow) if case.choice]
    )
    found = alternatives(safe, MAX_ALTERNATIVES)
    if found is None:
        return None
    return [[_Need(*keys[each.terms[0][0]], amount=-each.linear(tally.values)) for each in way] for way in found]


def _by_cover(tally: Tally, proposals: Sequence[tuple[Position, tuple[bool, ...]]], ways: list[list[_Need]]) -> Missing:
    best: int | None = None
    found: dict[Choice, None] = {}
    more = unknown = False
    for way in ways:
        needs = [need for need in way if need.amount > 0]
        cover = Cover(_groups(tally, proposals, needs), [need.amount for need in needs])
        answer = cover.smallest(MAX_CHOICES)
        unknown = unknown or (answer is None and not cover.complete)
        if answer is None or (best is not None and answer[0] > best):
            continue
        if best is None or answer[0] < best:
            best, more = answer[0], False
            found.clear()
        found.update(dict.fromkeys(tuple(sorted(each)) for each in answer[1]))
        more = more or not cover.complete
    if best is None:
        return NOT_KNOWN if unknown else NONE_WOULD
    named = [_parts(tally, proposals, each) for each in list(found)[:MAX_CHOICES]]
    order = {member: index for index, member in enumerate(tally.question.members.ids)}
    named.sort(key=lambda choice: [order[member] for part in choice for member in part.of])
    return Missing(best, tuple(named), more or unknown or len(found) > len(named))


def _groups(
    tally: Tally, proposals: Sequence[tuple[Position, tuple[bool, ...]]], needs: Sequence[_Need]
) -> list[Group]:
    question = tally.question
    found = []
    for profile, size in enumerate(tally.left()):
        options: dict[tuple[int, ...], int] = {}
        for option, (_, counts) in enumerate(proposals):
            gains = tuple(
                question.choices.effect(need.inequality, profile, need.choice[profile])
                - question.choices.adds(need.inequality, profile, counts)
                for need in needs
            )
            if any(gains):
                options.setdefault(gains, option)
        kept = [
            (option, gains)
            for gains, option in options.items()
            if not any(other != gains and all(map(int.__ge__, other, gains)) for other in options)
        ]
        if size and kept:
            found.append(Group(profile, size, tuple(kept)))
    return found


def _keep_bases(
    question: Question, proposals: Sequence[tuple[Position, tuple[bool, ...]]], needs: Sequence[_Need]
) -> bool:
    """Whether every proposal leaves the moving bases that a need depends on as they were counted."""
    choices = question.choices
    return all(
        counts[choices.moving[need.inequality.fewest[0]].sum]
        == choices.options[option].counts[choices.moving[need.inequality.fewest[0]].sum]
        for need in needs
        if need.inequality.fewest
        for option in set(need.choice)
        for _, counts in proposals
    )


def _parts(tally: Tally, proposals: Sequence[tuple[Position, tuple[bool, ...]]], choice: Choice) -> tuple[Part, ...]:
    """A choice with its members named; those of whom every one is needed come together, first."""
    question, ids = tally.question, tally.question.members.ids
    whole: dict[Position, list[str]] = {}
    parts = []
    for profile, option, number in choice:
        position = proposals[option][0]
        of = [ids[member] for member in members_in(tally.outstanding & question.members_of[profile])]
        if number == len(of):
            whole.setdefault(position, []).extend(of)
        else:
            parts.append(Part(position, number, tuple(of)))
    order = {member: index for index, member in enumerate(ids)}
    named = [Part(said, len(of), tuple(sorted(of, key=order.__getitem__))) for said, of in whole.items()]
    return tuple(named + parts)


def _by_trial(tally: Tally, proposals: Sequence[tuple[Position, tuple[bool, ...]]]) -> Missing:
    """Try every set, the smallest first: for formulas that are not monotone, where more positions may do harm."""
    question, ids = tally.question, tally.question.members.ids
    left = tally.left()
    of = [list(members_in(tally.outstanding & mask)) for mask in question.members_of]
    pairs = [(profile, option) for profile, size in enumerate(left) if size for option in range(len(proposals))]
    trials = 0
    for size in range(sum(left) + 1):
        found: list[Choice] = []
        for chosen in combinations_with_replacement(pairs, size):
            trials += 1
            if trials > MAX_TRIALS or len(found) > MAX_CHOICES:
                break
            choice = _counted(chosen)
            if any(sum(many for p, _, many in choice if p == profile) > left[profile] for profile, _, _ in choice):
                continue
            if _adopts(tally, proposals, of, ids, choice):
                found.append(choice)
        if found:
            shown = tuple(_parts(tally, proposals, each) for each in found[:MAX_CHOICES])
            return Missing(size, shown, len(found) > MAX_CHOICES or trials > MAX_TRIALS)
        if trials > MAX_TRIALS:
            return NOT_KNOWN
    return NONE_WOULD


def _counted(chosen: Sequence[tuple[int, int]]) -> Choice:
    return tuple((*pair, chosen.count(pair)) for pair in dict.fromkeys(chosen))


def _adopts(
    tally: Tally,
    proposals: Sequence[tuple[Position, tuple[bool, ...]]],
    of: Sequence[Sequence[int]],
    ids: Sequence[str],
    choice: Choice,
) -> bool:
    trial = tally.copy()
    used: dict[int, int] = {}
    for profile, option, number in choice:
        first = used.get(profile, 0)
        used[profile] = first + number
        for member in of[profile][first : first + number]:
            trial.take(ids[member], proposals[option][0])
    return trial.outcome() == ADOPTED
