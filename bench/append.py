"""Acts through the full write path, against single-row INSERTs of pgbench on the same server in the same run.

The acts are positions that delegates take on questions before a body. The full write path: the delegate's Ed25519
signature is checked, key, full powers and party are looked up and share-locked, the case's row is locked and moved on
by its procedure, the position written, and the act appended; each in its own durable transaction. Four client
processes, each with questions of its own; the sequencer runs beside them. Acts and INSERTs take turns in short rounds;
the figures are medians. A last round, which counts for nothing else, tells where the time of an act goes.
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

CLIENTS = 4
ROUNDS = 5
SECONDS = 2.0
LIMIT = 0.15
SIZES = (6, 193)
MOST = 2200
"""More acts a second than all clients together will manage: so many are signed beforehand."""
PEER = 380
"""Decisions a second of SpiffWorkflow 3 with 6 members, its state serialised after each and not even written to disk;
measured on the machine for which the limits were set."""

_INSERT = """\\set filler random(1, 1000000000)
INSERT INTO bench_row (filler) VALUES (:filler);
"""


def run(rounds: int = ROUNDS, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`): positions per second, and their ratio to pgbench's INSERTs."""
    with server() as (url, place), ExitStack() as stack:
        environment = {**os.environ, "DATABASE_URL": url, "COMITY_SECRET_KEY": "bench", "COMITY_DATA": str(place)}
        questions = {size: -(-int(MOST * seconds) // (CLIENTS * size)) for size in SIZES}
        world = json.dumps({"rounds": rounds + 1, "questions": questions})
        if _child(environment, "world", world).wait() != 0:
            raise SystemExit("the benchmark's organisation could not be set up")
        script = place / "insert.sql"
        script.write_text(_INSERT)
        sequencer = _child(environment, "sequencer")
        stack.callback(sequencer.wait)
        stack.callback(sequencer.terminate)
        inserts: list[float] = []
        acts: dict[int, list[float]] = {size: [] for size in SIZES}
        processor: list[float] = []
        for number in range(rounds):
            inserts.append(_pgbench(url, script, seconds))
            for size in SIZES:
                spans = _acts(environment, size, number, questions[size], seconds)
                acts[size].append(_rate(spans))
                processor.append(_each(spans, "processor"))
        server_before, sequencer_before = _used(place), _processor_of(sequencer.pid)
        spans = _acts(environment, SIZES[0], rounds, questions[SIZES[0]], seconds, anatomy=True)
        done = sum(span["acts"] for span in spans)
        parts = {part: sum(span["parts"][part] for span in spans) / done for part in spans[0]["parts"]}
        parts["the server"] = (_used(place) - server_before) / done
        parts["the sequencer"] = (_processor_of(sequencer.pid) - sequencer_before) / done
    return [*_figures(inserts, acts, processor), _anatomy(parts)]


def _anatomy(parts: dict[str, float]) -> dict[str, Any]:
    """Where an act's time goes: processor time of a client by what it does, of the server and of the sequencer."""
    listed = ", ".join(f"{part} {seconds * 1e6:.0f}" for part, seconds in parts.items())
    whole = sum(parts.values()) * 1e6
    return {"name": "processor time of an act, all processes", "figure": whole, "unit": "µs", "peer": f"of it {listed}"}


def _figures(inserts: list[float], acts: dict[int, list[float]], processor: list[float]) -> list[dict[str, Any]]:
    small, large = SIZES
    ratios = {size: [act / insert for act, insert in zip(acts[size], inserts, strict=True)] for size in SIZES}
    middle = {size: statistics.median(acts[size]) for size in SIZES}
    peer = f"pgbench single-row INSERT, {CLIENTS} clients: {statistics.median(inserts):,.0f}/s"
    spent = statistics.median(processor) * 1e6
    return [
        {
            "name": f"positions appended, signed and durable, {small} members, against INSERTs",
            "figure": middle[small],
            "unit": "acts/s",
            "limit": LIMIT,
            "peer": f"{peer}; rounds {', '.join(f'{ratio:.3f}' for ratio in ratios[small])}",
            "ratio": statistics.median(ratios[small]),
        },
        {
            "name": f"the same against SpiffWorkflow ({spent:.0f} µs of a client's processor time an act)",
            "figure": middle[small],
            "unit": "acts/s",
            "limit": 3,
            "peer": f"SpiffWorkflow, {small} members, serialised, not durable: {PEER}/s",
            "ratio": middle[small] / PEER,
        },
        {
            "name": f"positions appended, signed and durable, {large} members",
            "figure": middle[large],
            "unit": "acts/s",
            "limit": 1,
            "peer": f"ours with {small} members: {middle[small]:,.0f}/s",
            "ratio": statistics.median(more / few for few, more in zip(acts[small], acts[large], strict=True)),
        },
    ]


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """A fresh embedded server that makes every commit durable, and a directory for everything else."""
    import psycopg

    from comity import embedded

    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        place = Path(name)
        place.chmod(0o755)  # the server may run as a user of its own
        server = embedded.start(place / "postgres")
        try:
            with psycopg.connect(server.url, autocommit=True) as database:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    found = database.execute(f"SHOW {setting}").fetchone()
                    assert found is not None and found[0] == "on", f"{setting} is {found}"
                database.execute(
                    "CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, filler int)"
                )
            yield server.url, place
        finally:
            server.stop()


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


def _acts(
    environment: dict[str, str], size: int, number: int, questions: int, seconds: float, *, anatomy: bool = False
) -> list[dict[str, Any]]:
    """What each client did: from when to when, how many acts, in how much processor time (and on what)."""
    tasks = [
        {
            "size": size,
            "round": number,
            "client": client,
            "questions": questions,
            "seconds": seconds,
            "anatomy": anatomy,
        }
        for client in range(CLIENTS)
    ]
    clients = [_child(environment, "client", json.dumps(task)) for task in tasks]
    for client in clients:
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    return [json.loads(client.communicate()[0]) for client in clients]


def _rate(spans: list[dict[str, Any]]) -> float:
    """Acts per second of all clients together."""
    elapsed = max(span["end"] for span in spans) - min(span["begin"] for span in spans)
    return float(sum(span["acts"] for span in spans) / elapsed)


def _each(spans: list[dict[str, Any]], what: str) -> float:
    return float(sum(span[what] for span in spans) / sum(span["acts"] for span in spans))


def _processor_of(process: int, *, children: bool = False) -> float:
    """Processor time of a running process, or of those children of it that have ended, in seconds (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    used = fields[13:15] if children else fields[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _used(place: Path) -> float:
    """Processor time of the database server's sessions that have ended."""
    postmaster = int((place / "postgres" / "postmaster.pid").read_text().split()[0])
    time.sleep(0.2)  # the sessions of clients that have just gone
    return _processor_of(postmaster, children=True)


# What follows runs in processes of its own, on Django.


def _case(task: dict[str, Any], question: int) -> str:
    return f"q-{task['size']}-{task['round']}-{task['client']}-{question}"


def _world(rounds: int, questions: dict[str, int]) -> None:
    """An organisation of as many members as the larger body, a delegate with a key for each, and open questions."""
    from django.core.management import call_command
    from django.db import transaction

    from comity.cases import acts
    from comity.cases.testing import EVERYBODY, Chamber, one_stage

    call_command("migrate", verbosity=0)
    members = [f"M{number:03}" for number in range(max(SIZES))]
    with transaction.atomic():  # the set-up alone is one transaction
        chamber = Chamber.of_members(*members)
        chamber.now = datetime.now(UTC) - timedelta(days=1)
        for member in members:
            chamber.grant_key(f"d-{member}")
        for size in SIZES:
            chamber.body(f"body-{size}", *members[:size])
        procedure = chamber.published(one_stage(EVERYBODY))
        text = chamber.ledger.deposit(b"The text.")
        for size in SIZES:
            for task in ({"size": size, "round": n, "client": c} for n in range(rounds) for c in range(CLIENTS)):
                for question in range(questions[str(size)]):
                    put = acts.PutQuestion(
                        case=_case(task, question),
                        body=f"body-{size}",
                        procedure=procedure,
                        title={"en": "A question"},
                        text=text,
                    )
                    chamber.do(put, chamber.desk)
    place = Path(os.environ["COMITY_DATA"]) / "world.json"
    powers = {member: by.powers for member, by in chamber.delegates.items()}
    seeds = {key.holder: key.seed for key in chamber.keys.values()}
    place.write_text(json.dumps({"text": text, "powers": powers, "seeds": seeds}))


def _client(task: dict[str, Any]) -> None:
    """Sign positions beforehand, as national systems do; then hand them in one after another."""
    from comity.cases.acts import TakePosition
    from comity.record import commit as corridor
    from comity.record.acts import Capacity
    from comity.record.commit import commit, draft
    from comity.record.testing import SoftwareKey

    world = json.loads((Path(os.environ["COMITY_DATA"]) / "world.json").read_text())
    members = sorted(world["powers"])[: task["size"]]
    keys = {member: SoftwareKey(f"d-{member}", world["seeds"][f"d-{member}"]) for member in members}
    signed = []
    for question in range(task["questions"]):
        for member in members:
            act = TakePosition(case=_case(task, question), round=1, on=world["text"], position="approve")
            prepared = draft(act, Capacity(f"d-{member}", member, world["powers"][member]))
            signed.append((prepared.signed, keys[member].sign(prepared.signed)))
    warm, signed = signed[:20], signed[20:]
    parts = _watched() if task["anatomy"] else {}
    for body, signature in warm:
        commit(corridor.read_draft(body), signed=signature)
    print("ready", flush=True)
    sys.stdin.readline()
    parts.update(dict.fromkeys(parts, 0.0))
    begin, used, done = time.monotonic(), _processor(), 0
    for body, signature in signed:
        commit(corridor.read_draft(body), signed=signature)
        done += 1
        if time.monotonic() - begin >= task["seconds"]:
            break
    else:
        raise SystemExit("too few acts were signed beforehand")
    used = _processor() - used
    if parts:
        parts["the rest of the corridor"] = used - sum(parts.values())
    print(json.dumps({"begin": begin, "end": time.monotonic(), "acts": done, "processor": used, "parts": parts}))


def _watched() -> dict[str, float]:
    """Processor time that the stages of the write path take in this process, from now on."""
    from comity.cases.acts import TakePosition
    from comity.record import authority, commit, rows, signature

    parts: dict[str, float] = {}

    def watch(place: Any, name: str, part: str) -> None:
        stage = getattr(place, name)
        parts.setdefault(part, 0.0)

        def watched(*given: Any, **named: Any) -> Any:
            before = time.process_time()
            try:
                return stage(*given, **named)
            finally:
                parts[part] += time.process_time() - before

        setattr(place, name, watched)

    watch(commit, "read_draft", "the act read")
    watch(signature, "check", "its signature checked")
    watch(authority, "require", "authority")
    watch(TakePosition, "apply", "applied")
    watch(rows, "ask", "statements and rows")
    watch(commit, "ask", "statements and rows")
    return parts


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


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
    role, task = words[0], json.loads(words[1]) if len(words) > 1 else {}
    if role == "world":
        _world(**task)
    elif role == "client":
        _client(task)
    else:
        _sequencer()


if __name__ == "__main__":
    _main(sys.argv[1:])
