"""A question keeps the members and weights of the day on which it was put."""

from __future__ import annotations

from comity.cases.models import Roll
from comity.cases.testing import Chamber, one_stage
from comity.parties.acts import SetWeights
from comity.record.testing import MemoryLedger

BY_POPULATION = {"adopted_if": {"weight": "population", "in": "approve", "more_than": "1/2"}}


def weigh(chamber: Chamber, **populations: int) -> None:
    for party, population in populations.items():
        chamber.do(SetWeights(party=party, weights={"population": population}, source="census"))


def test_new_weights_count_for_later_questions_only() -> None:
    chamber = Chamber.of_members("AM", "BY", "KG", ledger=MemoryLedger("test.example/commission"))
    weigh(chamber, AM=6, BY=3, KG=1)
    procedure = chamber.published(one_stage(BY_POPULATION))
    chamber.asked(procedure, "before")
    weigh(chamber, AM=1, BY=3, KG=6)
    chamber.asked(procedure, "after")
    for question in ("before", "after"):
        chamber.says("AM", "approve", question)
    assert chamber.case("before").end == "adopted"
    assert chamber.case("after").end == ""
    frozen = {case: chamber.rows.read(Roll, chamber.case(case).roll).members["members"] for case in ("before", "after")}
    assert [one["weights"]["population"] for one in frozen["before"]] == [6, 3, 1]
    assert [one["weights"]["population"] for one in frozen["after"]] == [1, 3, 6]
