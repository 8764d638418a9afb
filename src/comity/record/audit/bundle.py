"""One bundle of acts, checked for all that can be seen in it alone: form, organisation, signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from comity.record import canonical, leaf
from comity.record.audit.report import Finding
from comity.record.errors import ActAdded, ActChanged, ActDropped, ActMoved, ActRepeated, RecordRefusal
from comity.record.keyring import KeyRing
from comity.record.merkle import HASH_SIZE

Place = tuple[int, str]


class Checked(NamedTuple):
    """What became of a bundle: 32 bytes of leaf hash and 16 of identifier for each act, in order.

    ``unreadable`` are the indices of those whose form is wrong, ``contents`` the digests that the others name (with the
    act's position), if they were asked for; ``fields`` the others as decoded, by index, if they were to be kept.
    """

    hashes: bytes
    ids: bytes
    unreadable: frozenset[int]
    findings: list[Finding]
    contents: list[Place]
    fields: Mapping[int, leaf.Fields]


def check_bundle(
    leaves: Sequence[bytes], start: int, origin: str, keys: KeyRing, *, contents: bool = False, keep: bool = False
) -> Checked:
    """Check the leaves at the positions from ``start``, against the keys valid there."""
    hashes = [sha256(b"\x00" + encoded).digest() for encoded in leaves]
    ids: list[str] = []
    unreadable: set[int] = set()
    findings: list[Finding] = []
    named: list[Place] = []
    kept: dict[int, leaf.Fields] = {}
    sealed: list[tuple[int, Mapping[str, Any], bytes, str]] = []
    for index, encoded in enumerate(leaves):
        try:
            fields = canonical.decode(encoded)
            leaf.check_fields(fields)
        except RecordRefusal as refusal:
            unreadable.add(index)
            ids.append(hashes[index][:16].hex())  # the same unreadable leaf twice is a repetition too
            findings.append(finding_at(start + index, encoded, refusal))
            continue
        ids.append(fields["id"])
        sealed.append((index, fields["signature"], leaf.signed_part(encoded, fields["type"]), fields["actor"]))
        try:
            leaf.require_origin(fields, origin)
        except RecordRefusal as refusal:
            findings.append(finding_at(start + index, encoded, refusal))
        if keep:
            kept[index] = fields
        if contents:
            named += [(start + index, digest) for digest in fields["contents"]]
    # Signatures in a loop of their own: the processor's caches then hold little else, which saves a twentieth.
    for index, signature, signed, actor in sealed:
        try:
            keys.check(signature, signed, actor, start + index)
        except RecordRefusal as refusal:
            findings.append(finding_at(start + index, leaves[index], refusal))
    joined_ids = bytes.fromhex("".join(ids).replace("-", ""))
    return Checked(b"".join(hashes), joined_ids, frozenset(unreadable), findings, named, kept)


def compare(tile: bytes, checked: Checked, leaves: Sequence[bytes], start: int, path: str) -> Iterator[Finding]:
    """Name the acts by which a bundle differs from the hashes that the tree holds for it."""
    expected, found = _hashes(tile), _hashes(checked.hashes)
    gone: dict[bytes, int] = {}
    came: dict[int, int | None] = {}
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if kind != "equal":
            gone |= {expected[i]: i for i in range(i1, i2)}
            came |= {j: i1 + j - j1 if i1 + j - j1 < i2 else None for j in range(j1, j2)}
    standing = {hashed: place for place, hashed in enumerate(expected)}
    arrived = {found[j] for j in came}
    for j, instead in came.items():
        hashed = found[j]
        refusal: RecordRefusal
        if hashed in gone:
            refusal = ActMoved(expected=start + gone.pop(hashed))
        elif hashed in standing:
            refusal = ActRepeated(first=start + standing[hashed])
        elif instead is not None and expected[instead] in gone and expected[instead] not in arrived:
            del gone[expected[instead]]
            refusal = ActChanged(found=hashed.hex(), expected=expected[instead].hex())
        else:
            refusal = ActAdded(found=hashed.hex())
        yield finding_at(start + j, leaves[j], refusal)
    for hashed, place in gone.items():
        yield Finding(ActDropped(expected=hashed.hex(), path=path), position=start + place, path=path)


def finding_at(position: int, encoded: bytes, refusal: RecordRefusal) -> Finding:
    """A finding at an act, named by whatever identifier and type its bytes still show."""
    try:
        fields: Any = orjson.loads(encoded)
    except orjson.JSONDecodeError:
        fields = None
    shown = fields if isinstance(fields, dict) else {}
    id, type = (str(shown[name])[:80] if name in shown else "?" for name in ("id", "type"))
    return Finding(refusal, position, id, type)


def _hashes(joined: bytes) -> list[bytes]:
    return [joined[at : at + HASH_SIZE] for at in range(0, len(joined), HASH_SIZE)]
