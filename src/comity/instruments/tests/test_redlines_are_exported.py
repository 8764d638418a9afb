from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, datetime

import pytest
from docx.oxml.ns import qn
from lxml import etree
from lxml import html as html_reader

from comity.instruments.exporting import html, pdf, word
from comity.instruments.exporting.cover import Cover
from comity.instruments.exporting.layout import Change, Line, Mark, Part, Role, lines_of
from comity.instruments.exporting.redline import redline_lines
from comity.instruments.exporting.sample import agreement
from comity.instruments.text import Text, marking_of, read
from comity.printing.testing import seen_in

MOMENT = datetime(2026, 6, 5, tzinfo=UTC)
COVER = Cover("MEC/2026/4", "Version 1 and version 2", "", MOMENT)


def text_of(marking: str) -> Text:
    return read(marking, language="en").text


BASE = marking_of(text_of(marking_of(agreement(6))))


def edited(seed: int) -> Text:
    """The sample after a few edits: paragraphs taken out, moved, put in, words changed."""
    chance = random.Random(seed)
    parts = BASE.split("\n\n")
    for _edit in range(chance.randint(1, 6)):
        at = chance.randrange(len(parts))
        match chance.choice(["delete", "move", "insert", "change", "row"]):
            case "delete":
                parts.pop(at)
            case "move":
                parts.insert(chance.randrange(len(parts) - 1), parts.pop(at))
            case "insert":
                parts.insert(at, chance.choice(["A new sentence stands here.", "(c) a new point;", "9. New."]))
            case "change":
                parts[at] = parts[at].replace("inform", "//tell//", 1).replace("measure", "step", 1)
            case "row":
                parts = [part.replace("| Duty to inform 3 | A | 3 |\n", "") for part in parts]
    return text_of("\n\n".join(parts))


def settled(lines: tuple[Line, ...], gone: Change) -> list[tuple[object, ...]]:
    """The lines when the changes of one kind are taken out and the others stand."""
    found: list[tuple[object, ...]] = []
    for line in lines:
        if line.change == gone:
            continue
        rows = [
            [(shown(box.parts, gone), box.heading, box.columns, box.rows) for box in row]
            for y, row in enumerate(line.rows)
            if not line.row_changes or line.row_changes[y] != gone
        ]
        found.append((line.role, line.level, [shown(line.number, gone), shown(line.parts, gone), rows]))
    return found


def shown(parts: tuple[Part, ...], gone: Change) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for part in parts:
        if part.change == gone:
            continue
        if isinstance(part, Mark):
            runs.append((f"[{part.marker}]", str(shown(part.pieces, gone))))
        elif runs and runs[-1][1] == part.style:
            runs[-1] = (runs[-1][0] + part.text, part.style)
        else:
            runs.append((part.text, part.style))
    return runs


@pytest.mark.parametrize("seed", range(40))
def test_rejecting_every_change_gives_the_old_text_and_accepting_them_the_new_one(seed: int) -> None:
    old, new = text_of(BASE), edited(seed)
    lines = redline_lines(old, new)
    # How deep a line stands follows the new text.
    assert [line[::2] for line in settled(lines, "added")] == [line[::2] for line in settled(lines_of(old), "added")]
    assert settled(lines, "removed") == settled(lines_of(new), "removed")


def paragraphs(document: bytes, *, drop: str) -> list[str]:
    """The paragraphs of a DOCX when every change is accepted (``w:del`` dropped) or rejected (``w:ins`` dropped)."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml"))
    found = []
    for paragraph in root.iter(qn("w:p")):
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn(drop)}")
        rows = [row.find(f"{qn('w:trPr')}/{qn(drop)}") for row in paragraph.iterancestors(qn("w:tr"))]
        if own is None and all(row is None for row in rows):
            runs = [run for run in paragraph.iter(qn("w:r")) if run.getparent().tag != qn(drop)]
            found.append("".join(one.text or "" for run in runs for one in run.iter(qn("w:t"), qn("w:delText"))))
    return [words for words in found if words.strip()]


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_a_word_processor_that_accepts_or_rejects_all_gets_the_new_or_the_old_document(seed: int) -> None:
    old, new = text_of(BASE), edited(seed)
    document = word.lines_docx(redline_lines(old, new), "en", COVER, tracking=word.Tracking("Armenia", MOMENT))
    assert paragraphs(document, drop="w:ins") == paragraphs(word.text_docx(old, COVER), drop="w:none")
    assert paragraphs(document, drop="w:del") == paragraphs(word.text_docx(new, COVER), drop="w:none")


def test_a_renumbered_article_shows_both_numbers() -> None:
    new = text_of(BASE.replace("Article 2. Duty to inform", "Article 2 bis. Duty to inform"))
    line = next(one for one in redline_lines(text_of(BASE), new) if one.role is Role.HEADING and one.is_changed)
    assert [(piece.text, piece.change) for piece in line.number] == [
        ("Article 2.", "removed"),
        ("Article 2 bis.", "added"),
    ]
    assert not any(part.change for part in line.parts)


def test_an_article_that_moved_is_gone_at_one_place_and_new_at_the_other() -> None:
    first, second = BASE.index("Article 1."), BASE.index("Article 2.")
    third = BASE.index("Article 3.")
    swapped = BASE[:first] + BASE[second:third] + BASE[first:second] + BASE[third:]
    lines = redline_lines(text_of(BASE), text_of(swapped))
    changed = {line.change for line in lines if line.role is Role.HEADING and line.change}
    assert changed == {"added", "removed"}


def test_a_redline_is_made_in_every_form() -> None:
    lines = redline_lines(text_of(BASE), edited(3))
    page = html_reader.fromstring(html.lines_html(lines, "en", COVER, redline=True))
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    assert page.findall(".//ins")
    assert seen_in(pdf.lines_pdf(lines, "en", COVER, redline=True)).claims_pdf_ua


def test_two_versions_that_are_the_same_have_no_change() -> None:
    assert not any(line.is_changed for line in redline_lines(text_of(BASE), text_of(BASE)))
