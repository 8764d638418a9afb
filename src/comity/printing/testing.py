"""What tests ask of a PDF, without a PDF library: its pages, its structure, its languages, its conformance claim."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass

_STREAM = re.compile(rb"/Length (\d+)[^>]*?>>\s*stream\r?\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is written in a PDF: ``structure`` counts the tags (H1, P, Table, TH, Note, ...) of its structure tree."""

    pages: int
    structure: Counter[str]
    languages: frozenset[str]
    claims_pdf_ua: bool
    tagged: bool


def seen_in(pdf: bytes) -> Seen:
    """Read the dictionaries of ``pdf``, those in compressed object streams included."""
    assert pdf.startswith(b"%PDF-1.7"), "not a PDF 1.7"
    whole = pdf + b"".join(_unpacked(pdf))
    return Seen(
        pages=len(re.findall(rb"/Type\s*/Page\b", whole)),
        structure=Counter(name.decode() for name in re.findall(rb"/S\s*/([A-Z][A-Za-z0-9]*)\b", whole)),
        languages=frozenset(name.decode() for name in re.findall(rb"/Lang\s*\(([^)]*)\)", whole)),
        claims_pdf_ua=b"<pdfuaid:part>1</pdfuaid:part>" in whole,
        tagged=re.search(rb"/Marked\s+true", whole) is not None and b"/StructTreeRoot" in whole,
    )


def _unpacked(pdf: bytes) -> list[bytes]:
    found = []
    for match in _STREAM.finditer(pdf):
        body = pdf[match.end() : match.end() + int(match[1])]
        try:
            found.append(zlib.decompress(body))
        except zlib.error:
            continue
    return found
