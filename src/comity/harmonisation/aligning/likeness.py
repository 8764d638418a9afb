"""How much two provisions resemble one another: by their words, or by what they mean. Two ways, one interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from comity.harmonisation.aligning import sparse
from comity.harmonisation.aligning.candidates import Block, Pairs, best_pairs, pairs_of
from comity.harmonisation.aligning.sparse import BLOCK, Floats, Ints, Rows
from comity.harmonisation.aligning.texts import LegalText
from comity.harmonisation.aligning.words import counts_of, gram_counts, words_of

# Above this many provisions a word that stands in more than a tenth of them chooses no candidates any more.
MANY = 2_000
COMMON = 0.1
MOST_GRAMS = 8_000_000
# Cosines of multilingual-e5 lie between 0.7 and 1; this brings them to where cosines of words lie.
MEANING_FROM, MEANING_SCALE = 0.75, 4.0


class Likeness(Protocol):
    """A way to compare the provisions of two texts; all values lie between 0 and 1, higher is more alike."""

    def candidates(self) -> Pairs:
        """The pairs worth a closer look."""

    def of(self, pairs: Pairs) -> Floats:
        """The likeness of each pair."""

    def own(self) -> tuple[Floats, Floats]:
        """For each provision of either text the likeness to the most similar other one of its own text."""

    def of_articles(self, pairs: Pairs) -> tuple[Floats, Floats, Floats]:
        """For pairs of articles their likeness, and the highest that each source and each target article has."""


class ByWords:
    """TF-IDF of words and of character n-grams, in equal parts; for texts in one language. Sparse throughout.

    A text of more than `MOST_GRAMS` characters is compared by its words alone: its n-grams would need gigabytes.
    """

    def __init__(self, source: LegalText, target: LegalText) -> None:
        self._sides = (source, target)
        words = [[words_of(provision.text) for provision in side.provisions] for side in self._sides]
        left, right = counts_of(*words)
        self.words = weighted(left, right)
        self._grams = self.words
        if all(sum(len(one.text) for one in side.provisions) <= MOST_GRAMS for side in self._sides):
            grams = [gram_counts([provision.text for provision in side.provisions]) for side in self._sides]
            self._grams = weighted(*grams)
        self.articles = weighted(*_article_counts(self._sides))

    def candidates(self) -> Pairs:
        left, right = (_choosing(rows, self.words) for rows in self.words)
        return best_pairs(sparse.products(left, right.turned()), len(left), len(right))

    def of(self, pairs: Pairs) -> Floats:
        places = (pairs.lefts, pairs.rights)
        found = sparse.pair_products(*self.words, places) + sparse.pair_products(*self._grams, places)
        return np.clip(found / 2, 0.0, 1.0)

    def own(self) -> tuple[Floats, Floats]:
        chosen = [_choosing(rows, self.words) for rows in self.words]
        return _own(*(sparse.products(rows, rows.turned()) for rows in chosen))

    def of_articles(self, pairs: Pairs) -> tuple[Floats, Floats, Floats]:
        left, right = self.articles
        found = sparse.pair_products(left, right, (pairs.lefts, pairs.rights))
        return found, *_best(sparse.products(left, right.turned()), len(left), len(right))


class ByMeaning:
    """Cosines of sentence embeddings; for texts in any two languages that the encoder knows."""

    def __init__(self, vectors: tuple[NDArray[np.float32], NDArray[np.float32]], articles: tuple[Ints, Ints]) -> None:
        left, right = vectors
        self._vectors = (_unit(left), _unit(right))
        self._articles = tuple(
            _unit(_means(rows, numbers)) for rows, numbers in zip(self._vectors, articles, strict=True)
        )

    def candidates(self) -> Pairs:
        left, right = self._vectors
        return best_pairs(_meaning_products(left, right), len(left), len(right))

    def of(self, pairs: Pairs) -> Floats:
        left, right = self._vectors
        return _meant(np.einsum("ij,ij->i", left[pairs.lefts], right[pairs.rights]))

    def own(self) -> tuple[Floats, Floats]:
        return _own(*(_meaning_products(rows, rows) for rows in self._vectors))

    def of_articles(self, pairs: Pairs) -> tuple[Floats, Floats, Floats]:
        left, right = self._articles
        found = _meant(np.einsum("ij,ij->i", left[pairs.lefts], right[pairs.rights]))
        return found, *_best(_meaning_products(left, right), len(left), len(right))


def set_likeness(
    found: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]], pairs: Pairs
) -> tuple[Floats, NDArray[np.bool_]]:
    """TF-IDF cosine of small sets (numbers, terms, headings) for each pair, and where both sides have any."""
    left, right = weighted(*counts_of(*found))
    has_left, has_right = (np.diff(rows.starts) > 0 for rows in (left, right))
    cosines = sparse.pair_products(left, right, (pairs.lefts, pairs.rights))
    return cosines, has_left[pairs.lefts] & has_right[pairs.rights]


def article_pairs(pairs: Pairs, articles: tuple[Ints, Ints]) -> tuple[Pairs, Ints]:
    """The pairs of articles around some pairs of provisions, and for each pair of provisions its place among them."""
    left, right = articles
    counts = [int(numbers[-1]) + 1 if len(numbers) else 0 for numbers in articles]
    lefts, rights = left[pairs.lefts], right[pairs.rights]
    found = pairs_of(lefts, rights, *counts)
    keys = found.lefts * max(1, counts[1]) + found.rights
    return found, np.searchsorted(keys, lefts * max(1, counts[1]) + rights)


def weighted(left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """TF-IDF over both texts together, with the logarithm of counts, of length 1."""
    weights = sparse.inverse_frequency(left, right)
    first, second = (
        Rows(rows.starts, rows.columns, 1 + np.log(rows.weights), rows.width).scaled(weights).unit()
        for rows in (left, right)
    )
    return first, second


def _choosing(rows: Rows, both: tuple[Rows, Rows]) -> Rows:
    total = sum(map(len, both))
    if total <= MANY:
        return rows
    found = sum(np.bincount(part.columns, minlength=part.width) for part in both)
    return rows.within(np.asarray(found <= COMMON * total))


def _article_counts(sides: tuple[LegalText, LegalText]) -> tuple[Rows, Rows]:
    """The words of each article, headings included."""
    words = [[words_of(f"{provision.heading} {provision.text}") for provision in side.provisions] for side in sides]
    left, right = counts_of(*words)
    summed = [
        rows.summed(np.array(side.articles, dtype=np.int64), side.articles[-1] + 1 if side.articles else 0)
        for rows, side in zip((left, right), sides, strict=True)
    ]
    return summed[0], summed[1]


def _own(*of_each_text: Iterator[Block]) -> tuple[Floats, Floats]:
    found = []
    for blocks in of_each_text:
        highest: list[Floats] = [np.zeros(0)]
        for begin, dense in blocks:
            rows = np.arange(len(dense))
            dense[rows, begin + rows] = 0.0
            highest.append(dense.max(axis=1, initial=0.0))
        found.append(np.concatenate(highest))
    return found[0], found[1]


def _best(blocks: Iterator[Block], sources: int, targets: int) -> tuple[Floats, Floats]:
    of_source, of_target = np.zeros(sources), np.zeros(targets)
    for begin, dense in blocks:
        of_source[begin : begin + len(dense)] = dense.max(axis=1, initial=0.0)
        np.maximum(of_target, dense.max(axis=0, initial=0.0), out=of_target)
    return of_source, of_target


def _meaning_products(left: NDArray[np.float32], right: NDArray[np.float32]) -> Iterator[Block]:
    for begin in range(0, len(left), BLOCK):
        yield begin, _meant(left[begin : begin + BLOCK] @ right.T)


def _meant(cosines: NDArray[np.float32]) -> Floats:
    return np.clip((cosines.astype(float) - MEANING_FROM) * MEANING_SCALE, 0.0, 1.0)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.size else np.ones((len(vectors), 1))
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _means(vectors: NDArray[np.float32], numbers: Ints) -> NDArray[np.float32]:
    if not len(numbers):
        return vectors
    starts = np.searchsorted(numbers, np.arange(numbers[-1] + 1))
    return np.asarray(np.add.reduceat(vectors, starts, axis=0), dtype=np.float32)
