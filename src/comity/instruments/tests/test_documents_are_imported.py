from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comity.instruments.exporting.cover import Cover
from comity.instruments.exporting.html import text_html
from comity.instruments.exporting.layout import lines_of, marked
from comity.instruments.exporting.sample import agreement
from comity.instruments.exporting.word import Tracking, lines_docx, text_docx
from comity.instruments.importing import Imported, from_docx, from_file, from_html, from_text, refusals
from comity.instruments.importing.labels import counted
from comity.instruments.importing.testing import docx_of, numbering_of, paragraph, table_of
from comity.instruments.text import Kind, Meta, Note, Text, marking_of, parse, to_akn

MOMENT = datetime(2026, 6, 5, tzinfo=UTC)
COVER = Cover("MEC/2026/4", "Version 2")


def messages(imported: Imported) -> list[str]:
    return [str(remark.message) for remark in imported.remarks]


def outline(imported: Imported, language: str = "en") -> list[tuple[str, str]]:
    """The numbers of the body's provisions by kind, in order."""
    return [(str(one.kind), one.number) for one in parse(imported.marking, language=language).walk() if one.number]


def run_of(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def sample(language: str) -> Text:
    return parse(marking_of(agreement(12, language)), language=language)


@pytest.mark.parametrize("language", ["en", "ru", "hy"])
def test_an_exported_document_comes_back_the_same(language: str) -> None:
    text = sample(language)
    assert parse(from_docx(text_docx(text, COVER)).marking, language=language) == text


@pytest.mark.parametrize("language", ["en", "ru", "hy"])
def test_an_exported_page_that_is_pasted_comes_back_the_same(language: str) -> None:
    text = sample(language)
    assert parse(from_html(text_html(text, COVER)).marking, language=language) == text


def test_automatic_numbers_become_words_level_by_level() -> None:
    numbering = numbering_of(
        ("decimal", "Article %1."), ("decimal", "%2."), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)")
    )
    levels = [0, 1, 1, 2, 2, 3, 1, 0, 1, 2]
    body = "".join(
        paragraph(f"Words of {at}." if level else "Name", listed=(1, level)) for at, level in enumerate(levels)
    )
    assert outline(from_docx(docx_of(body, numbering=numbering))) == [
        ("article", "Article 1."),
        ("paragraph", "1."),
        ("paragraph", "2."),
        ("point", "(a)"),
        ("point", "(b)"),
        ("point", "(i)"),
        ("paragraph", "3."),
        ("article", "Article 2."),
        ("paragraph", "1."),
        ("point", "(a)"),
    ]


def test_russian_lists_are_counted_in_russian() -> None:
    numbering = numbering_of(("decimal", "Статья %1."), ("decimal", "%2."), ("russianLower", "%3)"))
    body = "".join(
        paragraph(words, listed=(1, level))
        for words, level in (("Цели", 0), ("Стороны:", 1), ("информируют;", 2), ("помогают.", 2), ("Сроки", 0))
    )
    assert outline(from_docx(docx_of(body, numbering=numbering)), "ru") == [
        ("article", "Статья 1."),
        ("paragraph", "1."),
        ("point", "а)"),
        ("point", "б)"),
        ("article", "Статья 2."),
    ]


def test_a_list_can_start_anew_and_number_through_a_style() -> None:
    extra = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="Item"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr>"
        "</w:pPr></w:style>"
    )
    body = paragraph("Article 1. Name") + paragraph("One.", style="Item") + paragraph("Two.", style="Item")
    body += paragraph("Five.", listed=(2, 0)) + paragraph("Six.", listed=(2, 0))
    imported = from_docx(docx_of(body, numbering=numbering_of(("decimal", "%1."), extra=extra), styles=styles))
    assert [number for _kind, number in outline(imported)] == ["Article 1.", "1.", "2.", "5.", "6."]


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (27, "lowerLetter", "aa"),
        (2, "russianUpper", "Б"),
        (7, "decimalZero", "07"),
        (3, "chineseCounting", "3"),
        (0, "lowerRoman", "0"),
    ],
)
def test_counts_are_shown_in_their_form(count: int, form: str, shown: str) -> None:
    assert counted(count, form) == shown


