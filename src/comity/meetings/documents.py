"""Who may open a document of a session. Pure, but for the record of who did."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from comity.meetings.models import Document
from comity.parties.acts import SECRETARIAT


def may_open(document: Document, *, person: str, parties: Collection[str], bodies: Iterable[str]) -> bool:
    """Whether somebody who acts for these parties, seated in these bodies, may open a document.

    Everybody opens a public one; of a restricted one those it admits, the party that issued it, and the secretariat.
    """
    if document.is_public or SECRETARIAT in parties or document.party in parties:
        return True
    admitted = set(document.admitted)
    seen = {"persons": [person], "parties": list(parties), "bodies": list(bodies)}
    return any(one in admitted for one in seen.get(document.circle, []) if one)
