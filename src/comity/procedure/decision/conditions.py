"""A formula reduced to arithmetic: inequalities over sums, joined by *all* and *any*.

Every threshold is one or two integer inequalities ``coefficients · sums + constant >= 0``. Negation goes into the
inequalities (``not g >= 0`` is ``-g - 1 >= 0`` for integers), so that a condition is built from *all* and *any* alone
and grows truer as each of its inequalities does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Inequality:
    """``sum(coefficient * sums[index]) + constant + fewest_sign * fewest[fewest_index] >= 0``; integers throughout."""

    terms: tuple[tuple[int, int], ...]  # (index of the sum, coefficient), sorted, no coefficient 0
    constant: int
    fewest: tuple[int, int] | None = None  # (index of the Fewest, +1 or -1)

    def negated(self) -> Inequality:
        """The inequality that holds exactly where this one does not."""
        fewest = None if self.fewest is None else (self.fewest[0], -self.fewest[1])
        return Inequality(tuple((index, -factor) for index, factor in self.terms), -self.constant - 1, fewest)

    def linear(self, sums: Sequence[int]) -> int:
        """The left side without the fewest members."""
        return sum(factor * sums[index] for index, factor in self.terms) + self.constant


@dataclass(frozen=True, slots=True)
class Joined:
    """``all`` of the parts, or ``any`` of them; without parts true, respectively false."""

    how: str
    parts: tuple[Condition, ...]


Condition: TypeAlias = Inequality | Joined
TRUE = Joined("all", ())
FALSE = Joined("any", ())


def every(parts: Iterable[Condition]) -> Condition:
    """All of the parts hold."""
    return _joined("all", parts)


def either(parts: Iterable[Condition]) -> Condition:
    """At least one of the parts holds."""
    return _joined("any", parts)


def _joined(how: str, parts: Iterable[Condition]) -> Condition:
    neutral, decisive = (TRUE, FALSE) if how == "all" else (FALSE, TRUE)
    flat: dict[Condition, None] = {}
    for part in parts:
        part = _constant(part)
        if part == decisive:
            return decisive
        if part != neutral:
            same = isinstance(part, Joined) and part.how == how
            flat.update(dict.fromkeys(part.parts if same and isinstance(part, Joined) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Joined(how, tuple(flat))


def _constant(part: Condition) -> Condition:
    if isinstance(part, Inequality) and not part.terms and part.fewest is None:
        return TRUE if part.constant >= 0 else FALSE
    return part


def negated(condition: Condition) -> Condition:
    """The condition that holds exactly where this one does not."""
    if isinstance(condition, Inequality):
        return _constant(condition.negated())
    return _joined("any" if condition.how == "all" else "all", [negated(part) for part in condition.parts])


def inequalities(condition: Condition) -> list[Inequality]:
    """The inequalities of a condition, each once."""
    return list(dict.fromkeys(_walk(condition)))


def _walk(condition: Condition) -> Iterator[Inequality]:
    if isinstance(condition, Inequality):
        yield condition
    else:
        for part in condition.parts:
            yield from _walk(part)


def holds(condition: Condition, true: Callable[[Inequality], bool]) -> bool:
    """Whether the condition holds, given which inequalities do."""
    if isinstance(condition, Inequality):
        return true(condition)
    if condition.how == "all":
        return all(holds(part, true) for part in condition.parts)
    return any(holds(part, true) for part in condition.parts)


def alternatives(condition: Condition, limit: int) -> list[list[Inequality]] | None:
    """Disjunctive normal form: the sets of inequalities each of which suffices; None beyond ``limit`` sets."""
    if isinstance(condition, Inequality):
        return [[condition]]
    if condition.how == "any":
        found: list[list[Inequality]] = []
        for part in condition.parts:
            inner = alternatives(part, limit)
            if inner is None or len(found) + len(inner) > limit:
                return None
            found += inner
        return found
    product: list[list[Inequality]] = [[]]
    for part in condition.parts:
        inner = alternatives(part, limit)
        if inner is None or len(product) * len(inner) > limit:
            return None
        product = [list(dict.fromkeys(one + other)) for one in product for other in inner]
    return product


def source(condition: Condition, write: Callable[[Inequality], str]) -> str:
    """The condition as a Python expression, each inequality written by ``write``."""
    if isinstance(condition, Inequality):
        return write(condition)
    if not condition.parts:
        return str(condition == TRUE)
    word = " and " if condition.how == "all" else " or "
    return "(" + word.join(source(part, write) for part in condition.parts) + ")"


def over_sums(inequality: Inequality) -> str:
    """An inequality over ``v``, the sums; a moving ``fewest`` is ``f`` at its index."""
    terms = [f"{factor:+d}*v[{index}]" for index, factor in inequality.terms]
    if inequality.fewest:
        index, sign = inequality.fewest
        terms.append(f"{sign:+d}*f[{index}]")
    return f"{''.join(terms)}{inequality.constant:+d}>=0"


def function(arguments: str, expression: str) -> Callable[..., Any]:
    """An expression as a function: three times as fast as walking the tree, on the path that every position takes.

    The expressions come from :func:`source` alone: indices and integers, and no text from a file.
    """
    compiled: Callable[..., Any] = eval(f"lambda {arguments}: {expression}", {"__builtins__": {}})  # noqa: S307
    return compiled
