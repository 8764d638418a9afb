"""Parts of pages kept from one reader to the next, until an act on the record says that they have changed.

Every act names the topics that pages show of it (`Act.topics`). A part is made anew when an act with one of its topics
took a place on the record since it was made; the acts in between are read once in each process, whoever asks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from comity.record import log
from comity.record.acts import read_act
from comity.record.leaf import Leaf
from comity.record.refusals import ActRefused

MOST_READ = 400
REMEMBERED = 4000


@dataclass(slots=True)
class _Part:
    html: str
    size: int  # of the record, up to which nothing has changed it


class Parts:
    """At most ``kept`` parts, the ones least asked for given up first."""

    def __init__(self, kept: int = 64) -> None:
        self._kept = kept
        self._parts: OrderedDict[Hashable, _Part] = OrderedDict()
        self._topics: OrderedDict[int, frozenset[str]] = OrderedDict()

    def part(self, key: Hashable, topics: frozenset[str], make: Callable[[], str]) -> str:
        """The part with this key: as it was made, or by ``make`` if an act with one of ``topics`` came since."""
        size = log.size()
        found = self._parts.get(key)
        if found is None or found.size > size or self._changed(found.size, size, topics):
            found = self._parts[key] = _Part(make(), size)
            if len(self._parts) > self._kept:
                self._parts.popitem(last=False)
        found.size = size
        self._parts.move_to_end(key)
        return found.html

    def clear(self) -> None:
        """Keep nothing."""
        self._parts.clear()
        self._topics.clear()

    def _changed(self, start: int, end: int, topics: frozenset[str]) -> bool:
        if end - start > MOST_READ:
            return True
        missing = next((place for place in range(start, end) if place not in self._topics), end)
        for place, encoded in enumerate(log.leaves(missing, end) if missing < end else (), missing):
            self._topics[place] = topics_of(encoded)
        changed = any(not topics.isdisjoint(self._topics[place]) for place in range(start, end))
        while len(self._topics) > REMEMBERED:
            self._topics.popitem(last=False)
        return changed


def topics_of(encoded: bytes) -> frozenset[str]:
    """What pages show of the act in this leaf."""
    leaf = Leaf.read(encoded)
    try:
        return frozenset(read_act(leaf.type, leaf.payload).topics())
    except ActRefused:
        return frozenset()
