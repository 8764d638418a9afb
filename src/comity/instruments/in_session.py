"""An amendment moved in a session on the text before it: one like any other, decided by that session's vote.

The room of the meetings takes the vote and puts amendments in their order; here is what becomes of them and of the
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.instruments import amending, refusals
from comity.instruments.models import Amendment, Instrument
from comity.instruments.rules import AmendmentStatus
from comity.instruments.text.conflicts import extent
from comity.parties.refusals import NotYours
from comity.record.acts import Occasion
from comity.record.rows import Rows

SUBJECT = "session question"
"""The kind of subject (`comity.pages.subjects`) by which a page finds the session that decides on an amendment."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a session must know of an amendment: the digest that it answers on, and how many words go and come."""

    digest: str
    removed: int
    added: int


def locked(rows: Rows, instrument: str) -> Instrument:
    """The text, for this act alone. Raises `NoSuchInstrument`."""
    found = rows.lock(Instrument, instrument)
    if found is None:
        raise refusals.NoSuchInstrument(instrument=instrument)
    return found


def tabled(rows: Rows, occasion: Occasion, instrument: str) -> Instrument:
    """The text comes before a session: from now on everybody reads it, draft or not. Raises `NoSuchInstrument`."""
    found = locked(rows, instrument)
    if found.tabled_at is None:
        found.tabled_at = occasion.at
        rows.put(found)
    return found


def digest_of(rows: Rows, instrument: Instrument) -> str:
    """What a session deals with when it deals with the text: the digest of its newest version."""
    return amending.version_of(rows, instrument.id, instrument.version).digest


def put(
    rows: Rows, occasion: Occasion, instrument: Instrument, amendment: str, question: str, beside: Sequence[str]
) -> Moved:
    """An amendment is decided by ``question`` of a session, together with those ``beside`` it.

    It is put as it stands on the newest version. Raises `NoSuchAmendment`, `AmendmentNotOpen`, `NotYours`, what keeps
    it from being made, and `AmendmentRivals` if the same words are before another body, or another session.
    """
    found = _locked(rows, instrument, amendment)
    if found.status != AmendmentStatus.PROPOSED:
        raise refusals.AmendmentNotOpen(status=found.status)
    if occasion.by.party != found.party:
        raise NotYours(party=occasion.by.party, other=found.party)
    amending.require_amendable(instrument, "")
    amending.require_changeable(rows, instrument, in_session=True)
    amending.carry_over(rows, instrument, found)
    amending.require_possible(rows, found)
    amending.require_no_rival(rows, instrument, found, beside=beside)
    version = amending.version_of(rows, instrument.id, found.base)
    found.digest = amending.digest_of(found, version.digest)
    found.status, found.question = AmendmentStatus.PUT, question
    rows.put(found)
    sizes = [
        extent(amending.structure_in(rows, version, language), change)
        for language, change in amending.changes_of(rows, found).items()
    ]
    return Moved(found.digest, max(one[0] for one in sizes), max(one[1] for one in sizes))


def decided(rows: Rows, occasion: Occasion, instrument: Instrument, amendment: str, *, adopted: bool) -> None:
    """The session has voted: an adopted amendment makes the next version of the text, in this very act."""
    found = _locked(rows, instrument, amendment)
    found.decided_at = occasion.at
    found.status = AmendmentStatus.ADOPTED if adopted else AmendmentStatus.REJECTED
    rows.put(found)
    if adopted:
        amending.make_or_say_why_not(rows, instrument, found, occasion)


def left(rows: Rows, occasion: Occasion, instrument: Instrument, amendment: str, status: AmendmentStatus) -> None:
    """The session does not decide it: it was withdrawn, or implied by another; proposed again if the session ended."""
    found = _locked(rows, instrument, amendment)
    found.status = status
    if status is AmendmentStatus.PROPOSED:
        found.question = ""
    else:
        found.decided_at = occasion.at
    rows.put(found)


def can_be_made(rows: Rows, instrument: Instrument, amendment: str) -> bool:
    """Whether an amendment still finds the words that it changes."""
    return bool(amending.current_changes(rows, instrument, _locked(rows, instrument, amendment)))


def _locked(rows: Rows, instrument: Instrument, amendment: str) -> Amendment:
    found = rows.lock(Amendment, amendment)
    if found is None or found.instrument != instrument.id:
        raise refusals.NoSuchAmendment(amendment=amendment)
    return found
