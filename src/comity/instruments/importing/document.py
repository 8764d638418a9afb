"""A DOCX document read from its first paragraph to its last: paragraphs, lists, tables, footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from comity.instruments.importing import refusals
from comity.instruments.importing.cells import rows_of
from comity.instruments.importing.labels import Labels
from comity.instruments.importing.marking import Imported, Writer
from comity.instruments.importing.package import Package
from comity.instruments.importing.remarks import Remarks
from comity.instruments.importing.runs import DELETED, INSERTED, RunReader
from comity.instruments.importing.styles import Style, Styles
from comity.instruments.importing.word_names import COMPATIBLE, name, number, value
from comity.instruments.text.structure import Note, Run, Words, plain
from comity.phrase import Phrase

MAX_PARAGRAPHS = 40_000
_AROUND = frozenset(name(tag) for tag in ("sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_MARKER_LENGTH = 16


def from_docx(body: bytes, *, name: str = "") -> Imported:
    """The text of a DOCX file as a marking. Raises a `Refused`; ``name`` is the file's name, as far as it is known."""
    return _Document(Package(body, name)).imported()


class _Document:
    """Reads one document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        related = package.related(package.main)
        self.remarks = Remarks()
        self.styles = Styles(self._part(related.get("styles", "")))
        self.labels = Labels(self._part(related.get("numbering", "")))
        self.reader = RunReader(self.styles, self.remarks, self._note)
        self.writer = Writer(self.remarks)
        self._notes = {kind: self._notes_in(related.get(f"{kind}s", ""), kind) for kind in ("footnote", "endnote")}
        self._counts = Counter[str]()
        self._waiting: list[Run] = []
        self._skipped_contents = False

    def imported(self) -> Imported:
        """Everything that stands in the document's body."""
        root = self.package.xml(self.package.main)
        body = root.find(name("body"))
        for block in self._blocks(body) if body is not None else ():
            if block.tag == name("p"):
                self._paragraph(block)
            else:
                self._table(block)
        self._flush()
        self._conclude()
        return self.writer.imported(changes=self.reader.changes, comments=self.reader.comments)

    def _part(self, part: str) -> etree._Element | None:
        """A part that a document need not have; one that is broken is told of, and done without."""
        if not part or not self.package.has(part):
            return None
        try:
            return self.package.xml(part)
        except refusals.Damaged:
            said = Phrase("The part {part} of the file is broken: numbers and headings may be missing.", {"part": part})
            self.remarks.about_all(said, grave=True)
            return None

    def _blocks(self, parent: etree._Element) -> Iterator[etree._Element]:
        for child in parent:
            tag = child.tag
            if tag in (name("p"), name("tbl")):
                yield child
            elif tag in _AROUND:
                self.reader.changes += tag in INSERTED
                yield from self._blocks(child)
            elif tag == name("sdt"):
                yield from self._control(child)
            elif tag == f"{{{COMPATIBLE}}}AlternateContent":
                yield from self._blocks(child[0] if len(child) else child)
            elif tag in DELETED:
                self.reader.changes += 1
            elif tag == name("altChunk"):
                self.remarks.about(Phrase("A file within the file was left out."), grave=True)

    def _control(self, control: etree._Element) -> Iterator[etree._Element]:
        gallery = control.find(f"{name('sdtPr')}/{name('docPartObj')}/{name('docPartGallery')}")
        if value(gallery) == "Table of Contents":
            self._leave_out_contents()
            return
        for content in control.iterchildren(name("sdtContent")):
            yield from self._blocks(content)

    def _paragraph(self, paragraph: etree._Element) -> None:
        self.remarks.paragraph += 1
        if self.remarks.paragraph > MAX_PARAGRAPHS:
            raise refusals.TooLong(limit=MAX_PARAGRAPHS)
        properties = paragraph.find(name("pPr"))
        style = self.styles.of(value(properties.find(name("pStyle"))) if properties is not None else "")
        was_contents = self.reader.in_contents
        runs = self.reader.read(paragraph)
        if was_contents or self.reader.in_contents or style.part == "contents":
            self._leave_out_contents()
            return
        if style.part == "reference":
            self.remarks.about(Phrase("The reference above the title was left out."), plain(runs))
            return
        if self._mark_is_deleted(properties):
            # Its end was deleted: what follows continues it.
            self._waiting += runs
            return
        runs, self._waiting = [*self._waiting, *runs], []
        self._write(runs, properties, style)

    def _write(self, runs: list[Run], properties: etree._Element | None, style: Style) -> None:
        listed, level = self._list_of(properties, style)
        words = plain(runs)
        label = self.labels.next(listed, level) if listed and words.strip() else None
        if listed and label is None and words.strip():
            said = Phrase("The list of this paragraph is broken: it may lack its number.")
            self.remarks.about(said, words, grave=True)
        heading = style.part == "heading"
        if label is None:
            self.writer.paragraph(runs, heading=heading)
        else:
            self.writer.paragraph(
                runs, label=label.text, level=label.level if label.text else 0, bullet=label.bullet, heading=heading
            )

    def _list_of(self, properties: etree._Element | None, style: Style) -> tuple[str, int]:
        """The list of a paragraph and its level in it; "0" takes a paragraph out of the list of its style."""
        own = properties.find(name("numPr")) if properties is not None else None
        listed = value(own.find(name("numId"))) if own is not None else ""
        listed = listed or style.list
        if not listed or listed == "0":
            return "", 0
        given = own.find(name("ilvl")) if own is not None else None
        if given is not None:
            return listed, number(given)
        return listed, style.level if style.level is not None else self.labels.level_of_style(listed, style.id)

    def _mark_is_deleted(self, properties: etree._Element | None) -> bool:
        mark = properties.find(name("rPr")) if properties is not None else None
        if mark is None or mark.find(name("del")) is None:
            return False
        self.reader.changes += 1
        return True

    def _table(self, table: etree._Element) -> None:
        self._flush()
        self.writer.table(rows_of(table, self))

    def cell_lines(self, cell: etree._Element) -> list[list[Run]]:
        """The paragraphs of a table's cell, each with its number; what is in a table within it, one after another."""
        lines: list[list[Run]] = []
        for block in self._blocks(cell):
            if block.tag == name("tbl"):
                self.remarks.about(Phrase("A table within a table was taken as lines of its cell."), grave=True)
                for inner in block.iter(name("tc")):
                    lines += [self._cell_line(one) for one in inner.iterchildren(name("p"))]
            else:
                lines.append(self._cell_line(block))
        return [line for line in lines if line]

    def _cell_line(self, paragraph: etree._Element) -> list[Run]:
        self.remarks.paragraph += 1
        if self.remarks.paragraph > MAX_PARAGRAPHS:
            raise refusals.TooLong(limit=MAX_PARAGRAPHS)
        properties = paragraph.find(name("pPr"))
        style = self.styles.of(value(properties.find(name("pStyle"))) if properties is not None else "")
        runs = self.reader.read(paragraph)
        listed, level = self._list_of(properties, style)
        label = self.labels.next(listed, level) if listed and plain(runs).strip() else None
        return [Words(f"{label.text} "), *runs] if label is not None and label.text else runs

    def _flush(self) -> None:
        """Words whose paragraph lost its end stand alone where nothing follows them."""
        if self._waiting:
            runs, self._waiting = self._waiting, []
            self.writer.paragraph(runs)

    def _leave_out_contents(self) -> None:
        if not self._skipped_contents:
            self._skipped_contents = True
            self.remarks.about(Phrase("The table of contents was left out: it is made anew."))

    def _notes_in(self, part: str, kind: str) -> dict[str, etree._Element]:
        root = self._part(part)
        notes = root.iterchildren(name(kind)) if root is not None else ()
        return {value(one, "id"): one for one in notes if not value(one, "type")}

    def _note(self, kind: str, id: str, mark: str) -> Note | None:
        found = self._notes[kind].get(id)
        if found is None:
            self.remarks.about(Phrase("A footnote is referred to that the file does not have."), grave=True)
            return None
        if kind == "endnote":
            self.remarks.about_all(Phrase("Endnotes were taken as footnotes."))
        self._counts["notes"] += not mark
        marker = "".join(mark.split())[:_MARKER_LENGTH].strip("[]^") or str(self._counts["notes"])
        reader = RunReader(self.styles, self.remarks, lambda _kind, _id, _mark: None)
        words: list[Words] = []
        for paragraph in found.iter(name("p")):
            runs = [run for run in reader.read(paragraph) if isinstance(run, Words)]
            words += [*([Words("\n")] if words else []), *runs]
        if mark and words and words[0].text.lstrip().startswith(mark):
            # A mark given by hand is repeated at the head of its note.
            words[0] = Words(words[0].text.lstrip()[len(mark) :], words[0].style)
        self.reader.changes += reader.changes
        return Note(marker, tuple(words))

    def _conclude(self) -> None:
        count = self.reader.changes
        if count:
            said = Phrase(
                "The file has tracked changes ({count}): the text was read as if all were accepted.", {"count": count}
            )
            self.remarks.about_all(said, grave=True)
        if self.reader.comments:
            said = Phrase("Comments were left out ({count}).", {"count": self.reader.comments})
            self.remarks.about_all(said)
