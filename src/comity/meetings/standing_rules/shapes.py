"""The small pieces of rules of procedure: spans, numbers, languages, titles, who may do something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from comity.meetings.standing_rules.form import Who
from comity.procedure import notation
from comity.procedure.errors import OutOfRange, WrongKind
from comity.procedure.notation import Duration, shown

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def duration(data: object, place: str) -> Duration:
    """A span of days, months or hours."""
    return Duration.parse(data, place)


def whole(data: object, place: str, *, least: int, most: int) -> int:
    """A whole number between two others."""
    if not isinstance(data, int) or isinstance(data, bool):
        raise WrongKind(place, shown(data), "a whole number")
    if not least <= data <= most:
        raise OutOfRange(place, shown(data), f"a number from {least} to {most}")
    return data


def number(data: object, place: str) -> int | None:
    """A whole number of at least one, or nothing."""
    return None if data is None else whole(data, place, least=1, most=1000)


def listed(data: Mapping[str, Any], key: str, place: str) -> Iterator[tuple[Any, str]]:
    """Each of what stands under ``key`` (a list, or one thing alone), with its place."""
    found = data.get(key, [])
    if isinstance(found, (list, tuple)):
        yield from ((one, f"{place}.{key}[{index}]") for index, one in enumerate(found))
    else:
        yield found, f"{place}.{key}"


def whom(data: Mapping[str, Any], key: str, place: str, otherwise: tuple[Who, ...]) -> tuple[Who, ...]:
    """Who may do something, each once."""
    found = [Who(notation.one_of(one, where, list(Who))) for one, where in listed(data, key, place)]
    if key in data and not found:
        raise WrongKind(f"{place}.{key}", "an empty list", notation.choices(list(Who)))
    return tuple(dict.fromkeys(found)) or otherwise


def languages(data: object, place: str) -> tuple[str, ...]:
    """Language codes in the order of the rules, each once."""
    found = notation.sequence(data, place, what="a list of languages such as [en, fr]", empty=False)
    for index, one in enumerate(found):
        if not isinstance(one, str) or not _LANGUAGE.fullmatch(one):
            raise WrongKind(f"{place}[{index}]", shown(one), "a language code such as en, fr or zh-Hans")
    return tuple(dict.fromkeys(found))


def titles(data: object, place: str, name: str) -> Mapping[str, str]:
    """A title by language, from ``{en: …, ru: …}``; default the name."""
    if data is None:
        return {"en": name}
    if not isinstance(data, Mapping) or not data:
        raise WrongKind(place, shown(data), "a title by language, such as {en: Rules of Procedure}")
    return {str(code): notation.word(text, f"{place}.{code}", what="a title") for code, text in data.items()}
