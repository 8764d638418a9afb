"""Paragraphs and tables that were read, written as the marking that drafters write.

Numbers are written into the text as they were shown. Where the marking does not know a form of number ("a.", "I.",
"1" alone), the nearest form that it knows is written, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from comity.instruments.importing.labels import DASH
from comity.instruments.importing.remarks import Remark, Remarks
from comity.instruments.text import tables
from comity.instruments.text.inline import joined, written
from comity.instruments.text.keywords import could_be_heading, head_of
from comity.instruments.text.numbering import marker_of
from comity.instruments.text.structure import Cell, Note, Run, Words, plain
from comity.phrase import Phrase

_SPACES = re.compile(r"[ \t\u2000-\u200a\u3000]+")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_DIRECTIVE = re.compile(r"^(?:::|\||\[\^)")
_BULLETS = re.compile(r"^[•·▪■●○◦‣⁃*-][ \u00a0\t]+(?=\S)")
_ROMAN_HEADING = re.compile(r"(?P<number>[IVXLCІХС]{1,7})[.)]?[ \u00a0]+(?P<words>\S.*)$")
_LATIN_ROMANS = str.maketrans("ІХС", "IXC")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_TYPED_LETTER = re.compile(r"^(?:[a-zа-яա-ֆ]|[ivx]{2,5})\.[ \u00a0]\S")
_TYPED_ROMAN = re.compile(r"^[IVXLCІХ]{1,6}\.?[ \u00a0]\S")


@dataclass(frozen=True, slots=True)
class Imported:
    """The marking of what was read, what is to be said about it, and how much there was.

    ``changes`` counts tracked changes (accepted), ``comments`` those left out.
    """

    marking: str
    remarks: tuple[Remark, ...] = ()
    paragraphs: int = 0
    tables: int = 0
    notes: int = 0
    changes: int = 0
    comments: int = 0

    @property
    def is_doubtful(self) -> bool:
        """Whether words may be missing."""
        return any(remark.grave for remark in self.remarks)


@dataclass(slots=True)
class Writer:
    """Takes paragraphs and tables in order, and writes the marking."""

    remarks: Remarks
    blocks: list[str] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    notes: int = 0
    _begun: bool = False
    _bare: bool = False
    _dresses: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def paragraph(
        self, runs: Sequence[Run], *, label: str = "", level: int = 0, bullet: bool = False, heading: bool = False
    ) -> None:
        """One paragraph; ``label`` is the number that was counted for it, ``level`` how deep its list is."""
        runs = tidy(runs)
        if not plain(runs).strip() and not any(isinstance(run, Note) for run in runs):
            if label and not bullet:
                self.remarks.about(Phrase("The number {number} stands before nothing.", {"number": label}))
            return
        self.paragraphs += 1
        if not bullet and (heading or _looks_like_heading(runs)):
            label, runs = self._as_section(label, runs)
        shown = _without_line_ends(f"{label} {plain(runs)}" if label else plain(runs))
        if head_of(shown) is not None or heading or (self._bare and could_be_heading(shown)) or not self._begun:
            runs = _plainly(runs)
        if not label:
            runs = _with_dash(runs)
        label = self._known(label, runs) if label and not bullet else label
        line = f"{label} {_line(runs)}" if label else _line(runs)
        self._judge(line, label, heading)
        margin = " " * (2 * level if self._nested(line, level) else 0)
        self.blocks.append(f"{margin}{line}".replace("\n", f"\n{margin}"))
        self._footnotes(runs, margin)

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """A table; one of a single cell is taken as a paragraph with a frame."""
        cells = [cell for row in rows for cell in row]
        if not any(plain(cell.runs).strip() for cell in cells):
            return
        if len(cells) == 1:
            self.paragraph(cells[0].runs)
            return
        self.tables += 1
        tidied = [[replace(cell, runs=tidy(cell.runs)) for cell in row] for row in rows]
        self.blocks.append("\n".join(tables.written(tidied, written)))
        for row in tidied:
            for cell in row:
                self._footnotes(cell.runs, "")
        self._begun, self._bare = True, False

    def imported(self, *, changes: int = 0, comments: int = 0) -> Imported:
        """What was written."""
        marking = "\n\n".join(self.blocks) + "\n" if self.blocks else ""
        found = self.remarks.in_order()
        return Imported(marking, found, self.paragraphs, self.tables, self.notes, changes, comments)

    def _judge(self, line: str, label: str, heading: bool) -> None:
        """Keep in mind where the text stands, and tell of what the marking will not take as what it looks like."""
        first = line.split("\n", 1)[0]
        head, marker = head_of(first), marker_of(first)
        was_bare = self._bare
        self._bare = head is not None and not head.rest
        self._begun = self._begun or head is not None or marker is not None
        if head is not None or marker is not None or (was_bare and could_be_heading(first)):
            return
        if heading and self._begun:
            said = Phrase("A heading without a word such as “Article” or “Part” was taken as a paragraph.")
            self.remarks.about(said, line)
        elif not label and (_TYPED_LETTER.match(first) or _TYPED_ROMAN.match(first)):
            self.remarks.about(
                Phrase("This may begin with a number, but it was taken as words. Write “a)” for “a.”."), line
            )

    def _known(self, label: str, runs: Sequence[Run]) -> str:
        """The label in a form that the marking knows."""
        words = _line(runs) or "–"
        if head_of(f"{label} {words}") is not None or marker_of(f"{label} {words}") is not None:
            return label
        core = label.strip(".()[]§№ -–—:")
        for form in (f"{label}.", f"{core}.", f"{core})"):
            if core and marker_of(f"{form} {words}") is not None:
                if form != f"{label}.":
                    said = Phrase("The number “{found}” was written “{form}”.", {"found": label, "form": form})
                    self.remarks.about(said, words)
                return form
        said = Phrase("The number “{found}” is of no known form: it stands as words.", {"found": label})
        self.remarks.about(said, words, grave=True)
        return label

    def _as_section(self, label: str, runs: tuple[Run, ...]) -> tuple[str, tuple[Run, ...]]:
        """A heading with a Roman number alone ("I. General provisions") as that of a section."""
        match = _ROMAN_HEADING.match(f"{label} {plain(runs)}".strip())
        if match is None or not could_be_heading(match["words"]):
            return label, runs
        rest = runs if label else _without_beginning(runs, match.start("words"))
        word = (
            "Раздел" if _CYRILLIC.match(match["words"]) else "Բաժին" if "Ա" <= match["words"][0] <= "֏" else "Section"
        )
        section = f"{word} {match['number'].translate(_LATIN_ROMANS)}."
        values = {"found": match["number"], "form": section}
        self.remarks.about(Phrase("The heading “{found}” was written “{form}”.", values), match["words"])
        return section, rest

    def _nested(self, line: str, level: int) -> bool:
        """Whether only indentation tells that this item lies within the one before it."""
        marker = marker_of(line)
        dresses = marker.dresses if marker is not None else ()
        above = self._dresses.get(level - 1, ())
        self._dresses = {at: known for at, known in self._dresses.items() if at < level} | {level: dresses}
        return level > 0 and bool(set(dresses) & set(above))

    def _footnotes(self, runs: Sequence[Run], margin: str) -> None:
        for run in runs:
            if isinstance(run, Note):
                self.notes += 1
                lines = written(run.words).split("\n")
                words = "\n".join([lines[0], *(_guarded(line) for line in lines[1:])])
                self.blocks.append(f"{margin}[^{run.marker}]: {words}".rstrip())


def tidy(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs with single spaces, without what no text may hold, none at the ends of lines; joined where alike."""
    cleaned: list[Run] = []
    for run in joined(runs):
        if isinstance(run, Words):
            run = Words(re.sub(r" ?\n ?", "\n", _SPACES.sub(" ", _FORBIDDEN.sub("", run.text))), run.style)
            before = cleaned[-1] if cleaned else None
            if isinstance(before, Words) and before.text[-1:] in (" ", "\n") and run.text.startswith(" "):
                run = Words(run.text[1:], run.style)
            if not cleaned:
                run = Words(run.text.lstrip(), run.style)
        else:
            run = Note(run.marker, tuple(one for one in tidy(run.words) if isinstance(one, Words)))
        if not isinstance(run, Words) or run.text:
            cleaned.append(_unstyled_if_blank(run))
    while cleaned and isinstance(last := cleaned[-1], Words) and not last.text.rstrip():
        cleaned.pop()
    if cleaned and isinstance(last := cleaned[-1], Words):
        cleaned[-1] = Words(last.text.rstrip(), last.style)
    return _with_spaces_outside(joined(cleaned))


