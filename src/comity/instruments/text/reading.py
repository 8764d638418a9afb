"""Reading a marking: its sections, its outline, footnotes bound, identifiers given, remarks made."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from comity.instruments.text import identifiers
from comity.instruments.text.inline import runs_of
from comity.instruments.text.keywords import ENDS, PREAMBLE, TESTIMONIUM
from comity.instruments.text.lines import Chunk, chunks_of
from comity.instruments.text.outline import Draft, Node, Outline, draft_of, headed
from comity.instruments.text.remarks import remarks_on
from comity.instruments.text.structure import (
    Block,
    Fault,
    Kind,
    Note,
    Paragraph,
    Provision,
    Run,
    Table,
    Text,
    Unreadable,
    Words,
)
from comity.instruments.text.tables import rows_of
from comity.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as far as it could be read, what is to be said about it, and on which line each provision begins."""

    text: Text
    faults: tuple[Fault, ...]
    lines: Mapping[str, int]

    @property
    def is_sound(self) -> bool:
        return not any(fault.grave for fault in self.faults)


def parse(marking: str, *, language: str) -> Text:
    """The text of a marking. Raises `Unreadable`, which holds every `Fault`, with its line."""
    reading = read(marking, language=language)
    if not reading.is_sound:
        raise Unreadable(reading.faults)
    return reading.text


def read(marking: str, *, language: str) -> Reading:
    """As much of a marking as can be read, with what is wrong (grave) and what is odd about it; never raises."""
    chunks, faults = chunks_of(marking)
    sections = _sections([chunk for chunk in chunks if chunk.sort != "note"])
    faults += sections.faults
    if not chunks and not faults:
        faults.append(Fault(1, Phrase("There is no text yet.")))
    finishing = _Finishing(chunk for chunk in chunks if chunk.sort == "note")
    text = finishing.text(sections, language)
    faults += finishing.faults
    faults += remarks_on(text, finishing.lines)
    ordered = sorted(faults, key=lambda fault: (fault.line, not fault.grave))
    return Reading(text, tuple(ordered), finishing.lines)


@lru_cache(maxsize=64)
def structure(marking: str, language: str) -> Text:
    """The text of a marking as far as it can be read, kept for the next who asks: a version never changes."""
    return read(marking, language=language).text


@dataclass(slots=True)
class _Sections:
    preface: list[Chunk]
    preamble: list[Chunk]
    body: Node
    conclusions: list[Chunk]
    annexes: list[Node]
    faults: list[Fault]


def _sections(chunks: list[Chunk]) -> _Sections:
    """Which chunks are the preface, the preamble, the body, the conclusions and the annexes."""
    given = any(chunk.sort == "directive" for chunk in chunks)
    found = _as_given(chunks) if given else _as_it_reads(chunks)
    body, conclusions, annexes = Outline(Node(Kind.ALINEA, root=True)), list[Chunk](), list[Outline]()
    for chunk in found["body"]:
        if chunk.head is not None and chunk.head.kind is Kind.ANNEX:
            annexes.append(Outline(headed(chunk)))
        elif annexes:
            annexes[-1].take(chunk)
        elif conclusions or (not given and body.root.children and _is_testimonium(chunk)):
            conclusions.append(chunk)
        else:
            body.take(chunk)
    for chunk in found["conclusions"]:
        if chunk.head is not None and chunk.head.kind is Kind.ANNEX:
            annexes.append(Outline(headed(chunk)))
        elif annexes:
            annexes[-1].take(chunk)
        else:
            conclusions.append(chunk)
    faults = [fault for outline in (body, *annexes) for fault in outline.faults]
    roots = [outline.root for outline in annexes]
    return _Sections(found["preface"], found["preamble"], body.root, conclusions, roots, faults)


def _as_given(chunks: list[Chunk]) -> dict[str, list[Chunk]]:
    found: dict[str, list[Chunk]] = {"preface": [], "preamble": [], "body": [], "conclusions": []}
    place = "preface"
    for chunk in chunks:
        if chunk.sort == "directive":
            place = chunk.name
        else:
            found[place].append(chunk)
    return found


def _as_it_reads(chunks: list[Chunk]) -> dict[str, list[Chunk]]:
    """Title first, then the preamble up to the first article (or, without any, the first numbered paragraph)."""
    begin = _first(chunks, lambda chunk: chunk.head is not None and chunk.head.kind is not Kind.ANNEX)
    annex = _first(chunks, lambda chunk: chunk.head is not None and chunk.head.kind is Kind.ANNEX)
    if begin is None or (annex is not None and annex < begin):
        begin = _first(chunks[:annex], lambda chunk: chunk.sort == "item")
        begin = annex if begin is None else begin
    before, after = (chunks, []) if begin is None else (chunks[:begin], chunks[begin:])
    preamble = _first(before, lambda chunk: bool(PREAMBLE.match(chunk.words)))
    titles = preamble if preamble is not None else _titles(before)
    preface, middle = before[:titles], before[titles:]
    starts_body = not after or (after[0].head is not None and after[0].head.kind is Kind.ANNEX)
    if starts_body:
        # Neither articles nor numbers: whatever follows the title is the text itself.
        if not middle:
            preface, middle = (preface[:1], preface[1:]) if len(preface) > 1 else ([], preface)
        after, middle = middle + after, []
    return {"preface": preface, "preamble": middle, "body": after, "conclusions": []}


