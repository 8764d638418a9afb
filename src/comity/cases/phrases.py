"""Phrases kept in rows: the template and its values as JSON, so that a page can say them in any language later."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from comity.phrase import Phrase


def as_json(phrase: Phrase) -> dict[str, Any]:
    """``{"template": …, "values": {…}}``; fractions as text, nested phrases likewise."""
    return {"template": phrase.template, "values": {name: _plain(value) for name, value in phrase.values.items()}}


def from_json(stored: Mapping[str, Any]) -> Phrase:
    """The phrase that `as_json` wrote."""
    return Phrase(stored["template"], {name: _read(value) for name, value in stored["values"].items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Phrase):
        return as_json(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | bool | None) else str(value)


def _read(value: Any) -> Any:
    if isinstance(value, Mapping) and "template" in value:
        return from_json(value)
    if isinstance(value, list):
        return [_read(each) for each in value]
    return value
