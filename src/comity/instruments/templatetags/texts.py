"""Words of texts in templates: ``{{ line.parts|parts }}`` and, in a comparison, ``{{ pieces|compared }}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from comity.instruments.exporting.layout import Box, Line, Mark, Part
from comity.instruments.text import Note, Run, Words
from comity.instruments.text.redline import Piece
from comity.pages import words as words_of_pages

register = template.Library()
_TAGS = {"bold": "strong", "italic": "em", "sup": "sup", "sub": "sub"}
_MARKS = {"added": "ins", "removed": "del"}


@register.filter
def parts(found: Iterable[Part]) -> SafeString:
    """The parts of a line of a text, with styles, line breaks and footnotes."""
    return SafeString("".join(_marked(part.change, _run(_run_of(part))) for part in found))


@register.filter
def words(runs: Iterable[Run]) -> SafeString:
    """Runs with their styles, line breaks and footnotes."""
    return SafeString("".join(map(_run, runs)))


@register.filter
def heading(line: Line) -> str:
    """The element of a heading on a page that has a heading for the text as a whole."""
    return f"h{min(line.level + 1, 6)}"


@register.filter
def cell(box: Box) -> str:
    """The element of a cell."""
    return "th" if box.heading else "td"


@register.filter
def compared(pieces: Iterable[Piece]) -> SafeString:
    """Pieces of a comparison, as ``ins`` and ``del``."""
    return SafeString("".join(_marked(piece.mark, _run(piece.run)) for piece in pieces))


@register.filter
def language_name(code: str) -> str:
    """What a language calls itself."""
    return words_of_pages.language_name(code)


def _marked(mark: str, inner: SafeString) -> str:
    tag = _MARKS.get(mark)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _run_of(part: Part) -> Run:
    if isinstance(part, Mark):
        return Note(part.marker, tuple(Words(one.text, one.style) for one in part.pieces))
    return Words(part.text, part.style)


def _run(run: Run) -> SafeString:
    if isinstance(run, Note):
        said = "".join(one.text for one in run.words)
        return format_html('<span class="footnote"><sup>{}</sup> <small>({})</small></span>', run.marker, said)
    inner = SafeString(escape(run.text).replace("\n", "<br>"))
    tag = _TAGS.get(run.style)
    return format_html("<{0}>{1}</{0}>", SafeString(tag), inner) if tag else inner
