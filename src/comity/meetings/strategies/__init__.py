"""How the acts of meetings are drawn at random (see `comity.record.strategies`).

`preparing` draws what comes before a sitting, `sitting` what happens in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.meetings.strategies import preparing, sitting
from comity.record.acts import Act
from comity.record.strategies import Strategy

OFTEN: tuple[type[Act], ...] = (*preparing.OFTEN, *sitting.OFTEN)
STRATEGIES: Mapping[type[Act], Strategy] = {**preparing.STRATEGIES, **sitting.STRATEGIES}
