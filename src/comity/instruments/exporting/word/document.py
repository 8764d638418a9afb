"""The parts of a DOCX package put together; the same text and cover give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from lxml import etree

from comity.instruments.exporting.cover import Cover
from comity.instruments.exporting.layout import Line, Mark, Role, lines_of, words_of
from comity.instruments.exporting.word.elements import R, text, w, written
from comity.instruments.exporting.word.paragraphs import Writer
from comity.instruments.exporting.word.styles import RIGHT_TO_LEFT, styles
from comity.instruments.text.structure import Text

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "/word/document.xml": f"{_WORDML}.document.main+xml",
    "/word/styles.xml": f"{_WORDML}.styles+xml",
    "/word/settings.xml": f"{_WORDML}.settings+xml",
    "/word/footnotes.xml": f"{_WORDML}.footnotes+xml",
    "/word/header1.xml": f"{_WORDML}.header+xml",
    "/word/footer1.xml": f"{_WORDML}.footer+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_RELATION_TO_CORE = f"{_PACKAGE}/relationships/metadata/core-properties"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # the first moment that a ZIP archive can name


@dataclass(frozen=True, slots=True)
class Tracking:
    """Who made the changes, and when: what Word shows beside each of them."""

    author: str
    at: datetime


def text_docx(text: Text, cover: Cover) -> bytes:
    """One language version as DOCX."""
    return lines_docx(lines_of(text), text.language, cover)


def lines_docx(lines: Sequence[Line], language: str, cover: Cover, *, tracking: Tracking | None = None) -> bytes:
    """Lines as DOCX; the changes marked in them as tracked changes of ``tracking``, to be accepted one by one."""
    by = tracking or Tracking(cover.reference, cover.at or _EARLIEST)
    moment = by.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    writer = Writer(by.author, moment, language in RIGHT_TO_LEFT, own_markers=not _counted(lines))
    blocks = [block for line in lines for block in writer.block(line)]
    section = w(
        "sectPr",
        _reference("headerReference", "rHeader"),
        _reference("footerReference", "rFooter"),
        _reference("footerReference", "rFooter", page="first"),
        w("pgSz", w=11906, h=16838),
        w("pgMar", top=1417, right=1417, bottom=1417, left=1417, header=709, footer=709, gutter=0),
        w("titlePg"),
        w("bidi") if writer.right_to_left else None,
    )
    head = w("p", w("pPr", w("pStyle", val="ComityReference")), w("r", *text(f"{cover.reference}\n{cover.edition}")))
    title = " ".join(words_of(line.parts) for line in lines if line.role is Role.TITLE)
    return _zipped(
        {
            "word/document.xml": written(w("document", w("body", head, *blocks, section))),
            "word/styles.xml": written(styles(language)),
            "word/settings.xml": written(_settings(language, track=tracking is not None)),
            "word/footnotes.xml": written(_footnotes(writer.notes)),
            "word/header1.xml": written(w("hdr", _framed("Header", f"{cover.reference} – {cover.edition}"))),
            "word/footer1.xml": written(w("ftr", _page_number(cover))),
            "docProps/core.xml": _core(" ".join(title.split()), language, cover).encode(),
        },
        cover.at or _EARLIEST,
    )


def _counted(lines: Sequence[Line]) -> bool:
    """Whether the footnotes are numbered 1, 2, 3, … so that Word may count them itself."""
    markers = [part.marker for line in lines for part in _parts(line) if isinstance(part, Mark)]
    return markers == [str(number) for number in range(1, len(markers) + 1)]


def _parts(line: Line) -> list[object]:
    return [*line.parts, *(part for row in line.rows for box in row for part in box.parts)]


def _reference(name: str, id: str, *, page: str = "default") -> etree._Element:
    element = w(name, type=page)
    element.set(f"{{{R}}}id", id)
    return element


def _settings(language: str, *, track: bool) -> etree._Element:
    compatibility = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return w(
        "settings",
        w("trackRevisions") if track else None,
        w("footnotePr", w("footnote", id=-1), w("footnote", id=0)),
        w("compat", compatibility),
        w("themeFontLang", val=language, bidi=language),
    )


def _footnotes(notes: Sequence[etree._Element]) -> etree._Element:
    separators = [
        w("footnote", w("p", w("r", w("separator"))), type="separator", id=-1),
        w("footnote", w("p", w("r", w("continuationSeparator"))), type="continuationSeparator", id=0),
    ]
    return w("footnotes", *separators, *notes)


def _framed(style: str, words: str) -> etree._Element:
    return w("p", w("pPr", w("pStyle", val=style)), w("r", *text(words)))


def _page_number(cover: Cover) -> etree._Element:
    words = _framed("Footer", f"{cover.address}   " if cover.address else "")
    words.extend([_field("PAGE"), w("r", *text(f" {cover.wording.of} ")), _field("NUMPAGES")])
    return words


def _field(instruction: str) -> etree._Element:
    return w("fldSimple", w("r", *text("1")), instr=f" {instruction} ")


def _core(title: str, language: str, cover: Cover) -> str:
    moment = (cover.at or _EARLIEST).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:identifier>{escape(cover.reference)}</dc:identifier>"
        f"<dc:language>{escape(language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )


def _zipped(parts: dict[str, bytes], at: datetime) -> bytes:
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _PARTS.items())
    relations = {
        "rStyles": ("styles", "styles.xml"),
        "rSettings": ("settings", "settings.xml"),
        "rFootnotes": ("footnotes", "footnotes.xml"),
        "rHeader": ("header", "header1.xml"),
        "rFooter": ("footer", "footer1.xml"),
    }
    inner = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for id, (kind, to) in relations.items()
    )
    outer = (
        f'<Relationship Id="rDocument" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rCore" Type="{_RELATION_TO_CORE}" Target="docProps/core.xml"/>'
    )
    relationships = f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    whole = {
        "[Content_Types].xml": f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": relationships.format(outer),
        "word/_rels/document.xml.rels": relationships.format(inner),
    }
    body = io.BytesIO()
    moment = max(at.astimezone(UTC), _EARLIEST).timetuple()[:6]
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in {**{name: part.encode() for name, part in whole.items()}, **parts}.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return body.getvalue()
