"""Several statements to PostgreSQL in one round trip, each prepared once for a connection.

psycopg's own pipeline sends, and waits, once for every statement. Here the statements of an act leave together and
their answers are read together, which saves most of what they cost here and there (decision 0006). What psycopg
knows of types, waiting and errors is used as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import AdaptersMap, Loader, PyFormat, Transformer
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

Row = tuple[Any, ...]


class Statement(NamedTuple):
    """SQL with ``$1``, ``$2`` … and what stands there. JSON is given as text; columns of JSON come back as bytes."""

    text: str
    parameters: Sequence[Any] = ()


BEGIN = Statement("BEGIN")
COMMIT = Statement("COMMIT")
ROLLBACK = Statement("ROLLBACK")

STALE = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported)
"""A prepared statement is gone (psycopg has all of them forgotten when it rolls back), or a migration has changed its
table. Asked once more, in a transaction of its own, it is prepared anew."""


def ask(connection: psycopg.Connection[Any], statements: Sequence[Statement]) -> list[list[Row]]:
    """Have the statements done in one round trip; the rows that each gives.

    Raises the error of the first that fails; those after it were not done.
    """
    session = _session(connection)
    # Values that cannot be sent are refused here, before anything is.
    ready = [(session.of(statement.text), *_dumped(session, statement.parameters)) for statement in statements]
    asked: list[tuple[_Prepared, bool]] = []
    pgconn = connection.pgconn
    with connection.lock:
        try:
            pgconn.enter_pipeline_mode()
            for prepared, values, formats in ready:
                if not prepared.stands and (prepared, True) not in asked:
                    pgconn.send_prepare(prepared.name, prepared.text)
                    asked.append((prepared, True))
                pgconn.send_query_prepared(prepared.name, values, formats, Format.BINARY)
                asked.append((prepared, False))
            pgconn.pipeline_sync()
            answers = connection.wait(_answers(pgconn))
            pgconn.exit_pipeline_mode()
        except BaseException:
            # Interrupted, or the server is gone: nobody knows which answers are still to come.
            connection.close()
            raise
    return _rows(session, connection, asked, answers)


def _answers(pgconn: PGconn) -> PQGen[list[PGresult]]:
    """Send what is not sent yet, and collect the answers up to the end of the pipeline."""
    answers: list[PGresult] = []
    waiting = Wait.RW
    ended = False
    while True:
        ready = yield waiting
        if ready & Ready.W:
            waiting = Wait.RW if pgconn.flush() else Wait.R
        if not ready & Ready.R:
            continue
        pgconn.consume_input()
        while not pgconn.is_busy():
            result = pgconn.get_result()
            if result is None:
                if ended:
                    raise psycopg.OperationalError("the server ended the connection in the middle of an act")
                ended = True
                continue
            ended = False
            if result.status == ExecStatus.PIPELINE_SYNC:
                return answers
            answers.append(result)


def _rows(
    session: _Session,
    connection: psycopg.Connection[Any],
    asked: list[tuple[_Prepared, bool]],
    answers: list[PGresult],
) -> list[list[Row]]:
    rows = []
    for (prepared, is_preparation), answer in zip(asked, answers, strict=True):
        if answer.status == ExecStatus.FATAL_ERROR:
            error = psycopg.errors.error_from_result(answer, encoding=connection.info.encoding)
            if isinstance(error, STALE):
                session.statements.clear()
            raise error
        if is_preparation:
            prepared.stands = True
        else:
            rows.append(prepared.rows(answer))
    return rows


class _Prepared:
    """A statement under the name by which the server knows it once it ``stands``, and how its rows are read."""

    __slots__ = ("_is_known", "_reader", "name", "stands", "text")

    def __init__(self, name: bytes, text: str) -> None:
        self.name, self.text = name, text.encode()
        self.stands = self._is_known = False
        self._reader = Transformer(_adapters)

    def rows(self, answer: PGresult) -> list[Row]:
        if answer.status != ExecStatus.TUPLES_OK:
            return []
        # The types of the columns are looked up once: those of a prepared statement never change.
        self._reader.set_pgresult(answer, set_loaders=not self._is_known)
        self._is_known = True
        return self._reader.load_rows(0, answer.ntuples, tuple)


class _Session:
    """The statements of a connection. A name is never used twice."""

    def __init__(self) -> None:
        self.statements: dict[str, _Prepared] = {}
        self.dump = Transformer(_adapters)
        self._names = 0

    def of(self, text: str) -> _Prepared:
        found = self.statements.get(text)
        if found is None:
            self._names += 1
            found = self.statements[text] = _Prepared(f"comity_{self._names}".encode(), text)
        return found


def _dumped(session: _Session, parameters: Sequence[Any]) -> tuple[Sequence[Buffer | None], Sequence[Format]]:
    """Parameters as they are sent: bytes as they are, everything else as text, whose type the server knows."""
    if not parameters:
        return (), ()
    wanted = [PyFormat.BINARY if type(value) is bytes else PyFormat.TEXT for value in parameters]
    return session.dump.dump_sequence(parameters, wanted), session.dump.formats or ()


class _Instant(Loader):
    """A moment, in Python's own UTC."""

    format = Format.BINARY

    def load(self, data: Buffer) -> datetime:
        return _EPOCH + timedelta(microseconds=_microseconds(data)[0])


class _Json(Loader):
    """The text of a JSON document; whoever compares it with another need not read it."""

    format = Format.BINARY

    def load(self, data: Buffer) -> bytes:
        return bytes(data[1:])  # the first byte is the version of the binary form


_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_microseconds: Callable[[Buffer], tuple[int]] = Struct(">q").unpack
_adapters = AdaptersMap(psycopg.adapters)
_adapters.register_loader("timestamptz", _Instant)
_adapters.register_loader("jsonb", _Json)
_sessions: WeakKeyDictionary[psycopg.Connection[Any], _Session] = WeakKeyDictionary()


def _session(connection: psycopg.Connection[Any]) -> _Session:
    found = _sessions.get(connection)
    if found is None:
        found = _sessions[connection] = _Session()
    return found
