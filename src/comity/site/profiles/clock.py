"""What the clock would have done: stages closed at their deadlines, entries into force on their days, all as acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from comity.cases.acts import CloseStage
from comity.cases.models import Case
from comity.instruments.acts import TakeEffect
from comity.instruments.models import Instrument
from comity.instruments.rules import Status
from comity.record.acts import Act
from comity.record.rows import MemoryRows


def owed(rows: MemoryRows, until: datetime) -> Iterator[tuple[Act, datetime]]:
    """The acts that the clock owes by ``until``, the earliest first, each with its moment.

    Apply each to ``rows`` before asking for the next: what is due then follows from it.
    """
    while (found := _next(rows, until)) is not None:
        yield found


def _next(rows: MemoryRows, until: datetime) -> tuple[Act, datetime] | None:
    due: list[tuple[datetime, str, Act]] = []
    for case in rows.rows(Case):
        if case.is_open and case.due is not None and case.due <= until:
            due.append((case.due, case.id, CloseStage(case=case.id, round=case.round)))
    for instrument in rows.rows(Instrument):
        if instrument.status == Status.ADOPTED and instrument.enters_on is not None:
            at = datetime.combine(instrument.enters_on, time(), UTC)
            if at <= until:
                due.append((at, instrument.id, TakeEffect(instrument=instrument.id)))
    if not due:
        return None
    at, _, act = min(due, key=lambda one: one[:2])
    return act, at
