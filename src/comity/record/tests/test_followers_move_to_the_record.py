"""Followers were the API's table; whoever has one keeps every position, whichever room is migrated first."""

from __future__ import annotations

import importlib

import pytest
from django.db import ProgrammingError, connection

from comity.record.vector import VectorMissing, VectorNotPermitted, ensure_vector

MOVE = importlib.import_module("comity.record.migrations.0003_following_the_record").MOVE


@pytest.mark.django_db
def test_positions_of_an_older_installation_are_kept():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE record_follower")
        cursor.execute("CREATE TABLE api_follower (name varchar(64) PRIMARY KEY, position bigint NOT NULL)")
        cursor.execute("INSERT INTO api_follower VALUES ('notices', 193)")
        cursor.execute(MOVE)
        cursor.execute("SELECT name, position FROM record_follower")
        assert cursor.fetchall() == [("notices", 193)]
        cursor.execute("SELECT to_regclass('api_follower')")
        assert cursor.fetchone() == (None,)


@pytest.mark.django_db
def test_the_extension_vector_is_there_after_migrating():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '[1,2]'::vector <-> '[1,4]'::vector")
        assert cursor.fetchone() == (2.0,)


class _Cursor:
    """A database without the extension."""

    def __init__(self, *, available: bool) -> None:
        self._answers = [None, ("comity", "record", available)]

    def execute(self, statement: str) -> None:
        if statement.startswith("CREATE"):
            raise ProgrammingError("permission denied to create extension")

    def fetchone(self):
        return self._answers.pop(0)


def test_a_server_without_the_extension_says_what_to_install():
    with pytest.raises(VectorMissing) as refused:
        ensure_vector(_Cursor(available=False))
    assert "install pgvector on its server" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_who_may_not_add_the_extension_is_told_who_can():
    with pytest.raises(VectorNotPermitted) as refused:
        ensure_vector(_Cursor(available=True))
    assert str(refused.value).startswith("comity may not add the extension vector")
    assert "CREATE EXTENSION vector in record" in str(refused.value)
