"""Whether members can take positions that make a condition true, and an example of how: exact, by the engine's search.

Members of one profile are interchangeable, so an example says how many of which profile hold which option. The search
is bounded (:data:`comity.procedure.decision.search.MAX_STEPS`); beyond it the answer is *not known*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.phrase import Phrase
from comity.procedure.decision import Position, Question
from comity.procedure.decision.conditions import TRUE, Condition, Inequality, Joined, every, inequalities
from comity.procedure.decision.search import GaveUp, Search

Sharing = dict[tuple[int, int], int]  # how many members of a profile hold an option


def whole(asked: Question) -> Condition:
    """Quorum and adoption of a question, over its sums."""
    quorum = [asked.compiler.condition(asked.rule.quorum)] if asked.rule.quorum else [TRUE]
    return every([*quorum, asked.compiler.condition(asked.rule.adopted_if)])


def shifted(condition: Condition, asked: Question, profile: int, option: int) -> Condition:
    """The condition for the other members, once one member of ``profile`` holds ``option``."""
    if isinstance(condition, Joined):
        return Joined(condition.how, tuple(shifted(part, asked, profile, option) for part in condition.parts))
    gain = asked.choices.effect(condition, profile, option)
    return Inequality(condition.terms, condition.constant + gain, condition.fewest)


def bases_move(condition: Condition) -> bool:
    """Whether a ``fewest`` depends on the positions taken; such a condition is not searched here."""
    return any(each.fewest for each in inequalities(condition))


@dataclass(frozen=True, slots=True)
class Body:
    """The members that are free to choose, by profile."""

    asked: Question
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, asked: Question, without: int | None = None) -> Body:
        """All members, or all but one of a profile."""
        sizes = [mask.bit_count() for mask in asked.members_of]
        if without is not None:
            sizes[without] -= 1
        return cls(asked, tuple(sizes))

    def possible(self, condition: Condition) -> bool:
        """Whether positions make the condition true; raises GaveUp."""
        return self._possible(Search(condition, self.asked.choices), condition, {}, self.sizes)

    def example(self, condition: Condition) -> Sharing | None:
        """Positions that make it true, the first options of each profile as often as can be; None if not known."""
        search = Search(condition, self.asked.choices)
        held: Sharing = {}
        left = list(self.sizes)
        try:
            for profile in range(len(self.sizes)):
                for option in range(len(self.asked.choices.options)):
                    number = self._most(search, condition, held, left, profile, option)
                    if number:
                        held[profile, option] = number
                        left[profile] -= number
                if left[profile]:
                    return None
        except GaveUp:
            return None
        return held

    def _most(
        self, search: Search, condition: Condition, held: Sharing, left: Sequence[int], profile: int, option: int
    ) -> int:
        for number in range(left[profile], 0, -1):
            rest = [*left]
            rest[profile] -= number
            if self._possible(search, condition, {**held, (profile, option): number}, rest):
                return number
        return 0

    def _possible(self, search: Search, condition: Condition, held: Sharing, left: Sequence[int]) -> bool:
        choices = self.asked.choices
        fixed = {
            each: each.constant
            + sum(number * choices.effect(each, profile, option) for (profile, option), number in held.items())
            for each in inequalities(condition)
        }
        return search.possible(fixed, {}, left)

    def said(self, sharing: Sharing) -> Phrase:
        """An example in words: how many members say what."""
        numbers: dict[str, int] = {}
        for (_, option), number in sharing.items():
            word = said(self.asked.choices.options[option].position)
            numbers[word] = numbers.get(word, 0) + number
        parts = [
            Phrase("{number} × {position}", {"number": number, "position": Phrase(word)})
            for word, number in sorted(numbers.items(), key=lambda each: -each[1])
        ]
        found = parts[0] if parts else Phrase("no other members")
        for part in parts[1:]:
            found = Phrase("{first}, {second}", {"first": found, "second": part})
        return found


def said(position: Position | None) -> str:
    """A position as a word; members without one are silent."""
    return "silent" if position is None else str(position)
