"""What differs between two texts: which provisions are new, gone, moved, renumbered, and which words within them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Literal

from comity.instruments.text.matching import Pairs, matched, moved
from comity.instruments.text.structure import HEADED, Block, Cell, Kind, Note, Paragraph, Run, Table, Text, Words, plain
from comity.instruments.text.units import Unit, units_of

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")

Mark = Literal["same", "added", "removed"]


class Fate(StrEnum):
    """What became of a provision."""

    SAME = "same"
    CHANGED = "changed"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_AWAY = "moved away"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run that both texts have (``same``), only the new one (``added``), or only the old one (``removed``)."""

    mark: Mark
    run: Run


@dataclass(frozen=True, slots=True)
class ComparedParagraph:
    """A paragraph in pieces; ``mark`` says that it is new or gone as a whole."""

    id: str
    mark: Mark
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A cell of a table in pieces."""

    pieces: tuple[Piece, ...]
    heading: bool
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row of a table; ``mark`` says that it is new or gone as a whole."""

    mark: Mark
    cells: tuple[ComparedCell, ...]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table row by row."""

    id: str
    mark: Mark
    rows: tuple[ComparedRow, ...]


ComparedBlock = ComparedParagraph | ComparedTable


@dataclass(frozen=True, slots=True)
class Entry:
    """A provision in the comparison, in the order of the new text; what is gone stands where it stood.

    ``old`` and ``new`` are its identifiers (one of them empty for what is new or gone), ``moved`` and ``renumbered``
    may come with any fate. ``closes``: the words after the provisions within it. An entry `MOVED_AWAY` stands at the
    old place, without words, for one that stands elsewhere now.
    """

    fate: Fate
    kind: Kind | None
    old: str
    new: str
    depth: int
    old_number: str
    new_number: str
    heading: tuple[Piece, ...]
    blocks: tuple[ComparedBlock, ...]
    moved: bool = False
    closes: bool = False

    @property
    def renumbered(self) -> bool:
        return bool(self.old and self.new) and self.old_number != self.new_number

    @property
    def is_headed(self) -> bool:
        """Whether its number and heading stand on a line of their own."""
        return self.kind in HEADED

    @property
    def name(self) -> str:
        """How it is called in a list: its number, and the heading or the words it begins with."""
        number = self.new_number or self.old_number
        words = plain([piece.run for piece in self.heading if piece.mark != "removed"])
        return f"{number} {words}".strip() or self.new or self.old

    @property
    def anchor(self) -> str:
        """An identifier that no other entry of the comparison has."""
        name = f"{self.old}.gone" if self.fate in (Fate.DELETED, Fate.MOVED_AWAY) else self.new
        return f"{name}.closing" if self.closes else name

    @property
    def is_touched(self) -> bool:
        """Whether there is anything to see in it."""
        return self.fate is not Fate.SAME or self.moved or self.renumbered


def difference(old: Text, new: Text) -> tuple[Entry, ...]:
    """The comparison of two texts.

    Without the pieces ``added`` and the entries inserted it gives every word of the old text, without those ``removed``
    and the entries deleted every word of the new one.
    """
    before, after = units_of(old), units_of(new)
    pairs = matched(before, after)
    away = moved(pairs, before, after)
    partner = {place: other for other, place in pairs.items()}
    lost = _lost_by_place(before, pairs, away)
    found: list[Entry] = []
    for gone in lost.get(-1, ()):
        found.append(_lost(before, after, gone, pairs))
    for place, unit in enumerate(after):
        other = partner.get(place)
        if other is None:
            found.append(_whole(unit, Fate.INSERTED))
        else:
            found.append(_pair(before[other], unit, other in away))
        found += [_lost(before, after, gone, pairs) for gone in lost.get(place, ())]
    return tuple(found)


def _lost_by_place(before: Sequence[Unit], pairs: Pairs, away: set[int]) -> dict[int, list[int]]:
    """What no longer stands at its place, by the place in the new text after which it stood; -1: before everything."""
    found: dict[int, list[int]] = {}
    last = -1
    for place in range(len(before)):
        if place in pairs and place not in away:
            last = pairs[place]
        else:
            found.setdefault(last, []).append(place)
    return found


def _lost(before: Sequence[Unit], after: Sequence[Unit], place: int, pairs: Pairs) -> Entry:
    unit = before[place]
    if place not in pairs:
        return _whole(unit, Fate.DELETED)
    there = after[pairs[place]]
    return Entry(
        Fate.MOVED_AWAY,
        unit.kind,
        unit.id,
        there.id,
        unit.depth,
        unit.number,
        there.number,
        (),
        (),
        moved=True,
        closes=unit.closes,
    )


def _whole(unit: Unit, fate: Fate) -> Entry:
    is_new = fate is Fate.INSERTED
    mark: Mark = "added" if is_new else "removed"
    old, new = ("", unit.id) if is_new else (unit.id, "")
    old_number, new_number = ("", unit.number) if is_new else (unit.number, "")
    blocks = tuple(_marked(block, mark) for block in unit.blocks)
    heading = _all(unit.heading, mark)
    return Entry(fate, unit.kind, old, new, unit.depth, old_number, new_number, heading, blocks, closes=unit.closes)


def _pair(old: Unit, new: Unit, is_moved: bool) -> Entry:
    if old.content == new.content:
        heading, blocks, fate = _all(new.heading, "same"), tuple(_marked(one, "same") for one in new.blocks), Fate.SAME
    else:
        heading, blocks = pieces_of(old.heading, new.heading), tuple(_blocks(old.blocks, new.blocks))
        fate = Fate.CHANGED
    return Entry(
        fate,
        new.kind,
        old.id,
        new.id,
        new.depth,
        old.number,
        new.number,
        heading,
        blocks,
        moved=is_moved,
        closes=new.closes,
    )


def pieces_of(old: Sequence[Run], new: Sequence[Run]) -> tuple[Piece, ...]:
    """The pieces of two paragraphs, word by word; a change of style is a change."""
    before, after = _tokens(old), _tokens(new)
    start, end = _alike(before, after)
    middle, other = before[start : len(before) - end], after[start : len(after) - end]
    marked: list[tuple[Mark, Run]] = [("same", token) for token in after[:start]]
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
        if kind == "equal":
            marked += [("same", token) for token in other[b0:b1]]
        else:
            marked += [("removed", token) for token in middle[a0:a1]] + [("added", token) for token in other[b0:b1]]
    marked += [("same", token) for token in after[len(after) - end :]]
    return tuple(
        piece
        for mark, group in groupby(marked, lambda one: one[0])
        for piece in _pieces([token for _mark, token in group], mark)
    )


def _alike(before: Sequence[Run], after: Sequence[Run]) -> tuple[int, int]:
    """How many tokens the two share at the beginning, and how many at the end."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    end = next((at for at in range(most - start) if before[-1 - at] != after[-1 - at]), most - start)
    return start, end


