"""The sentences in which an outcome explains itself, each a phrase that a page can translate."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.phrase import Phrase
from comity.procedure import formula as f
from comity.procedure.notation import plain

FINDING = "{counted}: {found}; needed: {bound} {number} ({rule}). {verdict}"
PLAIN = "{counted}: {found}; needed: {bound} {number}. {verdict}"
EMPTY = "{counted}: {found}; needed: {rule}, but there is nothing to take a share of. {verdict}"
VERDICTS = {True: "Met.", False: "Not met."}
BOUNDS = {True: "at least", False: "at most"}
COMPARED = {
    "at_least": "at least {value}",
    "more_than": "more than {value}",
    "at_most": "at most {value}",
    "fewer_than": "fewer than {value}",
}


def listed(words: Sequence[object], last: str = "{first} or {last}") -> Phrase | str:
    """``a, b or c``."""
    said = [str(word) for word in words]
    if len(said) < 2:
        return "".join(said)
    return Phrase(last, {"first": ", ".join(said[:-1]), "last": said[-1]})


def counted(threshold: f.Threshold) -> Phrase:
    """What a threshold counts, such as *population of members with yes*."""
    members = _selected(threshold.select)
    if threshold.weight is None:
        return Phrase("Members {selected}", {"selected": members})
    return Phrase("{weight} of members {selected}", {"weight": threshold.weight, "selected": members})


def _selected(select: f.Select) -> Phrase:
    if select.how == "present":
        return Phrase("present")
    if select.how == "participating":
        return Phrase("taking part")
    positions = {"positions": listed(select.items)}
    if select.how == "holding":
        return Phrase("with the position {positions}", positions)
    return Phrase("without the position {positions}", positions)


def base(of: f.Base) -> Phrase:
    """Out of whom, such as *members of the group permanent*."""
    found = Phrase("members")
    if of.group is not None:
        found = Phrase("members of the group {group}", {"group": of.group})
    if of.only is not None:
        found = Phrase("{base} among {members}", {"base": found, "members": listed(of.only, "{first} and {last}")})
    if of.excluded:
        found = Phrase("{base} except {members}", {"base": found, "members": listed(of.excluded, "{first} and {last}")})
    if of.holding is not None:
        found = Phrase("{base} {selected}", {"base": found, "selected": _selected(of.holding)})
    return found


def required(threshold: f.Threshold, size: int | Fraction) -> Phrase:
    """What the rule asks for, as it is written: *more than 1/2 of 193 members*."""
    value = Phrase(COMPARED[threshold.comparison], {"value": _value(threshold.value)})
    relative = any(isinstance(each, (f.Share, f.Fewest)) for each in f.values(threshold.value))
    if not relative and threshold.base == f.Base():
        return value
    whole: Phrase = base(threshold.base)
    if threshold.weight is not None:
        whole = Phrase("{weight} of {base}", {"weight": threshold.weight, "base": whole})
    if not relative:
        return Phrase("{value}, of {base}", {"value": value, "base": whole})
    template = (
        "{value} of {base}, {size} in all"
        if isinstance(threshold.value, f.Share)
        else "{value}, of {base}, {size} in all"
    )
    return Phrase(template, {"value": value, "size": plain(size), "base": whole})


def is_plain(threshold: f.Threshold) -> bool:
    """Whether the bound alone says what the rule asks for."""
    return threshold.base == f.Base() and isinstance(threshold.value, f.Number) and "at_" in threshold.comparison


def _value(value: f.Value) -> Phrase | str:
    if isinstance(value, (f.Number, f.Share)):
        said = value.said or str(value.number if isinstance(value, f.Number) else value.share)
        return Phrase(said) if said in ("all", "none") else said
    if isinstance(value, f.NumberFrom):
        return Phrase("the number fixed by {stage}", {"stage": value.name})
    if isinstance(value, f.Extreme):
        template = "the greater of {values}" if value.which == "greater_of" else "the lesser of {values}"
        inner = [_value(each) for each in value.values]
        return Phrase(template, {"values": listed(inner, "{first} and {last}")})
    held = Phrase(COMPARED[value.comparison], {"value": str(value.share)})
    few = Phrase("the fewest members that hold {share} of {weight}", {"share": held, "weight": value.weight})
    return Phrase("{fewest}, plus {number}", {"fewest": few, "number": value.plus}) if value.plus else few
