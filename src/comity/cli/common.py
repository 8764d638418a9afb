"""What every command shares: a ready database, one way to say what went wrong, one way to print JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console

from comity.phrase import Refusal

console = Console(highlight=False)
warnings = Console(stderr=True, highlight=False)

INPUT = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
"""A file that is read, or ``-`` for the standard input."""
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


class Failed(click.ClickException):
    """A command that did not succeed, said in one line."""

    def show(self, file: Any = None) -> None:
        warnings.print(f"[bold red]comity:[/] {self.format_message()}", soft_wrap=True)


class Commands(click.Group):
    """A group whose commands say refusals in words, and never with a stack of calls."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Failed(str(refusal)) from refusal


@contextmanager
def with_database() -> Iterator[None]:
    """Django ready on a running database: DATABASE_URL, or the embedded server for as long as the command runs."""
    import secrets

    from comity import embedded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    data = Path(os.environ.get("COMITY_DATA", ".comity"))
    running = None
    if "DATABASE_URL" not in os.environ:
        running = embedded.start(data / "postgres")
        os.environ["DATABASE_URL"] = running.url
    if "COMITY_SECRET_KEY" not in os.environ:
        os.environ["COMITY_SECRET_KEY"] = _kept_secret(data / "secret", secrets.token_urlsafe(50))
    try:
        import django

        django.setup()
        yield
    finally:
        if running is not None:
            from django.db import connections

            connections.close_all()
            running.stop()


def without_database() -> None:
    """Django ready for what needs its models but no database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    os.environ.setdefault("COMITY_SECRET_KEY", "no pages are served")
    django.setup()


def print_json(value: Any) -> None:
    """One JSON document, indented."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str) + b"\n")
    sys.stdout.buffer.flush()


def _kept_secret(path: Path, fresh: str) -> str:
    """The secret in ``path``, made there on first use, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh)
    except FileExistsError:
        return path.read_text().strip()
    return fresh
