"""Live pages: one stream of server-sent events per tab, which says *what* has changed, never what it is now.

The page fetches the changed part anew, so that who may see it is decided in one place; only what is the same for
everybody and kept open by many comes with the event itself (`comity.pages.pushed`). Events carry the position of
the act on the record: a browser that was away asks for what it missed by ``Last-Event-ID``. What is no act
(`comity.record.touch`) has no position, and is told only to who is there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import psycopg
from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.utils.translation import get_language

from comity.pages import pushed
from comity.pages.access import public
from comity.record import log as record_log
from comity.record import touch
from comity.record.acts import read_act
from comity.record.leaf import Leaf
from comity.record.refusals import ActRefused
from comity.record.sequencer import CHANNEL

log = logging.getLogger(__name__)
T = TypeVar("T")

MAX_TOPICS = 32
KEPT = 10_000
HEARTBEAT = 20.0
PATIENCE = 1.0
TOGETHER = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """An act that took its place on the record, or (without a position) something that is no act; what shows it."""

    position: int | None
    topics: tuple[str, ...]


@dataclass(eq=False, slots=True)
class Listener:
    """One open tab: the topics it shows, and the changes it has not been told yet."""

    topics: frozenset[str]
    queue: asyncio.Queue[Change] = field(default_factory=lambda: asyncio.Queue(maxsize=1000))

    def tell(self, change: Change) -> None:
        if self.topics.isdisjoint(change.topics):
            return
        # A tab that reads too slowly loses events; its next reconnection asks for what it missed.
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(change)

    def waiting(self) -> list[Change]:
        """The changes that it has not been told yet, all at once."""
        return [self.queue.get_nowait() for _ in range(self.queue.qsize())]


class Hub:
    """The changes of this process's database, told to every open tab of this process."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.recent: deque[Change] = deque(maxlen=KEPT)
        self.size = 0
        self.hears = False
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pushed: dict[tuple[str, str, int], asyncio.Future[str]] = {}

    def ensure_running(self) -> None:
        """Start following the record, once per event loop."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.done() or self._loop is not loop:
            self._loop = loop
            self._task = loop.create_task(self._follow())

    async def _follow(self) -> None:
        self.size = await _asked(record_log.size)
        while True:
            try:
                async with await _listening() as database:
                    if not self.hears:
                        # After a restart of the database every connection of the pool is dead. Found one by one by
                        # those who ask for a page, each would cost the pool's growing patience.
                        await sync_to_async(_throw_out_dead_connections)()
                    self.hears = True
                    await self._hear(database)
            except (psycopg.OperationalError, OperationalError):
                self.hears = False
                log.warning("live updates lost the database; trying again")
                await asyncio.sleep(PATIENCE)

    async def _hear(self, database: psycopg.AsyncConnection[Any]) -> None:
        read_at = -PATIENCE
        while True:
            # Also without a word after a while: a notification lost with a connection is made good.
            if time.monotonic() - read_at >= PATIENCE:
                await self._catch_up()
                read_at = time.monotonic()
            async for said in database.notifies(timeout=PATIENCE, stop_after=1):
                if said.channel == touch.CHANNEL:
                    self._tell(Change(None, touch.touched(said.payload)))
                else:
                    read_at = -PATIENCE

    async def _catch_up(self) -> None:
        for change in await _asked(changes_since, self.size):
            self.size = (change.position or 0) + 1
            self.recent.append(change)
            self._tell(change)

    def _tell(self, change: Change) -> None:
        for listener in self.listeners:
            listener.tell(change)

    async def part(self, topic: str, language: str) -> str:
        """A pushed part as it is now: rendered once for all streams that want it after the same change."""
        key = (topic, language, self.size)
        rendering = self._pushed.get(key)
        if rendering is None:
            self._pushed = {old: kept for old, kept in self._pushed.items() if old[2] == self.size}
            rendering = asyncio.ensure_future(_asked(_rendered, topic, language))
            self._pushed[key] = rendering
        return await asyncio.shield(rendering)

    async def missed(self, position: int) -> list[Change]:
        """The changes after ``position``, as far back as they are kept; older ones are asked of the database."""
        kept = [(change.position or 0, change) for change in self.recent]
        if kept and kept[0][0] <= position + 1:
            return [change for place, change in kept if place > position]
        return await _asked(changes_since, max(position + 1, self.size - KEPT), self.size)


async def _asked(question: Callable[..., T], *about: Any) -> T:
    """What a question to the database gives; the connection is given back at once."""

    def ask() -> T:
        try:
            return question(*about)
        finally:
            close_old_connections()

    return await sync_to_async(ask)()


hub = Hub()


def changes_since(start: int, end: int | None = None) -> list[Change]:
    """The acts placed at ``start`` and after, with their topics."""
    end = record_log.size() if end is None else end
    return (
        [Change(position, topics_of(leaf)) for position, leaf in enumerate(record_log.leaves(start, end), start)]
        if start < end
        else []
    )


def topics_of(encoded: bytes) -> tuple[str, ...]:
    """What pages show of the act in this leaf."""
    leaf = Leaf.read(encoded)
    try:
        return ("record", *read_act(leaf.type, leaf.payload).topics())
    except ActRefused:
        return ("record",)


def _rendered(topic: str, language: str) -> str:
    try:
        return json.dumps({"html": pushed.made(topic, language)})
    except Http404:
        return json.dumps({"html": ""})


@public
async def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """``GET /live?topic=case:…&topic=record``: events named by topic, until the tab is closed.

    ``push=hall:…`` brings that public part along with its events (`comity.pages.pushed`).
    """
    topics = request.GET.getlist("topic")
    wanted = request.GET.get("push", "")
    if not topics or len(topics) > MAX_TOPICS or not all(touch.TOPIC.fullmatch(topic) for topic in topics):
        return HttpResponseBadRequest("name one or more topics")
    hub.ensure_running()
    last = request.headers.get("Last-Event-ID", "")
    answer = StreamingHttpResponse(
        _events(
            frozenset(topics),
            int(last) if last.isdecimal() and len(last) < 19 else None,
            wanted if wanted in topics and pushed.is_pushed(wanted) else "",
            get_language() or "en",
        ),
        content_type="text/event-stream",
    )
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def _events(topics: frozenset[str], last: int | None, push: str = "", language: str = "en") -> AsyncIterator[str]:
    # What answered the request has read the database; a stream lasts for hours, and its connection is wanted elsewhere.
    await sync_to_async(close_old_connections)()
    listener = Listener(topics)
    hub.listeners.add(listener)
    try:
        yield "retry: 2000\n\n"
        told = last if last is not None else -1
        if last is not None:
            for change in await hub.missed(last):
                told = change.position or 0
                yield _said(change, topics)
        while True:
            try:
                change = await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if change.position is None:
                yield _said(change, topics)
            elif change.position > told:
                told = change.position
                yield _said(change, topics - {push})
                if push in change.topics:
                    # Several acts in a row: the part after the last of them stands for all.
                    await asyncio.sleep(TOGETHER)
                    for later in listener.waiting():
                        told = max(told, later.position or 0)
                        yield _said(later, topics - {push})
                    yield f"id: {told}\nevent: {push}\ndata: {await hub.part(push, language)}\n\n"
    finally:
        hub.listeners.discard(listener)


def _said(change: Change, topics: Iterable[str]) -> str:
    shown = [topic for topic in change.topics if topic in topics]
    if change.position is None:
        return "".join(f"event: {topic}\ndata: touched\n\n" for topic in shown)
    return "".join(f"id: {change.position}\nevent: {topic}\ndata: {change.position}\n\n" for topic in shown)


async def _listening() -> psycopg.AsyncConnection[Any]:
    parameters = await sync_to_async(_parameters)()
    database = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
    await database.execute(f"LISTEN {CHANNEL}")
    await database.execute(f"LISTEN {touch.CHANNEL}")
    return database


def _throw_out_dead_connections() -> None:
    pool = cast(Any, connection).pool  # django-stubs do not know it yet
    if pool is not None:
        pool.check()


def _parameters() -> dict[str, Any]:
    wanted = ("host", "port", "dbname", "user", "password")
    return {name: value for name, value in connection.get_connection_params().items() if name in wanted}
