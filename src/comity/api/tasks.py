"""The jobs that run by themselves, found by procrastinate. Any number of workers may run them at once."""

from __future__ import annotations

from datetime import timedelta

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from comity.api import clock, rates
from comity.api.mailing import finding, mail, reminders
from comity.api.webhooks import delivering
from comity.record import following
from comity.record.jobs import EVERY_5_SECONDS, EVERY_HOUR, EVERY_MINUTE, once

STALLED = timedelta(minutes=5)


class AsItSays(BaseRetryStrategy):
    """Try again when the exception says (``wait``), or twice after a minute if it says nothing."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        wait = getattr(exception, "wait", None)
        if isinstance(wait, timedelta):
            return None if wait == timedelta.max else RetryDecision(retry_in={"seconds": int(wait.total_seconds())})
        return RetryDecision(retry_in={"seconds": 60}) if job.attempts < 2 else None


@app.periodic(cron=EVERY_5_SECONDS)
@app.task(queueing_lock="api.strike")
def strike(timestamp: int) -> None:
    """The clock: close what is due, let come into force what has its day."""
    clock.strike()


@app.periodic(cron=EVERY_5_SECONDS)
@app.task(queueing_lock="api.follow")
def follow(timestamp: int) -> None:
    """Read what is new on the record; see to it that those who want to hear of it do."""
    following.follow("notices", finding.find)
    for pk in delivering.waiting():
        once(tell, f"webhook:{pk}", webhook=pk)
    for pk in mail.waiting():
        once(post, f"notice:{pk}", notice=pk)


@app.task(retry=AsItSays())
def tell(webhook: int) -> None:
    """Deliver to one webhook."""
    delivering.deliver(webhook)


@app.task(retry=AsItSays())
def post(notice: int) -> None:
    """Send one notice."""
    mail.send(notice)


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="api.remind")
def remind(timestamp: int) -> None:
    """What nobody did but the calendar: deadlines that come near, powers that end, proposals due, daily summaries."""
    reminders.remind()
    mail.send_digests()


@app.periodic(cron=EVERY_HOUR)
@app.task(queueing_lock="api.tidy")
def tidy(timestamp: int) -> None:
    """Drop what is no longer needed."""
    rates.forget()
    delivering.forget()


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="api.revive", pass_context=True)
async def revive(context, timestamp: int) -> None:  # type: ignore[no-untyped-def]
    """Give jobs back that a worker took and died with."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED.total_seconds()):
        await manager.retry_job(job)
