"""What an import expects: its columns, the words by which files call them, and what each cell must be."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What the cells of a column are, and the Python value they become."""

    TEXT = "text"  # str
    DATE = "date"  # datetime.date
    INTEGER = "integer"  # int
    NUMBER = "number"  # decimal.Decimal
    YES_NO = "yes-no"  # bool
    CODES = "codes"  # tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import.

    ``words`` are headings that mean it, in any language ("licence number", "номер лицензии"); ``unique`` columns may
    hold no value twice in a file; ``pattern`` is a regular expression that a whole text (each code) must match.
    """

    name: str
    kind: Kind
    words: tuple[str, ...]
    required: bool = False
    unique: bool = False
    longest: int = 2_000
    pattern: str | None = None
