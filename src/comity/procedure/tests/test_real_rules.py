"""Every rule of ``profiles/rules`` does what its sources say in each of its boundary cases."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from comity.procedure import entry_into_force, rulebook, schema, stages, testing
from comity.procedure.decision import Question, Rule
from comity.procedure.notation import Duration
from comity.procedure.position import ATTENDANCE
from comity.procedure.stages import Machine, Procedure, refusals

RULES = Path(__file__).resolve().parents[4] / "profiles" / "rules"
FILES = {path.stem: rulebook.read(path) for path in sorted(RULES.glob("*.yaml"))}


def cases(kind):
    return [
        pytest.param(file, case, id=f"{file}: {case['case']}")
        for file in FILES.values()
        if file.kind == kind
        for case in file.cases
    ]


@pytest.mark.parametrize("file", FILES.values(), ids=str)
def test_a_rule_has_cases_one_short_exactly_met_and_one_over(file):
    assert {case.get("boundary") for case in file.cases} - {None} == set(rulebook.BOUNDARIES)
    assert file.title
    assert len({case["case"] for case in file.cases}) == len(file.cases)


SCHEMAS = {"rule": "rule", "clause": "entry-into-force", "procedure": "procedure"}


@pytest.mark.parametrize("file", [f for f in FILES.values() if SCHEMAS[f.kind] in schema.names()], ids=str)
def test_a_rule_fits_the_published_schema(file):
    resources = [(name, Resource.from_contents(each)) for name, each in schema.by_id().items()]
    published = Draft202012Validator(schema.load(SCHEMAS[file.kind]), registry=Registry().with_resources(resources))
    published.validate(file.form)


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


@pytest.mark.parametrize(("file", "case"), cases("clause"))
def test_an_instrument_enters_into_force_on_its_day(file, case):
    expected = {"enters_into_force", "triggered_by", "for", "halted_by"}
    assert case.keys() <= {"case", "boundary", "members", "numbers", "deposits", "events", *expected}
    members = file.members_of(case)
    done = {"members": members.as_data(), "deposits": rulebook.deposits(case["deposits"], members)}
    done |= {key: case[key] for key in ("numbers", "events") if key in case}
    found = entry_into_force.compute({**file.form, **done})
    assert found["enters_into_force"] == case["enters_into_force"], found["missing"]
    assert (case.get("boundary") == "short") <= (case["enters_into_force"] is None)
    if "triggered_by" in case:
        assert found["triggered_by"]["participant"] == case["triggered_by"]
    bound = {each["participant"]: each["date"] for each in (*found["parties"], *found["later"])}
    assert case.get("for", {}).items() <= bound.items()
    assert (found["halted_by"] is not None) == ("halted_by" in case)


@pytest.mark.parametrize(("file", "case"), cases("procedure"))
def test_a_stage_of_silence_ends_as_its_source_says(file, case):
    assert case.keys() <= {"case", "boundary", "begins", "acts", "end", "stage", "ended", "exempted"}
    run = Run(Machine(Procedure.parse(file.form), file.members), moment(case["begins"]))
    for act in case.get("acts", []):
        run.act(act)
    run.wait()
    assert (run.running.end or run.running.stage) == case.get("end", case.get("stage"))
    if "ended" in case:
        assert run.running.ended_at == moment(case["ended"])
    if "exempted" in case:
        assert set(run.running.exempted) == set(case["exempted"])


class Run:
    """A case run day by day; what the clock has to close is closed before anything later happens."""

    def __init__(self, machine, begins):
        self.machine, self.begins, self.held = machine, begins, {}
        self.running = stages.begin(machine, begins).running

    def act(self, act):
        at = Duration.parse(act["after"], "after").after(self.begins)
        if act.get("refused") != "DeadlinePassed":  # which comes before the clock has closed the stage
            self.wait(until=at)
        refused = pytest.raises(getattr(refusals, act["refused"])) if "refused" in act else contextlib.nullcontext()
        with refused:
            self._do(act, at)

    def _do(self, act, at):
        if "submit" in act:
            self.running = stages.submit_again(self.machine, self.running, at).running
        if "close" in act:
            self.running = stages.close(self.machine, self.running, at, by_chair=True).running
        for member in act.get("withdraw", []):
            step = stages.withdraw(self.machine, self.running, member=member, previous=self.held.pop(member), at=at)
            self.running = step.running
        for member, position in rulebook.positions(act.get("positions", {}), self.machine.members, self.held).items():
            step = stages.take(self.machine, self.running, member=member, position=position, at=at)
            self._moved(step.running)
            self.held[member] = position

    def _moved(self, running):
        if running.round != self.running.round:
            self.held = {}
        self.running = running

    def wait(self, until=None):
        """Close what is due, until a time or for ever."""
        while self.running.is_open and (due := stages.due(self.machine, self.running)) and (not until or due <= until):
            self._moved(stages.close(self.machine, self.running, due).running)


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
