"""Further processes that check bundles: each a fresh interpreter, spoken to over its standard input and output.

Not ``multiprocessing``: forking a process with database connections and threads is unsafe, and spawning one imports the
whole command again. A worker learns the acts on keys in the record's order, each once, together with the next bundle.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from comity.record.audit.bundle import Checked, check_bundle
from comity.record.keyring import KeyRing

KeyAct = tuple[int, str, Mapping[str, Any]]
"""Position, type and payload of an act on keys."""


class Task(NamedTuple):
    """A bundle to check, and the acts on keys that the worker has not seen."""

    leaves: Sequence[bytes]
    start: int
    origin: str
    contents: bool
    key_acts: Sequence[KeyAct]


class Workers:
    """A fixed number of processes that check bundles; a context manager that ends them."""

    def __init__(self, processes: int, key_acts: Sequence[KeyAct]) -> None:
        self._key_acts = key_acts
        self._all = [_Worker() for _ in range(processes)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="audit")

    def submit(self, leaves: Sequence[bytes], start: int, origin: str, *, contents: bool) -> Future[Checked]:
        """Have a bundle checked against the keys known by now."""
        return self._threads.submit(self._check, leaves, start, origin, contents, len(self._key_acts))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=kind is None, cancel_futures=True)
        for worker in self._all:
            worker.end()

    def _check(self, leaves: Sequence[bytes], start: int, origin: str, contents: bool, known: int) -> Checked:
        worker = self._idle.get()
        try:
            fresh = self._key_acts[worker.seen : known]
            worker.seen = max(worker.seen, known)
            return worker.ask(Task(leaves, start, origin, contents, fresh))
        finally:
            self._idle.put(worker)


class _Worker:
    def __init__(self) -> None:
        self.seen = 0
        self._process = subprocess.Popen(  # noqa: S603  this very program
            [sys.executable, "-c", f"from {__name__} import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, task: Task) -> Checked:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            _send(self._process.stdin, task)
            answer = _receive(self._process.stdout)
        except OSError:
            answer = None
        if not isinstance(answer, Checked):
            raise ChildProcessError(f"a process of the audit ended unexpectedly (status {self._process.poll()})")
        return answer

    def end(self) -> None:
        self._process.terminate()  # first, so that nobody waits for its answer
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


def serve() -> None:
    """The life of a worker: check bundles from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is the parent's business; it closes our input
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    keys = KeyRing()
    while (task := _receive(source)) is not None:
        for position, type, payload in task.key_acts:
            keys.consume(position, type, payload)
        _send(sink, check_bundle(task.leaves, task.start, task.origin, keys, contents=task.contents))


def _send(pipe: IO[bytes], message: object) -> None:
    frame = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(frame).to_bytes(8, "big") + frame)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """The next message, None at the end of the pipe. Only ever between a process and its own child."""
    size = pipe.read(8)
    if len(size) < 8:
        return None
    frame = pipe.read(int.from_bytes(size, "big"))
    return pickle.loads(frame)  # noqa: S301
