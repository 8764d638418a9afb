"""Jobs of the record, found by procrastinate: derived tables follow the acts, each by itself, away from the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comity.record import derived
from comity.record.jobs import EVERY_5_SECONDS, HEAVY, once


@app.periodic(cron=EVERY_5_SECONDS)
@app.task(queueing_lock="record.derive")
def derive(timestamp: int) -> None:
    """See to it that every derived table that is behind catches up."""
    for name in derived.behind():
        once(catch_up, f"derived:{name}", name=name)


@app.task(queue=HEAVY)
def catch_up(name: str) -> None:
    """Let one derived table take the acts it has not seen."""
    derived.catch_up(name)
