"""The path page of a 193-member body: its weight, its queries, its time; and 500 open pages told of a change."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from comity import embedded

MEMBERS = [f"M{number:03}" for number in range(193)]
CONNECTIONS = 500
ROUNDS = 30


def run() -> list[dict[str, Any]]:
    """Figures of the page, then of the live connections, on a database of their own."""
    with _installation() as place:
        _prepare()
        rows = list(_page())
        rows.append(_live(place))
    return rows


@contextmanager
def _installation() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="comity-bench-"))
    place.chmod(0o755)
    server = embedded.start(place / "postgres")
    os.environ |= {
        "DATABASE_URL": server.url,
        "COMITY_DATA": str(place),
        "COMITY_SECRET_KEY": "bench",
        "DJANGO_SETTINGS_MODULE": "comity.site.settings",
    }
    import django

    django.setup()
    try:
        yield place
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


def _prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from comity.cases.testing import EVERYBODY, Chamber, one_stage
    from comity.record import sequencer

    chamber = Chamber.of_members(*MEMBERS)
    chamber.asked(one_stage(EVERYBODY))
    chamber.all_say("approve", *MEMBERS[:150])
    sequencer.drain()


def _page() -> Iterator[dict[str, Any]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from comity.record import fragments

    client = Client(headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/cases/q1/")
        queries = len(asked)
    assets = sum(path.stat().st_size for path in _assets(page.content.decode()))
    times = []
    for _ in range(ROUNDS):
        fragments.forget()  # the page as after every act, not as kept for the next reader
        begun = time.perf_counter()
        client.get("/cases/q1/")
        times.append((time.perf_counter() - begun) * 1000)
    weight, median = len(page.content), statistics.median(times)
    yield {"name": "path page, 193 members", "figure": weight, "unit": "bytes", "limit": 100_000, "ratio": weight / 1e5}
    yield {"name": "with its assets", "figure": weight + assets, "unit": "bytes", "limit": 200_000}
    yield {"name": "queries", "figure": queries, "unit": "", "limit": 15}
    yield {"name": "server time, median", "figure": median, "unit": "ms", "limit": 60, "ratio": median / 60}


def _assets(page: str) -> list[Path]:
    import re

    from django.conf import settings

    found = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page))
    return [Path(settings.STATIC_ROOT) / name for name in found]


def _live(place: Path) -> dict[str, Any]:
    """From the act committed to the last of 500 connections told, on one process, the sequencer included."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "comity", "serve", "--port", str(port), "--no-work"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        seconds = asyncio.run(_told(port))
    finally:
        server.terminate()
        server.wait(timeout=20)
    median = statistics.median(seconds)
    return {
        "name": f"{CONNECTIONS} open pages told of an act, the last of them (median of {len(seconds)})",
        "figure": median,
        "unit": "s",
        "limit": 1.0,
        "ratio": median,
    }


async def _told(port: int) -> list[float]:
    streams = []
    for _attempt in range(300):
        try:
            streams.append(await _open(port))
            break
        except OSError:
            await asyncio.sleep(0.2)
    streams += [await _open(port) for _ in range(CONNECTIONS - 1)]
    seconds = []
    for number in range(5):
        await asyncio.sleep(0.5)
        begun = await asyncio.to_thread(_act, number)
        await asyncio.gather(*(asyncio.wait_for(_event(reader), 30) for reader, _ in streams))
        seconds.append(time.perf_counter() - begun)
    for _, writer in streams:
        writer.close()
    return seconds


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /live?topic=parties HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
    await writer.drain()
    while b"retry" not in await reader.readline():
        pass
    return reader, writer


async def _event(reader: asyncio.StreamReader) -> None:
    while b"event: parties" not in await reader.readline():
        pass


def _act(number: int) -> float:
    from comity.parties.acts import SetWeights
    from comity.record.acts import Capacity
    from comity.record.commit import commit

    commit(SetWeights(party="M000", weights={"population": number}, source="a census"), Capacity.of_system())
    return time.perf_counter()


if __name__ == "__main__":
    from bench.__main__ import line

    for row in run():
        sys.stdout.write(line(row) + "\n")
