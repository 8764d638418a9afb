"""Telling open pages of what is no act: a count at a door, the clock of the floor, how far an import has come.

An act tells its topics by itself, once it has its place. What is told here has no position on the record: a page that
was away does not hear of it later, and reads the present state when it comes back.
"""

from __future__ import annotations

import re

import orjson
from django.db import connection

CHANNEL = "comity_live"
TOPIC = re.compile(r"[a-z][a-z-]*(:[A-Za-z0-9._:-]{1,64})?")
MOST = 32


def touch(*topics: str) -> None:
    """Have every page that shows one of these topics fetch its parts anew, when the running transaction is committed.

    Raises `ValueError` for what is no topic, or too many at once.
    """
    if not 0 < len(topics) <= MOST or not all(TOPIC.fullmatch(topic) for topic in topics):
        raise ValueError(f"these are not 1 to {MOST} topics: {topics}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, orjson.dumps(topics).decode()])


def touched(payload: str) -> tuple[str, ...]:
    """The topics in what was notified."""
    return tuple(orjson.loads(payload))
