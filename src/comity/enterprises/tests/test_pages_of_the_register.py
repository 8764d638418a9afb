"""Anyone looks up who is licensed for what, and takes the register away as a file."""

from __future__ import annotations

import csv
import io

import pytest

from comity.enterprises import acts
from comity.enterprises.testing import TRADE, TRANSPORT, Licensing

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Licensing:
    house = Licensing.of_members("AM", "BY")
    house.enterprise("AM", "alpha")
    house.act(
        "BY",
        acts.RegisterEnterprise(
            authority="lic-BY",
            enterprise="granit",
            number="77",
            names={"en": "=HYPERLINK(1) Granit", "ru": "Гранит"},
        ),
    )
    house.licensed("AM", "alpha", "AM-1", until=None)
    house.licensed("BY", "granit", "BY-1", licence_class=TRADE, scope=("48000000",), until=None)
    return house


def shown(client, **asked: str) -> set[str]:
    page = client.get("/licences/", asked).content.decode()
    return {number for number in ("AM-1", "BY-1") if f"/licences/{number}/" in page}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"AM-1", "BY-1"}),
        ({"q": "гранит"}, {"BY-1"}),
        ({"q": "77"}, {"BY-1"}),
        ({"q": "am-"}, {"AM-1"}),
        ({"member": "BY"}, {"BY-1"}),
        ({"class": TRANSPORT}, set()),
        ({"code": "30213100-6"}, {"AM-1"}),
        ({"code": "30"}, {"AM-1"}),
        ({"code": "48"}, {"BY-1"}),
        ({"code": "30300000"}, set()),
        ({"code": "' OR 1"}, set()),
        ({"q": "\0"}, {"AM-1", "BY-1"}),
    ],
)
def test_the_register_is_searched(house, client, asked, found):
    assert shown(client, **asked) == found


def test_the_register_takes_the_same_queries_for_any_number(house, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert client.get("/licences/").status_code == 200


def test_the_files_hold_what_the_page_shows_and_no_formula(house, client):
    listed = client.get("/licences/export.json", {"member": "BY"}).json()["licences"]
    assert [(one["number"], one["today"], one["scope"]) for one in listed] == [("BY-1", "valid", ["48000000"])]
    [am, by] = csv.DictReader(io.StringIO(client.get("/licences/export.csv").content.decode()))
    assert (am["number"], am["name"]) == ("AM-1", "Alpha")
    assert by["name"].startswith("'=HYPERLINK")
    assert client.get("/licences/export.xml").status_code == 404


def test_a_licence_tells_its_history_and_an_enterprise_its_licences(house, client):
    day = house.later(30)
    suspension = house.act(
        "AM", acts.SuspendLicence(authority="lic-AM", licence="AM-1", day=day, reasons={"en": "Late accounts."})
    )
    page = client.get("/licences/AM-1/").content.decode()
    assert f"/acts/{suspension.id}/" in page
    assert "suspended today" in page
    assert "certificate.pdf" not in page
    house.act(
        "AM",
        acts.RevokeLicence(
            authority="lic-AM",
            licence="AM-1",
            day=day,
            retroactive=house.later(10) > day,
            reasons={"en": "Late accounts."},
        ),
    )
    assert "afterwards" in client.get("/licences/AM-1/").content.decode()
    enterprise = client.get("/enterprises/alpha/").content.decode()
    assert "/licences/AM-1/" in enterprise
    assert "revoked" in enterprise
    assert client.get("/licences/none/").status_code == client.get("/enterprises/none/").status_code == 404
