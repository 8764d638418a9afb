"""Amendments before a session: each is an amendment to the text of an instrument, put to the session's vote.

There is no other kind. A proposal that carries a text names its instrument; what is moved to it was proposed on that
text (`instruments.acts.ProposeAmendment`), and the vote that adopts it makes the next version, in the same act.
"""

from __future__ import annotations

from comity.instruments import acts, in_session
from comity.instruments.in_session import Moved
from comity.instruments.refusals import NoSuchInstrument
from comity.instruments.rules import AmendmentStatus
from comity.meetings import sitting_refusals as refusals
from comity.meetings.models.motions import Question
from comity.record.acts import Occasion
from comity.record.rows import Rows

SUBJECT = in_session.SUBJECT
"""How the page of an amendment finds the session that decides on it."""
LEFT = {"withdrawn": AmendmentStatus.WITHDRAWN, "not put": AmendmentStatus.NOT_PUT}


def table(
    rows: Rows, occasion: Occasion, instrument: str | None, case: tuple[str, str] | None, body: str
) -> tuple[str, str]:
    """The text of a proposal comes before the session: its instrument, and the digest of its newest version.

    Both are empty where the proposal has no text. ``case`` is the kind and name of the subject of the case about it, if
    one runs. Raises `NoSuchInstrument`, also for the text of another body.
    """
    name = case[1] if case is not None and case[0] == acts.SUBJECT else instrument
    if not name:
        return "", ""
    found = in_session.tabled(rows, occasion, name)
    if found.body != body:
        raise NoSuchInstrument(instrument=name)
    return name, in_session.digest_of(rows, found)


def move(rows: Rows, occasion: Occasion, trunk: Question, question: Question, amendment: str) -> Moved:
    """An amendment that was proposed on the text of a proposal is decided by ``question``.

    Raises `NoTextToAmend`, and what `in_session.put` raises.
    """
    if not trunk.instrument:
        raise refusals.NoTextToAmend()
    beside = [one.amendment for one in _waiting(rows, trunk.session, trunk.id)]
    return in_session.put(
        rows, occasion, in_session.locked(rows, trunk.instrument), amendment, question.id, beside=beside
    )


def settled(rows: Rows, occasion: Occasion, question: Question, trunk: Question) -> list[Question]:
    """What follows for the text when an amendment was adopted or rejected.

    The proposal goes on with the text as amended. The answer is which other amendments to it no longer find the words
    that they would change: their rejection is implied (General Assembly, rule 130).
    """
    instrument = in_session.locked(rows, trunk.instrument)
    adopted = question.status == "adopted"
    in_session.decided(rows, occasion, instrument, question.amendment, adopted=adopted)
    if not adopted:
        return []
    trunk.text = in_session.digest_of(rows, instrument)
    rows.put(trunk)
    others = _waiting(rows, trunk.session, trunk.id)
    return [one for one in others if not in_session.can_be_made(rows, instrument, one.amendment)]


def left(rows: Rows, occasion: Occasion, question: Question) -> None:
    """An amendment is not decided here any more: withdrawn, not put, or left over when the session ends."""
    if not question.amendment:
        return
    status = LEFT.get(question.status, AmendmentStatus.PROPOSED)
    in_session.left(rows, occasion, in_session.locked(rows, question.instrument), question.amendment, status)


def _waiting(rows: Rows, session: str, trunk: str) -> list[Question]:
    return [one for one in rows.find(Question, session=session) if one.on == trunk and one.amendment and one.is_pending]
