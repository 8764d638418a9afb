"""`comity profile`: check an organisation's profile, and load it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from comity.cli.common import Commands, Failed, console, print_json, warnings, with_database, without_database

if TYPE_CHECKING:
    from comity.site.profiles.faults import ProfileUnsound
    from comity.site.profiles.loading import Told

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
STORY = click.option("--story/--no-story", default=True, show_default=True, help="With the story, if there is one.")


@click.group(cls=Commands)
def profile() -> None:
    """Check and load organisations written as data.

    FILE is a folder with a profile.yaml, that file, or the name of a profile that ships with Comity.
    """


@profile.command()
@click.argument("file")
@STORY
@AS_JSON
def check(file: str, story: bool, as_json: bool) -> None:
    """Play a profile through without a database and say everything that is wrong with it."""
    without_database()
    from comity.site.profiles import loading, reading, shipped
    from comity.site.profiles.faults import ProfileUnsound

    try:
        read = reading.read(shipped.find(file), story=story)
        with _bar(quiet=as_json) as told:
            plan = loading.rehearse(read, told=told)
    except ProfileUnsound as unsound:
        _refuse(unsound, as_json)
    doubts = [finding.as_json() | {"file": named} for named, finding in reading.doubts(read)]
    if as_json:
        print_json({"ok": True, "profile": read.name, **plan.numbers, "warnings": doubts, "faults": []})
        return
    for doubt in doubts:
        warnings.print(f"[yellow]{escape(doubt['file'])}[/], {escape(doubt['place'])}: {escape(doubt['says'])}")
    console.print(f"The profile {read.name} is sound: {_counted(plan.numbers)}.")


@profile.command()
@click.argument("file")
@STORY
@AS_JSON
def load(file: str, story: bool, as_json: bool) -> None:
    """Found the organisation of a profile on this record: all of it, or nothing."""
    began = time.monotonic()
    with with_database():
        from comity.site.profiles import loading, reading, shipped
        from comity.site.profiles.faults import ProfileUnsound

        loading.require_empty()
        try:
            read = reading.read(shipped.find(file), story=story)
            with _bar(quiet=as_json) as told:
                loaded = loading.load(read, told=told)
        except ProfileUnsound as unsound:
            _refuse(unsound, as_json)
    seconds = round(time.monotonic() - began, 2)
    if as_json:
        print_json(
            {"ok": True, "profile": loaded.profile, **loaded.numbers, "placed": loaded.placed, "seconds": seconds}
        )
        return
    console.print(f"Loaded {loaded.profile}: {_counted(loaded.numbers)}, in {seconds} s.")


@profile.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def schema(directory: Path) -> None:
    """Write the JSON Schemas of profile.yaml and story.yaml into DIRECTORY, for editors."""
    without_database()
    from comity.site.profiles import schema

    directory.mkdir(parents=True, exist_ok=True)
    for name, text in schema.files().items():
        (directory / name).write_text(text, encoding="utf-8")
        console.print(str(directory / name))


def _refuse(unsound: ProfileUnsound, as_json: bool) -> None:
    """Say every mistake, one a line, and fail."""
    if as_json:
        print_json({"ok": False, "faults": [fault.as_data() for fault in unsound.faults]})
        raise SystemExit(1)
    for fault in unsound.faults:
        warnings.print(f"  {escape(str(fault))}", soft_wrap=True)
    number = len(unsound.faults)
    raise Failed(f"{number} mistake{'' if number == 1 else 's'} to correct; nothing was loaded") from unsound


def _counted(numbers: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in numbers.items())


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Told]:
    """A progress bar on the terminal for each thing that is told of; none for JSON, or where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars: dict[str, Any] = {}
    with Progress(*columns, console=warnings, transient=True, disable=quiet or not warnings.is_terminal) as progress:

        def told(what: str, done: int, of: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=of)
            progress.update(bars[what], completed=done, total=of)

        yield told
