"""A text as one HTML file: readable anywhere, printable, with nothing to fetch; changes as ``ins`` and ``del``.

It has no script and one style sheet inside; a page that serves it names the digest of that sheet in its
Content-Security-Policy (`CONTENT_SECURITY_POLICY`), so that nothing else in the file could ever run.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from itertools import count
from pathlib import Path

from comity.instruments.exporting.cover import Cover, Wording
from comity.instruments.exporting.grid import Placed, grid_of
from comity.instruments.exporting.layout import Line, Mark, Part, Piece, Role, lines_of, stepped, words_of
from comity.instruments.exporting.side_by_side import pairs_of
from comity.instruments.exporting.word.styles import RIGHT_TO_LEFT
from comity.instruments.text.structure import Text

STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
_DIGEST = base64.b64encode(sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; frame-ancestors 'none'"
_TAGS = {"bold": "b", "italic": "i", "sup": "sup", "sub": "sub"}
_CHANGES = {"added": "ins", "removed": "del"}
_NUMBER_ENDS = ".:։—–-"


def text_html(text: Text, cover: Cover) -> str:
    """One language version as an HTML document."""
    return lines_html(lines_of(text), text.language, cover)


def lines_html(lines: Sequence[Line], language: str, cover: Cover, *, redline: bool = False) -> str:
    """Lines as an HTML document; with ``redline`` the changes marked in them are explained at the top."""
    page = _Page(cover.wording)
    lines = stepped(lines)
    body = [page.line(line) for line in lines]
    headings = [line for line in lines if line.role is Role.HEADING and line.change != "removed"]
    legend = f'<p class="legend"{_lang(cover.wording.language)}>{escape(cover.wording.legend)}</p>' if redline else ""
    titles = sum(line.role is Role.TITLE for line in lines)
    middle = ["\n".join(body[:titles]), legend, page.contents(headings), "\n".join(body[titles:]), page.notes()]
    return _document(lines, language, cover, "\n".join(filter(None, middle)))


def two_languages_html(left: Text, right: Text, cover: Cover) -> str:
    """Two authentic language versions in two columns, each provision at the height of its other version."""
    before, after = lines_of(left), lines_of(right)
    first, second = _Page(cover.wording), _Page(cover.wording, right.language)
    sides = f'<div class="pair"><div{_lang(left.language)}>{{}}</div><div{_lang(right.language)}>{{}}</div></div>'
    rows = [
        sides.format("\n".join(map(first.line, pair.left)), "\n".join(map(second.line, pair.right)))
        for pair in pairs_of(before, after)
    ]
    titles = max(sum(line.role is Role.TITLE for line in lines) for lines in (before, after))
    contents = first.contents([line for line in before if line.role is Role.HEADING])
    notes = sides.format(first.notes(), second.notes())
    body = "\n".join([*rows[:titles], contents, *rows[titles:], notes])
    return _document(before, left.language, cover, body, wide=True)


class _Page:
    """Writes lines, and gathers the footnotes on the way.

    Where two texts share a page, ``beside`` is the language of the second: it keeps their anchors apart.
    """

    def __init__(self, wording: Wording, beside: str = "") -> None:
        self.wording = wording
        self.prefix = f"{beside}-" if beside else ""
        self.suffix = f" ({beside})" if beside else ""
        self.tables = count(1)
        self.gathered: list[str] = []
        self.numbers = count(1)
        self.seen: set[str] = set()

    def line(self, line: Line) -> str:
        """A line as an element with its permanent anchor."""
        attributes = self._anchor(line) + (f' class="level{min(line.level, 6)}"' if self._set_in(line) else "")
        if line.role is Role.TABLE:
            return self._table(line, attributes)
        parts = self.parts(line.parts)
        if line.role in (Role.TITLE, Role.HEADING):
            between = ""
            if line.number and line.parts:
                between = " " if line.number[-1].text[-1:] in _NUMBER_ENDS else "<br>"
            return f"<h{line.level}{attributes}>{self.parts(line.number)}{between}{parts}</h{line.level}>"
        if line.role is Role.ITEM:
            level = f"item level{min(line.level, 6)}"
            number = f'<span class="number">{self.parts(line.number)}</span>'
            return f'<p{self._anchor(line)} class="{level}">{number} <span>{parts}</span></p>'
        return f"<p{attributes}>{parts}</p>"

    def parts(self, parts: Iterable[Part]) -> str:
        """Runs with their styles, changes and footnote marks."""
        return "".join(self._note(part) if isinstance(part, Mark) else self._piece(part) for part in parts)

    def contents(self, headings: Sequence[Line]) -> str:
        """The table of contents, where there is something to find."""
        if len(headings) < 4:
            return ""
        items = "".join(
            f'<li class="level{line.level - 2}"><a href="#{self.prefix}{escape(line.id)}">'
            f"{escape(words_of(line.number))} {escape(words_of(line.parts))}</a></li>"
            for line in headings
        )
        label = f'<h2 id="{self.prefix}contents"{_lang(self.wording.language)}>{escape(self.wording.contents)}</h2>'
        return f'<nav aria-labelledby="{self.prefix}contents">{label}<ul>{items}</ul></nav>'

    def notes(self) -> str:
        """The footnotes, each with a way back."""
        return f'<div class="notes" role="doc-endnotes">{"".join(self.gathered)}</div>' if self.gathered else ""

    def _set_in(self, line: Line) -> bool:
        return line.role in (Role.PARAGRAPH, Role.TABLE) and line.level > 0

    def _anchor(self, line: Line) -> str:
        """An identifier that occurs twice, as in a redline, anchors the first of its lines only."""
        id = f"{self.prefix}{line.id}"
        if not line.id or id in self.seen or line.change == "removed":
            return ""
        self.seen.add(id)
        return f' id="{escape(id)}"'

    def _piece(self, piece: Piece) -> str:
        words = escape(piece.text, quote=False).replace("\n", "<br>")
        if piece.style:
            words = f"<{_TAGS[piece.style]}>{words}</{_TAGS[piece.style]}>"
        return self._changed(piece.change, words)

    def _changed(self, change: str, words: str) -> str:
        return f"<{_CHANGES[change]}>{words}</{_CHANGES[change]}>" if change else words

    def _note(self, mark: Mark) -> str:
        number = next(self.numbers)
        here, there = f"{self.prefix}ref{number}", f"{self.prefix}note{number}"
        marker = escape(mark.marker)
        self.gathered.append(
            f'<p id="{there}"><a href="#{here}" role="doc-backlink">{marker}</a> {self.parts(mark.pieces)}</p>'
        )
        return self._changed(mark.change, f'<sup><a id="{here}" href="#{there}" role="doc-noteref">{marker}</a></sup>')

    def _table(self, line: Line, attributes: str) -> str:
        grid = grid_of(line.rows)
        rows: list[list[str]] = [[] for _row in range(grid.rows)]
        for cell in grid.cells:
            rows[cell.y].append(self._cell(cell, heads=cell.y < grid.headings))
        written = [f"<tr>{''.join(row)}</tr>" for row in rows]
        head = f"<thead>{''.join(written[: grid.headings])}</thead>" if grid.headings else ""
        body = f"<tbody>{''.join(written[grid.headings :])}</tbody>"
        label = escape(f"{self.wording.table} {next(self.tables)}{self.suffix}")
        # A wide table is scrolled by itself, by keyboard too (WCAG 2.2, 1.4.10 and 2.1.1).
        return f'<div{attributes} role="region" tabindex="0" aria-label="{label}"><table>{head}{body}</table></div>'

    def _cell(self, cell: Placed, *, heads: bool) -> str:
        tag, scope = ("th", "col") if heads else ("th", "row") if cell.box.heading else ("td", "")
        attributes = f' scope="{scope}"' if scope else ""
        attributes += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        attributes += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        return f"<{tag}{attributes}>{self.parts(cell.box.parts)}</{tag}>"


def _document(lines: Sequence[Line], language: str, cover: Cover, body: str, *, wide: bool = False) -> str:
    own = " ".join(" ".join(words_of(line.parts) for line in lines if line.role is Role.TITLE).split())
    # A text without a title gets the heading that every page needs in its frame, not among its words.
    heading = "" if own else f"<h1>{escape(cover.name)}</h1>"
    words = _lang(cover.wording.language)
    address = escape(cover.address)
    shape = ' class="wide"' if wide else ""
    source = (
        f'<p class="source"{words}>{escape(cover.wording.address)}: <a href="{address}">{address}</a></p>'
        if cover.address
        else ""
    )
    return (
        f'<!doctype html>\n<html{_lang(language)}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(own or cover.name)} – {escape(cover.reference)}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n<body{shape}>\n"
        f"<header{words}><p>{escape(cover.reference)}<br>{escape(cover.edition)}</p>{heading}</header>\n"
        f"<main>\n{body}\n</main>\n<footer>{source}</footer>\n</body>\n</html>\n"
    )


def _lang(language: str) -> str:
    return f' lang="{escape(language)}"' + (' dir="rtl"' if language in RIGHT_TO_LEFT else ' dir="ltr"')
