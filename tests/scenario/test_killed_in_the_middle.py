"""Real processes killed in the middle of a write load: no acknowledged act is lost, and the record verifies."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from comity import embedded

WRITER = """
import sys
from comity.cli.common import with_database
with with_database():
    from comity.parties.acts import SetWeights
    from comity.record.acts import Capacity
    from comity.record.commit import commit
    number = 0
    while True:
        act = SetWeights(party=sys.argv[1], weights={"population": number}, source="a census")
        receipt = commit(act, Capacity.of_system())
        sys.stdout.write(receipt.id + "\\n"); sys.stdout.flush()
        number += 1
"""
BEGIN = """
from datetime import date
from django.core.management import call_command
from comity.cli.common import with_database
with with_database():
    call_command("migrate", interactive=False, verbosity=0)
    from comity.parties.acts import AdmitParty, FoundOrganisation
    from comity.record import keys
    from comity.record.acts import Capacity, OpenRecord
    from comity.record.commit import commit
    system = Capacity.of_system()
    commit(OpenRecord(origin=keys.origin(), key=keys.attestation_public()), system)
    commit(FoundOrganisation(name={"en": "X"}, short_name={"en": "X"}, languages=("en",)), system)
    for party in "AB":
        commit(AdmitParty(party=party, kind="member", name={"en": party}, since=date(2020, 1, 1)), system)
"""
SEQUENCER = """
import threading
from comity.cli.common import with_database
with with_database():
    from comity.record import sequencer
    sequencer.run(threading.Event())
"""
CHECK = """
import json
from comity.cli.common import with_database
with with_database():
    from comity.record import log, sequencer
    from comity.record.models import Recorded
    from comity.record.verification import verify_installation
    placed = log.size()
    sequencer.drain()
    found = verify_installation()
    acts = [str(act) for act in Recorded.objects.values_list("act", flat=True)]
    findings = [str(one) for one in found.audit.findings]
    print(json.dumps({"ok": found.ok, "findings": findings, "acts": acts, "placed": placed}))
"""


def _start(script: str, environment: dict[str, str], *words: str, out: Path | None = None) -> subprocess.Popen[bytes]:
    target = out.open("wb") if out else subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-c", script, *words], env=environment, stdout=target, stderr=subprocess.DEVNULL
    )


def _run(script: str, environment: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True, timeout=120
    ).stdout


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["writers", "sequencer", "database"])
def test_kill_9_loses_no_acknowledged_act(victim: str) -> None:
    # Not pytest's own directory: as root the server runs as another user, who may not enter there.
    tmp_path = Path(tempfile.mkdtemp(prefix="comity-killed-"))
    tmp_path.chmod(0o755)
    server = embedded.start(tmp_path / "postgres")
    environment = {**os.environ, "DATABASE_URL": server.url, "COMITY_DATA": str(tmp_path), "COMITY_SECRET_KEY": "x"}
    started: list[subprocess.Popen[bytes]] = []
    try:
        _run(BEGIN, environment)
        logs = [tmp_path / f"acknowledged-{party}" for party in "AB"]
        sequencers = [_start(SEQUENCER, environment) for _ in range(2)]
        writers = [_start(WRITER, environment, party, out=log) for party, log in zip("AB", logs, strict=True)]
        started += sequencers + writers
        _wait_for_lines(logs, 60)
        placed = _wait_for_places(server.url, 1)
        if victim == "writers":
            for one in writers:
                one.send_signal(signal.SIGKILL)
        elif victim == "sequencer":
            sequencers[0].send_signal(signal.SIGKILL)
            _wait_for_lines(logs, 120)
            _wait_for_places(server.url, placed + 1)
        else:
            postmaster = int((tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()[0])
            family = [psutil.Process(postmaster), *psutil.Process(postmaster).children()]
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(family, timeout=20)
        for one in started:
            one.kill()
            one.wait(timeout=20)
        again = embedded.start(tmp_path / "postgres")
        environment["DATABASE_URL"] = again.url
        found = json.loads(_run(CHECK, environment).splitlines()[-1])
        acknowledged = {line for log in logs for line in log.read_text().splitlines() if len(line) == 36}
        assert len(acknowledged) >= 60
        assert acknowledged <= set(found["acts"])
        assert found["ok"], found["findings"]
        assert found["placed"] >= placed
    finally:
        for one in started:
            one.kill()
        embedded.Embedded(server.url, tmp_path / "postgres", started_here=True).stop()
        shutil.rmtree(tmp_path, ignore_errors=True)


def _wait_for_places(url: str, least: int) -> int:
    """How many acts have their place in the tree: a sequencer leads, or another has taken over."""
    deadline = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as database:
        while time.monotonic() < deadline:
            (placed,) = database.execute("SELECT count(*) FROM record_entry").fetchone()
            if placed >= least:
                return placed
            time.sleep(0.1)
    raise AssertionError("another sequencer takes over when the one that leads dies")


def _wait_for_lines(logs: list[Path], least: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if sum(len(log.read_text().splitlines()) for log in logs if log.exists()) >= least:
            return
        time.sleep(0.1)
    raise AssertionError("the writers acknowledge nothing")
