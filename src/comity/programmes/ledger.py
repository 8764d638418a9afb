"""Return coefficients: each member's share of the weighted contracts over its share of the contributions. Pure, exact.

European Space Agency Convention, Annex V, article IV: the ratio between a member's percentage share of the total value
of all contracts awarded among members and its total percentage contributions; contracts are weighted by their
technological interest. The ideal is 1. A balance is kept over programmes and years, not programme by programme.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comity.phrase import Refusal


class NoRate(Refusal):
    """There is no rate of {currency} to {base} on {day}; enter the rate of that day."""


class BadRate(Refusal):
    """The rate of {currency} on {day} is {rate}; a rate is above 0."""


class NegativeAmount(Refusal):
    """{member} is entered with {amount} on {day}; amounts and weights are not below 0."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a currency on a day, of a member, in a programme."""

    member: str
    programme: str
    amount: Fraction
    currency: str
    day: date


@dataclass(frozen=True, slots=True)
class Contract(Amount):
    """A contract of a member's enterprises; ``weight`` is its technological interest, 1 where nothing is said."""

    weight: Fraction = Fraction(1)


class Rates:
    """What one unit of a currency was worth in the base currency, day by day; a missing day is never guessed."""

    def __init__(self, base: str, rates: Mapping[tuple[str, date], Fraction]) -> None:
        for (currency, day), rate in rates.items():
            if rate <= 0:
                raise BadRate(currency=currency, day=day.isoformat(), rate=str(rate))
        self.base = base
        self._rates = dict(rates)

    def converted(self, amount: Fraction, currency: str, day: date) -> Fraction:
        """An amount in the base currency, by the rate of the day; raises NoRate."""
        if currency == self.base:
            return amount
        rate = self._rates.get((currency, day))
        if rate is None:
            raise NoRate(currency=currency, base=self.base, day=day.isoformat())
        return amount * rate


@dataclass(frozen=True, slots=True)
class Balance:
    """A member's line of the ledger, in the base currency; shares are fractions of 1.

    ``coefficient`` is None for a member that contributed nothing. ``owed`` is the weighted value of contracts that
    would bring the coefficient to 1, below 0 where the member has had more than its share.
    """

    member: str
    contributed: Fraction
    contracts: Fraction
    weighted: Fraction
    share_of_contributions: Fraction
    share_of_contracts: Fraction
    coefficient: Fraction | None
    owed: Fraction


def balances(
    contributions: Iterable[Amount],
    contracts: Iterable[Contract],
    rates: Rates,
    *,
    programmes: Collection[str] | None = None,
    until: date | None = None,
) -> dict[str, Balance]:
    """The ledger of all members, in order of their names, over some programmes or all, up to a day and with it.

    Raises NoRate naming the currency and the day, and NegativeAmount.
    """

    def counts(entry: Amount) -> bool:
        return (programmes is None or entry.programme in programmes) and (until is None or entry.day <= until)

    given: dict[str, Fraction] = {}
    plain: dict[str, Fraction] = {}
    weighted: dict[str, Fraction] = {}
    for entry in filter(counts, contributions):
        given[entry.member] = given.get(entry.member, Fraction(0)) + _worth(entry, rates)
    for contract in filter(counts, contracts):
        if contract.weight < 0:
            raise NegativeAmount(member=contract.member, amount=str(contract.weight), day=contract.day.isoformat())
        worth = _worth(contract, rates)
        plain[contract.member] = plain.get(contract.member, Fraction(0)) + worth
        weighted[contract.member] = weighted.get(contract.member, Fraction(0)) + worth * contract.weight
    all_given, all_weighted = sum(given.values(), Fraction(0)), sum(weighted.values(), Fraction(0))
    found = {}
    for member in sorted(given.keys() | weighted.keys()):
        had, gave = weighted.get(member, Fraction(0)), given.get(member, Fraction(0))
        contributed, received = _share(gave, all_given), _share(had, all_weighted)
        found[member] = Balance(
            member=member,
            contributed=gave,
            contracts=plain.get(member, Fraction(0)),
            weighted=had,
            share_of_contributions=contributed,
            share_of_contracts=received,
            coefficient=received / contributed if contributed and all_weighted else None,
            owed=contributed * all_weighted - had,
        )
    return found


def by_year(
    contributions: Collection[Amount], contracts: Collection[Contract], rates: Rates
) -> dict[int, dict[str, Balance]]:
    """The cumulative ledger at the end of each year from the first entry to the last."""
    years = [entry.day.year for entry in [*contributions, *contracts]]
    if not years:
        return {}
    return {
        year: balances(contributions, contracts, rates, until=date(year, 12, 31))
        for year in range(min(years), max(years) + 1)
    }


def below(ledger: Mapping[str, Balance], least: Fraction) -> list[Balance]:
    """Members whose coefficient is below a bound, the lowest first: they are to be compensated next."""
    found = [each for each in ledger.values() if each.coefficient is not None and each.coefficient < least]
    return sorted(found, key=lambda each: (each.coefficient, each.member))


def _worth(entry: Amount, rates: Rates) -> Fraction:
    if entry.amount < 0:
        raise NegativeAmount(member=entry.member, amount=str(entry.amount), day=entry.day.isoformat())
    return rates.converted(entry.amount, entry.currency, entry.day)


def _share(part: Fraction, whole: Fraction) -> Fraction:
    return part / whole if whole else Fraction(0)
