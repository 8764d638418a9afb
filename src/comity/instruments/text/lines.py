"""A text cut into chunks: blocks of lines, each beginning something or being running text. Limits are held here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from comity.instruments.text.keywords import Head, head_of
from comity.instruments.text.numbering import Marker, marker_of
from comity.instruments.text.structure import Fault
from comity.phrase import Phrase

MAX_CHARS = 2_000_000
MAX_LINES = 50_000
MAX_LINE = 100_000

Sort = Literal["text", "head", "item", "note", "table", "directive"]
_NOTE = re.compile(r"^\[\^(?P<marker>[^\]\s\[]{1,16})\]:[ \t]*(?P<rest>.*)$")
# Word ends lines within a paragraph, and pages, with characters of their own.
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTIVE = re.compile(r"^::(?P<name>preface|preamble|body|conclusions)$")
_DEPTH = re.compile(r"^::(?P<depth>\d{1,2}) (?P<rest>.*)$")


@dataclass(slots=True)
class Chunk:
    """Lines that belong together. ``indent`` in spaces; ``depth`` where the marking says it (``::2 …``)."""

    line: int
    indent: int
    sort: Sort
    lines: list[str]
    depth: int | None = None
    head: Head | None = None
    marker: Marker | None = None
    name: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join(self.lines)


def normal(marking: str) -> str:
    """The marking with one kind of line end and of composed letter, without a byte order mark."""
    text = _LINE_ENDS.sub("\n", marking.removeprefix("\ufeff")).replace("\t", "    ")
    return unicodedata.normalize("NFC", text)


def chunks_of(marking: str) -> tuple[list[Chunk], list[Fault]]:
    """The chunks of a marking in order, and what is wrong with single lines."""
    too_large = _limits(marking)
    if too_large:
        return [], [too_large]
    chunks: list[Chunk] = []
    faults: list[Fault] = []
    open_chunk: Chunk | None = None
    for number, raw in enumerate(normal(marking).split("\n"), start=1):
        faults += _line_faults(number, raw)
        line = raw.strip()
        if not line:
            open_chunk = None
            continue
        fresh = _begins(number, raw, line, open_chunk)
        if fresh is None:
            assert open_chunk is not None
            open_chunk.lines.append(line)
        else:
            chunks.append(fresh)
            open_chunk = None if fresh.sort == "directive" else fresh
    return chunks, faults


def begins_something(line: str) -> bool:
    """Whether a line would begin a part, an item, a table, a footnote or a section."""
    known = (_DIRECTIVE, _DEPTH, _NOTE)
    return (
        line.startswith("|")
        or any(pattern.match(line) for pattern in known)
        or marker_of(line) is not None
        or head_of(line) is not None
    )


def _begins(number: int, raw: str, line: str, before: Chunk | None) -> Chunk | None:
    """The chunk that a line begins; ``None`` if it continues the one before."""
    indent = len(raw) - len(raw.lstrip(" "))
    directive = _DIRECTIVE.match(line)
    if directive:
        return Chunk(number, indent, "directive", [], name=directive["name"])
    depth = None
    given = _DEPTH.match(line)
    if given:
        depth, line = int(given["depth"]), given["rest"].strip()
    chunk = Chunk(number, indent, "text", [line], depth)
    if line.startswith("|"):
        chunk.sort = "table"
        return None if before is not None and before.sort == "table" and depth is None else chunk
    note = _NOTE.match(line)
    if note:
        chunk.sort, chunk.name, chunk.lines = "note", note["marker"], [note["rest"]]
        return chunk
    chunk.head = head_of(line)
    if chunk.head is not None:
        chunk.sort, chunk.lines = "head", []
        return chunk
    chunk.marker = marker_of(line)
    if chunk.marker is not None:
        chunk.sort, chunk.lines = "item", [chunk.marker.rest] if chunk.marker.rest else []
        return chunk
    return chunk if before is None or depth is not None or before.sort == "table" else None


def _limits(marking: str) -> Fault | None:
    if len(marking) > MAX_CHARS:
        found = {"found": len(marking), "limit": MAX_CHARS}
        return Fault(1, Phrase("The text has {found} characters; {limit} can be read.", found))
    lines = marking.count("\n") + 1
    if lines > MAX_LINES:
        return Fault(
            1, Phrase("The text has {found} lines; {limit} can be read.", {"found": lines, "limit": MAX_LINES})
        )
    return None


def _line_faults(number: int, raw: str) -> list[Fault]:
    if len(raw) > MAX_LINE:
        return [Fault(number, Phrase("This line is longer than {limit} characters.", {"limit": MAX_LINE}))]
    wrong = _FORBIDDEN.search(raw)
    if wrong is not None:
        code = f"U+{ord(wrong.group()):04X}"
        said = Phrase("This line holds a character that no text may hold ({code}). Remove it.", {"code": code})
        return [Fault(number, said)]
    return []
