"""Sentences and names in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, gettext

from comity.pages import moments, vocabulary
from comity.phrase import Phrase, Refusal

NEAREST = ("en", "fr", "ru")  # the languages most readers of other ones can read, in this order
# The values under these names hold positions, alone or in a list, among other things such as members.
HOLDS_POSITIONS = frozenset({"position", "positions", "previous", "first", "last"})


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language it is in, which may not be the one that was asked for."""

    text: str
    language: str
    asked: str

    @property
    def foreign(self) -> bool:
        return bool(self.language) and self.language != self.asked


def said(phrase: object) -> str:
    """A phrase, a refusal or a plain text, in the reader's language.

    Values that are names in several languages, positions or moments are said in the reader's language too.
    """
    if isinstance(phrase, Refusal):
        phrase = phrase.phrase
    if not isinstance(phrase, Phrase):
        return str(phrase)
    values = {name: _value(name, value) for name, value in phrase.values.items()}
    return replace(phrase, values=values).said(gettext)


def in_language(value: Any, language: str | None = None) -> Said:
    """Pick from ``{"en": …, "ru": …}`` the text in ``language`` (by default the page's), or the nearest there is.

    Looked for in order: the language itself, its base (``pt`` for ``pt-br``), English, French, Russian, then whatever
    stands first. A plain text is taken to be in the asked language.
    """
    asked = language or get_language() or "en"
    if not isinstance(value, Mapping):
        return Said("" if value is None else str(value), "", asked)
    texts = {str(code): str(text) for code, text in value.items() if text}
    for code in (asked, asked.split("-")[0], *NEAREST, *texts):
        if code in texts:
            return Said(texts[code], asked if code == asked.split("-")[0] else code, asked)
    return Said("", "", asked)


def for_language(label: object, code: str) -> str:
    """A label for the field of one language: ``Title (English)``, ``Title (русский)``."""
    return f"{label} ({language_name(code)})"


def language_name(code: str) -> str:
    """What a language calls itself, as who writes in it knows it; its code if nobody here knows it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _value(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return in_language(value).text
    if isinstance(value, Phrase | Refusal):
        return said(value)
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, date):
        return moments.spoken(value)
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return ", ".join(str(_value(name, item)) for item in items)
    if isinstance(value, str) and name in HOLDS_POSITIONS:
        return ", ".join(str(vocabulary.POSITION_NOUNS.get(part, part)) for part in value.split(", "))
    return value
