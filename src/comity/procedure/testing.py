"""Builders, strategies and a naive reference for tests of the procedure room.

The reference evaluates a rule as RULES.md words it, member by member with fractions, and settles an open question by
trying every completion. It shares no code with the engine beyond the tree of the formula.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice, product
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from comity.procedure import formula as f
from comity.procedure.decision import Member, Members, Rule
from comity.procedure.position import ATTENDANCE, Position

# --- the naive reference ---------------------------------------------------------------------------------------------

Positions = Mapping[str, Position | None]


def holds(formula: f.Formula, members: Members, positions: Positions) -> bool:
    """Whether a formula holds, by the words of RULES.md."""
    if isinstance(formula, f.AllOf):
        return all(holds(part, members, positions) for part in formula.parts)
    if isinstance(formula, f.AnyOf):
        return any(holds(part, members, positions) for part in formula.parts)
    if isinstance(formula, f.Not):
        return not holds(formula.part, members, positions)
    base = [member for member in members if _belongs(formula.base, member, positions.get(member.id))]
    chosen = [member for member in base if _selected(formula.select, positions.get(member.id))]
    found, whole = _measure(chosen, formula.weight), _measure(base, formula.weight)
    relative = any(isinstance(value, (f.Share, f.Fewest)) for value in f.values(formula.value))
    if relative and not whole:
        return False
    fewest = [value for value in f.values(formula.value) if isinstance(value, f.Fewest)]
    if any(not _measure(base, value.weight) for value in fewest):
        return False
    value = _value(formula.value, base, whole)
    return {
        "at_least": found >= value,
        "more_than": found > value,
        "at_most": found <= value,
        "fewer_than": found < value,
    }[formula.comparison]


def _belongs(base: f.Base, member: Member, position: Position | None) -> bool:
    if base.group is not None and base.group not in member.groups:
        return False
    if base.only is not None and member.id not in base.only:
        return False
    if member.id in base.excluded:
        return False
    return base.holding is None or _selected(base.holding, position)


def _selected(select: f.Select, position: Position | None) -> bool:
    if select.how == "present":
        return position is not None and position.word != "absent"
    if select.how == "participating":
        return position is None or position.word not in ("recused", "not taking part")
    held = position is not None and any(
        item.word == position.word and item.qualifiers <= position.qualifiers for item in select.items
    )
    return held if select.how == "holding" else not held


def _measure(members: list[Member], weight: str | None) -> Fraction:
    return Fraction(len(members)) if weight is None else Fraction(sum(m.weights.get(weight, 0) for m in members))


def _value(value: f.Value, base: list[Member], whole: Fraction) -> Fraction:
    if isinstance(value, f.Number):
        return Fraction(value.number)
    if isinstance(value, f.Share):
        return value.share * whole
    if isinstance(value, f.Extreme):
        inner = [_value(each, base, whole) for each in value.values]
        return max(inner) if value.which == "greater_of" else min(inner)
    assert isinstance(value, f.Fewest)
    needed = value.share * _measure(base, value.weight)
    for number in range(len(base) + 1):
        for chosen in combinations(base, number):
            held = _measure(list(chosen), value.weight)
            if held > needed or (held == needed and value.comparison == "at_least"):
                return Fraction(number + value.plus)
    raise AssertionError


def final_outcome(rule: Rule, members: Members, positions: Positions) -> str:
    """The outcome at the deadline: silence counts as the rule says."""
    counted = {member.id: positions.get(member.id) or rule.silent_as for member in members}
    if rule.quorum is not None and not holds(rule.quorum, members, counted):
        return "no quorum"
    return "adopted" if holds(rule.adopted_if, members, counted) else "rejected"


def completions(rule: Rule, members: Members, positions: Positions) -> Iterator[dict[str, Position | None]]:
    """Every way in which the members without a position may still take one, or none."""
    outstanding = [member.id for member in members if positions.get(member.id) is None]
    for chosen in product(every_position(rule), repeat=len(outstanding)):
        yield {**positions, **dict(zip(outstanding, chosen, strict=True))}


def every_position(rule: Rule) -> list[Position | None]:
    """All a member can do: silence, and every known word with every set of the qualifiers the rule asks for."""
    sets = [frozenset(c) for n in range(len(rule.qualifiers) + 1) for c in combinations(rule.qualifiers, n)]
    return [None, *(Position(word, chosen) for word in rule.known for chosen in sets)]


def naive_outcome(rule: Rule, members: Members, positions: Positions, *, final: bool) -> str:
    """The outcome by trying every completion."""
    if final:
        return final_outcome(rule, members, positions)
    ends = {final_outcome(rule, members, each) for each in completions(rule, members, positions)}
    if "adopted" in ends:
        return "adopted" if len(ends) == 1 else "open"
    return "no quorum" if ends == {"no quorum"} else "rejected"


# --- strategies ------------------------------------------------------------------------------------------------------

WORDS = ("yes", "no", "abstain")
GROUPS = ("permanent", "founder")
WEIGHTS = ("votes", "people")

items = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.just({"position": "no", "with": "reasons"}))
item_lists = st.lists(items, min_size=1, max_size=2, unique_by=str)
selects = st.one_of(
    items, item_lists, item_lists.map(lambda listed: {"not": listed}), st.sampled_from(["present", "participating"])
)
bases = st.one_of(
    st.sampled_from(["members", "members", "present", "participating"]),
    item_lists,
    st.just(["yes", "no"]),
    st.sampled_from(GROUPS).map(lambda group: {"group": group}),
    st.just({"except": ["A"]}),
    st.just({"only": ["A", "B"]}),
    st.fixed_dictionaries({"group": st.sampled_from(GROUPS), "holding": selects}),
)
shares = st.sampled_from(["1/2", "2/3", "55%", "1/4", "0/1", "all", "62.5%", "1/3"])
fewest = st.fixed_dictionaries(
    {
        "fewest": st.fixed_dictionaries({"weight": st.sampled_from(WEIGHTS)}, optional={}).flatmap(
            lambda inner: st.sampled_from(["at_least", "more_than"]).flatmap(
                lambda comparison: st.sampled_from(["35%", "1/2", "2/3"]).map(
                    lambda share: {**inner, comparison: share}
                )
            )
        )
    },
    optional={"plus": st.integers(0, 2)},
)


def values(weighed: bool) -> st.SearchStrategy[Any]:
    """What a threshold compares with."""
    simple = st.one_of(st.integers(0, 12 if weighed else 4), st.just("none"), shares, shares)
    extremes = st.tuples(st.sampled_from(["greater_of", "lesser_of"]), st.lists(simple, min_size=1, max_size=2)).map(
        lambda pair: {pair[0]: pair[1]}
    )
    return st.one_of(simple, simple, extremes) if weighed else st.one_of(simple, simple, simple, extremes, fewest)


@st.composite
def thresholds(draw: st.DrawFn) -> dict[str, Any]:
    """Any threshold over the words, groups and weights above, as data."""
    weighed = draw(st.booleans())
    select = draw(selects)
    found: dict[str, Any] = {"weight": draw(st.sampled_from(WEIGHTS)), "in": select} if weighed else {"count": select}
    base = draw(bases)
    if base != "members" or draw(st.booleans()):
        found["of"] = base
    return found | {draw(st.sampled_from(f.COMPARISONS)): draw(values(weighed))}


formulas = st.recursive(
    thresholds(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule, monotone or not, that declares its positions."""
    data: dict[str, Any] = {"adopted_if": draw(formulas), "positions": list(WORDS)}
    if draw(st.integers(0, 3)) == 0:
        data["quorum"] = draw(st.one_of(thresholds(), st.just({"count": "present", "at_least": "1/2"})))
    if draw(st.integers(0, 3)) == 0:
        data["silent_as"] = draw(items)
    return Rule.parse(data)


