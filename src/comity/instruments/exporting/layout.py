"""A text as the lines of a page: what HTML, PDF and DOCX have in common, with or without changes marked. Pure.

A line is a heading, a paragraph with or without its number, or a table. Heading levels follow how deep a provision
lies, so that none is ever left out (PDF/UA-1 §7.4.2; WCAG 2.2, 1.3.1): the title is 1, what stands at the top is 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from comity.instruments.text.structure import (
    CONTAINERS,
    Block,
    Cell,
    Kind,
    Note,
    Paragraph,
    Provision,
    Run,
    Style,
    Table,
    Text,
)

Change = Literal["", "added", "removed"]
HEADED = (*CONTAINERS, Kind.ARTICLE, Kind.ANNEX)
DEEPEST = 6


class Role(StrEnum):
    """What a line is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one style, new or gone or neither."""

    text: str
    style: Style = ""
    change: Change = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a footnote, with its words."""

    marker: str
    pieces: tuple[Piece, ...]
    change: Change = ""


Part = Piece | Mark


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table."""

    parts: tuple[Part, ...]
    heading: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``id`` is its permanent anchor, ``provision`` the identifier of the provision that it belongs to.

    ``level`` is 1 to 6 for headings, and for the others how many items contain them. ``change`` says that the line as
    a whole is new or gone, ``row_changes`` that rows of a table are; then all their parts say so too.
    """

    role: Role
    id: str
    provision: str
    level: int = 0
    number: tuple[Piece, ...] = ()
    parts: tuple[Part, ...] = ()
    rows: tuple[tuple[Box, ...], ...] = ()
    row_changes: tuple[Change, ...] = ()
    change: Change = ""

    @property
    def is_changed(self) -> bool:
        """Whether anything in it is new or gone."""
        parts = [*self.number, *self.parts, *(part for row in self.rows for box in row for part in box.parts)]
        return bool(self.change) or any(_touched(part) for part in parts)


def lines_of(text: Text) -> tuple[Line, ...]:
    """The lines of a text without changes."""
    title = (Line(Role.TITLE, one.id, "", 1, parts=parts_of(one.runs)) for one in text.preface)
    return (*title, *(line for root in text.roots for line in _lines(root, 2, 0)))


def parts_of(runs: Iterable[Run], change: Change = "") -> tuple[Part, ...]:
    """Runs as parts, all of them with ``change``."""
    return tuple(_part(run, change) for run in runs)


def marked(line: Line, change: Change) -> Line:
    """The whole line as new or gone."""
    return replace(
        line,
        change=change,
        number=tuple(replace(piece, change=change) for piece in line.number),
        parts=tuple(_marked_part(part, change) for part in line.parts),
        rows=tuple(
            tuple(replace(box, parts=tuple(_marked_part(part, change) for part in box.parts)) for box in row)
            for row in line.rows
        ),
        row_changes=(),
    )


def stepped(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with no heading more than one level below the heading before it.

    What was taken out or stands in another language may lie deeper than what is around it.
    """
    found: list[Line] = []
    level = 1  # every export has a title of its own, or a heading in its frame
    for line in lines:
        if line.role in (Role.TITLE, Role.HEADING):
            level = min(line.level, level + 1)
            line = replace(line, level=level)
        found.append(line)
    return tuple(found)


def words_of(parts: Iterable[Part]) -> str:
    """The words alone, as they read after the changes; without footnotes."""
    return "".join(part.text for part in parts if isinstance(part, Piece) and part.change != "removed")


def _lines(provision: Provision, level: int, depth: int) -> Iterator[Line]:
    number = (Piece(provision.number),) if provision.number else ()
    heading = parts_of(provision.heading)
    headed = provision.kind in HEADED and bool(number or heading)
    blocks = list(provision.blocks)
    role = Role.PARAGRAPH if headed or not number else Role.ITEM
    if headed:
        yield Line(Role.HEADING, provision.id, provision.id, min(level, DEEPEST), number, heading)
    elif number or heading:
        first = blocks[0] if blocks and not heading else None
        runs = first.runs if isinstance(first, Paragraph) else None
        blocks = blocks if runs is None else blocks[1:]
        bold = tuple(replace(part, style="bold") if isinstance(part, Piece) else part for part in heading)
        yield Line(role, provision.id, provision.id, depth, number, bold if runs is None else parts_of(runs))
    deeper = depth + (1 if role is Role.ITEM else 0)
    for block in blocks:
        yield _block(block, provision, deeper)
    for child in provision.children:
        yield from _lines(child, level + 1 if headed else level, deeper)
    for block in provision.closing:
        yield _block(block, provision, deeper)


def _block(block: Block, provision: Provision, depth: int) -> Line:
    if isinstance(block, Table):
        rows = tuple(tuple(_box(cell) for cell in row) for row in block.rows)
        return Line(Role.TABLE, block.id, provision.id, depth, rows=rows)
    return Line(Role.PARAGRAPH, block.id, provision.id, depth, parts=parts_of(block.runs))


def _box(cell: Cell) -> Box:
    return Box(parts_of(cell.runs), cell.heading, cell.columns, cell.rows)


def _part(run: Run, change: Change) -> Part:
    if isinstance(run, Note):
        return Mark(run.marker, tuple(Piece(one.text, one.style, change) for one in run.words), change)
    return Piece(run.text, run.style, change)


def _marked_part(part: Part, change: Change) -> Part:
    if isinstance(part, Mark):
        return replace(part, change=change, pieces=tuple(replace(piece, change=change) for piece in part.pieces))
    return replace(part, change=change)


def _touched(part: Part) -> bool:
    return bool(part.change) or (isinstance(part, Mark) and any(piece.change for piece in part.pieces))
