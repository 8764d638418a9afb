"""Return coefficients: exact, over programmes and years, in several currencies by the rates of the day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.programmes.ledger import Amount, BadRate, Contract, NegativeAmount, NoRate, Rates, balances, below, by_year

DAY, LATER = date(2025, 5, 5), date(2026, 6, 6)
RATES = Rates("EUR", {("USD", DAY): Fraction(9, 10), ("USD", LATER): Fraction(4, 5)})


def gave(member, amount, day=DAY, currency="EUR", programme="rescue"):
    return Amount(member, programme, Fraction(amount), currency, day)


def had(member, amount, day=DAY, currency="EUR", programme="rescue", weight=1):
    return Contract(member, programme, Fraction(amount), currency, day, Fraction(weight))


def test_a_coefficient_is_the_share_of_weighted_contracts_over_the_share_of_contributions():
    ledger = balances([gave("A", 60), gave("B", 40)], [had("A", 30, weight="1/2"), had("B", 15)], RATES)
    assert (ledger["A"].share_of_contracts, ledger["A"].share_of_contributions) == (Fraction(1, 2), Fraction(3, 5))
    assert ledger["A"].coefficient == Fraction(5, 6)
    assert ledger["B"].coefficient == Fraction(5, 4)
    assert (ledger["A"].owed, ledger["B"].owed) == (3, -3)
    assert [each.member for each in below(ledger, Fraction(9, 10))] == ["A"]


def test_each_amount_is_converted_by_the_rate_of_its_own_day():
    ledger = balances([gave("A", 10, currency="USD"), gave("A", 10, LATER, "USD"), gave("B", 17)], [], RATES)
    assert ledger["A"].contributed == 17
    assert ledger["A"].coefficient is None


def test_a_day_without_a_rate_is_named_and_never_guessed():
    with pytest.raises(NoRate, match="no rate of USD to EUR on 2025-05-06"):
        balances([gave("A", 1, date(2025, 5, 6), "USD")], [], RATES)


def test_amounts_below_zero_and_rates_of_zero_are_refused():
    with pytest.raises(NegativeAmount):
        balances([gave("A", -1)], [], RATES)
    with pytest.raises(NegativeAmount):
        balances([], [had("A", 1, weight=-1)], RATES)
    with pytest.raises(BadRate):
        Rates("EUR", {("USD", DAY): Fraction(0)})


def test_the_balance_is_kept_over_programmes_and_years():
    contributions = [gave("A", 50), gave("B", 50), gave("A", 50, LATER, programme="radio"), gave("B", 50, LATER)]
    contracts = [had("A", 10), had("B", 10, LATER, programme="radio")]
    years = by_year(contributions, contracts, RATES)
    assert list(years) == [2025, 2026]
    assert years[2025]["A"].coefficient == 2
    assert years[2026]["A"].coefficient == years[2026]["B"].coefficient == 1
    assert balances(contributions, contracts, RATES, programmes={"rescue"})["B"].coefficient == 0


def test_who_contributed_nothing_has_no_coefficient():
    assert balances([gave("A", 1)], [had("B", 1)], RATES)["B"].coefficient is None
    assert by_year([], [], RATES) == {}


ENTRIES = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 99), st.integers(1, 5)), min_size=1, max_size=12)


@given(ENTRIES, ENTRIES)
def test_coefficients_weighted_with_contributions_average_to_one_and_what_is_owed_adds_up_to_nothing(first, second):
    ledger = balances(
        [gave(m, a) for m, a, _ in first] + [gave(m, 1) for m in "ABC"],
        [had(m, a, weight=w) for m, a, w in second],
        RATES,
    )
    assert sum(each.share_of_contributions * each.coefficient for each in ledger.values()) == 1
    assert sum(each.owed for each in ledger.values()) == 0
