"""Strategies for acts of meetings: rules of procedure, sessions, agenda, documents, credentials, attendance."""

from __future__ import annotations

from collections.abc import Mapping

from comity.record.acts import Act
from comity.record.strategies import Strategy

OFTEN: tuple[type[Act], ...] = ()
STRATEGIES: Mapping[type[Act], Strategy] = {}