def _titles(chunks: list[Chunk]) -> int:
    """How many chunks at the beginning are the title: running text that does not end as a sentence does."""
    count = 0
    for chunk in chunks:
        if chunk.sort != "text" or chunk.words[-1] in ENDS:
            break
        count += 1
    return count


def _first(chunks: list[Chunk], is_so: object) -> int | None:
    assert callable(is_so)
    return next((at for at, chunk in enumerate(chunks) if is_so(chunk)), None)


def _is_testimonium(chunk: Chunk) -> bool:
    return chunk.sort == "text" and bool(TESTIMONIUM.match(chunk.words))


class _Finishing:
    """Nodes made into provisions: footnotes bound to where they are referred to, identifiers given."""

    def __init__(self, notes: Iterable[Chunk]) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}
        self._notes: dict[str, deque[Chunk]] = defaultdict(deque)
        for chunk in notes:
            self._notes[chunk.name].append(chunk)
        self._names = identifiers.Identifiers()

    def text(self, sections: _Sections, language: str) -> Text:
        preface = tuple(self._title(chunk) for chunk in sections.preface)
        preamble = tuple(self._standing(chunk, "preamble", Kind.RECITAL) for chunk in sections.preamble)
        body = tuple(self._provisions(sections.body.children, ""))
        conclusions = tuple(self._standing(chunk, "conclusions", Kind.CLOSING) for chunk in sections.conclusions)
        annexes = tuple(self._provisions(sections.annexes, ""))
        for waiting in self._notes.values():
            for chunk in waiting:
                said = Phrase("Footnote [^{marker}] is written, but nothing refers to it.", {"marker": chunk.name})
                self.faults.append(Fault(chunk.line, said))
        return Text(language, preface, preamble, body, conclusions, annexes)

    def _title(self, chunk: Chunk) -> Paragraph:
        words = chunk.words if chunk.sort == "table" else draft_of(chunk).words
        return Paragraph(self._names.of("preface", "p"), self._runs(words, chunk.line))

    def _standing(self, chunk: Chunk, place: str, kind: Kind) -> Provision:
        """A paragraph of the preamble or of the conclusions."""
        numbered = chunk.marker is not None and kind is Kind.RECITAL and bool(chunk.marker.core)
        if numbered and chunk.marker is not None:
            number = chunk.marker.printed
            name = self._names.of(place, "recital", identifiers.number_of(number))
            block = self._block(Draft(chunk.line, chunk.words), name, name)
        else:
            number, draft = "", draft_of(chunk)
            name = self._names.of(place, "p" if draft.table is None else "table")
            block = self._block(draft, place, name)
        self.lines[name] = chunk.line
        return Provision(name, kind, number, blocks=(block,))

    def _provisions(self, nodes: list[Node], prefix: str) -> Iterable[Provision]:
        firsts = "".join(node.number.strip("() .")[:1] for node in nodes)
        for node in nodes:
            number = identifiers.number_of(node.number, firsts)
            name = self._names.of(prefix, "attachment" if node.kind is Kind.ANNEX else node.kind, number)
            self.lines[name] = node.line
            heading = self._runs(node.heading, node.line)
            blocks = tuple(self._block(draft, name) for draft in node.blocks)
            children = tuple(self._provisions(node.children, name))
            closing = tuple(self._block(draft, name) for draft in node.closing)
            yield Provision(name, node.kind, node.number, heading, blocks, children, closing)

    def _block(self, draft: Draft, prefix: str, name: str = "") -> Block:
        if draft.table is None:
            return Paragraph(name or self._names.of(prefix, "p"), self._runs(draft.words, draft.line))
        rows = rows_of(draft.table, lambda words: self._runs(words, draft.line))
        return Table(name or self._names.of(prefix, "table"), rows)

    def _runs(self, words: str, line: int) -> tuple[Run, ...]:
        return runs_of(words, lambda marker: self._note(marker, line))

    def _note(self, marker: str, line: int) -> Note | None:
        waiting = self._notes.get(marker)
        if not waiting:
            said = Phrase("There is no footnote [^{marker}] after this line.", {"marker": marker})
            self.faults.append(Fault(line, said))
            return None
        runs = runs_of(waiting.popleft().words, lambda marker: None)
        return Note(marker, tuple(run for run in runs if isinstance(run, Words)))
