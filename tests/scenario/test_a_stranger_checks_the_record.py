"""What a stranger does with a record: takes its files, checks them with the public key, and finds every change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cases.models import Case, Position
from comity.cases.testing import Chamber, one_stage
from comity.cli.record import record
from comity.parties.models import Party
from comity.record import log, sequencer, tiles, witnessing
from comity.record.export import export
from comity.record.models import Checkpoint, Recorded
from comity.record.replay import differences, rebuild, recorded_leaves, replay
from comity.record.verification import receipt_of, verify_export, verify_installation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chamber(settings, tmp_path: Path) -> Chamber:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys", "ORIGIN": "test.example/commission"}
    made = Chamber.of_members()
    made.asked(one_stage())
    made.all_say("approve", "AM", "BY", "KZ", "RU")
    sequencer.drain()
    return made


def test_an_export_verifies_with_its_files_and_the_public_key_alone(chamber: Chamber, tmp_path: Path) -> None:
    made = export(tmp_path / "out", contents=True)
    key = str(witnessing.own_verifier())
    result = CliRunner().invoke(record, ["verify", "--export", str(tmp_path / "out"), "--key", key, "--json"])
    found = json.loads(result.output)
    assert result.exit_code == 0, result.output
    assert found["ok"]
    assert found["acts"] == found["replayed"] == made.size
    assert found["keys_from"] == "given"


def test_the_export_is_byte_for_byte_what_is_served(chamber: Chamber, tmp_path: Path, client) -> None:
    export(tmp_path / "out")
    for path in tiles.files_of(log.size()):
        served = client.get(f"/record/{path}")
        assert served.status_code == 200, path
        assert b"".join(served) == (tmp_path / "out" / path).read_bytes(), path


def test_a_changed_leaf_is_found_and_named(chamber: Chamber, tmp_path: Path) -> None:
    export(tmp_path / "out")
    bundle = next((tmp_path / "out" / "tile" / "entries").rglob("*.p/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b'"position":"approve"', b'"position":"abstain"', 1))
    found = verify_export(tmp_path / "out", [witnessing.own_verifier()])
    assert not found.ok
    assert any(one.type == "cases.position.take" for one in found.audit.findings)


def test_another_key_does_not_verify_the_export(chamber: Chamber, tmp_path: Path) -> None:
    export(tmp_path / "out")
    other = "test.example/commission+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    result = CliRunner().invoke(record, ["verify", "--export", str(tmp_path / "out"), "--key", other])
    assert result.exit_code == 1


def test_an_installation_that_was_not_tampered_with_verifies(chamber: Chamber) -> None:
    found = verify_installation()
    assert found.ok, [str(one) for one in found.audit.findings]


@pytest.mark.parametrize(
    ("tamper", "names"),
    [
        (lambda: Position.objects.filter(member="AM").update(position="object"), "cases_position"),
        (lambda: Party.objects.filter(id="TJ").delete(), "parties_party TJ"),
        (lambda: Case.objects.filter(id="q1").update(end="rejected"), "cases_case q1"),
    ],
)
def test_a_changed_row_is_found_named_and_mended_by_a_rebuild(chamber: Chamber, tamper, names: str) -> None:
    tamper()
    found = verify_installation()
    assert not found.ok
    assert any(names in str(one) for one in found.audit.findings), [str(one) for one in found.audit.findings]
    rebuild()
    assert list(differences(replay(recorded_leaves()))) == []
    assert verify_installation().ok


def test_an_act_taken_off_the_record_is_found(chamber: Chamber) -> None:
    Recorded.objects.filter(type="cases.position.take").first().delete()
    assert not verify_installation().ok


def test_a_checkpoint_of_another_tree_is_found(chamber: Chamber) -> None:
    head = Checkpoint.objects.order_by("-size").first()
    Checkpoint.objects.filter(size=head.size).update(note=head.note.replace(head.note.splitlines()[2], "A" * 43 + "="))
    assert not verify_installation().ok


def test_a_receipt_proves_its_act_offline_and_nothing_else(chamber: Chamber, tmp_path: Path) -> None:
    act = str(Recorded.objects.filter(type="cases.position.take").first().act)
    file = tmp_path / "act.receipt"
    file.write_bytes(receipt_of(act))
    key = str(witnessing.own_verifier())
    result = CliRunner().invoke(record, ["verify", "--receipt", str(file), "--key", key, "--json"])
    assert json.loads(result.output)["act"] == act
    file.write_bytes(file.read_bytes().replace(b"index ", b"index 1", 1))
    assert CliRunner().invoke(record, ["verify", "--receipt", str(file), "--key", key]).exit_code == 1


def test_an_export_is_never_written_over_a_foreign_one(chamber: Chamber, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("not yours")
    result = CliRunner().invoke(record, ["export", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert (tmp_path / "out" / "mine.txt").read_text() == "not yours"