def _tokens(runs: Sequence[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if isinstance(run, Note):
            found.append(run)
        else:
            found += [Words(text, run.style) for text in _TOKENS.findall(run.text)]
    return found


def _pieces(tokens: Sequence[Run], mark: Mark) -> Iterator[Piece]:
    """Neighbouring words of one style as one piece."""
    held: Words | None = None
    for token in tokens:
        if isinstance(token, Words) and held is not None and held.style == token.style:
            held = Words(held.text + token.text, held.style)
            continue
        if held is not None:
            yield Piece(mark, held)
        held = token if isinstance(token, Words) else None
        if isinstance(token, Note):
            yield Piece(mark, token)
    if held is not None:
        yield Piece(mark, held)


def _all(runs: Sequence[Run], mark: Mark) -> tuple[Piece, ...]:
    return tuple(Piece(mark, run) for run in runs)


def _marked(block: Block, mark: Mark) -> ComparedBlock:
    if isinstance(block, Paragraph):
        return ComparedParagraph(block.id, mark, _all(block.runs, mark))
    return ComparedTable(block.id, mark, tuple(_row(row, mark) for row in block.rows))


def _row(row: Sequence[Cell], mark: Mark) -> ComparedRow:
    cells = (ComparedCell(_all(cell.runs, mark), cell.heading, cell.columns, cell.rows) for cell in row)
    return ComparedRow(mark, tuple(cells))


def _blocks(old: Sequence[Block], new: Sequence[Block]) -> Iterator[ComparedBlock]:
    """Blocks that are the same held fast, those between them compared one with the other in their order."""
    matcher = SequenceMatcher(None, [_key(one) for one in old], [_key(one) for one in new], autojunk=False)
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        before, after = old[a0:a1], new[b0:b1]
        if kind == "equal":
            yield from (_marked(block, "same") for block in after)
            continue
        for one, other in zip(before, after, strict=False):
            yield from _compared(one, other)
        yield from (_marked(block, "removed") for block in before[len(after) :])
        yield from (_marked(block, "added") for block in after[len(before) :])


def _key(block: Block) -> Hashable:
    return block.runs if isinstance(block, Paragraph) else block.rows


def _compared(old: Block, new: Block) -> Iterator[ComparedBlock]:
    if isinstance(old, Paragraph) and isinstance(new, Paragraph):
        yield ComparedParagraph(new.id, "same", pieces_of(old.runs, new.runs))
    elif isinstance(old, Table) and isinstance(new, Table):
        yield ComparedTable(new.id, "same", tuple(_rows(old.rows, new.rows)))
    else:
        yield _marked(old, "removed")
        yield _marked(new, "added")


def _rows(old: Sequence[tuple[Cell, ...]], new: Sequence[tuple[Cell, ...]]) -> Iterator[ComparedRow]:
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = old[a0:a1], new[b0:b1]
        if kind == "equal":
            yield from (_row(row, "same") for row in after)
            continue
        for one, other in zip(before, after, strict=False):
            if len(one) == len(other):
                cells = (
                    ComparedCell(pieces_of(was.runs, now.runs), now.heading, now.columns, now.rows)
                    for was, now in zip(one, other, strict=True)
                )
                yield ComparedRow("same", tuple(cells))
            else:
                yield from (_row(one, "removed"), _row(other, "added"))
        yield from (_row(row, "removed") for row in before[len(after) :])
        yield from (_row(row, "added") for row in after[len(before) :])
