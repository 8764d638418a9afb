"""Texts as files: `{"language", "title", "provisions": [{"id", "text", "heading"?}]}` in JSON. Pure.

Further fields are left alone. Nothing is repaired silently: what cannot be read is refused by the name of its place.
"""

from __future__ import annotations

import json
import re
from typing import Any

from comity.harmonisation import refusals
from comity.harmonisation.aligning.texts import LegalText, Provision
from comity.instruments.text.languages import two_letters

MAX_BYTES = 32 * 1024 * 1024
MAX_PROVISIONS = 50_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def legal_text(body: bytes, *, name: str) -> LegalText:
    """The text in a file, which messages call ``name``. Raises a `NotAligned`."""
    require_size(len(body), name=name)
    loaded = _loaded(_decoded(body, name), name)
    if not isinstance(loaded, dict):
        raise _wrong(name, "the document", loaded, 'an object {"language", "title", "provisions"}')
    language = _words(loaded, "language", name, "language")
    if not _LANGUAGE.fullmatch(language):
        raise _wrong(name, "language", language, "a code of ISO 639 such as “en” or “ru”")
    title = _words(loaded, "title", name, "title") if loaded.get("title") is not None else ""
    listed = loaded.get("provisions")
    if not isinstance(listed, list) or not listed:
        raise _wrong(name, "provisions", listed, "a list of at least one provision")
    if len(listed) > MAX_PROVISIONS:
        raise refusals.TooManyProvisions(name=name, found=len(listed), limit=MAX_PROVISIONS)
    provisions = tuple(_provision(one, at, name) for at, one in enumerate(listed))
    _require_unique(provisions, name)
    return LegalText(two_letters(language.lower()) if len(language) == 3 else language, title, provisions)


def require_size(found: int, *, name: str) -> None:
    """Raises `FileTooLarge` for a file of so many bytes, so that it need not be read."""
    if found > MAX_BYTES:
        raise refusals.FileTooLarge(name=name, found=found, limit=MAX_BYTES)


def as_document(text: LegalText) -> dict[str, Any]:
    """A text as such a file; `legal_text` reads it back."""
    provisions = [
        {"id": one.id, "text": one.text} | ({"heading": one.heading} if one.heading else {}) for one in text.provisions
    ]
    return {"language": text.language, "title": text.title, "provisions": provisions}


def _decoded(body: bytes, name: str) -> str:
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return body.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise refusals.WrongEncoding(name=name, place=wrong.start) from wrong


def _loaded(words: str, name: str) -> Any:
    try:
        return json.loads(words)
    except json.JSONDecodeError as wrong:
        raise refusals.NotJson(name=name, line=wrong.lineno, column=wrong.colno, problem=wrong.msg) from wrong
    except RecursionError as wrong:
        raise refusals.NotJson(name=name, line=1, column=1, problem="nested too deep") from wrong
    except ValueError as wrong:  # a number of more digits than Python reads
        raise refusals.NotJson(name=name, line=1, column=1, problem="a number is too long") from wrong


def _provision(loaded: Any, at: int, name: str) -> Provision:
    place = f"provisions[{at}]"
    if not isinstance(loaded, dict):
        raise _wrong(name, place, loaded, 'an object {"id", "text", "heading"?}')
    id = _words(loaded, "id", name, f"{place}.id")
    if not id.strip():
        raise _wrong(name, f"{place}.id", id, "an identifier that is not empty")
    heading = _words(loaded, "heading", name, f"{place}.heading") if loaded.get("heading") is not None else ""
    return Provision(id, _words(loaded, "text", name, f"{place}.text"), heading)


def _words(loaded: dict[str, Any], field: str, name: str, place: str) -> str:
    value = loaded.get(field)
    if not isinstance(value, str):
        raise _wrong(name, place, value, "words") if field in loaded else _wrong(name, place, "missing", "words")
    if _SURROGATE.search(value):
        raise _wrong(name, place, "half a character (a lone surrogate)", "whole characters")
    return value


def _wrong(name: str, field: str, found: Any, expected: str) -> refusals.WrongShape:
    shown = found if isinstance(found, str) else json.dumps(found, ensure_ascii=True, default=str)
    shown = _SURROGATE.sub("?", shown)
    return refusals.WrongShape(
        name=name, field=field, found=shown if len(shown) <= 60 else f"{shown[:59]}…", expected=expected
    )


def _require_unique(provisions: tuple[Provision, ...], name: str) -> None:
    first: dict[str, int] = {}
    for at, provision in enumerate(provisions):
        if provision.id in first:
            raise refusals.DuplicateIdentifier(name=name, id=provision.id, first=first[provision.id], second=at)
        first[provision.id] = at
