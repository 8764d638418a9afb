"""Every rule of ``profiles/rules`` does what its sources say in each of its boundary cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.procedure import rulebook, testing
from comity.procedure.decision import Question, Rule
from comity.procedure.position import ATTENDANCE

RULES = Path(__file__).resolve().parents[4] / "profiles" / "rules"
FILES = {path.stem: rulebook.read(path) for path in sorted(RULES.glob("*.yaml"))}


def cases(kind):
    return [
        pytest.param(file, case, id=f"{name}: {case['case']}")
        for name, file in FILES.items()
        if file.kind == kind
        for case in file.cases
    ]


@pytest.mark.parametrize("file", [pytest.param(file, id=name) for name, file in FILES.items()])
def test_a_rule_has_cases_one_short_exactly_met_and_one_over(file):
    assert {case.get("boundary") for case in file.cases} - {None} == set(rulebook.BOUNDARIES)
    assert file.title
    assert len({case["case"] for case in file.cases}) == len(file.cases)


@pytest.mark.parametrize(("file", "case"), cases("rule"))
def test_a_decision_rule_decides_its_case(file, case):
    assert case.keys() <= {"case", "boundary", "positions", "outcome", "final", "members", "numbers"}
    found = tally_of(file, case).explain(case.get("final", True))
    assert found.outcome == case["outcome"], "\n".join(str(each.phrase) for each in found.because)


@pytest.mark.parametrize(("file", "case"), [each for each in cases("rule") if "boundary" in each.values[1]])
def test_one_member_more_or_less_makes_the_difference_at_a_boundary(file, case):
    tally = tally_of(file, case)
    adopted = tally.outcome(final=True) == "adopted"
    assert adopted == (case["boundary"] != "short")
    if case["boundary"] != "over":
        assert any(
            each.outcome(final=True) != tally.outcome(final=True) for each in one_position_changed(tally, file, case)
        )


def tally_of(file, case):
    members = file.members_of(case)
    question = Question(Rule.parse(file.form), members, case.get("numbers"))
    tally = question.start()
    for member, position in rulebook.positions(case["positions"], members).items():
        tally.take(member, position)
    return tally


def one_position_changed(tally, file, case):
    held = rulebook.positions(case["positions"], file.members_of(case))
    spoken = [each for each in testing.every_position(tally.question.rule) if each and each.word not in ATTENDANCE]
    for member in tally.question.members.ids:
        for position in spoken:
            changed = tally.copy()
            changed.take(member, position, held.get(member))
            yield changed
