"""Differences planted in pairs of provisions: what is found, what is missed, and that sameness raises no alarm."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.harmonisation.gaps import Comparison, Gravity, carried, compare, score
from comity.harmonisation.measures import Aspect, measures_of, number_of, points_of

DECIDE = "The competent authority shall decide within thirty days after receipt of the application."
SUSPEND = "The authority may suspend a licence for up to six months; the fee shall not exceed 500 euros."
SHARE = "At least 25 per cent of the members must be present."
FILES = "The application shall contain: (a) the name of the enterprise; (b) a list of products; (c) proof of payment."
APPEAL = "The decision may be appealed to a court within three months."

D, A, P, M, B, T = Aspect.DURATION, Aspect.AMOUNT, Aspect.PERCENTAGE, Aspect.MODALITY, Aspect.BODY, Aspect.POINT
CONTRADICTION, MISSING = Gravity.CONTRADICTION, Gravity.MISSING

PLANTED = [
    (DECIDE, "The competent authority shall decide within 45 days after receipt of the application.", D, CONTRADICTION),
    (DECIDE, "The competent authority shall decide within thirty working days after receipt.", D, CONTRADICTION),
    (DECIDE, "The competent authority shall decide on the application.", D, MISSING),
    (DECIDE, "The competent authority may decide within 30 days after receipt of the application.", M, CONTRADICTION),
    (DECIDE, "The ministry shall decide within thirty (30) days after receipt of the application.", B, CONTRADICTION),
    (DECIDE, "Компетентный орган принимает решение в течение сорока пяти дней.", D, CONTRADICTION),
    (DECIDE, "Компетентный орган вправе принять решение в течение 30 календарных дней.", M, CONTRADICTION),
    (DECIDE, "Министерство обязано принять решение в течение тридцати дней.", B, CONTRADICTION),
    (
        SUSPEND,
        "The authority may suspend a licence for up to one year; the fee shall not exceed EUR 500.",
        D,
        CONTRADICTION,
    ),
    (
        SUSPEND,
        "The authority may suspend a licence for up to 6 months; the fee shall not exceed € 1 500.",
        A,
        CONTRADICTION,
    ),
    (
        SUSPEND,
        "The authority shall suspend a licence for up to six months; the fee shall not exceed 500 euros.",
        M,
        CONTRADICTION,
    ),
    (
        SUSPEND,
        "Орган может приостановить лицензию на срок до шести месяцев; плата не может превышать 900 евро.",
        A,
        CONTRADICTION,
    ),
    (SUSPEND, "The authority may suspend a licence for up to six months; the fee shall not be unfair.", A, MISSING),
    (SHARE, "At least one third, or 30 %, of the members must be present.", P, CONTRADICTION),
    (SHARE, "Должны присутствовать не менее двадцати процентов членов.", P, CONTRADICTION),
    (SHARE, "The members must be present.", P, MISSING),
    (FILES, "The application shall contain: (a) the name of the enterprise; (b) proof of payment.", T, MISSING),
    (FILES, "Заявление должно содержать: а) наименование предприятия; б) перечень изделий.", T, MISSING),
    (APPEAL, "The decision may not be appealed to a court within three months.", M, CONTRADICTION),
    (APPEAL, "Решение может быть обжаловано в правительство в течение трех месяцев.", B, CONTRADICTION),
    (APPEAL, "Решение не может быть обжаловано в суд в течение трех месяцев.", M, CONTRADICTION),
    (APPEAL, "The decision may be appealed within three months.", B, MISSING),
]

MISSED = [
    # Counted from another event: the rules read how long, not since when.
    (DECIDE, "The competent authority shall decide within thirty days after the end of the calendar year."),
    # A fraction in words is no percentage.
    (SHARE, "At least one half, i.e. more than 25 per cent, of the members must be present."),
    # At least and at most: limits have no direction.
    (SHARE, "At most 25 per cent of the members must be present."),
    # A body under a name of its own is not known to be one.
    (DECIDE, "The competent authority, or the Bureau of Standards, shall decide within thirty days after receipt."),
    # A condition that takes back the duty.
    (DECIDE, "Where it deems fit, the competent authority shall decide within thirty days after receipt."),
    # The exception contradicts, no verb or number does.
    (APPEAL, "Except on fees, the decision may be appealed to a court within three months."),
]

SAME = [
    (DECIDE, "Within 30 days from the receipt of an application the competent authority shall take its decision."),
    (DECIDE, "Компетентный орган принимает решение в течение тридцати дней со дня получения заявления."),
    (DECIDE, "Уполномоченный орган обязан принять решение в течение 30 (тридцати) календарных дней."),
    (SUSPEND, "Орган вправе приостановить лицензию на срок до 6 месяцев; плата не должна превышать 500 евро."),
    (SHARE, "Не менее 25 процентов членов должны присутствовать."),
    (
        FILES,
        "The application must contain: 1) proof of payment; 2) the name of the enterprise; 3) the list of products.",
    ),
    (FILES, "Заявление должно содержать: а) наименование; б) перечень изделий; в) подтверждение оплаты."),
    (APPEAL, "Решение может быть обжаловано в суд в течение трёх месяцев."),
    ("The licence is valid for two years.", "Лицензия действует 24 месяца."),
]


def language(words):
    return "ru" if any("а" <= letter <= "я" for letter in words.casefold()) else "en"


def differences(common, national):
    return compare(common, national, languages=(language(common), language(national))).differences


@pytest.mark.parametrize(("common", "national", "aspect", "gravity"), PLANTED)
def test_a_planted_difference_is_found_and_nothing_graver_besides(common, national, aspect, gravity):
    found = [(one.aspect, one.gravity) for one in differences(common, national) if one.gravity is not Gravity.ADDITION]
    assert set(found) == {(aspect, gravity)}


@pytest.mark.parametrize(("common", "national"), MISSED)
def test_these_differences_are_missed_and_we_say_so(common, national):
    """Whoever makes one of these fail has improved the rules: move it to PLANTED."""
    assert carried(Comparison(differences(common, national))) == 1


@pytest.mark.parametrize(("common", "national"), SAME)
def test_the_same_in_other_words_or_another_language_raises_no_alarm(common, national):
    assert differences(common, national) == ()


def test_a_difference_says_the_words_of_both_sides():
    (found,) = differences(DECIDE, PLANTED[0][1])
    assert (found.common, found.national) == ("thirty days", "45 days")
    assert str(found.says) == "The common text says “thirty days”, the national one “45 days”."


def test_a_defined_term_that_is_not_used_is_missing():
    common = "“Rescue equipment” means goods for the protection of the population."
    found = differences(common, "“Equipment” means goods for the protection of the population.")
    assert [(one.aspect, one.common) for one in found] == [(Aspect.TERM, "Rescue equipment")]


def test_a_language_that_is_not_read_is_said_to_be_none():
    found = compare(DECIDE, "…", languages=("en", "hy"))
    assert not found.is_read
    assert found.differences == ()


def test_the_score_is_the_stated_mean():
    whole, contradicted = Comparison(()), Comparison(differences(DECIDE, PLANTED[0][1]))
    lacking = Comparison(differences(DECIDE, PLANTED[2][1]))
    assert [carried(one) for one in (whole, contradicted, lacking)] == [1, Fraction(1, 2), Fraction(3, 4)]
    assert score([Fraction(1), Fraction(1, 2), Fraction(0)]) == Fraction(1, 2)
    assert score([Fraction(1), Fraction(0)], [3, 1]) == Fraction(3, 4)
    for values, weights in (([], None), ([Fraction(1)], [0]), ([Fraction(1)], [1, 1]), ([Fraction(1)] * 2, [2, -1])):
        with pytest.raises(ValueError, match="weights"):
            score(values, weights)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1 000", 1000), ("2,500", 2500), ("2,5", "2.5"), ("forty-five", 45), ("one hundred and twenty", 120),
        ("двадцати одного", 21), ("пяти тысяч", 5000), ("3 million", 3_000_000), ("2 млн", 2_000_000),
    ],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_in_words(words, number):
    assert number_of(words) == pytest.approx(type(number_of(words))(number))


def test_points_are_read_in_both_alphabets_and_a_mention_is_none():
    assert points_of("Shall: (a) one; (b) two; (c) three.") == ("one", "two", "three")
    assert points_of("должно: а) раз; б) два; в) три; г) четыре") == ("раз", "два", "три", "четыре")
    assert points_of("as point (b) and point (c) say") == ()


WORDS = """shall may not within thirty 30 days € 500 euros % 5 the court “term” (a) (b) должен не вправе орган дней
1 000"""
words = st.lists(st.sampled_from(sorted(set(WORDS.split()))), max_size=25).map(" ".join)


@given(words, st.sampled_from(["en", "ru"]))
def test_a_provision_never_differs_from_itself(text, code):
    assert compare(text, text, languages=(code, code)).differences == ()


@given(words, words)
def test_whatever_is_compared_the_result_is_a_share_and_words_are_those_of_the_texts(common, national):
    found = compare(common, national, languages=("en", "en"))
    assert 0 <= carried(found) <= 1
    for one in found.differences:
        assert one.common or one.national
        assert (one.gravity is Gravity.MISSING) <= (one.national == "")
        assert str(one.says)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert all(measure.words for measure in measures_of(text))
    assert all(isinstance(point, str) for point in points_of(text))
