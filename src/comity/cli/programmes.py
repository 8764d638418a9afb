"""`comity programmes`: compose a work-share. Needs no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from comity.cli.common import INPUT, Commands, as_json, console, print_json


@click.group(cls=Commands)
def programmes() -> None:
    """Joint programmes: share the work among members and enterprises."""


@programmes.command()
@click.argument("file", type=INPUT)
@as_json
def compose(file: Path, as_json: bool) -> None:
    """The cheapest assignment of the packages in INPUT (JSON), then the fairest within its premium; fails without one.

    The format is described in docs/developer-programmes.md.
    """
    from comity.programmes.workshare import composing, document

    source = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    answer = composing.compose(document.read(source)).document()
    if as_json:
        print_json(answer)
    else:
        _print(answer)
    if answer["status"] not in ("optimal", "feasible"):
        raise SystemExit(1)


def _print(answer: dict[str, Any]) -> None:
    from rich.table import Table

    console.print(f"[bold]{answer['status']}[/]")
    for line in answer["explanation"]:
        console.print(f"  {line}", soft_wrap=True, markup=False)
    if answer["assignment"]:
        table = Table("package", "enterprise")
        for package, enterprise in answer["assignment"].items():
            table.add_row(package, enterprise)
        console.print(table)
