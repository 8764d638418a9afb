"""Who sits where: delegations in the alphabetical order of their names in a language. Pure.

Alphabets are data, so that the order is the same on every machine whatever its locale. Accents count only between
names that are otherwise the same (as in French dictionaries); Ё stands after Е (as in Russian ones).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS: Mapping[str, str] = {
    "en": LATIN,
    "fr": LATIN,
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքևօֆ",
}

Key = tuple[tuple[int, ...], str, str]


def key(name: str, language: str) -> Key:
    """The place of a name in the alphabet of ``language``; letters of other alphabets come after its own."""
    alphabet = ALPHABETS.get(language.split("-", maxsplit=1)[0], LATIN)
    folded = unicodedata.normalize("NFC", name).casefold()
    places: list[int] = []
    for letter in folded:
        found = alphabet.find(letter)
        if found < 0:
            found = alphabet.find(unicodedata.normalize("NFD", letter)[0])
        if found >= 0:
            places.append(found)
        elif letter.isalpha():
            places.append(len(alphabet) + ord(letter))
        else:
            places.append(-1)
    return tuple(places), folded, name


def order(names: Mapping[str, str], language: str, first: str = "") -> list[str]:
    """The parties in the order of their names, from ``first`` on (drawn by lot) if it is one of them."""
    found = sorted(names, key=lambda party: (key(names[party], language), party))
    if first in found:
        place = found.index(first)
        found = found[place:] + found[:place]
    return found


def rows(parties: Sequence[str], wide: int) -> list[list[str]]:
    """Seats in rows of ``wide``, from the chair's right to left as they are called."""
    return [list(parties[start : start + wide]) for start in range(0, len(parties), max(1, wide))]
