"""Exact numbers and shares; nothing here ever becomes a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from comity.procedure.errors import NotExact, OutOfRange, WrongKind
from comity.procedure.notation.shapes import shown

_INTEGER = re.compile(r"[-+]?[0-9]+")
_RATIO = re.compile(r"([-+]?[0-9]+)/([0-9]+)")
_PERCENT = re.compile(r"([-+]?[0-9]+)(?:\.([0-9]+))?\s?%")
_WITH_A_POINT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?")
MAX_DIGITS = 400  # of one number: more than any tonnage, fewer than an attack
EXACT = "an integer, or a share such as 2/3 or 55%"


def exact(value: Any, place: str) -> int | Fraction:
    """An integer or fraction, from 12, "12", "2/3", "55%" or "62.5%"; never from a number with a point such as 0.55."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, (float, Decimal)):
        raise NotExact(place, shown(value), EXACT)
    if isinstance(value, str) and len(value) <= MAX_DIGITS:
        if _INTEGER.fullmatch(value):
            return int(value)
        if ratio := _RATIO.fullmatch(value):
            if not int(ratio[2]):
                raise OutOfRange(place, shown(value), "a denominator other than 0")
            return Fraction(int(ratio[1]), int(ratio[2]))
        if percent := _PERCENT.fullmatch(value):
            decimals = percent[2] or ""
            return Fraction(int(percent[1] + decimals), 100 * 10 ** len(decimals))
        if _WITH_A_POINT.fullmatch(value):
            raise NotExact(place, shown(value), EXACT)
    raise WrongKind(place, shown(value), EXACT)


def is_share(value: Any) -> bool:
    """Whether a value is written as a share of something (``2/3``, ``55%``) and not as an absolute number."""
    return isinstance(value, Fraction) or (isinstance(value, str) and ("/" in value or "%" in value))


def plain(value: int | Fraction) -> int | str:
    """An exact number for JSON: an integer, or the word ``"2/3"``."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return value
