"""YAML 1.2 and JSON are read exactly, within limits, and what is wrong is named."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.procedure import errors, notation
from comity.procedure.notation import Duration


def test_yes_no_and_norway_are_words():
    text = "{DE: yes, FR: no, NO: NO, on: off, Y: n}"
    assert notation.load(text) == {"DE": "yes", "FR": "no", "NO": "NO", "on": "off", "Y": "n"}


def test_plain_shares_and_dates_are_words_and_integers_are_integers():
    text = "a: 2/3\nb: 55%\nc: 1989-01-01\nd: 80767463\ne: 012\nf: 0x10\ng: '7'\nh: ~\ni: true"
    assert notation.load(text) == {
        "a": "2/3", "b": "55%", "c": "1989-01-01", "d": 80767463, "e": 12, "f": 16, "g": "7", "h": None, "i": True,
    }  # fmt: skip


@settings(deadline=None)  # the machine has other work
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=10,
    )
)
def test_json_is_read_as_json(data):
    text = json.dumps({"data": data}, ensure_ascii=False)
    assert notation.load(text) == {"data": data}
    assert notation.load(text.encode()) == {"data": data}


def test_a_number_with_a_point_is_kept_as_written_so_that_it_can_be_refused():
    assert notation.load("a: 0.55") == {"a": Decimal("0.55")}
    assert notation.load('{"a": 0.55}') == {"a": Decimal("0.55")}
    with pytest.raises(errors.NotExact) as refused:
        notation.exact(notation.load("a: 0.55")["a"], "rule.adopted_if.at_least")
    assert refused.value.place == "rule.adopted_if.at_least"
    assert refused.value.found == "0.55"
    assert "55%" in refused.value.expected


@pytest.mark.parametrize(
    ("text", "error", "place"),
    [
        ("a: 1\nb: 2\na: 3", errors.DuplicateKey, "line 3, column 1"),
        ('{"a": 1, "a": 2}', errors.DuplicateKey, "file"),
        ("a: {b: 1, b: 2}", errors.DuplicateKey, "line 1, column 11"),
        ("a: &anchor [1]", errors.NotReadable, "line 1, column 4"),
        ("a: [1]\nb: *a", errors.NotReadable, "line 2, column 4"),
        ("a: !!python/object:os.system x", errors.NotReadable, "line 1, column 4"),
        ("a: .inf", errors.NotExact, "line 1, column 4"),
        ('{"a": NaN}', errors.NotExact, "file"),
        ("", errors.NotReadable, "file"),
        ("# only a remark", errors.NotReadable, "file"),
        ("a: 1\n---\nb: 2", errors.NotReadable, "file"),
        ("a: b: c", errors.NotReadable, "line 1, column 5"),
        ("{a: [1, 2}", errors.NotReadable, "line 1, column 10"),
        ("? [a]\n: b", errors.NotReadable, "line 1, column 3"),
        ("a:\tb\n\t- c", errors.NotReadable, "line 1, column 3"),
        ("\x00", errors.NotReadable, "file"),
        (b"a: \xff", errors.NotReadable, "byte 3"),
        ("[" * 50 + "]" * 50, errors.TooLarge, "file"),
        ("[" * 100_000, errors.TooLarge, "file"),
        ("a: " + "1" * 500, errors.TooLarge, "file"),
        ('{"a": ' + "1" * 5000 + "}", errors.TooLarge, "file"),
        ("[" + "1," * 400_001 + "1]", errors.TooLarge, "file"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(text, error, place):
    with pytest.raises(error) as refused:
        notation.load(text)
    assert refused.value.place == place
    assert refused.value.found
    assert refused.value.expected
    assert str(refused.value)


def test_a_file_beyond_the_size_limit_is_refused_unread():
    with pytest.raises(errors.TooLarge, match="at most"):
        notation.load(" " * (9 * 1024 * 1024))


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        (12, 12),
        ("12", 12),
        ("2/3", Fraction(2, 3)),
        ("55%", Fraction(11, 20)),
        ("62.5%", Fraction(5, 8)),
        ("0.03 %", Fraction(3, 10000)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("-3/4", Fraction(-3, 4)),
    ],
)
def test_exact_numbers(written, exact):
    assert notation.exact(written, "here") == exact


@pytest.mark.parametrize("written", [0.5, Decimal("0.5"), "0.5", ".5", "1e3", "5.", "1E-2"])
def test_a_number_with_a_point_or_exponent_is_not_exact(written):
    with pytest.raises(errors.NotExact):
        notation.exact(written, "here")


@pytest.mark.parametrize("written", [None, True, "", "two thirds", "1/2/3", "%", "1 / 2", [1], {}, "½", "٣"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(errors.WrongKind):
        notation.exact(written, "here")


def test_a_share_of_nothing_is_out_of_range():
    with pytest.raises(errors.OutOfRange):
        notation.exact("1/0", "here")


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("P30D", "1990-08-03", "1990-09-02"),
        ("P12M", "1993-11-16", "1994-11-16"),
        ("P2Y", "1996-02-29", "1998-02-28"),
        ("P1Y6M", "2020-01-31", "2021-07-31"),
        ("P1M", "2021-01-31", "2021-02-28"),
        ("P1M", "2020-01-31", "2020-02-29"),
        ("P1M+P15D", "2020-01-31", "2020-03-15"),
        (["P1M", "P15D"], "2020-01-31", "2020-03-15"),
        ("P15D + P1M", "2020-01-31", "2020-03-15"),
        ("P2W", "2020-02-20", "2020-03-05"),
        ("P0D", "1976-09-15", "1976-09-15"),
    ],
)
def test_durations_count_months_first_and_stop_at_the_end_of_a_shorter_month(written, start, end):
    duration = Duration.parse(written, "here")
    assert duration.after(dt.date.fromisoformat(start)) == dt.date.fromisoformat(end)
    assert Duration.parse(str(duration), "here") == duration


def test_hours_are_for_moments():
    silence = Duration.parse("P1DT12H", "window")
    noon = dt.datetime(2024, 2, 28, 12, tzinfo=dt.UTC)
    assert silence.after(noon) == dt.datetime(2024, 3, 1, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "written", ["", "P", "PT", "30D", "P1.5M", "p30d", "P30", "P1D+", "P1D2M", [], [30], 30, None, "P1DT"]
)
def test_what_is_no_duration_is_refused(written):
    with pytest.raises(errors.BadDuration, match="P30D"):
        Duration.parse(written, "then.after")


def test_a_day_beyond_the_calendar_is_refused():
    with pytest.raises(errors.OutOfRange):
        Duration.parse("P9000Y", "then.after").after(dt.date(2024, 1, 1))


@settings(deadline=None)  # the machine has other work
@given(st.dates(max_value=dt.date(9000, 1, 1)), st.integers(0, 2000), st.integers(0, 2000))
def test_more_months_never_end_earlier(start, one, more):
    assert Duration(months=one).after(start) <= Duration(months=one + more).after(start)


@settings(deadline=None)  # the machine has other work
@given(st.dates(max_value=dt.date(9998, 1, 1)))
def test_rolling_ends_on_the_first_day_of_the_month_after(day):
    rolled = notation.roll(day, "next-month-start")
    assert rolled.day == 1
    assert (rolled.year * 12 + rolled.month) - (day.year * 12 + day.month) == 1
    assert notation.roll(day, "none") == day


@pytest.mark.parametrize("written", ["2021-02-29", "1989-1-1", "yesterday", 19890101, None, "1989-01-01T00:00"])
def test_what_is_no_date_is_refused(written):
    with pytest.raises(errors.BadDate, match="1989-01-01"):
        notation.date(written, "not_before")
