"""`comity enterprises`: match names across scripts. Needs no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from comity.cli.common import Commands, console, print_json

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(cls=Commands)
def enterprises() -> None:
    """Enterprises: their names, licences and profiles."""


@enterprises.command()
@click.argument("file", type=FILE)
@as_json
def match(file: Path, as_json: bool) -> None:
    """Say of each pair of names in FILE (CSV with the columns name1 and name2) whether they are of one enterprise."""
    from comity.enterprises.names import match_all, read_pairs

    pairs = read_pairs(sys.stdin.buffer if str(file) == "-" else file)
    found = match_all(pairs)
    if as_json:
        print_json(
            [
                {"name1": left, "name2": right, "score": one.score, "verdict": one.verdict, "reason": one.reason}
                for (left, right), one in zip(pairs, found, strict=True)
            ]
        )
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("first name", "second name", "score", "verdict", "reason")
    for (left, right), one in zip(pairs, found, strict=True):
        colour = "green" if one.verdict == "same" else "yellow"
        table.add_row(Text(left), Text(right), f"{one.score:.2f}", Text(one.verdict, style=colour), Text(one.reason))
    console.print(table)
