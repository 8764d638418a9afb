"""Forecasts: exact where chances are plain, moved by what is known, seeded, better than the base rate on real votes."""

from __future__ import annotations

from itertools import product
from math import prod
from pathlib import Path

import numpy as np
import pytest

from comity.procedure import roll_calls
from comity.procedure.decision import Members, Question, Rule, counted
from comity.procedure.errors import RuleError
from comity.procedure.position import Position
from comity.procedure.simulate import Correlations, Histories, Past, forecast, normal, simulate_file
from comity.procedure.simulate.backtest import backtest

VOTES = Path(__file__).resolve().parents[5] / "shared" / "data" / "votes"
SIX = ["AM", "BY", "KZ", "KG", "RU", "TJ"]


def question(rule, members=SIX):
    return Question(Rule.parse(rule), Members.parse(members))


FOUR_OF_SIX = {"adopted_if": {"count": "approve", "at_least": 4}, "positions": ["approve", "object"]}


def past(*said, days=None):
    return [Past(Position(each) if each else None, days) for each in said]


def histories(**by_member):
    return Histories({member: by_member.get(member, []) for member in SIX})


def probability(found, outcome="adopted"):
    return found["outcomes"][outcome]["probability"]


# --- chances


def test_with_independent_members_the_chance_is_that_of_the_smoothed_shares():
    # Two own answers in favour out of three, smoothed by one answer of everybody together.
    said = {member: past("approve", "approve", "object") for member in SIX[:5]} | {"TJ": past("object", "object")}
    independent = Correlations(0.0, {})
    found = forecast(question(FOUR_OF_SIX), histories(**said), deadline=1, correlations=independent, runs=40_000)
    pooled = (10 + 1 / 3) / (17 + 1)
    chance = [(2 + pooled) / 4] * 5 + [pooled / 3]
    exact = sum(
        prod(p if favour else 1 - p for p, favour in zip(chance, each, strict=True))
        for each in product((0, 1), repeat=6)
        if sum(each) >= 4
    )
    assert abs(probability(found) - exact) < 4 * found["outcomes"]["adopted"]["error"]
    assert found["members"]["AM"]["expected"]["approve"] == pytest.approx(chance[0], abs=0.01)


def test_probabilities_add_up_and_errors_shrink_with_the_runs():
    said = histories(**{member: past("approve", "object", None) for member in SIX})
    few, many = (forecast(question(FOUR_OF_SIX), said, deadline=1, runs=runs) for runs in (500, 8_000))
    assert sum(each["probability"] for each in many["outcomes"].values()) == pytest.approx(1)
    assert many["outcomes"]["adopted"]["error"] == pytest.approx(few["outcomes"]["adopted"]["error"] / 4, rel=0.2)


def test_a_member_without_a_history_is_taken_to_do_as_the_others_did():
    said = histories(**{member: past(*["approve"] * 20) for member in SIX[:5]})
    found = forecast(question(FOUR_OF_SIX), said, deadline=1)
    assert found["members"]["TJ"]["answers"] == 0
    assert found["members"]["TJ"]["expected"]["approve"] > 0.95


