"""Webhooks, against a real server on this machine: signed, in order, until it answers, and nowhere they must not go."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from comity.api.models import Delivery, Webhook
from comity.api.refusals import AddressRefused
from comity.api.testing import Secretariat
from comity.api.webhooks import addresses, delivering, sending, signing
from comity.api.webhooks.delivering import DeliveryFailed, deliver, waiting
from comity.cases.testing import one_stage
from comity.record import log


class Receiver:
    """A server that keeps what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.pause = 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                time.sleep(receiver.pause)
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=comity"

    @property
    def positions(self) -> list[int]:
        return [json.loads(body)["data"]["position"] for _, _, body in self.got]


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.DEBUG = True  # deliveries to this machine are for development only
    server = Receiver()
    yield server
    server.server.shutdown()
    server.server.server_close()


def webhook_of(house, url: str, *topics: str, position: int = 0) -> Webhook:
    account = house.account(house.delegates["AM"])
    return Webhook.objects.create(
        account=account, url=url, topics=list(topics), salt=signing.new_salt(), position=position
    )


@pytest.fixture
def hook(house, receiver) -> Webhook:
    house.place()
    return webhook_of(house, receiver.url)


def test_an_address_is_told_every_act_in_the_records_order(house, receiver, hook):
    assert deliver(hook.pk) == log.size()
    assert receiver.positions == list(range(log.size()))
    assert deliver(hook.pk) == 0
    house.asked(one_stage())
    house.place()
    assert deliver(hook.pk) == 2
    assert receiver.positions == list(range(log.size()))


def test_what_is_told_is_what_happened_and_where_to_read_it(house, receiver, hook, stranger):
    house.asked(one_stage())
    house.place()
    deliver(hook.pk)
    path, headers, body = receiver.got[-1]
    told = json.loads(body)
    assert (path, headers["Content-Type"]) == ("/hook?from=comity", "application/json")
    assert (told["type"], told["data"]["topics"]) == ("cases.question.put", ["record", "cases", "case:q1"])
    read = stranger.client.get(told["data"]["url"].removeprefix("http://127.0.0.1:8000"))
    assert read.json()["id"] == told["data"]["id"] == headers["webhook-id"]


def test_a_receiver_checks_the_signature_with_its_secret(receiver, hook):
    deliver(hook.pk)
    secret = base64.b64decode(signing.shown(hook).removeprefix("whsec_"))
    for _, headers, body in receiver.got:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60


def test_only_acts_on_the_topics_are_told(house, receiver, hook):
    Webhook.objects.update(topics=["case:q2", "register"])
    house.asked(one_stage())
    house.asked("simple/1", case="q2")
    house.place()
    assert deliver(hook.pk) == 1
    assert receiver.positions == [log.size() - 1]
    assert Webhook.objects.get().position == log.size()


def test_what_failed_is_told_again_first_and_under_the_same_identifier(receiver, hook):
    receiver.statuses = [204, 204, 500, 204]
    with pytest.raises(DeliveryFailed) as failure:
        deliver(hook.pk)
    assert failure.value.wait == delivering.WAITS[0]
    assert Webhook.objects.get().position == 2
    deliver(hook.pk)
    assert receiver.positions == [0, 1, 2, *range(2, log.size())]
    assert receiver.got[2][1]["webhook-id"] == receiver.got[3][1]["webhook-id"]
    assert Webhook.objects.get().failures == 0


def test_while_it_fails_it_is_left_alone_until_its_time(receiver, hook):
    assert waiting() == [hook.pk]
    receiver.statuses = [503]
    with pytest.raises(DeliveryFailed):
        deliver(hook.pk)
    assert waiting() == []
    Webhook.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    assert waiting() == [hook.pk]


def test_after_too_many_failures_it_is_disabled_and_loses_nothing(receiver, hook):
    receiver.statuses = [500] * 50
    waits = []
    for _ in range(len(delivering.WAITS) + 1):
        with pytest.raises(DeliveryFailed) as failure:
            deliver(hook.pk)
        waits.append(failure.value.wait)
    assert waits == [*delivering.WAITS, timedelta.max]
    assert Webhook.objects.get().disabled_at is not None
    assert waiting() == []
    assert deliver(hook.pk) == 0
    receiver.statuses, receiver.got = [], []
    delivering.enable(hook)
    deliver(hook.pk)
    assert receiver.positions == list(range(log.size()))


def test_redirects_are_not_followed(receiver, hook):
    receiver.statuses = [302]
    with pytest.raises(DeliveryFailed):
        deliver(hook.pk)
    assert [path for path, *_ in receiver.got] == ["/hook?from=comity"]
    assert "redirect" in Delivery.objects.get().problem


def test_every_attempt_stands_in_the_log(receiver, hook):
    receiver.statuses = [204, 418]
    with pytest.raises(DeliveryFailed):
        deliver(hook.pk)
    logged = list(Delivery.objects.order_by("pk").values_list("position", "status", "type"))
    assert logged == [(0, 204, "record.open"), (1, 418, "parties.organisation.found")]


