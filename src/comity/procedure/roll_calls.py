"""Roll calls as they are published for the General Assembly: a file of roll calls and one of positions.

The form is that of E. Voeten's data set as packaged in ``dgrtwo/unvotes`` (CC0): gzipped CSV; a member that was absent
has no row.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RollCall:
    """One roll call: the members of the body then, what those present said, and the words of its title."""

    id: str
    session: int
    date: str
    members: tuple[str, ...]
    positions: Mapping[str, str]
    words: frozenset[str]


def read(folder: Path, *, since: int = 0) -> list[RollCall]:
    """The roll calls from session ``since`` on, in order; members are those that said anything in the session."""
    with gzip.open(folder / "unga_roll_calls.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = {row["rcid"]: row for row in csv.DictReader(file) if int(row["session"]) >= since}
    positions: dict[str, dict[str, str]] = defaultdict(dict)
    with gzip.open(folder / "unga_positions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["rcid"] in rows:
                positions[row["rcid"]][row["country"]] = row["vote"]
    members: dict[str, set[str]] = defaultdict(set)
    for name, said in positions.items():
        members[rows[name]["session"]] |= said.keys()
    found = [
        RollCall(
            id=name,
            session=int(row["session"]),
            date=row["date"],
            members=tuple(sorted(members[row["session"]])),
            positions=positions[name],
            words=frozenset(re.findall(r"[a-z]{4,}", f"{row['short']} {row['descr']}".lower())),
        )
        for name, row in rows.items()
    ]
    return sorted(found, key=lambda each: (each.date, int(each.id)))


class Alike:
    """How alike two roll calls are by their titles, rare words counting most (tf-idf, cosine): 0 to 1."""

    def __init__(self, known: Sequence[RollCall]) -> None:
        often = Counter(word for each in known for word in each.words)
        self._weight = {word: math.log((len(known) + 1) / number) ** 2 for word, number in often.items()}
        self._new = math.log(len(known) + 1) ** 2

    def __call__(self, one: RollCall, other: RollCall) -> float:
        whole = math.sqrt(self._sum(one.words) * self._sum(other.words))
        return self._sum(one.words & other.words) / whole if whole else 0.0

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self._weight.get(word, self._new) for word in words)