def _with_spaces_outside(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Spaces at the edge of bold or italic words moved out of them, as `**` marks words only."""
    found: list[Run] = []
    for run in runs:
        if isinstance(run, Words) and run.style and run.text != run.text.strip():
            core = run.text.strip()
            at = run.text.index(core)
            found += [Words(run.text[:at]), Words(core, run.style), Words(run.text[at + len(core) :])]
        else:
            found.append(run)
    return joined(found)


def _unstyled_if_blank(run: Run) -> Run:
    return Words(run.text) if isinstance(run, Words) and run.style and not run.text.strip() else run


def _plainly(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Without bold: a heading is a heading by its place, not by its looks."""
    return joined(Words(run.text) if isinstance(run, Words) and run.style == "bold" else run for run in runs)


def _looks_like_heading(runs: Sequence[Run]) -> bool:
    """Bold throughout, or in capitals."""
    words = [run for run in runs if isinstance(run, Words) and run.text.strip()]
    return bool(words) and (all(run.style == "bold" for run in words) or plain(runs).isupper())


def _without_beginning(runs: Sequence[Run], length: int) -> tuple[Run, ...]:
    """The runs without so many of their first characters."""
    left: list[Run] = []
    for run in runs:
        if isinstance(run, Words) and length:
            taken = min(length, len(run.text))
            run, length = Words(run.text[taken:], run.style), length - taken
        left.append(run)
    return joined(left)


def _with_dash(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """A bullet typed by hand as the dash that the marking knows."""
    first = runs[0] if runs else None
    if isinstance(first, Words) and (match := _BULLETS.match(first.text)):
        return (Words(f"{DASH} {first.text[match.end() :]}", first.style), *runs[1:])
    return runs


def _line(runs: Sequence[Run]) -> str:
    return "\n".join(_guarded(line) for line in written(runs).split("\n") if line.strip())


def _guarded(line: str) -> str:
    """A line that would be read as a mark of the marking itself is taken literally."""
    return f"\\{line}" if _DIRECTIVE.match(line) else line


def _without_line_ends(words: str) -> str:
    return " ".join(words.split())
