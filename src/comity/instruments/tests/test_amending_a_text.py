"""Changes to a text: made where they belong, carried over to a newer version, and refused where they cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.instruments.testing import WARNING, WARNING_RU
from comity.instruments.text import Text, Unreadable, marking_of, parse, read
from comity.instruments.text.amending import (
    Change,
    NoSuchProvision,
    Operation,
    WrongLevel,
    applied,
    words_of,
)
from comity.instruments.text.drawing import markings
from comity.instruments.text.parallel import left_behind, parting

TEXT = parse(WARNING, language="en")


def numbers(text: Text) -> list[str]:
    return [provision.number for provision in text.walk() if provision.number]


def test_an_article_is_inserted_after_another() -> None:
    change = Change(Operation.INSERT_AFTER, "art_2", "Article 2 bis. Exercises\n\nThe centres exercise together.")
    made = applied(TEXT, [change])
    assert [one.id for one in made.body] == ["art_1", "art_2", "art_2bis", "art_3"]
    assert parse(marking_of(made), language="en") == made


def test_a_paragraph_is_replaced_with_the_points_within_it() -> None:
    made = applied(TEXT, [Change(Operation.REPLACE, "art_2__para_2", "2. Each Party informs the others.")])
    assert numbers(made) == ["Article 1.", "Article 2.", "1.", "2.", "Article 3."]


def test_a_point_is_deleted_and_nothing_else() -> None:
    made = applied(TEXT, [Change(Operation.DELETE, "art_2__para_2__point_a")])
    assert made.find("art_2__para_2__point_a") is None
    assert len(list(made.walk())) == len(list(TEXT.walk())) - 1


def test_a_recital_is_inserted_into_the_preamble() -> None:
    made = applied(TEXT, [Change(Operation.INSERT_BEFORE, "preamble__p_1", "Recalling their earlier exchanges,")])
    assert [one.id for one in made.preamble] == ["preamble__p_1", "preamble__p_2"]


def test_changes_at_one_text_are_made_in_their_order() -> None:
    made = applied(
        TEXT,
        [
            Change(Operation.INSERT_AFTER, "art_2__para_2", "3. A centre answers within an hour."),
            Change(Operation.DELETE, "art_3"),
            Change(Operation.REPLACE, "art_1", "Article 1. Aim\n\nThe Parties warn each other."),
        ],
    )
    assert numbers(made) == ["Article 1.", "Article 2.", "1.", "2.", "(a)", "(b)", "3."]


def test_what_one_change_wrote_is_not_taken_for_what_another_names() -> None:
    made = applied(
        TEXT,
        [
            Change(Operation.INSERT_BEFORE, "art_2__para_1", "2. A new one."),
            Change(Operation.DELETE, "art_2__para_2"),
            Change(Operation.INSERT_BEFORE, "art_1", "Article 3. New\n\nIt is new."),
            Change(Operation.DELETE, "art_3"),
        ],
    )
    assert numbers(made) == ["Article 3.", "Article 1.", "Article 2.", "2.", "1."]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change(Operation.DELETE, "art_9"), NoSuchProvision),
        (Change(Operation.REPLACE, "art_2", "2. A paragraph."), WrongLevel),
        (Change(Operation.INSERT_AFTER, "art_2__para_1", "Article 7. New"), WrongLevel),
        (Change(Operation.INSERT_AFTER, "preamble__p_1", "Article 7. New"), WrongLevel),
        (Change(Operation.REPLACE, "art_1", "  \n"), Unreadable),
        (Change(Operation.REPLACE, "art_1", "Article 1. Aim\n\n[^1]: Nothing refers to it."), Unreadable),
    ],
)
def test_what_cannot_be_made_is_refused(change: Change, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        applied(TEXT, [change])


def test_a_fault_names_the_line_of_the_amendment() -> None:
    with pytest.raises(Unreadable, match="Line 3"):
        applied(TEXT, [Change(Operation.REPLACE, "art_1", "Article 1. Aim\n\nIt is \x07 wrong.")])


def test_an_amendment_begins_with_the_words_as_they_are_written() -> None:
    assert words_of(TEXT.path("art_2__para_2")[-1], "en") == (
        "2. Each Party informs the secretariat of:\n\n  (a) its address;\n\n  (b) every change of it."
    )
    assert words_of(TEXT.preamble[0], "en").startswith("The riparian states")


@settings(max_examples=150, deadline=None)
@given(markings(), st.data())
def test_replacing_any_provision_by_its_own_words_changes_nothing(marking: str, data: st.DataObject) -> None:
    reading = read(marking, language="en")
    text, provisions = reading.text, list(reading.text.walk())
    if reading.is_sound and provisions:
        chosen = data.draw(st.sampled_from(provisions))
        change = Change(Operation.REPLACE, chosen.id, words_of(chosen, "en"))
        assert applied(text, [change]) == text


@settings(max_examples=100, deadline=None)
@given(markings(), st.data())
def test_deleting_any_provision_of_any_text_leaves_a_text(marking: str, data: st.DataObject) -> None:
    text = read(marking, language="en").text
    names = [provision.id for provision in text.walk()]
    if names:
        made = applied(text, [Change(Operation.DELETE, data.draw(st.sampled_from(names)))])
        assert read(marking_of(made), language="en").text == made


def test_a_language_that_did_not_follow_is_named_with_its_version() -> None:
    versions = [{"en": "1", "ru": "a"}, {"en": "2", "ru": "a"}, {"en": "3", "ru": "b"}, {"en": "4", "ru": "b"}]
    assert left_behind(versions[:1], ["en", "ru"]) == {}
    assert left_behind(versions[:2], ["en", "ru"]) == {"ru": 1}
    assert left_behind(versions[:3], ["en", "ru"]) == {}
    assert left_behind(versions, ["en", "ru"]) == {"ru": 3}
    assert left_behind(versions, ["en"]) == {}


def test_provisions_that_one_language_lacks_are_found() -> None:
    russian = parse(WARNING_RU, language="ru")
    assert parting(TEXT, russian) == parting(russian, TEXT)
    shorter = applied(TEXT, [Change(Operation.DELETE, "art_2__para_2__point_b")])
    assert parting(shorter, russian).only_second == ("art_2__para_2__point_b",)
