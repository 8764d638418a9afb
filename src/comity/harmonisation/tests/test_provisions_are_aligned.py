from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.harmonisation.aligning import LegalText, Provision, UnknownLanguage, align, likeness
from comity.harmonisation.testing import LICENSING, encode_by_words, text_of


def best_of(proposals):
    """The first proposal of each source."""
    found = {}
    for proposal in proposals:
        found.setdefault(proposal.source, proposal.target)
    return found


def test_a_text_corresponds_to_itself():
    found = align(text_of(LICENSING), text_of(LICENSING, name="b"))
    assert best_of(found) == {f"a:{at}": f"b:{at}" for at in range(1, 9)}
    assert min(one.probability for one in found if one.target is not None) > 0.9


def test_provisions_are_found_when_they_stand_in_another_order():
    order = (5, 2, 7, 0, 6, 1, 4, 3)
    found = align(text_of(LICENSING), text_of([LICENSING[at] for at in order], name="b"))
    assert best_of(found) == {f"a:{at + 1}": f"b:{place}" for place, at in enumerate(order, start=1)}


def test_a_provision_that_the_other_text_lacks_has_no_counterpart():
    foreign = "Vessels entering the lock chamber moor at the eastern wall and switch off their propellers."
    found = align(text_of([*LICENSING, foreign]), text_of(LICENSING, name="b"))
    last = [one for one in found if one.source == "a:9"]
    assert last[0].target is None
    assert last[0].probability > 0.9
    assert last[0].grounds


def test_a_provision_that_was_divided_has_both_its_parts():
    one, other = LICENSING[2], LICENSING[6]
    joint = [*LICENSING[:2], f"{one} {other}", *LICENSING[3:6], LICENSING[7]]
    found = align(text_of(joint), text_of(LICENSING, name="b"), further=1)
    assert {"b:3", "b:7"} <= {each.target for each in found if each.source == "a:3"}


def test_texts_in_two_languages_are_compared_by_meaning():
    found = align(text_of(LICENSING), text_of(LICENSING, language="ru", name="b"), encode=encode_by_words)
    assert best_of(found) == {f"a:{at}": f"b:{at}" for at in range(1, 9)}
    assert any("meaning" in str(ground.says) for one in found for ground in one.grounds)


def test_texts_in_one_language_are_never_encoded():
    def refuse(texts):
        raise AssertionError(texts)

    assert align(text_of(LICENSING, language="en-GB"), text_of(LICENSING, name="b"), encode=refuse)


def test_a_language_that_the_model_has_not_learned_is_named():
    with pytest.raises(UnknownLanguage, match=r"“tg”.*“en”"):
        align(text_of(LICENSING), text_of(LICENSING, language="tg", name="b"), encode=encode_by_words)


def test_two_texts_in_a_language_that_the_model_has_not_learned_are_aligned_by_their_words():
    found = align(text_of(LICENSING, language="tg"), text_of(LICENSING, language="tg", name="b"))
    assert best_of(found)["a:4"] == "b:4"


def test_empty_provisions_are_listed_without_counterpart_and_never_proposed():
    words = list(LICENSING)
    words[3] = " \n"
    for language in ("en", "ru"):
        found = align(text_of(words), text_of(words, language=language, name="b"), encode=encode_by_words)
        (empty,) = [one for one in found if one.source == "a:4"]
        assert empty.target is None
        assert "no words" in str(empty.grounds[0].says)
        assert "b:4" not in {one.target for one in found}


@pytest.mark.parametrize(("left", "right"), [(1, 1), (1, 8), (8, 1)])
def test_a_text_of_one_provision_is_aligned(left, right):
    found = align(text_of(LICENSING[:left]), text_of(LICENSING[:right], name="b"))
    assert best_of(found)["a:1"] == "b:1"


def test_grounds_say_which_words_and_numbers_are_shared():
    one = ["The authority shall decide within 30 days; the fee is 500 units."]
    other = ["The authority shall decide within 45 days; the fee is 500 units."]
    (proposal,) = align(text_of(one), text_of(other, name="b"))
    said = [str(ground.says) for ground in proposal.grounds]
    assert "Numbers in both: 500; only in the first: 30; only in the second: 45." in said
    assert any("decide" in words for words in said)


words = st.text(st.sampled_from("abcde в г д ё 12 .,()%-\u0301\u00a0"), max_size=60)
texts = st.lists(words, min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(texts, texts, st.sampled_from(["en", "ru"]), st.integers(0, 3))
def test_whatever_the_words_every_source_is_answered_in_order_and_the_best_stands_first(left, right, language, further):
    source, target = text_of(left), text_of(right, language=language, name="b")
    found = align(source, target, encode=encode_by_words, further=further)
    assert [id for id, _ in groupby(found, key=lambda one: one.source)] == [one.id for one in source.provisions]
    known = {one.id for one in target.provisions}
    for _, group in groupby(found, key=lambda one: one.source):
        listed = list(group)
        chances = [one.probability for one in listed]
        assert all(0 <= chance <= 1 for chance in chances)
        assert chances == sorted(chances, reverse=True)
        targets = [one.target for one in listed]
        assert len(set(targets)) == len(targets)
        assert set(targets) - {None} <= known
        assert None not in targets[1:]
        assert all(one.grounds for one in listed)
    assert found == align(source, target, encode=encode_by_words, further=further)


def test_articles_are_told_by_headings_and_identifiers():
    ids = ("x:1(1)", "x:1(2)", "x:2", "x:3(1)(a)", "x:3(1)(b)", "art_4__para_1", "art_4__para_2", "art_5", "art_6")
    text = LegalText("en", "", tuple(Provision(id, "words") for id in ids))
    assert text.articles == (0, 0, 1, 2, 2, 3, 3, 4, 5)
    headed = tuple(Provision(str(at), "words", heading) for at, heading in enumerate(["A", "A", "B", "", ""]))
    assert LegalText("en", "", headed).articles == (0, 0, 1, 2, 3)


def test_a_text_too_long_for_its_letters_is_aligned_by_its_words_alone(monkeypatch):
    monkeypatch.setattr(likeness, "MOST_GRAMS", 100)
    found = align(text_of(LICENSING), text_of(LICENSING, name="b"))
    assert best_of(found) == {f"a:{at}": f"b:{at}" for at in range(1, 9)}
