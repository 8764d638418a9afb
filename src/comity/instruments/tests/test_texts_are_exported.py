from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from lxml import html as html_reader

from comity.instruments.exporting import html, pdf, word
from comity.instruments.exporting.cover import Cover, Wording
from comity.instruments.exporting.grid import grid_of
from comity.instruments.exporting.layout import Box, Line, Mark, Piece, Role, lines_of, marked
from comity.instruments.exporting.sample import agreement
from comity.instruments.exporting.side_by_side import pairs_of
from comity.instruments.text.structure import Kind, Paragraph, Provision, Text, Words
from comity.printing.testing import seen_in

MOMENT = datetime(2026, 6, 5, 12, 30, tzinfo=UTC)
COVER = Cover("MEC/2026/4", "Version 2, 5 June 2026", "https://comity.example/instruments/i-1/2/en", MOMENT)
TRACKING = word.Tracking("Armenia", MOMENT)
HOSTILE = '<script>alert(1)</script> & "quoted" #panic() ]]>'


def hostile() -> Text:
    words = (Words(HOSTILE),)
    article = Provision("art_1", Kind.ARTICLE, HOSTILE, words, blocks=(Paragraph("art_1__p_1", words),))
    return Text("en", preface=(Paragraph("preface__p_1", words),), body=(article,))


def changed_lines() -> list[Line]:
    """The sample with its second line changed in a word, its third gone, its table new."""
    lines = list(lines_of(agreement(6)))
    first = next(at for at, line in enumerate(lines) if line.role is Role.ITEM)
    lines[first] = replace(
        lines[first], parts=(Piece("may", "", "removed"), Piece("shall", "", "added"), *lines[first].parts)
    )
    lines[first + 1] = marked(lines[first + 1], "removed")
    note = next(at for at, line in enumerate(lines) if any(isinstance(part, Mark) for part in line.parts))
    lines[note] = marked(lines[note], "removed")
    lines[-1] = marked(lines[-1], "added")
    return lines


def part_of(document: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read(name))


def test_heading_levels_follow_the_structure_and_none_is_left_out() -> None:
    levels = [line.level for line in lines_of(agreement(25)) if line.role in (Role.TITLE, Role.HEADING)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_word_of_a_text_stands_in_its_html() -> None:
    text = agreement(12)
    page = html_reader.fromstring(html.text_html(text, COVER))
    shown = page.find(".//main").text_content()
    for provision in text.walk():
        for block in provision.blocks:
            if isinstance(block, Paragraph):
                assert block.runs[0].text in shown  # type: ignore[union-attr]
    assert page.get_element_by_id("part_1__art_3").tag == "h3"
    assert len(page.findall(".//nav//a")) == 2 + 12 + 1


def test_an_html_export_asks_for_nothing_and_runs_nothing() -> None:
    written = html.text_html(hostile(), COVER)
    page = html_reader.fromstring(written)
    assert page.findall(".//script") == []
    assert page.xpath("//@src") == []
    assert all(link.startswith(("#", COVER.address)) for link in page.xpath("//@href"))
    assert HOSTILE in page.find(".//main").text_content()
    assert f"<style>{html.STYLE}</style>" in written


def test_the_language_and_direction_of_every_part_are_named() -> None:
    page = html_reader.fromstring(html.two_languages_html(agreement(3), agreement(3, "ar"), COVER))
    assert page.get("lang") == "en"
    arabic = [one for one in page.xpath('//div[@class="pair"]/div') if one.get("lang") == "ar"]
    assert len(arabic) > 10
    assert {one.get("dir") for one in arabic} == {"rtl"}
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))


def test_a_pdf_claims_pdf_ua_and_has_pages_contents_and_footnotes() -> None:
    seen = seen_in(pdf.text_pdf(agreement(20), COVER))
    assert seen.claims_pdf_ua
    assert seen.pages > 8
    assert seen.structure["TOCI"] == 2 + 20 + 1
    assert seen.structure["H3"] == 20
    assert seen.structure["Note"] == 4


@pytest.mark.parametrize("language", ["en", "ru", "hy", "ar"])
def test_a_pdf_is_made_in_every_script(language: str) -> None:
    assert language in seen_in(pdf.text_pdf(agreement(3, language), COVER)).languages


def test_two_languages_stand_side_by_side_in_one_pdf() -> None:
    seen = seen_in(pdf.two_languages_pdf(agreement(3), agreement(3, "hy"), COVER))
    assert {"en", "hy"} <= seen.languages
    assert seen.structure["H3"] == 6


def test_what_people_wrote_is_printed_not_run() -> None:
    assert seen_in(pdf.text_pdf(hostile(), COVER)).claims_pdf_ua
    assert HOSTILE in docx.Document(io.BytesIO(word.text_docx(hostile(), COVER))).paragraphs[-1].text


