"""Reading one YAML 1.2 or JSON document with limits, so that a hostile file costs nothing.

No aliases, no tags, no duplicate keys; dates stay words.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from comity.procedure.errors import DuplicateKey, NotExact, NotReadable, TooLarge
from comity.procedure.notation.numbers import MAX_DIGITS
from comity.procedure.notation.shapes import shown

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_VALUES = 400_000


def load(source: str | bytes) -> Any:
    """Read one YAML 1.2 or JSON document into dicts, lists, words, integers, booleans and None.

    Raises NotReadable, TooLarge or DuplicateKey (place: line and column where the format gives one).
    """
    if len(source) > MAX_BYTES:
        raise TooLarge("file", f"{len(source)} bytes", f"at most {MAX_BYTES}")
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotReadable(f"byte {error.start}", "a byte that is not UTF-8", "text in UTF-8") from error
    text = source.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return load_json(text)
        except NotReadable:
            return _YamlReader(text).document()  # a flow mapping such as {DE: yes}
    return _YamlReader(text).document()


def load_json(text: str) -> Any:
    """Read one JSON document, strictly: no duplicate keys, no NaN, bounded depth."""
    try:
        found = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise NotReadable(f"line {error.lineno}, column {error.colno}", error.msg, "JSON") from error
    except RecursionError as error:
        raise TooLarge("file", "deeper nesting", f"at most {MAX_DEPTH} levels") from error
    require_bounded(found)
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DuplicateKey("file", shown(twice), "each key once")
    return found


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise TooLarge("file", f"a number of {len(text)} characters", f"at most {MAX_DIGITS}")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise TooLarge("file", f"a number of {len(text)} characters", f"at most {MAX_DIGITS}")
    return int(text)


def _no_constant(word: str) -> NoReturn:
    raise NotExact("file", word, "an integer or a share such as 2/3")


def require_bounded(value: Any) -> None:
    """Refuse what is nested too deeply or holds too many values, without recursion."""
    level, count, values = 0, 0, [value]
    while values:
        count += len(values)
        if count > MAX_VALUES:
            raise TooLarge("file", f"more than {MAX_VALUES} values", f"at most {MAX_VALUES}")
        level += 1
        if level > MAX_DEPTH:
            raise TooLarge("file", "deeper nesting", f"at most {MAX_DEPTH} levels")
        inner: list[Any] = []
        for each in values:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        values = inner


# YAML 1.2.2 section 10.3.2, the core schema
_CORE_NULL = re.compile(r"null|Null|NULL|~|")
_CORE_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_CORE_INT = re.compile(r"[-+]?[0-9]+")
_CORE_OTHER_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_CORE_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CORE_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class _YamlReader:
    """Builds plain data from the events of the YAML parser; resolves scalars by the YAML 1.2 core schema."""

    def __init__(self, text: str) -> None:
        parser = YAML(typ="safe", pure=True)
        parser.version = (1, 2)
        self._events = iter(parser.parse(text))
        self._values = 0

    def document(self) -> Any:
        try:
            return self._document()
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
            raise NotReadable(place, error.problem or error.context or "a mistake", "YAML 1.2 or JSON") from error
        except (YAMLError, ValueError) as error:
            raise NotReadable("file", str(error).splitlines()[0][:100], "YAML 1.2 or JSON") from error

    def _document(self) -> Any:
        next(self._events)
        first = next(self._events)
        if not isinstance(first, DocumentStartEvent):
            raise NotReadable("file", "an empty file", "a rule or a case")
        value = self._value(next(self._events), depth=1)
        next(self._events)
        if isinstance(next(self._events), DocumentStartEvent):
            raise NotReadable("file", "a second document", "one document")
        return value

    def _value(self, event: Event, depth: int) -> Any:
        place = _place_of(event)
        self._values += 1
        if self._values > MAX_VALUES:
            raise TooLarge(place, f"more than {MAX_VALUES} values", f"at most {MAX_VALUES}")
        if depth > MAX_DEPTH:
            raise TooLarge(place, "deeper nesting", f"at most {MAX_DEPTH} levels")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise NotReadable(place, "an anchor or alias", "the value itself, written out")
        if (tag := str(getattr(event, "tag", None) or "!")) != "!":
            raise NotReadable(place, f"the tag {tag}", "no tags")
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(depth)
        if isinstance(event, MappingStartEvent):
            return self._mapping(depth)
        raise NotReadable(place, type(event).__name__, "a value")

    def _sequence(self, depth: int) -> list[Any]:
        found = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._value(event, depth + 1))
        return found

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or event.anchor:
                raise NotReadable(_place_of(event), "a key that is not a word", "a word as key")
            if event.value in found:
                raise DuplicateKey(_place_of(event), shown(event.value), "each key once")
            found[event.value] = self._value(next(self._events), depth + 1)
        return found


def _place_of(event: Event) -> str:
    mark = event.start_mark
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"


def _scalar(event: ScalarEvent) -> Any:
    text = event.value
    if not event.implicit[0]:  # quoted, or a block scalar
        return text
    if _CORE_NULL.fullmatch(text):
        return None
    if _CORE_BOOL.fullmatch(text):
        return text.lower() == "true"
    if _CORE_SPECIAL.fullmatch(text):
        raise NotExact(_place_of(event), text, "an integer or a share such as 2/3")
    if _CORE_INT.fullmatch(text):
        return _integer(text)
    if _CORE_OTHER_INT.fullmatch(text):
        return int(_short(text), 0)
    if _CORE_FLOAT.fullmatch(text):
        return _decimal(text)
    return text


def _short(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise TooLarge("file", f"a number of {len(text)} characters", f"at most {MAX_DIGITS}")
    return text
