"""The clock: what the calendar alone brings about is an act of the system, and stands in the row that it is about.

A clocked projection has an indexed, nullable moment (``due``) that `apply` sets and clears. Its room says once, in
`ready()`, which act is then due: ``clock.watch(Case, "due", lambda case: CloseStage(...))``. The clock that strikes in
a running installation and the one that plays a story through in memory both read it from here.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q

from comity.record.acts import Act
from comity.record.rows import Contents, MemoryRows, Projection, key_of
from comity.record.table import Key

PAGE = 200


class Due(NamedTuple):
    """An act that the clock owes, and the moment from which it owes it."""

    at: datetime
    act: Act


@dataclass(frozen=True, slots=True)
class _Watch:
    model: type[Projection]
    field: str
    act: Callable[[Any], Act]


_watched: dict[type[Projection], list[_Watch]] = {}


def watch(model: type[Projection], field: str, act: Callable[[Any], Act]) -> None:
    """Have the clock commit ``act(row)`` as the system once the moment in ``field`` of a row of ``model`` has come.

    The act must clear the field or move it on. Raises `ImproperlyConfigured` if the field is no nullable, indexed
    moment, or is watched already.
    """
    found: Any = model._meta.get_field(field)
    if not (isinstance(found, models.DateTimeField) and found.null and getattr(found, "db_index", False)):
        raise ImproperlyConfigured(f"{model.__name__}.{field} must be a DateTimeField(null=True, db_index=True)")
    watches = _watched.setdefault(model, [])
    if any(one.field == field for one in watches):
        raise ImproperlyConfigured(f"{model.__name__}.{field} is watched already")
    watches.append(_Watch(model, field, act))


def due(now: datetime) -> Iterator[Due]:
    """What is due by ``now`` in the database, the earliest first.

    Reads on past what the caller could not commit, so however many odd rows there are, they keep nobody waiting.
    """
    pages = (_pages(one, now) for watches in _watched.values() for one in watches)
    return heapq.merge(*pages, key=lambda one: one.at)


def _pages(one: _Watch, now: datetime) -> Iterator[Due]:
    """The rows of one watch that are due, a page at a time; each page is read when the one before it is done with."""
    field = one.field
    rows = one.model._default_manager.filter(**{f"{field}__lte": now}).order_by(field, "pk")
    after = Q()
    while page := list(rows.filter(after)[:PAGE]):
        for row in page:
            yield Due(getattr(row, field), one.act(row))
        last = page[-1]
        at = getattr(last, field)
        after = Q(**{f"{field}__gt": at}) | Q(**{field: at, "pk__gt": last.pk})


class ClockedRows(MemoryRows):
    """Rows in memory that know what the clock owes next, at the cost of a heap entry for each moment that is set."""

    def __init__(self, contents: Contents = lambda digest: None) -> None:
        super().__init__(contents)
        # moments first; a row's name and key keep the order of equal moments the same in every run
        self._moments: list[tuple[datetime, str, str, Key]] = []
        self._latest: Due | None = None
        self._named = {one.model._meta.label: one.model for watches in _watched.values() for one in watches}

    def put(self, row: Projection) -> None:
        super().put(row)
        for one in _watched.get(type(row), ()):
            at = getattr(row, one.field)
            if at is not None:
                heapq.heappush(self._moments, (at, type(row)._meta.label, one.field, key_of(row)))

    def next_due(self, until: datetime) -> Due | None:
        """What the clock owes first by ``until``; apply it before asking again, for what is due then follows from it.

        Raises `RuntimeError` if the act before this one was applied and has left its moment standing.
        """
        while self._moments and self._moments[0][0] <= until:
            at, label, field, key = heapq.heappop(self._moments)
            model = self._named[label]
            row = self.tables[model].get(key)
            if row is not None and getattr(row, field) == at:
                [one] = [one for one in _watched[model] if one.field == field]
                found = Due(at, one.act(row))
                if found == self._latest:
                    raise RuntimeError(f"{found.act.type} does not clear {label}.{field}: {found.act.payload()}")
                self._latest = found
                return found
        return None
