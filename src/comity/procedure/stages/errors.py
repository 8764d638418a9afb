"""What can be wrong with a procedure's stages, beside what can be wrong with its rules."""

from __future__ import annotations

from comity.procedure.errors import RuleError


class DuplicateStage(RuleError):
    """{place}: the name {found} is taken already; expected {expected}."""


class UnknownTarget(RuleError):
    """{place}: there is no stage and no end {found}; expected {expected}."""


class NoWindow(RuleError):
    """{place}: a tacit stage is adopted when its window closes, and this one has none; found {found}; expected
    {expected}."""


class CircularLimits(RuleError):
    """{place}: stages at their limits send the case round in a circle: {found}; expected {expected}."""
