"""Positions: the words members say, with their qualifiers, and which words a rule knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from comity.procedure import notation
from comity.procedure.errors import UnknownPosition, WrongKind

ABSENT = "absent"
RECUSED = "recused"
NOT_TAKING_PART = "not taking part"

# How attendance is recorded; known to every rule, whatever positions it declares.
ATTENDANCE = (ABSENT, RECUSED, NOT_TAKING_PART)

# What a rule knows that declares no positions: the words of the field, beside those its formula speaks of.
STANDARD = (
    "yes",
    "no",
    "abstain",
    "approve",
    "approve ad referendum",
    "object",
    "confirm",
    "refuse",
    "accept",
    "reject",
    "deposited",
    "none",
    *ATTENDANCE,
)

# Words with a meaning of their own in a formula; never positions.
RESERVED = ("present", "participating", "members", "all")


@dataclass(frozen=True, slots=True)
class Position:
    """What a member says: a word, and what comes with it (``reasons``, a ``reservation``)."""

    word: str
    qualifiers: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, data: object, place: str) -> Position:
        """From ``no`` or ``{position: no, with: reasons}`` (or a list of qualifiers)."""
        if isinstance(data, Position):
            return data
        said = Qualified.parse(data, place, what="a position, or {position: WORD, with: QUALIFIER}")
        return cls(said.word, said.qualifiers)

    def as_data(self) -> str | dict[str, object]:
        """In the form it is read from."""
        if not self.qualifiers:
            return self.word
        listed = sorted(self.qualifiers)
        return {"position": self.word, "with": listed[0] if len(listed) == 1 else listed}

    def __str__(self) -> str:
        return self.word + (f" with {' and '.join(sorted(self.qualifiers))}" if self.qualifiers else "")


@dataclass(frozen=True, slots=True)
class Qualified:
    """A position as a rule asks for it: the word, and qualifiers that must all come with it."""

    word: str
    qualifiers: frozenset[str] = frozenset()
    place: str = field(default="", compare=False, repr=False)

    @classmethod
    def parse(cls, data: object, place: str, *, what: str) -> Qualified:
        """From ``no`` or ``{position: no, with: reasons}``; raises WrongKind."""
        if isinstance(data, Mapping):
            notation.mapping(data, place, required=["position"], optional=["with"], what=what)
            given = data.get("with", ())
            listed = [given] if isinstance(given, str) else notation.sequence(given, f"{place}.with")
            named = [notation.word(each, f"{place}.with", what="a qualifier") for each in listed]
            return cls(word_of(data["position"], f"{place}.position", what), frozenset(named), f"{place}.position")
        return cls(word_of(data, place, what), place=place)

    def held_as(self, position: Position) -> bool:
        """Whether a member holding ``position`` holds what is asked for."""
        return self.word == position.word and self.qualifiers <= position.qualifiers

    def __str__(self) -> str:
        return str(Position(self.word, self.qualifiers))


def word_of(data: object, place: str, what: str) -> str:
    """A position's word; raises WrongKind for what is no word, and for words with another meaning."""
    if not isinstance(data, str):
        raise WrongKind(place, notation.shown(data), what)
    found = notation.word(data, place, what=what)
    if found in RESERVED:
        raise WrongKind(place, notation.shown(found), f"{what}; {notation.choices(RESERVED)} is no position")
    return found


def require_known(found: str, known: Collection[str], place: str) -> None:
    """Raise UnknownPosition, with the nearest known word if there is one."""
    if found not in known:
        near = nearest(found, known)
        expected = notation.choices(known) + (f" (did you mean {notation.shown(near)}?)" if near else "")
        raise UnknownPosition(place, notation.shown(found), expected)


def nearest(found: str, known: Iterable[str]) -> str | None:
    """The known word that is one slip of the pen away: another case, or one letter more, less, changed or swapped.

    A final d is no slip: ``approved`` is another form of ``approve``.
    """
    for each in known:
        if each != found and (each.casefold() == found.casefold() or _one_slip(each.casefold(), found.casefold())):
            return each
    return None


def _one_slip(one: str, other: str) -> bool:
    if len(one) < 3 or abs(len(one) - len(other)) > 1 or one + "d" == other or other + "d" == one:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (len(rest) > 1 and rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )
