"""Reading formulas from loaded YAML or JSON; every error names the place."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from comity.procedure import notation
from comity.procedure.errors import OutOfRange, TooLarge, UnknownKey, WrongKind
from comity.procedure.formula.tree import (
    COMPARISONS,
    PARTICIPATING,
    PRESENT,
    AllOf,
    AnyOf,
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
    thresholds,
    values,
)
from comity.procedure.position import Qualified

MAX_THRESHOLDS = 100
_FORMULA = "a threshold (count or weight, and one comparison), or one of all, any, not"
_SELECT = "a position, a list of positions, {not: [positions]}, {position: WORD, with: QUALIFIER} or present"
_BASE = "members, participating, present, a list of positions, or a mapping with group, only, except, holding"
_VALUE = "an integer, a share such as 2/3 or 55%, all, none, greater_of, lesser_of, fewest or number_from"


def parse(data: object, place: str) -> Formula:
    """Read a formula from loaded data; raises a RuleError that names the place."""
    notation.require_bounded(data)
    formula = _formula(data, place)
    if len(thresholds(formula)) > MAX_THRESHOLDS:
        raise TooLarge(place, f"{len(thresholds(formula))} thresholds", f"at most {MAX_THRESHOLDS}")
    return formula


def _formula(data: object, place: str) -> Formula:
    if not isinstance(data, Mapping):
        raise WrongKind(place, notation.shown(data), _FORMULA)
    for key in ("all", "any", "not"):
        if key in data:
            notation.mapping(data, place, required=[key])
            inner = f"{place}.{key}"
            if key == "not":
                return Not(_formula(data[key], inner), place)
            parts = notation.sequence(data[key], inner, what="a list of formulas, not empty", empty=False)
            parsed = tuple(_formula(part, f"{inner}[{index}]") for index, part in enumerate(parts))
            return AllOf(parsed, place) if key == "all" else AnyOf(parsed, place)
    if "count" not in data and "weight" not in data:
        unknown = next(iter(data), None)
        raise (UnknownKey if unknown is not None else WrongKind)(place, notation.shown(unknown), _FORMULA)
    return _threshold(data, place)


def _threshold(data: Mapping[str, object], place: str) -> Threshold:
    measured = ["count"] if "count" in data else ["weight", "in"]
    notation.mapping(data, place, required=measured, optional=["of", *COMPARISONS])
    compared = [each for each in COMPARISONS if each in data]
    if len(compared) != 1:
        raise WrongKind(place, " and ".join(compared) or "no comparison", f"exactly {notation.choices(COMPARISONS)}")
    weight = notation.word(data["weight"], f"{place}.weight", what="the name of a weight") if "in" in measured else None
    value = _value(data[compared[0]], f"{place}.{compared[0]}")
    if weight and any(isinstance(each, Fewest) for each in values(value)):
        raise WrongKind(f"{place}.{compared[0]}", "a number of members (fewest)", "a weight to compare the weight with")
    return Threshold(
        select=select(data[measured[-1]], f"{place}.{measured[-1]}"),
        base=base(data.get("of", "members"), f"{place}.of"),
        comparison=compared[0],
        value=value,
        weight=weight,
        place=place,
    )


def select(data: object, place: str) -> Select:
    """Read what is counted: a position, several, ``{not: …}``, or ``present``."""
    if data == "present":
        return PRESENT
    if data == "participating":
        return PARTICIPATING
    if isinstance(data, Mapping) and "not" in data:
        notation.mapping(data, place, required=["not"])
        return Select("not holding", _items(data["not"], f"{place}.not"))
    return Select("holding", _items(data, place))


def _items(data: object, place: str) -> tuple[Qualified, ...]:
    if not isinstance(data, (list, tuple)):
        return (Qualified.parse(data, place, what=_SELECT),)
    listed = notation.sequence(data, place, what="positions, not an empty list", empty=False)
    return tuple(Qualified.parse(each, f"{place}[{index}]", what=_SELECT) for index, each in enumerate(listed))


def base(data: object, place: str) -> Base:
    """Read out of whom something is counted."""
    if data == "members":
        return Base(place=place)
    if data in ("present", "participating") or isinstance(data, (list, tuple)):
        return Base(holding=select(data, place), place=place)
    if not isinstance(data, Mapping):
        raise WrongKind(place, notation.shown(data), _BASE)
    if "not" in data:
        return Base(holding=select(data, place), place=place)
    notation.mapping(data, place, optional=["group", "only", "except", "holding"], what=_BASE)
    if not data:
        raise WrongKind(place, "an empty mapping", _BASE)
    return Base(
        group=notation.word(data["group"], f"{place}.group", what="the name of a group") if "group" in data else None,
        only=_ids(data["only"], f"{place}.only") if "only" in data else None,
        excluded=_ids(data["except"], f"{place}.except") if "except" in data else (),
        holding=select(data["holding"], f"{place}.holding") if "holding" in data else None,
        place=place,
    )


def _ids(data: object, place: str) -> tuple[str, ...]:
    listed = notation.sequence(data, place, what="a list of members")
    return tuple(notation.word(each, f"{place}[{index}]", what="a member") for index, each in enumerate(listed))


def _value(data: object, place: str) -> Value:
    if data == "all":
        return Share(Fraction(1), "all")
    if data == "none":
        return Number(0, "none")
    if isinstance(data, Mapping):
        return _compound(data, place)
    if not isinstance(data, (int, str)) or isinstance(data, bool):
        notation.exact(data, place)
        raise WrongKind(place, notation.shown(data), _VALUE)
    return _share(data, place) if notation.is_share(data) else _number(data, place)


def _number(data: object, place: str) -> Number:
    if isinstance(data, str) and not data.lstrip("+-").replace(".", "").isdigit():
        raise WrongKind(place, notation.shown(data), _VALUE)
    number = notation.exact(data, place)
    if number < 0:
        raise OutOfRange(place, notation.shown(data), "0 or more")
    return Number(int(number))


def _share(data: object, place: str) -> Share:
    share = Fraction(notation.exact(data, place))
    if not 0 <= share <= 1:
        raise OutOfRange(place, notation.shown(data), "a share from 0 to 1")
    return Share(share, str(data))


def _compound(data: Mapping[str, object], place: str) -> Value:
    if "number_from" in data:
        notation.mapping(data, place, required=["number_from"])
        return NumberFrom(notation.word(data["number_from"], f"{place}.number_from", what="a stage"), place)
    if "fewest" in data:
        return _fewest(data, place)
    which: Any = next((key for key in ("greater_of", "lesser_of") if key in data), None)
    if which is None:
        raise WrongKind(place, notation.shown(dict(data)), _VALUE)
    notation.mapping(data, place, required=[which])
    listed = notation.sequence(data[which], f"{place}.{which}", what="a list of values, not empty", empty=False)
    return Extreme(which, tuple(_value(each, f"{place}.{which}[{index}]") for index, each in enumerate(listed)))


def _fewest(data: Mapping[str, object], place: str) -> Fewest:
    notation.mapping(data, place, required=["fewest"], optional=["plus"])
    inner, where = data["fewest"], f"{place}.fewest"
    notation.mapping(inner, where, required=["weight"], optional=["at_least", "more_than"])
    assert isinstance(inner, Mapping)
    compared: Any = [each for each in ("at_least", "more_than") if each in inner]
    if len(compared) != 1:
        raise WrongKind(where, " and ".join(compared) or "no comparison", "exactly one of at_least, more_than")
    held = inner[compared[0]]
    if not notation.is_share(held):
        notation.exact(held, f"{where}.{compared[0]}")
        raise WrongKind(f"{where}.{compared[0]}", notation.shown(held), "a share such as 35%")
    share = _share(held, f"{where}.{compared[0]}").share
    if share == 1 and compared[0] == "more_than":
        raise OutOfRange(f"{where}.more_than", notation.shown(held), "a share that members can hold, under 100%")
    plus = _number(data.get("plus", 0), f"{place}.plus").number
    weight = notation.word(inner["weight"], f"{where}.weight", what="the name of a weight")
    return Fewest(weight, compared[0], share, plus, where)
