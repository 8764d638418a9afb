"""Following the record: every act that has its place, in order, each once, even if the process dies in between.

A follower's position and what it made of the acts up to there are written in one transaction; whoever comes next goes
on exactly there. Two workers do not follow as the same follower at once: the second finds the row locked and leaves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction

from comity.record import log
from comity.record.acts import Act, read_act, read_at
from comity.record.leaf import Leaf
from comity.record.models import Follower
from comity.record.refusals import ActRefused

logger = logging.getLogger(__name__)

BATCH = 200
EVERYTHING = "record"


@dataclass(frozen=True, slots=True)
class Placed:
    """An act at its place. ``act`` is ``None`` for one of a newer version than this installation knows."""

    position: int
    leaf: Leaf
    act: Act | None

    @property
    def at(self) -> datetime:
        return read_at(self.leaf.at)

    @property
    def topics(self) -> tuple[str, ...]:
        """What the act is about; everything is about the record."""
        return (EVERYTHING, *(self.act.topics() if self.act is not None else ()))


def placed(start: int, end: int) -> list[Placed]:
    """The acts at positions ``start`` to ``end`` (exclusive); one query."""
    return [_read(leaf, position) for position, leaf in enumerate(log.leaves(start, end), start)]


def follow(name: str, take: Callable[[Placed], None]) -> int:
    """Let the follower ``name`` take every act it has not seen; how many those were.

    What ``take`` writes is kept together with the position, or not at all. An act that it fails on is logged and passed
    over, since one odd act must not keep everybody from hearing of the next; a failing database stops it for now.
    """
    Follower.objects.get_or_create(name=name)
    taken = 0
    while True:
        with transaction.atomic():
            row = Follower.objects.select_for_update(skip_locked=True).filter(name=name).first()
            acts = [] if row is None else placed(row.position, row.position + BATCH)
            if row is None or not acts:
                return taken
            for one in acts:
                _take(take, one, name)
            row.position = acts[-1].position + 1
            row.save(update_fields=["position"])
        taken += len(acts)


def _take(take: Callable[[Placed], None], one: Placed, name: str) -> None:
    try:
        with transaction.atomic():
            take(one)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("%s passes over act %s (%s)", name, one.position, one.leaf.type)


def _read(encoded: bytes, position: int) -> Placed:
    leaf = Leaf.read(encoded)
    try:
        return Placed(position, leaf, read_act(leaf.type, leaf.payload))
    except ActRefused:
        return Placed(position, leaf, None)
