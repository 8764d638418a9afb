"""What the jobs of all rooms share: their queues, when they come around, and never the same twice in the queue.

A room's jobs stand in `<room>/tasks.py`, where procrastinate finds them. Whatever computes for more than a moment goes
to the queue ``HEAVY``, which a process of its own serves, so that the clock and the mail never wait for it.
"""

from __future__ import annotations

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DEFAULT_QUEUE

LIGHT, HEAVY = DEFAULT_QUEUE, "heavy"

EVERY_5_SECONDS = "* * * * * */5"
EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "17 * * * *"


def once(task, lock: str, **arguments: int | str) -> None:  # type: ignore[no-untyped-def]
    """Defer ``task`` unless it is waiting already."""
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return
