"""What the styles of a document say about its paragraphs: headings, titles, contents, numbering (ECMA-376-1, §17.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lxml import etree

from comity.instruments.importing.word_names import is_on, name, number, value

Part = Literal["", "heading", "title", "contents", "reference"]
_HOPS = 12


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it takes over from those that it is based on."""

    id: str = ""
    part: Part = ""
    list: str = ""
    level: int | None = None
    bold: bool = False
    italic: bool = False
    hidden: bool = False


class Styles:
    """The styles of a document by identifier."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements = {value(one, "styleId"): one for one in root.iter(name("style"))} if root is not None else {}
        self._resolved: dict[str, Style] = {"": Style()}

    def of(self, id: str) -> Style:
        """The style; an empty one for a name that is not defined."""
        if id not in self._resolved:
            self._resolved[id] = self._resolve(id)
        return self._resolved[id]

    def _resolve(self, id: str) -> Style:
        part: Part = ""
        listed, level = "", None
        switches: dict[str, bool] = {}
        at, seen = id, set[str]()
        while at in self._elements and at not in seen and len(seen) < _HOPS:
            seen.add(at)
            element = self._elements[at]
            part = part or _part(element)
            numbering = element.find(f"{name('pPr')}/{name('numPr')}")
            if numbering is not None and not listed:
                listed = value(numbering.find(name("numId")))
                if (given := numbering.find(name("ilvl"))) is not None:
                    level = number(given)
            for switch in ("b", "i", "vanish"):
                found = element.find(f"{name('rPr')}/{name(switch)}")
                if found is not None:
                    switches.setdefault(switch, is_on(found))
            at = value(element.find(name("basedOn")))
        on = switches.get
        return Style(id, part, listed, level, on("b", False), on("i", False), on("vanish", False))


def _part(element: etree._Element) -> Part:
    called = value(element.find(name("name"))).lower()
    if called.startswith(("toc ", "table of figures")) and value(element, "type") == "paragraph":
        return "contents"
    if called == "comity reference":
        return "reference"
    if called in ("title", "subtitle"):
        return "title"
    outline = element.find(f"{name('pPr')}/{name('outlineLvl')}")
    if called.startswith("heading ") or (outline is not None and number(outline, default=9) < 9):
        return "heading"
    return ""
