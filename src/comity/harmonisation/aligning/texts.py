"""The texts that are aligned: provisions in order, each in the article that holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# What parts the numbers within an identifier: "3(2)(a)", "art_3__para_2", "3.2", "3/2".
_LAST_NUMBER = re.compile(r"(?:\([^()]*\)|__[^_]+_[^_]+|[./][^./:()]+)$")
LARGEST_ARTICLE = 60


@dataclass(frozen=True, slots=True)
class Provision:
    """The smallest unit that has a counterpart of its own: a paragraph, a recital, an article without paragraphs."""

    id: str
    text: str
    heading: str = ""


@dataclass(frozen=True)
class LegalText:
    """Provisions in the order of the text; ``language`` is an ISO 639-1 code ("en", "ru")."""

    language: str
    title: str
    provisions: tuple[Provision, ...]

    def __len__(self) -> int:
        return len(self.provisions)

    @cached_property
    def articles(self) -> tuple[int, ...]:
        """For each provision the number of the article that holds it, counted from 0 in the order of the text.

        Neighbours are of one article where they share a heading, or an identifier up to its last number. What would be
        an article of more than `LARGEST_ARTICLE` provisions is no article: each of its provisions stands alone.
        """
        keys = [_article_of(provision) for provision in self.provisions]
        starts = [at for at, key in enumerate(keys) if at == 0 or not key or key != keys[at - 1]]
        numbers: list[int] = []
        for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
            next_number = numbers[-1] + 1 if numbers else 0
            alone = end - start > LARGEST_ARTICLE
            numbers += [next_number + (at if alone else 0) for at in range(end - start)]
        return tuple(numbers)


def _article_of(provision: Provision) -> str:
    stem = _LAST_NUMBER.sub("", provision.id)
    if stem == provision.id:
        return provision.heading
    return f"{stem}\n{provision.heading}"
