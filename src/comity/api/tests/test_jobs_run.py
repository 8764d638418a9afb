"""The jobs, run by a real procrastinate worker on a real database: from an act to the mail and the webhook."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app

from comity.api import tasks
from comity.api.models import Allowance, Notice, Webhook
from comity.api.testing import Secretariat
from comity.api.webhooks import sending, signing
from comity.api.webhooks.sending import Answer
from comity.cases.models import Case
from comity.cases.testing import EVERYBODY, one_stage


def work() -> None:
    """Run every job that is waiting, and those that they bring about."""

    async def run() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        async with worker.open_async():
            await worker.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")

    asyncio.run(run())


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
        return [(name.rpartition(".")[2], status) for name, status in cursor.fetchall()]


@pytest.fixture
def house(transactional_db, monkeypatch):
    # The worker's threads give their connections back after each job, or the test database could not be dropped.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers CASCADE")
    return Secretariat.now_sitting("AM", "BY")


def test_an_act_reaches_mail_and_webhook_through_the_worker(house, monkeypatch):
    told: list[str] = []

    def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
        told.append(headers["webhook-id"])
        return Answer(204, "", 1)

    monkeypatch.setattr(sending, "post", post)
    account = house.account(house.delegates["AM"])
    house.place()
    Webhook.objects.create(
        account=account, url="https://hook.example/", topics=["case:q1"], salt=signing.new_salt(), position=0
    )
    house.asked(one_stage(EVERYBODY))
    house.place()
    tasks.follow.defer(timestamp=0)
    work()
    assert len(told) == 1
    assert [message.to for message in outgoing.outbox] == [[account.email]]
    tasks.follow.defer(timestamp=1)
    work()
    assert (len(told), len(outgoing.outbox)) == (1, 1)
    assert jobs() == []


def test_the_clock_is_struck_by_the_worker(house):
    house.now = timezone.now() - timedelta(days=31)
    house.asked(one_stage())
    tasks.strike.defer(timestamp=0)
    work()
    assert Case.objects.get(id="q1").end == "rejected"


def test_a_webhook_that_fails_waits_in_the_queue_for_its_next_attempt(house, monkeypatch):
    monkeypatch.setattr(sending, "post", lambda *_: Answer(500, "", 1))
    account = house.account(house.delegates["AM"])
    Webhook.objects.create(account=account, url="https://hook.example/", topics=[], salt=signing.new_salt(), position=0)
    house.place()
    tasks.follow.defer(timestamp=0)
    work()
    assert jobs() == [("tell", "todo")]
    Webhook.objects.update(retry_at=None)
    tasks.follow.defer(timestamp=1)  # the one that waits is enough
    work()
    assert jobs() == [("tell", "todo")]
    assert Webhook.objects.get().failures == 1


def test_a_webhook_that_is_disabled_leaves_nothing_in_the_queue(house, monkeypatch):
    monkeypatch.setattr(sending, "post", lambda *_: Answer(500, "", 1))
    monkeypatch.setattr("comity.api.webhooks.delivering.WAITS", ())
    account = house.account(house.delegates["AM"])
    Webhook.objects.create(account=account, url="https://hook.example/", topics=[], salt=signing.new_salt(), position=0)
    house.place()
    tasks.follow.defer(timestamp=0)
    work()
    assert [job for job in jobs() if job[1] != "failed"] == []
    assert Webhook.objects.get().disabled_at is not None


def test_reminders_and_tidying_run(house):
    house.account(house.empowered("briefly", "AM", until=timezone.now() + timedelta(days=10)))
    Allowance.objects.create(caller="long gone", free_at=timezone.now() - timedelta(days=1))
    tasks.remind.defer(timestamp=0)
    tasks.tidy.defer(timestamp=0)
    tasks.revive.defer(timestamp=0)
    work()
    assert not Allowance.objects.filter(caller="long gone").exists()
    assert jobs() == []
    assert Notice.objects.get().kind == "parties.ending"


def test_the_jobs_come_around_by_themselves():
    periodic = {task.task.name.rpartition(".")[2]: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert {name: periodic[name] for name in ("strike", "follow", "remind", "tidy", "revive")} == {
        "strike": tasks.EVERY_5_SECONDS,
        "follow": tasks.EVERY_5_SECONDS,
        "remind": tasks.EVERY_MINUTE,
        "tidy": tasks.EVERY_HOUR,
        "revive": tasks.EVERY_MINUTE,
    }
    for task in app.periodic_registry.periodic_tasks.values():
        if task.cron == tasks.EVERY_5_SECONDS:
            first = task.croniter.get_next(start_time=0)
            assert task.croniter.get_next() - first == 5
