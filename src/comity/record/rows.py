"""The rows an act may read and write: projections, reached only by key.

`Act.apply` sees the database through `Rows` alone: it locks a row, reads others, puts and removes. The same `apply` so
runs in two places: against PostgreSQL under row locks (`DatabaseRows`, one act, one transaction) and in memory
(`MemoryRows`, a whole record replayed, with or without a database). What an act has *read* is share-locked until it
commits, so no act that changes it can slip in between and be numbered before it: replay in the record's order sees
what the act saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count
from operator import attrgetter
from typing import Any, TypeVar, cast

import orjson
from django.db import models
from django.db.models.base import ModelState

from comity.record.pipeline import BEGIN, Statement, ask
from comity.record.refusals import ContentMissing, ContentWithheld

Key = tuple[Any, ...]
Place = tuple[type["Projection"], Key]
Contents = Callable[[str], bytes | None]
"""The body of the public content with this digest, if it is at hand."""

_CONTENT = "SELECT body, confidential FROM record_content WHERE digest = $1 FOR SHARE"


class Projection(models.Model):
    """A table that acts write and nobody else; it can be thrown away and rebuilt from the record.

    Its primary key is natural or taken from the act, never made by the database, so that a rebuild gives the same rows.
    """

    class Meta:
        abstract = True

    def __init__(self, *values: Any, **named: Any) -> None:
        """As Django does it; where every field is named, as in acts, without signals and defaults, which none has."""
        if values or named.keys() != _table(type(self)).field_names:
            super().__init__(*values, **named)
            return
        self.__dict__ = named
        self._state = ModelState()


P = TypeVar("P", bound=Projection)


def projections() -> list[type[Projection]]:
    """Every projection of every room, ordered by table name."""
    from django.apps import apps

    found = [model for model in apps.get_models() if issubclass(model, Projection)]
    return sorted(found, key=lambda model: model._meta.db_table)


def key_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The attribute names that make up the primary key of ``model``."""
    return tuple(field.attname for field in model._meta.pk_fields)


def key_of(row: Projection) -> Key:
    """The primary key of ``row`` as a tuple."""
    return _table(type(row)).key_of(row)


class Rows:
    """What an act may do with projections. Keys are given as positional parts of the primary key."""

    def read(self, model: type[P], *key: Any) -> P | None:
        """The row with this key, kept from changing until the act is committed; ``None`` if there is none.

        What is not there cannot be locked: an act that relies on a row being absent puts that very row, or has locked
        the row to which it would belong.
        """
        raise NotImplementedError

    def lock(self, model: type[P], *key: Any) -> P | None:
        """The row with this key, for this act alone until it is committed; ``None`` if there is none."""
        raise NotImplementedError

    def find(self, model: type[P], **equal: Any) -> list[P]:
        """The rows whose fields equal these values, ordered by key.

        Only for rows that belong to a row which the act has locked (or read, where only its writers add to them):
        a search takes no lock of its own.
        """
        raise NotImplementedError

    def content(self, digest: str) -> bytes:
        """The bytes of a content that this act, or an earlier one, names among those that it feeds on (`Act.feeds`).

        Raises `ContentMissing`, or `ContentWithheld` where the content is confidential.
        """
        raise NotImplementedError

    def put(self, row: Projection) -> None:
        """Write ``row``, new or changed. Change a JSON or array field by assigning a new value."""
        raise NotImplementedError

    def remove(self, row: Projection) -> None:
        """Delete ``row``."""
        raise NotImplementedError


