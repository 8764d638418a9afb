"""`comity rule`: decide, entry-into-force, power, check, simulate. Needs no database (RULES.md)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from comity.cli.common import INPUT, Commands, as_json, console, print_json


@click.group(cls=Commands)
def rule() -> None:
    """Evaluate, explain and analyse decision rules; files are YAML or JSON."""


@rule.command()
@click.argument("file", type=INPUT)
@as_json
def decide(file: Path, as_json: bool) -> None:
    """Decide the case in INPUT, or one case a line (JSON lines), one result a line."""
    from comity.procedure.decision import decide_document, decide_file

    source = _bytes(file)
    if _is_lines(file, source):
        for result in decide_file(source.splitlines()):
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return
    result = decide_document(source)
    if as_json:
        print_json(result)
        return
    console.print(f"[bold]{result['outcome']}[/]")
    _print_lines(line.get("says", line) if isinstance(line, dict) else line for line in result["because"])
    _print_missing(result.get("missing"))


@rule.command("entry-into-force")
@click.argument("file", type=INPUT)
@as_json
def entry_into_force(file: Path, as_json: bool) -> None:
    """When the instrument in INPUT enters into force, and for whom."""
    from comity.procedure.entry_into_force import compute

    result = compute(_loaded(file))
    if as_json:
        print_json(result)
        return
    day = result["enters_into_force"]
    console.print(f"[bold]{f'enters into force on {day}' if day else 'not yet'}[/]")
    _print_missing(result.get("missing"))


@rule.command()
@click.argument("file", type=INPUT)
@click.option("--seed", default=0, show_default=True, help="For sampling, where the body is too large to count.")
@click.option("--absolute", is_flag=True, help="Also the absolute Banzhaf index.")
@as_json
def power(file: Path, seed: int, absolute: bool, as_json: bool) -> None:
    """How much each member's position weighs under the rule in INPUT."""
    from rich.table import Table

    from comity.procedure.power import power_file

    result = power_file(_loaded(file), seed=seed, absolute=absolute)
    if as_json:
        print_json(result)
        return
    table = Table("member", "Banzhaf", "Shapley–Shubik")
    for member, found in result["members"].items():
        table.add_row(member, str(found["banzhaf"]), str(found["shapley_shubik"]))
    console.print(table)


@rule.command()
@click.argument("file", type=INPUT)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which members are asked; by default today.")
@as_json
def check(file: Path, on: Any, as_json: bool) -> None:
    """What is wrong or doubtful in the rule or procedure in INPUT; fails on an error."""
    from comity.procedure.check import check_file

    result = check_file(_loaded(file), on=on.date() if on else date.today())  # noqa: DTZ011  the reader's own day
    if as_json:
        print_json(result)
    else:
        for finding in result["findings"]:
            colour = "red" if finding["level"] == "error" else "yellow"
            console.print(f"[{colour}]{finding['level']}[/] {finding['place']}: {finding['says']}", soft_wrap=True)
        console.print("[green]sound[/]" if result["ok"] else "[red]not sound[/]")
    if not result["ok"]:
        raise SystemExit(1)


@rule.command()
@click.argument("file", type=INPUT)
@click.option("--seed", default=0, show_default=True)
@as_json
def simulate(file: Path, seed: int, as_json: bool) -> None:
    """How likely and how soon the question in INPUT is adopted, from members' past positions."""
    from comity.procedure.simulate import simulate_file

    print_json(simulate_file(_loaded(file), seed=seed))


def _loaded(file: Path) -> Any:
    from comity.procedure import notation

    return notation.load(_bytes(file))


def _bytes(file: Path) -> bytes:
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


def _is_lines(file: Path, source: bytes) -> bool:
    """Whether a file holds one case a line: by its name, or because its first line is an object and not the last."""
    if file.suffix in (".jsonl", ".ndjson"):
        return True
    lines = [line for line in source.splitlines() if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(lines[0]), dict)
    except ValueError:
        return False


def _print_lines(lines: Iterable[Any]) -> None:
    for line in lines:
        console.print(f"  {line}", soft_wrap=True)


def _print_missing(missing: Any) -> None:
    if isinstance(missing, dict) and missing.get("says"):
        console.print(f"  {missing['says']}", soft_wrap=True)
