"""A file of whatever kind: told by what is in it, not by what it is called."""

from __future__ import annotations

import re

from comity.instruments.importing import refusals
from comity.instruments.importing.document import from_docx
from comity.instruments.importing.marking import Imported
from comity.instruments.importing.package import MAX_FILE
from comity.instruments.importing.pasted import from_text
from comity.instruments.importing.web import from_html
from comity.instruments.text import from_akn, marking_of

_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_AKOMA_NTOSO = re.compile(rb"<(?:\w+:)?akomaNtoso[\s>]")
_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<html|<body|<div|<p[ >]|<h[1-6][ >])", re.IGNORECASE)


def from_file(body: bytes, *, name: str = "") -> Imported:
    """The text of a file (DOCX, Akoma Ntoso, HTML, plain text in UTF-8 or marked UTF-16) as a marking.

    Raises a `Refused`, or `Unreadable` for XML that is no text.
    """
    if len(body) > MAX_FILE:
        raise refusals.FileTooLarge(found=len(body), limit=MAX_FILE)
    if body.startswith(_PACKED) or name.lower().endswith((".docx", ".docm", ".doc", ".dotx", ".dotm")):
        return from_docx(body, name=name)
    if _AKOMA_NTOSO.search(body[:4_000]):
        text = from_akn(body)
        return Imported(marking_of(text), paragraphs=sum(len(one.blocks) for one in text.walk()))
    words = _decoded(body)
    return from_html(words) if _PAGE.match(words) else from_text(words)


def _decoded(body: bytes) -> str:
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        words = body.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise refusals.NotText from wrong
    if "\x00" in words or words.startswith(("%PDF", "{\\rtf")):
        raise refusals.NotText
    return words
