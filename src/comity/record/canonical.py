"""Canonical JSON (RFC 8785) for leaves: one act, one sequence of bytes, for every verifier.

Leaves hold no floats, no integers beyond ±(2^53 − 1) and no duplicate names, so canonical form is: no white space,
names sorted by UTF-16 code units, the shortest escapes. ``orjson`` writes just that, except that it sorts by code
points; the two orders differ only where a name holds a character beyond U+FFFF, and such objects go through the
``rfc8785`` package instead.
"""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from typing import Any, NoReturn

import orjson
import rfc8785

from comity.record.errors import (
    BrokenUtf8,
    InexactNumber,
    LeafTooDeep,
    LeafTooLong,
    LoneSurrogate,
    NotCanonical,
    NotJson,
    RepeatedName,
    UnsupportedValue,
)

MAX_BYTES = 65_535
"""The longest leaf: an entry bundle has 16 bits for its length."""
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_LEADS_BEYOND_BMP = bytes(range(0xF0, 0xF5))
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode(value: Any, *, limit: int | None = MAX_BYTES) -> bytes:
    """The canonical bytes of ``value``: texts, whole numbers, booleans, None, lists and dicts of these.

    ``limit`` is the greatest length in bytes, None for contents that are no leaves. Raises a LeafRefused that names
    the place.
    """
    plain = _require_encodable(value, "$", 1)
    if plain:
        encoded = orjson.dumps(value, option=_SORTED)
        if _goes_beyond_bmp(encoded):
            encoded = rfc8785.dumps(value)
    else:
        encoded = rfc8785.dumps(value)
    if limit is not None and len(encoded) > limit:
        raise LeafTooLong(length=len(encoded), limit=limit)
    return encoded


def decode(encoded: bytes, *, limit: int | None = MAX_BYTES) -> Any:
    """The value whose canonical bytes these are; anything else is refused, saying where and why."""
    if limit is not None and len(encoded) > limit:
        raise LeafTooLong(length=len(encoded), limit=limit)
    try:
        value = orjson.loads(encoded)
        again = orjson.dumps(value, option=_SORTED)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return _examine(encoded)
    if again != encoded or not _is_exact(value, MAX_DEPTH) or _goes_beyond_bmp(encoded):
        return _examine(encoded)
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values, of which one was decoded here, have the same canonical bytes."""
    return orjson.dumps(one, option=_SORTED) == orjson.dumps(other, option=_SORTED)


def _goes_beyond_bmp(encoded: bytes) -> bool:
    """Whether UTF-8 bytes hold a character beyond U+FFFF, in names or values."""
    return not encoded.isascii() and len(encoded.translate(None, _LEADS_BEYOND_BMP)) != len(encoded)


def _is_exact(value: Any, room: int) -> bool:
    """Whether a decoded value is nested at most ``room`` deep and holds no number with a fraction or an exponent."""
    kind = type(value)
    if kind is dict:
        value = value.values()
    elif kind is not list:
        return kind is not float
    if not room:
        return False
    for member in value:
        kind = type(member)
        if kind is str:
            continue
        if kind is float or ((kind is dict or kind is list) and not _is_exact(member, room - 1)):
            return False
    return True


def _require_encodable(value: Any, place: str, depth: int) -> bool:
    """Check a value before it is encoded; true if every type in it is a plain built-in one."""
    kind = type(value)
    if kind is str:
        if not value.isascii() and _SURROGATE.search(value):
            raise LoneSurrogate(place=place)
        return True
    if value is None or kind is bool:
        return True
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise InexactNumber(place=place, number=value)
        return True
    if kind is dict or kind is list or kind is tuple:
        if depth > MAX_DEPTH:
            raise LeafTooDeep(limit=MAX_DEPTH)
        return _require_members(value, place, depth)
    return _require_subclass(value, place, depth)


def _require_members(value: Any, place: str, depth: int) -> bool:
    plain = True
    if isinstance(value, dict):
        for name, member in value.items():
            if not isinstance(name, str):
                raise UnsupportedValue(place=f"a name in {place}", found=type(name).__name__)
            plain &= _require_encodable(name, f"a name in {place}", depth)
            plain &= _require_encodable(member, f"{place}.{name}", depth + 1)
    else:
        for index, member in enumerate(value):
            plain &= _require_encodable(member, f"{place}[{index}]", depth + 1)
    return plain


def _require_subclass(value: Any, place: str, depth: int) -> bool:
    """Subclasses of the built-in types (such as a StrEnum) count as their base, as the rfc8785 package reads them."""
    if isinstance(value, float):
        raise InexactNumber(place=place, number=value)
    for base in (str, int):
        if isinstance(value, base):
            _require_encodable(base.__str__(value) if base is str else int(value), place, depth)
            return False
    if isinstance(value, dict | list | tuple):
        if depth > MAX_DEPTH:
            raise LeafTooDeep(limit=MAX_DEPTH)
        _require_members(value, place, depth)
        return False
    raise UnsupportedValue(place=place, found=type(value).__name__)


def _examine(encoded: bytes) -> Any:
    """Decode with the reference implementation, and say exactly what is wrong if anything is."""
    try:
        text = encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenUtf8(position=error.start) from None
    if _depth(encoded) > MAX_DEPTH:
        raise LeafTooDeep(limit=MAX_DEPTH)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=_refuse_number, parse_int=_whole, parse_constant=_refuse_number
        )
    except json.JSONDecodeError as error:
        raise NotJson(problem=error.msg, position=len(text[: error.pos].encode())) from None
    _require_encodable(value, "$", 1)
    expected = rfc8785.dumps(value)
    if expected != encoded:
        _refuse_difference(encoded, expected)
    return value


def _depth(encoded: bytes) -> int:
    """The deepest nesting of brackets outside texts."""
    depth = deepest = 0
    for byte in re.findall(rb"[\[\]{}]", _TEXTS.sub(b"", encoded)):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedName(name=next(name for name in names if names.count(name) > 1))
    return members


def _refuse_number(number: str) -> NoReturn:
    raise InexactNumber(place="$", number=number[:40])


def _whole(digits: str) -> int:
    if len(digits) > 17:  # no longer text is within the range, and Python refuses to read very long ones
        _refuse_number(digits)
    return int(digits)


def _refuse_difference(found: bytes, expected: bytes) -> NoReturn:
    position = next(i for i, (f, e) in enumerate(zip_longest(found, expected)) if f != e)

    def there(encoded: bytes) -> str:
        return repr(encoded[position : position + 12].decode("utf-8", "replace")) if encoded[position:] else "the end"

    raise NotCanonical(position=position, found=there(found), expected=there(expected))
