"""Reading Akoma Ntoso: our own documents without loss, those of others as far as our structure carries them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from comity.instruments.text.inline import joined
from comity.instruments.text.keywords import head_of
from comity.instruments.text.languages import two_letters
from comity.instruments.text.marking import explicit_marking_of
from comity.instruments.text.numbering import marker_of
from comity.instruments.text.reading import parse
from comity.instruments.text.structure import (
    CONTAINERS,
    Block,
    Cell,
    Fault,
    Kind,
    Note,
    Paragraph,
    Provision,
    Run,
    Style,
    Table,
    Text,
    Unreadable,
    Words,
)
from comity.phrase import Phrase

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 100
_STYLES: dict[str, Style] = {"b": "bold", "i": "italic", "em": "italic", "strong": "bold", "sup": "sup", "sub": "sub"}
_KINDS = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("book", "tome", "subpart"), Kind.PART),
    **dict.fromkeys(("division", "subdivision", "subchapter", "subtitle", "subsection"), Kind.SECTION),
    **dict.fromkeys(("clause", "subclause", "subparagraph", "rule", "subrule", "level", "list"), Kind.PARAGRAPH),
}
_ENGLISH = {Kind.PART: "Part", Kind.TITLE: "Title", Kind.CHAPTER: "Chapter", Kind.SECTION: "Section"}
_BLOCKS = frozenset({"p", "block", "longTitle", "crossHeading", "li", "listIntroduction", "listWrapUp", "subheading"})
_PASSED = frozenset({"meta", "coverPage", "components"})

Element = Any


def from_akn(document: bytes) -> Text:
    """The text of a document of Akoma Ntoso; identifiers are given anew (ours come out as they were).

    Raises `Unreadable` for what is no XML, no Akoma Ntoso, too large, or uses entities.
    """
    root = _parsed(document)
    act = next((child for child in root if _is_document(child)), None)
    if act is None:
        raise Unreadable([_fault(root, Phrase("This is no document of Akoma Ntoso."))])
    language = next((found.get("language", "") for found in act.iter("{*}FRBRlanguage")), "")
    raw = Text(
        two_letters(language) or "en",
        tuple(block for block in _blocks(_child(act, "preface")) if isinstance(block, Paragraph)),
        tuple(_standing(_child(act, "preamble"), Kind.RECITAL)),
        tuple(_body(_child(act, "body", "mainBody"))),
        tuple(_standing(_child(act, "conclusions"), Kind.CLOSING)),
        tuple(map(_annex, act.iterfind("{*}attachments/{*}attachment"))),
    )
    return parse(explicit_marking_of(raw), language=raw.language)


def _parsed(document: bytes) -> Element:
    if len(document) > MAX_BYTES:
        raise Unreadable([Fault(1, Phrase("The document is larger than {limit} MB.", {"limit": MAX_BYTES // 1048576}))])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        said = Phrase("This is no well-formed XML: {reason}", {"reason": error.msg or "?"})
        raise Unreadable([Fault(error.lineno or 1, said)]) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable([Fault(1, Phrase("A document type declaration is not allowed here. Remove it."))])
    if any(_depth(element) > MAX_DEPTH for element in root.iter() if not len(element)):
        raise Unreadable(
            [Fault(1, Phrase("Elements lie within one another more than {limit} deep.", {"limit": MAX_DEPTH}))]
        )
    return root


def _depth(element: Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _fault(element: Element, said: Phrase) -> Fault:
    return Fault(element.sourceline or 1, said)


def _name(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _is_document(element: Element) -> bool:
    return _name(element) in ("act", "bill", "doc", "statement", "documentCollection")


def _child(parent: Element, *names: str) -> Element | None:
    return next((child for child in parent if _name(child) in names), None)


def _children(element: Element | None) -> Iterable[Element]:
    return () if element is None else [child for child in element if _name(child)]


def _standing(place: Element | None, kind: Kind) -> Iterator[Provision]:
    for child in _children(place):
        if _name(child) in ("recitals", "citations", "container", "formula"):
            yield from _standing(child, kind)
        elif _name(child) in ("recital", "citation"):
            num = _child(child, "num")
            number = _words(num) if num is not None else ""
            number = number if _is_item(number) else ""
            blocks = _blocks(child) or ([Paragraph("", ())] if number else [])
            yield from (Provision("", kind, number, blocks=(block,)) for block in blocks)
        else:
            yield from (Provision("", kind, blocks=(block,)) for block in _of_element(child))


def _body(place: Element | None) -> Iterator[Provision]:
    for child in _children(place):
        if _name(child) == "hcontainer" and child.get("name") == "none":
            continue
        yield from _provisions(child)


def _provisions(element: Element) -> Iterator[Provision]:
    """What an element of the body is: a provision, or (transparent) the provisions and blocks in it."""
    kind = _KINDS.get(_name(element))
    if kind is None or kind in (Kind.RECITAL, Kind.CLOSING, Kind.ANNEX):
        if any(map(_is_hierarchical, element)):
            for child in _children(element):
                yield from _provisions(child)
        else:
            yield from (Provision("", Kind.ALINEA, blocks=(block,)) for block in _of_element(element))
        return
    num, found = _child(element, "num"), _child(element, "heading")
    kind, number, lead = _numbered(kind, _words(num) if num is not None else "")
    heading = _on_one_line(_runs(found)) if found is not None else ()
    blocks, children, closing = _content(element)
    if heading and kind not in (*CONTAINERS, Kind.ARTICLE):
        blocks.insert(0, Paragraph("", heading))
        heading = ()
    if lead:
        first = blocks[0] if blocks else None
        after = first.runs if isinstance(first, Paragraph) else ()
        blocks[: 1 if after else 0] = [Paragraph("", _trimmed([Words(f"{lead} "), *after]))]
    if kind is Kind.ALINEA:
        yield from (Provision("", kind, blocks=(block,)) for block in (*blocks, *closing))
        yield from children
    else:
        yield Provision("", kind, number, heading, tuple(blocks), tuple(children), tuple(closing))


def _content(element: Element) -> tuple[list[Block], list[Provision], list[Block]]:
    """What an element holds: blocks, then provisions, then what closes it."""
    blocks, children, closing = list[Block](), list[Provision](), list[Block]()
    for child in _children(element):
        if _is_hierarchical(child):
            children += [Provision("", Kind.ALINEA, blocks=(block,)) for block in closing]
            closing = []
            children += _provisions(child)
        elif _name(child) not in ("num", "heading"):
            (closing if children else blocks).extend(_of_element(child))
    return blocks, children, closing


def _is_hierarchical(element: Element) -> bool:
    return _name(element) in _KINDS or _name(element) == "hcontainer"


def _numbered(kind: Kind, number: str) -> tuple[Kind, str, str]:
    """The kind and number by which a marking shows the provision, and what of its number can only lead its words."""
    number = " ".join(number.split())
    if kind in (*CONTAINERS, Kind.ARTICLE):
        for form in (number, f"{_ENGLISH.get(kind, 'Article')} {number.strip('. ')}"):
            head = head_of(form)
            if head is not None and head.kind is kind and not head.rest:
                return kind, head.printed, ""
        return Kind.ALINEA, "", number
    if not number:
        return Kind.ALINEA, "", ""
    for form in (number, f"{number}."):
        marker = marker_of(form)
        if marker is not None and not marker.rest:
            return marker.kind, marker.printed, ""
    return Kind.ALINEA, "", number


def _is_item(number: str) -> bool:
    marker = marker_of(number)
    return marker is not None and not marker.rest and bool(marker.core)


def _annex(element: Element) -> Provision:
    num, found = _child(element, "num"), _child(element, "heading")
    words = _words(num) if num is not None else ""
    head = head_of(words)
    number = words if head is not None and head.kind is Kind.ANNEX and not head.rest else f"Annex {words}".strip()
    heading = _on_one_line(_runs(found)) if found is not None else ()
    doc = next((child for child in element if _is_document(child)), element)
    content = _child(doc, "mainBody", "body")
    blocks, children, closing = _content(content) if content is not None else ([], [], [])
    if head_of(number) is None:
        number = "Annex"
    return Provision("", Kind.ANNEX, number, heading, tuple(blocks), tuple(children), tuple(closing))


def _blocks(place: Element | None) -> list[Block]:
    return [block for child in _children(place) for block in _of_element(child)]


def _of_element(element: Element) -> list[Block]:
    """The blocks that an element is or holds."""
    name = _name(element)
    if name in _PASSED or name in ("num", "heading"):
        return []
    if name == "table":
        return [Table("", tuple(_rows(element)))]
    if name in _BLOCKS or not any(_name(child) in _BLOCKS or len(child) for child in element):
        nested = [child for child in element if _name(child) == "p"]
        if nested:
            return [block for child in nested for block in _of_element(child)]
        runs = _trimmed(_runs(element))
        return [Paragraph("", runs)] if runs else []
    found = _blocks(element)
    num = _child(element, "num")
    if num is not None and found and isinstance(found[0], Paragraph):
        found[0] = Paragraph("", joined([Words(f"{_words(num)} "), *found[0].runs]))
    return found


def _rows(table: Element) -> Iterator[tuple[Cell, ...]]:
    for row in table.iterfind("{*}tr"):
        cells = [child for child in row if _name(child) in ("td", "th")]
        yield tuple(
            Cell(
                _cell_runs(cell),
                _name(cell) == "th",
                _number(cell.get("colspan")),
                _number(cell.get("rowspan")),
            )
            for cell in cells
        )


def _number(text: str | None) -> int:
    return min(int(text), 1000) if text and re.fullmatch(r"[1-9]\d{0,3}", text) else 1


def _cell_runs(cell: Element) -> tuple[Run, ...]:
    paragraphs = [block.runs for block in _blocks(cell) if isinstance(block, Paragraph)] or [_trimmed(_runs(cell))]
    found: list[Run] = []
    for at, runs in enumerate(paragraphs):
        found += [Words("\n"), *runs] if at else runs
    return joined(found)


def _runs(element: Element, style: Style = "") -> tuple[Run, ...]:
    """The runs of an element: words with their styles, line breaks, footnotes."""
    found: list[Run] = [Words(_flat(element.text), style)]
    for child in element:
        name = _name(child)
        if name in ("br", "eol"):
            found.append(Words("\n", style))
        elif name == "authorialNote":
            inner = [run for run in _cell_runs(child) if isinstance(run, Words)]
            marker = re.sub(r"[\]\[\s]", "", child.get("marker") or "*")[:16] or "*"
            found.append(Note(marker, joined(inner)))  # type: ignore[arg-type]
        elif name:
            found += _runs(child, _STYLES.get(name, style))
        found.append(Words(_flat(child.tail), style))
    return joined(found)


def _flat(text: str | None) -> str:
    return re.sub(r"[\t\n\r]+ *", " ", text or "")


def _trimmed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Without white space at the ends and around line breaks, and without empty lines."""
    found = list(joined(runs))
    for at, run in enumerate(found):
        if isinstance(run, Words) and not run.style:
            text = re.sub(r"\s*\n\s*", "\n", run.text)
            text = text.lstrip() if at == 0 else text
            found[at] = Words(text.rstrip() if at == len(found) - 1 else text, run.style)
    return joined(found)


def _on_one_line(runs: Iterable[Run]) -> tuple[Run, ...]:
    return _trimmed(Words(" ".join(run.text.split("\n")), run.style) if isinstance(run, Words) else run for run in runs)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
