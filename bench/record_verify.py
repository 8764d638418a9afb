"""The audit of a record of signed acts, against the bare Ed25519 verifications of its signatures on one core.

Everything in the record is checked: bundles, canonical form, every signature against the key valid at its place, every
tile, the root, the checkpoint. The bare rate is that of `cryptography` over the very same signatures, bytes ready and
key loaded. Rounds of both take turns in one run; the figures are medians.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from comity.record import canonical, leaf, sample, signature, tiles
from comity.record.audit import audit
from comity.record.sample import SampleRecord

ACTS = 100_000
BARE = 10_000
ROUNDS = 3
LIMITS = {1: 0.6, 2: 1.6}
"""Audit rate ÷ bare rate of one core, by the number of processes."""

PERSON = "8c4e2c0c-7d4f-4a53-9a55-0d3f5b8b1c11"


def run(acts: int = ACTS, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`): acts audited per second, on one process and on two."""
    with tempfile.TemporaryDirectory() as directory:
        record = _record(acts)
        sample.write(record.files(), Path(directory))
        reader = tiles.Reader(Path(directory))
        bare: list[float] = []
        rates: dict[int, list[float]] = {processes: [] for processes in LIMITS}
        ratios: dict[int, list[float]] = {processes: [] for processes in LIMITS}
        for _ in range(rounds):
            for processes in LIMITS:
                before = _bare(record)
                rate = acts / _seconds(lambda processes=processes: _audit(reader, record, processes))
                bare.append(statistics.mean((before, _bare(record))))
                rates[processes].append(rate)
                ratios[processes].append(rate / bare[-1])
    return [_figure(processes, rates[processes], ratios[processes], bare) for processes in LIMITS]


def _figure(processes: int, rates: list[float], ratios: list[float], bare: list[float]) -> dict[str, Any]:
    named = "one process" if processes == 1 else f"{processes} processes"
    return {
        "name": f"record verified, signed acts, {named}",
        "figure": statistics.median(rates),
        "unit": "acts/s",
        "limit": LIMITS[processes],
        "peer": f"bare Ed25519 verifications on one core: {statistics.median(bare):,.0f}/s",
        "ratio": statistics.median(ratios),
    }


def _record(acts: int) -> SampleRecord:
    """A record of positions, each taken by one of two persons with their own key."""
    record = SampleRecord.opened(PERSON, "b7d0")
    for number in range(len(record.leaves), acts):
        person = PERSON if number % 2 else "b7d0"
        payload = {
            "case": "3d9f1f9e-2c1b-4a58-8f0e-6a7b7f6c2d10",
            "position": "approve ad referendum",
            "explanation": "Подлежит подтверждению" if number % 8 == 0 else "subject to confirmation",
            "round": number,
        }
        record.person(person, payload)
    return record


def _bare(record: SampleRecord) -> float:
    """Verifications a second, of signatures taken evenly from the whole record."""
    step = max(1, len(record.leaves) // BARE)
    ready = []
    for encoded in record.leaves[3::step]:
        fields = canonical.decode(encoded)
        key = sample.private_key(fields["signature"]["key"]).public_key()
        signed = leaf.signed_part(encoded, fields["type"])
        ready.append((key.verify, signature.from_base64(fields["signature"]["value"]), signed))

    def verify_all() -> None:
        for verify, value, signed in ready:
            verify(value, signed)

    return len(ready) / _seconds(verify_all)


def _audit(reader: tiles.Reader, record: SampleRecord, processes: int) -> None:
    report = audit(reader, record.verifiers, processes=processes, witnesses=1)
    if not report.ok or report.acts != len(record.leaves):
        raise SystemExit(f"the audit is wrong: {report.findings[:3]}")


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    for figure in run(*map(int, sys.argv[1:])):
        limit = f"(at least {figure['limit']})" if figure["limit"] else ""
        print(f"{figure['name']}: {figure['figure']:,.0f} {figure['unit']}, ratio {figure['ratio']:.2f} {limit}")
        print(f"  {figure['peer']}")
