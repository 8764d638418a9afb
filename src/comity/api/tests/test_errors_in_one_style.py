"""Every refusal of every room has a status, a code and a message that an outsider may see."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import orjson
import pytest

import comity
from comity.api import errors, routes
from comity.api.errors import as_json, status_of
from comity.api.refusals import RequestRefused
from comity.api.testing import refused
from comity.phrase import Refusal


def refusals() -> Iterator[type[Refusal]]:
    for module in pkgutil.walk_packages(comity.__path__, "comity."):
        if not {"tests", "migrations", "cli", "asgi", "__main__"} & set(module.name.split(".")):
            importlib.import_module(module.name)
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("comity."):
            yield kind
        waiting += kind.__subclasses__()


EVERY = sorted({(kind.__module__, kind.__qualname__): kind for kind in refusals()}.items())


@pytest.mark.parametrize("kind", [kind for _, kind in EVERY], ids=[name for (_, name), _ in EVERY])
def test_a_refusal_is_told_as_json_with_a_status(kind):
    names = set(re.findall(r"\{(\w+)\}", inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0]))
    refusal = Refusal.__new__(kind)
    refusal.values = {**dict.fromkeys(names, "something"), "old": 1, "offered": 0}
    told = orjson.loads(orjson.dumps(as_json(refusal)))
    assert 400 <= status_of(refusal) < 600
    assert told["code"] == kind.__name__
    assert "{" not in told["message"]


def test_there_are_many():
    assert len(EVERY) > 150


def test_an_outsider_learns_nothing_of_what_broke_inside(db, stranger, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("comity.api.endpoints.parties.page", broken)
    answer = stranger.get("parties")
    assert refused(answer) == (500, "CannotServe")
    assert b"swordfish" not in answer.content
    assert b"RuntimeError" not in answer.content


def test_values_that_json_does_not_know_are_told_as_text():
    from datetime import UTC, datetime
    from fractions import Fraction

    refusal = RequestRefused(reason="x", at=datetime(2026, 1, 1, tzinfo=UTC), share=Fraction(2, 3), inner={1: [b"x"]})
    assert orjson.dumps(as_json(RequestRefused(reason="half \ud800")))
    told = as_json(refusal)["values"]
    assert told == {"reason": "x", "at": "2026-01-01T00:00:00+00:00", "share": "2/3", "inner": {"1": ["b'x'"]}}


def test_statuses_are_those_of_http_for_each_kind():
    from comity.cases.refusals import NoSuchCase, WrongText
    from comity.parties.refusals import PowersRevoked
    from comity.procedure.errors import UnknownMember
    from comity.record.errors import NotCanonical, SignatureForged

    found = {
        NoSuchCase(case="x"): 404,
        WrongText(): 409,
        PowersRevoked(party="x", revoked="x", power="x"): 403,
        UnknownMember("x", "x", "x"): 422,
        NotCanonical(position=1, found="x", expected="x"): 422,
        SignatureForged(key="x"): 403,
    }
    assert {type(one).__name__: status_of(one) for one in found} == {type(one).__name__: s for one, s in found.items()}
    assert errors.DEFAULT_STATUS == 409


def test_every_operation_has_a_description_and_says_what_it_answers(db):
    document = routes.api().get_openapi_schema()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            assert operation["summary"], (method, path)
            assert {422, 429, 500} <= {int(status) for status in operation["responses"]}, (method, path)
