"""Writing formulas back into the plain data they are read from; ``parse(as_data(formula))`` gives the formula again."""

from __future__ import annotations

from typing import Any

from comity.procedure.formula.tree import (
    PARTICIPATING,
    PRESENT,
    AllOf,
    Base,
    Extreme,
    Fewest,
    Formula,
    Not,
    Number,
    NumberFrom,
    Select,
    Share,
    Threshold,
    Value,
)
from comity.procedure.position import Position, Qualified


def as_data(formula: Formula) -> dict[str, Any]:
    """The formula as JSON or YAML holds it."""
    if isinstance(formula, Threshold):
        return _threshold(formula)
    if isinstance(formula, Not):
        return {"not": as_data(formula.part)}
    return {"all" if isinstance(formula, AllOf) else "any": [as_data(part) for part in formula.parts]}


def _threshold(threshold: Threshold) -> dict[str, Any]:
    found: dict[str, Any] = {"count": select_as_data(threshold.select)}
    if threshold.weight is not None:
        found = {"weight": threshold.weight, "in": select_as_data(threshold.select)}
    if threshold.base != Base():
        found["of"] = base_as_data(threshold.base)
    return found | {threshold.comparison: value_as_data(threshold.value)}


def select_as_data(select: Select) -> Any:
    """What is counted, as data."""
    if select in (PRESENT, PARTICIPATING):
        return select.how
    items = [_item(item) for item in select.items]
    if select.how == "not holding":
        return {"not": items}
    return items[0] if len(items) == 1 else items


def _item(item: Qualified) -> Any:
    return Position(item.word, item.qualifiers).as_data()


def base_as_data(base: Base) -> Any:
    """Out of whom, as data."""
    holding = None if base.holding is None else select_as_data(base.holding)
    if base == Base():
        return "members"
    if base == Base(holding=base.holding):
        return [holding] if isinstance(holding, dict) and "position" in holding else _listed(holding)
    found: dict[str, Any] = {}
    if base.group is not None:
        found["group"] = base.group
    if base.only is not None:
        found["only"] = list(base.only)
    if base.excluded:
        found["except"] = list(base.excluded)
    return found if holding is None else found | {"holding": holding}


def _listed(holding: Any) -> Any:
    return [holding] if isinstance(holding, str) and holding not in (PRESENT.how, PARTICIPATING.how) else holding


def value_as_data(value: Value) -> Any:
    """What it is compared with, as data."""
    if isinstance(value, Number):
        return "none" if value.said == "none" else value.number
    if isinstance(value, Share):
        return value.said or f"{value.share.numerator}/{value.share.denominator}"
    if isinstance(value, NumberFrom):
        return {"number_from": value.name}
    if isinstance(value, Extreme):
        return {value.which: [value_as_data(each) for each in value.values]}
    return _fewest(value)


def _fewest(value: Fewest) -> dict[str, Any]:
    share = f"{value.share.numerator}/{value.share.denominator}"
    found: dict[str, Any] = {"fewest": {"weight": value.weight, value.comparison: share}}
    return found | ({"plus": value.plus} if value.plus else {})
