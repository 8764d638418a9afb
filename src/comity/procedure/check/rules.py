"""Whether a rule can do its work: can it be carried, can it fail, is it monotone, can it carry two contrary proposals.

Each answer is exact for a body whose members are given (the engine's bounded search apart, which says when it gives
up). Without members it is found for bodies of equal members of several sizes (1 to 12, the absolute numbers in the
rule and one and twice more, 27 and 193); what depends on weights, groups or named members is not analysed then, and
said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from comity.phrase import Phrase
from comity.procedure import formula as f
from comity.procedure.check.examples import Body, bases_move, said, shifted, whole
from comity.procedure.check.findings import Finding, Level, fault
from comity.procedure.decision import ADOPTED, NO_QUORUM, REJECTED, Members, Position, Question, Rule, question
from comity.procedure.decision.conditions import every, inequalities, negated
from comity.procedure.decision.search import GaveUp
from comity.procedure.errors import MissingNumber, RuleError
from comity.procedure.position import ATTENDANCE, NOT_TAKING_PART, RECUSED, Qualified

SIZES = (*range(1, 13), 27, 193)
MAX_SIZE = 1000

# Words for and against; a rule is judged by those it knows.
FAVOURABLE = ("yes", "approve", "confirm", "accept", "adopt", "support", "agree", "in favour", "for", "deposited")
CONTRARY = ("no", "object", "refuse", "reject", "oppose", "disapprove", "against")


ADOPTED_WORD = Phrase("adopted")


@dataclass(frozen=True)
class Wording:
    """How findings speak of what a rule decides: a stage adopted, or a tacit stage defeated; and what they ask.

    ``numbers`` are those fixed by earlier decisions.
    """

    subject: Phrase
    carried: Phrase = ADOPTED_WORD
    for_it: tuple[str, ...] = FAVOURABLE
    against: tuple[str, ...] = CONTRARY
    cannot_be_carried: Level = "error"
    cannot_fail: Level = "warning"
    numbers: Mapping[str, int] = field(default_factory=dict)
    contrary: bool = True  # whether to ask if two contrary proposals can both be carried


def rule_findings(rule: Rule, members: Members | None, place: str, wording: Wording) -> Iterator[Finding]:
    """Every finding about one rule; ``members`` None: not known."""
    try:
        if members is None:
            named = _depends_on(rule)
            if named:
                said = Phrase(
                    "Not analysed further: the rule depends on {named}. Give the members to check it.",
                    {"named": ", ".join(named)},
                )
                yield Finding("warning", "MembersNeeded", place, said)
                return
            yield from Analysis(rule, _anonymous(rule, wording.numbers), place, wording).findings()
        elif len(members) == 0:
            yield Finding("error", "NoMembers", place, Phrase("There are no members to decide."))
        else:
            yield from Analysis(rule, [question(rule, members, wording.numbers)], place, wording).findings()
    except MissingNumber as error:
        said = Phrase("Not analysed further: the number {name} is fixed by an earlier decision.", {"name": error.found})
        yield Finding("warning", "NumberNeeded", error.place, said)
    except RuleError as error:
        yield fault(error)


def _depends_on(rule: Rule) -> list[str]:
    """What a rule needs to know of members, in words."""
    found: dict[str, None] = {}
    for threshold in (each for formula in rule.formulas for each in f.thresholds(formula)):
        if threshold.weight:
            found[f"weight {threshold.weight}"] = None
        found.update(
            {f"weight {each.weight}": None for each in f.values(threshold.value) if isinstance(each, f.Fewest)}
        )
        if threshold.base.group:
            found[f"group {threshold.base.group}"] = None
        found.update(dict.fromkeys((*(threshold.base.only or ()), *threshold.base.excluded)))
    return list(found)


def _anonymous(rule: Rule, fixed: Mapping[str, int]) -> list[Question]:
    """The rule put to bodies of equal members, of several sizes."""
    sizes = {*SIZES, *(size for number in _absolute(rule) for size in (number, number + 1, 2 * number))}
    wanted = sorted(size for size in sizes if 0 < size <= MAX_SIZE)
    bodies = [Members.parse([f"member {each}" for each in range(1, size + 1)]) for size in wanted]
    return [question(rule, members, fixed) for members in bodies]


def _absolute(rule: Rule) -> list[int]:
    """The absolute numbers a rule speaks of."""
    return [
        each.number
        for formula in rule.formulas
        for threshold in f.thresholds(formula)
        for each in f.values(threshold.value)
        if isinstance(each, f.Number)
    ]


class Analysis:
    """One rule put to one or several bodies."""

    def __init__(self, rule: Rule, asked: list[Question], place: str, wording: Wording) -> None:
        self._rule, self._asked, self._place, self._wording = rule, asked, place, wording

    def findings(self) -> Iterator[Finding]:
        """Everything found."""
        starts = [asked.start().outcome() for asked in self._asked]
        if all(start in (REJECTED, NO_QUORUM) for start in starts):
            yield self._finding(
                self._wording.cannot_be_carried,
                "CannotBeCarried",
                Phrase("{subject} can never be {carried}, whatever positions members take."),
            )
            return
        if all(start == ADOPTED for start in starts):
            yield self._finding(
                self._wording.cannot_fail,
                "CannotFail",
                Phrase("{subject} is always {carried}, whatever positions members take."),
            )
            return
        yield from self._monotone()
        yield from self._contradiction()

    def _finding(self, level: Level, code: str, phrase: Phrase) -> Finding:
        values = {**phrase.values, "subject": self._wording.subject, "carried": self._wording.carried}
        return Finding(level, code, self._place, Phrase(phrase.template, values))

    # --- monotone

    @cached_property
    def _words_for(self) -> tuple[str, ...]:
        """The positions that speak for it: words of the field, else those by which all members together carry it."""
        known = [word for word in self._rule.known if word not in ATTENDANCE]
        named = {item.word for item in self._rule.named}
        spoken = [word for word in known if word in self._wording.for_it]
        if self._rule.declared is None:
            spoken = [word for word in spoken if word in named] or spoken
        return tuple(spoken or (word for word in known if self._carried_by_all(word)))

    def _carried_by_all(self, word: str) -> bool:
        asked = self._asked[-1]
        tally = asked.start()
        for member in asked.members.ids:
            tally.take(member, word)
        return tally.outcome(final=True) == ADOPTED

    def _monotone(self) -> Iterator[Finding]:
        unknown = False
        for asked in self._asked:
            doubtful = list(self._doubtful(asked))
            for profile, option, favourable in doubtful:
                found = self._undone(asked, profile, option, favourable)
                if isinstance(found, Finding):
                    yield found
                    return
                unknown = unknown or found
        if unknown:
            yield self._finding(
                "warning",
                "PerhapsNotMonotone",
                Phrase("{subject}: perhaps a further position in favour can undo it; that could not be decided."),
            )

    def _doubtful(self, asked: Question) -> Iterator[tuple[int, int, int]]:
        """Changes to a favourable position that are not plainly harmless: (profile, from option, to option)."""
        condition = inequalities(whole(asked))
        options = asked.choices.options
        held = {word: tuple(each.takes(Position(word)) for each in asked.sums) for word in self._words_for}
        favourable = {index for index, option in enumerate(options) if option.counts in held.values()}
        others = [
            index
            for index, option in enumerate(options)
            if index not in favourable and not (option.position and option.position.word in (RECUSED, NOT_TAKING_PART))
        ]
        for profile, option, target in product(range(len(asked.choices.profiles)), others, sorted(favourable)):
            if not all(asked.choices.as_good(each, profile, target, option) for each in condition):
                yield profile, option, target

    def _undone(self, asked: Question, profile: int, option: int, favourable: int) -> Finding | bool:
        """A case in which a change to a favourable position undoes what is carried; True if that is not known."""
        condition = whole(asked)
        if bases_move(condition):
            return True
        before = shifted(condition, asked, profile, option)
        after = negated(shifted(condition, asked, profile, favourable))
        both, body = every([before, after]), Body.of(asked, without=profile)
        try:
            if not body.possible(both):
                return False
        except GaveUp:
            return True
        example = body.example(both)
        changes: dict[str, object] = {
            "size": len(asked.members),
            "from": Phrase(said(asked.choices.options[option].position)),
            "to": Phrase(said(asked.choices.options[favourable].position)),
        }
        if example is None:
            phrase = Phrase(
                "A further position in favour can undo it: {subject} is {carried}, and no longer once one of {size} "
                "members goes from {from} to {to}.",
                changes,
            )
        else:
            phrase = Phrase(
                "A further position in favour can undo it: of {size} members, with {example}, and one that is {from}, "
                "{subject} is {carried}; once that one goes to {to}, it is not.",
                {**changes, "example": body.said(example)},
            )
        return self._finding("error", "NotMonotone", phrase)

    # --- contradiction

    def _contradiction(self) -> Iterator[Finding]:
        """Whether the same positions carry the proposal and, with for and against exchanged, its contrary.

        Not asked where nobody in favour is needed (consensus), where a ``fewest`` depends on the positions taken, nor
        of a rule with absolute numbers whose body is not known.
        """
        pair = self._pair()
        meant_for_one_size = len(self._asked) > 1 and any(number > 1 for number in _absolute(self._rule))
        if pair is None or not self._wording.contrary or meant_for_one_size:
            return
        contrary = exchanged(self._rule.adopted_if, *pair)
        both = replace(self._rule, adopted_if=f.AllOf((self._rule.adopted_if, contrary), self._rule.place))
        for asked in self._asked:
            joint = question(both, asked.members, asked.numbers)
            condition, body = whole(joint), Body.of(joint)
            if bases_move(condition) or self._carried_without(asked, pair[0]):
                continue
            try:
                if not body.possible(condition):
                    continue
            except GaveUp:
                continue
            example = body.example(condition)
            phrase = Phrase(
                "The same positions can carry the proposal and its contrary: of {size} members, {example}. Ask for "
                "more than half, or say what decides a tie.",
                {"size": len(asked.members), "example": body.said(example or {})},
            )
            yield self._finding("warning", "Contradictory", phrase)
            return

    def _pair(self) -> tuple[str, str] | None:
        """The one word for and the one against, if there is one of each."""
        for_it = [word for word in self._rule.known if word in self._wording.for_it]
        if any(item.qualifiers for item in self._rule.named):
            return None  # for and against are not counted alike (an ISO negative needs reasons)
        named = [item.word for item in self._rule.named if item.word in for_it]
        against = [word for word in self._rule.known if word in self._wording.against]
        if self._rule.declared is None:
            against = [word for word in against if _kin(named, word)]
            for_it = list(dict.fromkeys(named))
        return (for_it[0], against[0]) if len(for_it) == 1 == len(against) else None

    def _carried_without(self, asked: Question, word: str) -> bool:
        """Whether it can be carried with nobody in favour (consensus: silence and abstention carry anything)."""
        declared = [each for each in self._rule.known if each != word and each not in ATTENDANCE]
        rule = replace(self._rule, declared=tuple(declared)) if declared else self._rule
        silent = self._rule.silent_as
        if silent is not None and silent.word == word:
            return True
        return question(rule, asked.members, asked.numbers).start().outcome() not in (REJECTED, NO_QUORUM)


def _kin(named: Iterable[str], word: str) -> bool:
    """Whether a word against belongs with a word for: no with yes, object with approve."""
    pairs = {"yes": "no", "approve": "object", "confirm": "refuse", "accept": "reject"}
    return any(pairs.get(each) == word for each in named)


def exchanged(formula: f.Formula, one: str, other: str) -> f.Formula:
    """The formula with two positions exchanged throughout."""
    if isinstance(formula, f.AllOf):
        return f.AllOf(tuple(exchanged(part, one, other) for part in formula.parts), formula.place)
    if isinstance(formula, f.AnyOf):
        return f.AnyOf(tuple(exchanged(part, one, other) for part in formula.parts), formula.place)
    if isinstance(formula, f.Not):
        return f.Not(exchanged(formula.part, one, other), formula.place)
    holding = formula.base.holding
    base = replace(formula.base, holding=_exchanged(holding, one, other)) if holding else formula.base
    return replace(formula, select=_exchanged(formula.select, one, other), base=base)


def _exchanged(select: f.Select, one: str, other: str) -> f.Select:
    swap = {one: other, other: one}
    items = tuple(Qualified(swap.get(item.word, item.word), item.qualifiers, item.place) for item in select.items)
    return replace(select, items=items)
