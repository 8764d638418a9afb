"""`comity record`: verify, export, prove, rebuild, witness."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from comity.cli.common import Commands, Failed, as_json, console, print_json, with_database, without_database

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SHOWN = 40


@click.group(cls=Commands)
def record() -> None:
    """Check, export and prove the record."""


@record.command()
@click.option(
    "--export",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Verify these files instead of this installation; no database is needed.",
)
@click.option("--receipt", type=FILE, help="Verify the receipt of one act.")
@click.option("--key", "keys", multiple=True, help="A public key (verifier key string) of the record or a witness.")
@click.option("--witnesses", default=0, show_default=True, help="How many known witnesses must have signed.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64))
@as_json
def verify(
    directory: Path | None,
    receipt: Path | None,
    keys: tuple[str, ...],
    witnesses: int,
    processes: int,
    as_json: bool,
) -> None:
    """Re-read everything: leaves, signatures, tree, checkpoint, witnesses; replay all acts; compare every row."""
    from comity.record.checkpoint import Verifier

    given = [Verifier.parse(key) for key in keys]
    if receipt is not None:
        _verify_receipt(receipt, given, witnesses, as_json)
        return
    with _progress(quiet=as_json) as progress:
        if directory is not None:
            without_database()
            from comity.record.verification import verify_export

            found = verify_export(directory, given, processes=processes, witnesses=witnesses, progress=progress)
        else:
            with with_database():
                from comity.record.verification import verify_installation

                found = verify_installation(given, processes=processes, witnesses=witnesses, progress=progress)
    _say_verified(found, as_json)
    if not found.ok:
        raise SystemExit(1)


@record.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--contents", is_flag=True, help="Also the public contents that acts name.")
@as_json
def export(directory: Path, contents: bool, as_json: bool) -> None:
    """Write the record into DIRECTORY, byte for byte as it is served; again, only what is new."""
    with with_database(), _progress(quiet=as_json) as progress:
        from comity.record import sequencer
        from comity.record.export import export as write

        sequencer.drain_if_alone()
        made = write(directory, contents=contents, progress=progress)
    result = {"size": made.size, "new": made.size - made.before, "files": made.files, "contents": made.contents}
    if as_json:
        print_json(result)
    else:
        console.print(f"{made.size} acts in {directory} ({result['new']} new, {made.files} files written)")


@record.command()
@click.argument("act")
@click.option("--out", type=NEW_FILE, help="Where to write the receipt; by default ACT.receipt here.")
@as_json
def prove(act: str, out: Path | None, as_json: bool) -> None:
    """Write the receipt of an act: its words, its place, and the proof."""
    with with_database():
        from comity.record.verification import receipt_of

        body = receipt_of(act)
    target = out or Path(f"{act}.receipt")
    target.write_bytes(body)
    if as_json:
        print_json({"act": act, "file": str(target), "bytes": len(body)})
    else:
        console.print(f"wrote {target} ({len(body)} bytes)")


@record.command()
@click.option("--derived", metavar="NAME", help="Derive these tables anew instead; the projections stay.")
@as_json
def rebuild(derived: str | None, as_json: bool) -> None:
    """Throw every projection away and write it anew from the record."""
    if derived is not None:
        _derive_anew(derived, as_json)
        return
    with with_database():
        from comity.record.replay import rebuild as write

        rows = write()
    if as_json:
        print_json({"rows": rows})
    else:
        console.print(f"rebuilt {sum(rows.values())} rows in {len(rows)} tables")


@record.command()
@as_json
def rotate(as_json: bool) -> None:
    """Replace the key by which the server attests sessions; a running server takes the new one up by itself."""
    with with_database():
        from comity.record import keys
        from comity.record.acts import Capacity, RotateAttestation
        from comity.record.commit import commit

        fresh = keys.next_attestation()
        commit(RotateAttestation(key=fresh), Capacity.of_system())
        keys.renew_attestation(lambda key: key == fresh.id)
    if as_json:
        print_json({"key": fresh.id})
    else:
        console.print(f"sessions are attested with the key {fresh.id} from here on")


@record.command()
@click.argument("url")
@click.option("--log", "log_key", help="The record's verifier key; asked of the record itself if it is not given.")
@click.option("--name", default="witness", show_default=True, help="The witness's name, when its key is made.")
@click.option("--key", "key_file", type=NEW_FILE, default=Path("witness.key"), show_default=True)
@click.option("--state", "state_file", type=NEW_FILE, default=Path("witness.state"), show_default=True)
@click.option("--watch", "seconds", type=click.IntRange(1), help="Go on, every so many seconds.")
@as_json
def witness(
    url: str,
    log_key: str | None,
    name: str,
    key_file: Path,
    state_file: Path,
    seconds: int | None,
    as_json: bool,
) -> None:
    """Watch the record at URL for a member: cosign what only grew, refuse what was rolled back or forked."""
    from comity.record import watching
    from comity.record.checkpoint import Verifier

    cosigner = watching.cosigner_from(key_file, name)
    known = Verifier.parse(log_key) if log_key else watching.key_at(url)
    if not log_key and not as_json:
        console.print(f"The record says its key is {known}; compare it with what you have.", soft_wrap=True)
    while True:
        done = watching.watch(url, known, cosigner, state_file)
        result = {
            "origin": done.origin,
            "size": done.size,
            "cosignature": done.line,
            "taken": done.taken,
            "answer": done.answer,
            "witness": str(cosigner.verifier),
        }
        if as_json:
            print_json(result)
        else:
            console.print(f"{done.origin} at {done.size} acts: cosigned", soft_wrap=True)
            if not done.taken:
                console.print(f"The record did not take it: {done.answer}\nIts secretariat admits {cosigner.verifier}")
        if seconds is None:
            return
        time.sleep(seconds)


def _derive_anew(name: str, as_json: bool) -> None:
    with with_database():
        from comity.record.derived import rebuild as derive

        taken = derive(name)
    if as_json:
        print_json({"derived": name, "acts": taken})
    else:
        console.print(f"derived {name} anew from {taken} acts")


def _verify_receipt(path: Path, given: list[Any], witnesses: int, as_json: bool) -> None:
    from comity.record import receipt as receipts

    if not given:
        raise Failed("a receipt is checked against the record's public key: give it with --key")
    if path.stat().st_size > receipts.MAX_RECEIPT:
        raise Failed(f"{path} is too long for a receipt")
    proven = receipts.verify(path.read_bytes(), given, witnesses=witnesses)
    leaf = proven.leaf
    result = {
        "ok": True,
        "act": leaf.id,
        "type": leaf.type,
        "party": leaf.party,
        "at": leaf.at,
        "payload": leaf.payload,
        "index": proven.index,
        "record": proven.checkpoint.origin,
        "size": proven.checkpoint.size,
    }
    if as_json:
        print_json(result)
        return
    console.print(f"[green]proven[/] {leaf.type} by {leaf.party}, {leaf.at}: act {proven.index} of {result['record']}")


def _say_verified(found: Any, as_json: bool) -> None:
    findings = found.audit.findings
    result = {
        "ok": found.ok,
        "acts": found.audit.acts,
        "replayed": found.replayed,
        "pending": found.pending,
        "rows": found.rows,
        "keys": [str(key) for key in found.keys],
        "keys_from": found.keys_from,
        "witnesses": [signature.verifier.name for signature in found.named],
        "contents": found.contents,
        "absent": found.absent,
        "findings": [
            {
                "index": one.position,
                "id": one.id,
                "type": one.type,
                "file": one.path,
                "code": one.code,
                "says": str(one.phrase),
            }
            for one in findings
        ],
    }
    if as_json:
        print_json(result)
        return
    if found.keys_from == "export":
        console.print("[yellow]The key was taken from the export itself; compare it with what you have:[/]")
        for key in result["keys"]:
            console.print(f"  {key}", soft_wrap=True)
    for one in findings[:SHOWN]:
        place = f"act {one.position} ({one.type}, {one.id})" if one.position is not None else one.path or "the record"
        console.print(f"[red]wrong[/] {place}: {one.phrase}", soft_wrap=True)
    if len(findings) > SHOWN:
        console.print(f"… and {len(findings) - SHOWN} more")
    if found.ok:
        rows = sum(found.rows.values())
        console.print(
            f"[green]verified[/] {result['acts']} acts, {found.replayed} replayed, {rows} rows as they must be"
        )


def _found(one: Any) -> dict[str, Any]:
    place = {"index": one.position, "id": one.id, "type": one.type, "file": one.path}
    return {**place, "code": one.code, "says": str(one.phrase)}


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal; nothing elsewhere."""
    if quiet or not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("acts", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
