"""Acts through the full write path, against single-row INSERTs of pgbench on the same server in the same run.

Full write path: an Ed25519 signature of a person is checked, the person's full powers are looked up and share-locked,
the row that the act changes is locked, written, and the act appended; each in its own durable transaction. Four client
processes, the sequencer running beside them. The runs of both take turns; the figures are medians.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

CLIENTS = 4
ROUNDS = 5
SECONDS = 4.0
LIMIT = 0.15

_INSERT = """\\set filler random(1, 1000000000)
INSERT INTO bench_row (filler) VALUES (:filler);
"""


def run(rounds: int = ROUNDS, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`): acts per second, and their ratio to pgbench's INSERTs."""
    with _server() as url, ExitStack() as stack:
        environment = {**os.environ, "DATABASE_URL": url, "COMITY_SECRET_KEY": "bench", "COMITY_DATA": _data(url)}
        keys = json.loads(_child(environment, "world").communicate()[0])
        script = Path(_data(url)) / "insert.sql"
        script.write_text(_INSERT)
        sequencer = _child(environment, "sequencer")
        stack.callback(sequencer.wait)
        stack.callback(sequencer.terminate)
        acts, inserts = [], []
        for _ in range(rounds):
            inserts.append(_pgbench(url, script, seconds))
            acts.append(_acts(environment, keys, seconds))
    ratios = [act / insert for act, insert in zip(acts, inserts, strict=True)]
    return [
        {
            "name": f"acts appended, {CLIENTS} clients, signed and durable",
            "figure": statistics.median(acts),
            "unit": "acts/s",
            "limit": None,
            "peer": f"pgbench single-row INSERT, {CLIENTS} clients: {statistics.median(inserts):,.0f}/s",
            "ratio": statistics.median(ratios),
        },
        {
            "name": "acts appended ÷ pgbench INSERTs, same durability",
            "figure": statistics.median(ratios),
            "unit": "ratio",
            "limit": LIMIT,
            "peer": f"rounds: {', '.join(f'{ratio:.3f}' for ratio in ratios)}",
            "ratio": statistics.median(ratios) / LIMIT,
        },
    ]


@contextmanager
def _server() -> Iterator[str]:
    """A fresh embedded server that makes every commit durable."""
    import psycopg

    from comity import embedded

    with tempfile.TemporaryDirectory(prefix="comity-bench-") as place:
        os.chmod(place, 0o755)  # the server may run as a user of its own
        server = embedded.start(Path(place) / "postgres")
        try:
            with psycopg.connect(server.url, autocommit=True) as database:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    found = database.execute(f"SHOW {setting}").fetchone()
                    assert found is not None
                    assert found[0] == "on", f"{setting} is {found}"
                row = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, filler int"
                database.execute(f"CREATE TABLE bench_row ({row})")
            yield server.url
        finally:
            server.stop()


def _data(url: str) -> str:
    """The benchmark's directory, beside the server's."""
    from urllib.parse import parse_qs, urlsplit

    return str(Path(parse_qs(urlsplit(url).query)["host"][0]).parent)


def _child(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """This file in a process of its own, in another role."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.append", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)


def _pgbench(url: str, script: Path, seconds: float) -> float:
    from comity import embedded

    command = [str(embedded.binaries() / "pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2"]
    command += ["-T", str(max(1, round(seconds))), "-f", str(script), url]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([0-9.]+)", printed)
    assert found is not None, printed
    return float(found[1])


def _acts(environment: dict[str, str], keys: Sequence[dict[str, str]], seconds: float) -> float:
    """Acts per second of all clients together, from the first that began to the last that ended."""
    clients = [_child(environment, "client", json.dumps(key), str(seconds)) for key in keys]
    for client in clients:
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    spans = [json.loads(client.communicate()[0]) for client in clients]
    elapsed = max(span["end"] for span in spans) - min(span["begin"] for span in spans)
    return sum(span["acts"] for span in spans) / elapsed


# What follows runs in processes of their own, on Django.


def _world() -> None:
    """An organisation with as many officers as clients, each with an Ed25519 key."""
    from django.core.management import call_command

    from comity.parties.testing import House

    call_command("migrate", verbosity=0)
    house = House.of(*(f"M{number}" for number in range(CLIENTS)))
    found = []
    for number in range(CLIENTS):
        by = house.officer(person=f"officer-{number}")
        key = house.grant_key(by.actor)
        found.append({"actor": by.actor, "powers": by.powers, "seed": key.seed, "party": f"M{number}"})
    print(json.dumps(found))


def _client(key: dict[str, str], seconds: float) -> None:
    """Sign acts beforehand, as a national system does; then hand them in one after another."""
    from comity.parties.acts import SECRETARIAT, SetWeights
    from comity.record.acts import Capacity
    from comity.record.commit import commit, draft, read_draft
    from comity.record.testing import SoftwareKey

    by = Capacity(key["actor"], SECRETARIAT, key["powers"])
    own = SoftwareKey(key["actor"], key["seed"])
    signed = []
    for number in range(int(seconds * 1500)):
        prepared = draft(SetWeights(party=key["party"], weights={"population": number}, source="census"), by)
        signed.append((prepared.signed, own.sign(prepared.signed)))
    for body, signature in signed[:50]:
        commit(read_draft(body), signed=signature)
    print("ready", flush=True)
    sys.stdin.readline()
    begin, done = time.monotonic(), 0
    for body, signature in signed[50:]:
        commit(read_draft(body), signed=signature)
        done += 1
        if time.monotonic() - begin >= seconds:
            break
    else:
        raise SystemExit("too few acts were signed beforehand")
    print(json.dumps({"begin": begin, "end": time.monotonic(), "acts": done}))


def _sequencer() -> None:
    import signal

    from comity.record import sequencer

    thread, stop = sequencer.start()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stop.wait()
    thread.join()


def _main(words: Sequence[str]) -> None:
    if not words:
        print(json.dumps(run(), indent=1, ensure_ascii=False))
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    django.setup()
    if words[0] == "client":
        _client(json.loads(words[1]), float(words[2]))
    else:
        {"world": _world, "sequencer": _sequencer}[words[0]]()


if __name__ == "__main__":
    _main(sys.argv[1:])
