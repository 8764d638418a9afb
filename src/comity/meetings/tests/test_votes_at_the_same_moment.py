"""Two officers at once, positions against a closing, a ballot against it: each on a connection of its own."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from comity.meetings.acts import voting
from comity.meetings.models import Stand, UrnBallot, Vote
from comity.meetings.sitting_testing import Sitting
from comity.record import sequencer
from comity.record.commit import commit
from comity.record.replay import differences, recorded_leaves, replay

SIX = ("AM", "BY", "KG", "KZ", "RU", "TJ")


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


@pytest.fixture
def sitting(transactional_db) -> Sitting:
    """A sitting whose acts are really committed."""
    made = Sitting.begun()
    made.puts()
    return made


def together(*works):
    """Do these at the same moment; results, and refusals as values."""
    barrier = threading.Barrier(len(works))

    def done(work):
        try:
            barrier.wait(timeout=10)
            return work()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))


def explained() -> None:
    """The record explains every row."""
    sequencer.drain()
    assert list(differences(replay(recorded_leaves()))) == []


def test_of_two_officers_who_close_at_once_one_does_and_the_other_is_told(sitting):
    sitting.voting_on()
    for member in SIX:
        sitting.casts(member, "yes")
    close = voting.CloseVote(session="s1", vote="v1")
    answers = together(lambda: commit(close, sitting.chair), lambda: commit(close, sitting.desk))
    assert sorted(type(answer).__name__ for answer in answers) == ["Receipt", "VoteClosed"]
    assert Vote.objects.get().outcome == "adopted"
    explained()


def test_positions_that_race_with_the_closing_count_or_are_refused_and_none_is_lost(sitting):
    sitting.voting_on()

    def casts(member):
        return lambda: commit(voting.CastVote(session="s1", vote="v1", position="yes"), sitting.delegates[member])

    close = voting.CloseVote(session="s1", vote="v1")
    answers = together(*(casts(member) for member in SIX), lambda: commit(close, sitting.chair))
    names = sorted(type(answer).__name__ for answer in answers)
    assert set(names) <= {"Receipt", "VoteClosed"}
    counted = names.count("Receipt") - 1
    assert Stand.objects.count() == counted
    assert Vote.objects.get().outcome == ("adopted" if counted else "rejected")
    explained()


def test_a_ballot_lies_in_the_urn_before_the_closing_or_is_told_that_it_came_late(sitting):
    sitting.ballot("p1")
    ballots = [sitting.drops(member, "yes") for member in SIX[:3]]

    def drops(ballot):
        body = json.dumps(ballot.as_data())
        return lambda: Client().post("/sessions/s1/votes/b1/slot/", body, content_type="application/json").status_code

    close = voting.CloseVote(session="s1", vote="b1")
    answers = together(*(drops(ballot) for ballot in ballots), lambda: commit(close, sitting.chair))
    assert set(answers[:3]) <= {200, 409}
    assert UrnBallot.objects.count() == answers[:3].count(200)
    assert Vote.objects.get().status == "counting"
