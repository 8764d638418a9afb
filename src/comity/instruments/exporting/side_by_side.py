"""Two language versions beside one another, aligned by the identifiers of their provisions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from comity.instruments.exporting.layout import Line, Role, stepped


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands at the same height; one side is empty where its language has no such provision."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


def pairs_of(left: Sequence[Line], right: Sequence[Line]) -> tuple[Pair, ...]:
    """The lines of two language versions in pairs, each side in its own order and whole."""
    before, after = _groups(left), _groups(right)
    matcher = SequenceMatcher(None, [key for key, _lines in before], [key for key, _lines in after], autojunk=False)
    pairs: list[Pair] = []
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        if kind == "equal":
            for (_key, one), (_same, other) in zip(before[a0:a1], after[b0:b1], strict=True):
                pairs += _level(one, other)
        else:
            pairs += [Pair(tuple(lines), ()) for _key, lines in before[a0:a1]]
            pairs += [Pair((), tuple(lines)) for _key, lines in after[b0:b1]]
    return _stepped(pairs)


def _stepped(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """No level of headings left out where both sides are read one after the other."""
    lines = iter(stepped(line for pair in pairs for line in (*pair.left, *pair.right)))
    return tuple(
        Pair(tuple(next(lines) for _line in one.left), tuple(next(lines) for _line in one.right)) for one in pairs
    )


def _groups(lines: Sequence[Line]) -> list[tuple[tuple[str, str], list[Line]]]:
    """Lines that follow one another in one provision; its heading apart, so that headings stand at one height."""
    groups: list[tuple[tuple[str, str], list[Line]]] = []
    for line in lines:
        kind = line.role if line.role in (Role.TITLE, Role.HEADING) else "words"
        key = (line.provision, str(kind))
        if groups and groups[-1][0] == key:
            groups[-1][1].append(line)
        else:
            groups.append((key, [line]))
    return groups


def _level(left: list[Line], right: list[Line]) -> list[Pair]:
    """Line by line where both sides have as many; otherwise the two groups as they are."""
    if len(left) != len(right):
        return [Pair(tuple(left), tuple(right))]
    return [Pair((one,) if one else (), (other,) if other else ()) for one, other in zip_longest(left, right)]
