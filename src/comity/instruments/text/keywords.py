"""The words by which parts of a text are known, in the languages in which treaties of the members are written.

All of them are understood in every text, whatever its language: annexes are quoted, and translations mixed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from comity.instruments.text.structure import Kind

_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.PART: ("Part", "Часть", "Մաս", "Partie", "Частка", "Қисми"),
    Kind.TITLE: ("Title", "Титул", "Titre"),
    Kind.CHAPTER: ("Chapter", "Глава", "Գլուխ", "Chapitre", "Боби"),
    Kind.SECTION: ("Section", "Раздел", "Բաժին", "Раздзел", "Фасли"),
    Kind.ARTICLE: ("Article", "Статья", "Հոդված", "Артыкул", "Моддаи"),
    Kind.ANNEX: ("Annex", "Appendix", "Приложение", "Հավելված", "Annexe", "Дадатак", "Замимаи"),
}
# In Kazakh and Kyrgyz the number comes first: "5-бап", "2-тарау".
_NUMBER_FIRST: dict[str, Kind] = {
    "бөлім": Kind.PART,
    "бөлүк": Kind.PART,
    "тарау": Kind.CHAPTER,
    "глава": Kind.CHAPTER,
    "бап": Kind.ARTICLE,
    "берене": Kind.ARTICLE,
    "қосымша": Kind.ANNEX,
    "тиркеме": Kind.ANNEX,
}
_ORDINALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|"
    "первая|вторая|третья|четвёртая|четвертая|пятая|шестая|первый|второй|третий|четвёртый|пятый|"
    "առաջին|երկրորդ|երրորդ|չորրորդ|հինգերորդ|premier|première|deuxième|troisième|unique"
)
_KIND_OF = {word.casefold(): kind for kind, words in _WORDS.items() for word in words}
_ALL_WORDS = "|".join(sorted({form for word in _KIND_OF for form in (word.capitalize(), word.upper())}, key=len)[::-1])
_NUMBER = (
    r"(?:№|N[o°º]?\.?|No\.)?\s?"
    rf"(?:\d{{1,4}}(?:[.-]\d{{1,3}})*(?:[-\s]?(?:bis|ter|quater|quinquies|sexies)\b|[A-Za-zА-Яа-яԱ-Ֆա-ֆ](?!\w))?"
    rf"|[IVXLCІХС]+(?!\w)|[A-ZА-ЯԱ-Ֆ](?!\w)|(?i:{_ORDINALS})(?!\w))"
)
_HEAD = re.compile(
    rf"(?P<word>{_ALL_WORDS})(?:[ \u00a0](?P<number>{_NUMBER}))?(?P<end>[.:։]|\s?[—–-](?=\s|$))?(?=\s|$)"
)
_HEAD_NUMBER_FIRST = re.compile(
    rf"(?P<number>\d{{1,4}})-(?P<word>{'|'.join(_NUMBER_FIRST)})(?P<end>[.:]|\s?[—–-](?=\s|$))?(?=\s|$)", re.IGNORECASE
)

ENDS = ".;:,։؛"
"""What a sentence or a clause ends with, and a heading does not."""

# "Annex to the Agreement", "Приложение к Соглашению".
_BELONGS = re.compile(r"(?:to|of|к|à|de|au)\s")

PREAMBLE = re.compile(r"^(?:preamble|преамбула|նախաբան|préambule|прэамбула|кіріспе|муқаддима)$", re.IGNORECASE)

TESTIMONIUM = re.compile(
    r"^(?:in witness whereof|in faith whereof|done (?:at|in)\b|"
    r"в удостоверение чего|совершено в\b|"
    r"ի հավաստումն|ի վկայություն|կատարված է\b|կատարվել է\b|"
    r"en foi de quoi|fait à\b|у сведчанне чаго|здзейснена ў)",
    re.IGNORECASE,
)


class Head(NamedTuple):
    """The beginning of a part, chapter, article or annex: its designation as printed, its number, what follows."""

    kind: Kind
    printed: str
    number: str
    rest: str


def head_of(line: str) -> Head | None:
    """What a line begins, if it begins a part of the text; a sentence that mentions an article begins nothing."""
    match = _HEAD.match(line)
    kind = _KIND_OF[match["word"].casefold()] if match else None
    if match is None and (match := _HEAD_NUMBER_FIRST.match(line)):
        kind = _NUMBER_FIRST[match["word"].casefold()]
    if match is None or kind is None:
        return None
    number, rest = (match["number"] or "").strip(), line[match.end() :].strip()
    if not number and kind is not Kind.ANNEX:
        return None
    if kind is Kind.ANNEX and not match["end"] and _BELONGS.match(rest) and rest[-1] not in ENDS:
        return Head(kind, match.group().strip(), number, rest)
    marked = not rest or match["end"] or rest.startswith("# ")
    if not marked and (not rest[:1].isupper() or rest[-1] in ENDS or not number):
        return None  # without a mark after the number it is a heading only if it reads like one
    return Head(kind, match.group().strip(), number, rest)


def could_be_heading(line: str) -> bool:
    """Whether a line reads like a heading: short, and not ending as a sentence does."""
    return 0 < len(line) <= 200 and line[-1] not in ENDS and not line[:1].islower()