def test_a_number_of_a_form_that_texts_do_not_have_is_written_as_the_nearest_and_told() -> None:
    body = paragraph("Article 1. Name") + paragraph("first;", listed=(1, 0)) + paragraph("second.", listed=(1, 0))
    imported = from_docx(docx_of(body, numbering=numbering_of(("lowerLetter", "%1."))))
    assert [number for _kind, number in outline(imported)] == ["Article 1.", "a)", "b)"]
    assert "The number “a.” was written “a)”." in messages(imported)


def test_headings_on_two_lines_and_in_two_traditions() -> None:
    bold = "<w:b/>"
    english = paragraph("PART I", style="H1", run=bold) + paragraph("GENERAL PROVISIONS", run=bold)
    english += (
        paragraph("Article 1", style="H2") + paragraph("Use of terms", run=bold) + paragraph("In this Agreement:")
    )
    found = parse(from_docx(docx_of(english)).marking, language="en")
    assert [(one.kind, one.number, one.heading[0].text) for one in found.walk() if one.heading] == [  # type: ignore[union-attr]
        (Kind.PART, "PART I", "GENERAL PROVISIONS"),
        (Kind.ARTICLE, "Article 1", "Use of terms"),
    ]
    russian = (
        paragraph("ГЛАВА I. ОБЩИЕ ПОЛОЖЕНИЯ", run=bold)
        + paragraph("Статья 1", run=bold)
        + paragraph("Стороны сотрудничают.")
    )
    assert outline(from_docx(docx_of(russian)), "ru")[:2] == [("chapter", "ГЛАВА I."), ("article", "Статья 1")]


def test_of_tracked_changes_the_accepted_text_is_read_and_it_is_said() -> None:
    lines = list(lines_of(sample("en")))
    lines[6], lines[7] = marked(lines[6], "removed"), marked(lines[7], "added")
    document = lines_docx(lines, "en", COVER, tracking=Tracking("Armenia", MOMENT))
    imported = from_docx(document)
    expected = from_docx(lines_docx([line for line in lines_of(sample("en")) if line.id != lines[6].id], "en", COVER))
    assert imported.marking == expected.marking
    assert imported.changes > 0
    assert any("tracked changes" in message for message in messages(imported))


def test_a_paragraph_whose_end_was_deleted_runs_into_the_next() -> None:
    deleted = '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
    body = f"<w:p>{deleted}{run_of('The Parties ')}</w:p>{paragraph('agree.')}"
    assert "The Parties agree." in from_docx(docx_of(body)).marking


def test_footnotes_keep_their_place_their_order_and_their_marks() -> None:
    def reference(id: int, mark: str = "") -> str:
        own = f' w:customMarkFollows="1"/><w:t>{mark}</w:t>' if mark else "/>"
        return f'<w:r><w:footnoteReference w:id="{id}"{own}</w:r>'

    notes = "".join(
        f'<w:footnote w:id="{id}"><w:p><w:r><w:footnoteRef/></w:r>{run_of(f" {words}")}</w:p></w:footnote>'
        for id, words in ((1, "See annex."), (2, "* As amended."), (3, "See Article 2."))
    )
    body = paragraph("Article 1. Name")
    references = f"{reference(2, '*')}{reference(3)}{reference(9)}"
    body += f"<w:p>{run_of('One')}{reference(1)}{run_of(' two')}{references}</w:p>"
    imported = from_docx(docx_of(body, footnotes=notes))
    article = parse(imported.marking, language="en").body[0]
    found = [(run.marker, run.words[0].text) for run in article.blocks[0].runs if isinstance(run, Note)]  # type: ignore[union-attr]
    assert found == [("1", "See annex."), ("*", "As amended."), ("2", "See Article 2.")]
    assert "A footnote is referred to that the file does not have." in messages(imported)


