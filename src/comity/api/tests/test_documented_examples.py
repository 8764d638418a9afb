"""The examples of docs/developer-api.md do what they say."""

from __future__ import annotations

import io
import re
import time
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

import comity
from comity.api.models import Webhook
from comity.api.webhooks import signing
from comity.cases.acts import TakePosition
from comity.cases.models import Position
from comity.cases.testing import one_stage

DOCUMENT = Path(comity.__file__).parents[2] / "docs" / "developer-api.md"


def example(number: int) -> dict:
    """What the document's ``number``-th example defines."""
    names: dict = {}
    exec(re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[number], names)
    return names


@pytest.fixture
def network(monkeypatch):
    """The network as urllib knows it, with only this site in it."""

    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        assert request.full_url.startswith("http://commission.example/")
        path = request.full_url.removeprefix("http://commission.example")
        answer = Client().post(path, request.data, request.get_header("Content-type"))
        assert answer.status_code < 300, answer.content
        return io.BytesIO(answer.content)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)


def test_a_national_system_signs_and_hands_in_a_position_as_documented(house, network):
    case = house.asked(one_stage())
    key = house.grant_key("d-AM")
    payload = TakePosition(case="q1", round=1, on=case.subject_version, position="approve").payload()
    powers = house.delegates["AM"].powers
    receipt = example(0)["act"](
        "http://commission.example", key.private, key.id, powers, "cases.position.take", payload
    )
    taken = Position.objects.get(member="AM")
    assert (taken.act, taken.level) == (receipt["id"], "key")


def test_a_receiver_checks_a_delivery_as_documented():
    webhook = Webhook(salt=signing.new_salt())
    is_genuine = example(1)["is_genuine"]
    secret, body = signing.shown(webhook), b'{"type": "x"}'
    headers = signing.headers(webhook, "id", int(time.time()), body)
    assert is_genuine(secret, headers, body)
    assert not is_genuine(secret, headers, body + b" ")
    assert not is_genuine(secret, {**headers, "webhook-id": "other"}, body)
    assert not is_genuine(secret, signing.headers(webhook, "id", int(time.time()) - 600, body), body)


def test_every_address_that_the_document_names_is_there(db):
    named = set(re.findall(r"`(?:GET |POST )?(/(?:api|feeds)/[\w./{}-]*)`", DOCUMENT.read_text()))
    assert len(named) > 6
    for path in named:
        probe = path.replace("{id}", "00000000-0000-4000-8000-000000000000").replace("{name}", "rule")
        answer = Client().get(probe)
        nowhere = answer.status_code == 404 and b"NoSuchAddress" in answer.content
        assert not nowhere, path
