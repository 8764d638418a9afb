"""Replay: what the acts on the record say the projections must be.

`replay` applies every act in the record's order to rows in memory, authority included; `differences` compares them
with the database; `rebuild` writes them into it. Nothing here believes a projected row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from comity.phrase import Refusal
from comity.record import authority, content, log
from comity.record.acts import Capacity, Occasion, read_act, read_at
from comity.record.leaf import Leaf
from comity.record.refusals import MalformedAct
from comity.record.rows import MemoryRows, Projection, key_of, projections
from comity.record.table import Key, table_of

CHUNK = 5_000


class ReplayRefused(Refusal):
    """Act {position} ({type}, {id}) does not follow from the acts before it: {why}"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A projected row that is not what the record says. ``column`` is ``None`` if the whole row is missing or extra.

    ``act`` is the position of the act that last wrote the row, ``None`` if none ever did.
    """

    table: str
    key: Key
    column: str | None
    recorded: Any
    found: Any
    act: int | None = None

    def __str__(self) -> str:
        name = f"{self.table} {'/'.join(map(str, self.key))}"
        if self.column is None:
            return f"{name}: {'is missing' if self.found is None else 'should not exist'}"
        return f"{name}: {self.column} is {self.found!r}, and the record says {self.recorded!r}"


def capacity_of(leaf: Leaf) -> Capacity:
    """In what capacity the act of a leaf was done."""
    return Capacity(leaf.actor, leaf.party, leaf.capacity.rpartition("/")[2])


def apply(rows: MemoryRows, leaf: Leaf, position: int) -> None:
    """Apply the act of one leaf. Raises `ReplayRefused`."""
    rows.position = position
    try:
        act = read_act(leaf.type, leaf.payload)
        if list(act.contents()) != leaf.contents:
            expected = f"The act names {', '.join(act.contents()) or 'none'}"
            raise MalformedAct(type=leaf.type, place="contents", found=", ".join(leaf.contents), expected=expected)
        by = capacity_of(leaf)
        occasion = Occasion(leaf.id, read_at(leaf.at), by, leaf.signature["level"], tuple(leaf.contents))
        authority.require(rows, act, occasion)
        act.apply(rows, occasion)
    except Refusal as refusal:
        raise ReplayRefused(position=position, type=leaf.type, id=leaf.id, why=refusal.phrase) from refusal


def replay(leaves: Iterable[Leaf], rows: MemoryRows | None = None) -> MemoryRows:
    """The projections that ``leaves`` (in the record's order, from its first act) make."""
    rows = MemoryRows() if rows is None else rows
    for position, leaf in enumerate(leaves):
        apply(rows, leaf, position)
    return rows


def recorded_leaves() -> Iterator[Leaf]:
    """Every committed act of this installation: those in the tree, then those that await their place."""
    return (Leaf.read(leaf) for leaf in log.all_leaves(pending=True))


def differences(rows: MemoryRows) -> Iterator[Difference]:
    """Where the database is not what ``rows`` say, table by table, every column of every row."""
    for model in projections():
        yield from _table_differences(model, rows)


def rebuild() -> dict[str, int]:
    """Throw every projection away and write it anew from the record, in one transaction; rows by table.

    Writers wait meanwhile; readers see the old rows until it is done.
    """
    models = projections()
    with transaction.atomic(), connection.cursor() as cursor:
        names = ", ".join(table_of(model).name for model in models)
        cursor.execute(f"LOCK TABLE record_act, {names} IN EXCLUSIVE MODE")
        rows = replay(recorded_leaves(), MemoryRows(content.public))
        written = {}
        for model in models:
            table = table_of(model)
            cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608  TRUNCATE would hide the old rows from readers
            with cursor.connection.cursor() as raw, raw.copy(table.copy) as copy:
                for row in rows.rows(model):
                    copy.write_row(table.adapted(table.values(row)))
            written[model._meta.db_table] = len(rows.tables[model])
    return written


def _table_differences(model: type[Projection], rows: MemoryRows) -> Iterator[Difference]:
    table = table_of(model)
    name = model._meta.db_table
    awaited = dict(rows.tables[model])
    for values in _stored(model):
        key = table.key(values)
        expected = awaited.pop(key, None)
        if expected is None:
            yield Difference(name, key, None, None, values, rows.written_by.get((model, key)))
            continue
        pairs = enumerate(zip(values, table.values(expected), strict=True))
        for index, found, recorded in ((i, *pair) for i, pair in pairs if not table.same(i, *pair)):
            yield Difference(name, key, table.names[index], recorded, found, rows.written_by.get((model, key)))
    for key, row in sorted(awaited.items()):
        yield Difference(name, key, None, table.values(row), None, rows.written_by.get((model, key)))


def _stored(model: type[Projection]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as the database has them, streamed."""
    connection.ensure_connection()
    with transaction.atomic(), connection.connection.cursor(name=f"all_{model._meta.db_table}") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(table_of(model).all)
        for values in cursor:
            yield table_of(model).loaded(values)


__all__ = ["Difference", "ReplayRefused", "apply", "capacity_of", "differences", "key_of", "rebuild", "replay"]
