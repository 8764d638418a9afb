"""What can be wrong with the file of a work-share; each fault names its place, what stands there and what could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.phrase import Phrase, Refusal

SHOWN = 20  # faults told at once; whoever has more than that made one mistake many times


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: ``packages[3].to``."""

    place: str
    found: str
    expected: str

    @property
    def phrase(self) -> Phrase:
        """The fault as a sentence."""
        values = {"place": self.place, "found": self.found, "expected": self.expected}
        return Phrase("{place}: found {found}; expected {expected}.", values)


class NotAWorkShare(Refusal):
    """The file is not a work-share that can be composed. {faults}"""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        said = [str(fault.phrase) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            said.append(f"… and {len(faults) - SHOWN} more.")
        super().__init__(faults=" ".join(said))


class SolutionRefused(Refusal):
    """The solver's answer did not pass the independent check and is not shown. Report this as an error: {faults}"""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults="; ".join(faults[:SHOWN]))


def shown(value: Any) -> str:
    """A value as it is quoted in a message: short, and on one line."""
    text = " ".join(str(value).split()) if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
