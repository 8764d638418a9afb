"""Delegations sit in the order of the alphabet of a language, the same on every machine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.meetings import seating

ENGLISH = {"AM": "Armenia", "BY": "Belarus", "KG": "Kyrgyzstan", "KZ": "Kazakhstan", "RU": "Russia", "TJ": "Tajikistan"}
RUSSIAN = {"AM": "Армения", "BY": "Беларусь", "KG": "Кыргызстан", "KZ": "Казахстан", "EG": "Египет", "XX": "Ёлкино"}


def test_the_order_follows_the_names_in_the_language_and_not_the_codes() -> None:
    assert seating.order(ENGLISH, "en") == ["AM", "BY", "KZ", "KG", "RU", "TJ"]
    assert seating.order(RUSSIAN, "ru") == ["AM", "BY", "EG", "XX", "KZ", "KG"]


def test_accents_do_not_move_a_name_in_french() -> None:
    names = {"EG": "Égypte", "ES": "Espagne", "EE": "Estonie", "ET": "Éthiopie", "SV": "El Salvador"}
    assert seating.order(names, "fr") == ["EG", "SV", "ES", "EE", "ET"]


def test_armenian_has_its_own_alphabet() -> None:
    assert seating.order({"b": "Բելառուս", "a": "Հայաստան", "g": "Վրաստան"}, "hy") == ["b", "a", "g"]


def test_the_order_begins_with_whoever_was_drawn_by_lot() -> None:
    assert seating.order(ENGLISH, "en", "KG") == ["KG", "RU", "TJ", "AM", "BY", "KZ"]
    assert seating.order(ENGLISH, "en", "nobody")[0] == "AM"


def test_seats_stand_in_rows() -> None:
    assert seating.rows(list("abcde"), 2) == [["a", "b"], ["c", "d"], ["e"]]


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.text(max_size=12), max_size=8),
    st.sampled_from([*seating.ALPHABETS, "zz"]),
)
def test_everybody_has_one_seat_whatever_the_names(names: dict[str, str], language: str) -> None:
    assert sorted(seating.order(names, language)) == sorted(names)
