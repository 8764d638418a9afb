"""Running text with its few marks: ``**bold**``, ``//italic//``, ``{{^sup}}``, ``{{_sub}}``, ``[^1]`` for a footnote.

A backslash before a mark takes it literally; at the beginning of a line, it keeps the line from beginning anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from comity.instruments.text.structure import Note, Run, Style, Words

NoteOf = Callable[[str], Note | None]

_TOKEN = re.compile(
    r"(?P<start>^\\(?=\w))|\\(?P<literal>[^\w\s])|(?P<url>://)|(?P<mark>\*\*|//|\{\{\^|\{\{_)|(?P<close>\}\})"
    r"|\[\^(?P<note>[^\]\s\[]{1,16})\]",
    re.MULTILINE,
)
_ANY = re.compile(r"[\\*\[]|//|\{\{")
_SPANS: dict[str, tuple[Style, str]] = {
    "**": ("bold", "**"),
    "//": ("italic", "//"),
    "{{^": ("sup", "}}"),
    "{{_": ("sub", "}}"),
}
_OPENINGS = {style: (opening, closing) for opening, (style, closing) in _SPANS.items()}
_SPECIAL = re.compile(r"[\\*/:{}\[]")

Piece = tuple[str, str]
"""A kind ("text", "mark", "note") and what it holds."""


def runs_of(text: str, note: NoteOf) -> tuple[Run, ...]:
    """The runs of a paragraph; ``note`` gives the footnote of a marker, ``None`` where the words stay as they are."""
    if not _ANY.search(text):
        return (Words(text),) if text else ()
    pieces, found, at = _pieces(text), list[Run](), 0
    while at < len(pieces):
        kind, value = pieces[at]
        end = _closing(pieces, at) if kind == "mark" and value in _SPANS else None
        if end is None:
            found.append(_run(kind, value, "", note))
            at += 1
            continue
        style = _SPANS[value][0]
        found += [_run(inner, words, style, note) for inner, words in pieces[at + 1 : end]]
        at = end + 1
    return joined(found)


def markers_in(text: str) -> list[str]:
    """The markers of the footnotes to which a paragraph refers."""
    return [value for kind, value in _pieces(text) if kind == "note"]


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbouring words of one style made one run, empty ones left out."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if isinstance(run, Words) and not run.text:
            continue
        if isinstance(run, Words) and isinstance(last, Words) and last.style == run.style:
            found[-1] = Words(last.text + run.text, run.style)
        else:
            found.append(run)
    return tuple(found)


def written(runs: Sequence[Run]) -> str:
    """The runs as marked text; what `runs_of` reads back."""
    styled = [False, *(isinstance(run, Words) and bool(run.style) for run in runs), False]
    return "".join(_written(run, styled[at], styled[at + 2]) for at, run in enumerate(runs))


def _written(run: Run, after_span: bool, before_span: bool) -> str:
    if isinstance(run, Note):
        return f"[^{run.marker}]"
    if not run.style:
        return _escaped(run.text, after_span, before_span)
    opening, closing = _OPENINGS[run.style]
    return f"{opening}{_escaped(run.text, True, True)}{closing}"


def _escaped(text: str, guard_first: bool, guard_last: bool) -> str:
    """Every mark within the words taken literally, and what would run into a mark before or after them."""
    if not _SPECIAL.search(text):
        return text
    guarded = {0} if guard_first else set()
    guarded |= {len(text) - 1} if guard_last else set()
    return "".join(
        f"\\{char}" if _is_mark(text, at) or (at in guarded and char in "*/:{}") else char
        for at, char in enumerate(text)
    )


def _is_mark(text: str, at: int) -> bool:
    char, after = text[at], text[at + 1 : at + 2]
    if char == "/":
        return after == "/" and text[at - 1 : at] != ":"
    return char == "\\" or (char in "*{}" and after == char) or (char == "[" and after == "^")


def _pieces(text: str) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for match in _TOKEN.finditer(text):
        found.append(("text", text[at : match.start()]))
        at = match.end()
        if match["literal"]:
            found.append(("text", match["literal"]))
        elif match["url"]:
            found.append(("text", match["url"]))
        elif match["note"]:
            found.append(("note", match["note"]))
        elif match["start"] is None:
            found.append(("mark", match.group()))
    found.append(("text", text[at:]))
    return [piece for piece in found if piece[1]]


def _closing(pieces: Sequence[Piece], at: int) -> int | None:
    """Where the span that opens here closes; an empty one is no span."""
    closing = _SPANS[pieces[at][1]][1]
    end = next((place for place in range(at + 1, len(pieces)) if pieces[place] == ("mark", closing)), None)
    return end if end is not None and end > at + 1 else None


def _run(kind: str, value: str, style: Style, note: NoteOf) -> Run:
    if kind == "note":
        return note(value) or Words(f"[^{value}]", style)
    return Words(value, style)
