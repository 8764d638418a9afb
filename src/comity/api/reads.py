"""What the API shows, each read in a known number of queries. All of it is public, as the record is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from comity.api import paging
from comity.api.submitting import Standing
from comity.cases.models import Case, Position, Procedure, Track, Visit
from comity.cases.phrases import from_json
from comity.cases.standing import standing_of
from comity.instruments.models import Deposit, Instrument, Proposal, Version
from comity.pages.words import said
from comity.parties import queries as parties_queries
from comity.parties.models import Body, Party
from comity.procedure.stages import PathStage
from comity.record import log
from comity.record.acts import read_at, registry
from comity.record.leaf import Leaf
from comity.record.models import Content

_PLACED = """
SELECT a.leaf, a.number, a.leaf_hash, e.position FROM record_entry e JOIN record_act a USING (number)
WHERE (%(type)s::text IS NULL OR a.type = %(type)s) AND e.position {beyond} %(position)s
ORDER BY e.position {order} LIMIT %(limit)s
"""


def acts(cursor: str | None, limit: int, type: str | None, *, newest_first: bool) -> dict[str, Any]:
    """A page of the record; one query. Raises FieldRefused for a cursor that is none of ours."""
    beyond, order, start = ("<", "DESC", 2**62) if newest_first else (">", "ASC", -1)
    if cursor is not None:
        try:
            (start,) = (int(value) for value in paging.read_cursor(cursor, 1))
        except ValueError as error:
            raise paging.refused(cursor) from error
    name = None if type is None else type.partition("@")[0]
    with connection.cursor() as database:
        database.execute(
            _PLACED.format(beyond=beyond, order=order), {"type": name, "position": start, "limit": limit + 1}
        )
        rows = database.fetchall()
    found = [Standing(Leaf.read(bytes(leaf)), number, bytes(hashed), at) for leaf, number, hashed, at in rows]
    more = len(found) > limit
    return {
        "items": [act_of(one) for one in found[:limit]],
        "next": paging.written([found[limit - 1].position]) if more else None,
    }


def act_of(found: Standing) -> dict[str, Any]:
    """An act as the API shows it."""
    leaf = found.leaf
    kind = registry.get(leaf.type.partition("@")[0])
    return {
        "id": leaf.id,
        "type": leaf.type,
        "done": kind.done if kind is not None else "",
        "actor": leaf.actor,
        "party": leaf.party,
        "powers": leaf.capacity.rpartition("/")[2],
        "at": read_at(leaf.at),
        "payload": leaf.payload,
        "contents": list(leaf.contents),
        "signature": leaf.signature,
        "leaf_hash": found.leaf_hash.hex(),
        "number": found.number,
        "position": found.position,
    }


def content(digest: str) -> dict[str, Any] | None:
    """What may be told of a content; one query."""
    found = Content.objects.defer("body").filter(digest=digest).first()
    if found is None:
        return None
    open_to_all = not found.confidential and found.erased_at is None
    return {
        "digest": digest,
        "confidential": found.confidential,
        "media_type": None if found.confidential else found.media_type,
        "size": None if found.confidential else found.size,
        "erased": found.erased_at is not None,
        "url": content_url(digest) if open_to_all else None,
    }


def content_url(digest: str) -> str:
    """Where a public content is read."""
    return reverse("api:content-body", args=[digest])


def organisation() -> dict[str, Any] | None:
    """The organisation; two queries."""
    found = parties_queries.organisation()
    if found is None:
        return None
    return {
        "origin": settings.COMITY["ORIGIN"],
        **_fields(found, "name", "short_name", "description", "languages", "demonstration", "founded_at"),
        "record_size": log.size(),
    }


def party_of(party: Party) -> dict[str, Any]:
    """A party as the API shows it, with its standing of today."""
    plain = ("id", "kind", "name", "since", "until", "weights", "weights_source", "groups", "rights", "suspensions")
    return {**_fields(party, *plain), "standing": str(party.standing(today()))}


def bodies(found: Iterable[Body]) -> list[dict[str, Any]]:
    """Bodies with the parties that sit in them today; one query more."""
    parties = parties_queries.parties(today())
    return [
        {
            **_fields(body, "id", "name", "kind", "established_at", "dissolved_at"),
            "members": [party.id for party in parties if body.seats_party(party)],
        }
        for body in found
    ]


def procedure_of(found: Procedure) -> dict[str, Any]:
    """A version of a procedure, without its text."""
    return _fields(found, "id", "name", "version", "title", "digest", "published_at")


def case_of(case: Case) -> dict[str, Any]:
    """A case as a list shows it."""
    plain = ("id", "title", "procedure", "body", "subject_kind", "subject", "subject_version", "opened_at", "stage")
    more = ("round", "deadline", "ended_at")
    return {**_fields(case, *plain, *more), "end": case.end or None}


def whole_case(case: Case) -> dict[str, Any]:
    """A case with everything; four queries, and two for a machine this process does not know."""
    now = standing_of(case)
    current = now.current
    visits = Visit.objects.filter(case=case.id).order_by("round")
    positions = Position.objects.filter(case=case.id).order_by("round", "member")
    tracks = Track.objects.filter(case=case.id).order_by("at", "id")
    return {
        **case_of(case),
        **_fields(case, "roll_date", "roll_source"),
        "venue": now.venue,
        "members": now.members,
        "path": [_stage(stage) for stage in now.path],
        "missing": [] if current is None else [said(phrase) for phrase in current.missing],
        "rounds": [_visit(visit) for visit in visits],
        "positions": [_position(position) for position in positions],
        "tracks": [_fields(track, "round", "member", "step", "status", "remark", "at") for track in tracks],
    }


def _stage(stage: PathStage) -> dict[str, Any]:
    plain = ("stage", "kind", "body", "each_member", "status", "round", "opened_at", "deadline", "closed_at", "outcome")
    return {
        **_fields(stage, *plain),
        "title": dict(stage.title),
        "missing": [said(phrase) for phrase in stage.missing],
        "to_take_position": list(stage.to_take_position),
        "to_confirm": list(stage.to_confirm),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    plain = ("round", "stage", "subject_version", "opened_at", "deadline", "extensions", "closed_at")
    return {
        **_fields(visit, *plain),
        "outcome": visit.outcome or None,
        "because": [said(from_json(phrase)) for phrase in visit.because],
        "notes": [said(from_json(phrase)) for phrase in visit.notes],
    }


def _position(position: Position) -> dict[str, Any]:
    plain = ("member", "round", "position", "qualifiers", "reservation", "declaration", "explanation", "level", "act")
    return {
        **_fields(position, *plain, "at", "confirmed_at", "earlier"),
        "confirmed_as": position.confirmed_as or None,
    }


def instrument_of(found: Instrument) -> dict[str, Any]:
    """A common text as the register shows it."""
    plain = ("id", "reference", "kind", "title", "body", "originator", "authentic", "status", "version", "drafted_at")
    return {**_fields(found, *plain, "adopted_version", "adopted_at", "enters_on"), "case": found.case or None}


def whole_instrument(found: Instrument) -> dict[str, Any]:
    """A common text with its versions and deposits; two queries."""
    return {
        **instrument_of(found),
        **_fields(found, "clause", "each_on"),
        "versions": [_version(one) for one in Version.objects.filter(instrument=found.id).order_by("number")],
        "deposits": [_deposit(one) for one in Deposit.objects.filter(instrument=found.id).order_by("on", "at", "id")],
    }


def _version(version: Version) -> dict[str, Any]:
    urls = {language: _text_url(version, language) for language in version.texts}
    return {**_fields(version, "number", "digest", "texts", "note", "party", "at", "amendments"), "urls": urls}


def _text_url(version: Version, language: str) -> str:
    """Where the text is read: the content that an act brought, or what an amendment made of it."""
    if language in version.made:
        return reverse("instrument_text", args=[version.instrument, version.number, language])
    return content_url(version.texts[language])


def _deposit(deposit: Deposit) -> dict[str, Any]:
    plain = _fields(deposit, "id", "party", "kind", "on", "reservation", "reserved", "declaration", "declared", "at")
    return {**plain, "document": deposit.document or None}


def proposal_of(found: Proposal) -> dict[str, Any]:
    """A proposal that was asked for."""
    plain = ("id", "instrument", "title", "responsible", "due", "status", "asked_at", "submitted_at")
    return {**_fields(found, *plain), "text": found.text or None}


def today() -> date:
    """The day as it counts on the record (UTC)."""
    return timezone.now().date()


def _fields(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