@st.composite
def bodies(draw: st.DrawFn, largest: int = 4) -> Members:
    """A small body whose members have every weight, and every group and weight exists."""
    ids = "ABCDEFG"[: draw(st.integers(2, largest))]
    weight = st.one_of(st.integers(0, 5), st.fractions(0, 4, max_denominator=3))
    listed = [
        {
            "id": each,
            "weights": {name: draw(weight) for name in WEIGHTS},
            "groups": draw(st.lists(st.sampled_from(GROUPS), unique=True, max_size=2)) if index else list(GROUPS),
        }
        for index, each in enumerate(ids)
    ]
    return Members.parse(listed)


@st.composite
def positions_of(draw: st.DrawFn, rule: Rule, members: Members, outstanding: int) -> dict[str, Position]:
    """Positions of all but so many members, the attendance words among them."""
    known: list[Position] = [position for position in every_position(rule) if position is not None]
    said = [position for position in known if position.word not in ATTENDANCE]
    ids = draw(st.permutations(members.ids))
    taken = ids[: max(0, len(ids) - outstanding)]
    return {member: draw(st.sampled_from(said + said + known)) for member in taken}


# --- real roll calls -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RollCall:
    """A roll call of the General Assembly: its session, and the positions in the order of the file."""

    session: str
    positions: list[tuple[str, str]]


def roll_calls(folder: Path) -> tuple[list[RollCall], dict[str, Members]]:
    """The roll calls in ``folder`` (data/README.md), and the members of each session.

    Members who were absent have no row. The members of a session are all who took a position in any of its roll
    calls, so that in each of them the absent ones are members without a position.
    """
    with gzip.open(folder / "unga_roll_calls.csv.gz", "rt", encoding="utf-8", newline="") as file:
        session_of = {row[0]: row[1] for row in islice(csv.reader(file), 1, None)}
    found: dict[str, RollCall] = {}
    with gzip.open(folder / "unga_positions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for roll_call, _, country, position in islice(csv.reader(file), 1, None):
            if roll_call not in found:
                found[roll_call] = RollCall(session_of[roll_call], [])
            found[roll_call].positions.append((country, position))
    countries: dict[str, dict[str, None]] = {}
    for each in found.values():
        countries.setdefault(each.session, {}).update(dict.fromkeys(country for country, _ in each.positions))
    bodies = {session: Members(tuple(Member(each) for each in sorted(named))) for session, named in countries.items()}
    return list(found.values()), bodies
