"""Two changes to the same words: both are made where they lie apart, and clash where they meet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.instruments.text.merging import Clash, merged

WORDS = st.sampled_from(["each", "party", "bears", "the", "costs", "of", "its", "own"])
PHRASES = st.lists(WORDS, max_size=14).map(" ".join)
BASE = "Each Party bears the costs of its own participation."


def test_changes_to_different_words_of_one_sentence_are_both_made() -> None:
    one = "Each State bears the costs of its own participation."
    other = "Each Party bears the costs of its own delegation."
    found = merged(BASE, one, other)
    assert found.words == "Each State bears the costs of its own delegation."
    assert not found.clashes


def test_changes_to_the_same_words_clash_and_the_words_are_shown() -> None:
    one = "Each Party bears half the costs of its own participation."
    other = "Each Party bears every one of the costs of its own participation."
    found = merged(BASE, one, other)
    assert found.clashes == (Clash("", "half", "every one of"),)
    replaced = merged(BASE, BASE.replace("the costs", "all expenses"), BASE.replace("costs", "charges"))
    assert replaced.clashes == (Clash("the costs", "all expenses", "the charges"),)


def test_words_replaced_one_beside_the_other_are_one_change() -> None:
    """Otherwise a change of a word between two that the other side replaced would be slipped in between them."""
    one, other = BASE.replace("bears the costs", "pays all expenses"), BASE.replace("the costs", "these costs")
    assert merged(BASE, one, other).clashes


def test_adjacent_replacements_are_both_made_but_an_insertion_at_their_edge_clashes() -> None:
    apart = merged("a b c d", "a X c d", "a b Y d")
    assert (apart.words, apart.clashes) == ("a X Y d", ())
    assert merged("a b c", "a b X c", "a b Y c").clashes
    assert not merged("a b c", "a b X c", "a b X c").clashes


def test_new_paragraphs_and_margins_are_words_like_others() -> None:
    base = "1. One.\n\n  (a) two;\n\n  (b) three."
    one, other = f"{base}\n\n2. More.", base.replace("three", "four")
    assert merged(base, one, other).words == "1. One.\n\n  (a) two;\n\n  (b) four.\n\n2. More."


@given(base=PHRASES, one=PHRASES)
def test_a_change_merged_with_none_is_the_change(base: str, one: str) -> None:
    assert merged(base, one, base).words == merged(base, base, one).words == one
    assert not merged(base, one, base).clashes


@given(base=PHRASES, one=PHRASES)
def test_the_same_change_twice_is_made_once(base: str, one: str) -> None:
    found = merged(base, one, one)
    assert (found.words, found.clashes) == (one, ())


@given(base=PHRASES, one=PHRASES, other=PHRASES)
def test_who_comes_first_makes_no_difference(base: str, one: str, other: str) -> None:
    first, second = merged(base, one, other), merged(base, other, one)
    assert len(first.clashes) == len(second.clashes)
    assert {(clash.base, clash.one, clash.other) for clash in first.clashes} == {
        (clash.base, clash.other, clash.one) for clash in second.clashes
    }
    if not first.clashes:
        assert first.words == second.words


@given(
    words=st.lists(st.integers(), min_size=5, max_size=30, unique=True).map(
        lambda ones: [f"w{abs(one)}" for one in ones]
    ),
    data=st.data(),
)
def test_replacements_that_lie_apart_are_both_made(words: list[int], data: st.DataObject) -> None:
    """Two spans of distinct words with one word at least between them, each replaced by words that are new."""
    base = [f"w{word}" for word in words]
    cut = data.draw(st.integers(2, len(base) - 2))
    left = sorted(data.draw(st.tuples(st.integers(0, cut - 1), st.integers(0, cut - 1))))
    right = sorted(data.draw(st.tuples(st.integers(cut + 1, len(base)), st.integers(cut + 1, len(base)))))
    if left[0] == left[1] or right[0] == right[1]:
        return
    one = [*base[: left[0]], "left", *base[left[1] :]]
    other = [*base[: right[0]], "right", *base[right[1] :]]
    both = [*base[: left[0]], "left", *base[left[1] : right[0]], "right", *base[right[1] :]]
    found = merged(*(" ".join(part) for part in (base, one, other)))
    assert (found.words, found.clashes) == (" ".join(both), ())


@given(
    words=st.lists(st.text("abc", min_size=1), min_size=3, max_size=20, unique=True),
    place=st.data(),
)
def test_the_same_word_replaced_differently_always_clashes(words: list[str], place: st.DataObject) -> None:
    at = place.draw(st.integers(0, len(words) - 1))
    one, other = [*words], [*words]
    one[at], other[at] = "left", "right"
    clash = merged(*(" ".join(part) for part in (words, one, other))).clashes
    assert [(c.base, c.one, c.other) for c in clash] == [(words[at], "left", "right")]
