"""A name read once: its words, what they mean, how they sound, and the legal form taken off its end."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from comity.enterprises.names import scripts
from comity.enterprises.names.sounds import folded, latin_of, skeleton, sounds_of, usual

LONGEST = 400
"""Letters of a name that are looked at; no register holds a longer one, and a hostile one costs no time."""
MOST_WORDS = 24
WEIGHTS = {"joint": 0.0, "generic": 0.25, "place": 0.6, "meaning": 0.8, "": 1.0}
"""How much a word of each class says about whose name it is, against a word of the name's own."""
SUFFIXES = (
    "bank", "banki", "energo", "strakh", "strax", "farm", "farma", "farmi", "pharm", "pharma", "market", "marketi",
    "mart", "marti", "gaz", "gas", "neft", "nafta", "stroy", "stroj", "invest", "telecom", "telekom", "trans",
    "prom", "shop", "group", "soft", "net", "auto", "avto", "trade", "torg", "service", "servis", "mash", "metal",
)  # fmt: skip
"""Ends of compound names that say a trade (Россельхоз-банк): two names that share one share little."""

_ENDING = re.compile(
    "(?:e?s|e|a|o|i|y|en|ers?|ed|ing|i?als?|ics?|ical|ia|ian|ans?|n|n?ese|ish|ations?|ments?|it(?:y|ies)|ies|[ae]nce|"
    "ors?|ist|i?um|ique|isch(?:es?)?|lich|ung(?:en)?|ous|ly|[ai]ry|aceuticals?|acy|eutical|ure|ur?al|olog(?:y|ies)|erie)?"
    "|(?:нн?|[сц]?ськ?|ск|цьк|зьк|[ое]в|т?е?льн|и?ческ|ичн|арн|альн|[ео]нн?|ств|ник|[еа]ни|ц[иі]|ост|к|иц|ур|[еа]нск|нск|и|і)"
    "{0,2}(?:[ыи]й|ая|яя|ое|ее|[ыи]е|ого|ой|о[мї]|[аяоеиыіїуюьй]|ам?и?|ів|ей|и[ийяею]|і[їйяє]|ть)?"
    "|[\u0530-\u058f]{0,7}|[\u10a0-\u10ff]{0,5}|[\u0370-\u03ff]{0,5}"
)
"""What may follow the beginning of a word so that it still means the same: an ending, not another word (газ-пром)."""


