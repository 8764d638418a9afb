"""What differs between two versions of a text, and how an instrument stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
ALIKE = 0.45


class Status(StrEnum):
    """Where an instrument stands."""

    DRAFT = "draft"
    IN_PROCEDURE = "in procedure"
    ADOPTED = "adopted"
    IN_FORCE = "in force"
    NOT_ADOPTED = "not adopted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both versions have (``same``), or one of them (``added``, ``removed``)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the difference: ``same``, ``added``, ``removed`` or ``changed``, in pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def digest_of_texts(texts: dict[str, str]) -> str:
    """What members approve: the SHA-256 over the language codes and the digests of their texts, sorted by language."""
    return sha256("".join(f"{language} {digest}\n" for language, digest in sorted(texts.items())).encode()).hexdigest()


def difference(old: str, new: str) -> list[Paragraph]:
    """A readable difference of two texts: paragraphs matched first, then words within paragraphs that changed.

    Joining the pieces that are not ``added`` gives back the old paragraphs, those not ``removed`` the new ones.
    """
    before, after = paragraphs(old), paragraphs(new)
    found: list[Paragraph] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Paragraph("same", (Piece("same", text),)) for text in before[a0:a1]]
        else:
            found += _replaced(before[a0:a1], after[b0:b1])
    return found


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text: separated by one or more empty lines, their own white space trimmed."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def _replaced(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    """Pairs of paragraphs that are alike as changed ones, the others as removed and added, in order."""
    rest = list(after)
    for old in before:
        best = max(range(len(rest)), key=lambda at: _likeness(old, rest[at]), default=None)
        if best is None or _likeness(old, rest[best]) < ALIKE:
            yield Paragraph("removed", (Piece("removed", old),))
            continue
        for text in rest[:best]:
            yield Paragraph("added", (Piece("added", text),))
        yield Paragraph("changed", tuple(_words(old, rest[best])))
        rest = rest[best + 1 :]
    for text in rest:
        yield Paragraph("added", (Piece("added", text),))


def _likeness(old: str, new: str) -> float:
    matcher = SequenceMatcher(None, _WORDS.findall(old), _WORDS.findall(new), autojunk=False)
    return 0.0 if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE else matcher.ratio()


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a0:a1]))
            continue
        if a1 > a0:
            yield Piece("removed", "".join(before[a0:a1]))
        if b1 > b0:
            yield Piece("added", "".join(after[b0:b1]))