class MemoryRows(Rows):
    """Projections in memory: for replay, for verification without a database, for tests of the rules of a room.

    Who replays sets ``position`` to the act being applied; ``written_by`` keeps the last that touched each row.
    """

    def __init__(self, contents: Contents = lambda digest: None) -> None:
        self._contents = contents
        self.tables: dict[type[Projection], dict[Key, Projection]] = defaultdict(dict)
        self.position: int | None = None
        self.written_by: dict[Place, int | None] = {}
        # (model, field names) -> values -> keys, made when first searched and kept by `put` and `remove`
        self._indexes: dict[type[Projection], dict[tuple[str, ...], dict[Key, dict[Key, None]]]] = defaultdict(dict)
        self._filed: dict[tuple[type[Projection], tuple[str, ...], Key], Key] = {}

    def read(self, model: type[P], *key: Any) -> P | None:
        return cast("P | None", self.tables[model].get(key))

    lock = read

    def find(self, model: type[P], **equal: Any) -> list[P]:
        names = tuple(sorted(equal))
        index = self._indexes[model].get(names)
        if index is None:
            index = self._indexes[model][names] = {}
            for key, row in self.tables[model].items():
                self._file(model, names, index, key, row)
        keys = index.get(tuple(equal[name] for name in names), ())
        table = self.tables[model]
        return [cast("P", table[key]) for key in sorted(keys)]

    def content(self, digest: str) -> bytes:
        body = self._contents(digest)
        if body is None or sha256(body).hexdigest() != digest:
            raise ContentMissing(digest=digest)
        return body

    def put(self, row: Projection) -> None:
        model, key = type(row), key_of(row)
        self.tables[model][key] = row
        self.written_by[model, key] = self.position
        for names, index in self._indexes[model].items():
            self._file(model, names, index, key, row)

    def remove(self, row: Projection) -> None:
        model, key = type(row), key_of(row)
        self.tables[model].pop(key, None)
        self.written_by[model, key] = self.position
        for names, index in self._indexes[model].items():
            filed = self._filed.pop((model, names, key), None)
            if filed is not None:
                index[filed].pop(key, None)

    def rows(self, model: type[P]) -> list[P]:
        """Every row of ``model``, ordered by key."""
        table = self.tables[model]
        return [cast("P", table[key]) for key in sorted(table)]

    def _file(
        self,
        model: type[Projection],
        names: tuple[str, ...],
        index: dict[Key, dict[Key, None]],
        key: Key,
        row: Projection,
    ) -> None:
        place = (model, names, key)
        values = tuple(getattr(row, name) for name in names)
        before = self._filed.get(place)
        if before == values:
            return
        if before is not None:
            index[before].pop(key, None)
        index.setdefault(values, {})[key] = None
        self._filed[place] = values


