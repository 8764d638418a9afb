"""How rules are written down: YAML 1.2 or JSON, exact numbers, dates, durations.

Words stay words: ``yes``, ``no`` and the country code ``NO`` are never booleans, dates are never objects. A number
written with a point (``0.55``) is kept as :class:`decimal.Decimal`, only so that an error can show it as it was
written: whoever needs a number calls :func:`exact`, which refuses it.
"""

from __future__ import annotations

from comity.procedure.notation.durations import ROLLS, Duration, date, roll
from comity.procedure.notation.numbers import exact, is_share, plain
from comity.procedure.notation.reading import load, load_json, require_bounded
from comity.procedure.notation.shapes import choices, mapping, one_of, sequence, shown, word

__all__ = [
    "ROLLS",
    "Duration",
    "choices",
    "date",
    "exact",
    "is_share",
    "load",
    "load_json",
    "mapping",
    "one_of",
    "plain",
    "require_bounded",
    "roll",
    "sequence",
    "shown",
    "word",
]
