"""Rules worked out over the API, as on the command line, and within bounds."""

from __future__ import annotations

import time

import pytest

from comity.api.testing import refused

pytestmark = pytest.mark.django_db

EEC = {
    "members": [
        {"id": id, "weights": {"votes": votes}}
        for id, votes in {"DE": 4, "FR": 4, "IT": 4, "BE": 2, "NL": 2, "LU": 1}.items()
    ],
    "rule": {"adopted_if": {"weight": "votes", "in": "yes", "at_least": 12}},
}
THREE = [{"id": id} for id in ("AM", "BY", "KZ")]
TWO_THIRDS = {"adopted_if": {"count": "yes", "at_least": "2/3"}}


def test_a_question_is_decided_with_its_reasons(stranger):
    asked = {"members": THREE, "rule": TWO_THIRDS, "positions": {"AM": "yes", "BY": "no"}}
    told = stranger.post("rules/decide", asked).json()
    assert (told["outcome"], told["missing"]["sets"]) == ("open", [{"KZ": "yes"}])
    assert stranger.post("rules/decide", {**asked, "final": True}).json()["outcome"] == "rejected"


def test_the_power_of_the_six_of_1958_is_exact(stranger):
    told = stranger.post("rules/power", EEC).json()["members"]
    assert told["DE"] == {"banzhaf": "5/21", "shapley_shubik": "7/30"}
    assert told["LU"] == {"banzhaf": "0", "shapley_shubik": "0"}


def test_an_entry_into_force_is_computed(stranger):
    clause = {
        "when": {"count": "deposited", "at_least": 2},
        "then": {"after": "P30D"},
        "deposits": [
            {"participant": "AM", "date": "2026-01-15", "kind": "ratification"},
            {"participant": "BY", "date": "2026-02-01", "kind": "accession"},
        ],
    }
    told = stranger.post("rules/entry-into-force", clause).json()
    assert told["enters_into_force"] == "2026-03-03"


@pytest.mark.parametrize("tool", ["decide", "power", "entry-into-force"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "NotReadable"),
        (b"[]", "WrongKind"),
        (b"{}", "MissingKey"),
        (b'{"members": [], "members": []}', "DuplicateKey"),
        (b"\xff\xfe", "BodyRefused"),
        (b'{"members": [{"id": "A\\u0000"}], "rule": {}}', "FieldRefused"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(stranger, tool, body, code):
    status, found = refused(stranger.post(f"rules/{tool}", body))
    assert (status, found) == (400 if code == "BodyRefused" else 422, code)


def test_a_number_that_is_not_exact_is_refused(stranger):
    asked = b'{"members": [{"id": "A"}], "rule": {"adopted_if": {"count": "yes", "at_least": 0.5}}}'
    answer = stranger.post("rules/decide", asked)
    assert refused(answer)[0] == 422
    assert answer.json()["values"]["place"] == "rule.adopted_if.at_least"


def test_a_rule_beyond_the_bounds_is_refused_before_it_is_worked_out(stranger):
    many = [{"id": f"M{number}"} for number in range(251)]
    assert refused(stranger.post("rules/decide", {"members": many, "rule": TWO_THIRDS})) == (422, "TooComplex")
    few = {"members": many[:31], "rule": TWO_THIRDS}
    assert refused(stranger.post("rules/power", few)) == (422, "TooComplex")
    four = {"adopted_if": {"all": [{"count": "yes", "at_least": number} for number in range(4)]}}
    assert refused(stranger.post("rules/power", {"members": THREE, "rule": four})) == (422, "TooComplex")
    assert refused(stranger.post("rules/decide", b" " * 300_000)) == (413, "BodyTooLarge")


def test_the_costliest_power_that_is_worked_out_here_takes_a_few_seconds_at_most(stranger):
    members = [{"id": f"M{n}", "weights": {"w": 10**12 + 7919 * n * n}} for n in range(30)]
    rule = {"adopted_if": {"weight": "w", "in": "yes", "more_than": "62%"}}
    began = time.monotonic()
    answer = stranger.post("rules/power", {"members": members, "rule": rule})
    assert answer.status_code == 200, answer.content
    assert time.monotonic() - began < 8
