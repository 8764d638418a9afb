"""The running text of a paragraph: words with their styles, footnotes, accepted changes, results of fields.

Of tracked changes the accepted view is read: what was inserted stands, what was deleted does not. Fields give their
last result; their instructions are never carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from comity.instruments.importing.remarks import Remarks
from comity.instruments.importing.styles import Styles
from comity.instruments.importing.word_names import COMPATIBLE, MATH, is_on, name, value
from comity.instruments.text.structure import Note, Run, Words
from comity.instruments.text.structure import Style as Look
from comity.phrase import Phrase

TRANSPARENT = frozenset(
    name(tag)
    for tag in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "sdtContent", "dir", "bdo")
)
INSERTED = frozenset(name(tag) for tag in ("ins", "moveTo"))
DELETED = frozenset(name(tag) for tag in ("del", "moveFrom"))
_PICTURES = frozenset(name(tag) for tag in ("drawing", "pict", "object"))
_SYMBOLS = {"F0B7": "•", "F02D": "–", "F0A7": "•", "F0FC": "✓", "F0A8": "☐", "F0FE": "☑", "F06F": "☐"}
_BREAKS = frozenset(["", "textWrapping"])
NoteOf = Callable[[str, str, str], Note | None]
"""The footnote of a kind ("footnote", "endnote"), an identifier in the file and a mark given by hand."""


@dataclass(slots=True)
class Field:
    """A field that has begun: its instruction, and whether its result has begun."""

    instruction: str = ""
    shows: bool = False


@dataclass(slots=True)
class RunReader:
    """Reads the runs of one paragraph after another; fields may reach over several."""

    styles: Styles
    remarks: Remarks
    note_of: NoteOf
    fields: list[Field] = field(default_factory=list)
    changes: int = 0
    comments: int = 0

    @property
    def in_contents(self) -> bool:
        """Whether the text belongs to a generated table of contents."""
        return any(one.instruction.split()[:1] in (["TOC"], ["INDEX"]) for one in self.fields)

    def read(self, paragraph: etree._Element) -> list[Run]:
        """The runs of a paragraph, unjoined."""
        return list(self._children(paragraph))

    def _children(self, parent: etree._Element) -> Iterator[Run]:
        for child in parent:
            tag = child.tag
            if tag == name("r"):
                yield from self._run(child)
            elif tag in TRANSPARENT:
                self.changes += tag in INSERTED
                yield from self._children(child)
            elif tag in DELETED:
                self.changes += 1
            elif tag == name("sdt"):
                for content in child.iterchildren(name("sdtContent")):
                    yield from self._children(content)
            elif tag == f"{{{COMPATIBLE}}}AlternateContent":
                yield from self._alternative(child)
            elif isinstance(tag, str) and tag.startswith(f"{{{MATH}}}"):
                yield from self._formula(child)

    def _run(self, run: etree._Element) -> Iterator[Run]:
        look, hidden = self._look(run.find(name("rPr")))
        words: list[str] = []
        for child in run:
            special = self._special(child, run)
            if special is None:
                words.append(self._written(child))
            elif special:
                yield from self._shown("".join(words), look, hidden)
                words = []
                yield from special
                if isinstance(special[0], Note) and _has_own_mark(child):
                    return  # what follows in this run is the mark
        yield from self._shown("".join(words), look, hidden)

    def _special(self, child: etree._Element, run: etree._Element) -> list[Run] | None:
        """What is not words: ``None`` for what may be, an empty list for what is dealt with and shows nothing."""
        tag = child.tag
        if tag == name("fldChar"):
            self._field(value(child, "fldCharType"))
        elif tag == name("instrText"):
            if self.fields and not self.fields[-1].shows and len(self.fields[-1].instruction) < 1000:
                self.fields[-1].instruction += child.text or ""
        elif any(not one.shows for one in self.fields):
            return []
        elif tag in (name("footnoteReference"), name("endnoteReference")):
            kind = "footnote" if tag == name("footnoteReference") else "endnote"
            mark = "".join(text.text or "" for text in run.iterchildren(name("t"))) if _has_own_mark(child) else ""
            note = self.note_of(kind, value(child, "id"), mark.strip())
            return [note] if note is not None else []
        elif tag == f"{{{COMPATIBLE}}}AlternateContent":
            return list(self._alternative(child))
        elif tag == name("commentReference"):
            self.comments += 1
        else:
            return None
        return []

    def _shown(self, text: str, look: Look, hidden: bool) -> Iterator[Run]:
        if text and hidden:
            self.remarks.about(Phrase("Hidden words were left out: “{words}”.", {"words": text.strip()[:60]}), text)
        elif text:
            yield Words(text, look)

    def _written(self, child: etree._Element) -> str:
        tag = child.tag
        if tag == name("t"):
            return child.text or ""
        if tag in (name("tab"), name("ptab")):
            return "\t"
        if tag == name("cr") or (tag == name("br") and value(child, "type") in _BREAKS):
            return "\n"
        if tag == name("noBreakHyphen"):
            return "\u2011"
        if tag == name("sym"):
            return self._symbol(child)
        if tag in _PICTURES:
            self._picture(child)
        return ""

    def _symbol(self, child: etree._Element) -> str:
        code = value(child, "char").upper()
        known = _SYMBOLS.get(code)
        if known is None:
            said = {"code": code, "font": value(child, "font")}
            self.remarks.about(Phrase("A sign of the font {font} ({code}) was not understood.", said), grave=True)
        return known or "\ufffd"

    def _picture(self, child: etree._Element) -> None:
        inside = "".join(text.text or "" for text in child.iter(name("t"))).strip()
        if inside:
            said = Phrase("A text box was left out. Copy its words by hand if they belong to the text.")
            self.remarks.about(said, inside, grave=True)
        elif child.tag == name("object"):
            self.remarks.about(Phrase("An embedded object was left out."), grave=True)
        else:
            self.remarks.about(Phrase("A picture was left out."))

    def _formula(self, element: etree._Element) -> Iterator[Run]:
        words = "".join(text.text or "" for text in element.iter(f"{{{MATH}}}t"))
        self.remarks.about(Phrase("A formula was taken as plain words."), words, grave=True)
        if words:
            yield Words(words)

    def _alternative(self, element: etree._Element) -> Iterator[Run]:
        """The same thing in several ways: one that holds words, or a drawing that is told of once."""
        for way in element:
            for drawing in way.iter(*_PICTURES):
                self._picture(drawing)
                return
        for way in element:
            yield from self._children(way)
            return

    def _field(self, kind: str) -> None:
        if kind == "begin" and len(self.fields) < 50:
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shows = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _look(self, properties: etree._Element | None) -> tuple[Look, bool]:
        if properties is None:
            return "", False
        style = self.styles.of(value(properties.find(name("rStyle"))))

        def on(tag: str, inherited: bool) -> bool:
            found = properties.find(name(tag)) if properties is not None else None
            return inherited if found is None else is_on(found)

        if on("strike", False) or on("dstrike", False):
            self.remarks.about(
                Phrase("Words are struck out by hand, not by a tracked change: they were kept."), grave=True
            )
        place = value(properties.find(name("vertAlign")))
        hidden = on("vanish", style.hidden)
        if place in ("superscript", "subscript"):
            return "sup" if place == "superscript" else "sub", hidden
        return "bold" if on("b", style.bold) else "italic" if on("i", style.italic) else "", hidden


def _has_own_mark(reference: etree._Element) -> bool:
    return value(reference, "customMarkFollows") not in ("", "0", "false")
