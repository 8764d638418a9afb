"""What must hold for any text: it can be exported, comes back with every word, and every redline settles both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from comity.instruments.exporting.cover import Cover
from comity.instruments.exporting.grid import grid_of
from comity.instruments.exporting.html import lines_html, text_html, two_languages_html
from comity.instruments.exporting.layout import Change, Mark, Part, lines_of
from comity.instruments.exporting.pdf import lines_pdf, text_pdf, two_languages_pdf
from comity.instruments.exporting.redline import redline_lines
from comity.instruments.exporting.word import text_docx
from comity.instruments.importing import from_docx, from_html, from_text
from comity.instruments.text import Text, parse, read
from comity.instruments.text.drawing import markings
from comity.printing.testing import seen_in

COVER = Cover("MEC/2026/4", "Version 2")
PROFILES = Path(__file__).resolve().parents[4] / "profiles"
TEXTS = sorted(path for path in PROFILES.rglob("*.txt") if "texts" in path.parts or path.stat().st_size > 500)


def text_of(marking: str) -> Text:
    return read(marking, language="ru").text


def words_in(text: Text) -> str:
    """Every letter and digit of a text, in its order."""
    return "".join(re.findall(r"[^\W_]", "".join(_all(text))))


def _all(text: Text) -> Iterator[str]:
    for line in lines_of(text):
        yield from _shown(line.number)
        yield from _shown(line.parts)
        for cell in grid_of(line.rows).cells:
            yield from _shown(cell.box.parts)


def _shown(parts: tuple[Part, ...]) -> Iterator[str]:
    return (part.text for part in parts if not isinstance(part, Mark))


@given(markings())
@settings(max_examples=120, deadline=None)
def test_any_text_comes_back_from_a_document_and_from_a_page_with_every_word(marking):
    text = text_of(marking)
    for imported in (from_docx(text_docx(text, COVER)), from_html(text_html(text, COVER))):
        assert words_in(text_of(imported.marking)) == words_in(text)


@given(markings())
@settings(max_examples=12, deadline=None)
def test_any_text_can_be_printed_accessibly(marking):
    assert seen_in(text_pdf(text_of(marking), COVER)).claims_pdf_ua


@given(markings(), markings())
@settings(max_examples=100, deadline=None)
def test_any_two_texts_have_a_redline_that_settles_both_ways(one, other):
    old, new = text_of(one), text_of(other)
    lines = redline_lines(old, new)

    def kept(gone: Change) -> str:
        parts = [
            part
            for line in lines
            if line.change != gone
            for part in (*line.number, *line.parts, *(part for row in line.rows for box in row for part in box.parts))
            if part.change != gone and not isinstance(part, Mark)
        ]
        return "".join(re.findall(r"[^\W_]", "".join(part.text for part in parts)))

    assert sorted(kept("added")) == sorted(words_in(old))
    assert sorted(kept("removed")) == sorted(words_in(new))
    assert lines_html(lines, "ru", COVER, redline=True)


@given(markings(), markings())
@settings(max_examples=8, deadline=None)
def test_any_redline_can_be_printed(one, other):
    assert seen_in(lines_pdf(redline_lines(text_of(one), text_of(other)), "ru", COVER, redline=True)).pages


@given(markings(), markings())
@settings(max_examples=10, deadline=None)
def test_any_two_texts_can_be_printed_side_by_side(one, other):
    assert seen_in(two_languages_pdf(text_of(one), text_of(other), COVER)).claims_pdf_ua


@given(markings(), markings())
@settings(max_examples=40, deadline=None)
def test_any_two_texts_can_stand_side_by_side(one, other):
    assert "<main>" in two_languages_html(text_of(one), text_of(other), COVER)


@given(markings())
@settings(max_examples=100, deadline=None)
def test_anything_can_be_pasted(words):
    imported = from_text(words)
    assert sorted(re.findall(r"[^\W_]", imported.marking)) == sorted(re.findall(r"[^\W_]", words)) or imported.remarks


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_texts_of_the_profiles_come_back_the_same(path):
    language = "ru" if ".ru." in path.name else "fr" if ".fr." in path.name else "en"
    text = parse(path.read_text(encoding="utf-8"), language=language)
    assert parse(from_docx(text_docx(text, COVER)).marking, language=language) == text
    assert parse(from_html(text_html(text, COVER)).marking, language=language) == text
