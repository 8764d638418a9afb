"""Notices that wait while the installation is updated go out afterwards, in the words of their room."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection

from comity.api.mailing import wording
from comity.api.models import Notice

RENAME = importlib.import_module("comity.api.migrations.0003_notices_are_the_rooms").RENAME
TITLE = {"title": {"en": "Statute"}}


@pytest.mark.parametrize(
    ("kind", "about", "renamed", "link"),
    [
        ("question", {"case": "q1", "subject": "statute"}, "cases.question", "/cases/q1/"),
        ("deadline", {"case": "q1"}, "cases.deadline", "/cases/q1/"),
        (
            "recorded",
            {"case": "q1", "act": "0b8f6d52-6b0c-4f6e-9a0e-5e6b7c0d1f2a"},
            "cases.recorded",
            "/acts/0b8f6d52-6b0c-4f6e-9a0e-5e6b7c0d1f2a/",
        ),
        ("due", {"instrument": "statute"}, "instruments.due", "/instruments/statute/"),
        ("ending", {}, "parties.ending", "/account/"),
    ],
)
def test_a_notice_made_before_is_sent_after(house, kind, about, renamed, link):
    account = house.account(house.delegates["AM"])
    made = Notice.objects.create(account=account, kind=kind, key="k", about={**TITLE, **about})
    with connection.cursor() as cursor:
        cursor.execute(RENAME)
    made.refresh_from_db()
    assert made.kind == renamed
    assert wording.link(made) == f"http://127.0.0.1:8000{link}"
    assert wording.link(made) in wording.text(made)
