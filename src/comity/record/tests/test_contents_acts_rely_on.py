"""What follows from the bytes of a content: in the corridor, in a rebuild, in an export on its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.record import content, replay, sequencer
from comity.record.acts import Act, Capacity, Occasion, registry
from comity.record.commit import commit
from comity.record.export import export
from comity.record.models import Witness
from comity.record.refusals import ContentMissing, ContentWithheld
from comity.record.rows import Rows
from comity.record.testing import Scribe
from comity.record.verification import verify_export, verify_installation
from comity.record.verification.outcome import ContentNotHere

pytestmark = pytest.mark.django_db


@pytest.fixture
def list_witnesses() -> Iterator[type[Act]]:
    """An act whose consequences stand in a content: a list of names, one a line."""

    class ListWitnesses(Act):
        """Witnesses are listed in a content."""

        type = "testing.witnesses.list"
        done = "Witnesses were listed"
        needs = "record.keep"
        system_may = True

        names: str

        def apply(self, rows: Rows, occasion: Occasion) -> None:
            for name in rows.content(self.names).decode().splitlines():
                rows.put(Witness(id=name, party="AM", verifier="", admitted_at=occasion.at, dismissed_at=occasion.at))

        def contents(self) -> tuple[str, ...]:
            return (self.names,)

        def feeds(self) -> tuple[str, ...]:
            return (self.names,)

    yield ListWitnesses
    del registry[ListWitnesses.type]


@pytest.fixture
def listed(list_witnesses: type[Act]) -> str:
    Scribe.opened()
    digest = content.deposit("\n".join(f"witness-{n:04}" for n in range(1000)).encode(), "text/plain")
    commit(list_witnesses(names=digest), Capacity.of_system())
    sequencer.drain()
    return digest


def test_one_act_makes_the_rows_that_a_content_lists(listed: str) -> None:
    assert Witness.objects.count() == 1000
    assert verify_installation().ok


def test_a_rebuild_reads_the_content_again(listed: str) -> None:
    Witness.objects.filter(id__gte="witness-0500").delete()
    replay.rebuild()
    assert Witness.objects.count() == 1000


def test_the_content_must_be_public_and_there(list_witnesses: type[Act]) -> None:
    Scribe.opened()
    secret = content.deposit(b"witness-1", "text/plain", confidential=True)
    for digest, refusal in ((secret, ContentWithheld), ("0" * 64, ContentMissing)):
        with pytest.raises(refusal):
            commit(list_witnesses(names=digest), Capacity.of_system())
    assert not Witness.objects.exists()


def test_an_export_brings_what_its_acts_rely_on_and_nothing_else(listed: str, tmp_path: Path) -> None:
    export(tmp_path)
    assert [path.name for path in (tmp_path / "content").iterdir()] == [listed]
    verified = verify_export(tmp_path)
    assert verified.ok
    assert verified.rows["record_witness"] == 1000


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"witness-9")])
def test_an_export_without_it_says_which_content_is_wanted(listed: str, tmp_path: Path, harm) -> None:
    export(tmp_path)
    harm(tmp_path / "content" / listed)
    found = [one.refusal for one in verify_export(tmp_path).audit.findings]
    [missing] = [one for one in found if isinstance(one, ContentNotHere)]
    assert missing.values["digest"] == listed
