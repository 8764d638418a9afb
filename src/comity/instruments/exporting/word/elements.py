"""Elements of WordprocessingML, in the order that its schema demands (ECMA-376 part 1, §17)."""

from __future__ import annotations

import re

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def w(name: str, /, *children: etree._Element | None, **attributes: str | int) -> etree._Element:
    """The element ``w:name`` with attributes in the same namespace; children that are ``None`` are left out."""
    element = etree.Element(f"{{{W}}}{name}", nsmap={"w": W, "r": R})
    for key, value in attributes.items():
        element.set(f"{{{W}}}{key}", str(value))
    element.extend([child for child in children if child is not None])
    return element


def text(words: str, *, removed: bool = False) -> list[etree._Element]:
    """Words as ``w:t`` (``w:delText`` where they are gone), line breaks as ``w:br``."""
    found: list[etree._Element] = []
    for number, line in enumerate(_ILLEGAL.sub("", words).split("\n")):
        if number:
            found.append(w("br"))
        if line:
            piece = w("delText" if removed else "t")
            piece.text = line
            piece.set(f"{{{XML}}}space", "preserve")
            found.append(piece)
    return found


def written(root: etree._Element) -> bytes:
    """A part as bytes."""
    etree.cleanup_namespaces(root, top_nsmap={"w": W, "r": R})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