class DatabaseRows(Rows):
    """Projections in PostgreSQL, within the running transaction; `flush` writes what the act has put."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection  # a psycopg connection, inside a transaction
        self._known: dict[Place, Projection | None] = {}
        self._loaded: dict[Place, tuple[Any, ...]] = {}
        self._shared: set[Place] = set()
        self._locked: set[Place] = set()
        self._put: dict[Place, Projection] = {}
        self._removed: dict[Place, Projection] = {}
        self._written = MemoryRows()  # what was put, searched as quickly however much it is
        self._bodies: dict[str, bytes] = {}

    def preload(self, shared: Sequence[Place], locked: Sequence[Place], *, begin: bool = False) -> None:
        """Read and lock these rows in one round trip before the act asks for them; ``begin`` opens the transaction too.

        Only a saving: a row that was not preloaded is read or locked in a round trip of its own.
        """
        statements = [BEGIN] if begin else []
        places = list(dict.fromkeys([*shared, *locked]))
        for model, key in places:
            table = _table(model)
            statements.append(Statement(table.select_locked if (model, key) in locked else table.select_shared, key))
        answers = ask(self._connection, statements)
        self._shared.update(shared)
        self._locked.update(locked)
        for (model, key), found in zip(places, answers[len(statements) - len(places) :], strict=True):
            self._keep(model, key, found)

    def read(self, model: type[P], *key: Any) -> P | None:
        place = (model, key)
        if place in self._shared or self._is_ours(place):
            return cast("P | None", self._known[place])
        self._shared.add(place)
        return self._fetch(model, key, _table(model).select_shared)

    def lock(self, model: type[P], *key: Any) -> P | None:
        place = (model, key)
        if self._is_ours(place):
            return cast("P | None", self._known[place])
        self._locked.add(place)
        return self._fetch(model, key, _table(model).select_locked)

    def _is_ours(self, place: Place) -> bool:
        return place in self._locked or place in self._put or place in self._removed

    def find(self, model: type[P], **equal: Any) -> list[P]:
        table = _table(model)
        found: dict[Key, Projection] = {}
        [answer] = ask(self._connection, [table.search(equal)])
        for values in answer:
            row = self._take(table, values)
            if row is not None:
                found[key_of(row)] = row
        found.update((key_of(row), row) for row in self._written.find(model, **equal))
        rows = (row for row in found.values() if all(getattr(row, name) == value for name, value in equal.items()))
        return [cast("P", row) for row in sorted(rows, key=key_of)]

    def content(self, digest: str) -> bytes:
        if digest not in self._bodies:
            [found] = ask(self._connection, [Statement(_CONTENT, (digest,))])
            if not found or found[0][0] is None:
                raise ContentMissing(digest=digest)
            body, confidential = found[0]
            if confidential:
                raise ContentWithheld(digest=digest)
            self._bodies[digest] = bytes(body)
        return self._bodies[digest]

    def put(self, row: Projection) -> None:
        place = (type(row), key_of(row))
        self._known[place] = self._put[place] = row
        self._written.put(row)
        self._removed.pop(place, None)

    def remove(self, row: Projection) -> None:
        place = (type(row), key_of(row))
        self._known[place] = None
        if self._put.pop(place, None) is not None:
            self._written.remove(row)
        self._removed[place] = row

    def flush(self) -> Iterator[Statement]:
        """The statements that write everything put and removed."""
        for place in self._removed:
            if place in self._loaded:
                yield Statement(_table(place[0]).delete, place[1])
        for place, row in self._put.items():
            table = _table(place[0])
            values = table.values(row)
            loaded = self._loaded.get(place)
            if loaded is None:
                yield Statement(table.insert, table.adapted(values))
                continue
            changed = table.changed(loaded, values)
            if changed:
                yield table.update(changed, values, place[1])

    def _fetch(self, model: type[P], key: Key, statement: str) -> P | None:
        [found] = ask(self._connection, [Statement(statement, key)])
        return self._keep(model, key, found)

    def _keep(self, model: type[P], key: Key, found: list[tuple[Any, ...]]) -> P | None:
        """Take in what a lock gave; a row that a search found before, without a lock, is brought up to date."""
        place = (model, key)
        if not found:
            self._known[place] = None
            self._loaded.pop(place, None)
            return None
        [values] = found
        table, row = _table(model), self._known.get(place)
        if row is None:
            row = table.row(table.loaded(values))
        elif self._loaded[place] != values:
            row.__dict__.update(zip(table.names, table.loaded(values), strict=True))
        self._known[place], self._loaded[place] = row, values
        return cast("P", row)

    def _take(self, table: _Table, values: tuple[Any, ...]) -> Projection | None:
        """The known row for these values, or a new one; a row already changed or removed by this act stays so."""
        place = (table.model, table.key(values))
        if self._known.get(place) is not None or place in self._removed:
            return self._known[place]
        row = table.row(table.loaded(values))
        self._known[place] = row
        self._loaded[place] = values
        return row


class _Table:
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

    def changed(self, stored: tuple[Any, ...], values: tuple[Any, ...]) -> tuple[int, ...]:
        """The places at which ``values`` differ from those that the database gave."""
        pairs = enumerate(zip(stored, values, strict=True))
        return tuple(index for index, pair in pairs if pair[0] is not pair[1] and not self.same(index, *pair))

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


def _tuple_of(names: Sequence[str]) -> Callable[[Projection], tuple[Any, ...]]:
    """Takes the attributes of these names out of a row."""
    if len(names) > 1:
        return attrgetter(*names)
    [name] = names
    return lambda row: (getattr(row, name),)


def _sorted_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


_tables: dict[type[Projection], _Table] = {}


def _table(model: type[Projection]) -> _Table:
    table = _tables.get(model)
    if table is None:
        table = _tables[model] = _Table(model)
    return table


table_of = _table
