"""The live stream's ear comes back after the database was away, and clears the pool of the connections that died."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from comity.site import live

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 20


async def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if holds():
            return True
        await asyncio.sleep(0.05)
    return False


def end_every_connection(parameters: dict) -> None:
    with psycopg.connect(**parameters, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_after_every_connection_has_died_nobody_is_given_a_dead_one() -> None:
    connection.ensure_connection()
    pool, parameters = connection.pool, live._parameters()
    connection.close()
    taken = [pool.getconn() for _ in range(8)]
    for one in taken:
        pool.putconn(one)

    async def listen() -> None:
        hub = live.Hub()
        hub.ensure_running()
        assert await eventually(lambda: hub.hears)
        end_every_connection(parameters)
        assert await eventually(lambda: not hub.hears)
        assert await eventually(lambda: hub.hears)
        hub._task.cancel()

    asyncio.run(listen())
    # Whoever meets dead ones waits one second after the first, two after the second, and so on.
    fresh = [pool.getconn(timeout=5) for _ in range(8)]
    assert not set(fresh) & set(taken)
    for one in fresh:
        one.execute("SELECT 1")
        pool.putconn(one)