def test_characters_that_no_font_draws_are_named_on_the_first_page() -> None:
    def frame_of(words: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            printed: dict[str, str] = {}
            patch.setattr(pdf, "to_pdf", lambda _template, data, **_more: printed.update(data))
            pdf.text_pdf(Text("en", preface=(Paragraph("preface__p_1", (Words(words),)),)), COVER)
            return printed["missing"]

    assert frame_of("Agreement") == ""
    assert frame_of("Agreement 😀 ব") == "U+09AC, U+1F600"


def test_an_empty_text_can_be_exported() -> None:
    assert seen_in(pdf.text_pdf(Text("en"), COVER)).pages == 1
    assert docx.Document(io.BytesIO(word.text_docx(Text("en"), COVER))).paragraphs
    assert "<main>" in html.text_html(Text("en"), COVER)


def test_the_same_version_gives_the_same_bytes() -> None:
    for make in (pdf.text_pdf, word.text_docx, html.text_html):
        assert make(agreement(2), COVER) == make(agreement(2), COVER)


def test_the_words_of_an_export_are_those_of_its_cover() -> None:
    russian = replace(COVER, wording=Wording(language="ru", contents="Содержание", legend="Новое подчёркнуто."))
    page = html_reader.fromstring(html.lines_html(changed_lines(), "en", russian, redline=True))
    assert page.find(".//nav/h2").text == "Содержание"
    assert page.find(".//nav/h2").get("lang") == "ru"
    assert page.find_class("legend")[0].text == "Новое подчёркнуто."


def test_a_docx_has_real_headings_a_table_and_footnotes() -> None:
    document = docx.Document(io.BytesIO(word.text_docx(agreement(6), COVER)))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") == 2
    assert styles.count("Heading 2") == 6
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["Duty to inform 1", "A", "1"]
    assert document.tables[0].rows[0].cells[0]._tc is document.tables[0].rows[0].cells[1]._tc
    notes = part_of(word.text_docx(agreement(6), COVER), "word/footnotes.xml")
    assert len(notes.findall(qn("w:footnote"))) == 3
    footer = part_of(word.text_docx(agreement(6), COVER), "word/footer1.xml")
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == [" PAGE ", " NUMPAGES "]
    assert document.core_properties.title == "Agreement on the common use of rivers"


def test_changes_are_true_tracked_changes_with_author_and_date() -> None:
    document = word.lines_docx(changed_lines(), "en", COVER, tracking=TRACKING)
    body = part_of(document, "word/document.xml")
    revisions = [*body.iter(qn("w:ins")), *body.iter(qn("w:del"))]
    assert {one.get(qn("w:author")) for one in revisions} == {"Armenia"}
    assert {one.get(qn("w:date")) for one in revisions} == {"2026-06-05T12:30:00Z"}
    ids = [one.get(qn("w:id")) for one in revisions]
    assert len(ids) == len(set(ids))
    assert "may" in ["".join(one.itertext(qn("w:delText"))) for one in body.iter(qn("w:del"))]
    assert "shall" in ["".join(one.itertext(qn("w:t"))) for one in body.iter(qn("w:ins"))]
    assert all(text.getparent().getparent().tag == qn("w:del") for text in body.iter(qn("w:delText")))
    assert part_of(document, "word/settings.xml").find(qn("w:trackRevisions")) is not None


def accepted(document: bytes, *, drop: str) -> list[str]:
    """The paragraphs when every change is accepted (``w:del`` dropped) or rejected (``w:ins`` dropped)."""
    body = part_of(document, "word/document.xml").find(qn("w:body"))
    found = []
    for paragraph in body.iter(qn("w:p")):
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn(drop)}") is not None:
            continue
        if any(row.find(f"{qn('w:trPr')}/{qn(drop)}") is not None for row in paragraph.iterancestors(qn("w:tr"))):
            continue
        runs = [run for run in paragraph.iter(qn("w:r")) if run.getparent().tag != qn(drop)]
        found.append("".join(text.text or "" for run in runs for text in run.iter(qn("w:t"), qn("w:delText"))))
    return [words for words in found if words]


def test_rejecting_all_changes_gives_the_old_text_and_accepting_them_the_new_one() -> None:
    lines = changed_lines()
    document = word.lines_docx(lines, "en", COVER, tracking=TRACKING)

    def without(change: str) -> bytes:
        kept = [line for line in lines if line.change != change]
        settled = [
            replace(
                line,
                change="",
                parts=tuple(replace(part, change="") for part in line.parts if part.change != change),
                number=tuple(replace(piece, change="") for piece in line.number),
                rows=marked(line, "").rows,
            )
            for line in kept
        ]
        return word.lines_docx(settled, "en", COVER)

    assert accepted(document, drop="w:del") == accepted(without("removed"), drop="w:none")
    assert accepted(document, drop="w:ins") == accepted(without("added"), drop="w:none")


def test_changes_in_html_are_ins_and_del_and_gone_lines_lend_no_anchor() -> None:
    lines = changed_lines()
    page = html_reader.fromstring(html.lines_html(lines, "en", COVER, redline=True))
    assert "may" in [one.text_content() for one in page.iter("del")]
    assert "shall" in [one.text_content() for one in page.iter("ins")]
    gone = next(line for line in lines if line.change == "removed")
    assert gone.id not in page.xpath("//@id")


def test_a_redline_in_pdf_is_accessible_too() -> None:
    assert seen_in(pdf.lines_pdf(changed_lines(), "en", COVER, redline=True)).claims_pdf_ua


def test_cells_are_placed_as_html_places_them_and_never_overlap() -> None:
    cell, wide, high = Box((Piece("a"),)), Box((), columns=9, rows=1), Box((), rows=40)
    grid = grid_of([[high, cell, wide], [cell], [cell, cell, cell, cell]])
    taken = [(one.x + dx, one.y + dy) for one in grid.cells for dx in range(one.columns) for dy in range(one.rows)]
    assert sorted(taken) == sorted((x, y) for x in range(grid.columns) for y in range(grid.rows))


def test_a_provision_that_one_language_lacks_leaves_the_other_side_empty() -> None:
    long, short = lines_of(agreement(4)), lines_of(agreement(3, "ru"))
    pairs = pairs_of(long, short)
    assert [line for pair in pairs for line in pair.left] == list(long)
    assert [line for pair in pairs for line in pair.right] == list(short)
    alone = [pair for pair in pairs if not pair.right]
    assert {line.provision.split("__para")[0] for pair in alone for line in pair.left} == {"part_1__art_4"}
