"""What an export says around the text: its reference, its version, where it comes from, and the words of the document.

Pure code speaks English; a page gives the words in the language of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """The few words that an export adds of its own, all in one language."""

    language: str = "en"
    contents: str = "Contents"
    of: str = "of"
    legend: str = "Words that are new are underlined, words that are gone are struck out."
    address: str = "Permanent address"
    table: str = "Table"
    missing: str = "Characters that this print cannot show and gives as �:"


@dataclass(frozen=True, slots=True)
class Cover:
    """The frame of an export.

    ``title`` stands where the text has none. ``edition`` says in words which version it is, ``address`` is its
    permanent address or empty; ``at`` is the moment at which this version was made, so that the same version gives the
    same bytes.
    """

    reference: str
    edition: str
    address: str = ""
    at: datetime | None = None
    wording: Wording = field(default_factory=Wording)
    title: str = ""

    @property
    def name(self) -> str:
        """What a text without a title is called."""
        return self.title or self.reference or "–"
