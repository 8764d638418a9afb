"""Names of WordprocessingML as lxml writes them, and the few ways to ask for an attribute."""

from __future__ import annotations

from functools import cache

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@cache
def name(tag: str) -> str:
    """``p`` as ``{…}p``."""
    return f"{{{W}}}{tag}"


def value(element: etree._Element | None, attribute: str = "val") -> str:
    """An attribute of an element that may be missing, or empty."""
    return "" if element is None else element.get(f"{{{W}}}{attribute}") or ""


def number(element: etree._Element | None, attribute: str = "val", default: int = 0) -> int:
    """A whole number; ``default`` where there is none or it is none."""
    try:
        return int(value(element, attribute))
    except ValueError:
        return default


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as ``w:b`` is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")
