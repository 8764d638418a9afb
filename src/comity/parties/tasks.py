"""Jobs of the parties, found by procrastinate."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comity.parties import openings
from comity.record.jobs import EVERY_HOUR


@app.periodic(cron=EVERY_HOUR)
@app.task(queueing_lock="parties.forget_openings")
def forget_openings(timestamp: int) -> None:
    """Who opened what is kept for as long as the organisation says, and no longer."""
    openings.forget()
