"""`comity serve`, `comity work`, `comity demo`: the web server, and what runs beside it.

The sequencer runs in every serving process group and in every worker; whichever holds the lock leads.
"""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import click

from comity.cli.common import Failed, console, with_database
from comity.cli.workers import HeavyWorker, LightWorker, end_with_standard_input, run_jobs

LOOPBACK = "127.0.0.1"
NAME = "localhost"  # the same address, by the name that passkeys need (WebAuthn §5.1.2: a relying party is a domain)


@click.command()
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--work/--no-work", default=True, show_default=True, help="Also run jobs: the clock, mail, webhooks.")
def serve(host: str, port: int, processes: int, work: bool) -> None:
    """Serve the pages, the API and the record."""
    require_free(host, port)
    with with_database():
        prepare_static()
        with beside(work=work):
            run_web(host, port, processes)


@click.command()
@click.option("--concurrency", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(["default", "heavy"]),
    help="Only these jobs: default (the clock, mail, webhooks) or heavy (batches). By default all.",
)
@click.option("--tethered", is_flag=True, hidden=True, help="End when standard input is closed.")
def work(concurrency: int, queues: tuple[str, ...], tethered: bool) -> None:
    """Run jobs only: the clock, mail, webhooks, heavy batches. More workers on more machines share the jobs."""
    if tethered:
        end_with_standard_input()
    # Where heavy jobs compute, nobody's act should wait for its place on the record.
    leads = queues != ("heavy",)
    with with_database(), sequencing() if leads else nullcontext(), suppress(KeyboardInterrupt):
        run_jobs(queues, concurrency=concurrency)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Throw the demonstration's data away and begin again.")
def demo(port: int, fresh: bool) -> None:
    """Set up the demonstration on the embedded database, serve it, and print the address."""
    import os

    require_free(LOOPBACK, port)
    data = Path(os.environ.setdefault("COMITY_DATA", ".comity"))
    os.environ["COMITY_URL"] = f"http://{NAME}:{port}"
    began = time.monotonic()
    if fresh:
        _discard(data)
    with with_database():
        from django.core.management import call_command

        from comity.site import demonstration

        with console.status("Setting up the database …"):
            call_command("migrate", interactive=False, verbosity=0)
            prepare_static()
        logins = demonstration.ensure_loaded(console)
        with beside(work=True):
            console.print(_welcome(port, logins, time.monotonic() - began), soft_wrap=True)
            run_web(LOOPBACK, port, 1, quiet=True)
        console.print("Stopped. Nothing is left running; the data stays in", str(data))


def require_free(host: str, port: int) -> None:
    """Raise a line that a person understands if something else listens there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Failed(f"port {port} is taken by another program; choose another with --port") from error
            raise Failed(f"cannot listen on {host}:{port}: {error.strerror}") from error


def prepare_static() -> None:
    """Collect the static files under hashed names."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def sequencing() -> Iterator[None]:
    """The sequencer in a thread; it leads if nobody else does."""
    from comity.record import sequencer

    thread, stop = sequencer.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


@contextmanager
def beside(*, work: bool) -> Iterator[None]:
    """The sequencer, and if asked for the jobs: light ones in a thread, heavy ones in a process of their own."""
    workers: list[LightWorker | HeavyWorker] = [LightWorker(), HeavyWorker()] if work else []
    with sequencing():
        try:
            for worker in workers:
                worker.start()
            yield
        finally:
            for worker in reversed(workers):
                worker.end()


def run_web(host: str, port: int, processes: int, *, quiet: bool = False) -> None:
    """Serve until interrupted; open live connections are closed, requests under way are finished."""
    import uvicorn

    uvicorn.run(
        "comity.site.asgi:application",
        host=host,
        port=port,
        workers=processes,
        log_level="warning" if quiet else "info",
        timeout_graceful_shutdown=2,
        lifespan="off",
        server_header=False,
    )


def _discard(data: Path) -> None:
    import shutil

    from comity import embedded

    if (data / "postgres" / "PG_VERSION").exists():
        running = embedded.start(data / "postgres")
        if not running.started_here:
            raise Failed("the demonstration is running; stop it first (Ctrl+C in its window)")
        running.stop()
    for part in ("postgres", "keys", "demonstration-keys", "static", "secret"):
        path = data / part
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _welcome(port: int, logins: list[tuple[str, str, str]], seconds: float) -> str:
    lines = [f"\n[bold]Comity is ready[/] after {seconds:.1f} s: [link]http://{NAME}:{port}/[/]\n"]
    lines += [f"  {who:<44} {email:<32} {password}" for who, email, password in logins]
    lines.append("\nPublic pages need no login. [bold]Ctrl+C[/] stops everything.\n")
    return "\n".join(lines)
