"""The restricted papers of a session as the log of openings names them: documents, and letters of credentials."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from comity.meetings import queries
from comity.meetings.models import Credentials, Document
from comity.parties.openings import Thing

KIND = "session document"
LETTER = "letter of credentials"


def described(names: Collection[str]) -> dict[str, Thing]:
    """Documents by their symbols; one query."""
    found = Document.objects.filter(id__in=names)
    return {
        one.id: Thing(
            {language: f"{one.symbol} {title}" for language, title in one.title.items()},
            reverse("session_document", args=[one.session, one.id]),
        )
        for one in found
    }


def letters_described(names: Collection[str]) -> dict[str, Thing]:
    """Letters (``<session>/<party>``) by the name of the party; two queries."""
    parties = queries.party_names()
    sessions = {name.partition("/")[0] for name in names}
    return {
        letter_name(one): Thing(parties.get(one.party, one.party), reverse("session_credentials", args=[one.session]))
        for one in Credentials.objects.filter(session__in=sessions)
        if letter_name(one) in names
    }


def letter_name(held: Credentials) -> str:
    """How the log knows a letter."""
    return f"{held.session}/{held.party}"
