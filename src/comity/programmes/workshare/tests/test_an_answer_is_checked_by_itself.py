"""The checker knows no solver, and finds whatever is changed in a sound answer."""

from __future__ import annotations

import ast
import copy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.enterprises import cpv
from comity.programmes.workshare import checking, composing, document, periods
from comity.programmes.workshare.refusals import SolutionRefused
from comity.programmes.workshare.testing import small

READ = document.parse(small())
SOUND = composing.compose(READ).document()


def faults(**changes):
    return checking.faults(READ, {**copy.deepcopy(SOUND), **changes})


def test_a_sound_answer_has_no_fault():
    assert checking.faults(READ, SOUND) == []


def test_the_checker_imports_neither_the_solver_nor_its_preparation():
    tree = ast.parse(Path(checking.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("comity") or "ortools" in name} == {
        "comity.programmes.workshare.document"
    }
    assert not [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names if "ortools" in a.name]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cost": 999}, "the cost is 1000, not 999"),
        ({"bound": 1001}, "the bound 1001 is above the cost"),
        ({"deviation_pp": 4}, "the greatest deviation is 5.000000 points, not 4"),
        ({"shares": {"A": 50, "B": 35, "C": 16}}, "C has a share of 15.000000 %, not 16"),
        ({"shares": {"A": 50, "B": 35}}, "the shares are not those of the members"),
        ({"status": "splendid"}, "a status 'splendid'"),
        ({"status": "infeasible"}, "an assignment, though there is said to be none"),
        ({"assignment": {"clothing": "A1"}}, "are assigned wrongly or not at all"),
        ({"assignment": {**SOUND["assignment"], "vehicles": "C1"}}, "vehicles goes to C1, which has not offered"),
        (
            {"assignment": {**SOUND["assignment"], "clothing": "C1"}},
            "clothing goes to C1, which has not the capability",
        ),
        ({"cheapest": {**SOUND["cheapest"], "cost": 900, "bound": 900}}, "cheapest: the cost is 995, not 900"),
        ({"cheapest": {**SOUND["cheapest"], "bound": 990}}, "called proven and is not"),
        ({"cheapest": {**SOUND["cheapest"], "deviation_pp": 1}}, "less fair than the cheapest"),
    ],
)
def test_whatever_is_changed_is_found(changes, said):
    assert any(said in fault for fault in faults(**changes))


@given(st.sampled_from(sorted(SOUND["assignment"])), st.sampled_from(["A1", "A2", "B1", "C1"]))
@settings(deadline=None)
def test_any_other_enterprise_for_any_package_is_found(package, enterprise):
    changed = {**SOUND["assignment"], package: enterprise}
    assert bool(faults(assignment=changed)) is (changed != SOUND["assignment"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"band_pp": 4}, "is 5.000000 points off, and its band is 4.0"),
        ({"pins": [{"package": "breathing", "enterprise": "A1"}]}, "breathing is pinned to A1 and goes to C1"),
        ({"forbid": [{"package": "vehicles", "enterprise": "B1"}]}, "vehicles goes to B1, which is forbidden"),
        ({"premium": 0.001}, "the cost 1000 is above the premium on 995"),
    ],
)
def test_an_answer_is_not_one_for_other_requirements(changes, said):
    assert any(said in fault for fault in checking.faults(document.parse(small(**changes)), SOUND))


def test_a_licence_that_lapses_midway_and_a_capacity_exceeded_are_found():
    lapsed = small()
    lapsed["enterprises"][2]["licensed"] = [["2026-01-01", "2027-01-31"], ["2027-02-02", "2028-12-31"]]
    assert "vehicles goes to B1, which is not licensed throughout" in checking.faults(document.parse(lapsed), SOUND)
    narrow = small()
    narrow["enterprises"][0]["capacity"] = 4.5
    assert "A1 takes 5 and has a capacity of 9/2" in checking.faults(document.parse(narrow), SOUND)


def test_an_answer_with_a_fault_is_not_shown(monkeypatch):
    monkeypatch.setattr(composing, "cost_of", lambda question, assignment: 1)
    with pytest.raises(SolutionRefused, match="the cost is 1000, not 5"):
        composing.compose(READ)


CODES = st.one_of(
    st.from_regex(r"[0-3]{2,8}(-[0-9])?", fullmatch=True),
    st.sampled_from(["35110000-8", "35111300-8", "3511", "35", "00000000-0", "10", "100", "x", "", "35-12", "35-x"]),
)


@given(CODES, CODES)
@settings(max_examples=500)
def test_two_ways_of_reading_a_code_agree(held, wanted):
    assert checking._same_branch(held, wanted) == cpv.covers(held, wanted)


@given(st.lists(st.tuples(st.dates(), st.one_of(st.none(), st.dates())), max_size=5), st.dates(), st.integers(0, 900))
@settings(max_examples=300)
def test_two_ways_of_counting_days_agree(licensed, start, days):
    from datetime import date, timedelta

    end = start + timedelta(days=min(days, (date.max - start).days))
    sound = tuple((begins, ends) for begins, ends in licensed if ends is None or begins <= ends)

    class Licensed:
        pass

    enterprise = Licensed()
    enterprise.licensed = sound
    assert checking._licensed(enterprise, start, end) is (periods.first_gap(sound, start, end) is None)
