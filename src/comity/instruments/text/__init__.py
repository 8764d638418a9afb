"""Texts with a structure: read from plain text, written as Akoma Ntoso, compared provision by provision. Pure.

parse(marking, language=...) -> Text          Unreadable if it cannot be read; `read` gives remarks too
marking_of(text) -> str                       parse(marking_of(text)) == text
to_akn(text, meta) -> bytes                   Akoma Ntoso 3.0
from_akn(bytes) -> Text                       from_akn(to_akn(text, meta)) == text
"""

from comity.instruments.text.akn import to_akn
from comity.instruments.text.akn_reading import from_akn
from comity.instruments.text.marking import marking_of
from comity.instruments.text.reading import Reading, parse, read
from comity.instruments.text.redline import Entry, Fate, difference
from comity.instruments.text.structure import (
    Block,
    Cell,
    Fault,
    Kind,
    Meta,
    Note,
    Paragraph,
    Provision,
    Run,
    Table,
    Text,
    Unreadable,
    Words,
    plain,
)

__all__ = [
    "Block",
    "Cell",
    "Entry",
    "Fate",
    "Fault",
    "Kind",
    "Meta",
    "Note",
    "Paragraph",
    "Provision",
    "Reading",
    "Run",
    "Table",
    "Text",
    "Unreadable",
    "Words",
    "difference",
    "from_akn",
    "marking_of",
    "parse",
    "plain",
    "read",
    "to_akn",
]
