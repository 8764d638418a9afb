from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from comity.instruments.importing import from_docx, from_html, from_text, package, refusals
from comity.instruments.importing.testing import docx_of, numbering_of, paragraph, table_of, zipped
from comity.instruments.text import read

GOOD = docx_of(paragraph("Article 1. Name") + paragraph("The agreement is named so."))
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def messages(imported: object) -> str:
    return "\n".join(str(remark.message) for remark in imported.remarks)  # type: ignore[attr-defined]


def with_entities(definition: str, reference: str) -> bytes:
    document = (
        f"<!DOCTYPE w:document [{definition}]>"
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{reference}</w:t></w:r></w:p></w:body></w:document>"
    )
    return docx_of("", parts={"word/document.xml": document.encode()})


def test_a_file_with_macros_is_refused_by_the_name_of_their_part() -> None:
    with pytest.raises(refusals.Macros, match=r"word/vbaProject.bin"):
        from_docx(docx_of(paragraph("a"), parts={"word/vbaProject.bin": b"\xd0\xcf"}))
    with pytest.raises(refusals.Macros):
        from_docx(docx_of(paragraph("a"), main_type=MACRO_TYPE))
    with pytest.raises(refusals.Macros, match=r"speech.docm"):
        from_docx(GOOD, name="speech.docm")


