"""Amendments conflict where they touch the same words, and are carried over where the words they change still stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.instruments.testing import WARNING
from comity.instruments.text import Text, marking_of, parse
from comity.instruments.text.amending import (
    PREFACE,
    AlreadySaid,
    Change,
    NoSuchProvision,
    Operation,
    ProvisionChanged,
    WordsChanged,
    applied,
    words_of,
)
from comity.instruments.text.conflicts import carried_over, clashes

TEXT = parse(WARNING, language="en")
ARTICLE_3 = "Article 3. Costs\n\nEach Party bears the costs of its own participation."
CENTRE = "1. Each Party maintains a warning centre that can be reached at all hours."


def replacing(target: str, was: str, now: str, text: Text = TEXT) -> Change:
    found = text.find(target)
    assert found is not None
    assert was in words_of(found, "en")
    return Change(Operation.REPLACE, target, words_of(found, "en").replace(was, now))


def deleting(target: str) -> Change:
    return Change(Operation.DELETE, target)


def inserting(target: str, words: str = "3. More.", *, before: bool = False) -> Change:
    return Change(Operation.INSERT_BEFORE if before else Operation.INSERT_AFTER, target, words)


def both_made(one: Change, other: Change, text: Text = TEXT) -> Text:
    first = applied(text, [one])
    return applied(first, [carried_over(text, first, other)])


def test_amendments_to_different_words_of_one_article_do_not_conflict_and_are_both_made() -> None:
    one, other = replacing("art_3", "Each Party", "Each State"), replacing("art_3", "participation", "delegation")
    assert clashes(TEXT, one, other) == ()
    assert "Each State bears the costs of its own delegation." in marking_of(both_made(one, other))
    assert both_made(one, other) == both_made(other, one)


def test_amendments_to_the_same_words_conflict_and_the_words_are_named() -> None:
    one, other = replacing("art_3", "the costs", "half the costs"), replacing("art_3", "the costs", "no costs")
    [clash] = clashes(TEXT, one, other)
    assert (clash.base, clash.one, clash.other) == ("the", "half the", "no")
    with pytest.raises(WordsChanged, match="art_3"):
        both_made(one, other)


def test_an_amendment_to_an_article_and_one_to_a_paragraph_within_it_meet_by_words() -> None:
    whole = replacing("art_2", "informs the secretariat", "informs the depositary")
    assert clashes(TEXT, whole, replacing("art_2__para_1", "all hours", "any hour")) == ()
    assert clashes(TEXT, whole, replacing("art_2__para_2", "the secretariat", "the others"))
    assert clashes(TEXT, whole, inserting("art_2__para_1", "1 bis. More.")) == ()
    made = both_made(whole, replacing("art_2__para_1", "all hours", "any hour"))
    assert "any hour" in marking_of(made)
    assert "depositary" in marking_of(made)


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (deleting("art_2"), replacing("art_2__para_1", "all hours", "any hour"), True),
        (deleting("art_2"), deleting("art_2__para_1"), True),
        (deleting("art_2__para_1"), deleting("art_2__para_1"), True),
        (deleting("art_2__para_1"), deleting("art_2__para_2"), False),
        (deleting("art_2__para_1"), replacing("art_2__para_2", "informs", "tells"), False),
        (inserting("art_2", "Article 9. New"), replacing("art_2", "Centres", "Posts"), False),
        (inserting("art_2", "Article 9. New"), deleting("art_2"), True),
        (inserting("art_2", "Article 9. New"), inserting("art_2", "Article 8. Other"), False),
        (inserting("art_2__para_1"), deleting("art_2"), True),
        (inserting("art_2", "Article 9. New"), inserting("art_2__para_1"), False),
        (inserting("art_2", "Article 9. New"), deleting("art_2__para_1"), False),
    ],
)
def test_two_amendments_conflict_or_do_not_whichever_comes_first(one: Change, other: Change, conflict: bool) -> None:
    assert bool(clashes(TEXT, one, other)) is conflict
    assert bool(clashes(TEXT, other, one)) is conflict


def test_the_same_amendment_made_twice_conflicts_with_itself() -> None:
    twice = replacing("art_3", "Each Party", "Each State")
    assert clashes(TEXT, twice, twice)
    with pytest.raises(AlreadySaid):
        both_made(twice, twice)


def test_amendments_to_the_title_meet_by_words_too() -> None:
    one = Change(Operation.REPLACE, PREFACE, "AGREEMENT on the Warning of Floods")
    other = Change(Operation.REPLACE, PREFACE, "CONVENTION on the Warning of Storms")
    assert clashes(TEXT, one, other) == ()
    assert both_made(one, other).title == "AGREEMENT on the Warning of Storms"


def test_an_amendment_is_carried_over_to_where_its_article_stands_now_and_takes_its_number() -> None:
    new = applied(TEXT, [inserting("art_1", "Article 0. Terms\n\nA flood is a flood of water.", before=True)])
    renumbered = parse(
        marking_of(new).replace("Article 2.", "Article 4.").replace("Article 0.", "Article 2."), language="en"
    )
    there = carried_over(TEXT, renumbered, replacing("art_2", "at all hours", "at any hour"))
    assert there.target == "art_4"
    made = applied(renumbered, [there]).find("art_4")
    assert made is not None
    assert made.number == "Article 4."
    assert "any hour" in words_of(made, "en")


def test_what_is_gone_or_changed_in_the_same_words_is_not_carried_over() -> None:
    changed = parse(WARNING.replace("all hours", "any hour"), language="en")
    with pytest.raises(ProvisionChanged):
        carried_over(TEXT, changed, deleting("art_2"))
    with pytest.raises(WordsChanged, match="all"):
        carried_over(TEXT, changed, replacing("art_2__para_1", "all hours", "seven hours"))
    assert carried_over(TEXT, changed, inserting("art_2", "Article 9. New")).target == "art_2"
    gone = applied(TEXT, [deleting("art_3")])
    with pytest.raises(NoSuchProvision):
        carried_over(TEXT, gone, replacing("art_3", "Each Party", "Each State"))


def test_a_change_merged_into_newer_words_says_both() -> None:
    changed = parse(WARNING.replace("all hours", "any hour"), language="en")
    there = carried_over(TEXT, changed, replacing("art_2__para_1", "a warning centre", "two warning centres"))
    assert there.words.removeprefix("::1 ") == (
        "1. Each Party maintains two warning centres that can be reached at any hour."
    )


@given(st.data())
def test_who_comes_first_never_decides_whether_two_amendments_conflict(data: st.DataObject) -> None:
    one, other = (_drawn(data) for _time in range(2))
    assert bool(clashes(TEXT, one, other)) == bool(clashes(TEXT, other, one))


@settings(deadline=None)
@given(st.data())
def test_amendments_to_words_that_lie_apart_are_both_made_in_either_order(data: st.DataObject) -> None:
    """Two words of one provision, with another between them at least, each replaced by a word of its own."""
    target = data.draw(st.sampled_from(NAMES))
    first, last = data.draw(st.sets(_places(target), min_size=2, max_size=2).map(sorted))
    assume(last - first > 1)
    one, other = _saying(target, first, "firstly"), _saying(target, last, "lastly")
    assert clashes(TEXT, one, other) == ()
    made = both_made(one, other)
    assert made == both_made(other, one)
    assert "firstly" in marking_of(made)
    assert "lastly" in marking_of(made)


@settings(deadline=None)
@given(st.data())
def test_amendments_to_one_word_always_conflict(data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(NAMES))
    place = data.draw(_places(target))
    one, other = (_saying(target, place, word) for word in ("firstly", "lastly"))
    assert clashes(TEXT, one, other)
    with pytest.raises(WordsChanged):
        both_made(one, other)


def _words(target: str) -> list[re.Match[str]]:
    found = TEXT.find(target)
    assert found is not None
    return list(re.finditer(r"\w+", words_of(found, "en")))


NAMES = [one.id for one in TEXT.walk() if len(_words(one.id)) > 6]


def _places(target: str) -> st.SearchStrategy[int]:
    """Words that make no number or heading of a provision."""
    return st.sampled_from([at for at, word in enumerate(_words(target)) if at > 2 and len(word.group()) > 2])


def _saying(target: str, place: int, instead: str) -> Change:
    word = _words(target)[place]
    said = f"{word.string[: word.start()]}{instead}{word.string[word.end() :]}"
    return Change(Operation.REPLACE, target, said)


def _drawn(data: st.DataObject) -> Change:
    target, operation = data.draw(st.sampled_from(NAMES)), data.draw(st.sampled_from(list(Operation)))
    change = _saying(target, data.draw(_places(target)), data.draw(st.sampled_from(["red", "green"])))
    return Change(operation, target, "" if operation is Operation.DELETE else change.words)
