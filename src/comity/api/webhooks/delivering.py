"""Delivering: from where a webhook stands to the end of the record, in order, stopping at the first that fails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from comity.api.models import Delivery, Webhook
from comity.api.webhooks import sending, signing
from comity.record import log
from comity.record.following import BATCH, EVERYTHING, Placed, placed

LOCK = 0x57484B  # "WHK"
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 90, 300, 900, 2700, 7200, 21_600, 43_200))
LOGGED = 200
AT_ONCE = 500


class DeliveryFailed(Exception):
    """An address did not take an act; ``wait`` is how long until the next attempt."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(wait)


def waiting() -> list[int]:
    """The webhooks that have acts to be told and may be told now; one query."""
    now = timezone.now()
    found = Webhook.objects.filter(disabled_at=None, position__lt=log.size()).exclude(retry_at__gt=now)
    return list(found.filter(account__is_active=True).values_list("pk", flat=True))


def deliver(pk: int) -> int:
    """Tell the webhook every act it has not been told; how many it took.

    Nothing is told twice at the same time: a second worker finds the lock taken and leaves. A worker that dies frees
    it; the act under way is then told again, under the same identifier. Raises DeliveryFailed, unless the failures have
    become so many that the webhook is disabled.
    """
    told = 0
    with _alone(pk) as alone:
        webhook = _active(pk).first() if alone else None
        if webhook is None:
            return told
        for one in _wanted(webhook):
            if told == AT_ONCE or not _active(pk).exists():
                break
            _tell(webhook, one)
            told += 1
    return told


def body_of(one: Placed) -> bytes:
    """What is told: that an act stands on the record, what it is about, and where it is read."""
    leaf = one.leaf
    told = {
        "type": leaf.type,
        "timestamp": leaf.at,
        "data": {
            "id": leaf.id,
            "position": one.position,
            "party": leaf.party,
            "topics": list(one.topics),
            "url": settings.SITE_URL + reverse("api:act", args=[leaf.id]),
        },
    }
    return orjson.dumps(told)


def enable(webhook: Webhook) -> None:
    """Try again, from the first act that was not taken."""
    Webhook.objects.filter(pk=webhook.pk).update(disabled_at=None, failures=0, retry_at=None)


def _active(pk: int) -> QuerySet[Webhook]:
    return Webhook.objects.filter(pk=pk, disabled_at=None)


def _wanted(webhook: Webhook) -> Iterator[Placed]:
    """The acts on the webhook's topics from its position on; passing over others is remembered."""
    topics = frozenset(webhook.topics) or {EVERYTHING}
    while acts := placed(webhook.position, webhook.position + BATCH):
        for one in acts:
            if not topics.isdisjoint(one.topics):
                yield one
        _moved(webhook, acts[-1].position + 1)


def _tell(webhook: Webhook, one: Placed) -> None:
    body = body_of(one)
    signed = signing.headers(webhook, one.leaf.id, int(time.time()), body)
    answer = sending.post(webhook.url, body, signed)
    Delivery.objects.create(
        webhook=webhook,
        position=one.position,
        act=one.leaf.id,
        type=one.leaf.type,
        status=answer.status,
        milliseconds=answer.milliseconds,
        problem=answer.problem,
    )
    if answer.taken:
        _moved(webhook, one.position + 1)
    else:
        _failed(webhook, one.position)


def _moved(webhook: Webhook, position: int) -> None:
    """The webhook has been told everything before ``position``."""
    webhook.position = position
    Webhook.objects.filter(pk=webhook.pk).update(position=position, failures=0, retry_at=None)


def _failed(webhook: Webhook, position: int) -> None:
    now = timezone.now()
    failures = webhook.failures + 1
    if failures > len(WAITS):
        Webhook.objects.filter(pk=webhook.pk).update(
            position=position, failures=failures, retry_at=None, disabled_at=now
        )
        raise DeliveryFailed(timedelta.max)
    wait = WAITS[failures - 1]
    Webhook.objects.filter(pk=webhook.pk).update(position=position, failures=failures, retry_at=now + wait)
    raise DeliveryFailed(wait)


def forget() -> int:
    """Keep only the newest attempts of each webhook; how many rows went."""
    gone = 0
    for pk in Webhook.objects.values_list("pk", flat=True):
        kept = Delivery.objects.filter(webhook=pk).order_by("-pk")
        last = kept.values_list("pk", flat=True)[LOGGED : LOGGED + 1].first()
        if last is not None:
            gone += Delivery.objects.filter(webhook=pk, pk__lte=last).delete()[0]
    return gone


@contextmanager
def _alone(pk: int) -> Iterator[bool]:
    """True for whoever holds the webhook's lock, which ends with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        (alone,) = cursor.fetchone()
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])
