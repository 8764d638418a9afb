"""Numbers as they are written in a file, read exactly: a cost of 0.1 is a tenth, never the nearest binary fraction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

MOST_DIGITS = 30  # before or after the point: more than any price, fewer than an attack
LARGEST_SUM = 10**15  # of the smallest unit: every sum the solver makes then stays within 64 bits
EXACT = "a number such as 12, 0.5 or “2/3”"

_NUMBER = re.compile(r"([-+]?[0-9]{1,30}(?:\.[0-9]{1,30})?)\s?(%?)")
_RATIO = re.compile(r"([-+]?[0-9]{1,30})/([0-9]{1,30})")


def exact(value: Any) -> Fraction:
    """A number from JSON (integer, decimal, or the words "2/3" and "5%"); raises ValueError saying what is expected."""
    if isinstance(value, bool):
        raise ValueError(EXACT)
    if isinstance(value, (Fraction, int)):
        return _within(Fraction(value))
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > MOST_DIGITS:
            raise ValueError(EXACT)
        return Fraction(value)
    if isinstance(value, str):
        if number := _NUMBER.fullmatch(value.strip()):
            return Fraction(number[1]) / (100 if number[2] else 1)
        if (ratio := _RATIO.fullmatch(value.strip())) and int(ratio[2]):
            return Fraction(int(ratio[1]), int(ratio[2]))
    raise ValueError(EXACT)


def decimals(value: Any) -> int:
    """How many digits after the point a number is written with, for judging whether a sum is only rounded."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0
    if isinstance(value, str):
        return len(value.strip().rstrip("% ").partition(".")[2])
    return 0


def whole(numbers: Iterable[Fraction]) -> tuple[list[int], Fraction]:
    """Numbers as multiples of the largest unit that measures them all: ``([3, 4], Fraction(1, 2))`` of 1.5 and 2."""
    values = list(numbers)
    below = lcm(*{value.denominator for value in values})
    scaled = [value.numerator * (below // value.denominator) for value in values]
    unit = gcd(*scaled) or 1
    return [value // unit for value in scaled], Fraction(unit, below)


def plain(value: Fraction) -> int | float:
    """An exact number for JSON: an integer where it is one, else the nearest decimal of 17 digits."""
    return value.numerator if value.denominator == 1 else float(value)


def said(value: Fraction | int, places: int = 2) -> str:
    """A number for a sentence: rounded to so many places, without zeros at the end."""
    steps = round(value * 10**places)
    units, parts = divmod(abs(steps), 10**places)
    decimals = f"{parts:0{places}d}".rstrip("0") if places else ""
    return ("-" if steps < 0 else "") + str(units) + (f".{decimals}" if decimals else "")


def _within(value: Fraction) -> Fraction:
    if abs(value.numerator) >= 10**MOST_DIGITS or value.denominator >= 10**MOST_DIGITS:
        raise ValueError(EXACT)
    return value
