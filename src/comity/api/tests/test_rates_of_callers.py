"""Rates: a burst, an even refill, and the same count for every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import RequestFactory

from comity.api import rates
from comity.api.models import Allowance
from comity.api.rates import Rate, address_of, spend
from comity.api.refusals import TooManyRequests
from comity.api.testing import Programme, refused

SLOW = Rate("slow", a_minute=60, burst=3)


def sleep(seconds: float) -> None:
    """Time goes by, as the counts see it."""
    Allowance.objects.update(free_at=F("free_at") - timedelta(seconds=seconds))


def test_a_burst_is_free_and_then_one_waits(db):
    for _ in range(3):
        spend(SLOW, "somebody")
    with pytest.raises(TooManyRequests) as refusal:
        spend(SLOW, "somebody")
    assert refusal.value.values["seconds"] == 1


def test_what_was_spent_comes_back_evenly(db):
    for _ in range(3):
        spend(SLOW, "somebody")
    sleep(1)
    spend(SLOW, "somebody")
    with pytest.raises(TooManyRequests):
        spend(SLOW, "somebody")
    sleep(60)
    for _ in range(3):
        spend(SLOW, "somebody")


def test_a_request_that_was_refused_costs_nothing(db):
    for _ in range(3):
        spend(SLOW, "somebody")
    for _ in range(50):
        with pytest.raises(TooManyRequests):
            spend(SLOW, "somebody")
    sleep(1)
    spend(SLOW, "somebody")


def test_callers_are_counted_apart(db):
    for _ in range(3):
        spend(SLOW, "somebody")
    spend(SLOW, "somebody else")


def test_what_costs_more_than_a_burst_costs_the_whole_burst(db):
    spend(SLOW, "somebody", 50)
    with pytest.raises(TooManyRequests) as refusal:
        spend(SLOW, "somebody", 50)
    assert refusal.value.values["seconds"] in (2, 3)
    sleep(3)
    spend(SLOW, "somebody", 50)


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_are_all_counted():
    rate = Rate("at once", a_minute=1, burst=20)

    def one(_: int) -> bool:
        try:
            spend(rate, "many")
        except TooManyRequests:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(one, range(60)))
    assert sum(taken) == 20


@pytest.mark.django_db
def test_counting_leaves_no_trace_on_disk_and_is_forgotten():
    spend(SLOW, "somebody")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'api_allowance'")
        assert cursor.fetchone() == ("u",)
    sleep(10)
    assert rates.forget() == 1


def request_from(address: str, **headers: str):
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)


def test_an_address_is_named_without_being_kept():
    name = address_of(request_from("192.0.2.7"))
    assert "192" not in name
    assert name == address_of(request_from("::ffff:192.0.2.7"))
    assert name != address_of(request_from("192.0.2.8"))


def test_the_addresses_of_one_subscriber_count_as_one():
    assert address_of(request_from("2001:db8:1:2::1")) == address_of(request_from("2001:db8:1:2:ffff::9"))
    assert address_of(request_from("2001:db8:1:2::1")) != address_of(request_from("2001:db8:1:3::1"))


def test_a_forwarded_address_counts_only_behind_a_proxy_of_ours(settings):
    forged = request_from("192.0.2.7", **{"X-Forwarded-For": "198.51.100.1"})
    assert address_of(forged) == address_of(request_from("192.0.2.7"))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forwarded = request_from("127.0.0.1", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})
    assert address_of(forwarded) == address_of(request_from("198.51.100.1", **{"X-Forwarded-For": "198.51.100.1"}))


def test_a_stranger_who_asks_too_much_is_told_how_long_to_wait(db, stranger, monkeypatch):
    monkeypatch.setattr(rates, "ANONYMOUS", Rate("address", a_minute=1, burst=2))
    assert [stranger.get("parties").status_code for _ in range(3)] == [200, 200, 429]
    answer = stranger.get("parties")
    assert refused(answer) == (429, "TooManyRequests")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_a_token_has_a_rate_of_its_own(house, stranger, monkeypatch):
    monkeypatch.setattr(rates, "ANONYMOUS", Rate("address", a_minute=1, burst=1))
    monkeypatch.setattr(rates, "TOKEN", Rate("token", a_minute=1, burst=3))
    programme = Programme(house.token(house.delegates["AM"]))
    assert stranger.get("parties").status_code == 200
    assert [programme.get("parties").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_whoever_tries_tokens_is_slowed_down(db, monkeypatch):
    monkeypatch.setattr(rates, "ANONYMOUS", Rate("address", a_minute=1, burst=3))
    tried = [Programme(f"comity_{number}").get("parties").status_code for number in range(5)]
    assert tried == [401, 401, 401, 429, 429]


def test_power_costs_more_than_a_read(db, stranger, monkeypatch):
    monkeypatch.setattr(rates, "ANONYMOUS", Rate("address", a_minute=1, burst=60))
    body = {"members": [{"id": "A"}], "rule": {"adopted_if": {"count": "yes", "at_least": "all"}}}
    assert [stranger.post("rules/power", body).status_code for _ in range(3)] == [200, 200, 429]


def test_every_signed_act_of_a_national_system_is_counted_apart_from_its_reads(db, stranger, monkeypatch):
    monkeypatch.setattr(rates, "ANONYMOUS", Rate("address", a_minute=1, burst=1))
    stranger.get("parties")
    assert stranger.post("drafts", {}).status_code == 422
    assert stranger.get("parties").status_code == 429
