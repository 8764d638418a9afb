"""All 3,722 roll calls replay under majority and two-thirds, position by position, against a simple recount."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.procedure import testing
from comity.procedure.decision import Question, Rule

SHARED = Path(__file__).parents[5] / "shared" / "data" / "votes"

MAJORITY = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}
TWO_THIRDS = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "at_least": "2/3"}}


def majority(yes, no):
    return yes > no


def two_thirds(yes, no):
    return yes + no > 0 and 3 * yes >= 2 * (yes + no)


def recounted(passes, yes, no, outstanding):
    """Settled if the outcome is the same however many of the outstanding members say yes, no, or neither."""
    extremes = {passes(yes + outstanding, no), passes(yes, no + outstanding), passes(yes, no)}
    return "open" if len(extremes) == 2 else "adopted" if True in extremes else "rejected"


@pytest.fixture(scope="module")
def roll_calls():
    if not SHARED.exists():
        pytest.skip("the shared data with the roll calls is not beside this checkout")
    return testing.roll_calls(SHARED)


@pytest.mark.parametrize(
    ("rule", "passes", "adopted"),
    [(MAJORITY, majority, 3512), (TWO_THIRDS, two_thirds, 3353)],
    ids=["majority", "two-thirds"],
)
def test_every_outcome_after_every_position_is_that_of_a_simple_recount(roll_calls, rule, passes, adopted):
    calls, bodies = roll_calls
    questions = {session: Question(Rule.parse(rule), members) for session, members in bodies.items()}
    positions = ends = 0
    for call in calls:
        tally = questions[call.session].start()
        counts = {"yes": 0, "no": 0, "abstain": 0}
        outstanding = len(bodies[call.session])
        for country, position in call.positions:
            tally.take(country, position)
            counts[position] += 1
            outstanding -= 1
            positions += 1
            assert tally.outcome() == recounted(passes, counts["yes"], counts["no"], outstanding)
        assert tally.outcome(final=True) == ("adopted" if passes(counts["yes"], counts["no"]) else "rejected")
        ends += tally.outcome(final=True) == "adopted"
    assert (len(calls), positions, ends) == (3722, 521_960, adopted)


def test_a_roll_call_is_explained_by_its_counts(roll_calls):
    calls, bodies = roll_calls
    for call in calls[::200]:
        tally = Question(Rule.parse(MAJORITY), bodies[call.session]).start()
        for country, position in call.positions:
            tally.take(country, position)
        line = tally.explain(final=True).because[0]
        said = [position for _, position in call.positions]
        assert (line.found, line.of) == (said.count("yes"), said.count("yes") + said.count("no"))
