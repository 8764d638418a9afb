"""The machine's state on the row of a case: read once, written when somebody asks, never out of date."""

from __future__ import annotations

import pytest

from comity.cases.models import Case
from comity.cases.testing import Chamber
from comity.procedure.stages import Running
from comity.record.testing import MemoryLedger


@pytest.fixture
def case() -> Case:
    from comity.cases.testing import MAJORITY, one_stage

    return Chamber.of_members(ledger=MemoryLedger()).asked(one_stage(MAJORITY))


def test_what_is_written_reads_as_the_same_state(case: Case) -> None:
    assert Running.from_json(case.state) == case.running


def test_it_is_written_once_and_then_stays(case: Case) -> None:
    assert case.state is case.state
    assert case.running is case.running


def test_a_state_given_to_the_row_is_the_one_that_runs(case: Case) -> None:
    before, other = case.running, case.running._replace(extended=7)
    case.state = other.as_json()
    assert case.running == other != before


def test_a_state_that_runs_is_the_one_written(case: Case) -> None:
    case.state  # noqa: B018  written before
    case.running = case.running._replace(extended=7)
    assert case.state["extended"] == 7
