"""Why a text is not aligned. Each refusal says what was found and what to do."""

from __future__ import annotations

from comity.phrase import Refusal


class NotAligned(Refusal):
    """The texts cannot be aligned."""

    status = 422


class FileTooLarge(NotAligned):
    """{name} has {found} bytes; {limit} can be read. Divide the text, by chapters for example."""


class WrongEncoding(NotAligned):
    """{name} is not UTF-8: byte {place} cannot be read. Save the file in UTF-8 and try again."""


class NotJson(NotAligned):
    """{name} is not JSON: line {line}, column {column}: {problem}. Correct the file and try again."""


class WrongShape(NotAligned):
    """{name}: {field} is {found}; expected {expected}."""


class DuplicateIdentifier(NotAligned):
    """{name}: the identifier “{id}” stands at provisions[{first}] and at provisions[{second}]. Each needs its own."""


class TooManyProvisions(NotAligned):
    """{name} has {found} provisions; {limit} can be aligned at a time. Divide the text."""
