"""Heavy jobs run in a process of their own, which nothing leaves behind: not Ctrl+C, not a server that is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from comity.record.tasks import catch_up

WAIT = 60


@pytest.fixture
def server(transactional_db, tmp_path: Path) -> Iterator[subprocess.Popen]:
    """`comity serve` on the tests' database."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers CASCADE")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = connection.get_connection_params()
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{found.get('user', 'postgres')}@/{found['dbname']}?host={found.get('host', '')}",
        "COMITY_DATA": str(tmp_path),
    }
    command = [sys.executable, "-m", "comity", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    yield process
    for one in (process.pid, *children_of(process.pid)):
        if alive(one):
            os.kill(one, signal.SIGKILL)
    process.wait()
    # What the killed ones have left open would keep the database from being dropped.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [found["dbname"]],
        )
    connection.close()
    connection.close_pool()  # its other connections have just been ended too


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and was not yet waited for does not."""
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return status.stdout.strip()[:1] not in ("", "Z")


def eventually(holds, seconds: float = WAIT) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.2)
    return False


def tried() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE queue_name = 'heavy'")
        return [status for (status,) in cursor.fetchall()] == ["failed"]


def heavy_worker_of(server: subprocess.Popen) -> int:
    """The process that took a heavy job: one that fails at once, so that it leaves a trace."""
    catch_up.defer(name="nothing of this name")
    assert eventually(tried), "nobody took the heavy job"
    [child] = [
        pid for pid in children_of(server.pid) if b"heavy" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ]
    return child


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_worker_of_heavy_jobs_ends_with_its_server(server, how):
    child = heavy_worker_of(server)
    assert alive(child)
    server.send_signal(how)
    server.wait(WAIT)
    assert eventually(lambda: not alive(child), 20)
