"""Whatever is done, in whatever order: the record explains every row, and a rebuild gives the same rows.

A room takes part by its `strategies.py`; an act without a strategy fails here. In CI the same sequences are drawn every
time; ``COMITY_TEST_EXAMPLES=1000`` looks further.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from comity.parties.models import Organisation
from comity.parties.testing import House
from comity.record import content, sequencer
from comity.record.acts import registry
from comity.record.models import Recorded
from comity.record.replay import differences, rebuild, recorded_leaves, replay
from comity.record.rows import MemoryRows, projections
from comity.record.strategies import first_possible, strategies
from comity.record.table import table_of
from comity.record.testing import DatabaseLedger, Step
from comity.record.verification import verify_installation
from comity.site.whole_life import LONGEST, attempt, from_there_on, furnish, live

pytestmark = pytest.mark.django_db

LIVES = 8
EXAMPLES = int(os.environ.get("COMITY_TEST_EXAMPLES", "8"))


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


def test_every_act_of_every_room_can_be_drawn_at_random() -> None:
    drawn = {act.type for act in strategies()}
    assert drawn == set(registry), "a room's strategies.py names each of its acts in STRATEGIES"


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Every projected row as the database holds it."""
    found = {}
    with connection.cursor() as cursor:
        for model in projections():
            table = table_of(model)
            by_key = ", ".join(table.columns[place] for place in table.key_places)
            cursor.execute(f"{table.all} ORDER BY {by_key}")
            found[model._meta.db_table] = cursor.fetchall()
    return found


def require_explained() -> None:
    """The record explains every row, a rebuild changes none of them, and all of it verifies."""
    assert list(differences(replay(recorded_leaves(), MemoryRows(content.public)))) == []
    before = stored()
    rebuild()
    assert stored() == before
    found = verify_installation()
    assert found.ok, [str(finding) for finding in found.audit.findings]


class AnySequence(RuleBasedStateMachine):
    """Anything that can be done, done; time passing and acts being placed in between."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.house = House(DatabaseLedger())

    @initialize(begun=st.booleans())
    def begin(self, begun: bool) -> None:
        if begun:
            furnish(self.house)

    @rule(data=st.data())
    def do_something(self, data: st.DataObject) -> None:
        start = data.draw(st.sampled_from(list(strategies())))
        attempt_wholly(self.house, data.draw(first_possible(self.house, from_there_on(start))))

    @precondition(lambda self: self.house.rows.tables[Organisation])
    @rule(hours=st.integers(1, 24 * 12))
    def let_time_pass(self, hours: int) -> None:
        self.house.now += timedelta(hours=hours)

    @rule()
    def place(self) -> None:
        sequencer.step()

    def teardown(self) -> None:
        try:
            if Recorded.objects.exists():
                require_explained()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)


def attempt_wholly(house: House, step: Step) -> None:
    """Do it; if it is refused, nothing has happened."""
    acts = Recorded.objects.count()
    done = attempt(house, step)
    assert Recorded.objects.count() == acts + done


def test_after_any_sequence_of_acts_a_rebuild_gives_the_same_rows() -> None:
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            derandomize="COMITY_TEST_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_every_act_of_every_room_is_done_at_least_once_and_explained() -> None:
    done: Counter[str] = Counter()
    for chance in range(5, 5 + LIVES):
        with transaction.atomic():
            house = House(DatabaseLedger())
            furnish(house)
            live(house, chance)
            assert {leaf.type.partition("@")[0] for leaf in recorded_leaves()} == {
                type for type, times in house.done.items() if times
            }
            sequencer.drain()
            require_explained()
            transaction.set_rollback(True)
        done.update(house.done)
        if all(done[type] for type in registry):
            return
    assert [type for type in registry if not done[type]] == [], f"not done in {LIVES} lives of {LONGEST} acts"
