from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.enterprises.names import match, match_all, read
from comity.enterprises.names.features import FEATURES, hopeless
from comity.enterprises.names.scoring import HIGHEST, model

anything = st.text(max_size=60)
some_words = st.lists(
    st.sampled_from(
        ["Ромашка", "Аист", "Bank", "завод", "Горизонт", "Արարատ", "მარტი", "Σκλαβ", "Tele2", "النيل", "中国"]
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Россельхозбанк", "Rosselkhozbank"),
        ("ЮниКредит Банк", "UniCredit Bank"),
        ("Смаглерс", "Smugglers"),
        ("Արարատբանկ", "Araratbank"),
        ("Арарат Банк", "Արարատբանկ"),
        ("სმარტი", "Smart"),
        ("ბაზისბანკი", "БазисБанк"),
        ("თიბისი დაზღვევა", "TBC Insurance"),
        ("Укренерго", "Ukrenergo"),
        ("Почта Грузии", "Georgian Post"),
        ("Ελληνικά Ταχυδρομεία", "Hellenic Post"),
        ("Императорский фарфоровый завод", "Imperial Porcelain Factory"),
        ("ПАО «Газпром нефть»", "Gazprom Neft PJSC"),
        ("Общество с ограниченной ответственностью Аист", "Aist LLC"),
        ("Шмидт унд Зёне", "Schmidt & Söhne GmbH"),
        ("Завод имени Петросяна", "Petrosyan Plant"),
        ("Мария-Ра", "Maria Ra"),
        ("A.S.O. Group", "ASO Group"),
    ],
)
def test_one_name_in_two_scripts_is_the_same(left, right):
    assert match(left, right).verdict == "same"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Алмі", "Albi"),
        ("Петрол", "Petra"),
        ("Хмельницькобленерго", "Khersonoblenergo"),
        ("Банк Южный", "Bank of Georgia"),
        ("Автоваз", "Автомаш"),
        ("Газпром", "Газтрейд"),
        ("Монетка", "Tualatin Valley Fire & Rescue"),
        ("Теле2", "Tele3"),
        ("ООО Восток", "ООО Запад"),
        ("Банк", "Страховая компания"),
    ],
)
def test_two_names_that_share_letters_or_a_trade_are_different(left, right):
    assert match(left, right).verdict == "different"


@settings(max_examples=300, deadline=None)
@given(anything, anything)
def test_no_text_whatever_breaks_it_and_the_order_of_the_two_says_nothing(left, right):
    forth, back = match(left, right), match(right, left)
    assert (forth.score, forth.verdict) == (back.score, back.verdict)
    assert 0 <= forth.score <= 1
    assert forth.verdict == ("same" if forth.score >= model().threshold else "different")
    assert forth.reason


@settings(max_examples=200, deadline=None)
@given(some_words, some_words)
def test_the_order_of_the_two_says_nothing_for_names_either(left, right):
    forth, back = match(" ".join(left), " ".join(right)), match(" ".join(right), " ".join(left))
    assert (forth.score, forth.verdict) == (back.score, back.verdict)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_name_equals_itself(name):
    assert match(name, name).score == HIGHEST


@settings(max_examples=100, deadline=None)
@given(some_words.flatmap(lambda words: st.tuples(st.just(words), st.permutations(words))))
def test_the_order_of_the_words_says_nothing_about_the_verdict(both):
    left, right = both
    assert match(" ".join(left), " ".join(right)).verdict == "same"


@given(some_words)
def test_capitals_quotation_marks_and_legal_forms_say_nothing(words):
    name = " ".join(words)
    assert match(name, f"ООО «{name.upper()}»").verdict == "same"


def test_the_reason_names_the_words_that_agree_and_their_scripts():
    reason = match("Россельхозбанк", "Rosselkhozbank").reason
    assert reason == "“Россельхозбанк” (Cyrillic) is read like “Rosselkhozbank” (Latin)"


def test_the_reason_says_which_words_mean_the_same():
    assert "“Почта” and “Post” mean the same" in match("Почта Грузии", "Georgian Post").reason


def test_the_reason_says_what_only_one_name_has_from_either_side():
    assert "only the second has “Заря”" in match("Аист Восток", "Аист Восток Заря").reason
    assert "only the first has “Заря”" in match("Аист Восток Заря", "Аист Восток").reason


def test_letters_that_look_alike_are_flagged_and_read_as_what_they_pass_for():
    mixed = "Г" + "a" + "зпром"  # a Latin a in a Cyrillic word
    found = match(mixed, "Gazprom")
    assert found.verdict == "same"
    assert f"“{mixed}” mixes letters of two scripts that look alike" in found.reason
    assert "mixes" not in match("Газпром", "Gazprom").reason


def test_a_word_of_two_scripts_that_look_like_nothing_else_is_left_as_it_is():
    assert read("ЯндексGo").mixed == ()


def test_different_legal_forms_are_named_but_decide_nothing():
    found = match("ООО «Ромашка»", "АО Ромашка")
    assert found.verdict == "same"
    assert "the legal forms differ: ООО, АО" in found.reason


def test_the_same_legal_form_in_two_languages_is_not_a_difference():
    assert "legal" not in match("ООО Аист", "Aist LLC").reason


def test_a_name_that_is_only_a_legal_form_keeps_it():
    assert [word.written for word in read("SAS").words] == ["SAS"]
    assert match("САС", "SAS").verdict == "same"


def test_a_word_that_the_register_knows_as_common_weighs_less():
    left, right = "Аист Восход", "Восход Заречье"
    as_usual = match(left, right).score
    common = match(left, right, rarity=lambda word: 0.05 if word.plain == "восход" else 1.0).score
    assert common < as_usual


def test_the_cheap_stage_never_rules_out_a_name_that_means_the_same():
    assert not hopeless(read("Почта Грузии"), read("Georgian Post"))
    assert hopeless(read("Монетка"), read("Tualatin Valley Fire & Rescue"))


def test_names_without_a_letter_equal_only_themselves():
    assert match("☃", "☃").verdict == "same"
    assert match("☃", "☂").verdict == "different"
    assert match("", "Аист").verdict == "different"


def test_a_very_long_name_costs_no_time():
    long = "абв " * 100_000
    assert match(long, "abv").verdict in ("same", "different")


def test_all_verdicts_come_in_the_order_of_the_pairs():
    found = match_all([("Аист", "Aist"), ("Аист", "Gazprom"), ("Аист", "Aist")])
    assert [one.verdict for one in found] == ["same", "different", "same"]


def test_the_model_shipped_says_where_it_comes_from_and_weighs_every_feature():
    assert len(model().weights) == len(FEATURES)
    assert 0.2 < model().threshold < 0.8
