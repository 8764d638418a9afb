"""Followers see every act once and in order, whatever breaks."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection

from comity.api.testing import Secretariat
from comity.cases.testing import one_stage
from comity.record import following, log
from comity.record.following import EVERYTHING, follow, placed
from comity.record.models import Follower


class Diary:
    """Writes down in the database what it saw, as a follower's effects do; breaks when it is told to."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS diary (position bigint, type text)")
            cursor.execute("TRUNCATE diary")
        self.break_at: int | None = None
        self.error: Exception = DatabaseError("the server went away")

    def take(self, one: following.Placed) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO diary VALUES (%s, %s)", [one.position, one.leaf.type])
        if one.position == self.break_at:
            raise self.error

    @property
    def seen(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM diary ORDER BY ctid")
            return [position for (position,) in cursor.fetchall()]


@pytest.fixture
def house(db) -> Secretariat:
    return Secretariat.now_sitting()


@pytest.fixture
def diary(db) -> Diary:
    return Diary()


def test_every_act_is_seen_once_in_the_records_order(house, diary):
    size = house.place()
    assert follow("diary", diary.take) == size
    assert diary.seen == list(range(size))
    house.asked(one_stage())
    house.place()
    follow("diary", diary.take)
    assert diary.seen == list(range(log.size()))
    assert follow("diary", diary.take) == 0


def test_an_act_without_a_place_is_not_seen_yet(house, diary):
    house.place()
    follow("diary", diary.take)
    house.asked(one_stage())
    assert follow("diary", diary.take) == 0


def test_after_a_crash_in_the_middle_nothing_is_lost_and_nothing_is_seen_twice(house, diary, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 4)
    size = house.place()
    diary.break_at = 9
    with pytest.raises(DatabaseError):
        follow("diary", diary.take)
    assert diary.seen == list(range(8))
    assert Follower.objects.get(name="diary").position == 8
    diary.break_at = None
    follow("diary", diary.take)
    assert diary.seen == list(range(size))


def test_one_odd_act_does_not_keep_the_follower_from_the_next(house, diary, caplog):
    size = house.place()
    diary.break_at, diary.error = 5, ValueError("odd")
    follow("diary", diary.take)
    assert diary.seen == [position for position in range(size) if position != 5]
    assert "passes over act 5" in caplog.text


def test_followers_go_each_at_their_own_pace(house, diary):
    house.place()
    follow("one", diary.take)
    follow("other", diary.take)
    assert len(diary.seen) == 2 * log.size()


def test_an_act_says_what_it_is_about(house):
    house.asked(one_stage())
    house.place()
    last = placed(log.size() - 1, log.size())[0]
    assert last.topics == (EVERYTHING, "cases", "case:q1")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_see_every_act_once_between_them():
    house = Secretariat.now_sitting()
    size = house.place()
    diary = Diary()
    entered, may_go_on = threading.Event(), threading.Event()

    def slowly(one: following.Placed) -> None:
        entered.set()
        may_go_on.wait(10)
        diary.take(one)

    def work() -> None:
        follow("diary", slowly)
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert entered.wait(10)
    assert follow("diary", diary.take) == 0
    may_go_on.set()
    first.join(20)
    assert diary.seen == list(range(size))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE diary")