def test_tables_keep_headings_and_merged_cells() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Member")}</w:tc>'
    merged = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{wide}<w:tc>{paragraph('Share')}</w:tc></w:tr>"
        f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("Armenia")}</w:tc>'
        f"<w:tc>{paragraph('north')}</w:tc><w:tc>{paragraph('1')}</w:tc></w:tr>"
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{paragraph('south')}</w:tc><w:tc>{paragraph('2')}</w:tc></w:tr></w:tbl>"
    )
    annex = parse(from_docx(docx_of(paragraph("Annex 1") + merged)).marking, language="en").annexes[0]
    rows = annex.blocks[0].rows  # type: ignore[union-attr]
    assert [[(cell.runs[0].text, cell.heading, cell.columns, cell.rows) for cell in row] for row in rows] == [  # type: ignore[union-attr]
        [("Member", True, 2, 1), ("Share", True, 1, 1)],
        [("Armenia", False, 1, 2), ("north", False, 1, 1), ("1", False, 1, 1)],
        [("south", False, 1, 1), ("2", False, 1, 1)],
    ]


def test_what_is_left_out_is_always_told() -> None:
    body = (
        "<w:p><w:r><w:drawing/></w:r><w:r><w:t>Words</w:t></w:r><w:r><w:object/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('In a box')}</w:txbxContent></w:pict></w:r></w:p>"
        '<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>struck</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>'
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r></w:p>'
    )
    imported = from_docx(docx_of(body))
    told = "\n".join(messages(imported))
    for expected in (
        "picture",
        "embedded object",
        "Hidden words",
        "text box",
        "struck out by hand",
        "Comments",
        "sign of the font",
    ):
        assert expected in told
    assert "secret" not in imported.marking
    assert [remark.excerpt for remark in imported.remarks if "text box" in str(remark.message)] == ["In a box"]
    assert all(remark.paragraph > 0 for remark in imported.remarks if "Comments" not in str(remark.message))


def test_a_table_of_contents_is_left_out_and_other_fields_keep_their_result() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def instruction(words: str) -> str:
        return f"<w:r><w:instrText>{words}</w:instrText></w:r>"

    contents = f"<w:p>{char('begin')}{instruction('TOC')}{char('separate')}<w:r><w:t>Name 1</w:t></w:r></w:p>"
    contents += f"<w:p><w:r><w:t>Other 2</w:t></w:r></w:p><w:p>{char('end')}</w:p>"
    result = f"{char('separate')}{run_of('5 June')}{char('end')}"
    date = f"<w:p>{char('begin')}{instruction('DATE')}{result}{run_of(' 2026')}</w:p>"
    imported = from_docx(docx_of(contents + date))
    assert imported.marking == "5 June 2026\n"
    assert any("table of contents" in message for message in messages(imported))


def test_pasted_lists_headings_and_notes_of_a_web_page_are_read() -> None:
    page = (
        '<h2>Article 1. Name</h2><ol><li>The Parties:<ol type="a"><li>inform;</li><li>help.</li></ol></li>'
        '<li value="5"><b>Five</b><sup><a href="#_ftn1" name="_ftnref1">[1]</a></sup> and H<sub>2</sub>O</li></ol>'
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> A note.</p></div>'
        "<table><tr><th>A</th><th>B</th></tr><tr><td colspan=2>c</td></tr></table>"
    )
    imported = from_html(page)
    assert outline(imported) == [
        ("article", "Article 1."),
        ("paragraph", "1."),
        ("point", "a)"),
        ("point", "b)"),
        ("paragraph", "5."),
    ]
    assert "**Five**" in imported.marking
    assert "[^1]: A note." in imported.marking
    assert "H{{_2}}O" in imported.marking
    assert "| A | B |\n| --- | --- |\n| c | < |" in imported.marking


