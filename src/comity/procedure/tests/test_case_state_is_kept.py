"""The state of a case: JSON and back the same, small for any number of members, immutable, and refused when damaged."""

from __future__ import annotations

import json
import time

import pytest

from comity.procedure.stages import Running, take
from comity.procedure.stages import refusals as refused
from comity.procedure.stages.testing import EVERYBODY, SIX, START, Play, drafting, of_stages, silence, source, vote


def cases():
    yield "just begun", Play(of_stages(vote()))
    yield "some positions", Play(of_stages(vote())).approve("AM", "BY").object("KG")
    yield "extended", Play(of_stages(vote(extension="once P1M"))).extend()
    yield "ad referendum", Play(of_stages(vote(), vote("second"))).ad_referendum("AM", "BY").approve("KG")
    awaiting = Play(of_stages(vote(rule=EVERYBODY), vote("second"))).approve(*SIX[1:])
    yield "awaiting", awaiting.take("AM", position={"position": "approve ad referendum", "with": "reservation"})
    yield "drafting", Play(of_stages(vote(), drafting())).object(*SIX[:3])
    moved = silence(on_objection=["extend P90D", "exempt the objector"])
    yield "moved by an objection", Play(of_stages(moved)).object("KZ", "AM")
    yield (
        "ended with exemptions",
        Play(of_stages(silence(on_objection="exempt the objector", defeated_if={"count": "object", "more_than": 1})))
        .object("KZ")
        .clock("P30D"),
    )
    yield "abandoned", Play(source("cooperation-strategy")).abandon()


@pytest.mark.parametrize(("name", "case"), [pytest.param(name, case, id=name) for name, case in cases()])
def test_a_state_written_as_json_and_read_is_the_same(name, case):
    written = json.dumps(case.running.as_json(), allow_nan=False)
    assert Running.from_json(json.loads(written)) == case.running
    assert json.dumps(Running.from_json(json.loads(written)).as_json()) == written


@pytest.mark.parametrize(("name", "case"), [pytest.param(name, case, id=name) for name, case in cases()])
def test_a_state_whose_keys_a_database_has_put_in_another_order_is_the_same(name, case):
    assert Running.from_json(json.loads(json.dumps(case.running.as_json(), sort_keys=True))) == case.running


def test_a_case_goes_on_from_the_state_that_was_kept():
    case = Play(of_stages(vote())).approve("AM", "BY", "KG")
    case.running = Running.from_json(json.loads(json.dumps(case.running.as_json())))
    assert case.approve("KZ").stage == "adopted"


def test_a_state_says_under_which_version_the_case_runs():
    running = Play(of_stages(vote(), version=4)).running
    assert (running.procedure, running.version) == ("test", 4)
    assert len(running.digest) == 64


def test_a_state_cannot_be_changed():
    running = Play(of_stages(vote())).running
    with pytest.raises(AttributeError):
        running.stage = "adopted"


def test_an_operation_leaves_the_state_it_started_from_as_it_was():
    case = Play(of_stages(vote(), vote("second")))
    before, written = case.running, json.dumps(case.running.as_json())
    case.ad_referendum("AM").approve("BY").object("KG")
    assert json.dumps(before.as_json()) == written


def test_moments_are_kept_to_the_microsecond_and_in_utc():
    case = Play(of_stages(vote())).on(START.replace(microsecond=123456)).abandon()
    assert case.running.as_json()["ended_at"] == "2021-09-09T10:00:00.123456Z"


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 2},
        {"stage": None},
        {"round": "1"},
        {"round": True},
        {"opened_at": "yesterday"},
        {"opened_at": "2021-09-09T10:00:00"},
        {"unconfirmed": {"AM": 7}},
        {"awaited": {"stage": "vote"}},
        {"passed": [["vote", 1]]},
        {"objectors": [1]},
        {"entered": []},
    ],
)
def test_a_damaged_state_is_refused(damage):
    written = {**Play(of_stages(vote())).running.as_json(), **damage}
    with pytest.raises(refused.NotAState) as caught:
        Running.from_json(written)
    assert "Rebuild it from the record" in str(caught.value)


def test_what_is_no_state_is_refused():
    for nonsense in ({}, {"stage": "vote"}):
        with pytest.raises(refused.NotAState):
            Running.from_json(nonsense)


def test_the_state_of_a_body_of_193_is_hardly_larger_than_of_one_of_6():
    def size(number):
        members = [f"M{each}" for each in range(number)]
        case = Play(source("cooperation-strategy"), members).approve(*members[: number // 2], signature="key")
        return len(json.dumps(case.running.as_json()))

    assert size(193) < size(6) + 200


def test_a_position_costs_the_same_in_a_body_of_193_as_in_one_of_6():
    def seconds(number):
        case = Play(of_stages(vote()), [f"M{each}" for each in range(number)])
        best = float("inf")
        for _ in range(5):
            begun = time.perf_counter()
            for _ in range(200):
                take(case.machine, case.running, member="M3", position="approve", at=START)
            best = min(best, time.perf_counter() - begun)
        return best

    seconds(6)
    assert seconds(193) < 2 * seconds(6)
