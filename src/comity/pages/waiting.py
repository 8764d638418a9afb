"""What waits for a reader: every room tells its own (`<room>/waiting.py`), the front page shows them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from comity.pages.viewer import Capacity

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what to do, about what, until when, and where."""

    what: str
    title: Any
    stage: Any
    deadline: datetime | None
    href: str
    action: str
    icon: str
    urgent: bool


Source = Callable[[Capacity, datetime], Iterable[Task]]
"""What waits in one room for somebody in this capacity at this moment, in a known number of queries."""


def is_urgent(deadline: datetime | None, now: datetime) -> bool:
    """Whether a deadline is so near that it is to be marked."""
    return deadline is not None and deadline <= now + SOON
