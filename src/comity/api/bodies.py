"""No request brings more than the largest content: Django's ASGI handler would first keep any number of bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BESIDE = 2**20


def bounded(application: Application, limit: int | None = None) -> Application:
    """``application`` behind a door that closes after ``limit`` bytes of a request, announced or not.

    By default that is the largest content, and a mebibyte for what a form adds.
    """
    from comity.record.content import MAX_BYTES  # Django is set up only when the application is made

    return _Door(application, MAX_BYTES + BESIDE if limit is None else limit)


class _Door:
    def __init__(self, application: Application, limit: int) -> None:
        self._application, self._limit = application, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
        elif _announced(scope) > self._limit:
            await _refuse(send, self._limit)
        else:
            await self._count(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        came, began = 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            return {"type": "http.disconnect"} if came > self._limit else message

        async def watched(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        await self._application(scope, counted, watched)
        if came > self._limit and not began:
            await _refuse(send, self._limit)


def _announced(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


async def _refuse(send: Send, limit: int) -> None:
    """413 in the API's style, in English: nothing has been read that could say another language."""
    from comity.api.refusals import BodyTooLarge

    refusal = BodyTooLarge(limit=limit)
    body = orjson.dumps({"code": refusal.code, "message": str(refusal), "values": refusal.values})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
