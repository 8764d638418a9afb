"""DOCX files of any kind for tests and benchmarks, good and hostile, written part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from comity.instruments.importing.word_names import W

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HEADING_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/>'
    f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
    for level in range(1, 4)
)


def docx_of(
    body: str,
    *,
    numbering: str = "",
    styles: str = HEADING_STYLES,
    footnotes: str = "",
    main_type: str = _MAIN,
    parts: Mapping[str, bytes] | None = None,
    without: Iterable[str] = (),
) -> bytes:
    """A DOCX file whose ``w:body`` holds ``body``; ``parts`` are further files, ``without`` names some to leave out."""
    inner = {
        "numbering": _root("numbering", numbering),
        "styles": _root("styles", styles),
        "footnotes": _root("footnotes", footnotes),
    }
    links = "".join(f'<Relationship Id="r{kind}" Type="{_RELATIONS}/{kind}" Target="{kind}.xml"/>' for kind in inner)
    main = f'<Relationship Id="rMain" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{main}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "word/document.xml": _root("document", f"<w:body>{body}</w:body>"),
        **{f"word/{kind}.xml": content for kind, content in inner.items()},
    }
    return zipped({**{name: text.encode() for name, text in files.items()}, **(parts or {})}, without=without)


def zipped(files: Mapping[str, bytes], *, without: Iterable[str] = ()) -> bytes:
    """An archive of these files."""
    body = io.BytesIO()
    left_out = set(without)
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if name not in left_out:
                archive.writestr(name, content)
    return body.getvalue()


def paragraph(words: str, *, style: str = "", listed: tuple[int, int] | None = None, run: str = "") -> str:
    """A paragraph of one run; ``listed`` is the list and level that number it, ``run`` its run properties."""
    numbered = (
        f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>' if listed is not None else ""
    )
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f"<w:p><w:pPr>{styled}{numbered}</w:pPr>"
        f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )


def numbering_of(*levels: tuple[str, str], start: int = 1, extra: str = "") -> str:
    """List 1, with a form ("decimal", "lowerLetter") and a pattern ("%1.", "(%2)") for each level."""
    written = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{extra}'
    )


def table_of(rows: Iterable[Iterable[str]], *, heads: int = 0) -> str:
    """A table of plain cells."""
    written = ""
    for at, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if at < heads else ""
        written += f"<w:tr>{head}{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
    return f"<w:tbl>{written}</w:tbl>"


def _root(tag: str, content: str) -> str:
    return f'<w:{tag} xmlns:w="{W}">{content}</w:{tag}>'
