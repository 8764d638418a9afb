"""The structure of a text: what every reader, page, comparison and export builds on. Pure, and frozen.

A text has a preface (its title), a preamble, a body of provisions, conclusions (the testimonium) and annexes. A
provision holds its own blocks, then the provisions within it, then what closes it. Numbers are kept as printed; the
identifiers follow the naming convention of Akoma Ntoso (AKN-NC 1.0, §5) and are the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from comity.phrase import Phrase, Refusal


class Kind(StrEnum):
    """What a provision is: named as the element of Akoma Ntoso that carries it, where there is one."""

    PART = "part"
    TITLE = "title"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    POINT = "point"
    INDENT = "indent"
    ALINEA = "alinea"
    RECITAL = "recital"
    CLOSING = "closing"
    ANNEX = "annex"


CONTAINERS = (Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SECTION)
"""What groups articles."""
HEADED = (*CONTAINERS, Kind.ARTICLE, Kind.ANNEX)
"""What has its number and heading on a line of their own."""
ITEMS = (Kind.PARAGRAPH, Kind.POINT, Kind.INDENT)
"""What is set off by a number, a letter or a dash."""

Style = Literal["", "bold", "italic", "sup", "sub"]


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text in one style; a line break within a paragraph is ``\\n``."""

    text: str
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, at the place to which it belongs."""

    marker: str
    words: tuple[Words, ...]


Run = Words | Note


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    id: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``columns`` and ``rows`` say how many it spans."""

    runs: tuple[Run, ...] = ()
    heading: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each row lists the cells that begin in it, as HTML does."""

    id: str
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision: ``number`` as printed ("Article 5.", "1.", "(a)", "–", or empty), ``heading``, then its content.

    ``blocks`` come before the provisions within it (``children``), ``closing`` after them. A recital and a paragraph
    of the conclusions hold exactly one block, whose identifier is their own.
    """

    id: str
    kind: Kind
    number: str = ""
    heading: tuple[Run, ...] = ()
    blocks: tuple[Block, ...] = ()
    children: tuple[Provision, ...] = ()
    closing: tuple[Block, ...] = ()

    def walk(self) -> Iterator[Provision]:
        """The provision and everything within it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text in one language (ISO 639-1 code)."""

    language: str
    preface: tuple[Paragraph, ...] = ()
    preamble: tuple[Provision, ...] = ()
    body: tuple[Provision, ...] = ()
    conclusions: tuple[Provision, ...] = ()
    annexes: tuple[Provision, ...] = ()

    @property
    def roots(self) -> tuple[Provision, ...]:
        """The provisions at the top, in the order of the text."""
        return (*self.preamble, *self.body, *self.conclusions, *self.annexes)

    def walk(self) -> Iterator[Provision]:
        """Every provision, in the order of the text."""
        for root in self.roots:
            yield from root.walk()

    def find(self, id: str) -> Provision | None:
        """The provision with this identifier."""
        return next((one for one in self.walk() if one.id == id), None)

    def path(self, id: str) -> tuple[Provision, ...]:
        """The provision with this identifier after those that contain it, outermost first; empty if there is none."""
        return next((found for root in self.roots if (found := _path(root, id))), ())

    @property
    def title(self) -> str:
        """The preface on one line."""
        return " ".join(" ".join(plain(paragraph.runs).split()) for paragraph in self.preface)


@dataclass(frozen=True, slots=True)
class Meta:
    """What Akoma Ntoso says about a text besides its words (FRBR work and expression).

    ``drafted`` dates the work, ``made`` this version of it; ``place`` is the two-letter country code that the naming
    convention demands ("xa" to "xz" are free for private use in ISO 3166-1).
    """

    reference: str
    title: str
    kind: str
    drafted: date
    made: date
    version: int
    organisation: str
    place: str = "xo"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about a line (from 1) that the drafter should know; ``grave``: the text cannot be read for it."""

    line: int
    message: Phrase
    grave: bool = True


class Unreadable(Refusal):
    """Line {line}: {message}"""

    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = next(fault for fault in faults if fault.grave)
        super().__init__(line=first.line, message=first.message)


def plain(runs: Sequence[Run]) -> str:
    """The words without their styles and footnotes."""
    return "".join(run.text for run in runs if isinstance(run, Words))


def notes(text: Text) -> tuple[Note, ...]:
    """Every footnote, in the order of the text."""
    found: list[Note] = []
    for runs in _all_runs(text):
        found += [run for run in runs if isinstance(run, Note)]
    return tuple(found)


def _all_runs(text: Text) -> Iterator[tuple[Run, ...]]:
    for paragraph in text.preface:
        yield paragraph.runs
    for root in text.roots:
        yield from _runs_of(root)


def _runs_of(provision: Provision) -> Iterator[tuple[Run, ...]]:
    yield provision.heading
    for block in provision.blocks:
        yield from _runs_in(block)
    for child in provision.children:
        yield from _runs_of(child)
    for block in provision.closing:
        yield from _runs_in(block)


def _runs_in(block: Block) -> Iterator[tuple[Run, ...]]:
    if isinstance(block, Paragraph):
        yield block.runs
    else:
        for row in block.rows:
            for cell in row:
                yield cell.runs


def _path(root: Provision, id: str) -> tuple[Provision, ...]:
    if root.id == id:
        return (root,)
    return next(((root, *found) for child in root.children if (found := _path(child, id))), ())
