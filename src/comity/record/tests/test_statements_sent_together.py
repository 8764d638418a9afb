"""Statements that leave in one message: their rows, their errors, and statements that the server has forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from comity.record.models import Recorded
from comity.record.pipeline import BEGIN, COMMIT, ROLLBACK, Statement, ask
from comity.record.testing import Scribe

pytestmark = pytest.mark.django_db(transaction=True)

ONE = Statement("SELECT $1::int + 1", (1,))
MANY = Statement("SELECT n FROM generate_series(1, $1::int) n", (3,))
WRONG = Statement("SELECT 1 / $1::int", (0,))


@pytest.fixture
def database() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    # A connection of its own: one from the pool may have forgotten what an earlier test prepared.
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        yield own


def test_every_statement_has_its_own_rows(database: psycopg.Connection) -> None:
    assert ask(database, [ONE, MANY, ONE]) == [[(2,)], [(1,), (2,), (3,)], [(2,)]]


def test_a_statement_is_prepared_once_for_a_connection(database: psycopg.Connection) -> None:
    statement = Statement("SELECT $1::text || 'once'", ("",))
    for _ in range(3):
        ask(database, [statement, statement])
    known = "SELECT count(*) FROM pg_prepared_statements WHERE statement = $1"
    assert ask(database, [Statement(known, (statement.text,))]) == [[(1,)]]


def test_moments_come_in_utc_json_as_text_and_bytes_as_they_were(database: psycopg.Connection) -> None:
    at = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
    wanted = "SELECT $1::timestamptz, $2::jsonb, $3::bytea, $4::text"
    [[(moment, json, raw, absent)]] = ask(database, [Statement(wanted, (at, '{"a": 1}', b"\x00\xff", None))])
    assert (moment, json, raw, absent) == (at, b'{"a": 1}', b"\x00\xff", None)
    assert moment.tzinfo is UTC


def test_what_does_not_fit_into_one_message_is_sent_too(database: psycopg.Connection) -> None:
    long = bytes(range(256)) * 40_000
    assert ask(database, [Statement("SELECT length($1::bytea)", (long,)), ONE]) == [[(len(long),)], [(2,)]]


def test_the_first_error_is_raised_and_nothing_after_it_is_done(database: psycopg.Connection) -> None:
    ask(database, [Statement("CREATE TEMPORARY TABLE seen (n int)")])
    with pytest.raises(psycopg.errors.DivisionByZero):
        ask(database, [BEGIN, WRONG, Statement("INSERT INTO seen VALUES (1)"), COMMIT])
    assert ask(database, [ROLLBACK, Statement("SELECT count(*) FROM seen")])[1] == [(0,)]


def test_a_value_that_cannot_be_sent_is_refused_before_anything_is(database: psycopg.Connection) -> None:
    with pytest.raises(psycopg.DataError):
        ask(database, [BEGIN, Statement("SELECT $1::text", ("a\x00b",))])
    assert database.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_a_lost_connection_is_an_operational_error(database: psycopg.Connection) -> None:
    other = psycopg.connect(database.info.dsn, autocommit=True)
    ask(other, [ONE])
    ask(database, [Statement("SELECT pg_terminate_backend($1::int)", (other.info.backend_pid,))])
    with pytest.raises(psycopg.OperationalError):
        ask(other, [ONE])
    assert other.closed


def test_an_act_is_done_though_the_server_has_forgotten_every_statement() -> None:
    scribe = Scribe.opened()
    connection.connection.execute("DEALLOCATE ALL")
    scribe.grant_key("anna")
    assert Recorded.objects.count() == 2
