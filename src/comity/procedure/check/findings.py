"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from comity.phrase import Phrase
from comity.procedure.errors import RuleError

Level: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (``error``: not to be used like this) or doubtful (``warning``), where, and in words.

    ``code`` is a stable name for programs.
    """

    level: Level
    code: str
    place: str
    phrase: Phrase

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values, the sentence in English."""
        return {"level": self.level, "code": self.code, "place": self.place, "says": str(self.phrase)}


def fault(error: RuleError) -> Finding:
    """A mistake in the form, as a finding."""
    return Finding("error", error.code, error.place, error.phrase)
