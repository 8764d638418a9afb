"""The lines of a text as paragraphs and tables of WordprocessingML, changes as revisions (ECMA-376-1, §17.13.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from comity.instruments.exporting.grid import Grid, Placed, grid_of
from comity.instruments.exporting.layout import Change, Line, Mark, Part, Piece, Role
from comity.instruments.exporting.word.elements import text, w

STEP = 567  # a centimetre, in twentieths of a point
REVISIONS: dict[Change, str] = {"added": "ins", "removed": "del"}


@dataclass(slots=True)
class Writer:
    """Writes lines, and gathers the footnotes and counts the revisions on the way.

    ``author`` and ``date`` (ISO 8601, UTC) stand on every revision.
    """

    author: str
    date: str
    right_to_left: bool = False
    own_markers: bool = False
    revisions: int = 0
    notes: list[etree._Element] = field(default_factory=list)

    def block(self, line: Line) -> list[etree._Element]:
        """A line as a paragraph, or a table with the empty paragraph that must follow it."""
        if line.role is Role.TABLE:
            return [self._table(line), self._paragraph([], "", w("spacing", after=0), "")]
        style = {Role.TITLE: "Title", Role.HEADING: f"Heading{max(line.level - 1, 1)}"}.get(line.role, "Provision")
        indent = None
        if line.role is Role.ITEM:
            indent = w("ind", left=STEP * (line.level + 1), hanging=STEP)
        elif line.role is Role.PARAGRAPH and line.level:
            indent = w("ind", left=STEP * line.level)
        return [self._paragraph(self._all_runs(line), style, indent, line.change)]

    def cell(self, parts: Sequence[Part], *, bold: bool = False) -> etree._Element:
        """The parts of a table's cell as its one paragraph."""
        return self._paragraph(self._runs(parts, bold=bold), "", w("spacing", after=40), "")

    def _all_runs(self, line: Line) -> list[etree._Element]:
        number = self._runs(line.number)
        if not number:
            return self._runs(line.parts)
        changes = {piece.change for piece in line.number}
        change = changes.pop() if len(changes) == 1 else ""
        if line.role is Role.ITEM:
            between = [self._revised(change, w("r", w("tab")))]
        elif not line.parts:
            between = []
        else:
            ended = line.number[-1].text[-1:] in ".:։—–-"
            between = [self._revised(change, w("r", *(text(" ", removed=change == "removed") if ended else [w("br")])))]
        return [*number, *between, *self._runs(line.parts)]

    def _paragraph(
        self, runs: Sequence[etree._Element], style: str, shape: etree._Element | None, change: Change
    ) -> etree._Element:
        mark = w("rPr", self._revision(change)) if change else None
        properties = w(
            "pPr", w("pStyle", val=style) if style else None, w("bidi") if self.right_to_left else None, shape, mark
        )
        return w("p", properties if len(properties) else None, *runs)

    def _runs(self, parts: Sequence[Part], *, bold: bool = False) -> list[etree._Element]:
        return [
            self._note(part) if isinstance(part, Mark) else self._revised(part.change, self._run(part, bold))
            for part in parts
        ]

    def _run(self, piece: Piece, bold: bool = False) -> etree._Element:
        properties = w(
            "rPr",
            *([w("b"), w("bCs")] if bold or piece.style == "bold" else []),
            *([w("i"), w("iCs")] if piece.style == "italic" else []),
            w("vertAlign", val="superscript") if piece.style == "sup" else None,
            w("vertAlign", val="subscript") if piece.style == "sub" else None,
            w("rtl") if self.right_to_left else None,
        )
        return w("r", properties if len(properties) else None, *text(piece.text, removed=piece.change == "removed"))

    def _note(self, mark: Mark) -> etree._Element:
        number = len(self.notes) + 1
        style = w("rPr", w("rStyle", val="FootnoteReference"))
        removed = mark.change == "removed"
        shown = text(mark.marker, removed=removed) if self.own_markers else [w("footnoteRef")]
        inside = [
            self._revised(mark.change, w("r", w("rPr", w("rStyle", val="FootnoteReference")), *shown)),
            self._revised(mark.change, w("r", *text(" ", removed=removed))),
            *self._runs(mark.pieces),
        ]
        self.notes.append(w("footnote", self._paragraph(inside, "FootnoteText", None, ""), id=number))
        if not self.own_markers:
            return self._revised(mark.change, w("r", style, w("footnoteReference", id=number)))
        reference = w("footnoteReference", customMarkFollows=1, id=number)
        return self._revised(mark.change, w("r", style, reference, *text(mark.marker, removed=removed)))

    def _table(self, line: Line) -> etree._Element:
        grid = grid_of(line.rows)
        properties = w(
            "tblPr",
            w("tblStyle", val="TableGrid"),
            w("bidiVisual") if self.right_to_left else None,
            w("tblW", w=0, type="auto"),
            w("tblInd", w=STEP * line.level, type="dxa"),
        )
        columns = w("tblGrid", *(w("gridCol", w=9000 // max(grid.columns, 1)) for _column in range(grid.columns)))
        at = {(cell.x, cell.y): cell for cell in grid.cells}
        rows = [
            self._row(grid, at, y, line.change or (line.row_changes[y] if line.row_changes else ""))
            for y in range(grid.rows)
        ]
        return w("tbl", properties, columns, *rows)

    def _row(self, grid: Grid, at: dict[tuple[int, int], Placed], y: int, change: Change) -> etree._Element:
        properties = w(
            "trPr",
            w("cantSplit"),
            w("tblHeader") if y < grid.headings else None,
            self._revision(change) if change else None,
        )
        cells, x = [], 0
        while x < grid.columns:
            cell = at.get((x, y)) or next(one for one in grid.cells if one.x == x and one.y < y < one.y + one.rows)
            cells.append(self._cell(cell, y))
            x += cell.columns
        return w("tr", properties, *cells)

    def _cell(self, cell: Placed, y: int) -> etree._Element:
        begins = cell.y == y
        merged = None if cell.rows == 1 else w("vMerge", val="restart") if begins else w("vMerge")
        span = w("gridSpan", val=cell.columns) if cell.columns > 1 else None
        content = self.cell(cell.box.parts if begins else (), bold=cell.box.heading)
        return w("tc", w("tcPr", span, merged), content)

    def _revised(self, change: Change, run: etree._Element) -> etree._Element:
        if not change:
            return run
        revision = self._revision(change)
        revision.append(run)
        return revision

    def _revision(self, change: Change) -> etree._Element:
        self.revisions += 1
        return w(REVISIONS[change], id=self.revisions, author=self.author, date=self.date)