def test_the_same_seed_gives_the_same_forecast_and_another_one_another():
    said = histories(**{member: past("approve", "object", days=3) for member in SIX})
    first, again, other = (forecast(question(FOUR_OF_SIX), said, deadline=9, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first["outcomes"] != other["outcomes"]


def test_an_earlier_question_that_is_not_relevant_does_not_count():
    said = Histories(
        {
            member: [Past(Position("approve"), on="like")] * 3 + [Past(Position("object"), on="unlike")] * 9
            for member in SIX
        }
    )
    assert probability(forecast(question(FOUR_OF_SIX), said, deadline=1, relevance={"like": 1.0})) > 0.95
    assert probability(forecast(question(FOUR_OF_SIX), said, deadline=1, relevance={"unlike": 1.0})) < 0.05


# --- outcomes and days


def test_it_is_settled_when_the_deciding_position_comes_and_not_later():
    days = dict(zip(SIX, (2, 3, 5, 7, 11, 13), strict=True))
    said = histories(**{member: past(*["approve"] * 50, days=day) for member, day in days.items()})
    found = forecast(question(FOUR_OF_SIX), said, deadline=30, prior=1e-9)
    assert found["days"]["adopted"]["50%"] == 7


def test_positions_that_come_after_the_deadline_lapse_or_count_as_the_rule_says_of_silence():
    said = histories(**{member: past(*["approve"] * 50, days=40) for member in SIX})
    assert probability(forecast(question(FOUR_OF_SIX), said, deadline=30), "lapsed") == 1
    silence = {**FOUR_OF_SIX, "silent_as": "approve"}
    found = forecast(question(silence), said, deadline=30)
    assert probability(found) == 1
    assert found["days"]["adopted"] == dict.fromkeys(("5%", "25%", "50%", "75%", "95%"), 30)


def test_without_a_deadline_what_nobody_settles_stays_open():
    said = histories(**{member: past(None, None, None, None) for member in SIX})
    found = forecast(question(FOUR_OF_SIX), said)
    assert probability(found, "open") > 0.9
    assert "lapsed" not in found["outcomes"]


def test_a_quorum_that_is_missed_is_told_apart():
    rule = {**FOUR_OF_SIX, "quorum": {"count": "present", "at_least": 5}}
    said = histories(**{member: past(*["approve" if member in SIX[:4] else None] * 60) for member in SIX})
    assert probability(forecast(question(rule), said, deadline=1), "no quorum") > 0.9


# --- what is known already


def test_positions_taken_count_and_a_settled_question_is_certain():
    said = histories(**{member: past("approve", "object") for member in SIX})
    taken = {member: Position("approve") for member in SIX[:4]}
    found = forecast(question(FOUR_OF_SIX), said, deadline=9, taken=taken, waited=2)
    assert probability(found) == 1
    assert found["days"]["settled"]["95%"] == 2


def test_where_members_answer_alike_one_objection_makes_the_others_likelier():
    said = histories(**{member: past("approve", "object") for member in SIX})
    taken = {"AM": Position("object")}
    alike, apart = (
        forecast(question(FOUR_OF_SIX), said, deadline=9, taken=taken, correlations=Correlations(rho, {}))
        for rho in (0.8, 0.0)
    )
    assert alike["members"]["BY"]["expected"]["object"] > apart["members"]["BY"]["expected"]["object"] + 0.1


def test_the_likeness_of_a_group_moves_its_own_members_only():
    members = [{"id": each, "groups": ["north" if each in SIX[:3] else "south"]} for each in SIX]
    said = histories(**{member: past("approve", "object") for member in SIX})
    found = forecast(
        question(FOUR_OF_SIX, members),
        said,
        deadline=9,
        taken={"AM": Position("object")},
        correlations=Correlations(0.0, {"north": 0.8}),
        runs=8_000,
    )["members"]
    assert found["BY"]["expected"]["object"] > 0.6
    assert found["RU"]["expected"]["object"] == pytest.approx(0.5, abs=0.03)


def test_likeness_is_found_in_the_questions_that_several_answered():
    rng = np.random.default_rng(4)
    popular = rng.standard_normal(300)
    said = {
        member: [
            Past(
                Position("approve" if liked * 0.6**0.5 + rng.standard_normal() * 0.4**0.5 > 0 else "object"), on=str(n)
            )
            for n, liked in enumerate(popular)
        ]
        for member in SIX
    }
    found = forecast(question(FOUR_OF_SIX), Histories(said), deadline=1)
    assert found["assumed"]["correlation"]["all"] == pytest.approx(0.6, abs=0.08)


def test_who_has_been_silent_for_long_is_likelier_to_stay_so():
    said = histories(**{member: [*past("approve", "approve", days=5), *past(None)] for member in SIX})
    early, late = (
        forecast(question(FOUR_OF_SIX), said, deadline=30, waited=waited)["members"]["AM"]["expected"]["silent"]
        for waited in (1, 20)
    )
    assert late > early + 0.3


def test_the_member_on_whom_it_hangs_comes_first():
    rule = {
        "adopted_if": {
            "all": [{"count": "approve", "at_least": 4}, {"count": "approve", "of": {"only": ["RU"]}, "at_least": 1}]
        },
        "positions": ["approve", "object"],
    }
    said = histories(**{member: past("approve", "approve", "object") for member in SIX})
    found = forecast(question(rule), said, deadline=1, runs=4_000)["members"]
    assert next(iter(found)) == "RU"
    assert found["RU"]["decisive"] > 2 * found["AM"]["decisive"]


def test_silence_and_abstention_lie_between_for_and_against():
    members = [f"m{i}" for i in range(9)]
    rule = {
        "adopted_if": {"count": "yes", "of": ["yes", "no"], "at_least": "2/3"},
        "positions": ["no", "yes", "abstain"],
    }
    said = Histories({member: past("abstain", "yes", "no", None) for member in members})
    found = forecast(question(rule, members), said, deadline=1)["members"]["m0"]["expected"]
    assert list(found) == ["no", "silent", "abstain", "yes"]


# --- files


FILE = {
    "members": SIX,
    "rule": FOUR_OF_SIX,
    "history": {
        "AM": ["approve", {"position": "approve", "days": 12, "on": "strategy"}, {"position": None}],
        "BY": [{"position": "object", "days": "7/2"}],
    },
    "deadline": "P30D",
}


def test_a_file_is_forecast_with_its_assumptions_stated():
    found = simulate_file(
        {
            **FILE,
            "prior": "1/2",
            "correlation": {"all": "20%"},
            "runs": 100,
            "positions": {"KZ": "approve"},
            "waited": 3,
        }
    )
    assert found["assumed"] == {"prior": 0.5, "correlation": {"all": 0.2}, "correlation_is": "given"}
    assert found["runs"] == 100
    assert found["members"]["KZ"]["expected"] == {"approve": 1.0}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"history": {"XX": []}}, "history.XX"),
        ({"history": {"AM": ["aprove"]}}, "history.AM[0]"),
        ({"history": {"AM": [{"position": "approve", "days": -1}]}}, "history.AM[0].days"),
        ({"history": {"AM": [{"position": "approve", "day": 1}]}}, "history.AM[0]"),
        ({"history": []}, "history"),
        ({"correlation": {"north": "1/2"}}, "correlation.north"),
        ({"correlation": {"all": "99%"}}, "correlation.all"),
        ({"positions": {"XX": "approve"}}, "positions.XX"),
        ({"runs": 0}, "runs"),
        ({"relevance": {"strategy": "much"}}, "relevance.strategy"),
        ({"waited": "PT"}, "waited"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(change, place):
    with pytest.raises(RuleError) as refused:
        simulate_file({**FILE, **change})
    assert refused.value.place == place


def test_the_normal_distribution_is_right_to_six_places():
    x = np.array([-9.0, -1.959963985, -0.5, 0.0, 0.5, 1.959963985, 9.0])
    assert normal.below(x) == pytest.approx([0, 0.025, 0.30853754, 0.5, 0.69146246, 0.975, 1], abs=2e-7)
    assert normal.quantiles(np.array([0.0, 0.025, 0.5, 1.0])) == pytest.approx([-np.inf, -1.959963985, 0, np.inf])


# --- real votes


@pytest.mark.skipif(not VOTES.exists(), reason="the General Assembly's roll calls are not at ../shared/data/votes")
@pytest.mark.slow
def test_forecasts_of_real_roll_calls_beat_the_base_rate_and_gain_from_the_first_positions():
    known = roll_calls.read(VOTES, since=60)
    rule = Rule.parse({"adopted_if": {"count": "yes", "at_least": "2/3"}})
    tested = [each for each in known if each.session >= 70][::8]
    before = backtest(known, rule, tested, runs=300)
    after = backtest(known, rule, tested, heard=60, runs=300)
    assert len(tested) > 30
    assert before.forecasts < 0.85 * before.base_rate
    assert after.forecasts < 0.5 * after.base_rate


@pytest.mark.skipif(not VOTES.exists(), reason="the General Assembly's roll calls are not at ../shared/data/votes")
def test_real_roll_calls_are_read_with_the_members_of_their_session():
    known = roll_calls.read(VOTES, since=74)
    assert len(known) == 55
    assert {len(each.members) for each in known} == {193}
    first = known[0]
    assert counted(question({"adopted_if": {"count": "yes", "at_least": "1/2"}}, first.members), first.positions)
