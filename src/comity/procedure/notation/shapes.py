"""The shapes data can have, checked: mappings with known keys, lists, words; and how a value shows in a message."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from comity.procedure.errors import MissingKey, UnknownKey, WrongKind


def shown(value: Any) -> str:
    """A value as a person wrote it, shortened to fit into a message."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        text = value if re.fullmatch(r"[\w%/.-]+", value) else json.dumps(value, ensure_ascii=False)
    elif isinstance(value, (bool, dict, list)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"


def choices(words: Iterable[str], limit: int = 12) -> str:
    """``one of a, b, c`` for a message; long lists are cut."""
    known = list(words)
    if not known:
        return "nothing there"
    more = f", … ({len(known)} in all)" if len(known) > limit else ""
    listed = ", ".join(shown(word) for word in known[:limit])
    return f"{listed}{more}" if len(known) == 1 else f"one of {listed}{more}"


def mapping(
    value: Any, place: str, *, required: Collection[str] = (), optional: Collection[str] = (), what: str = ""
) -> Mapping[str, Any]:
    """``value`` as a mapping with exactly these keys; raises WrongKind, UnknownKey or MissingKey."""
    known = [*required, *optional]
    if not isinstance(value, Mapping):
        raise WrongKind(place, shown(value), what or f"a mapping with {choices(known)}")
    for key in value:
        if key not in known:
            raise UnknownKey(place, shown(key), choices(known))
    for key in required:
        if key not in value:
            raise MissingKey(place, choices(value) if value else "an empty mapping", shown(key))
    return value


def sequence(value: Any, place: str, *, what: str = "a list", empty: bool = True) -> Sequence[Any]:
    """``value`` as a list; raises WrongKind."""
    if not isinstance(value, (list, tuple)) or (not empty and not value):
        raise WrongKind(place, "an empty list" if value == [] else shown(value), what)
    return value


MAX_WORD = 400


def word(value: Any, place: str, *, what: str = "a word") -> str:
    """``value`` as a word or name: not empty, on one line, no spaces around. An integer counts as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise WrongKind(place, shown(value) if value != "" else "an empty word", what)
    if value != value.strip() or len(value) > MAX_WORD or any(not each.isprintable() for each in value):
        raise WrongKind(place, shown(value), f"{what} on one line, of at most {MAX_WORD} characters, no spaces around")
    return value


def one_of(value: Any, place: str, words: Iterable[str]) -> str:
    """``value`` as one of ``words``; raises WrongKind."""
    known = list(words)
    if not isinstance(value, str) or value not in known:
        raise WrongKind(place, shown(value), choices(known))
    return value
