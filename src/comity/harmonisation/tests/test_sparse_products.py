from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.harmonisation.aligning import sparse, words
from comity.harmonisation.aligning.candidates import PER_SOURCE, PER_TARGET, best_pairs, pairs_of
from comity.harmonisation.aligning.order import DECAY, STEP, UNEVEN, support
from comity.harmonisation.aligning.words import gram_counts, numbers_of, references_of, terms_of, words_of


def rows_of(dense):
    places = np.nonzero(dense)
    return sparse.counted(places[0], places[1], len(dense), dense.shape[1], dense[places])


def drawn(seed, rows, columns):
    source = np.random.default_rng(seed)
    return np.where(source.random((rows, columns)) < 0.4, source.integers(1, 5, (rows, columns)), 0).astype(float)


sizes = st.integers(1, 9)


@given(st.integers(0, 99), sizes, sizes, sizes)
def test_products_of_sparse_rows_are_those_of_dense_ones(seed, left, right, width):
    one, other = drawn(seed, left, width), drawn(seed + 1, right, width)
    blocks = sparse.products(rows_of(one), rows_of(other).turned(), block=2)
    assert np.allclose(np.vstack([dense for _, dense in blocks]), one @ other.T)
    places = np.divmod(np.arange(left * right), right)
    found = sparse.pair_products(rows_of(one), rows_of(other), places)
    assert np.allclose(found, (one @ other.T).ravel())


@given(st.integers(0, 99), sizes, sizes)
def test_rows_are_turned_summed_and_brought_to_length_one(seed, rows, width):
    dense = drawn(seed, rows, width)
    turned = rows_of(dense).turned().turned()
    assert np.allclose(turned.weights, rows_of(dense).weights)
    groups = np.sort(np.random.default_rng(seed).integers(0, 3, rows))
    summed = rows_of(dense).summed(groups, 3)
    expected = np.array([dense[groups == at].sum(axis=0) for at in range(3)])
    assert np.allclose(summed.totals(), expected.sum(axis=1))
    lengths = np.linalg.norm(dense, axis=1)
    unit = rows_of(dense).unit()
    assert np.allclose(np.sqrt(sparse.Rows(unit.starts, unit.columns, unit.weights**2, width).totals()), lengths > 0)


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(1, 40), st.integers(1, 40), st.integers(1, 9))
def test_candidates_are_the_best_of_every_source_and_of_every_target(seed, left, right, block):
    dense = np.random.default_rng(seed).random((left, right))
    pairs = best_pairs(((at, dense[at : at + block]) for at in range(0, left, block)), left, right)
    expected = {(row, int(column)) for row in range(left) for column in np.argsort(-dense[row])[:PER_SOURCE]}
    expected |= {(int(row), column) for column in range(right) for row in np.argsort(-dense[:, column])[:PER_TARGET]}
    assert list(zip(pairs.lefts.tolist(), pairs.rights.tolist(), strict=True)) == sorted(expected)


@given(st.integers(0, 999), st.integers(1, 6), st.integers(1, 6))
def test_the_best_other_source_of_a_target_is_found(seed, left, right):
    source = np.random.default_rng(seed)
    chosen = np.argwhere(source.random((left, right)) < 0.6)
    pairs = pairs_of(chosen[:, 0], chosen[:, 1], left, right)
    values = source.integers(0, 4, len(pairs)) / 4
    found = pairs.best_other_of_target(values)
    for at in range(len(pairs)):
        others = [values[k] for k in range(len(pairs)) if k != at and pairs.rights[k] == pairs.rights[at]]
        assert found[at] == max(others, default=0.0)


@settings(deadline=None)
@given(st.integers(0, 999), st.integers(1, 7), st.integers(1, 7))
def test_runs_found_by_dynamic_programming_are_the_best_of_all(seed, left, right):
    source = np.random.default_rng(seed)
    chosen = np.argwhere(source.random((left, right)) < 0.5)
    pairs = pairs_of(chosen[:, 0], chosen[:, 1], left, right)
    worth = source.random(len(pairs))

    def best_before(at, sign):
        found = 0.0
        for other in range(len(pairs)):
            down = sign * (pairs.lefts[at] - pairs.lefts[other])
            across = sign * (pairs.rights[at] - pairs.rights[other])
            if 1 <= down <= STEP and 0 <= across <= STEP:
                faded = DECAY ** (down + UNEVEN * abs(across - down))
                found = max(found, faded * (worth[other] + best_before(other, sign)))
        return found

    found, through = support(pairs, worth)
    assert np.allclose(found, [best_before(at, 1) + best_before(at, -1) for at in range(len(pairs))])
    assert all(pairs.lefts[before] < pairs.lefts[at] for at, before in enumerate(through) if before >= 0)


def test_equal_texts_have_equal_grams_and_unequal_ones_do_not():
    rows = gram_counts(["Лицензия выдаётся", "лицензия  выдается", "the licence", ""])
    dense = [dict(zip(*map(tuple, rows.row(at)), strict=True)) for at in range(4)]
    assert dense[0] == dense[1]
    assert not set(dense[0]) & set(dense[2])
    assert not dense[3]


def test_words_numbers_references_and_terms_are_read_in_both_scripts():
    assert words_of("Лицензирующий ЛИЦЕНЗИРУЮЩЕГО орган, 5 %") == ["лицензи", "лицензи", "орган", "5"]
    assert numbers_of("в течение тридцати дней, 1 000 000 рублей; 2,500 units (Article 7)") == ["1000000", "2500", "30"]
    assert references_of("согласно пункту 3 статьи 12 and Article 5(2)") == ["3", "12", "5(2)"]
    assert terms_of("«лицензия» means “licence”") == [" ".join(words_of("лицензия")), "licence"]


@given(st.lists(st.text("abc де", max_size=20), max_size=6), st.integers(1, 30))
def test_grams_are_the_same_however_the_documents_are_taken_together(documents, size):
    whole = gram_counts(documents)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "BATCH", size)
        parted = gram_counts(documents)
    assert len(whole) == len(documents)
    for one, other in zip(
        (whole.starts, whole.columns, whole.weights), (parted.starts, parted.columns, parted.weights), strict=True
    ):
        assert np.array_equal(one, other)
