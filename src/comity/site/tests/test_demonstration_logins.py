"""`comity demo`: the demonstration is loaded once, and everybody in it can sign in."""

from __future__ import annotations

import io
import time

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from rich.console import Console

from comity.cases.models import Case
from comity.parties import queries
from comity.record.models import Recorded
from comity.site import demonstration
from comity.site.models import Account
from comity.site.profiles import loading, reading, shipped
from comity.site.profiles.testing import NOW, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _installation(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "data" / "keys"}


def ensure_loaded() -> list[demonstration.Login]:
    return demonstration.ensure_loaded(Console(file=io.StringIO()))


def test_the_first_start_loads_the_story_and_tells_every_login(client):
    logins = ensure_loaded()
    assert Case.objects.count() == 9
    assert len(logins) == 10
    who = [name for name, _, _ in logins]
    assert sum(name.startswith("Head of the delegation") for name in who) == 6
    assert "Deputy head of the delegation of Kazakhstan" in who
    for _, email, password in logins:
        assert client.login(username=Account.objects.get(email=email).username, password=password)
        assert EmailAddress.objects.get(email=email).verified


def test_a_delegate_signs_in_by_address_on_the_page(client):
    _, email, password = next(login for login in ensure_loaded() if "Armenia" in login[0])
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(Account.objects.get(username="armenia").pk)


def test_a_second_start_changes_nothing_and_is_quick():
    first = ensure_loaded()
    acts = Recorded.objects.count()
    began = time.perf_counter()
    assert ensure_loaded() == first
    assert time.perf_counter() - began < 1
    assert Recorded.objects.count() == acts
    assert Account.objects.count() == len(first)


def test_logins_that_a_broken_first_start_left_out_are_made_by_the_next():
    ensure_loaded()
    Account.objects.filter(username__in=["armenia", "observer"]).delete()
    ensure_loaded()
    assert set(Account.objects.filter(username__in=["armenia", "observer"]).values_list("person", flat=True)) == {
        "p-11",
        "p-51",
    }


def test_the_people_have_the_capacities_that_their_roles_say():
    from django.utils import timezone

    ensure_loaded()

    def capacities(username: str) -> set[tuple[str, str]]:
        person = Account.objects.get(username=username).person
        held = queries.capacities_of(person, timezone.now())
        return {(one.party.id, one.body.id if one.body else "") for one in held}

    assert capacities("tajikistan") == {("TJ", "commission"), ("TJ", "council")}
    assert capacities("kazakhstan") == capacities("kazakhstan-deputy") == {("KZ", "commission")}
    assert capacities("secretariat") == capacities("depositary") == {("secretariat", "")}
    assert capacities("observer") == {("RCCP", "commission")}
    assert set(Account.objects.filter(is_staff=True).values_list("username", flat=True)) == {
        "secretariat",
        "depositary",
    }


def test_the_other_shipped_organisation_gets_its_own_logins():
    loading.load(reading.read(shipped.find("river-basin")))
    assert {email for _, email, _ in ensure_loaded()} >= {"secretary@arvena.example", "water@alvaria.example"}


@pytest.mark.parametrize("demonstrates", [True, False])
def test_no_login_with_a_known_password_is_made_on_anybody_elses_record(tmp_path, demonstrates):
    def change(form):
        form["organisation"]["demonstration"] = demonstrates

    loading.load(reading.read(written(tmp_path / "small", profile=change)), now=NOW)
    with pytest.raises(demonstration.NotTheDemonstration) as refused:
        ensure_loaded()
    assert "Small" in str(refused.value)
    assert not Account.objects.exists()
