"""`comity enterprises`: match names across scripts, verify certificates. With an export neither needs a database."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.common import INPUT, Commands, Failed, as_json, console, print_json, with_database, without_database

if TYPE_CHECKING:
    from comity.enterprises.certificates.verifying import Verdict
    from comity.record.verification import Verified


@click.group(cls=Commands)
def enterprises() -> None:
    """Enterprises: their names, licences and profiles."""


@enterprises.command()
@click.argument("file", type=INPUT)
@as_json
def match(file: Path, as_json: bool) -> None:
    """Say of each pair of names in INPUT (CSV with the columns name1 and name2) whether they are of one enterprise."""
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


@enterprises.command()
@click.argument("certificate", type=INPUT)
@click.option(
    "--export",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Check it against these files of a record; no database is needed.",
)
@click.option("--key", "keys", multiple=True, help="A public key (verifier key string) of the record.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="What it is worth on this day; by default today.")
@as_json
def verify(
    certificate: Path, directory: Path | None, keys: tuple[str, ...], day: datetime | None, as_json: bool
) -> None:
    """Say whether CERTIFICATE (a credential, JWT) is genuine, and what its licence is worth: today, or on a day.

    The exit status is 0 only if it is genuine and the licence valid on that day.
    """
    token = _read(certificate)
    on = (day or datetime.now(UTC)).date()
    if directory is not None:
        without_database()
        found, verdict = _by_export(token, directory, keys, on)
    else:
        with with_database():
            found, verdict = None, _by_installation(token, on)
    said = {
        "genuine": True,
        "licence": verdict.licence.id,
        "on": on.isoformat(),
        "validity": str(verdict.answer.validity),
        "act": verdict.answer.act,
        "until": verdict.answer.until.isoformat() if verdict.answer.until else None,
        "holder": verdict.answer.holder,
        "scope": list(verdict.answer.scope),
        "retroactively": verdict.answer.retroactively,
        "differs": list(verdict.differs),
        "acts": found.replayed if found else None,
    }
    if as_json:
        print_json(said)
    else:
        colour = "green" if verdict.ok else "red"
        console.print(f"Genuine. The licence {verdict.licence.id} is [{colour}]{verdict.answer.validity}[/] on {on},")
        console.print(f"by the act {verdict.answer.act}; its holder is {verdict.answer.holder}.")
        if verdict.differs:
            console.print(f"[yellow]The certificate itself is older: its {' and '.join(verdict.differs)} differs.[/]")
    if not verdict.ok:
        raise SystemExit(1)


def _read(certificate: Path) -> str:
    from comity.enterprises.certificates.credential import LONGEST
    from comity.enterprises.certificates.refusals import NotACertificate

    with sys.stdin.buffer if str(certificate) == "-" else certificate.open("rb") as file:
        body = file.read(LONGEST + 1)
    try:
        return body.decode("ascii")
    except UnicodeDecodeError as error:
        raise NotACertificate(why="a JWT with a signature is expected") from error


def _by_export(token: str, directory: Path, keys: tuple[str, ...], on: date) -> tuple[Verified, Verdict]:
    """The export is verified first, whole: a licence that does not follow from sound acts is worth nothing."""
    from comity.enterprises.certificates.verifying import verify as verify_certificate
    from comity.enterprises.models import Licence
    from comity.record.checkpoint import Verifier
    from comity.record.leaf import SYSTEM
    from comity.record.models import SigningKey
    from comity.record.verification import verify_export

    found = verify_export(directory, [Verifier.parse(key) for key in keys])
    rows, head = found.made, found.audit.checkpoint
    if not found.ok or rows is None or head is None:
        raise Failed(f"The export itself is not sound: {found.audit.findings[0]}")
    verdict = verify_certificate(
        token,
        on,
        origin=head.origin,
        keys=rows.find(SigningKey, holder=SYSTEM),
        licence=lambda number: rows.read(Licence, number),
    )
    return found, verdict


def _by_installation(token: str, on: date) -> Verdict:
    from comity.enterprises.certificates.verifying import verify as verify_certificate
    from comity.enterprises.models import Licence
    from comity.record import keys
    from comity.record.leaf import SYSTEM
    from comity.record.models import SigningKey

    return verify_certificate(
        token,
        on,
        origin=keys.origin(),
        keys=SigningKey.objects.filter(holder=SYSTEM),
        licence=lambda number: Licence.objects.filter(id=number).first(),
    )
