"""A body: its members, what they weigh and the groups they belong to, frozen when a case opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from comity.procedure import notation
from comity.procedure.errors import DuplicateMember, NegativeWeight, UnknownMember
from comity.procedure.position import nearest


@dataclass(frozen=True)
class Member:
    """One member: its weights by name (population, votes, tonnage; exact, 0 or more) and its groups."""

    id: str
    weights: Mapping[str, int | Fraction] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash((self.id, frozenset(self.weights.items()), self.groups))

    @classmethod
    def parse(cls, data: object, place: str) -> Member:
        """From ``{id: DE, weights: {population: 80767463}, groups: [founder]}``, or the bare id."""
        if isinstance(data, (str, int)):
            return cls(notation.word(data, place, what="a member's id"))
        notation.mapping(data, place, required=["id"], optional=["weights", "groups"])
        assert isinstance(data, Mapping)
        groups = notation.sequence(data.get("groups", ()), f"{place}.groups", what="a list of groups")
        return cls(
            id=notation.word(data["id"], f"{place}.id", what="a member's id"),
            weights=_weights(data.get("weights", {}), f"{place}.weights"),
            groups=frozenset(
                notation.word(each, f"{place}.groups[{index}]", what="a group") for index, each in enumerate(groups)
            ),
        )

    def as_data(self) -> dict[str, object]:
        """The member as JSON or YAML holds it."""
        weights = {name: notation.plain(weight) for name, weight in self.weights.items()}
        found: dict[str, object] = {"id": self.id}
        return (
            found | ({"weights": weights} if weights else {}) | ({"groups": sorted(self.groups)} if self.groups else {})
        )


def _weights(data: object, place: str) -> Mapping[str, int | Fraction]:
    if not isinstance(data, Mapping):
        notation.mapping(data, place, what="weights by name")
        raise AssertionError
    found: dict[str, int | Fraction] = {}
    for name, value in data.items():
        where = f"{place}.{name}"
        found[notation.word(name, place, what="the name of a weight")] = number = notation.exact(value, where)
        if number < 0:
            raise NegativeWeight(where, notation.shown(value), "0 or more")
    return MappingProxyType(found)


@dataclass(frozen=True)
class Members:
    """The members of a body in the order given, each id once."""

    listed: tuple[Member, ...]
    _by_id: Mapping[str, Member] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Member] = {}
        for index, member in enumerate(self.listed):
            if member.id in by_id:
                raise DuplicateMember(f"members[{index}].id", notation.shown(member.id), "each member once")
            by_id[member.id] = member
        object.__setattr__(self, "_by_id", by_id)

    @classmethod
    def parse(cls, data: object, place: str = "members") -> Members:
        """From a list of members; raises a RuleError that names the place."""
        listed = notation.sequence(data, place, what="a list of members")
        try:
            return cls(tuple(Member.parse(each, f"{place}[{index}]") for index, each in enumerate(listed)))
        except DuplicateMember as error:
            raise DuplicateMember(error.place.replace("members", place, 1), error.found, error.expected) from None

    def as_data(self) -> list[dict[str, object]]:
        """The members as JSON or YAML holds them."""
        return [member.as_data() for member in self.listed]

    def __iter__(self) -> Iterator[Member]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)

    def __contains__(self, member: object) -> bool:
        return member in self._by_id

    def __getitem__(self, member: str) -> Member:
        return self._by_id[member]

    @property
    def ids(self) -> list[str]:
        """The members' ids in order."""
        return list(self._by_id)

    @property
    def groups(self) -> list[str]:
        """Every group a member belongs to, sorted."""
        return sorted({group for member in self.listed for group in member.groups})

    @property
    def weights(self) -> list[str]:
        """The name of every weight a member has, sorted."""
        return sorted({name for member in self.listed for name in member.weights})

    def require(self, member: str, place: str) -> None:
        """Raise UnknownMember if no member has this id."""
        if member not in self._by_id:
            near = nearest(member, self._by_id)
            hint = f" (did you mean {notation.shown(near)}?)" if near else ""
            raise UnknownMember(place, notation.shown(member), notation.choices(self._by_id) + hint)
