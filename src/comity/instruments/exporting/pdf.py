"""A text as a PDF (PDF/UA-1) by `instruments/typst/text.typ`: alone, with changes, or two languages side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from comity.instruments.exporting.cover import Cover
from comity.instruments.exporting.grid import grid_of
from comity.instruments.exporting.layout import Line, Mark, Part, Piece, Role, lines_of, stepped, words_of
from comity.instruments.exporting.side_by_side import pairs_of
from comity.instruments.exporting.word.styles import RIGHT_TO_LEFT
from comity.instruments.text.structure import Text
from comity.printing import missing_in, to_pdf

TEMPLATE = "instruments/typst/text.typ"
MOST_NAMED = 40


def text_pdf(text: Text, cover: Cover) -> bytes:
    """One language version, with its contents and page numbers. Raises as `comity.printing.to_pdf` does."""
    return lines_pdf(lines_of(text), text.language, cover)


def lines_pdf(lines: Sequence[Line], language: str, cover: Cover, *, redline: bool = False) -> bytes:
    """Lines as a PDF; with ``redline`` the changes marked in them are explained on the first page."""
    written = [line_data(line) for line in stepped(lines)]
    return _pdf({"title": _title(lines, cover), "language": language, "redline": redline, "lines": written}, cover)


def two_languages_pdf(left: Text, right: Text, cover: Cover) -> bytes:
    """Two authentic language versions in two columns, each provision at the height of its other version."""
    before, after = lines_of(left), lines_of(right)
    pairs = [[[line_data(one) for one in side] for side in (pair.left, pair.right)] for pair in pairs_of(before, after)]
    data = {
        "title": _title(before, cover),
        "language": left.language,
        "languages": [left.language, right.language],
        "pairs": pairs,
    }
    return _pdf(data, cover)


def line_data(line: Line) -> dict[str, Any]:
    """A line as the template reads it."""
    data: dict[str, Any] = {
        "role": str(line.role),
        "id": line.id,
        "level": line.level,
        "number": list(_parts(line.number)),
        "parts": list(_parts(line.parts)),
    }
    if line.rows:
        grid = grid_of(line.rows)
        data["columns"], data["headings"] = grid.columns, grid.headings
        data["cells"] = [
            {"x": one.x, "y": one.y, "w": one.columns, "h": one.rows, "parts": list(_parts(one.box.parts))}
            for one in grid.cells
        ]
    return data


def _pdf(data: dict[str, Any], cover: Cover) -> bytes:
    wording = cover.wording
    missing = sorted(missing_in(data))[:MOST_NAMED]
    frame = {
        "reference": cover.reference,
        "edition": cover.edition,
        "address": cover.address,
        "missing": ", ".join(f"U+{ord(char):04X}" for char in missing),
        "right-to-left": sorted(RIGHT_TO_LEFT),
        "words": {
            "language": wording.language,
            "contents": wording.contents,
            "of": wording.of,
            "legend": wording.legend,
            "missing": wording.missing,
        },
    }
    return to_pdf(TEMPLATE, {"redline": False, "pairs": [], "lines": [], **data, **frame}, made_at=cover.at)


def _title(lines: Sequence[Line], cover: Cover) -> str:
    title = " ".join(words_of(line.parts) for line in lines if line.role is Role.TITLE)
    return " ".join(title.split()) or cover.name


def _parts(parts: Iterable[Part]) -> Iterable[Any]:
    for part in parts:
        if isinstance(part, Mark):
            yield {"marker": part.marker, "parts": list(_parts(part.pieces)), "change": part.change}
        elif isinstance(part, Piece) and part.text:
            yield [part.text, part.style, part.change]