def test_only_the_newest_attempts_are_kept(receiver, hook, monkeypatch):
    deliver(hook.pk)
    monkeypatch.setattr(delivering, "LOGGED", 3)
    assert delivering.forget() == log.size() - 3
    kept = list(Delivery.objects.order_by("-position").values_list("position", flat=True))
    assert kept == [log.size() - 1, log.size() - 2, log.size() - 3]


def test_an_address_that_does_not_answer_is_not_waited_for(receiver, hook, monkeypatch):
    monkeypatch.setattr(sending, "WHOLE", 0.3)
    receiver.pause = 3
    began = time.monotonic()
    with pytest.raises(DeliveryFailed):
        deliver(hook.pk)
    assert time.monotonic() - began < 2
    assert Delivery.objects.get().problem == "no answer in time"


def test_an_address_that_is_not_there_fails_with_a_reason(house, receiver):
    house.place()
    receiver.server.shutdown()
    receiver.server.server_close()
    gone = webhook_of(house, receiver.url)
    with pytest.raises(DeliveryFailed):
        deliver(gone.pk)
    assert "refused" in Delivery.objects.get().problem.lower()


def test_a_webhook_removed_meanwhile_is_told_nothing_more(receiver, hook, monkeypatch):
    original = delivering._tell

    def removed(webhook: Webhook, one: object) -> None:
        original(webhook, one)
        Webhook.objects.all().delete()

    monkeypatch.setattr(delivering, "_tell", removed)
    assert deliver(hook.pk) == 1


def test_the_webhooks_of_a_closed_account_rest(house, receiver, hook):
    account = house.account(house.delegates["AM"])
    account.is_active = False
    account.save()
    assert waiting() == []


def test_a_new_secret_makes_the_old_one_worthless(receiver, hook):
    before = signing.shown(hook)
    hook.salt = signing.new_salt()
    assert signing.shown(hook) != before


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_tell_the_same_act_twice(receiver):
    house = Secretariat.now_sitting("AM")
    house.place()
    hook = webhook_of(house, receiver.url)
    receiver.pause = 0.05
    told: list[int] = []

    def work() -> None:
        told.append(deliver(hook.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(told) == [0, 0, log.size()]
    assert receiver.positions == list(range(log.size()))


# Where deliveries may go


@pytest.fixture
def names(monkeypatch) -> dict[str, list[str]]:
    """Names that resolve to what a test says."""
    known: dict[str, list[str]] = {}

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        found = known.get(host, [host] if host.replace(".", "").isdigit() or ":" in host else None)
        if found is None:
            raise OSError("unknown")
        return [(None, None, None, "", (ip, port)) for ip in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolve)
    return known


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "::",
    ],
)
def test_nothing_is_delivered_into_a_private_network(names, ip):
    names["hook.example"] = [ip]
    with pytest.raises(AddressRefused, match="private network"):
        addresses.check("https://hook.example/")


def test_one_private_address_among_public_ones_is_enough_to_refuse(names):
    names["hook.example"] = ["8.8.8.8", "10.0.0.1"]
    with pytest.raises(AddressRefused, match="private network"):
        addresses.check("https://hook.example/")


def test_a_public_address_is_connected_to_as_it_was_checked(names):
    names["hook.example"] = ["8.8.8.8"]
    target = addresses.check("https://hook.example:8443/in?x=1")
    assert (target.host, target.ip, target.port, target.path, target.tls) == (
        "hook.example",
        "8.8.8.8",
        8443,
        "/in?x=1",
        True,
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example/",
        "ftp://hook.example/",
        "https://",
        "https://user:word@hook.example/",
        "https://hook.example/#part",
        "https://hook.example:99999/",
        "https://unknown.example/",
        "https://hook.example/ x",
        "https://hook.example/\r\nHost: other",
        "https://hook.example/" + "x" * 500,
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_an_address_that_is_no_https_address_is_refused(names, url):
    names["hook.example"] = ["8.8.8.8"]
    with pytest.raises(AddressRefused):
        addresses.check(url)


def test_this_machine_is_told_only_in_development(settings):
    with pytest.raises(AddressRefused):
        addresses.check("http://127.0.0.1:9/")
    settings.DEBUG = True
    assert addresses.check("http://127.0.0.1:9/").ip == "127.0.0.1"
    with pytest.raises(AddressRefused):
        addresses.check("http://10.0.0.1/")


def test_a_name_that_changes_its_mind_after_it_was_registered_is_refused_when_it_is_used(house, names):
    house.place()
    names["hook.example"] = ["8.8.8.8"]
    hook = webhook_of(house, "https://hook.example/")
    names["hook.example"] = ["127.0.0.1"]
    with pytest.raises(DeliveryFailed):
        deliver(hook.pk)
    assert "private network" in Delivery.objects.get().problem
