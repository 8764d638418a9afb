"""The evidence for each pair of provisions, as numbers: what the model weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from comity.harmonisation.aligning.candidates import Pairs
from comity.harmonisation.aligning.likeness import Likeness, article_pairs, set_likeness
from comity.harmonisation.aligning.order import support
from comity.harmonisation.aligning.sparse import Floats, Ints
from comity.harmonisation.aligning.texts import LegalText, Provision
from comity.harmonisation.aligning.words import numbers_of, references_of, terms_of, words_of

KINDS = (
    "likeness",
    "distinction",
    "peculiarity",
    "heading",
    "article",
    "article_back",
    "order",
    "numbers",
    "terms",
    "references",
)
"""What is weighed; every kind speaks for a correspondence, the more the higher it is."""
NEIGHBOURS = 5
# How much more alike the right pair is than others, roughly: sharpens a likeness into who belongs to whom.
SHARPNESS = 0.15


@dataclass(frozen=True)
class Evidence:
    """``values`` has a row for each pair and a column for each of `KINDS`; ``through`` is the pair before in a run."""

    pairs: Pairs
    values: Floats
    through: Ints

    def of(self, kind: str) -> Floats:
        return self.values[:, KINDS.index(kind)]


def gather(source: LegalText, target: LegalText, likeness: Likeness, *, one_language: bool) -> Evidence:
    """All evidence for the candidates that a likeness proposes. Headings and terms count within one language only."""
    pairs = _with_words(likeness.candidates(), source, target)
    alike = likeness.of(pairs)
    distinct = distinction(pairs, alike)
    own_source, own_target = likeness.own()
    peculiar = 1 - np.maximum(own_source[pairs.lefts], own_target[pairs.rights])
    article, article_back = _articles(source, target, likeness, pairs)
    order, through = support(pairs, _shares(pairs, distinct))
    nothing = np.zeros(len(pairs))

    def sets(take: Callable[[Provision], Sequence[str]]) -> Floats:
        sides = tuple([take(provision) for provision in text.provisions] for text in (source, target))
        return set_likeness((sides[0], sides[1]), pairs)[0]

    heading = sets(lambda provision: words_of(provision.heading)) if one_language else nothing
    terms = sets(lambda provision: terms_of(provision.text)) if one_language else nothing
    numbers = sets(lambda provision: numbers_of(provision.text))
    references = sets(lambda provision: references_of(provision.text))
    columns = (alike, distinct, peculiar, heading, article, article_back, order, numbers, terms, references)
    return Evidence(pairs, np.stack(columns, axis=1) if len(pairs) else np.zeros((0, len(KINDS))), through)


def distinction(pairs: Pairs, alike: Floats) -> Floats:
    """How much more alike a pair is than what its two provisions have otherwise (cross-domain local scaling).

    2·s minus the mean likeness of the best few pairs of either provision (Conneau et al. 2018, "CSLS"): provisions that
    resemble everything stop attracting everything.
    """
    of_source = _mean_of_best(pairs.lefts, alike, pairs.sources)
    of_target = _mean_of_best(pairs.rights, alike, pairs.targets)
    return 2 * alike - of_source[pairs.lefts] - of_target[pairs.rights]


def _with_words(pairs: Pairs, source: LegalText, target: LegalText) -> Pairs:
    """Without the pairs of a provision that has no words: it corresponds to nothing."""
    filled = [np.array([bool(one.text.strip()) for one in text.provisions], dtype=bool) for text in (source, target)]
    kept = filled[0][pairs.lefts] & filled[1][pairs.rights] if len(pairs) else np.zeros(0, dtype=bool)
    return Pairs(pairs.lefts[kept], pairs.rights[kept], pairs.sources, pairs.targets)


def _shares(pairs: Pairs, distinct: Floats) -> Floats:
    """How exclusively two provisions point at one another, from 0 to 1."""
    powers = np.exp(np.clip(distinct, -2, 2) / SHARPNESS)
    of_source = np.bincount(pairs.lefts, weights=powers, minlength=pairs.sources)
    of_target = np.bincount(pairs.rights, weights=powers, minlength=pairs.targets)
    return np.asarray(powers / np.sqrt(of_source[pairs.lefts] * of_target[pairs.rights]))


def _articles(source: LegalText, target: LegalText, likeness: Likeness, pairs: Pairs) -> tuple[Floats, Floats]:
    """How near the articles around a pair come to the best that either of them has: 1 is the best."""
    numbers = (np.array(source.articles, dtype=np.int64), np.array(target.articles, dtype=np.int64))
    between, place = article_pairs(pairs, numbers)
    alike, of_source, of_target = likeness.of_articles(between)
    forward = alike / np.maximum(of_source[between.lefts], 1e-9)
    back = alike / np.maximum(of_target[between.rights], 1e-9)
    return forward[place], back[place]


def _mean_of_best(owners: Ints, values: Floats, count: int) -> Floats:
    """For each owner the mean of its `NEIGHBOURS` highest values, missing ones counted as 0."""
    order = np.lexsort((-values, owners))
    sorted_owners = owners[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_owners, sorted_owners)
    best = order[rank < NEIGHBOURS]
    return np.bincount(owners[best], weights=values[best], minlength=count) / NEIGHBOURS
