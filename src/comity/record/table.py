"""The SQL of projections, written once from their fields: a row by its key, several at once, searches, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.db import models
from django.db.models.base import ModelState

from comity.record.pipeline import Statement

if TYPE_CHECKING:
    from comity.record.rows import Projection

Key = tuple[Any, ...]


class Stored(NamedTuple):
    """A row as the database gave it, and the same with its JSON read."""

    raw: tuple[Any, ...]
    loaded: tuple[Any, ...]


def key_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The attribute names that make up the primary key of ``model``."""
    return tuple(field.attname for field in model._meta.pk_fields)


class Table:
    """The SQL of one projection, written once from its fields."""

    def __init__(self, model: type[Projection]) -> None:
        meta = model._meta
        self.model = model
        self.fields = list(meta.concrete_fields)
        self.names = [field.attname for field in self.fields]
        self.field_names = frozenset(self.names)
        self._values: Callable[[Projection], tuple[Any, ...]] = _tuple_of(self.names)
        self.columns = [f'"{field.column}"' for field in self.fields]
        self.keys = key_fields(model)
        self.key_of: Callable[[Projection], Key] = _tuple_of(self.keys)
        self.key_places = [self.names.index(name) for name in self.keys]
        self.json = frozenset(i for i, field in enumerate(self.fields) if field.get_internal_type() == "JSONField")
        self.name = f'"{meta.db_table}"'
        listed = ", ".join(self.columns)
        self._select = f"SELECT {listed} FROM {self.name} WHERE "  # noqa: S608
        where = self._where(1)
        self.select_shared = f"{self._select}{where} FOR SHARE"
        self.select_locked = f"{self._select}{where} FOR UPDATE"
        places = ", ".join(f"${number}" for number in range(1, len(self.columns) + 1))
        self.insert = f"INSERT INTO {self.name} ({listed}) VALUES ({places})"  # noqa: S608
        self.delete = f"DELETE FROM {self.name} WHERE {where}"  # noqa: S608
        self.copy = f"COPY {self.name} ({listed}) FROM STDIN"
        self.all = f"SELECT {listed} FROM {self.name}"  # noqa: S608
        self._searches: dict[tuple[tuple[str, bool], ...], str] = {}
        self._updates: dict[tuple[int, ...], str] = {}

    def _where(self, first: int) -> str:
        """The condition on the primary key, whose values stand from ``$first`` on."""
        numbered = enumerate(self.key_places, first)
        return " AND ".join(f"{self.columns[place]} = ${number}" for number, place in numbered)

    def search(self, equal: Mapping[str, Any]) -> Statement:
        """The statement that finds the rows with these values."""
        shape = tuple((name, value is None) for name, value in equal.items())
        if shape not in self._searches:
            columns = [(self.columns[self.names.index(name)], absent) for name, absent in shape]
            number = count(1)
            where = (f"{column} IS NULL" if absent else f"{column} = ${next(number)}" for column, absent in columns)
            self._searches[shape] = self._select + " AND ".join(where)
        return Statement(self._searches[shape], [value for value in equal.values() if value is not None])

    def update(self, changed: tuple[int, ...], values: tuple[Any, ...], key: Key) -> Statement:
        """The statement that writes the values at the places ``changed``."""
        if changed not in self._updates:
            settings = ", ".join(f"{self.columns[index]} = ${number}" for number, index in enumerate(changed, 1))
            where = self._where(len(changed) + 1)
            self._updates[changed] = f"UPDATE {self.name} SET {settings} WHERE {where}"  # noqa: S608
        return Statement(self._updates[changed], [*(self.adapt(index, values[index]) for index in changed), *key])

    def changed(self, stored: Stored, values: tuple[Any, ...]) -> tuple[int, ...]:
        """The places at which ``values`` differ from those that the database gave.

        A value that is still the very object that was loaded is not looked into: JSON is changed by assigning anew.
        """
        triples = enumerate(zip(stored.raw, stored.loaded, values, strict=True))
        return tuple(index for index, (raw, old, new) in triples if old is not new and not self.same(index, raw, new))

    def same(self, index: int, found: Any, recorded: Any) -> bool:
        """Whether a value, as the database gives it or loaded, is the one recorded; in JSON 1, 1.0 and true are three
        different things."""
        if index not in self.json:
            return bool(found == recorded)
        return _sorted_json(orjson.loads(found) if type(found) is bytes else found) == _sorted_json(recorded)

    def loaded(self, values: Iterable[Any]) -> tuple[Any, ...]:
        """Values as they come from psycopg, JSON (which Django leaves as text) made into Python objects."""
        found = list(values)
        for index in self.json:
            if isinstance(found[index], str | bytes):
                found[index] = orjson.loads(found[index])
        return tuple(found)

    def key(self, values: tuple[Any, ...]) -> Key:
        return tuple(values[place] for place in self.key_places)

    def row(self, values: tuple[Any, ...]) -> Projection:
        """What ``model.from_db`` gives, without signals, defaults and deferred fields, which no projection has."""
        row = self.model.__new__(self.model)
        row.__dict__.update(zip(self.names, values, strict=True))
        row._state = state = ModelState()
        state.adding, state.db = False, "default"
        return row

    def values(self, row: Projection) -> tuple[Any, ...]:
        return self._values(row)

    def adapt(self, index: int, value: Any) -> Any:
        if index in self.json and value is not None:
            return orjson.dumps(value).decode()
        return value

    def adapted(self, values: tuple[Any, ...]) -> list[Any]:
        """Values as they are sent to the database."""
        found = list(values)
        for index in self.json:
            found[index] = self.adapt(index, found[index])
        return found


class Join:
    """One statement for a row of each of several tables, every one by its key; it gives all of them or nothing.

    Three rows so cost little more than one: who signs, under which powers, for which party (decision 0006).
    """

    def __init__(self, models: Sequence[type[Projection]]) -> None:
        tables = [table_of(model) for model in models]
        listed, where, self.columns = [], [], []
        first = begin = 0
        for number, table in enumerate(tables):
            listed += [f"t{number}.{column}" for column in table.columns]
            for place in table.key_places:
                first += 1
                where.append(f"t{number}.{table.columns[place]} = ${first}")
            self.columns.append(slice(begin, begin := begin + len(table.columns)))
        names = ", ".join(f"{table.name} t{number}" for number, table in enumerate(tables))
        self.select_shared = f"SELECT {', '.join(listed)} FROM {names} WHERE {' AND '.join(where)} FOR SHARE"  # noqa: S608


def _tuple_of(names: Sequence[str]) -> Callable[[Projection], tuple[Any, ...]]:
    """Takes the attributes of these names out of a row."""
    if len(names) > 1:
        return attrgetter(*names)
    [name] = names
    return lambda row: (getattr(row, name),)


def _sorted_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


_tables: dict[type[Projection], Table] = {}
_joins: dict[tuple[type[Projection], ...], Join] = {}


def table_of(model: type[Projection]) -> Table:
    table = _tables.get(model)
    if table is None:
        table = _tables[model] = Table(model)
    return table


def join_of(models: tuple[type[Projection], ...]) -> Join:
    join = _joins.get(models)
    if join is None:
        join = _joins[models] = Join(models)
    return join
