"""What is no act is told to open pages too, when it is committed; and parts of pages are made once for an act."""

from __future__ import annotations

import asyncio
import threading

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from django.utils.translation import override

from comity.api.testing import Secretariat
from comity.cases.testing import one_stage
from comity.record import fragments
from comity.record.touch import CHANNEL, touch, touched
from comity.site import live


def listening() -> psycopg.Connection:
    found = psycopg.connect(**live._parameters(), autocommit=True)
    found.execute(f"LISTEN {CHANNEL}")
    return found


@pytest.mark.django_db(transaction=True)
def test_a_touch_is_told_when_it_is_committed_and_not_before():
    with listening() as ear:
        with transaction.atomic():
            touch("door:north", "hall-count")
            assert list(ear.notifies(timeout=0.2)) == []
        [heard] = ear.notifies(timeout=5, stop_after=1)
    assert touched(heard.payload) == ("door:north", "hall-count")


@pytest.mark.parametrize("topics", [(), ("Door",), ("-door",), ("door:" + "x" * 65,), ("door\nid: 1",), ("a",) * 33])
def test_what_is_no_topic_is_not_told(topics):
    with pytest.raises(ValueError, match="these are not"):
        touch(*topics)


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_open_hears_of_acts_and_of_what_is_none():
    """An open stream gets both, and only an act moves the position from which a browser asks again."""
    house = Secretariat.now_sitting("AM", "BY")
    house.place()

    def happen() -> None:
        touch("door-count:north", "elsewhere")
        house.asked(one_stage())
        house.place()
        connection.close()

    async def hear() -> list[str]:
        hub = live.Hub()
        hub.ensure_running()
        listener = live.Listener(frozenset({"door-count:north", "case:q1"}))
        hub.listeners.add(listener)
        while not hub.hears:
            await asyncio.sleep(0.05)
        doing = threading.Thread(target=happen)
        doing.start()
        found = [live._said(await asyncio.wait_for(listener.queue.get(), 10), listener.topics) for _ in range(2)]
        doing.join(10)
        hub._task.cancel()
        await sync_to_async(connections.close_all)()  # of the thread that read the record
        return found

    first, second = asyncio.run(hear())
    assert first == "event: door-count:north\ndata: touched\n\n"
    assert second.startswith("id: ")
    assert "event: case:q1\n" in second


@pytest.fixture
def counted(db):
    """A part that says how often it was made."""
    fragments.forget()
    made: list[str] = []

    def make() -> str:
        made.append("again")
        return f"<p>{len(made)}</p>"

    return make


def test_a_part_is_made_once_for_an_address_a_language_and_a_state_of_the_record(counted):
    house = Secretariat.now_sitting("AM", "BY")
    house.place()
    assert fragments.kept("/cases/q1/part/", counted) == "<p>1</p>"
    assert fragments.kept("/cases/q1/part/", counted) == "<p>1</p>"
    assert fragments.kept("/cases/q2/part/", counted) == "<p>2</p>"
    with override("ru"):
        assert fragments.kept("/cases/q1/part/", counted) == "<p>3</p>"
    house.asked(one_stage())
    house.place()
    assert fragments.kept("/cases/q1/part/", counted) == "<p>4</p>"


def test_only_so_many_parts_are_kept(counted, monkeypatch):
    monkeypatch.setattr(fragments, "KEPT", 2)
    for address in ("/a/", "/b/", "/c/", "/c/"):
        fragments.kept(address, counted)
    assert fragments.kept("/b/", counted) == "<p>2</p>"
    assert fragments.kept("/a/", counted) == "<p>4</p>"
