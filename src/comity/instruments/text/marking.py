"""A text written as a marking: as a drafter would write it, or, where that would be read otherwise, with every
section and depth named. Either way reading it gives the same text again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.instruments.text import tables
from comity.instruments.text.inline import written
from comity.instruments.text.keywords import could_be_heading, head_of
from comity.instruments.text.lines import begins_something
from comity.instruments.text.numbering import marker_of
from comity.instruments.text.reading import read
from comity.instruments.text.structure import (
    HEADED,
    Block,
    Kind,
    Note,
    Paragraph,
    Provision,
    Run,
    Table,
    Text,
    Words,
)


def marking_of(text: Text) -> str:
    """The marking of a text: ``parse(marking_of(text), language=text.language) == text`` for whatever was parsed."""
    natural = natural_marking_of(text)
    return natural if read(natural, language=text.language).text == text else explicit_marking_of(text)


def natural_marking_of(text: Text) -> str:
    """The marking that a drafter would write, which may be read otherwise."""
    return _Natural().whole(text)


def explicit_marking_of(text: Text) -> str:
    """The marking that leaves nothing to be guessed from: sections (``::body``) and depths (``::2 …``) are named."""
    return _Explicit().whole(text)


class _Natural:
    """How a drafter writes: numbers tell the structure, indentation makes it clear."""

    def whole(self, text: Text) -> str:
        parts = [*self._sections(text)]
        return "\n\n".join(parts) + "\n" if parts else ""

    def _sections(self, text: Text) -> Iterator[str]:
        for paragraph in text.preface:
            yield from self._block(paragraph, 0, 0)
        for name, provisions in (("preamble", text.preamble), ("body", text.body), ("conclusions", text.conclusions)):
            yield from self._named(name, provisions)
            for provision in provisions:
                yield from self._provision(provision, 0, 0)
        for annex in text.annexes:
            yield from self._provision(annex, 0, 0)

    def _named(self, name: str, provisions: Sequence[Provision]) -> Iterator[str]:
        yield from ()

    def _provision(self, provision: Provision, depth: int, level: int) -> Iterator[str]:
        """``depth`` counts the containers around it, ``level`` the items."""
        blocks, inside = provision.blocks, level
        if provision.kind in HEADED:
            yield from self._head(provision, depth)
            depth = 0 if provision.kind is Kind.ANNEX else depth + 1
        elif provision.number:
            inside = level + 1
            first = blocks[0] if blocks else None
            opening = first if isinstance(first, Paragraph) else None
            yield from self._item(provision, opening, inside)
            blocks = blocks[1:] if opening is not None else blocks
        bare = provision.kind in HEADED and not provision.heading
        for at, block in enumerate(blocks):
            yield from self._block(block, inside, self._indent(provision, inside), bare=bare and at == 0)
        for child in provision.children:
            yield from self._provision(child, depth, inside)
        for block in provision.closing:
            yield from self._block(block, inside, self._indent(provision, inside))

    def _indent(self, provision: Provision, level: int) -> int:
        """Text of a numbered paragraph stands under its number, that of a point is set in."""
        hanging = provision.kind in (Kind.POINT, Kind.INDENT)
        return 2 * (level - 1) + (2 if hanging else 0) if level else 0

    def _head(self, provision: Provision, depth: int) -> Iterator[str]:
        yield heading_line(provision)
        yield from _notes_of(provision.heading)

    def _item(self, provision: Provision, opening: Paragraph | None, level: int) -> Iterator[str]:
        indent = " " * (2 * (level - 1))
        runs = opening.runs if opening is not None else ()
        words = _after_number(provision.number, written(runs))
        yield f"{indent}{provision.number} {words}".rstrip().replace("\n", f"\n{indent}")
        yield from _notes_of(runs, indent)

    def _block(self, block: Block, level: int, indent: int, *, bare: bool = False) -> Iterator[str]:
        margin = " " * indent
        lines = _lines(block, bare=bare)
        yield "\n".join(f"{margin}{line}" for line in lines)
        yield from _notes_in(block, margin)


class _Explicit(_Natural):
    """Every section and every depth named."""

    def _sections(self, text: Text) -> Iterator[str]:
        if text.preface:
            yield "::preface"
        yield from super()._sections(text)

    def _named(self, name: str, provisions: Sequence[Provision]) -> Iterator[str]:
        if provisions or name == "body":
            yield f"::{name}"

    def _head(self, provision: Provision, depth: int) -> Iterator[str]:
        line = f"{provision.number} # {written(provision.heading)}" if provision.heading else provision.number
        yield line if provision.kind is Kind.ANNEX else f"::{depth} {line}"
        yield from _notes_of(provision.heading)

    def _item(self, provision: Provision, opening: Paragraph | None, level: int) -> Iterator[str]:
        runs = opening.runs if opening is not None else ()
        yield f"::{level} {provision.number} {_after_number(provision.number, written(runs))}".rstrip()
        yield from _notes_of(runs)

    def _block(self, block: Block, level: int, indent: int, *, bare: bool = False) -> Iterator[str]:
        first, *rest = _lines(block, bare=bare)
        yield "\n".join([f"::{level} {first}", *rest])
        yield from _notes_in(block, "")


def heading_line(provision: Provision) -> str:
    """The line (or two) that begin an article, a part, an annex."""
    heading = written(provision.heading)
    if not heading:
        return provision.number
    for form in (f"{provision.number} {heading}", f"{provision.number}\n{heading}"):
        first, _break, second = form.partition("\n")
        head = head_of(first)
        if head is None or head.printed != provision.number:
            continue
        if not second and head.rest == heading and could_be_heading(heading):
            if provision.number[-1:] in ".:—–-":
                return form
        elif second and could_be_heading(second) and not begins_something(second) and not second.startswith("\\"):
            return form
    return f"{provision.number} # {heading}"


def _lines(block: Block, *, bare: bool) -> list[str]:
    if isinstance(block, Table):
        return tables.written(block.rows, written)
    return _safe(written(block.runs), bare=bare).split("\n")


def _after_number(number: str, words: str) -> str:
    """Words that follow a number and begin no other item."""
    first, _break, rest = words.partition("\n")
    marker = marker_of(f"{number} {first}")
    if marker_of(first) is not None or marker is None or marker.printed != number:
        first = first if first.startswith("\\") else f"\\{first}"
    return first + (f"\n{_safe(rest)}" if rest else "")


def _safe(words: str, *, bare: bool = False) -> str:
    """Words of which no line begins anything but words."""
    lines = words.split("\n")
    for at, line in enumerate(lines):
        guarded = begins_something(line) or (at == 0 and bare and could_be_heading(line))
        if guarded and not line.startswith("\\"):
            lines[at] = f"\\{line}"
    return "\n".join(lines)


def _notes_in(block: Block, margin: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from _notes_of(block.runs, margin)
    else:
        for row in block.rows:
            for cell in row:
                yield from _notes_of(cell.runs, margin)


def _notes_of(runs: Sequence[Run], margin: str = "") -> Iterator[str]:
    for run in runs:
        if isinstance(run, Note):
            yield f"{margin}[^{run.marker}]: {_note_words(run.words)}".rstrip()


def _note_words(words: Sequence[Words]) -> str:
    first, *rest = written(words).split("\n")
    return "\n".join([first, *(f"\\{line}" if begins_something(line) else line for line in rest)])
