"""Who runs the jobs: a thread beside the web server for the light ones, a process of its own for the heavy ones.

A thread that computes slows every page of its process; so what is heavy is kept out of the web server altogether.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from comity.cli.common import warnings

GRACE = 5
LAST = 10


class LightWorker(threading.Thread):
    """A procrastinate worker in a thread, with an event loop of its own: the clock, mail, webhooks."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self._loop: Any = None
        self._task: Any = None

    def run(self) -> None:
        import asyncio

        from comity.record.jobs import LIGHT

        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.current_task()
            await _jobs([LIGHT], concurrency=2, signals=False)

        with suppress(asyncio.CancelledError):
            asyncio.run(main())

    def end(self) -> None:
        """Stop taking jobs; those under way get a moment."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self.join(timeout=GRACE)


class HeavyWorker:
    """`comity work --queue heavy` in a process of its own, which ends when this one does, however this one ends.

    It holds the other end of a pipe: the system closes ours even if we are killed. A session of its own keeps Ctrl+C at
    the terminal from reaching it beside us.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "comity", "work", "--queue", "heavy", "--concurrency", "1", "--tethered"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603

    def end(self) -> None:
        """Let go of it, and wait until it is gone."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=LAST + GRACE)
        except subprocess.TimeoutExpired:
            warnings.print("comity: the heavy worker did not end by itself; it is stopped, its job is repeated later")
            self._process.kill()
            self._process.wait()


def end_with_standard_input() -> None:
    """Have this process end when whoever started it lets go of its standard input.

    A job that computes on cannot be interrupted; after a while it is left behind, and `revive` gives it to another.
    """

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LAST)
        os._exit(1)

    threading.Thread(target=watch, name="tether", daemon=True).start()


def run_jobs(queues: Sequence[str], *, concurrency: int) -> None:
    """Run jobs of these queues (none: of all) until a signal ends it."""
    import asyncio

    asyncio.run(_jobs(queues, concurrency=concurrency, signals=True))


async def _jobs(queues: Sequence[str], *, concurrency: int, signals: bool) -> None:
    from procrastinate.contrib.django import app

    only: dict[str, Any] = {"queues": list(queues)} if queues else {}
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            **only,
            concurrency=concurrency,
            install_signal_handlers=signals,
            delete_jobs="successful",
            shutdown_graceful_timeout=GRACE,
        )
