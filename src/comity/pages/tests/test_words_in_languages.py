from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy, override

from comity.pages.words import in_language, said
from comity.phrase import Phrase, Refusal

NAMES = {"en": "Armenia", "ru": "Армения", "hy": "Հայաստան"}


class NotYours(Refusal):
    """This belongs to {owner}. Ask {owner}.

    Not shown.
    """


@pytest.mark.parametrize(
    ("value", "language", "text", "foreign"),
    [
        (NAMES, "ru", "Армения", False),
        (NAMES, "hy", "Հայաստան", False),
        (NAMES, "de", "Armenia", True),
        ({"ru": "Устав"}, "en", "Устав", True),
        ({"pt": "Carta"}, "pt-br", "Carta", False),
        ({"en": "", "kk": "Жарғы"}, "en", "Жарғы", True),
        ("plain", "ru", "plain", False),
        ({}, "ru", "", False),
        (None, "ru", "", False),
    ],
)
def test_the_nearest_language_there_is_is_taken_and_a_foreign_one_is_known_as_such(value, language, text, foreign):
    found = in_language(value, language)
    assert (found.text, found.foreign) == (text, foreign)


def test_a_name_among_a_phrases_values_is_said_in_the_readers_language():
    with override("ru"):
        assert said(Phrase("{who} – {what}", {"who": NAMES, "what": ["a", "b"]})) == "Армения – a, b"


def test_a_phrase_within_a_phrase_is_translated_and_a_set_is_put_in_order():
    inner = Phrase("{x}", {"x": {"b", "a"}})
    assert said(Phrase("<{inner}>", {"inner": inner})) == "<a, b>"


def test_a_refusal_says_the_first_paragraph_of_its_docstring_with_its_values():
    assert said(NotYours(owner=NAMES)) == "This belongs to Armenia. Ask Armenia."


def test_a_lazy_text_is_said_when_it_is_shown():
    with override("ru"):
        assert said(gettext_lazy("Cancel")) == "Отмена"
