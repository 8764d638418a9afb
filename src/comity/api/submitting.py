"""Acts handed in from outside: under a token, or as signed bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from comity.api.authentication import Caller
from comity.api.refusals import FieldRefused, SystemActsAlone
from comity.api.schemas import Enclosed, Submission, Wanted
from comity.parties.models import FullPowers
from comity.parties.refusals import NoPowers
from comity.record import canonical, content, log
from comity.record.acts import Act, Capacity, read_act, read_at
from comity.record.commit import Draft, Receipt, commit, draft, read_draft
from comity.record.leaf import SYSTEM, Leaf
from comity.record.models import Recorded
from comity.record.refusals import ActIdTaken
from comity.record.signature import from_base64 as exactly_from_base64


@dataclass(frozen=True, slots=True)
class Standing:
    """A committed act: its leaf, its number, and its place once it has one."""

    leaf: Leaf
    number: int
    leaf_hash: bytes
    position: int | None


def under_token(act: Act, caller: Caller, id: str | None = None) -> Receipt:
    """Do ``act`` in the capacity of the token; under ``id`` once, however often it is asked for.

    Raises OutOfScope, and whatever the corridor refuses.
    """
    caller.require(str(act.needs))
    if id is not None and (already := _done_before(id, act, caller.capacity)) is not None:
        return already
    try:
        return commit(draft(act, caller.capacity, id=id))
    except ActIdTaken:
        # The same request, sent twice at the same moment: the other one was quicker.
        already = _done_before(id, act, caller.capacity) if id else None
        if already is None:
            raise
        return already


def prepare(wanted: Wanted) -> Draft:
    """The draft of an act for somebody else to sign. Raises NoPowers, MalformedAct."""
    powers = FullPowers.objects.filter(id=wanted.powers).first()
    act = read_act(wanted.type, wanted.payload)
    if powers is None:
        raise NoPowers(power=str(act.needs))
    return draft(act, Capacity(powers.person, powers.party, powers.id), at=wanted.at, id=wanted.id)


def submit(submission: Submission) -> Receipt:
    """Put a signed act on the record, with the contents it names; all of it, or nothing.

    The signature is the authority, so contents that the act does not name are refused. Raises SystemActsAlone, and what
    the corridor refuses.
    """
    prepared = read_draft(from_base64(submission.draft, "draft"))
    if prepared.by.is_system or SYSTEM in (prepared.by.actor, prepared.by.party):
        raise SystemActsAlone()
    signature = submission.signature.model_dump()
    if not submission.contents:
        return commit(prepared, signed=signature)
    bodies = _bodies(submission.contents, prepared)
    with transaction.atomic():
        for one, body in zip(submission.contents, bodies, strict=True):
            salt, rest = (body[: content.SALT_BYTES], body[content.SALT_BYTES :]) if one.confidential else (None, body)
            content.deposit(rest, one.media_type, confidential=one.confidential, salt=salt)
        return commit(prepared, signed=signature)


def standing(act: str) -> Standing | None:
    """The act with this identifier, if it is committed; two queries."""
    found = Recorded.objects.filter(act=act).first()
    if found is None:
        return None
    return Standing(Leaf.read(bytes(found.leaf)), found.number, bytes(found.leaf_hash), log.position_of(act))


def from_base64(text: str, field: str) -> bytes:
    """The bytes of standard base64 with padding. Raises FieldRefused."""
    try:
        return exactly_from_base64(text)
    except ValueError:
        raise FieldRefused(field=field, found=text[:80], expected="base64 with padding") from None


def _bodies(contents: Sequence[Enclosed], prepared: Draft) -> list[bytes]:
    """The bodies of contents that the act names, as they are stored."""
    named = set(prepared.act.contents())
    bodies = []
    for index, one in enumerate(contents):
        body = from_base64(one.body, f"contents.{index}.body")
        digest = sha256(body).hexdigest()
        if digest not in named:
            expected = "a content that the act names: " + ", ".join(sorted(named))
            raise FieldRefused(field=f"contents.{index}.body", found=f"SHA-256 {digest}", expected=expected)
        if one.confidential and len(body) < content.SALT_BYTES:
            expected = f"at least {content.SALT_BYTES} random bytes before a confidential content"
            raise FieldRefused(field=f"contents.{index}.body", found=f"{len(body)} bytes", expected=expected)
        bodies.append(body)
    return bodies


def _done_before(id: str, act: Act, by: Capacity) -> Receipt | None:
    """The receipt of the act under ``id`` if it is this one, done in the same capacity at another time."""
    found = standing(id)
    if found is None:
        return None
    again = draft(act, by, id=id)
    kept = canonical.decode(found.leaf.encoded)
    if any(again.fields[name] != kept[name] for name in again.fields if name != "at"):
        raise ActIdTaken(id=id)
    return Receipt(id, found.number, found.leaf_hash, read_at(found.leaf.at))
