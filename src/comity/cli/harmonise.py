"""`comity harmonise`: which provisions of two texts correspond. Needs no database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.common import INPUT, Commands, as_json, console, print_json, warnings

if TYPE_CHECKING:
    from comity.harmonisation.aligning import LegalText, Proposal


@click.group(cls=Commands)
def harmonise() -> None:
    """Hold a text against a common text: what corresponds, and how surely."""


@harmonise.command()
@click.argument("source", type=INPUT)
@click.argument("target", type=INPUT)
@click.option("--further", default=0, show_default=True, help="How many candidates to show besides the best.")
@click.option(
    "--kept",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where embeddings are kept; by default in the user's cache.",
)
@as_json
def align(source: Path, target: Path, further: int, kept: Path | None, as_json: bool) -> None:
    """What in TARGET corresponds to each provision of SOURCE, the best first.

    Both are JSON: {"language", "title", "provisions": [{"id", "text", "heading"?}]}. A provision that seems to have no
    counterpart has a line without target. Texts in two languages are compared by a multilingual model, offline.
    """
    from comity.harmonisation.aligning import align as aligned
    from comity.harmonisation.encoding import Encoder, default_directory

    texts = [_read(file) for file in (source, target)]
    with _progress() as told:
        proposals = aligned(*texts, encode=Encoder(kept or default_directory(), told), further=max(0, further))
    if as_json:
        print_json([proposal.as_json() for proposal in proposals])
    else:
        _print_table(proposals, *texts)


def _read(file: Path) -> LegalText:
    from comity.harmonisation.documents import MAX_BYTES, legal_text, require_size

    if str(file) == "-":
        return legal_text(sys.stdin.buffer.read(MAX_BYTES + 1), name="standard input")
    require_size(file.stat().st_size, name=file.name)
    return legal_text(file.read_bytes(), name=file.name)


def _print_table(proposals: tuple[Proposal, ...], source: LegalText, target: LegalText) -> None:
    from rich.table import Table

    table = Table(source.title or "source", target.title or "target", "probability", "because")
    before = ""
    for proposal in proposals:
        because = "\n".join(str(ground.says) for ground in proposal.grounds[:3])
        sure = "green" if proposal.probability >= 0.8 else "yellow" if proposal.probability >= 0.5 else "red"
        shown = "" if proposal.source == before else proposal.source
        found = "[dim]no counterpart[/]" if proposal.target is None else _plain(proposal.target)
        table.add_row(_plain(shown), found, f"[{sure}]{proposal.probability:.2f}[/]", _plain(because))
        before = proposal.source
    console.print(table)
    without = {proposal.source for proposal in proposals if proposal.target is None}
    console.print(f"{len(source)} provisions, {len(without)} of them without counterpart.")


def _plain(words: str) -> str:
    from rich.markup import escape

    return escape(words)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Tells on the terminal how many provisions the model has read; silent elsewhere."""
    if not warnings.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import Progress

    with Progress(console=warnings, transient=True) as shown:
        task = shown.add_task("Reading provisions", total=None, visible=False)
        yield lambda done, total: shown.update(task, completed=done, total=total, visible=done < total)
