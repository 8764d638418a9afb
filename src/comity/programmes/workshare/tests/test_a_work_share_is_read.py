"""A file is read exactly, or refused with the field, what was found and what was expected."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from comity.enterprises.cpv import covers
from comity.programmes.workshare import document
from comity.programmes.workshare.periods import first_gap
from comity.programmes.workshare.refusals import NotAWorkShare
from comity.programmes.workshare.testing import enterprise, offer, package, small

WHOLE = ["2026-01-01", "2028-12-31"]


def refused(value) -> str:
    source = value if isinstance(value, (bytes, str)) else json.dumps(value)
    with pytest.raises(NotAWorkShare) as refusal:
        document.read(source)
    return str(refusal.value)


def members(*contributions, **more):
    return [{"id": f"M{i}", "contribution": each, **more} for i, each in enumerate(contributions)]


def of(*contributions, **changes):
    """A work-share of one package with members that contribute so much."""
    return {
        "members": members(*contributions),
        "band_pp": None,
        "premium": 0,
        "enterprises": [enterprise("E", "M0", ["x"], None, [WHOLE])],
        "packages": [package("P", "x", 1, 1, "2026-01-01", "2026-02-01")],
        "offers": [offer("E", "P", 1)],
        **changes,
    }


def test_numbers_are_read_exactly():
    read = document.read(json.dumps(of("1/3", "2/3", premium="2.5%")).replace('"cost": 1', '"cost": 0.1'))
    assert [member.contribution.amount for member in read.members] == [Fraction(1, 3), Fraction(2, 3)]
    assert read.offers[0].cost == Fraction(1, 10)
    assert read.premium == Fraction(1, 40)


@pytest.mark.parametrize(
    ("written", "read"),
    [(0, 0), (0.05, Fraction(1, 20)), ("5%", Fraction(1, 20)), (5, Fraction(1, 20)), ("1/8", Fraction(1, 8))],
)
def test_a_premium_is_a_fraction_and_from_one_on_per_cent(written, read):
    assert document.parse(of(1, premium=written)).premium == read


@pytest.mark.parametrize(
    "contributions",
    [(50, 30, 20), (0.5, 0.5), ("50%", "50%"), (33.3, 33.3, 33.3), (33, 33, 33), ("1/3", "1/3", "1/3"), (3, 2, 1),
     (1_200_000, 800_000), (1, 1), (7,), (100, 0)],
)  # fmt: skip
def test_shares_that_add_up_and_amounts_are_accepted(contributions):
    document.parse(of(*contributions))


@pytest.mark.parametrize(
    ("contributions", "total"),
    [
        ((50, 30, 10), "90"),
        ((60, 50), "110"),
        ((0.5, 0.4), "0.9"),
        (("60%", "50%"), "1.1"),
        (("1/2", "1/3"), "0.833333"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(contributions, total):
    said = refused(of(*contributions))
    assert f"contributions that add up to {total}" in said
    assert "as shares must" in said


def test_amounts_near_a_hundred_are_accepted_when_they_are_said_to_be_amounts():
    assert "“contributions_in”: “amounts”" in refused(of(50, 60))
    document.parse(of(50, 60, contributions_in="amounts"))


def test_shares_far_from_a_hundred_are_refused_when_they_are_said_to_be_shares():
    assert "expected 100, as shares must" in refused(of(10, 20, contributions_in="shares"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"members": []}, "members: found nothing; expected at least one entry"),
        ({"enterprises": []}, "enterprises: found nothing; expected at least one entry"),
        ({"packages": []}, "packages: found nothing; expected at least one entry"),
        ({"offers": []}, "offers: found nothing; expected at least one entry"),
        ({"offers": "none"}, "offers: found none; expected a list"),
        ({"forbidden": []}, "forbidden: found []; expected no field of this name"),
        ({"band_pp": -1}, "band_pp: found -1; expected a number from 0 on"),
        ({"band_pp": True}, "band_pp: found True; expected a number such as"),
        ({"premium": -0.1}, "expected a number from 0 on"),
        ({"premium": "500%"}, "premium: found 500%; expected a fraction of the cheapest cost"),
        ({"premium": "much"}, "premium: found much; expected a number such as"),
        ({"members": members(-1, 2)}, "members[0].contribution: found -1; expected a number from 0 on"),
        ({"members": members(0, 0)}, "contributions that are all 0"),
        ({"members": [{"id": "M0"}]}, "members[0].contribution: found nothing; expected this field"),
        ({"members": [{"id": "", "contribution": 1}]}, "members[0].id"),
        ({"members": [*members(1), *members(1)]}, "members[1]: found “M0” again, after members[0]"),
        ({"offers": [offer("E", "P", -5)]}, "offers[0].cost: found -5; expected a number from 0 on"),
        ({"offers": [offer("X", "P", 5)]}, "offers[0].enterprise: found X; expected the id of an enterprise"),
        ({"offers": [offer("E", "X", 5)]}, "offers[0].package: found X; expected the id of a package"),
        ({"offers": [offer("E", "P", 5), offer("E", "P", 6)]}, "offers[1]: found E for P again, after offers[0]"),
        ({"pins": [{"package": "P", "enterprise": "X"}]}, "pins[0].enterprise: found X"),
        ({"pins": ["P"]}, "pins[0]: found P; expected pairs of a package and an enterprise"),
        ({"forbid": {"X": "E"}}, "forbid[0].package: found X"),
        ({"packages": [package("P", "x", -1, 1, "2026-01-01", "2026-02-01")]}, "packages[0].size: found -1"),
        ({"packages": [package("P", "x", 1, 0, "2026-01-01", "2026-02-01")]}, "packages.value: found 0 everywhere"),
        ({"packages": [package("P", "x", 1, 1, "2026-02-30", "2026-03-01")]}, "expected a day of the calendar"),
        ({"packages": [package("P", "x", 1, 1, "1.2.2026", "2026-03-01")]}, "packages[0].from: found 1.2.2026"),
        ({"packages": [package("P", "x", 1, 1, "2026-03-02", "2026-03-01")]},
         "packages[0].to: found 2026-03-01; expected a day not before 2026-03-02"),
        ({"enterprises": [enterprise("E", "M9", ["x"], 1, [WHOLE])]}, "enterprises[0].member: found M9"),
        ({"enterprises": [enterprise("E", "M0", [], 1, [WHOLE])]}, "enterprises[0].capabilities: found nothing"),
        ({"enterprises": [enterprise("E", "M0", ["x"], -1, [WHOLE])]}, "enterprises[0].capacity: found -1"),
        ({"enterprises": [enterprise("E", "M0", ["x"], 1, [["2026-01-01"]])]}, "expected a pair of days, [from, to]"),
        ({"enterprises": [enterprise("E", "M0", ["x"], 1, [["2026-05-01", "2026-04-01"]])]},
         "licensed[0]: found 2026-04-01"),
        ({"contributions_in": "euros"}, "contributions_in: found euros; expected “shares” or “amounts”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(changes, said):
    assert said in refused(of(1, **changes))


def test_costs_too_large_to_be_added_exactly_are_refused():
    two = [package(name, "x", 1, 1, "2026-01-01", "2026-02-01") for name in ("P", "Q")]
    said = refused(of(1, packages=two, offers=[offer("E", "P", 10**16 + 1), offer("E", "Q", 3)]))
    assert "offers.cost: found numbers that add up to 10000000000000004" in said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "well-formed JSON"),
        ("[]", "an object with members"),
        ("{", "well-formed JSON"),
        ('{"members": NaN}', "NaN is no number"),
        ('{"a": 1, "a": 2}', "the key “a” is written twice"),
        (b"\xff\xfe\x00", "well-formed JSON"),
        ("[" * 100_000, "well-formed JSON"),
        ('{"premium": 1e999999999}', "premium"),
        ('{"premium": ' + "9" * 100 + "}", "premium"),
    ],
)
def test_what_is_no_json_or_beyond_all_limits_is_refused(source, said):
    assert said in refused(source) or "a JSON object" in refused(source)


def test_all_faults_are_told_at_once():
    said = refused(small(band_pp=-1, premium="x"))
    assert "band_pp" in said
    assert "premium" in said


def test_pins_may_also_be_written_as_an_object():
    pins = document.parse(small(pins={"clothing": "A1"}, forbid={"breathing": ["A1", "C1"]}))
    assert [(pin.package, pin.enterprise) for pin in pins.pins] == [("clothing", "A1")]
    assert [pair.enterprise for pair in pins.forbid] == ["A1", "C1"]


@pytest.mark.parametrize(
    ("held", "wanted", "yes"),
    [
        ("35111300-8", "35111300-8", True),
        ("35111300", "35111300-8", True),
        ("35110000-8", "35111300-8", True),
        ("35000000", "35111300-8", True),
        ("3511", "35111300-8", True),
        ("35111300-8", "35110000-8", False),
        ("35120000-1", "35111300-8", False),
        ("30000000-9", "31000000-6", False),
        ("optics", "optics", True),
        ("opt", "optics", False),
        ("1", "12", False),
    ],
)
def test_a_broader_code_covers_what_lies_in_its_branch_and_never_the_other_way_round(held, wanted, yes):
    assert covers(held, wanted) is yes


@pytest.mark.parametrize(
    ("licensed", "gap"),
    [
        ([], date(2026, 3, 1)),
        ([("2026-01-01", "2026-12-31")], None),
        ([("2026-01-01", None)], None),
        ([("2026-01-01", "2026-03-31")], date(2026, 4, 1)),
        ([("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30")], None),
        ([("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")], None),
        ([("2026-01-01", "2026-03-31"), ("2026-04-02", "2026-06-30")], date(2026, 4, 1)),
        ([("2026-03-02", "2026-12-31")], date(2026, 3, 1)),
        ([("2026-01-01", "2026-06-29")], date(2026, 6, 30)),
        ([("2025-01-01", "2025-12-31"), ("2026-02-01", "2026-06-30")], None),
    ],
)
def test_a_licence_must_hold_on_every_day_and_a_renewal_without_a_gap_does(licensed, gap):
    periods = [(date.fromisoformat(a), b and date.fromisoformat(b)) for a, b in licensed]
    assert first_gap(periods, date(2026, 3, 1), date(2026, 6, 30)) == gap
