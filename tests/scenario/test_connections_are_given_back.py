"""A server asked by many at once, with pages open for hours, keeps to the connections of its pool."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from comity import embedded
from comity.site.settings import POOL

STREAMS, REQUESTS = 40, 200


@pytest.mark.slow
def test_connections_come_back_from_many_requests_open_streams_and_a_restart_of_the_database() -> None:
    data = Path(tempfile.mkdtemp(prefix="comity-connections-"))
    data.chmod(0o755)
    server = embedded.start(data / "postgres")
    environment = {**os.environ, "DATABASE_URL": server.url, "COMITY_DATA": str(data), "COMITY_SECRET_KEY": "x"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    comity = [sys.executable, "-m", "comity"]
    site = None
    streams = []
    try:
        subprocess.run([*comity, "migrate"], env=environment, check=True, capture_output=True, timeout=120)
        command = [*comity, "serve", "--port", str(port), "--no-work"]
        site = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"http://localhost:{port}"
        _await(f"{address}/register/")
        # Somebody who comes back after a cut line asks the database what was missed.
        for _ in range(STREAMS):
            request = urllib.request.Request(f"{address}/live?topic=record", headers={"Last-Event-ID": "0"})
            streams.append(urllib.request.urlopen(request, timeout=30))
            assert streams[-1].readline().startswith(b"retry")
        with ThreadPoolExecutor(8) as readers:
            answers = list(readers.map(_status, [f"{address}/register/"] * REQUESTS))
        assert set(answers) == {200}
        with psycopg.connect(server.url) as database:
            count = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            (open_now,) = database.execute(count).fetchone()
        # The pool, the ear of the live stream, and this question.
        assert open_now <= POOL["max_size"] + 2

        server.stop()
        server = embedded.start(data / "postgres")
        assert _answers_within(f"{address}/register/", POOL["timeout"])
        with ThreadPoolExecutor(8) as readers:
            answers = list(readers.map(_status, [f"{address}/register/"] * REQUESTS))
        assert set(answers) == {200}
    finally:
        for stream in streams:
            stream.close()
        if site is not None:
            site.terminate()
            site.wait(timeout=30)
        server.stop()
        shutil.rmtree(data, ignore_errors=True)


def _status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status


def _answers_within(address: str, seconds: float) -> bool:
    """Whether a page is given, and not only after a while, before so many seconds are over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _await(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _status(address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server does not start")
