"""The comparison of two texts as lines with changes, for every form of export.

Rejecting every change gives the lines of the old text, accepting them those of the new one. So what was moved is shown
as gone at its old place and as new at its new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from comity.instruments.exporting.layout import (
    DEEPEST,
    Box,
    Change,
    Line,
    Part,
    Piece,
    Role,
    lines_of,
    marked,
    parts_of,
)
from comity.instruments.text import redline
from comity.instruments.text.redline import ComparedBlock, ComparedParagraph, Entry, Fate, difference
from comity.instruments.text.structure import Text

_CHANGES: dict[str, Change] = {"same": "", "added": "added", "removed": "removed"}


def redline_lines(old: Text, new: Text) -> tuple[Line, ...]:
    """The lines of both texts in one, in the order of the new one."""
    whole = {"removed": _by_unit(old), "added": _by_unit(new)}
    found: list[Line] = []
    items: list[tuple[int, bool]] = []
    for entry in difference(old, new):
        while items and items[-1][0] >= entry.depth + entry.closes:
            items.pop()
        level = sum(is_item for _depth, is_item in items)
        if entry.fate in (Fate.DELETED, Fate.MOVED_AWAY):
            found += [marked(line, "removed") for line in whole["removed"].get((entry.old, entry.closes), ())]
        elif entry.fate is Fate.INSERTED or entry.moved:
            found += [marked(line, "added") for line in whole["added"].get((entry.new, entry.closes), ())]
        else:
            found += _entry(entry, level)
        if not entry.closes:
            items.append((entry.depth, _is_item(entry)))
    return tuple(found)


def _by_unit(text: Text) -> dict[tuple[str, bool], list[Line]]:
    """The lines of each provision: its own words, and those that close it."""
    closing = {block.id for provision in text.walk() for block in provision.closing}
    found: dict[tuple[str, bool], list[Line]] = {}
    for line in lines_of(text):
        found.setdefault((line.provision or "preface", line.id in closing), []).append(line)
    return found


def _is_item(entry: Entry) -> bool:
    return not entry.is_headed and bool(entry.new_number or entry.old_number)


def _entry(entry: Entry, level: int) -> Iterator[Line]:
    """A provision that both texts have at this place."""
    number = () if entry.closes else _number(entry)
    heading = _parts(entry.heading)
    blocks = list(entry.blocks)
    role = Role.ITEM if number and not entry.is_headed else Role.PARAGRAPH
    if entry.is_headed and not entry.closes and (number or heading):
        yield Line(Role.HEADING, entry.new, entry.new, min(entry.depth + 2, DEEPEST), number, heading)
    elif number or heading:
        opening = blocks[0] if blocks and not heading else None
        if isinstance(opening, ComparedParagraph) and opening.mark == "same":
            blocks, parts = blocks[1:], _parts(opening.pieces)
        else:
            parts = tuple(replace(part, style="bold") if isinstance(part, Piece) else part for part in heading)
        yield Line(role, entry.new, entry.new, level, number, parts)
    deeper = level + (1 if role is Role.ITEM else 0)
    for block in blocks:
        yield _block(block, entry, deeper)


def _block(block: ComparedBlock, entry: Entry, level: int) -> Line:
    change = _CHANGES[block.mark]
    if isinstance(block, ComparedParagraph):
        role, place = (Role.PARAGRAPH, level) if entry.kind is not None else (Role.TITLE, 1)
        provision = entry.new if entry.kind is not None else ""
        return Line(role, block.id, provision, place, parts=_parts(block.pieces), change=change)
    rows = tuple(
        tuple(Box(_parts(cell.pieces), cell.heading, cell.columns, cell.rows) for cell in row.cells)
        for row in block.rows
    )
    changes = tuple(_CHANGES[row.mark] for row in block.rows)
    return Line(Role.TABLE, block.id, entry.new, level, rows=rows, row_changes=changes, change=change)


def _number(entry: Entry) -> tuple[Piece, ...]:
    if not entry.renumbered:
        return (Piece(entry.new_number),) if entry.new_number else ()
    both: tuple[tuple[str, Change], ...] = ((entry.old_number, "removed"), (entry.new_number, "added"))
    return tuple(Piece(number, "", change) for number, change in both if number)


def _parts(pieces: Sequence[redline.Piece]) -> tuple[Part, ...]:
    return tuple(part for piece in pieces for part in parts_of((piece.run,), _CHANGES[piece.mark]))
