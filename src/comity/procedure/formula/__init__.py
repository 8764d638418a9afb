"""The formula language: conditions over the positions of members. One language serves quorum, adoption, election, entry
into force and admission.
"""

from __future__ import annotations

from comity.procedure.formula.reading import base, parse, select
from comity.procedure.formula.tree import (
    COMPARISONS,
    PARTICIPATING,
    PRESENT,
    AllOf,
    AnyOf,
    Base,
    Comparison,
    Extreme,
    Fewest,
    Formula,
    Not,
    Number,
    NumberFrom,
    Select,
    Share,
    Threshold,
    Value,
    named_positions,
    thresholds,
    values,
    walk,
)
from comity.procedure.formula.writing import as_data, base_as_data, select_as_data, value_as_data

__all__ = [
    "COMPARISONS",
    "PARTICIPATING",
    "PRESENT",
    "AllOf",
    "AnyOf",
    "Base",
    "Comparison",
    "Extreme",
    "Fewest",
    "Formula",
    "Not",
    "Number",
    "NumberFrom",
    "Select",
    "Share",
    "Threshold",
    "Value",
    "as_data",
    "base",
    "base_as_data",
    "named_positions",
    "parse",
    "select",
    "select_as_data",
    "thresholds",
    "value_as_data",
    "values",
    "walk",
]
