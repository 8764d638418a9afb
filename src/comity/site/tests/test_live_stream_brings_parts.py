"""The live stream brings a public part along with its events, rendered once for every stream that wants it."""

from __future__ import annotations

import asyncio
import json

import pytest

from comity.pages import pushed
from comity.site import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """What was rendered, in order."""
    rendered: list[str] = []

    def make(topic: str, language: str) -> str:
        rendered.append(f"{topic} {language}")
        return json.dumps({"html": f"<p>{len(rendered)}</p>"})

    monkeypatch.setattr(live, "_rendered", make)
    monkeypatch.setattr(live, "hub", live.Hub())
    return rendered


def told(topics: tuple[str, ...], *changes: live.Change, push: str = "hall:s1", streams: int = 1) -> list[list[str]]:
    """What open streams are told of these changes."""

    async def listen() -> list[list[str]]:
        sources = [live._events(frozenset(topics), None, push) for _ in range(streams)]
        for source in sources:
            assert (await anext(source)).startswith("retry")
        heard: list[list[str]] = [[] for _ in sources]

        async def hear(source, said: list[str]) -> None:
            async for text in source:
                if text:
                    said.append(text)

        tasks = [asyncio.create_task(hear(*pair)) for pair in zip(sources, heard, strict=True)]
        await asyncio.sleep(0.02)
        for change in changes:
            live.hub.size = (change.position or 0) + 1
            live.hub._tell(change)
        await asyncio.sleep(0.4)
        for task in tasks:
            task.cancel()
        return heard

    return asyncio.run(listen())


def test_a_pushed_part_comes_with_the_event_and_is_rendered_once_for_all(made):
    heard = told(("hall:s1",), live.Change(4, ("record", "hall:s1")), streams=3)
    assert heard == [['id: 4\nevent: hall:s1\ndata: {"html": "<p>1</p>"}\n\n']] * 3
    assert made == ["hall:s1 en"]


def test_several_acts_in_a_row_bring_the_part_after_the_last_of_them(made):
    heard = told(("hall:s1",), *(live.Change(position, ("hall:s1",)) for position in (4, 5, 6)))
    assert heard == [['id: 6\nevent: hall:s1\ndata: {"html": "<p>1</p>"}\n\n']]


def test_other_topics_are_told_as_ever(made):
    heard = told(("hall:s1", "session:s1"), live.Change(4, ("session:s1",)), live.Change(5, ("hall:s1", "session:s1")))
    said = "".join(heard[0])
    assert "event: session:s1\ndata: 4" in said
    assert "event: session:s1\ndata: 5" in said
    assert said.count("event: hall:s1") == 1


def test_only_parts_that_a_room_offers_can_be_asked_for():
    assert pushed.is_pushed("hall:s1")
    assert not pushed.is_pushed("hall")
    assert not pushed.is_pushed("case:c1")
