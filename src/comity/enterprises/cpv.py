"""Whether what is held covers what is wanted: the Common Procurement Vocabulary's tree, or equal words. Pure.

A code of the Common Procurement Vocabulary (Regulation (EC) No 213/2008, annex I) has eight digits and a check digit.
The first two name the division, each further one narrows it, and zeros at the end say nothing: 35110000-8 is a class,
and 35111300-8 lies in it.
"""

from __future__ import annotations

import re
from functools import cache

_CPV = re.compile(r"([0-9]{2,8})(?:-[0-9])?")
DIVISION = 2  # digits


@cache
def branch(code: str) -> str | None:
    """The digits of a code that say something, at least those of its division; None where it is no such code."""
    found = _CPV.fullmatch(code)
    return found[1][:DIVISION] + found[1][DIVISION:].rstrip("0") if found else None


def covers(held: str, wanted: str) -> bool:
    """Whether a code that an enterprise or a class of licences holds covers another.

    It does if both are the same, or if the other lies in its branch: whoever is registered for firefighting, rescue
    and safety equipment (35110000) may take fire extinguishers (35111300). Never the other way round: a maker of
    extinguishers has not said that it can do all that the wider code may ask for.
    """
    if held == wanted:
        return True
    wide, narrow = branch(held), branch(wanted)
    return wide is not None and narrow is not None and narrow.startswith(wide)
