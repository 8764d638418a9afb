"""The styles of an exported text, named as Word names its own, so that its navigation knows the headings."""

from __future__ import annotations

from lxml import etree

from comity.instruments.exporting.word.elements import w

RIGHT_TO_LEFT = frozenset(["ar", "he", "fa", "ur", "ps", "yi", "dv", "ug"])
FONT = "Times New Roman"
_HEADINGS = ((32, 360), (28, 320), (26, 280), (24, 240), (24, 240), (24, 240))


def styles(language: str) -> etree._Element:
    """The part ``word/styles.xml``; ``language`` is that of the text."""
    fonts = w("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)
    # A text in a script that runs from right to left is proofed by the "complex" language.
    lang = w("lang", val=language, eastAsia=language, bidi=language)
    defaults = w(
        "docDefaults",
        w("rPrDefault", w("rPr", fonts, w("sz", val=24), w("szCs", val=24), lang)),
        w("pPrDefault", w("pPr", w("spacing", after=120, line=276, lineRule="auto"))),
    )
    return w(
        "styles",
        defaults,
        _style("paragraph", "Normal", "Normal", default=True),
        _style("character", "DefaultParagraphFont", "Default Paragraph Font", default=True),
        _title(),
        *(_heading(level) for level in range(1, 7)),
        _style("paragraph", "Provision", "Provision", "Normal"),
        _style(
            "paragraph",
            "ComityReference",
            "Comity Reference",
            "Normal",
            run=[w("color", val="555555"), w("sz", val=20)],
        ),
        _style("paragraph", "Header", "header", "Normal", run=[w("color", val="555555"), w("sz", val=18)]),
        _style("paragraph", "Footer", "footer", "Normal", run=[w("color", val="555555"), w("sz", val=18)]),
        _style("paragraph", "FootnoteText", "footnote text", "Normal", run=[w("sz", val=20), w("szCs", val=20)]),
        _style("character", "FootnoteReference", "footnote reference", run=[w("vertAlign", val="superscript")]),
        _table(),
    )


def _style(
    kind: str,
    id: str,
    name: str,
    based: str = "",
    *,
    default: bool = False,
    paragraph: list[etree._Element] | None = None,
    run: list[etree._Element] | None = None,
) -> etree._Element:
    style = w("style", w("name", val=name), type=kind, styleId=id, **({"default": 1} if default else {}))
    if based:
        style.append(w("basedOn", val=based))
    style.append(w("qFormat"))
    if paragraph:
        style.append(w("pPr", *paragraph))
    if run:
        style.append(w("rPr", *run))
    return style


def _title() -> etree._Element:
    paragraph = [w("spacing", before=240, after=360), w("jc", val="center")]
    return _style("paragraph", "Title", "Title", "Normal", paragraph=paragraph, run=_bold(36))


def _heading(level: int) -> etree._Element:
    size, before = _HEADINGS[level - 1]
    paragraph = [
        w("keepNext"),
        w("keepLines"),
        w("spacing", before=before, after=120),
        w("outlineLvl", val=level - 1),
    ]
    return _style("paragraph", f"Heading{level}", f"heading {level}", "Normal", paragraph=paragraph, run=_bold(size))


def _bold(size: int) -> list[etree._Element]:
    return [w("b"), w("bCs"), w("sz", val=size), w("szCs", val=size)]


def _table() -> etree._Element:
    borders = [
        w(side, val="single", sz=4, space=0, color="555555")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    style = _style("table", "TableGrid", "Table Grid")
    style.append(w("tblPr", w("tblBorders", *borders)))
    return style
