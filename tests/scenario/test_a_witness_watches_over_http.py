"""A member's witness watches the record of a running server with `comity record witness`, as any machine would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from comity.cli.record import record
from comity.parties.testing import House
from comity.record import checkpoint, keys, log, sequencer, watching, witnessing
from comity.record.acts import AdmitWitness
from comity.record.models import Checkpoint, Cosignature, Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(settings: Any, tmp_path: Path) -> House:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}
    made = House.of("AM", "BY")
    sequencer.drain()
    return made


def watch(live_server: Any, tmp_path: Path) -> Result:
    files = ["--key", str(tmp_path / "witness.key"), "--state", str(tmp_path / "witness.state")]
    told = ["witness", f"{live_server.url}/record", "--name", "guard.example", *files, "--json"]
    return CliRunner().invoke(record, told)


def said(result: Result) -> str:
    """What the command printed, however the lines were broken."""
    return " ".join(result.output.split())


def admitted(house: House, tmp_path: Path) -> None:
    cosigner = watching.cosigner_from(tmp_path / "witness.key", "guard.example")
    house.do(AdmitWitness(verifier=str(cosigner.verifier), party="AM"))
    sequencer.drain()


def test_the_record_publishes_its_key_and_those_of_its_witnesses(
    house: House, live_server: Any, tmp_path: Path
) -> None:
    admitted(house, tmp_path)
    served = (watching.OverHttp(f"{live_server.url}/record")("keys") or b"").decode().splitlines()
    assert watching.key_at(f"{live_server.url}/record") == witnessing.own_verifier()
    assert [line for line in served if not line.startswith("#")] == [
        str(witnessing.own_verifier()),
        *(str(verifier) for verifier in witnessing.witness_verifiers()),
    ]


def test_what_only_grew_is_cosigned_and_the_record_shows_it(house: House, live_server: Any, tmp_path: Path) -> None:
    admitted(house, tmp_path)
    for body in ("commission", "council"):
        house.body(body)
        sequencer.drain()
        result = watch(live_server, tmp_path)
        assert result.exit_code == 0, result.output
        found = json.loads(result.output)
        assert (found["size"], found["taken"]) == (log.size(), True)
        assert found["cosignature"] in (log.checkpoint_note() or "")
    assert Cosignature.objects.count() == 2
    assert f"\n{log.size()}\n" in (tmp_path / "witness.state").read_text()


def test_a_witness_that_nobody_admitted_signs_and_is_told_that_it_was_not_taken(
    house: House, live_server: Any, tmp_path: Path
) -> None:
    found = json.loads(watch(live_server, tmp_path).output)
    assert not found["taken"]
    assert found["answer"]
    assert not Cosignature.objects.exists()


def test_a_record_that_was_rolled_back_is_refused_and_the_state_kept(
    house: House, live_server: Any, tmp_path: Path
) -> None:
    before = log.size()
    house.body("commission")
    sequencer.drain()
    assert watch(live_server, tmp_path).exit_code == 0
    state = (tmp_path / "witness.state").read_text()
    Checkpoint.objects.filter(size__gt=before).delete()
    Entry.objects.filter(position__gte=before).delete()
    result = watch(live_server, tmp_path)
    assert result.exit_code != 0
    assert f"and this checkpoint has only {before}" in said(result)
    assert (tmp_path / "witness.state").read_text() == state


def test_a_record_that_was_forked_is_refused_and_the_state_kept(house: House, live_server: Any, tmp_path: Path) -> None:
    assert watch(live_server, tmp_path).exit_code == 0
    state, size = (tmp_path / "witness.state").read_text(), log.size()
    signer = checkpoint.Signer(keys.origin(), keys.checkpoint_key())
    note = checkpoint.sign(keys.origin(), size, bytes(32), signer)
    Checkpoint.objects.filter(size=size).update(note=note, root=bytes(32))
    result = watch(live_server, tmp_path)
    assert result.exit_code != 0
    assert "two different records" in said(result)
    assert (tmp_path / "witness.state").read_text() == state
