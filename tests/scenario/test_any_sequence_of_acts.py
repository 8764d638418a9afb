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
from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from comity.cases.acts import PublishProcedure, TakePosition
from comity.cases.models import Case
from comity.cases.strategies import procedures
from comity.instruments.acts import DraftInstrument, SubmitInstrument
from comity.instruments.strategies import CLAUSE
from comity.meetings.strategies.furnishing import sit
from comity.parties.models import Organisation
from comity.parties.testing import House
from comity.phrase import Refusal
from comity.record import sequencer
from comity.record.acts import Act, registry
from comity.record.models import Recorded
from comity.record.replay import differences, rebuild, recorded_leaves, replay
from comity.record.rows import projections, table_of
from comity.record.strategies import first_possible, often, strategies
from comity.record.testing import DatabaseLedger, Step
from comity.record.verification import verify_installation

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("COMITY_TEST_EXAMPLES", "25"))
AT_HOME = {"AM": "anna", "BY": "boris", "KG": "clara"}


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


def test_every_act_of_every_room_can_be_drawn_at_random() -> None:
    drawn = {act.type for act in strategies()}
    assert drawn == set(registry), "a room's strategies.py names each of its acts in STRATEGIES"


def furnished(house: House) -> None:
    """An organisation in which anything can be done at once."""
    house.found()
    for party in AT_HOME:
        house.party(party)
    house.body("commission").body("council", "AM", "BY")
    house.officer(person="elena")
    for party, person in AT_HOME.items():
        house.empowered(person, party)
    house.grant_key("anna")
    for source in procedures(1):
        house.do(PublishProcedure(title={"en": source["procedure"]}, source=source))
    submitted(house, "adopted", "majority/1", {"AM": "approve", "BY": "approve"})
    submitted(house, "returned", "whole-way/1", {"AM": "object"})
    submitted(house, "under-way", "whole-way/1", {"KG": "approve ad referendum"})
    sit(house, AT_HOME)


def submitted(house: House, name: str, procedure: str, positions: dict[str, str]) -> None:
    """A text with a clause on entry into force, submitted to the commission, on which these members have spoken."""
    texts = {"en": house.ledger.deposit(f"The text {name}.".encode())}
    draft = DraftInstrument(
        instrument=name,
        reference=name,
        kind="agreement",
        title=texts,
        body="commission",
        authentic=("en",),
        texts=texts,
        clause=CLAUSE,
    )
    house.do(draft, house.capacities(draft.needs)[0])
    house.do(SubmitInstrument(instrument=name, case=name, procedure=procedure), house.capacities(draft.needs)[0])
    case = house.rows.read(Case, name)
    assert case is not None
    for party, position in positions.items():
        act = TakePosition(case=name, round=1, on=case.subject_version, position=position)
        house.do(act, house.capacities(act.needs, party=party)[0])


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
    assert list(differences(replay(recorded_leaves()))) == []
    before = stored()
    rebuild()
    assert stored() == before
    found = verify_installation()
    assert found.ok, [str(finding) for finding in found.audit.findings]


def anything() -> SearchStrategy[type[Act]]:
    return st.sampled_from(list(strategies()))


def from_there_on(act: type[Act]) -> list[type[Act]]:
    """All types of acts, beginning with this one: the first of which one can be done is done."""
    acts = list(strategies())
    start = acts.index(act)
    return acts[start:] + acts[:start]


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
            furnished(self.house)

    @rule(data=st.data())
    def do_something(self, data: st.DataObject) -> None:
        attempt(self.house, data.draw(first_possible(self.house, from_there_on(data.draw(anything())))))

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


def attempt(house: House, step: Step) -> bool:
    """Do it; if it is refused, nothing has happened."""
    acts = Recorded.objects.count()
    try:
        house.take(step)
    except Refusal as refusal:
        note(f"{step.act.type} was refused: {refusal}")
        assert Recorded.objects.count() == acts
        return False
    assert Recorded.objects.count() == acts + 1
    return True


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


@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(chance=st.integers(1000, 2**64), data=st.data())
def test_every_act_of_every_room_is_done_at_least_once_and_explained(chance: int, data: st.DataObject) -> None:
    """What has not been done yet is done as soon as it can be; until then, anything."""
    assume(chance > 1000)  # the first example is the simplest one, in which everybody always does the same
    with transaction.atomic():
        house = House(DatabaseLedger())
        furnished(house)
        done = Counter({act.type: 0 for act in strategies()})
        done.update(leaf.type for leaf in recorded_leaves())
        tried: Counter[str] = Counter()
        for number in range(600):
            fresh = [act for act in strategies() if not done[act.type] and tried[act.type] < 20]
            if not fresh and min(done.values()):
                break
            onward = [data.draw(st.sampled_from(often()))] if data.draw(st.integers(0, 2)) else []
            step = data.draw(first_possible(house, [*fresh, *onward, *from_there_on(data.draw(anything()))]))
            tried[step.act.type] += 1
            done[step.act.type] += attempt(house, step)
            if number % 5 == 4:
                house.now += timedelta(hours=30)
        assert [kind for kind, times in done.items() if not times] == []
        require_explained()
        transaction.set_rollback(True)
