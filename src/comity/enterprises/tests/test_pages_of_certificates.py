"""What anyone sees who follows the address on a certificate, and what they can take away to check it."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from django.utils import timezone, translation

from comity.enterprises import acts
from comity.enterprises.certificates import credential, issuing, status
from comity.enterprises.models import Licence
from comity.enterprises.testing import Licensing
from comity.enterprises.views.certificates import sheet
from comity.printing.testing import seen_in
from comity.record import derived, sequencer
from comity.record.export import export

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"en": "For good reason."}
DAY = timedelta(days=1)


@pytest.fixture
def house() -> Licensing:
    house = Licensing.of_members("AM", "BY")
    house.enterprise("AM", "alpha")
    # Issued when the tests' clock begins, and open, so that it is valid whenever they run.
    house.licensed("AM", "alpha", until=None)
    house.now = timezone.now() - 10 * DAY
    _follow()
    return house


def _follow() -> None:
    sequencer.drain()
    derived.catch_up("status-places")


def suspend(house: Licensing, **more: object) -> None:
    day = house.today
    house.act(
        "AM",
        acts.SuspendLicence.model_validate(
            {"authority": "lic-AM", "licence": "L-1", "day": day, "reasons": WHY, **more}
        ),
    )
    _follow()


def test_the_short_address_says_what_it_is_worth_today_and_on_any_day(house, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = client.get("/l/L-1/")
    assert "The licence is valid today." in page.content.decode()
    assert "max-age=60" in page["Cache-Control"]
    suspend(house)
    today = client.get("/l/L-1/").content.decode()
    assert "suspended today" in today
    assert "certificate.pdf" not in today
    before = (house.now - 30 * DAY).date().isoformat()
    assert "was valid" in client.get(f"/l/L-1/?on={before}").content.decode()
    assert "was not yet valid" in client.get("/l/L-1/?on=2001-01-01").content.decode()


@pytest.mark.parametrize("asked", ["yesterday", "2026-13-01", "' OR 1"])
def test_a_day_that_cannot_be_read_is_said_so(house, client, asked):
    page = client.get("/l/L-1/", {"on": asked})
    assert page.status_code == 400
    assert "Enter a day" in page.content.decode()


def test_an_address_on_no_certificate_leads_nowhere(house, client):
    for address in ("/l/L-9/", "/l/L-9/certificate.pdf", "/l/L-9/credential", "/credentials/status/7/revocation"):
        assert client.get(address).status_code == 404
    assert client.get("/credentials/status/0/whatever").status_code == 404


def test_the_sheet_shows_holder_number_and_address(house, client):
    answer = client.get("/l/L-1/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    seen = seen_in(answer.content)
    assert (seen.pages, seen.claims_pdf_ua, seen.structure["Figure"]) == (1, True, 1)
    again = client.get("/l/L-1/certificate.pdf")
    assert again.content == answer.content
    licence = Licence.objects.get()
    with translation.override("ru"):
        said = sheet(issuing.stated(licence, licence.on(house.today)), "https://test.example/l/L-1/", house.today)
    assert ["Держатель", "Alpha"] in said["rows"]
    assert (said["language"], said["authority"]) == ("ru", "Licensing Office of AM")
    assert said["qr"].startswith("<svg")


def test_what_is_not_valid_is_not_certified(house, client):
    suspend(house)
    assert client.get("/l/L-1/certificate.pdf").status_code == 404
    assert client.get("/l/L-1/credential").status_code == 404


def public_keys(client) -> dict[str, bytes]:
    found = orjson.loads(client.get("/credentials/keys").content)["keys"]
    return {one["kid"]: base64.urlsafe_b64decode(one["x"] + "==") for one in found}


def test_the_status_lists_follow_the_record(house, client):
    token = client.get("/l/L-1/credential").content.decode()
    claims, _name = credential.read(token, public_keys(client))
    entries = {one["statusPurpose"]: one for one in claims["credentialStatus"]}

    def bit(purpose: str) -> bool:
        entry = entries[purpose]
        answer = client.get(entry["statusListCredential"].removeprefix("http://testserver"))
        body = orjson.loads(_part(answer.content.decode(), 1))
        return status.is_set(body["credentialSubject"]["encodedList"], int(entry["statusListIndex"]))

    assert (bit("revocation"), bit("suspension")) == (False, False)
    suspend(house)
    assert (bit("revocation"), bit("suspension")) == (False, True)
    house.act("AM", acts.RevokeLicence(authority="lic-AM", licence="L-1", day=house.today, reasons=WHY))
    assert (bit("revocation"), bit("suspension")) == (True, False)


def _part(token: str, number: int) -> bytes:
    return base64.urlsafe_b64decode(token.split(".")[number] + "==")


def comity(*words: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on a machine that has no database."""
    environment = {**os.environ, "DATABASE_URL": "postgresql:///nowhere?host=/nonexistent"}
    command = [sys.executable, "-m", "comity", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_stranger_checks_a_certificate_with_nothing_but_the_export(house, client, tmp_path: Path):
    token = tmp_path / "licence.jwt"
    token.write_bytes(client.get("/l/L-1/credential").content)
    suspend(house)
    export(tmp_path / "record")
    past = (house.now - 30 * DAY).date().isoformat()
    then = comity("enterprises", "verify", token, "--export", tmp_path / "record", "--on", past, "--json")
    assert then.returncode == 0, then.stderr
    found = orjson.loads(then.stdout)
    assert (found["validity"], found["licence"], found["genuine"]) == ("valid", "L-1", True)
    now = comity("enterprises", "verify", token, "--export", tmp_path / "record", "--json")
    assert (now.returncode, orjson.loads(now.stdout)["validity"]) == (1, "suspended")
    head, body, signature = token.read_text().split(".")
    token.write_text(f"{head}.{body[:-4]}AAAA.{signature}")
    forged = comity("enterprises", "verify", token, "--export", tmp_path / "record")
    assert forged.returncode != 0
    assert "certificate" in forged.stderr.lower()
