"""`record verify` over a record of signed acts, against the bare Ed25519 verifications of its signatures on one core.

The acts are positions of delegates, each signed with a key of its own, and the questions they answer. What is measured
is what the command does: everything on the record is checked (bundles, canonical form, every signature against the key
valid at its place, every tile, the root, the checkpoint), every act is done again in memory, authority included, and
an installation's rows are compared with what came of it, column by column. The audit without the replay stands beside
it. The bare rate is that of `cryptography` over the very same signatures, bytes ready and key loaded, before and after
each verification. The figures are medians.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.append import server

if TYPE_CHECKING:
    from comity.record.testing import MemoryLedger

ACTS = 100_000
BARE = 10_000
ROUNDS = 2
MEMBERS = 28
PROCESSES = (1, 2)
LIMITS = {1: 0.6, 2: 1.6}
"""Rate of verification ÷ bare rate of one core, by the number of processes."""


def run(acts: int = ACTS, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`): acts verified per second, on one process and on two."""
    with server() as (url, place):
        environment = {**os.environ, "DATABASE_URL": url, "COMITY_SECRET_KEY": "bench", "COMITY_DATA": str(place)}
        command = [sys.executable, "-W", "ignore", "-m", "bench.record_verify", "measure", str(acts), str(rounds)]
        printed = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout
    figures: list[dict[str, Any]] = json.loads(printed)
    return figures


# What follows runs in a process of its own, on Django.


def _measure(acts: int, rounds: int) -> list[dict[str, Any]]:
    from django.core.management import call_command

    place = Path(os.environ["COMITY_DATA"])
    call_command("migrate", verbosity=0)
    ledger = _record(acts)
    ledger.write(place / "export")
    _load(ledger)
    bare: list[float] = []
    rates: dict[tuple[str, int], list[float]] = {}
    ratios: dict[tuple[str, int], list[float]] = {}
    for _ in range(rounds):
        for what, processes, verify in _verifications(ledger, place / "export"):
            before = _bare(ledger)
            rate = len(ledger.leaves) / _seconds(verify)
            bare.append(statistics.mean((before, _bare(ledger))))
            rates.setdefault((what, processes), []).append(rate)
            ratios.setdefault((what, processes), []).append(rate / bare[-1])
    return [
        _figure(what, processes, rates[what, processes], ratios[what, processes], rates[what, 1], bare)
        for what, processes in rates
    ]


def _figure(
    what: str, processes: int, rates: list[float], ratios: list[float], alone: list[float], bare: list[float]
) -> dict[str, Any]:
    peer = f"bare Ed25519 verifications on one core: {statistics.median(bare):,.0f}/s"
    if processes > 1:
        more = statistics.median(many / one for many, one in zip(rates, alone, strict=True))
        peer += f"; {more:.2f} times the rate of one process"
    return {
        "name": f"{what}, signed acts, {'one process' if processes == 1 else f'{processes} processes'}",
        "figure": statistics.median(rates),
        "unit": "acts/s",
        "limit": LIMITS[processes],
        "peer": peer,
        "ratio": statistics.median(ratios),
    }


def _verifications(ledger: MemoryLedger, export: Path) -> Iterator[tuple[str, int, Callable[[], None]]]:
    from comity.record import tiles, witnessing
    from comity.record.audit import audit
    from comity.record.verification import verify_export, verify_installation

    own = witnessing.own_verifier()

    def audited(processes: int) -> None:
        report = audit(tiles.Reader(export), [ledger.signer.verifier], processes=processes)
        _require(report.acts, report.findings, ledger)

    def exported(processes: int) -> None:
        found = verify_export(export, [ledger.signer.verifier], processes=processes)
        _require(found.replayed, found.audit.findings, ledger)

    def installed(processes: int) -> None:
        found = verify_installation([own], processes=processes)
        _require(found.replayed, found.audit.findings, ledger)

    for what, verify in (
        ("audited, no replay", audited),
        ("export verified and replayed", exported),
        ("installation verified, replayed and compared", installed),
    ):
        for processes in PROCESSES:
            yield what, processes, lambda verify=verify, processes=processes: verify(processes)  # type: ignore[misc]


