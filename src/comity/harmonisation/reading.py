"""National texts as they come, read into provisions: plain text, DOCX, HTML, Akoma Ntoso. Pure.

The readers are those of `instruments`: `importing` makes a marking of any file, `text` finds its structure (Article and
Статья, 5-бап, parts, points, numbering that restarts). What is added here: "§", and what counts as one provision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.harmonisation.aligning.texts import LegalText
from comity.harmonisation.aligning.texts import Provision as Unit
from comity.instruments.importing import from_file
from comity.instruments.text import Kind, Provision, Text, parse, plain, read
from comity.instruments.text.keywords import head_of
from comity.instruments.text.units import block_words
from comity.phrase import Phrase, Refusal

_SECTION_SIGN = re.compile(
    r"^(?P<indent>[ \t]*)§[ \u00a0]*(?P<number>\d{1,4}[a-zа-я]?)\b[.)]?[ \u00a0]*(?P<rest>.*)$", re.MULTILINE
)
_DIVIDED = (Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.ANNEX)


class NoProvisions(Refusal):
    """{name} holds no words that could be provisions. If it is a scan, have its text recognised first."""

    status = 422


@dataclass(frozen=True, slots=True)
class Read:
    """A text in provisions, and what is to be said of how it was read: numbers missing or given twice."""

    text: LegalText
    remarks: tuple[Phrase, ...]


def read_file(body: bytes, *, name: str, language: str) -> Read:
    """The provisions of a file in one language (ISO 639-1).

    Raises a `Refused` of `instruments.importing` for what is no text, `Unreadable` for a text whose structure cannot be
    read, and `NoProvisions`.
    """
    imported = from_file(body, name=name)
    found = read_marking(imported.marking, language=language, name=name)
    return Read(found.text, (*(remark.message for remark in imported.remarks), *found.remarks))


def read_marking(marking: str, *, language: str, name: str = "") -> Read:
    """The provisions of plain words, as `read_file`."""
    marked, signs = _with_articles(marking)
    text = parse(marked, language=language)
    remarks = [fault.message for fault in read(marked, language=language).faults]
    if signs:
        remarks.insert(0, Phrase("{count} headings with “§” were read as articles or titles.", {"count": signs}))
    found = provisions_of(text)
    if not found:
        raise NoProvisions(name=name or "The text")
    return Read(LegalText(language, text.title or name, found), tuple(remarks))


def provisions_of(text: Text) -> tuple[Unit, ...]:
    """The smallest units of a text that have counterparts of their own, in its order; no word of the text is left out.

    A paragraph of an article with all its points; an article without paragraphs; a recital. Points that continue a
    sentence ("… shall contain:") belong to it, points that are sentences of their own are paragraphs by another name.
    """
    return tuple(unit for root in text.roots for unit in _units(root, "") if unit.text.strip())


def _units(provision: Provision, heading: str) -> Iterator[Unit]:
    heading = _line(plain(provision.heading)) or heading
    own = _line(" ".join(block_words(block) for block in provision.blocks))
    if provision.kind not in _DIVIDED or not provision.children or own.endswith((":", ",", "—", "–")):
        yield Unit(provision.id, _whole(provision), heading)
        return
    if own:
        yield Unit(provision.id, own, heading)
    for child in provision.children:
        yield from _units(child, heading)
    closing = _line(" ".join(block_words(block) for block in provision.closing))
    if closing:
        yield Unit(f"{provision.id}__closing", closing, heading)


def _whole(provision: Provision) -> str:
    """All words of a provision, with the numbers of what lies within it."""
    parts = [block_words(block) for block in provision.blocks]
    for child in provision.children:
        parts.append(" ".join(part for part in (child.number, plain(child.heading), _whole(child)) if part))
    parts += [block_words(block) for block in provision.closing]
    return _line(" ".join(parts))


def _line(words: str) -> str:
    return " ".join(words.split())


def _with_articles(marking: str) -> tuple[str, int]:
    """The marking with "§ 5" as a heading that the reader knows, and how many there were.

    In a text without articles it is an article (Germanic and Baltic tradition); beside articles it groups them, within
    a chapter (Russian codes), and "Title" is the group that nests there.
    """
    has_articles = any(
        head is not None and head.kind is Kind.ARTICLE for head in map(head_of, map(str.strip, marking.split("\n")))
    )
    word = "Title" if has_articles else "Article"

    def headed(match: re.Match[str]) -> str:
        return f"{match['indent']}{word} {match['number']}. {match['rest']}".rstrip()

    return _SECTION_SIGN.subn(headed, marking)
