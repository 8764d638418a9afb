"""A decision rule: quorum, what silence counts as, and the formula of adoption; immutable and hashable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from comity.procedure import formula, notation
from comity.procedure.errors import UnknownPosition, WrongKind
from comity.procedure.formula import Formula
from comity.procedure.position import ATTENDANCE, STANDARD, Position, Qualified, nearest, require_known


@dataclass(frozen=True)
class Rule:
    """How a question is decided.

    ``declared`` are the positions open to members, where the stage or the rule lists them: then no others are known,
    beside how attendance is recorded (absent, recused, not taking part). Otherwise the words of the field are known,
    and those the formulas speak of.
    """

    adopted_if: Formula
    quorum: Formula | None = None
    silent_as: Position | None = None
    declared: tuple[str, ...] | None = None
    place: str = field(default="rule", compare=False)

    @classmethod
    def parse(cls, data: object, place: str = "rule", *, positions: object = None) -> Rule:
        """Read a rule; ``positions`` are those that the stage around it declares.

        Raises a RuleError that names the place.
        """
        if isinstance(data, Rule):
            return data
        notation.mapping(data, place, required=["adopted_if"], optional=["quorum", "silent_as", "positions"])
        assert isinstance(data, Mapping)
        listed, where = (data["positions"], f"{place}.positions") if "positions" in data else (positions, "positions")
        declared = None if listed is None else _declared(listed, where)
        silence = data.get("silent_as")
        rule = cls(
            adopted_if=formula.parse(data["adopted_if"], f"{place}.adopted_if"),
            quorum=formula.parse(data["quorum"], f"{place}.quorum") if "quorum" in data else None,
            silent_as=Position.parse(silence, f"{place}.silent_as") if "silent_as" in data else None,
            declared=declared,
            place=place,
        )
        rule._require_sense()
        return rule

    @property
    def formulas(self) -> list[Formula]:
        """The quorum, if there is one, and the formula of adoption."""
        return [each for _, each in self.roles]

    @property
    def roles(self) -> list[tuple[str, Formula]]:
        """The formulas with the key each stands under."""
        quorum = [] if self.quorum is None else [("quorum", self.quorum)]
        return [*quorum, ("adopted_if", self.adopted_if)]

    def as_data(self) -> dict[str, object]:
        """The rule as JSON or YAML holds it."""
        found: dict[str, object] = {role: formula.as_data(each) for role, each in self.roles}
        if self.silent_as is not None:
            found["silent_as"] = self.silent_as.as_data()
        return found if self.declared is None else found | {"positions": list(self.declared)}

    @cached_property
    def named(self) -> tuple[Qualified, ...]:
        """Every position the rule speaks of, each once."""
        return tuple(dict.fromkeys(item for each in self.formulas for item in formula.named_positions(each)))

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The words a member's position may be."""
        if self.declared is not None:
            return tuple(dict.fromkeys((*self.declared, *ATTENDANCE)))
        silence = [self.silent_as.word] if self.silent_as else []
        return tuple(dict.fromkeys((*(item.word for item in self.named), *silence, *STANDARD)))

    @cached_property
    def qualifiers(self) -> tuple[str, ...]:
        """Every qualifier the rule asks for, sorted."""
        return tuple(sorted({each for item in self.named for each in item.qualifiers}))

    def position(self, data: object, place: str) -> Position:
        """A member's position, checked against what the rule knows; raises WrongKind or UnknownPosition."""
        position = Position.parse(data, place)
        require_known(position.word, self.known, place)
        for qualifier in position.qualifiers.difference(self.qualifiers):
            if near := nearest(qualifier, self.qualifiers):
                raise UnknownPosition(f"{place}.with", notation.shown(qualifier), notation.shown(near))
        return position

    def _require_sense(self) -> None:
        """A word of the rule must be declared, or not look like a slip of the pen for one of the field's words."""
        said = [*self.named] + (
            [Qualified(self.silent_as.word, place=f"{self.place}.silent_as")] if self.silent_as else []
        )
        for item in said:
            if self.declared is not None:
                require_known(item.word, self.known, item.place)
            elif item.word not in STANDARD and (near := nearest(item.word, STANDARD)):
                expected = f"{notation.shown(near)}, or {notation.shown(item.word)} declared under positions"
                raise UnknownPosition(item.place, notation.shown(item.word), expected)


def _declared(data: object, place: str) -> tuple[str, ...]:
    listed = notation.sequence(data, place, what="a list of positions, not empty", empty=False)
    words: list[str] = []
    for index, each in enumerate(listed):
        where = f"{place}[{index}]"
        words.append(Position.parse(each, where).word)
        if words[-1] in words[:-1]:
            raise WrongKind(where, notation.shown(each), "each position once")
    return tuple(words)