def test_each_line_of_a_word_processor_is_a_paragraph_and_broken_lines_of_a_mail_are_joined() -> None:
    lines = [
        "Agreement",
        "Article 1. Name",
        "1. The first of all the paragraphs stands here and is long enough.",
        "2. So is the second.",
    ]
    assert from_text("\n".join(lines)).marking == "\n\n".join(lines) + "\n"
    broken = (
        "The Parties to this Agreement, wishing to make the use of the\n"
        "rivers that they share as fair as it can be, and to keep clean\n"
        "the water for those who come after them, and bearing in mind\n"
        "what they agreed in earlier years on the same matter, have ag-\n"
        "reed upon what follows in the articles below, which bind all\n"
        "of them from the day on which the last of them has deposited\n"
        "its instrument of ratification with the depositary, who tells\n"
        "the others of it without delay and in writing, as is the rule.\n"
    )
    imported = from_text(broken)
    assert imported.marking.count("\n") == 1
    assert "have agreed upon" in imported.marking
    assert messages(imported)


def test_a_text_that_is_marked_already_stays_as_it_is() -> None:
    marking = marking_of(sample("en"))
    assert from_text(marking).marking == marking


def test_a_heading_without_a_word_for_it_is_told() -> None:
    body = paragraph("Article 1. Name", style="H1") + paragraph("Words.") + paragraph("General remarks", style="H1")
    assert any("A heading without a word" in message for message in messages(from_docx(docx_of(body))))


def test_rows_of_a_bold_first_line_are_its_headings() -> None:
    bold = "<w:tr>" + "".join(f"<w:tc>{paragraph(word, run='<w:b/>')}</w:tc>" for word in ("A", "B")) + "</w:tr>"
    table = table_of([["c", "d"]]).replace("<w:tbl>", f"<w:tbl>{bold}")
    assert "| A | B |\n| --- | --- |\n| c | d |" in from_docx(docx_of(table)).marking


def test_a_file_is_known_by_what_is_in_it() -> None:
    marking = marking_of(sample("ru"))
    meta = Meta("MEC/2026/4", "Title", "agreement", MOMENT.date(), MOMENT.date(), 1, "The Commission")
    for body in (
        to_akn(sample("ru"), meta),
        marking.encode(),
        marking.encode("utf-16"),
        "\ufeff".encode() + marking.encode(),
    ):
        assert parse(from_file(body).marking, language="ru") == sample("ru")
    assert from_file(b"<!DOCTYPE html><p>Words</p>").marking == "Words\n"
    assert parse(from_file(text_docx(sample("ru"), COVER), name="x.txt").marking, language="ru") == sample("ru")


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"{\\rtf1", b"\xff\xff\xff", "слова".encode("cp1251"), b"a\x00b"])
def test_a_file_that_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(refusals.NotText):
        from_file(body)


def test_headings_with_a_roman_number_alone_become_sections_and_it_is_told() -> None:
    bold = "<w:b/>"
    russian = paragraph("СТРАТЕГИЯ сотрудничества", style="H1") + paragraph("I. Общие положения", run=bold)
    russian += paragraph("1. Стратегия определяет цели.") + paragraph("ІІ. ЦЕЛИ") + paragraph("2. Цели таковы.")
    imported = from_docx(docx_of(russian))
    assert outline(imported, "ru") == [
        ("section", "Раздел I."),
        ("paragraph", "1."),
        ("section", "Раздел II."),
        ("paragraph", "2."),
    ]
    assert "The heading “I” was written “Раздел I.”." in messages(imported)
    numbering = numbering_of(("upperRoman", "%1."), ("decimal", "%2."))
    english = paragraph("Aims", style="H1", listed=(1, 0)) + paragraph("To inform.", listed=(1, 1))
    assert outline(from_docx(docx_of(english, numbering=numbering))) == [("section", "Section I."), ("paragraph", "1.")]


def test_a_sentence_that_begins_with_a_letter_is_no_section() -> None:
    imported = from_docx(docx_of(paragraph("Article 1. Name") + paragraph("I agree, said the Party.", run="<w:b/>")))
    assert outline(imported) == [("article", "Article 1.")]
