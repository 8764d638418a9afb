"""What can be wrong with a rule, a case or a file of them.

Every error names the ``place`` (a path such as ``rule.adopted_if.any[1].at_least``), what was ``found`` there and what
was ``expected``. The docstring of a class is its message.
"""

from __future__ import annotations

from typing import Any

from comity.phrase import Refusal


class RuleError(Refusal):
    """{place}: found {found}; expected {expected}."""

    def __init__(self, place: str, found: Any, expected: Any, **values: Any) -> None:
        super().__init__(place=place, found=found, expected=expected, **values)

    @property
    def place(self) -> str:
        """Where in the file, as a path of keys and indices."""
        return str(self.values["place"])

    @property
    def found(self) -> str:
        """What stands there, shortened."""
        return str(self.values["found"])

    @property
    def expected(self) -> str:
        """What could stand there."""
        return str(self.values["expected"])


class NotReadable(RuleError):
    """This is not well-formed YAML 1.2 or JSON. {place}: found {found}; expected {expected}."""


class TooLarge(RuleError):
    """The file is beyond the limits for a rule file. {place}: found {found}; expected {expected}."""


class DuplicateKey(RuleError):
    """{place}: the key {found} is written twice; expected {expected}."""


class UnknownKey(RuleError):
    """{place}: unknown key {found}; expected {expected}."""


class MissingKey(RuleError):
    """{place}: {expected} is missing; found only {found}."""


class WrongKind(RuleError):
    """{place}: found {found}; expected {expected}."""


class NotExact(RuleError):
    """{place}: {found} is not an exact number; write {expected}."""


class OutOfRange(RuleError):
    """{place}: {found} is out of range; expected {expected}."""


class BadDate(RuleError):
    """{place}: {found} is not a date; expected {expected}."""


class BadDuration(RuleError):
    """{place}: {found} is not a duration; expected {expected}."""


class UnknownPosition(RuleError):
    """{place}: unknown position {found}; expected {expected}."""


class UnknownGroup(RuleError):
    """{place}: no member belongs to a group {found}; expected {expected}."""


class UnknownWeight(RuleError):
    """{place}: no member has a weight {found}; expected {expected}."""


class MissingWeight(RuleError):
    """{place}: {found}; expected {expected}."""


class UnknownMember(RuleError):
    """{place}: {found} is not a member; expected {expected}."""


class DuplicateMember(RuleError):
    """{place}: the member {found} is named twice; expected {expected}."""


class NegativeWeight(RuleError):
    """{place}: the weight {found} is negative; expected {expected}."""


class MissingNumber(RuleError):
    """{place}: the number that {found} fixes is not given; expected {expected}."""


class PositionMismatch(RuleError):
    """{place}: {found}; expected {expected}."""


class ForeignState(RuleError):
    """{place}: this saved tally belongs to another rule or other members. Found {found}; expected {expected}."""


class BadLine(RuleError):
    """Line {line}: {cause}"""

    def __init__(self, line: int, cause: Refusal) -> None:
        values = cause.values
        place = f"line {line}" + (f": {values['place']}" if values.get("place") else "")
        super().__init__(
            place, values.get("found", cause.code), values.get("expected", "a case"), line=line, cause=cause.phrase
        )
