"""The few names that share rare trigrams with a question, put in order by how like they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from comity.enterprises.names.reading import Name, read

SHARED, SPELLING, SOUND, WORDS = 0.3, 0.3, 0.2, 0.2
"""How much each likeness counts: trigrams shared, Latin spelling, sound skeleton, words in any order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name of the table: ``key`` of whose name it is, and what was kept of it when it was read (`kept`).

    ``shared`` is the weight of the rare trigrams that it has in common with the question.
    """

    key: int
    written: str
    latin: str
    skeleton: str
    shared: float


@dataclass(frozen=True, slots=True)
class Found:
    """A name found: the candidate and its likeness to the question, from 0 to 1. No verdict: see `names.match`."""

    candidate: Candidate
    likeness: float


def kept(name: Name) -> tuple[str, str]:
    """What the table keeps of a name beside its trigrams: its Latin words, and its sound skeleton."""
    return " ".join(word.latin for word in name.words), name.skeleton


def rerank(question: str | Name, candidates: Iterable[Candidate], limit: int = 10) -> list[Found]:
    """The ``limit`` likest candidates, the likest first; each key once, with its likest name."""
    asked = read(question) if isinstance(question, str) else question
    latin, skeleton = kept(asked)
    joined = latin.replace(" ", "")
    listed = list(candidates)
    most = max((one.shared for one in listed), default=0.0) or 1.0
    best: dict[int, Found] = {}
    for one in listed:
        likeness = (
            SHARED * one.shared / most
            + SPELLING * fuzz.ratio(joined, one.latin.replace(" ", "")) / 100
            + SOUND * fuzz.ratio(skeleton, one.skeleton) / 100
            + WORDS * fuzz.token_sort_ratio(latin, one.latin) / 100
        )
        if one.key not in best or best[one.key].likeness < likeness:
            best[one.key] = Found(one, likeness)
    return sorted(best.values(), key=lambda found: (-found.likeness, found.candidate.key))[:limit]
