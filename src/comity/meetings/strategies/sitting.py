"""Strategies for acts of meetings: what happens while a session sits, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from comity.meetings.strategies import debating, deciding
from comity.record.acts import Act
from comity.record.strategies import Strategy

OFTEN: tuple[type[Act], ...] = (*debating.OFTEN, *deciding.OFTEN)
STRATEGIES: Mapping[type[Act], Strategy] = {**debating.STRATEGIES, **deciding.STRATEGIES}
