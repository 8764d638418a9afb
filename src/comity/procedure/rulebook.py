"""The real rules of ``profiles/rules``: each file a rule with its sources, its members and its boundary cases.

A file says whole bodies and votes briefly, as the rule language itself does not:

- ``members`` is a list in which ``{count: 10, id: elected, groups: [elected]}`` stands for *elected 1* to *elected
  10*, or ``{from: NAME}`` for the list in ``members/NAME.yaml``;
- a case's ``positions`` go from position to *who*: a list of members; a number (so many of those still without a
  position, in order); ``{GROUP: number, all or {all but: members}}``, where ``others`` are the members of no group;
  ``{not: GROUP}``; ``rest``; ``{all but: who}`` (the rest without these, who stay silent). ``no with reasons`` is a
  qualified position;
- a case's ``deposits`` are ``{on: DATE, by: who}``, by default ratifications that count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.procedure import notation
from comity.procedure.decision import Members
from comity.procedure.errors import WrongKind
from comity.procedure.position import Position

BOUNDARIES = ("short", "met", "over")
SEEN = ("T", "S", "M", "synthetic")  # text seen, secondary source, from memory, made up
_HEAD = ("title", "sources", "notes", "members")
_KINDS = ("rule", "clause", "procedure")


@dataclass(frozen=True)
class RuleFile:
    """One file: ``kind`` is rule, clause (entry into force) or procedure (a tacit stage), ``form`` its data."""

    path: Path
    title: str
    kind: str
    form: Any
    members: Members
    cases: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        return self.path.stem

    def members_of(self, case: Mapping[str, Any]) -> Members:
        """The members of one case: its own, or the file's."""
        return members(case["members"], self.path) if "members" in case else self.members


def read(path: Path) -> RuleFile:
    """Read a file and check its outline; raises a RuleError."""
    data = notation.load(path.read_bytes())
    kinds = [kind for kind in _KINDS if kind in data]
    if len(kinds) != 1:
        raise WrongKind(path.name, notation.shown(kinds), f"exactly {notation.choices(_KINDS)}")
    notation.mapping(data, path.name, required=[*_HEAD, kinds[0], "cases"])
    for index, source in enumerate(data["sources"]):
        place = f"{path.name}.sources[{index}]"
        notation.mapping(source, place, required=["text", "seen"], optional=["where"])
        notation.one_of(source["seen"], f"{place}.seen", SEEN)
    listed = members(data["members"], path)
    return RuleFile(path, data["title"], kinds[0], data[kinds[0]], listed, tuple(data["cases"]))


def members(data: Any, path: Path) -> Members:
    """The members a file or case lists, written out."""
    if isinstance(data, Mapping) and "from" in data:
        shared = notation.load((path.parent / "members" / f"{data['from']}.yaml").read_bytes())
        return members(shared["members"], path)
    return Members.parse([member for entry in data for member in _written_out(entry)])


def _written_out(entry: Any) -> Iterator[Any]:
    if not isinstance(entry, Mapping) or "count" not in entry:
        yield entry
        return
    common = {key: value for key, value in entry.items() if key != "count"}
    for number in range(1, entry["count"] + 1):
        yield {**common, "id": f"{entry['id']} {number}"}


def positions(data: Mapping[str, Any], body: Members, taken: Iterable[str] = ()) -> dict[str, Position]:
    """A case's positions, by member; numbers pass over members who have ``taken`` one already."""
    found: dict[str, Position] = {}
    before = set(taken)
    for said, who in sorted(data.items(), key=lambda item: _precedence(item[1])):
        word, _, qualifier = said.partition(" with ")
        position = Position(word, frozenset({qualifier} if qualifier else ()))
        for member in chosen(who, body, before | found.keys()):
            found[member] = position
    return found


def _precedence(who: Any) -> int:
    """Named members first, then those of groups, then numbers, then the rest."""
    if isinstance(who, list):
        return 0
    if isinstance(who, Mapping):
        return 3 if "all but" in who else 0 if "not" in who else 1
    return 3 if who == "rest" else 2


def chosen(who: Any, body: Members, taken: Iterable[str]) -> list[str]:
    """The members that ``who`` stands for, among those not taken yet."""
    gone = set(taken)
    free = [member for member in body if member.id not in gone]
    if isinstance(who, list):
        for member in who:
            body.require(member, "positions")
        return who
    if who == "rest":
        return [member.id for member in free]
    if isinstance(who, int):
        return _some([member.id for member in free], who)
    if "all but" in who:
        spared = set(chosen(who["all but"], body, gone))
        return [member.id for member in free if member.id not in spared]
    if "not" in who:
        return [member.id for member in free if who["not"] not in member.groups]
    found: list[str] = []
    for group, number in who.items():
        belong = [m.id for m in free if (group in m.groups if group != "others" else not m.groups)]
        found += _some(belong, number)
    return found


def _some(members: list[str], number: Any) -> list[str]:
    """So many of them, ``all``, or ``{all but: members}``."""
    if number == "all":
        return members
    if isinstance(number, Mapping):
        return [member for member in members if member not in number["all but"]]
    if number > len(members):
        raise WrongKind("positions", str(number), f"at most {len(members)} members, so many are left")
    return members[:number]


def deposits(data: Iterable[Mapping[str, Any]], body: Members) -> list[dict[str, Any]]:
    """A case's deposits as entry into force reads them."""
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for each in data:
        by, kind = each["by"], each.get("kind", "ratification")
        for participant in by if isinstance(by, list) else chosen(by, body, taken):
            taken.add(participant)
            entry = {"participant": participant, "date": each["on"], "kind": kind}
            found.append(entry if each.get("counted", True) else {**entry, "counted": False})
    return found
