"""Who may do what: the question the corridor asks before every act. The parties room gives the answer.

The record knows no full powers; it only knows that somebody must say yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comity.record.acts import Act, Capacity, Occasion
from comity.record.refusals import NotAuthorised
from comity.record.rows import Place, Rows

Authority = Callable[[Rows, Act, Occasion], None]
Reads = Callable[[Capacity], Sequence[Place]]
_authority: Authority | None = None
_reads: Reads | None = None


def use(authority: Authority, reads: Reads) -> None:
    """Let ``authority`` answer; it raises `NotAuthorised` or a refusal of its own.

    ``reads`` names the rows it will look at, so that the corridor can fetch them in one go with others.
    """
    global _authority, _reads
    _authority, _reads = authority, reads


def reads(by: Capacity) -> Sequence[Place]:
    """The rows that `require` will look at for somebody who acts in this capacity."""
    return () if by.is_system or _reads is None else _reads(by)


def require(rows: Rows, act: Act, occasion: Occasion) -> None:
    """Raise unless the actor may do the act, now, in this capacity."""
    if occasion.by.is_system:
        # The clock and the loader have no key: what a person signs is never an act of the system.
        if not act.system_may or occasion.by != Capacity.of_system() or occasion.level != "session":
            raise NotAuthorised(power=act.needs)
        return
    if _authority is None:
        raise NotAuthorised(power=act.needs)
    _authority(rows, act, occasion)
