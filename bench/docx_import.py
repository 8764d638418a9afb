"""A document of 200 pages from a word processor read into a text: numbered by lists, with tables and footnotes."""

from __future__ import annotations

import resource
import time
from typing import Any

from comity.instruments.importing import from_docx
from comity.instruments.importing.testing import docx_of, numbering_of, paragraph, table_of
from comity.instruments.text import read

PAGES = 200
WORDS_A_PAGE = 500
LIMIT = 20.0
SENTENCE = (
    "The Parties shall inform one another of each measure taken under this Article, and shall consult at the request "
    "of any of them before a measure that may touch the rights of another takes effect."
)


def document() -> tuple[bytes, int]:
    """A DOCX of at least `PAGES` pages of `WORDS_A_PAGE` words, and how many words it has."""
    blocks: list[str] = [paragraph("Agreement on the common use of rivers", style="H1")]
    notes: list[str] = []
    words = 0
    while words < PAGES * WORDS_A_PAGE:
        at = len(notes) + 1
        blocks.append(paragraph("Duty to inform", listed=(1, 0), style="H2"))
        for level in (1, 2, 2, 3, 1, 1):
            blocks.append(paragraph(f"{SENTENCE} {SENTENCE}", listed=(1, level), run="<w:i/>" if level == 3 else ""))
        blocks.append(f'<w:p><w:r><w:t>{SENTENCE}</w:t></w:r><w:r><w:footnoteReference w:id="{at}"/></w:r></w:p>')
        notes.append(f'<w:footnote w:id="{at}">{paragraph(SENTENCE)}</w:footnote>')
        words += 14 * len(SENTENCE.split())
        if at % 5 == 0:
            blocks.append(
                table_of([["Member", "Share", "Year"]] + [["Armenia", str(row), "2026"] for row in range(12)], heads=1)
            )
    numbering = numbering_of(
        ("decimal", "Article %1."), ("decimal", "%2."), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)")
    )
    return docx_of("".join(blocks), numbering=numbering, footnotes="".join(notes)), words


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    body, words = document()
    started = time.perf_counter()
    imported = from_docx(body)
    seconds = time.perf_counter() - started
    reading = read(imported.marking, language="en")
    both = time.perf_counter() - started
    assert reading.is_sound, reading.faults[:3]
    assert imported.notes > 100
    name = f"import of a DOCX of {PAGES} pages ({words:,} words, {imported.tables} tables, {imported.notes} footnotes)"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [
        {"name": name, "figure": seconds, "unit": "s", "limit": LIMIT, "ratio": LIMIT / seconds},
        {
            "name": "the same with its preview (the text read)",
            "figure": both,
            "unit": "s",
            "limit": LIMIT,
            "ratio": LIMIT / both,
        },
        {"name": "memory of the process afterwards", "figure": memory, "unit": "MB"},
    ]


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']}: {row['figure']:.4g} {row['unit']} (limit {row.get('limit', '–')})")
