"""A roll call of 193 seen by 500 open screens: from the last position to the last screen that shows it.

Each screen is a connection to the live stream, which brings the screen's changed part along, as browsers have it. One
process serves, its sequencer included; the screens live in a process of their own on the same machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from typing import Any

from bench.pages import _installation

MEMBERS = 193
SCREENS = 500
LIMIT = 1.0
LAST = 5
"""Rounds: each is a position, the last ones of the roll, on which everybody waits."""


def run() -> list[dict[str, Any]]:
    """The figure of this benchmark (see `bench`)."""
    with _installation():
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        sitting = _roll_call()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "comity", "serve", "--port", str(port), "--no-work"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            seconds = _rounds(sitting, port)
        finally:
            server.terminate()
            server.wait(timeout=20)
    median = statistics.median(seconds)
    return [
        {
            "name": f"roll call of {MEMBERS}: last position to the last of {SCREENS} screens",
            "figure": median,
            "unit": "s",
            "limit": LIMIT,
            "ratio": median / LIMIT,
        }
    ]


def _roll_call() -> Any:
    """A session in which the roll is called and all but the last few have answered."""
    from comity.meetings.sitting_testing import Sitting
    from comity.record import sequencer

    sitting = Sitting.begun(*(f"M{number:03}" for number in range(MEMBERS)))
    sitting.puts(by="M001")
    first = next(iter(sitting.delegates))
    sitting.voting_on(method="roll call", first=first)
    members = sitting.vote().members
    for member in members[:-LAST]:
        sitting.casts(member, "yes")
    sequencer.drain()
    return sitting


def _rounds(sitting: Any, port: int) -> list[float]:
    """Seconds from each of the last positions to the last screen that shows it."""
    screens = subprocess.Popen(
        [sys.executable, "-m", "bench.hall", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ,
    )  # fmt: skip
    assert screens.stdin is not None
    assert screens.stdout is not None
    seconds = []
    try:
        assert screens.stdout.readline().strip() == "open"
        for place, member in enumerate(sitting.vote().members[-LAST:]):
            screens.stdin.write(f"{MEMBERS - LAST + place + 1}\n")
            screens.stdin.flush()
            assert screens.stdout.readline().strip() == "waiting"
            begun = time.time()
            _answers(sitting, member)
            seconds.append(json.loads(screens.stdout.readline()) - begun)
            time.sleep(1)
    finally:
        screens.stdin.close()
        screens.wait(timeout=20)
    return seconds


def _answers(sitting: Any, member: str) -> None:
    from comity.meetings.acts.voting import CastVote
    from comity.record.commit import commit

    commit(CastVote(session="s1", vote="v1", position="yes"), sitting.delegates[member])


# --- the screens, in a process of their own


async def _screens(port: int) -> None:
    loop = asyncio.get_running_loop()
    streams = [await _first(port)]
    streams += [await _stream(port) for _ in range(SCREENS - 1)]
    sys.stdout.write("open\n")
    sys.stdout.flush()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        said = f"{int(line)} of {MEMBERS} have voted".encode()
        waits = [asyncio.create_task(_shows(stream, said)) for stream in streams]
        await asyncio.sleep(0.2)
        sys.stdout.write("waiting\n")
        sys.stdout.flush()
        await asyncio.wait_for(asyncio.gather(*waits), 60)
        sys.stdout.write(json.dumps(time.time()) + "\n")
        sys.stdout.flush()


async def _first(port: int) -> asyncio.StreamReader:
    """The first stream, as soon as the server answers."""
    for _attempt in range(300):
        try:
            return await _stream(port)
        except OSError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server does not start")


async def _stream(port: int) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    writer.write(
        b"GET /live?topic=hall:s1&push=hall:s1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
    )
    await writer.drain()
    while b"retry" not in await _line(reader):
        pass
    return reader


async def _line(stream: asyncio.StreamReader) -> bytes:
    """The next line of a stream; one that the server has closed ends the benchmark."""
    line = await stream.readline()
    if not line:
        raise SystemExit("the server closed a stream")
    return line


async def _shows(stream: asyncio.StreamReader, said: bytes) -> None:
    """Read what the stream brings until the screen shows this."""
    while said not in await _line(stream):
        pass


if __name__ == "__main__":
    asyncio.run(_screens(int(sys.argv[1])))
