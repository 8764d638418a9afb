"""Authentic languages side by side: which has moved on without the other, and where their provisions part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.instruments.text.structure import Text


@dataclass(frozen=True, slots=True)
class Parting:
    """Provisions that one of two languages has and the other lacks, in the order of their text."""

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def left_behind(versions: Sequence[Mapping[str, str]], authentic: Sequence[str]) -> dict[str, int]:
    """Languages whose text is older than that of another authentic language.

    ``versions`` are the digests by language of each version from the first; the answer names, for each language left
    behind, the number (from 1) of the version in which its text last changed.
    """
    changed: dict[str, int] = {}
    for number, texts in enumerate(versions, start=1):
        before = versions[number - 2] if number > 1 else {}
        changed |= {language: number for language in authentic if texts.get(language) != before.get(language)}
    newest = max(changed.values(), default=0)
    return {language: number for language, number in changed.items() if number < newest}


def parting(first: Text, second: Text) -> Parting:
    """Which provisions have no counterpart in the other language."""
    one, other = ([provision.id for provision in text.walk()] for text in (first, second))
    missing, more = set(one) - set(other), set(other) - set(one)
    return Parting(tuple(id for id in one if id in missing), tuple(id for id in other if id in more))
