"""Icons from lucide (ISC licence), as small inline SVG: the strokes and sizes are the style sheet's business."""

from __future__ import annotations

import functools
from xml.etree import ElementTree
from zipfile import ZipFile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class UnknownIcon(LookupError):
    """Lucide has no icon of that name."""


@functools.cache
def _drawing(name: str) -> str:
    """The shapes of an icon without the frame, some 60 to 300 characters."""
    from importlib.resources import files

    with files("lucide").joinpath("lucide.zip").open("rb") as packed, ZipFile(packed) as icons:
        try:
            source = icons.read(f"{name}.svg")
        except KeyError:
            raise UnknownIcon(name) from None
    drawing = ElementTree.fromstring(source)  # noqa: S314 (a file of the installed wheel)
    shapes = []
    for shape in drawing.iter():
        tag = shape.tag.rpartition("}")[2]
        if tag != "svg":
            attributes = "".join(f' {key}="{value}"' for key, value in shape.attrib.items())
            shapes.append(f"<{tag}{attributes}/>")
    return "".join(shapes)


def svg(name: str, label: str = "") -> SafeString:
    """The icon, hidden from screen readers unless ``label`` gives it a meaning of its own.

    Raises `UnknownIcon`.
    """
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    # Lucide's shapes are plain geometry without text or links.
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" {role}>{_drawing(name)}</svg>')  # noqa: S308
