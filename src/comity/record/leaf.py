"""The leaf: what one act looks like on the record, and the bytes that its signature covers.

``{"v":1,"type","id","actor","party","capacity","at","payload","contents":[sha256…],"signature":{…}}`` in canonical
JSON. The signed bytes are the same without ``signature``. The capacity begins with the origin of the record, so a
signature given in one organisation says nothing in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from comity.record import canonical
from comity.record.errors import FieldMalformed, ForeignCapacity, LeafTooLong

Fields = dict[str, Any]
"""A leaf's object as decoded, signature included."""

VERSION = 1
SYSTEM = "system"
NAMES = frozenset(
    {"v", "type", "id", "actor", "party", "capacity", "at", "payload", "contents", "signature"},
)
MAX_CONTENTS = 512

_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
_FORMS = {
    "type": (
        r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+(?:@(?:[2-9]|[1-9][0-9]{1,3}))?",
        "an act's type such as procedure.position.take, with @2 and so on from its second schema",
    ),
    "id": (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a UUID in lower case"),
    "actor": (r"[!-~]{1,200}", 'the identifier of a person, or "system"'),
    "party": (r"[!-~]{1,200}", "the identifier of a member or partner"),
    "capacity": (
        r"[!-~]{1,200}/(?:system|powers/[!-.0-~]{1,200})",
        "the record's origin followed by /powers/ and an identifier, or by /system",
    ),
    "at": (_INSTANT, "an instant in UTC such as 2026-03-01T09:30:00.000000Z"),
}
"""The text fields: the form of each, as a pattern and in words."""
_READ = itemgetter("v", "payload", "signature", "contents", *_FORMS)
_ALL = re.compile("\n".join(pattern for pattern, _ in _FORMS.values())).fullmatch
_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch


class Leaf(NamedTuple):
    """An act as it stands on the record; ``encoded`` are its exact bytes."""

    type: str
    id: str
    actor: str
    party: str
    capacity: str
    at: str
    payload: dict[str, Any]
    contents: list[str]
    signature: dict[str, Any]
    encoded: bytes

    @classmethod
    def read(cls, encoded: bytes) -> Leaf:
        """Decode and check a leaf. Raises LeafRefused, naming the field or the byte."""
        fields = canonical.decode(encoded)
        check_fields(fields)
        return cls.of(fields, encoded)

    @classmethod
    def of(cls, fields: Fields, encoded: bytes) -> Leaf:
        """The leaf of fields already checked."""
        return cls._make((*_TAKEN(fields), encoded))

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return signed_bytes({"v": VERSION, **{name: getattr(self, name) for name in self._fields[:-1]}})


_TAKEN = itemgetter(*Leaf._fields[:-1])


def draft(
    *,
    type: str,
    id: str,
    actor: str,
    party: str,
    capacity: str,
    at: str,
    payload: Mapping[str, Any],
    contents: Sequence[str] = (),
) -> Fields:
    """The fields of an act that is not signed yet, checked as a leaf's are. Raises LeafRefused."""
    fields: Fields = {
        "v": VERSION,
        "type": type,
        "id": id,
        "actor": actor,
        "party": party,
        "capacity": capacity,
        "at": at,
        "payload": dict(payload),
        "contents": list(contents),
    }
    check_fields({**fields, "signature": {}})
    return fields


def signed_bytes(fields: Mapping[str, Any]) -> bytes:
    """The canonical bytes that the act's signature covers: everything but the signature."""
    return canonical.encode({name: value for name, value in fields.items() if name != "signature"})


def signed_part(encoded: bytes, type: str) -> bytes:
    """The signed bytes cut out of a leaf's canonical bytes: quick, for leaves that were decoded and checked.

    In canonical order ``signature`` stands before ``type`` and ``v``, and these bytes of its name cannot occur within a
    text. A signature with an object inside would be cut wrongly; the check of its form refuses it.
    """
    rest = len(type) + 17  # ,"type":"…","v":1}
    return encoded[: encoded.rindex(b',"signature":{')] + encoded[-rest:]


def seal(fields: Mapping[str, Any], signature: Mapping[str, Any]) -> bytes:
    """The leaf's bytes: the act with its signature. Raises LeafTooLong beyond 65,535 bytes."""
    return canonical.encode({**fields, "signature": dict(signature)})


def sealed(signed: bytes, type: str, signature: Mapping[str, Any]) -> bytes:
    """What ``seal`` gives, from the act's signed bytes: quick, for acts that were drafted or read as canonical."""
    rest = len(type) + 17  # as in signed_part
    leaf = signed[:-rest] + b',"signature":' + canonical.encode(dict(signature)) + signed[-rest:]
    if len(leaf) > canonical.MAX_BYTES:
        raise LeafTooLong(length=len(leaf), limit=canonical.MAX_BYTES)
    return leaf


def check_fields(fields: Any) -> None:
    """Check the form of every field of a decoded leaf, but for the insides of payload and signature."""
    try:
        v, payload, signature, contents, *texts = _READ(fields)
        proper = (
            len(fields) == len(NAMES)
            and type(v) is int
            and v == VERSION
            and type(payload) is dict
            and type(signature) is dict
            and type(contents) is list
            and len(contents) <= MAX_CONTENTS
            and _ALL("\n".join(texts))
            and datetime.fromisoformat(fields["at"])
            and all(map(_DIGEST, contents))
        )
    except (KeyError, TypeError, ValueError):
        proper = False
    if not proper:
        raise _malformed(fields)


def require_origin(fields: Mapping[str, Any], origin: str) -> None:
    """Check that the act was made in this organisation. Raises ForeignCapacity."""
    capacity: str = fields["capacity"]
    if capacity.startswith(f"{origin}/powers/"):
        powers = capacity[len(origin) + 8 :]
        # "x/powers/system" and "x/powers/y/powers/z" would fit two origins
        if "/" not in powers and powers != SYSTEM:
            return
    elif capacity == f"{origin}/{SYSTEM}":
        return
    raise ForeignCapacity(capacity=capacity, origin=origin)


def _malformed(fields: Any) -> FieldMalformed:
    """The first thing that is wrong with the fields of a leaf."""
    if type(fields) is not dict:
        return FieldMalformed(field="$", found=_shown(fields), expected="an object")
    for name in sorted(NAMES - fields.keys()):
        return FieldMalformed(field=name, found="nothing", expected="a value: every leaf has this field")
    for name in sorted(fields.keys() - NAMES):
        return FieldMalformed(field=name, found="a value", expected="nothing: no leaf has such a field")
    for name, (pattern, expected) in _FORMS.items():
        value = fields[name]
        if type(value) is not str or not re.fullmatch(pattern, value) or (name == "at" and not _exists(value)):
            return FieldMalformed(field=name, found=_shown(value), expected=expected)
    if type(fields["v"]) is not int or fields["v"] != VERSION:
        return FieldMalformed(field="v", found=_shown(fields["v"]), expected=str(VERSION))
    for name in ("payload", "signature"):
        if type(fields[name]) is not dict:
            return FieldMalformed(field=name, found=_shown(fields[name]), expected="an object")
    expected = f"a list of at most {MAX_CONTENTS} SHA-256 digests in 64 hexadecimal digits each"
    return FieldMalformed(field="contents", found=_shown(fields["contents"]), expected=expected)


def _exists(instant: str) -> bool:
    """Whether a text of the form of an instant is a date and a time of the calendar."""
    try:
        datetime.fromisoformat(instant)
    except ValueError:
        return False
    return True


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