def test_external_entities_are_never_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("the secret")
    with pytest.raises(refusals.Entities):
        from_docx(with_entities(f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;"))
    with pytest.raises(refusals.Entities):
        from_docx(with_entities('<!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd"> %remote;', "a"))


def test_entities_that_multiply_are_refused() -> None:
    laughs = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    with pytest.raises(refusals.Refused):
        from_docx(with_entities(laughs, "&m;"))


def test_a_part_that_unpacks_to_far_too_much_is_refused() -> None:
    with pytest.raises(refusals.Bomb, match=r"word/document.xml"):
        from_docx(docx_of("", parts={"word/document.xml": b" " * (package.MAX_PART + 1)}))


def test_a_ratio_that_no_text_has_is_refused() -> None:
    with pytest.raises(refusals.Bomb):
        from_docx(docx_of("", parts={"word/document.xml": b"<a>" + b"a" * (2 * package.SMALL) + b"</a>"}))


def test_a_size_that_lies_is_not_believed() -> None:
    body = bytearray(docx_of("", parts={"word/document.xml": b"\0" * (2 * package.SMALL)}))
    name = b"word/document.xml"
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = body.find(signature)
        while at >= 0:
            header = 30 if signature == b"PK\x03\x04" else 46
            if body[at + header : at + header + len(name)] == name:
                struct.pack_into("<I", body, at + offset, 100)
            at = body.find(signature, at + 4)
    with pytest.raises(refusals.Refused):
        from_docx(bytes(body))


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(refusals.TooManyParts):
        from_docx(zipped({f"part{n}": b"" for n in range(package.MAX_PARTS + 1)}))


def test_a_file_beyond_the_limit_is_refused_before_it_is_opened() -> None:
    with pytest.raises(refusals.FileTooLarge):
        from_docx(b"PK\x03\x04" + b"\0" * package.MAX_FILE)


@pytest.mark.parametrize("length", range(0, len(GOOD), 97))
def test_a_truncated_file_is_refused_wherever_it_ends(length: int) -> None:
    with pytest.raises(refusals.Refused):
        from_docx(GOOD[:length])


def test_a_damaged_byte_anywhere_is_refused_or_harmless() -> None:
    for at in range(0, len(GOOD), 41):
        damaged = bytearray(GOOD)
        damaged[at] ^= 0xFF
        try:
            from_docx(bytes(damaged))
        except refusals.Refused:
            continue


def test_what_is_not_docx_is_told_so() -> None:
    for body in (b"", b"%PDF-1.7", b"plain words", zipped({"a.txt": b"a"})):
        with pytest.raises(refusals.NotDocx):
            from_docx(body)
    with pytest.raises(refusals.OldOrLocked):
        from_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with pytest.raises(refusals.NotDocx):
        from_docx(docx_of("", main_type=spreadsheet))


def test_an_encrypted_part_is_told_so() -> None:
    body = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", body, body.find(signature) + offset, 1)
    with pytest.raises(refusals.OldOrLocked):
        from_docx(bytes(body))


def test_a_missing_document_part_is_told_by_name() -> None:
    with pytest.raises(refusals.Damaged, match=r"word/document.xml"):
        from_docx(docx_of("", without=["word/document.xml"]))


def test_broken_numbering_leaves_the_words_and_says_so() -> None:
    circle = (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="S"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="8"><w:styleLink w:val="S"/><w:numStyleLink w:val="S"/></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="404"/></w:num>'
    )
    body = "".join(
        paragraph(f"Words {n}", listed=(n, level)) for n, level in ((3, 0), (4, 0), (99, 0), (1, 8), (1, -5))
    )
    imported = from_docx(docx_of(body, numbering=numbering_of(("decimal", "%1."), extra=circle)))
    assert [f"Words {n}" in imported.marking for n in (3, 4, 99, 1)] == [True] * 4
    assert messages(imported).count("The list of this paragraph is broken") == 5


def test_numbering_that_is_not_xml_is_done_without() -> None:
    imported = from_docx(docx_of(paragraph("Words", listed=(1, 0)), parts={"word/numbering.xml": b"<w:numb"}))
    assert "Words" in imported.marking
    assert "word/numbering.xml" in messages(imported)


def test_a_style_that_is_based_on_itself_is_read() -> None:
    styles = (
        '<w:style w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style>'
    )
    assert "Words" in from_docx(docx_of(paragraph("Words", style="A"), styles=styles)).marking


def test_a_huge_table_is_read_whole() -> None:
    rows = [[f"r{y}c{x}" for x in range(12)] for y in range(2_000)]
    imported = from_docx(docx_of(paragraph("Annex 1") + table_of(rows, heads=1)))
    assert "| r1999c0 |" in imported.marking
    assert read(imported.marking, language="en").is_sound


def test_more_paragraphs_than_any_text_has_are_refused() -> None:
    with pytest.raises(refusals.TooLong):
        from_docx(docx_of("<w:p/>" * 40_001))


def test_absurd_spans_and_merges_are_cut() -> None:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>'
    lost = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc>"
    imported = from_docx(docx_of(f"<w:tbl><w:tr>{lost}{cell}</w:tr><w:tr>{lost}{lost}</w:tr></w:tbl>"))
    assert imported.marking.count("b") >= 1
    assert len(imported.marking) < 2_000


def test_deep_nesting_is_refused_not_followed_for_ever() -> None:
    deep = "<w:ins>" * 3_000 + "<w:r><w:t>a</w:t></w:r>" + "</w:ins>" * 3_000
    with pytest.raises(refusals.Damaged):
        from_docx(docx_of(f"<w:p>{deep}</w:p>"))


def test_links_and_templates_elsewhere_are_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refused(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    away = '<Relationship Id="a" Type="x/attachedTemplate" TargetMode="External" Target="http://127.0.0.1:9/t.dotm"/>'
    body = docx_of(paragraph("Words"))
    source = zipfile.ZipFile(io.BytesIO(body))
    rels = source.read("word/_rels/document.xml.rels").replace(b"</Relationships>", away.encode() + b"</Relationships>")
    files = {name: source.read(name) for name in source.namelist()} | {"word/_rels/document.xml.rels": rels}
    assert "Words" in from_docx(zipped(files)).marking


def test_html_is_read_for_its_words_only() -> None:
    hostile = (
        '<script>alert(1)</script><style>p{}</style><p onclick="x()">Words <img src="http://127.0.0.1:9/a.png">'
        '<iframe src="//x"></iframe></p><!-- <p>no</p> --><p style="display:none">hidden</p>'
    )
    assert from_html(hostile).marking == "Words\n"
    assert from_html("<div>" * 5_000 + "a").marking in ("a\n", "")
    assert from_html("").marking == ""
    assert from_html("\x00<\x00p>&#0;a").marking


def test_pasted_words_never_fail() -> None:
    for words in (
        "",
        "\n\n",
        "\x00\x1f",
        "::body\nArticle 1",
        "|",
        "[^1]: note",
        "a" * 1_000_000,
        zlib.compress(b"x").decode("latin-1"),
    ):
        read(from_text(words).marking, language="en")


def test_words_that_look_like_marks_are_taken_literally() -> None:
    tricks = ["::body", "| a | b |", "[^1]: note", "a ** b ** c", "//x//", "{{^2}}", "\\", "http://example.org/a"]
    imported = from_docx(docx_of(paragraph("Article 1. Name") + "".join(paragraph(words) for words in tricks)))
    text = read(imported.marking, language="en")
    assert text.is_sound
    shown = [block.runs[0].text for one in text.text.walk() for block in (*one.blocks, *one.closing)]  # type: ignore[union-attr]
    assert shown == tricks
