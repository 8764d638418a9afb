"""Builders for tests of the API: a commission on the record, accounts for its delegates, and a programme that calls."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any, Self

import orjson
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comity.api import authentication
from comity.cases.testing import Chamber
from comity.parties.models import FullPowers
from comity.record import sequencer
from comity.record.acts import Capacity
from comity.record.commit import Draft
from comity.record.testing import SoftwareKey

JSON = "application/json"


class Secretariat(Chamber):
    """The commission of the story's six members, on this installation's record, with logins for whoever needs one."""

    @classmethod
    def now_sitting(cls, *members: str) -> Self:
        """The commission, its clock set to the present: questions put now have their deadline ahead."""
        house = cls.of_members(*members)
        house.now = timezone.now() - timedelta(minutes=1)
        return house

    def account(self, capacity: Capacity, **more: Any) -> Any:
        """A login for the person who acts in this capacity."""
        person = capacity.actor
        found = get_user_model()._default_manager.filter(person=person).first()
        if found is None:
            fields = {"username": person, "email": f"{person}@example.org", "person": person, **more}
            found = get_user_model()._default_manager.create(**fields)
        return found

    def token(self, capacity: Capacity, *scopes: str, expires_at: datetime | None = None) -> str:
        """A token in this capacity, for these powers or all that it holds; the secret."""
        powers = FullPowers.objects.get(id=capacity.powers)
        ends = expires_at or timezone.now() + timedelta(days=30)
        return authentication.issue(self.account(capacity).pk, "Test", powers, scopes or powers.powers, ends)[1]

    def place(self) -> int:
        """Give every committed act its place; the size of the record."""
        return sequencer.drain()


class Programme:
    """Somebody's programme: calls the API, with a token or without."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/{path}", headers={**self.headers, **headers})

    def post(self, path: str, data: Any, content_type: str = JSON, **headers: str) -> Any:
        body = data if isinstance(data, bytes) else orjson.dumps(data)
        return self.client.post(f"/api/{path}", body, content_type, headers={**self.headers, **headers})

    def do(self, type: str, headers: dict[str, str] | None = None, **payload: Any) -> Any:
        """Do an act under the token."""
        return self.post(f"acts/{type}", payload, **(headers or {}))

    def hand_in(self, made: Draft, signature: dict[str, str], **more: Any) -> Any:
        """Hand in a signed act."""
        draft = base64.b64encode(made.signed).decode()
        return self.post("acts", {"draft": draft, "signature": signature, **more})

    def hand_in_signed(self, made: Draft, key: SoftwareKey, **more: Any) -> Any:
        """Hand in an act signed with an Ed25519 key."""
        return self.hand_in(made, key.sign(made.signed), **more)


def refused(answer: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal; checks that it is told in the one style."""
    told = orjson.loads(answer.content)
    assert set(told) == {"code", "message", "values"}, told
    assert told["message"]
    return answer.status_code, told["code"]