def _require(acts: int, findings: Any, ledger: MemoryLedger) -> None:
    if findings or acts != len(ledger.leaves):
        raise SystemExit(f"the verification is wrong: {acts} acts, {[str(one) for one in findings[:3]]}")


def _record(acts: int) -> MemoryLedger:
    """A record of positions, signed by the delegates of a body's members, made in memory."""
    from comity.cases.testing import MAJORITY, Chamber
    from comity.record.testing import MemoryLedger

    ledger = MemoryLedger()
    chamber = Chamber.of_members(*(f"M{number:02}" for number in range(MEMBERS)), ledger=ledger)
    keys = {member: chamber.grant_key(f"d-{member}") for member in chamber.delegates}
    procedure = chamber.published(_procedure(MAJORITY))
    words = {"en": "subject to confirmation", "ru": "Подлежит подтверждению"}
    question = 0
    while len(ledger.leaves) < acts:
        question += 1
        chamber.asked(procedure, f"q{question}")
        for number, (member, key) in enumerate(keys.items()):
            said = "abstain" if number % 4 == 0 else "approve" if number % 2 else "object"
            chamber.says(member, said, f"q{question}", key=key, explanation=words if number % 8 == 0 else {})
    return ledger


def _procedure(rule: dict[str, Any]) -> dict[str, Any]:
    from comity.cases.testing import one_stage

    return one_stage(rule, closes="at deadline")


def _load(ledger: MemoryLedger) -> None:
    """Put the record into the database as if it had been committed here; the sequencer and the rebuild do the rest."""
    from django.db import connection, transaction
    from django.utils import timezone

    from comity.record import content, merkle, replay, sequencer
    from comity.record.leaf import Leaf
    from comity.record.models import Content

    with transaction.atomic(), connection.cursor() as cursor:
        for body in ledger.contents.values():
            content.deposit(body, "text/plain")
        named = {digest for encoded in ledger.leaves for digest in Leaf.read(encoded).contents}
        # Names and addresses were erased: nothing but their digests is left.
        erased = {"media_type": "text/plain", "confidential": True, "size": 0, "erased_at": timezone.now()}
        Content.objects.bulk_create(Content(digest=each, **erased) for each in named - ledger.contents.keys())
        with cursor.copy("COPY record_act (number, act, type, leaf, leaf_hash) FROM STDIN") as copy:
            for number, encoded in enumerate(ledger.leaves, 1):
                leaf = Leaf.read(encoded)
                copy.write_row((number, leaf.id, leaf.type, encoded, merkle.leaf_hash(encoded)))
        cursor.execute("INSERT INTO record_pending (number) SELECT number FROM record_act")
    sequencer.drain()
    replay.rebuild()


def _bare(ledger: MemoryLedger) -> float:
    """Verifications a second, of signatures taken evenly from the whole record."""
    from comity.record import canonical, leaf, signature
    from comity.record.models import SigningKey

    public = {row.id: signature.VerifyingKey.of_payload(vars(row), row.holder) for row in ledger.rows.rows(SigningKey)}
    ready = []
    for encoded in ledger.leaves[:: max(1, len(ledger.leaves) // BARE)]:
        fields = canonical.decode(encoded)
        sealed = fields["signature"]
        signed = leaf.signed_part(encoded, fields["type"])
        ready.append((public[sealed["key"]].loaded.verify, signature.from_base64(sealed["value"]), signed))

    def verify_all() -> None:
        for verify, value, signed in ready:
            verify(value, signed)

    return len(ready) / _seconds(verify_all)


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _main(*words: str) -> None:
    if words[:1] == ("measure",):
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
        django.setup()
        print(json.dumps(_measure(*map(int, words[1:]))))
        return
    for figure in run(*map(int, words)):
        print(f"{figure['name']}: {figure['figure']:,.0f} {figure['unit']}, ratio {figure['ratio']:.2f} ", end="")
        print(f"(at least {figure['limit']})\n  {figure['peer']}")


if __name__ == "__main__":
    _main(*sys.argv[1:])
