"""Who may do what: the question the corridor asks before every act. The parties room gives the answer.

The record knows no full powers; it only knows that somebody must say yes.
"""

from __future__ import annotations

from collections.abc import Callable

from comity.record.acts import Act, Occasion
from comity.record.refusals import NotAuthorised
from comity.record.rows import Rows

Authority = Callable[[Rows, Act, Occasion], None]
_authority: Authority | None = None


def use(authority: Authority) -> None:
    """Let ``authority`` answer; it raises `NotAuthorised` or a refusal of its own."""
    global _authority  # noqa: PLW0603
    _authority = authority


def require(rows: Rows, act: Act, occasion: Occasion) -> None:
    """Raise unless the actor may do the act, now, in this capacity."""
    if occasion.by.is_system:
        if not act.system_may:
            raise NotAuthorised(power=act.needs)
        return
    if _authority is None:
        raise NotAuthorised(power=act.needs)
    _authority(rows, act, occasion)
