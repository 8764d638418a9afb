"""A piece of a web page, such as a word processor or a browser puts on the clipboard, read as a text.

Only words and their structure are taken: nothing is fetched, scripts and styles are skipped. A link to a place that
links back is a footnote, whoever wrote the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from lxml import etree
from lxml import html as reader

from comity.instruments.importing import refusals
from comity.instruments.importing.labels import DASH, counted
from comity.instruments.importing.marking import Imported, Writer
from comity.instruments.importing.remarks import Remarks
from comity.instruments.text.structure import Cell, Note, Run, Style, Words, plain
from comity.phrase import Phrase

MAX_MARKUP = 10 * 1024 * 1024
MAX_COLUMNS = 63
MAX_ROWS = 5_000
_SKIPPED = frozenset(
    ["script", "style", "head", "title", "noscript", "template", "svg", "math", "object", "iframe", "button", "select"]
)
_AROUND = frozenset(["nav", "header", "footer"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = _HEADINGS.union(
    ["p", "div", "li", "blockquote", "pre", "dt", "dd", "section", "article", "main", "center", "figure", "address"],
    ["form", "ul", "ol", "dl", "body", "html", "figcaption", "hr"],
)
_LOOKS: dict[str, Style] = {
    "b": "bold",
    "strong": "bold",
    "th": "",
    "i": "italic",
    "em": "italic",
    "cite": "italic",
    "sup": "sup",
    "sub": "sub",
}
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def from_html(markup: str) -> Imported:
    """The marking of a piece of HTML; never raises but for its size (`FileTooLarge`)."""
    if len(markup) > MAX_MARKUP:
        raise refusals.FileTooLarge(found=len(markup), limit=MAX_MARKUP)
    remarks = Remarks()
    writer = Writer(remarks)
    page = _Page(remarks, writer)
    root = _parsed(markup)
    if root is not None:
        page.read(root)
    return writer.imported(changes=page.changes)


def _parsed(markup: str) -> etree._Element | None:
    parser = reader.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, recover=True)
    try:
        return reader.document_fromstring(markup.replace("\x00", ""), parser=parser)
    except (etree.ParserError, ValueError):
        return None


class _Sink(Protocol):
    """What gathers the paragraphs and tables of a page: the marking's writer, or the lines of a cell."""

    def paragraph(self, runs: Sequence[Run], *, label: str, level: int, bullet: bool, heading: bool) -> None:
        """One paragraph."""

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """One table."""