class Word(NamedTuple):
    """One word: as ``written``, in small letters and one script (``plain``), its ``latin`` spelling and ``sounds``."""

    written: str
    plain: str
    script: str
    latin: str
    sounds: str
    concept: str
    weight: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    ``words`` are those that say something (the name's own, and what they mean), in order; ``legal`` the kinds of legal
    form found; ``mixed`` words written with letters of two scripts that look alike. ``latin``, ``sounds`` and
    ``skeleton`` are those of the words joined, ``core`` the Latin letters less trades and their endings.
    """

    written: str
    words: tuple[Word, ...]
    legal: frozenset[str]
    legal_written: str
    mixed: tuple[str, ...]
    script: str
    latin: str
    sounds: str
    skeleton: str
    core: str
    core_sounds: str
    ending: str


@functools.lru_cache(maxsize=16384)
def read(written: str) -> Name:
    """Read a name. Never fails: a name without a letter has no words, and equals only one that is written the same."""
    tokens = _tokens(unicodedata.normalize("NFKC", written[:LONGEST]))
    mixed = tuple(token for token in tokens if scripts.repaired(token) != token)
    tokens = [scripts.repaired(token) for token in tokens]
    kept, legal, legal_written = _without_legal_form(tokens)
    words = tuple(word for word in map(_word, kept[:MOST_WORDS]) if word.weight or len(kept) == 1)
    words = words or tuple(map(_word, kept[:MOST_WORDS]))
    core, core_sounds, ending = _core(words)
    sounds = "".join(word.sounds for word in words)
    return Name(
        written=written,
        words=words,
        legal=frozenset(legal),
        legal_written=legal_written,
        mixed=mixed,
        script=scripts.main_script("".join(word.plain for word in words)),
        latin="".join(word.latin for word in words),
        sounds=sounds,
        skeleton=skeleton(sounds),
        core=core,
        core_sounds=core_sounds,
        ending=ending,
    )


def concept_of(plain: str) -> tuple[str, str]:
    """The meaning of a word in small letters and its class, ``("bank", "generic")``; empty for a word of its own."""
    exact, prefixes = _concepts()
    found = exact.get(plain)
    if found is not None:
        return found
    for size in range(len(plain), 2, -1):
        found = prefixes.get(plain[:size])
        if found is not None and _ENDING.fullmatch(plain, size):
            return found
    return "", ""


def _tokens(text: str) -> list[str]:
    """Words of letters, marks and figures; an apostrophe inside a word goes, letters with points join (A.S.O)."""
    found: list[str] = []
    current: list[str] = []
    for at, letter in enumerate(text):
        if letter.isalnum() or unicodedata.category(letter)[0] == "M":
            current.append(letter)
        elif letter in "'’ʼ`´ʻ" and current and at + 1 < len(text) and text[at + 1].isalpha():
            continue
        elif current:
            found.append("".join(current))
            current = []
    found.append("".join(current))
    return _joined_initials([word for word in found if word])


def _joined_initials(tokens: list[str]) -> list[str]:
    joined: list[str] = []
    initials: list[str] = []
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isupper():
            initials.append(token)
            continue
        if initials:
            joined.append("".join(initials))
            initials = []
        if token:
            joined.append(token)
    return joined


def _without_legal_form(tokens: list[str]) -> tuple[list[str], list[str], str]:
    """Take legal forms off both ends, as long as a word remains."""
    forms, longest = _legal_forms()
    plain = [token.casefold() for token in tokens]
    low, high = 0, len(tokens)
    kinds: list[str] = []
    written: list[str] = []
    changed = True
    while changed and high - low > 1:
        changed = False
        for size in range(min(longest, high - low - 1), 0, -1):
            if kind := forms.get(" ".join(plain[low : low + size])):
                kinds.append(kind)
                written.append(" ".join(tokens[low : low + size]))
                low, changed = low + size, True
                break
            if kind := forms.get(" ".join(plain[high - size : high])):
                kinds.append(kind)
                written.append(" ".join(tokens[high - size : high]))
                high, changed = high - size, True
                break
    return tokens[low:high], kinds, " ".join(written)


@functools.lru_cache(maxsize=32768)
def _word(written: str) -> Word:
    plain = written.casefold()
    script = scripts.main_script(plain)
    concept, kind = concept_of(plain)
    if not concept and script == scripts.LATIN and not plain.isascii():
        concept, kind = concept_of(folded(plain))
    latin = latin_of(plain, script)
    sounds = sounds_of(plain, script)
    if not latin:  # nothing that can be read aloud: compared as it is written
        latin = sounds = ""
    return Word(written, plain, script, latin, sounds, concept, WEIGHTS[kind])


def _core(words: tuple[Word, ...]) -> tuple[str, str, str]:
    """The Latin letters and sounds of what is the name's own, and the ending of a trade that was taken off."""
    own = [word for word in words if word.weight >= WEIGHTS["place"]] or list(words)
    latin, sounds = "".join(word.latin for word in own), "".join(word.sounds for word in own)
    said = next((word.concept for word in words if word.weight == WEIGHTS["generic"]), "")
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        rest = latin[: -len(suffix)]
        if latin.endswith(suffix) and len(rest) >= 3:
            cut = _cut(sounds, latin, rest)
            return rest, cut, said or suffix
    return latin, sounds, said


def _cut(sounds: str, latin: str, rest: str) -> str:
    """The sounds of the beginning ``rest`` of ``latin``: as long a part as spells no more letters than that."""
    spelt = 0
    for at, sound in enumerate(sounds):
        spelt += len(usual(sound))
        if spelt >= len(rest):
            return sounds[: at + 1]
    return sounds


@functools.cache
def _legal_forms() -> tuple[dict[str, str], int]:
    forms: dict[str, str] = {}
    for line in _lines("legal_forms.tsv"):
        kind, written = line.split("\t")
        for form in written.split("|"):
            forms.setdefault(form.casefold(), kind)
    return forms, max(form.count(" ") + 1 for form in forms)


@functools.cache
def _concepts() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    exact: dict[str, tuple[str, str]] = {}
    prefixes: dict[str, tuple[str, str]] = {}
    for line in _lines("words.tsv"):
        kind, concept, forms = line.split("\t")
        for form in forms.casefold().replace("'", "").split():
            if form.endswith("*"):
                prefixes.setdefault(form[:-1], (concept, kind))
            else:
                exact.setdefault(form, (concept, kind))
    return exact, prefixes


def _lines(table: str) -> list[str]:
    text = resources.files("comity.enterprises.names").joinpath("tables", table).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
