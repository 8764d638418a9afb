"""The server's attestation key is replaced while it runs: every process takes up the new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from comity.cli.record import record
from comity.parties.testing import House
from comity.record import keys, refusals, sequencer
from comity.record.acts import Capacity, RotateAttestation
from comity.record.commit import commit
from comity.record.models import Recorded, SigningKey
from comity.record.testing import SoftwareKey
from comity.record.verification import verify_installation


@pytest.fixture(autouse=True)
def house(db: None, settings: Any, tmp_path: Path) -> House:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}
    return House.of("AM", "BY")


def test_after_a_rotation_sessions_are_attested_with_the_new_key(house: House) -> None:
    before, fresh = keys.attestation_public(), keys.next_attestation()
    house.do(RotateAttestation(key=fresh))
    house.body("council", "AM")
    assert keys.attestation_public() == fresh
    assert SigningKey.objects.get(id=before.id).revoked_at is not None
    assert fresh.id.encode() in bytes(Recorded.objects.latest("number").leaf)
    sequencer.drain()
    assert verify_installation().ok


def test_a_process_that_knows_nothing_of_a_rotation_takes_the_new_key_up_at_its_next_act(house: House) -> None:
    fresh = keys.next_attestation()
    commit(RotateAttestation(key=fresh), Capacity.of_system())
    assert keys.attestation_public() != fresh, "the process at hand has the old key in its memory"
    house.body("council", "AM")
    assert keys.attestation_public() == fresh
    sequencer.drain()
    assert verify_installation().ok


def test_a_key_that_lies_ready_is_not_taken_up_before_it_is_published(house: House) -> None:
    before = keys.attestation_public()
    keys.next_attestation()
    house.body("council", "AM")
    assert keys.attestation_public() == before


def test_if_the_new_key_was_made_elsewhere_nothing_is_attested_here(house: House) -> None:
    commit(RotateAttestation(key=SoftwareKey("system", "another machine").public), Capacity.of_system())
    acts = Recorded.objects.count()
    with pytest.raises(refusals.AttestationKeyLost, match="Restore its directory of keys"):
        house.body("council", "AM")
    assert Recorded.objects.count() == acts


@pytest.mark.django_db(transaction=True)
def test_the_command_rotates_the_key(house: House) -> None:
    before = keys.attestation_public()
    result = CliRunner().invoke(record, ["rotate", "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert keys.attestation_public().id in result.output
    assert keys.attestation_public() != before
    house.body("council", "AM")
    again = CliRunner().invoke(record, ["rotate", "--json"], catch_exceptions=False)
    assert again.exit_code == 0, again.output
    assert verify_installation().ok
