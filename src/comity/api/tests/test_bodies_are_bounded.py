"""A request that never ends is ended, before it fills the disk."""

from __future__ import annotations

import asyncio

import pytest

from comity.api.bodies import bounded
from comity.site.asgi import application as whole


def ask(application, chunks: list[bytes], *, announced: int | None = None) -> tuple[list[int], int]:
    """The statuses that were sent, and how many bytes the application got."""
    sent: list[dict] = []
    got = 0
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": index + 1 < len(chunks)}
        for index, chunk in enumerate(chunks)
    ]

    async def receive():
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    async def counting(scope, receive, send):
        nonlocal got
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            got += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    headers = [] if announced is None else [(b"content-length", str(announced).encode())]
    scope = {"type": "http", "headers": headers}
    asyncio.run(application(counting)(scope, receive, send))
    return [message["status"] for message in sent if message["type"] == "http.response.start"], got


def ten(application):
    return bounded(application, limit=10)


@pytest.mark.parametrize(
    ("chunks", "announced", "expected"),
    [
        ([b"x" * 10], 10, ([200], 10)),
        ([b"x" * 5, b"x" * 5], None, ([200], 10)),
        ([b""], None, ([200], 0)),
        ([b"x" * 11], 11, ([413], 0)),
        ([b"x" * 6] * 1000, None, ([413], 6)),
        ([b"x" * 6] * 1000, 3, ([413], 6)),
    ],
)
def test_a_body_passes_up_to_the_limit_whether_it_is_announced_or_not(chunks, announced, expected):
    assert ask(ten, chunks, announced=announced) == expected


def test_the_site_is_served_behind_this_door():
    sent = []

    async def receive():
        raise AssertionError("nothing of it is read")

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"content-length", b"99999999999")]}
    asyncio.run(whole(scope, receive, send))
    assert sent[0]["status"] == 413
    assert b"BodyTooLarge" in sent[1]["body"]
