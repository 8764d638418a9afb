"""The rows an act may read and write: projections, reached only by key.

`Act.apply` sees the database through `Rows` alone: it locks a row, reads others, puts and removes. The same `apply` so
runs in two places: against PostgreSQL under row locks (`DatabaseRows`, one act, one transaction) and in memory
(`MemoryRows`, a whole record replayed, with or without a database). What an act has *read* is share-locked until it
commits, so no act that changes it can slip in between and be numbered before it: replay in the record's order sees
what the act saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, TypeVar, cast

from django.db import models
from django.db.models.base import ModelState

from comity.record.pipeline import BEGIN, Statement, ask
from comity.record.refusals import ContentMissing, ContentWithheld
from comity.record.table import Key, Stored, Table, join_of, table_of

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
        if values or named.keys() != table_of(type(self)).field_names:
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


def key_of(row: Projection) -> Key:
    """The primary key of ``row`` as a tuple."""
    return table_of(type(row)).key_of(row)


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
        self._loaded: dict[Place, Stored] = {}
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
        apart = [place for place in dict.fromkeys(shared) if place not in locked]
        alone = list(dict.fromkeys(locked))
        statements = [BEGIN] if begin else []
        if apart:
            joined = join_of(tuple(model for model, _ in apart))
            statements.append(Statement(joined.select_shared, [part for _, key in apart for part in key]))
        statements += [Statement(table_of(model).select_locked, key) for model, key in alone]
        answers = ask(self._connection, statements)
        # Where one row is not there, the joined statement gives none: each is then read when the act asks for it.
        if apart and answers[begin]:
            [values] = answers[begin]
            self._shared.update(apart)
            for (model, key), columns in zip(apart, joined.columns, strict=True):
                self._keep(model, key, [values[columns]])
        self._locked.update(alone)
        for (model, key), found in zip(alone, answers[len(answers) - len(alone) :], strict=True):
            self._keep(model, key, found)

    def read(self, model: type[P], *key: Any) -> P | None:
        place = (model, key)
        if place in self._shared or self._is_ours(place):
            return cast("P | None", self._known[place])
        self._shared.add(place)
        return self._fetch(model, key, table_of(model).select_shared)

    def lock(self, model: type[P], *key: Any) -> P | None:
        place = (model, key)
        if self._is_ours(place):
            return cast("P | None", self._known[place])
        self._locked.add(place)
        return self._fetch(model, key, table_of(model).select_locked)

    def _is_ours(self, place: Place) -> bool:
        return place in self._locked or place in self._put or place in self._removed

    def find(self, model: type[P], **equal: Any) -> list[P]:
        table = table_of(model)
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
                yield Statement(table_of(place[0]).delete, place[1])
        for place, row in self._put.items():
            table = table_of(place[0])
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
        table, row = table_of(model), self._known.get(place)
        if row is None or self._loaded[place].raw != values:
            loaded = table.loaded(values)
            self._loaded[place] = Stored(values, loaded)
            if row is None:
                row = self._known[place] = table.row(loaded)
            else:
                row.__dict__.update(zip(table.names, loaded, strict=True))
        return cast("P", row)

    def _take(self, table: Table, values: tuple[Any, ...]) -> Projection | None:
        """The known row for these values, or a new one; a row already changed or removed by this act stays so."""
        place = (table.model, table.key(values))
        if self._known.get(place) is not None or place in self._removed:
            return self._known[place]
        loaded = table.loaded(values)
        self._loaded[place] = Stored(values, loaded)
        row = self._known[place] = table.row(loaded)
        return row
