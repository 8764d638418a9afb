"""Plain words from the clipboard or a text file: lines made into paragraphs, whatever program wrote them.

A word processor puts each paragraph on a line of its own; a PDF or a mail breaks lines where the page ends. What looks
like the one or the other is read so, and said.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from comity.instruments.importing.marking import Imported, Writer
from comity.instruments.importing.remarks import Remarks
from comity.instruments.text.inline import runs_of
from comity.instruments.text.keywords import ENDS, head_of
from comity.instruments.text.numbering import marker_of
from comity.instruments.text.structure import Words
from comity.phrase import Phrase

BROKEN_WIDTH = 110


def from_text(words: str) -> Imported:
    """The marking of plain words; a text that is marked already stays as it is."""
    remarks = Remarks()
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    filled = [line for line in lines if line.strip()]
    if _is_marked(filled) or _has_paragraphs(lines):
        return Imported(words.replace("\r\n", "\n"), paragraphs=len(filled))
    paragraphs = [line.strip() for line in filled]
    if _is_broken(filled):
        paragraphs = _mended(paragraphs)
        remarks.about_all(Phrase("Lines that were broken by the width of a page were joined: check the paragraphs."))
    writer = Writer(remarks)
    for number, paragraph in enumerate(paragraphs, start=1):
        remarks.paragraph = number
        writer.paragraph(runs_of(paragraph, lambda marker: None) or (Words(paragraph),))
    return writer.imported()


def _is_marked(lines: list[str]) -> bool:
    """Whether it speaks the marking already: named sections, tables, footnotes."""
    return any(line.lstrip().startswith(("::", "| ", "[^")) for line in lines)


def _has_paragraphs(lines: list[str]) -> bool:
    """Whether empty lines part the paragraphs."""
    empty = sum(1 for before, line in pairwise(lines) if before.strip() and not line.strip())
    return empty * 4 >= sum(1 for line in lines if line.strip())


def _is_broken(lines: list[str]) -> bool:
    """Whether lines end where a page ends: nearly as long as the longest, and in the middle of a sentence."""
    longest = max(map(len, lines), default=0)
    if len(lines) < 8 or longest > BROKEN_WIDTH:
        return False
    full = [line for line in lines if len(line) > 0.75 * longest]
    running = [line for line in full if line.rstrip()[-1] not in ENDS]
    return median(map(len, lines)) > 0.6 * longest and len(running) > 0.4 * len(lines)


def _mended(lines: list[str]) -> list[str]:
    longest = max(map(len, lines))
    paragraphs: list[str] = []
    open_line = ""
    for line in lines:
        begins = not open_line or head_of(line) is not None or marker_of(line) is not None
        ended = open_line[-1:] in ENDS and len(open_line.rpartition("\n")[2]) < 0.9 * longest
        if begins or ended:
            paragraphs += [open_line] if open_line else []
            open_line = line
        else:
            open_line = f"{open_line[:-1]}{line}" if _is_hyphenated(open_line, line) else f"{open_line}\n{line}"
    joined = [*paragraphs, open_line]
    return [" ".join(paragraph.split("\n")) for paragraph in joined]


def _is_hyphenated(before: str, after: str) -> bool:
    return before.endswith("-") and before[-2:-1].islower() and after[:1].islower()