class _Page:
    """Reads a page, or a part of it, into what gathers its paragraphs."""

    def __init__(self, remarks: Remarks, sink: _Sink) -> None:
        self.remarks = remarks
        self.sink = sink
        self.changes = 0
        self._runs: list[Run] = []
        self._label: tuple[str, int, bool] = ("", 0, False)
        self._heading = False
        self._notes: dict[etree._Element, tuple[str, etree._Element]] = {}
        self._note_blocks: set[etree._Element] = set()

    def read(self, root: etree._Element) -> None:
        """The whole of it."""
        self._find_notes(root)
        self._element(root, "", 0)
        self._flush()

    def inside(self, element: etree._Element, depth: int) -> None:
        """What is within an element."""
        self._inside(element, "", depth)
        self._flush()

    def _element(self, element: etree._Element, look: Style, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED or element in self._note_blocks or _is_hidden(element):
            return
        if tag in _AROUND:
            self.remarks.about_all(Phrase("Menus, heads and feet of the page were left out."))
            return
        if tag in ("del", "s", "strike"):
            self.changes += 1
            return
        if element in self._notes:
            self._runs.append(self._note(element))
            return
        if tag == "table":
            self._flush()
            self._table(element, depth)
            return
        if tag == "img":
            self.remarks.about(Phrase("A picture was left out."))
        block = tag in _BLOCKS
        if block:
            self._flush()
            self._begin(element, tag, depth)
        elif tag == "br":
            self._runs.append(Words("\n"))
        self._inside(element, _look(element, tag, look), depth + (tag in ("ol", "ul")))
        if block:
            self._flush()

    def _inside(self, element: etree._Element, look: Style, depth: int) -> None:
        self._words(element.text, look)
        for child in element:
            self._element(child, look, depth)
            self._words(child.tail, look)

    def _words(self, words: str | None, look: Style) -> None:
        if words:
            self._runs.append(Words(re.sub(r"[ \t\r\n\f]+", " ", words), look))

    def _begin(self, element: etree._Element, tag: str, depth: int) -> None:
        self._heading = tag in _HEADINGS
        if tag == "li":
            self._label = _label_of(element, max(depth - 1, 0))

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        if not plain(runs).strip() and not any(isinstance(run, Note) for run in runs):
            return
        (label, level, bullet), self._label = self._label, ("", 0, False)
        self.remarks.paragraph += 1
        self.sink.paragraph(runs, label=label, level=level, bullet=bullet, heading=self._heading)
        self._heading = False

    def _table(self, table: etree._Element, depth: int) -> None:
        rows: list[list[Cell]] = []
        for row in [one for one in table.iter("tr") if next(one.iterancestors("table")) is table][:MAX_ROWS]:
            cells = [one for one in row if one.tag in ("td", "th")][:MAX_COLUMNS]
            heads = next(row.iterancestors("thead"), None) is not None
            heads = heads or (bool(cells) and all(one.tag == "th" for one in cells))
            rows.append(
                [
                    Cell(
                        self._cell(one, depth),
                        heads,
                        _span(one, "colspan", MAX_COLUMNS),
                        _span(one, "rowspan", MAX_ROWS),
                    )
                    for one in cells
                ]
            )
        self.remarks.paragraph += 1
        self.sink.table(_fitting(rows))

    def _cell(self, cell: etree._Element, depth: int) -> tuple[Run, ...]:
        lines = _Lines(self.remarks)
        inner = _Page(self.remarks, lines)
        inner._notes, inner._note_blocks = self._notes, self._note_blocks
        inner.inside(cell, depth)
        self.changes += inner.changes
        return lines.joined()

    def _note(self, link: etree._Element) -> Note:
        marker, block = self._notes[link]
        lines = _Lines(self.remarks)
        _Page(self.remarks, lines).inside(block, 0)
        words = [run for run in lines.joined() if isinstance(run, Words)]
        if words:
            words[0] = Words(re.sub(rf"^\s*\[?{re.escape(marker)}\]?[.)]?\s*", "", words[0].text), words[0].style)
        return Note(marker, tuple(words))

    def _find_notes(self, root: etree._Element) -> None:
        """Links to a place that links back: the two ends of a footnote."""
        places = {one.get(key): one for key in ("name", "id") for one in root.iter() if one.get(key)}
        for link in root.iter("a"):
            target = places.get((link.get("href") or "").rpartition("#")[2])
            if target is None or any(one in self._note_blocks for one in link.iterancestors()):
                continue
            block = next(
                (one for one in (target, *target.iterancestors()) if one.tag in ("p", "li", "div", "aside")), None
            )
            own = {link.get("id"), link.get("name")} - {None}
            marker = re.sub(r"[\s\[\]^]", "", "".join(link.itertext()))[:16]
            if block is None or not own or not marker or any(one is block for one in link.iterancestors()):
                continue
            back = {(one.get("href") or "").rpartition("#")[2] for one in block.iter("a")}
            if own & back:
                self._notes[link] = (marker, block)
                self._note_blocks.add(block)


class _Lines:
    """Gathers paragraphs as lines instead of writing them: for cells and footnotes."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.lines: list[list[Run]] = []

    def paragraph(
        self, runs: Sequence[Run], *, label: str = "", level: int = 0, bullet: bool = False, heading: bool = False
    ) -> None:
        """One more line, with its number."""
        self.lines.append([Words(f"{label} "), *runs] if label else list(runs))

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """The words of a table as lines."""
        self.remarks.about(Phrase("A table within a table was taken as lines of its cell."), grave=True)
        self.lines += [list(cell.runs) for row in rows for cell in row]

    def joined(self) -> tuple[Run, ...]:
        """The lines as runs, with line breaks between them."""
        return tuple(run for at, line in enumerate(self.lines) for run in ([Words("\n"), *line] if at else line))


def _label_of(item: etree._Element, level: int) -> tuple[str, int, bool]:
    """The number of a list's item as a browser counts it."""
    listed = next((one for one in item.iterancestors("ol", "ul")), None)
    if listed is None or listed.tag == "ul":
        return DASH, level, True
    before = [one for one in listed.iterchildren("li") if one is not item]
    place = listed.index(item) - sum(1 for one in listed[: listed.index(item)] if one.tag != "li") if before else 0
    given = item.get("value") or ""
    count = int(given) if given.isdecimal() else _whole(listed.get("start"), 1) + place
    return f"{counted(min(count, 9_999), _FORMS.get(listed.get('type') or '1', 'decimal'))}.", level, False


def _look(element: etree._Element, tag: str, look: Style) -> Style:
    style = (element.get("style") or "").lower().replace(" ", "")
    if "font-weight:normal" in style or "font-weight:400" in style:
        return "" if look == "bold" or tag == "b" else look
    if "vertical-align:super" in style:
        return "sup"
    if "vertical-align:sub" in style:
        return "sub"
    if re.search(r"font-weight:(?:bold|[6-9]00)", style):
        return "bold"
    if "font-style:italic" in style:
        return "italic"
    return _LOOKS.get(tag) or look


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").lower().replace(" ", "")
    return "display:none" in style or "mso-hide:all" in style or element.get("hidden") is not None


def _span(cell: etree._Element, name: str, most: int) -> int:
    return min(max(_whole(cell.get(name), 1), 1), most)


def _whole(given: str | None, default: int) -> int:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 6 else default


def _fitting(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Spans cut to the rows that there are."""
    return [[replace(cell, rows=min(cell.rows, len(rows) - y)) for cell in row] for y, row in enumerate(rows)]
