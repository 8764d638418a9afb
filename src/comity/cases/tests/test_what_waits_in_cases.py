"""What waits for a member is found by the database, however many cases it has answered already."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

import pytest
from django.utils import timezone

from comity.api.testing import Secretariat
from comity.cases import queries
from comity.cases.acts import WithdrawPosition
from comity.cases.testing import EVERYBODY, one_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Secretariat:
    return Secretariat.now_sitting("AM", "BY")


def waits(member: str, body: str = "") -> list[tuple[str, str]]:
    return [(one.case.id, one.what) for one in queries.waiting_for(member, body)]


def test_an_open_question_waits_until_it_is_answered_and_again_once_that_is_withdrawn(house):
    house.asked(one_stage(EVERYBODY))
    assert waits("AM") == [("q1", "position")]
    house.says("AM", "approve")
    assert waits("AM") == []
    assert waits("BY") == [("q1", "position")]
    house.do(WithdrawPosition(case="q1", round=1), house.delegates["AM"])
    assert waits("AM") == [("q1", "position")]


def test_nothing_waits_for_who_has_no_seat_or_in_a_case_that_ended(house):
    house.asked(one_stage(EVERYBODY))
    assert waits("TJ") == []
    house.all_say("approve")
    assert waits("AM") == []


def test_a_position_ad_referendum_waits_to_be_confirmed(house):
    stage = {"positions": ["approve", "approve ad referendum", "object"]}
    house.asked(one_stage(EVERYBODY, **stage))
    house.says("AM", "approve ad referendum")
    assert waits("AM") == [("q1", "confirm")]


def test_the_most_urgent_comes_first_and_what_has_no_deadline_last(house):
    for case, deadline in (("late", "P60D"), ("soon", "P2D"), ("open", None)):
        source = one_stage(EVERYBODY, name=case)
        if deadline is None:
            del source["stages"][0]["deadline"], source["stages"][0]["then"]["lapsed"]
        else:
            source["stages"][0]["deadline"] = deadline
        house.asked(source, case=case)
    assert waits("AM") == [("soon", "position"), ("late", "position"), ("open", "position")]


def test_full_powers_for_one_body_see_what_happens_there(house):
    house.asked(one_stage(EVERYBODY))
    assert waits("AM", "commission") == [("q1", "position")]
    assert waits("AM", "council") == []


def test_what_was_answered_is_not_even_read(house, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "PAGE", 2)
    house.published(one_stage(EVERYBODY))
    for number in range(7):
        house.asked("simple/1", case=f"q{number}")
    for number in range(6):
        house.says("AM", "approve", case=f"q{number}")
    assert waits("AM") == [("q6", "position")]  # and the machine is known from here on
    with django_assert_num_queries(1):
        assert waits("AM") == [("q6", "position")]
    with django_assert_num_queries(1):
        assert len(list(islice(queries.waiting_for("BY"), 2))) == 2


def test_whoever_conducts_sees_the_stages_that_close_soon(house):
    house.asked(one_stage(EVERYBODY, deadline="P3D"))
    house.asked(one_stage(EVERYBODY, name="slow", deadline="P90D"), case="q2")
    soon = timezone.now() + timedelta(days=7)
    assert [case.id for case in queries.closing_by(soon)] == ["q1"]
    assert [case.id for case in queries.open_cases(1)] == ["q1"]
