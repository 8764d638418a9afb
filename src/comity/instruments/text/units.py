"""A text as a row of units: each provision with its own words, without those of the provisions within it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from comity.instruments.text.structure import Block, Kind, Note, Paragraph, Provision, Run, Table, Text, Words

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Unit:
    """A provision's own number, heading and blocks; ``closes``: the words after the provisions within it.

    ``parent`` is the identifier of the provision around it, ``depth`` how many there are.
    """

    id: str
    kind: Kind | None
    number: str
    heading: tuple[Run, ...]
    blocks: tuple[Block, ...]
    parent: str
    depth: int
    closes: bool = False

    @cached_property
    def words(self) -> str:
        """All its words on one line, for comparison; the number is no part of them."""
        parts = [_plain(self.heading), *(block_words(block) for block in self.blocks)]
        return " ".join(" ".join(parts).split())

    @cached_property
    def bag(self) -> Counter[str]:
        return Counter(_WORD.findall(self.words.casefold()))

    @cached_property
    def content(self) -> tuple[object, ...]:
        """What is the same in two units that say the same, styles and footnotes included."""
        blocks = (block.runs if isinstance(block, Paragraph) else block.rows for block in self.blocks)
        return (self.kind, self.closes, self.heading, *blocks)


def units_of(text: Text) -> tuple[Unit, ...]:
    """The units of a text in its order; the preface is one without a kind."""
    found: list[Unit] = []
    if text.preface:
        found.append(Unit("preface", None, "", (), text.preface, "", 0))
    for root in text.roots:
        found += _units(root, "", 0)
    return tuple(found)


def _units(provision: Provision, parent: str, depth: int) -> Iterator[Unit]:
    yield Unit(provision.id, provision.kind, provision.number, provision.heading, provision.blocks, parent, depth)
    for child in provision.children:
        yield from _units(child, provision.id, depth + 1)
    if provision.closing:
        yield Unit(provision.id, provision.kind, "", (), provision.closing, parent, depth, closes=True)


def likeness(one: Unit, other: Unit) -> float:
    """How many of their words two units share, from 0 to 1 (Dice)."""
    total = one.bag.total() + other.bag.total()
    return 2 * (one.bag & other.bag).total() / total if total else 0.0


def block_words(block: Block) -> str:
    """The words of a block, for comparison."""
    if isinstance(block, Table):
        return " ".join(_plain(cell.runs) for row in block.rows for cell in row)
    return _plain(block.runs)


def _plain(runs: tuple[Run, ...]) -> str:
    return "".join(_said(run) for run in runs)


def _said(run: Run) -> str:
    if isinstance(run, Note):
        return f" {''.join(words.text for words in run.words)} "
    assert isinstance(run, Words)
    return run.text
